/** What Tab offers inside a path of fields: `-o jsonpath={.spec.`, `-o custom-columns=A:.metadata.`, `--sort-by=.status.`. Nothing but what the types say. */
import { schemaOfKind } from '../model/schema.ts';
import type { StructType } from '../model/schema.ts';
import { placeAt, structIn } from './explain/walk.ts';
import { findMapping } from './mapper.ts';

/** A type's fields; one that has fields of its own ends with the dot before them. `lists`: also where it is a list of such. */
export const fieldNames = (place: StructType | null | undefined, lists: boolean): readonly string[] =>
  Array.from(place?.fields ?? [], ([name, { type }]) => (lists || type.kind === 'struct') && (structIn(type)?.fields.size ?? 0) > 0 ? `${name}.` : name);

/** The path that is being typed, with all that stands before it. */
interface Open {
  readonly before: string;
  readonly path: string;
}
function openPath(value: string): Open | null {
  const found = /^(.*\{)([^{}]*)$/s.exec(value) ?? /^(.*:)([^:,{}]*)$/s.exec(value) ?? /^()(\.[^{},:]*)$/.exec(value);
  return found === null ? null : { before: found[1] ?? '', path: found[2] ?? '' };
}

/** Fields at the end of a path; `args` are the command's words: a type alone means a list of it. */
export function pathOffers(value: string, args: readonly string[], ofEach: boolean): readonly string[] {
  const open = openPath(value);
  const [type = ''] = (args[0] ?? '').split('/');
  const mapping = findMapping(type);
  const schema = mapping && schemaOfKind(mapping.fact.groupVersion, mapping.kind);
  if (open === null || schema === undefined) return [];
  const at = open.path.lastIndexOf('.');
  const head = at < 0 ? '' : open.path.slice(0, at);
  const steps = head.split('.').map((step) => step.replace(/\[.*$/, '')).filter((step) => step !== '');
  const isList = !ofEach && args.length === 1 && !(args[0] ?? '').includes('/');
  const before = `${open.before}${head}.`;
  if (isList && steps[0] !== 'items') return steps.length === 0 ? [`${before}items[*]`, `${before}metadata`] : [];
  const path = isList ? steps.slice(1) : steps;
  const place = path.length === 0 ? schema : structIn(placeAt(schema, path)?.field.type ?? { kind: 'bytes', go: '' });
  return fieldNames(place, false).map((name) => before + name);
}
