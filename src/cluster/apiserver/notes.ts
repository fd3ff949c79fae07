/** What is accepted but not simulated, each with Podarium's word about it. The words stand beside the response, never among its warnings. */
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { SimulationNote } from '../contract/api.ts';
import type { Call } from './types.ts';
import { UNSIMULATED } from './unsimulated.ts';

interface Pattern {
  readonly steps: readonly string[];
  readonly message: string;
}
/** Patterns that begin alike are walked together: `spec` -> `containers` -> `*` -> … */
interface Branch {
  readonly message: string | null;
  readonly next: Map<string, Branch>;
}
const branch = (): { message: string | null; next: Map<string, Branch> } => ({ message: null, next: new Map() });

function grow(patterns: readonly Pattern[]): Branch {
  const root = branch();
  for (const { steps, message } of patterns) {
    let here = root;
    for (const step of steps) {
      const known = here.next.get(step) ?? branch();
      here.next.set(step, known);
      here = known as typeof root;
    }
    here.message = message;
  }
  return root;
}
const stepsOf = (path: string): readonly string[] => (path === '' ? [] : path.split('.').flatMap(part => (part.endsWith('[*]') ? [part.slice(0, -3), '*'] : [part])));
const trees = new Map(Object.entries(UNSIMULATED).map(([resource, fields]) => [resource, grow(fields.map(({ path, message }) => ({ steps: stepsOf(path), message })))]));

/** Adds a note for each field of a person's object that is not simulated. */
export function noteUnsimulated(call: Call, object: KubeObject): void {
  const tree = call.internal ? undefined : trees.get(call.row.resource);
  if (tree !== undefined) call.notes.push(...notesIn(tree, object, ''));
}
function notesIn({ message, next }: Branch, value: unknown, path: string): readonly SimulationNote[] {
  if (value === undefined || value === null || value === false) return [];
  if (message !== null) return [{ field: path, message: path === '' ? `This kind ${message}.` : `${path} ${message}.` }];
  const found: SimulationNote[] = [];
  for (const [step, inner] of next) {
    if (step === '*') {
      if (Array.isArray(value)) value.forEach((item: unknown, i) => found.push(...notesIn(inner, item, `${path}[${i}]`)));
    } else if (isObject(value) && value[step] !== undefined) found.push(...notesIn(inner, value[step], path === '' ? step : `${path}.${step}`));
  }
  return found;
}
