/** What a field of the API means, in a short sentence of our own: for `kubectl explain` and for the editor's hover. */
import { schemaOfKind } from '../../model/schema.ts';
import type { Field, StructType } from '../../model/schema.ts';
import { structIn } from './walk.ts';
import { containerWords } from './words-container.ts';
import { podWords } from './words-pod.ts';
import { sharedWords } from './words-shared.ts';
import { volumeWords } from './words-volume.ts';
import { workloadWords } from './words-workload.ts';

const meanings: ReadonlyMap<string, string> = new Map([sharedWords, podWords, containerWords, volumeWords, workloadWords].flatMap(read));

/** `# core.v1.Container` opens a type; below it a field a line. */
function read(text: string): readonly (readonly [string, string])[] {
  let type = '';
  const found: (readonly [string, string])[] = [];
  for (const line of text.trim().split('\n')) {
    if (line.startsWith('# ')) type = line.slice(2).trim();
    else {
      const [name = ''] = line.trim().split(' ');
      if (name !== '') found.push([name === '-' ? type : `${type}.${name}`, line.trim().slice(name.length).trim()]);
    }
  }
  return found;
}

/** What a type is about; '' where we say nothing. */
export const typeMeaning = (type: StructType): string => meanings.get(type.name) ?? '';

/** What a field of a type means; '' where we say nothing. */
export function meaningOf(owner: StructType, field: Field): string {
  const own = meanings.get(`${owner.name}.${field.name}`) ?? (owner.fields.has('metadata') ? meanings.get(`*.${field.name}`) : undefined);
  if (own !== undefined) return own;
  const below = structIn(field.type);
  return below === null ? '' : typeMeaning(below);
}

/** What the field at a path of an object means; '' where there is no such field, or nothing to say. */
export function fieldMeaning(apiVersion: string, kind: string, path: readonly (string | number)[]): string {
  let owner: StructType | null = schemaOfKind(apiVersion, kind) ?? null;
  let found = owner === null ? '' : typeMeaning(owner);
  let at = 0;
  while (at < path.length) {
    const name: string | number | undefined = path[at];
    const field: Field | undefined = typeof name === 'string' ? owner?.fields.get(name) : undefined;
    if (owner === null || field === undefined) return '';
    found = meaningOf(owner, field);
    at++;
    // An index or a map's key leads into what the list or map holds.
    let type = field.type;
    while (at < path.length && (type.kind === 'list' || type.kind === 'map')) {
      type = type.kind === 'list' ? type.item : type.value;
      at++;
    }
    owner = structIn(type);
  }
  return found;
}
