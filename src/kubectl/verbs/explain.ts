/** `kubectl explain`: kinds, fields, types and enums are the API's; the sentences are our own. Follows kubectl pkg/explain/v2. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import { schemaOfKind } from '../../model/schema.ts';
import type { Field, StructType, Type } from '../../model/schema.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { meaningOf, typeMeaning } from '../explain/meaning.ts';
import { placeAt, plainName, structIn } from '../explain/walk.ts';
import { flags } from '../flags.ts';
import { findMapping, mappingOf, noMatch } from '../mapper.ts';
import type { Mapping } from '../mapper.ts';
import { resourceFacts } from '../../model/resources.ts';
import { print } from '../session.ts';

export const explainCommand: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  summary: 'Tell what the fields of a kind mean',
  completes: 'types',
  flags: flags(`
    recursive|R bool # The fields of fields, too.
    api-version string # The group and version that is meant.
    output|o string=plaintext # plaintext or plaintext-openapiv2.
    max-depth int=0 # How deep --recursive goes; 0 is all the way.
  `),
  run: runExplain,
};

function* runExplain({ args, flags: values }: Invocation): Client<number> {
  if (args.length === 0) throw new CommandError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
  if (args.length > 1) throw new CommandError('We accept only this format: explain RESOURCE');
  const [recursive, depth] = [values.bool('recursive'), values.int('max-depth')];
  if (depth > 0 && !recursive) throw new CommandError('--max-depth requires --recursive');
  if (depth < 0) throw new CommandError('--max-depth must be non-negative');
  const { mapping, path } = request(args[0] ?? '', values.text('api-version'));
  const output = values.text('output');
  if (output !== 'plaintext' && output !== 'plaintext-openapiv2') throw new CommandError(`unrecognized format: ${output}`);
  const schema = schemaOfKind(mapping.fact.groupVersion, mapping.kind);
  if (schema === undefined) throw new CommandError(`GVR (${mapping.group}/${mapping.version}, Resource=${mapping.fact.name}) not found in OpenAPI schema`);
  yield* print(`${mapping.group === '' ? '' : `GROUP:      ${mapping.group}\n`}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`);
  const place = placeAt(schema, path);
  if (path.length > 0 && place === undefined) throw new CommandError(`field ${JSON.stringify(path.at(-1))} does not exist`);
  const list: FieldList = { recursive, depth };
  yield* print(place === undefined ? kindText(schema, list) : fieldText(place.owner, place.field, list));
  return 0;
}

/** `deployments.apps.spec.replicas`: the longest beginning that names a resource, and the path after it. */
function request(text: string, apiVersion: string): { readonly mapping: Mapping; readonly path: readonly string[] } {
  const words = text.split('.').filter((word, at, all) => word !== '' || at < all.length - 1);
  for (let length = apiVersion === '' ? words.length : 1; length > 0; length--) {
    const mapping = findMapping(words.slice(0, length).join('.'));
    if (mapping !== undefined && !resourceFacts.includes(mapping.fact)) throw new CommandError(`${mapping.fact.name} are part of Kubernetes, but this sandbox keeps none, and tells nothing of their fields`);
    if (mapping !== undefined) return { mapping: inVersion(mapping, apiVersion), path: words.slice(length) };
  }
  return noMatch(words[0] ?? '');
}

function inVersion(mapping: Mapping, apiVersion: string): Mapping {
  if (apiVersion === '' || mapping.fact.groupVersion === apiVersion) return mapping;
  const fact = resourceFacts.find((each) => each.groupVersion === apiVersion && each.name === mapping.fact.name);
  if (fact === undefined) throw new CommandError(`couldn't find resource for "${apiVersion}, Resource=${mapping.fact.name}"`);
  return mappingOf(fact);
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string', bool: 'boolean', int32: 'integer', int64: 'integer', uint8: 'integer', float64: 'number',
  quantity: 'Quantity', intOrString: 'IntOrString', time: 'string', microTime: 'string',
};

/** The type in OpenAPI's words: `[]Container`, `map[string]string`. */
function typeText(type: Type): string {
  switch (type.kind) {
    case 'struct':
      return plainName(type);
    case 'list':
      return `[]${typeText(type.item)}`;
    case 'map':
      return `map[string]${typeText(type.value)}`;
    case 'bytes':
      return 'string';
    default:
      return SCALARS[type.scalar] ?? type.go.slice(type.go.lastIndexOf('.') + 1);
  }
}

interface FieldList {
  readonly recursive: boolean;
  readonly depth: number;
}

const MOST_IN_LINE = 4;
const enumText = (value: string): string => (value === '' ? '""' : value);
const sorted = (values: readonly string[]): readonly string[] => [...values].sort(byText);

/** Breaks a text at words. */
function wrapped(text: string, indent: number): string {
  const width = 78 - indent;
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

const describedBy = (text: string): string => `DESCRIPTION:\n${wrapped(text === '' ? '<empty>' : text, 4)}\n`;

const fieldsOf = (type: StructType | null, list: FieldList): string => (type === null || type.fields.size === 0 ? '' : `FIELDS:\n${listed(type, list, 1, new Set())}`);

const kindText = (schema: StructType, list: FieldList): string => `${describedBy(typeMeaning(schema))}${fieldsOf(schema, list)}\n`;

function fieldText(owner: StructType, field: Field, list: FieldList): string {
  const values = field.enum === undefined ? '' : `ENUM:${sorted(field.enum).map((value) => `\n    ${enumText(value)}`).join('')}`;
  return `FIELD: ${field.name} <${typeText(field.type)}>\n${values}\n\n${describedBy(meaningOf(owner, field))}${fieldsOf(structIn(field.type), list)}\n`;
}

/** A struct's fields by name; with `recursive` each one's own below it. */
function listed(type: StructType, list: FieldList, level: number, seen: ReadonlySet<string>): string {
  if (seen.has(type.name)) return '';
  const within = new Set([...seen, type.name]);
  const indent = level * 2;
  const lines: string[] = [];
  for (const name of sorted([...type.fields.keys()])) {
    const field = type.fields.get(name);
    if (field === undefined) continue;
    const shown = field.enum === undefined ? [] : sorted(field.enum).map(enumText);
    const values = shown.length === 0 ? '' : `\n${' '.repeat(indent)}enum: ${shown.slice(0, MOST_IN_LINE).join(', ')}${shown.length > MOST_IN_LINE ? ', ....' : ''}`;
    lines.push(`${' '.repeat(indent)}${name}\t<${typeText(field.type)}>${field.required ? ' -required-' : ''}${values}\n`);
    if (!list.recursive) lines.push(wrapped(meaningOf(type, field) || '<no description>', indent + 2), '\n');
    else if (list.depth === 0 || level < list.depth) {
      const below = structIn(field.type);
      if (below !== null) lines.push(listed(below, list, level + 1, within));
    }
  }
  return lines.join('');
}
