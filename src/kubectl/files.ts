/** Manifests from files, folders and standard input, as `-f` takes them. Follows cli-runtime pkg/resource. */
import { call } from '../cluster/contract/client.ts';
import type { Client } from '../cluster/contract/client.ts';
import { isObject } from '../base/json.ts';
import type { JsonObject } from '../base/json.ts';
import { byText } from '../base/order.ts';
import { jsonProblem, MAX_TEXT, parseManifests } from '../manifest/index.ts';
import { byteLength } from '../model/names.ts';
import { CommandError } from './errors.ts';
import { mappingForKind } from './mapper.ts';
import type { Mapping } from './mapper.ts';
import { metadataProblem } from './object-meta.ts';
import { sortedKeys } from './printers/go-json.ts';
import type { Session } from './session.ts';

/** An object out of a file, or why there is none. */
type FileItem =
  | { readonly ok: true; readonly object: JsonObject; readonly mapping: Mapping; readonly source: string }
  | { readonly ok: false; readonly error: CommandError };

const failed = (message: string): FileItem => ({ ok: false, error: new CommandError(message) });
const EXTENSIONS = ['.json', '.yaml', '.yml'];

interface Source {
  readonly name: string;
  readonly text: string;
}
interface FileSet {
  readonly items: readonly FileItem[];
  /** One file was named, no folder and no stream. */
  readonly single: boolean;
}

const joined = (folder: string, name: string): string => (folder === '.' || folder === './' ? name : `${folder.replace(/\/+$/, '')}/${name}`);

function* readFolder(folder: string, recursive: boolean): Client<Source[]> {
  const sources: Source[] = [];
  for (const name of [...(yield* call({ call: 'listFiles', folder }))].sort(byText)) {
    const path = joined(folder, name.replace(/\/$/, ''));
    if (name.endsWith('/')) {
      if (recursive) sources.push(...(yield* readFolder(path, true)));
      continue;
    }
    if (!EXTENSIONS.some((extension) => name.endsWith(extension))) continue;
    const file = yield* call({ call: 'readFile', path });
    if (file.ok) sources.push({ name: path, text: file.text });
  }
  return sources;
}

function* readPath(session: Session, path: string, recursive: boolean): Client<readonly Source[]> {
  if (path === '-') return [{ name: 'STDIN', text: session.env.stdin ?? (yield* typed()) }];
  if (/^https?:\/\//.test(path)) throw new CommandError(`${path}: nothing is fetched from the network in this sandbox; put the manifest into a file of its own`);
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return [{ name: path, text: file.text }];
  if (file.error === 'ENOENT') throw new CommandError(`the path ${JSON.stringify(path)} does not exist`);
  return yield* readFolder(path, recursive);
}

/** What a person types until the end of input. */
export function* typed(): Client<string> {
  let text = '';
  for (let line = yield* call({ call: 'input' }); line !== null; line = yield* call({ call: 'input' })) {
    text += `${line}\n`;
    if (text.length > MAX_TEXT) break;
  }
  return text;
}

/** Reads all that `-f` names. A path that is not there ends the command. `validates` is set for commands that check a manifest before they send it. */
export function* readFiles(session: Session, filenames: readonly string[], recursive: boolean, validates: boolean): Client<FileSet> {
  const sources: Source[] = [];
  let streamed = false;
  for (const path of filenames) {
    sources.push(...(yield* readPath(session, path, recursive)));
    streamed ||= path === '-';
  }
  if (sources.length === 0) throw new CommandError(`error reading [${filenames.join(' ')}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
  return { items: sources.flatMap((source) => itemsOf(source, validates)), single: sources.length === 1 && !streamed };
}

const isJson = (text: string): boolean => /^\s*\{/.test(text);

/** The JSON objects that stand one after another in a text; anything else is one piece. */
function pieces(text: string): readonly string[] {
  const problem = isJson(text) ? jsonProblem(text) : null;
  if (problem === null || !problem.message.endsWith('after top-level value')) return [text];
  return [text.slice(0, problem.offset), ...pieces(text.slice(problem.offset))];
}

function itemsOf({ name, text }: Source, validates: boolean): readonly FileItem[] {
  const items: FileItem[] = [];
  let before = '';
  for (const piece of pieces(text)) {
    const parsed = parseManifests(piece);
    for (const document of parsed.documents) {
      if (document.error !== null) return [...items, failed(`error parsing ${name}: ${isJson(text) ? jsonWords(before, piece, document.error) : `error converting YAML to JSON: ${document.error}`}`)];
      if (document.value === null) continue;
      const problem = validates ? schemaProblem(document.value) : null;
      if (problem !== null) return [...items, failed(`error validating ${JSON.stringify(name)}: error validating data: ${problem}; if you choose to ignore these errors, turn validation off with --validate=false`)];
      if (isObject(document.value)) items.push(...flatten(document.value as JsonObject, name));
      else items.push(failed(undecodable(name, `json: cannot unmarshal ${Array.isArray(document.value) ? 'array' : typeof document.value} into Go value of type unstructured.detector`)));
    }
    const tooLarge = parsed.issues.find((issue) => issue.code === 'too-large' || issue.code === 'too-many-documents');
    if (tooLarge) items.push(failed(tooLarge.message));
    before += piece;
  }
  return items;
}

function jsonWords(before: string, piece: string, otherwise: string): string {
  const problem = jsonProblem(piece);
  if (problem === null) return otherwise;
  return problem.offset >= piece.length ? 'unexpected EOF' : `json: offset ${byteLength(before + piece.slice(0, problem.offset)) + 1}: ${problem.message}`;
}

/** What a manifest needs before the server's own check is asked for. Follows kubectl pkg/validation getObjectKind. */
function schemaProblem(value: unknown): string | null {
  if (!isObject(value)) return 'invalid object to validate';
  const missing = (field: string): string | null => (value[field] === undefined || value[field] === null ? `${field} not set` : typeof value[field] === 'string' ? null : `${field} isn't string type`);
  const apiVersion = missing('apiVersion') ?? (String(value['apiVersion']).split('/').length > 2 ? `unexpected GroupVersion string: ${String(value['apiVersion'])}` : null);
  const problems = [apiVersion, missing('kind')].filter((problem) => problem !== null);
  return problems.length === 0 ? null : problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
}

/** A List gives its items, each an object of its own. */
function flatten(object: JsonObject, source: string): readonly FileItem[] {
  const items = object['items'];
  if (typeof object['kind'] === 'string' && object['kind'].endsWith('List') && Array.isArray(items)) return items.flatMap((item) => (isObject(item) ? flatten(item as JsonObject, source) : []));
  return [itemOf(object, source)];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const undecodable = (source: string, why: string): string => `unable to decode ${JSON.stringify(source)}: ${why}`;

function itemOf(object: JsonObject, source: string): FileItem {
  const [kind, apiVersion] = [text(object['kind']), text(object['apiVersion'])];
  if (kind === '') return failed(undecodable(source, `Object 'Kind' is missing in '${JSON.stringify(sortedKeys(object))}'`));
  const problem = metadataProblem(object);
  if (problem !== null) return failed(undecodable(source, problem));
  const mapping = mappingForKind(apiVersion, kind);
  if (mapping) return { ok: true, object: sortedKeys(object) as JsonObject, mapping, source };
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const [name, namespace] = [text(metadata['name']), text(metadata['namespace'])];
  return failed(`resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`);
}
