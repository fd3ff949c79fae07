/** What may be written where, from the API's facts: for completion, hover and did-you-mean. Loaded with the editor, never before. */
import types from '../../model/facts/types.json' with { type: 'json' };
import { resourceFacts } from '../../model/resources.ts';
import type { Path } from './outline.ts';

interface FieldShape {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly ref?: string;
  readonly array?: FieldShape;
  readonly map?: FieldShape;
  readonly default?: unknown;
}
interface TypeShape {
  readonly type?: string;
  readonly kinds?: readonly string[];
  readonly required?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldShape>>;
}
const shapes = types as unknown as Readonly<Record<string, TypeShape>>;
const byKind = new Map<string, string>();
for (const [name, shape] of Object.entries(shapes)) for (const kind of shape.kinds ?? []) byKind.set(kind, name);

export interface FieldInfo {
  readonly name: string;
  /** `string`, `[]Container`, `map[string]string`. */
  readonly type: string;
  readonly values: readonly string[];
  readonly required: boolean;
  readonly fallback: string;
  /** Whether a value of it starts on the next line. */
  readonly nested: 'no' | 'object' | 'list';
}
const rootType = (apiVersion: string, kind: string): string | undefined => byKind.get(`${apiVersion}/${kind}`);

function stepInto(shape: FieldShape | undefined, step: string | number): FieldShape | undefined {
  if (!shape) return undefined;
  if (typeof step === 'number') return shape.array;
  if (shape.map) return shape.map;
  return shape.ref === undefined ? undefined : shapes[shape.ref]?.fields?.[step];
}
const shapeAt = (root: string | undefined, path: Path): FieldShape | undefined => (root === undefined ? undefined : path.reduce<FieldShape | undefined>(stepInto, { ref: root }));

const shortName = (ref: string): string => ref.slice(ref.lastIndexOf('.') + 1);
function typeText(shape: FieldShape): string {
  if (shape.array) return `[]${typeText(shape.array)}`;
  if (shape.map) return `map[string]${typeText(shape.map)}`;
  if (shape.ref !== undefined) {
    const target = shapes[shape.ref];
    return target?.fields === undefined && target?.type !== undefined ? `${shortName(shape.ref)} (${target.type.replaceAll('|', ' or ')})` : shortName(shape.ref);
  }
  return shape.type ?? 'any';
}
const nested = (shape: FieldShape): FieldInfo['nested'] => (shape.array ? 'list' : shape.map || (shape.ref !== undefined && shapes[shape.ref]?.fields !== undefined) ? 'object' : 'no');

function infoOf(name: string, shape: FieldShape, required: boolean): FieldInfo {
  const values = shape.enum ?? (shape.type === 'boolean' ? ['true', 'false'] : []);
  return { name, type: typeText(shape), values, required, fallback: shape.default === undefined ? '' : JSON.stringify(shape.default), nested: nested(shape) };
}

/** The fields of the object at a path; none where it is a map or unknown. */
export function fieldsAt(apiVersion: string, kind: string, path: Path): readonly FieldInfo[] {
  const shape = shapeAt(rootType(apiVersion, kind), path);
  const type = shape?.ref === undefined ? undefined : shapes[shape.ref];
  if (!type?.fields) return path.length === 0 ? HEADERS : [];
  return Object.entries(type.fields).map(([name, field]) => infoOf(name, field, type.required?.includes(name) ?? false));
}
const HEADERS: readonly FieldInfo[] = ['apiVersion', 'kind', 'metadata', 'spec'].map((name) => ({
  name, type: name === 'metadata' || name === 'spec' ? 'object' : 'string', values: [], required: true, fallback: '',
  nested: name === 'metadata' || name === 'spec' ? 'object' : 'no',
}));

export function fieldAt(apiVersion: string, kind: string, path: Path): FieldInfo | undefined {
  const name = path[path.length - 1];
  const shape = shapeAt(rootType(apiVersion, kind), path);
  if (shape === undefined || typeof name !== 'string') return undefined;
  const parent = shapeAt(rootType(apiVersion, kind), path.slice(0, -1));
  return infoOf(name, shape, parent?.ref !== undefined && (shapes[parent.ref]?.required?.includes(name) ?? false));
}

/** Kinds that a person creates, with their versions. */
export const knownKinds: readonly { readonly apiVersion: string; readonly kind: string }[] = resourceFacts
  .filter((fact) => !fact.name.includes('/') && fact.verbs.includes('create'))
  .map(({ groupVersion, kind }) => ({ apiVersion: groupVersion, kind }));

/** Edits between two words; a swap of neighbours counts one. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
/** The word that was probably meant: at most a third of it wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const low = word.toLowerCase();
  const ranked = known.map((one) => ({ one, far: distance(low, one.toLowerCase()) })).sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(1, Math.floor(word.length / 3)) ? best.one : undefined;
}
