/** Manifests from files, folders and standard input, as `-f` takes them. Follows cli-runtime pkg/resource. */
import { call } from '../cluster/contract/client.ts';
import type { Client } from '../cluster/contract/client.ts';
import { isObject } from '../base/json.ts';
import type { JsonObject } from '../base/json.ts';
import { byText } from '../base/order.ts';
import { jsonProblem, lineTable, MAX_TEXT, parseManifests, positionAt } from '../manifest/index.ts';
import { CommandError } from './errors.ts';
import { mappingForKind } from './mapper.ts';
import type { Mapping } from './mapper.ts';
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

/** Reads all that `-f` names. A path that is not there ends the command. */
export function* readFiles(session: Session, filenames: readonly string[], recursive: boolean): Client<FileSet> {
  const sources: Source[] = [];
  let streamed = false;
  for (const path of filenames) {
    sources.push(...(yield* readPath(session, path, recursive)));
    streamed ||= path === '-';
  }
  if (sources.length === 0) throw new CommandError(`error reading [${filenames.join(' ')}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
  return { items: sources.flatMap(itemsOf), single: sources.length === 1 && !streamed };
}

const isJson = (text: string): boolean => /^\s*\{/.test(text);

function itemsOf(source: Source): readonly FileItem[] {
  const parsed = parseManifests(source.text);
  const tooLarge = parsed.issues.find((issue) => issue.code === 'too-large' || issue.code === 'too-many-documents');
  const items: FileItem[] = [];
  for (const document of parsed.documents) {
    if (document.error !== null) {
      items.push(failed(`error parsing ${source.name}: ${isJson(source.text) ? jsonWords(source.text, document.error) : `error converting YAML to JSON: ${document.error}`}`));
      break;
    }
    if (document.value === null) continue;
    if (document.object === null) items.push(
      failed(`error validating ${JSON.stringify(source.name)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`),
    );
    else items.push(...flatten(document.object, source.name));
  }
  if (tooLarge) items.push(failed(tooLarge.message));
  return items;
}

function jsonWords(text: string, otherwise: string): string {
  const problem = jsonProblem(text);
  return problem === null ? otherwise : `json: line ${positionAt(lineTable(text), problem.offset).line}: ${problem.message}`;
}

/** A List gives its items, each an object of its own. */
function flatten(object: JsonObject, source: string): readonly FileItem[] {
  const items = object['items'];
  if (typeof object['kind'] === 'string' && object['kind'].endsWith('List') && Array.isArray(items)) return items.flatMap((item) => (isObject(item) ? flatten(item as JsonObject, source) : []));
  return [itemOf(object, source)];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function itemOf(object: JsonObject, source: string): FileItem {
  const [kind, apiVersion] = [text(object['kind']), text(object['apiVersion'])];
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  if (kind === '' || apiVersion === '') {
    const missing = [...(apiVersion === '' ? ['apiVersion not set'] : []), ...(kind === '' ? ['kind not set'] : [])];
    const list = missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`;
    if (kind === '') return failed(`unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${JSON.stringify(sortedKeys(object))}'`);
    return failed(`error validating ${JSON.stringify(source)}: error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`);
  }
  const mapping = mappingForKind(apiVersion, kind);
  if (mapping) return { ok: true, object, mapping, source };
  const [name, namespace] = [text(metadata['name']), text(metadata['namespace'])];
  return failed(`resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`);
}
