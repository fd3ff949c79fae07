/** What Podarium does with each kind and field: one table, read by the page and by docs/fidelity.md. Fields come from the schema, words from unsimulated.ts. */
import { groupOf, groupResource, resourceFacts } from '../../model/resources.ts';
import { schemaOfKind, type Type } from '../../model/schema.ts';
import { UNSIMULATED, type Unsimulated } from './unsimulated.ts';

type FidelityLevel = 'simulated' | 'checked only' | 'accepted with a word';
export interface FidelityRow {
  readonly kind: string;
  /** `spec.containers[*].image`; '' is the kind as a whole. */
  readonly field: string;
  readonly level: FidelityLevel;
  readonly note: string;
}

/** A Pod's fields are told to the last one; of other kinds the first level of their spec is. */
const DEPTH_OF_POD = 7;
const DEPTH_OF_OTHERS = 2;
/** Parts that are the same in every kind, or written by the cluster alone. */
const LEFT_OUT = new Set(['apiVersion', 'kind', 'metadata', 'status']);

const noteAt = (notes: readonly Unsimulated[], field: string): Unsimulated | undefined =>
  notes.find(({ path }) => path === '' || field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`));

function fieldsOf(type: Type, path: string, depth: number, seen: readonly string[]): readonly string[] {
  if (type.kind === 'list') return fieldsOf(type.item, `${path}[*]`, depth, seen);
  if (type.kind !== 'struct' || depth === 0 || seen.includes(type.name)) return [];
  return type.order.flatMap(({ name, type: inner }) => {
    if (path === '' && LEFT_OUT.has(name)) return [];
    const field = path === '' ? name : `${path}.${name}`;
    return [field, ...fieldsOf(inner, field, depth - 1, [...seen, type.name])];
  });
}

/** Every kind that is served, in order of its name, and its fields. */
export function fidelityRows(): readonly FidelityRow[] {
  const kinds = resourceFacts.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create') && verbs.includes('get'));
  return kinds.flatMap(({ groupVersion, kind, name }): readonly FidelityRow[] => {
    const schema = schemaOfKind(groupVersion, kind);
    if (schema === undefined) return [];
    const notes = UNSIMULATED[groupResource(groupOf(groupVersion), name)] ?? [];
    const whole = notes.find(({ path }) => path === '');
    const own: FidelityRow = { kind, field: '', level: whole === undefined ? 'simulated' : 'checked only', note: whole?.message ?? '' };
    if (whole !== undefined) return [own];
    const fields = fieldsOf(schema, '', kind === 'Pod' ? DEPTH_OF_POD : DEPTH_OF_OTHERS, []);
    return [own, ...fields.map((field): FidelityRow => {
      const note = noteAt(notes, field);
      return { kind, field, level: note === undefined ? 'simulated' : 'accepted with a word', note: note?.message ?? '' };
    })];
  });
}
