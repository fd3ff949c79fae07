/** What Podarium does with each kind and field: one table, read by the page and by docs/fidelity.md. Fields come from the schema, words from unsimulated.ts and simplified.ts. */
import { groupOf, groupResource, resourceFacts } from '../../model/resources.ts';
import { schemaOfKind, type Type } from '../../model/schema.ts';
import { SIMPLIFIED } from './simplified.ts';
import { UNSIMULATED, type Unsimulated } from './unsimulated.ts';

type FidelityLevel = 'simulated' | 'checked only' | 'accepted with a word' | 'simplified';
export interface FidelityRow {
  /** Of what is simplified: what it is about. */
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

/** Words for fields that lie deeper than the fields of their kind are told; those of Pod templates are told at the Pod. */
const deeper = (notes: readonly Unsimulated[], fields: readonly string[]): readonly string[] =>
  notes.map(({ path }) => path).filter((path) => !/\.template\./.test(path) && !fields.includes(path));

/** What is simpler here as a whole; then every kind that is served, in order of its name, and its fields. */
export function fidelityRows(): readonly FidelityRow[] {
  const kinds = resourceFacts.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create') && verbs.includes('get'));
  const simplified = SIMPLIFIED.map(([kind, note]): FidelityRow => ({ kind, field: '', level: 'simplified', note }));
  return [...simplified, ...kinds.flatMap(({ groupVersion, kind, name }): readonly FidelityRow[] => {
    const schema = schemaOfKind(groupVersion, kind);
    if (schema === undefined) return [];
    const notes = UNSIMULATED[groupResource(groupOf(groupVersion), name)] ?? [];
    const whole = notes.find(({ path }) => path === '');
    const own: FidelityRow = { kind, field: '', level: whole === undefined ? 'simulated' : 'checked only', note: whole?.message ?? '' };
    if (whole !== undefined) return [own];
    const fields = fieldsOf(schema, '', kind === 'Pod' ? DEPTH_OF_POD : DEPTH_OF_OTHERS, []);
    return [own, ...[...fields, ...deeper(notes, fields)].map((field): FidelityRow => {
      const note = noteAt(notes, field);
      return { kind, field, level: note === undefined ? 'simulated' : 'accepted with a word', note: note?.message ?? '' };
    })];
  })];
}
