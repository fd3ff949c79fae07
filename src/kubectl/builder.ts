/** From arguments, files and selectors to the objects that a command is about. Follows cli-runtime pkg/resource/builder.go. */
import type { Client } from '../cluster/contract/client.ts';
import type { ApiRequest, ApiResponse, ObjectList, RequestOptions } from '../cluster/contract/api.ts';
import { isObject } from '../base/json.ts';
import type { KubeObject } from '../model/objects.ts';
import { parseSelector } from '../model/parse-selector.ts';
import { matches } from '../model/selectors.ts';
import { ApiError, CommandError, isFailure, isNotFound } from './errors.ts';
import { readFiles } from './files.ts';
import { serves } from './discovery.ts';
import { expandCategory, findMapping, mappingFor, noSuchType } from './mapper.ts';
import type { Mapping } from './mapper.ts';
import { send } from './session.ts';
import type { Session } from './session.ts';

export interface Query {
  readonly args: readonly string[];
  readonly filenames?: readonly string[];
  readonly recursive?: boolean;
  /** Manifests are checked before they are sent: what has no kind ends its file. */
  readonly validates?: boolean;
  /** What a file holds is taken for the object; the server is not asked how that is now. */
  readonly asFiled?: boolean;
  /** No server is asked: what a file holds stays as it is. */
  readonly local?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  readonly namespace: string;
  /** A file's namespace that differs is refused. */
  readonly enforceNamespace?: boolean;
  readonly subresource?: string;
  /** A type alone means all of its objects, as for get and describe. */
  readonly typeMeansAll?: boolean;
  readonly singleType?: boolean;
}

/** One thing that was named. `object` is what a file holds; what the server holds is fetched when it is wanted. */
export interface Target {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject | null;
  readonly source: string;
}
/** A selector's list, not yet asked for. */
export interface Bulk {
  readonly mapping: Mapping;
  readonly namespace: string;
}
type Item = { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly error: Error };
export interface Selection {
  readonly items: readonly Item[];
  readonly bulk: readonly Bulk[];
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly subresource: string;
  /** One thing was named, or one file, so that no List is made of one object. */
  readonly single: boolean;
}

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const split = (argument: string): readonly string[] => [...new Set(argument.split(','))];

/** `pods,services web` means `pods/web services/web`. */
function normalised(args: readonly string[]): readonly string[] {
  const types = args.length >= 2 ? split(args[0] ?? '') : [];
  return types.length > 1 ? types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`)) : args;
}

interface Tuple {
  readonly resource: string;
  readonly name: string;
}
function tupleOf(argument: string): Tuple {
  const parts = argument.split('/');
  if (parts.length !== 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const [resource = '', name = ''] = parts;
  if (resource === '' || name === '' || split(resource).length !== 1) throw new CommandError('arguments in resource/name form must have a single resource and name');
  return { resource, name };
}

function combined(args: readonly string[]): boolean {
  const slashes = args.filter((each) => each.includes('/')).length;
  if (slashes > 0 && slashes !== args.length) {
    throw new CommandError("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'");
  }
  return slashes > 0;
}

interface Parsed {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly tuples: readonly Tuple[];
}
function parseNames(given: readonly string[]): Parsed {
  const args = normalised(given);
  if (combined(args)) return { types: [], names: [], tuples: args.map(tupleOf) };
  const [types = '', ...names] = args;
  return { types: args.length === 0 ? [] : split(types.split(',').map(expandCategory).join(',')), names, tuples: [] };
}

/** Works out what is meant; nothing is fetched. Throws what the arguments alone make impossible. */
export function* select(session: Session, query: Query): Client<Selection> {
  const filenames = query.filenames ?? [];
  const hasFiles = filenames.length > 0;
  const files = hasFiles ? yield* readFiles(session, filenames, query.recursive ?? false, query.validates ?? false) : null;
  const parsed = parseNames(query.args);
  const [label, field] = [(query.selector ?? '').trim(), (query.fieldSelector ?? '').trim()];
  for (const type of [...parsed.types, ...parsed.tuples.map(({ resource }) => resource)]) if (!(yield* serves(findMapping(type)?.group ?? ''))) throw noSuchType(type);
  const selects = label !== '' || field !== '' || query.all === true || (query.typeMeansAll === true && parsed.types.length > 0 && parsed.names.length === 0);
  if (query.all === true && (label !== '' || field !== '')) throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const base = { bulk: [], labelSelector: label, fieldSelector: field, subresource: query.subresource ?? '' };
  if (files) {
    if (parsed.types.length > 0) throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    if (parsed.tuples.length > 0) throw new CommandError('resource/name arguments cannot be provided when a path is specified');
    const wanted = labelFilter(label);
    const items = files.items.map((item) => (item.ok ? fileTarget(item, query) : item)).filter((item) => !item.ok || wanted(item.target));
    return { ...base, items, single: files.single };
  }
  if (selects) return { ...base, items: [], bulk: bulkOf(parsed, query), single: false };
  if (parsed.tuples.length > 0) {
    const mappings = parsed.tuples.map(({ resource }) => mappingFor(resource));
    if (query.singleType && new Set(mappings.map(({ resource }) => resource)).size > 1) throw new CommandError('you may only specify a single resource type');
    return { ...base, items: parsed.tuples.map(({ name }, at) => named(mappings[at] as Mapping, name, query)), single: parsed.tuples.length === 1 };
  }
  if (parsed.names.length > 0) {
    const [type = ''] = parsed.types;
    if (parsed.types.length > 1) throw new CommandError('you must specify only one resource');
    const mapping = mappingFor(type);
    return { ...base, items: parsed.names.map((name) => named(mapping, name, query)), single: parsed.names.length === 1 };
  }
  if (parsed.types.length > 0) {
    parsed.types.forEach(mappingFor);
    throw new CommandError('resource(s) were provided, but no name was specified');
  }
  throw new CommandError(MISSING);
}

/** Whether an object of a file has the labels that were asked for. */
function labelFilter(text: string): (target: Target) => boolean {
  if (text === '') return () => true;
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new CommandError(`the provided selector ${JSON.stringify(text)} is not valid: ${parsed.error}`);
  return ({ object }) => matches(parsed.value, object?.metadata.labels);
}

function bulkOf(parsed: Parsed, query: Query): readonly Bulk[] {
  if (parsed.names.length > 0) throw new CommandError('name cannot be provided when a selector is specified');
  if (parsed.tuples.length > 0) throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments');
  if (parsed.types.length === 0) throw new CommandError('at least one resource must be specified to use a selector');
  if ((query.subresource ?? '') !== '') throw new CommandError('subresource cannot be used when bulk resources are specified');
  if (query.singleType && parsed.types.length > 1) throw new CommandError('you may only specify a single resource type');
  const mappings = parsed.types.map(mappingFor).filter((mapping, at, all) => all.findIndex(({ resource }) => resource === mapping.resource) === at);
  return mappings.map((mapping) => ({ mapping, namespace: mapping.namespaced && !query.allNamespaces ? query.namespace : '' }));
}

function named(mapping: Mapping, name: string, query: Query): Item {
  if (mapping.namespaced && query.allNamespaces) throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  return { ok: true, target: { mapping, namespace: mapping.namespaced ? query.namespace : '', name, object: null, source: '' } };
}

/** An object of a file: the namespace of the request steps in where it names none. */
function fileTarget(item: { readonly object: unknown; readonly mapping: Mapping; readonly source: string }, query: Query): Item {
  const object = item.object as Readonly<Record<string, unknown>>;
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const { mapping, source } = item;
  if (mapping.namespaced && query.enforceNamespace && own !== '' && own !== query.namespace) {
    return { ok: false, error: new CommandError(`the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(query.namespace)}. You must pass '--namespace=${own}' to perform this operation.`) };
  }
  const namespace = mapping.namespaced ? (own === '' ? query.namespace : own) : '';
  const { namespace: _, ...rest } = metadata;
  const placed = (query.local === true ? object : { ...object, metadata: namespace === '' ? rest : { ...rest, namespace } }) as unknown as KubeObject;
  return { ok: true, target: { mapping, namespace, name: typeof metadata['name'] === 'string' ? metadata['name'] : '', object: placed, source } };
}

/** What could be read, and why the rest could not: kubectl tells that after all that it did with the others. */
export function parted(selection: Selection): { readonly readable: Selection; readonly unread: readonly Error[] } {
  return { readable: { ...selection, items: selection.items.filter((item) => item.ok) }, unread: selection.items.flatMap((item) => (item.ok ? [] : [item.error])) };
}

/** The request part that names a target. */
export const place = (target: { readonly mapping: Mapping; readonly namespace: string; readonly name?: string }): { resource: string; apiVersion: string; namespace?: string; name?: string } => ({
  resource: target.mapping.resource,
  apiVersion: target.mapping.fact.groupVersion,
  ...(target.namespace === '' ? {} : { namespace: target.namespace }),
  ...(target.name === undefined ? {} : { name: target.name }),
});

/** Where an object is not there because its namespace is not, that is what is told. */
export function* fetch(session: Session, target: Target, options?: RequestOptions, subresource = ''): Client<ApiResponse> {
  try {
    return yield* send(session, { verb: 'get', ...place(target), ...(subresource === '' ? {} : { subresource }), ...(options ? { options } : {}) });
  } catch (error) {
    if (isNotFound(error) && target.namespace !== '' && target.namespace !== 'default') yield* namespaceIsThere(session, target.namespace);
    throw error;
  }
}
function* namespaceIsThere(session: Session, name: string): Client<void> {
  try {
    yield* send(session, { verb: 'get', resource: 'namespaces', name });
  } catch (error) {
    if (isNotFound(error) || !isFailure(error)) throw error;
  }
}
export function* fetchObject(session: Session, target: Target, subresource = ''): Client<KubeObject> {
  return (yield* fetch(session, target, undefined, subresource)).body as KubeObject;
}

/** A list may come in parts, each telling where the next begins. */
function* wholeList(session: Session, request: ApiRequest): Client<ApiResponse> {
  let whole = yield* send(session, request);
  for (let at = continueOf(whole); at !== ''; at = continueOf(whole)) {
    const next = yield* send(session, { ...request, options: { ...request.options, continue: at } });
    whole = { ...next, body: joined(whole.body, next.body) as ApiResponse['body'] };
  }
  return whole;
}
const continueOf = ({ body }: ApiResponse): string => (isObject(body) && isObject(body['metadata']) && typeof body['metadata']['continue'] === 'string' ? body['metadata']['continue'] : '');
function joined(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const part = 'rows' in after ? 'rows' : 'items';
  const of = (body: Readonly<Record<string, unknown>>): readonly unknown[] => (Array.isArray(body[part]) ? body[part] : []);
  return { ...after, [part]: [...of(before), ...of(after)] };
}

/** Asks for a list; a bad selector is told with what was asked for. */
export function* list(session: Session, bulk: Bulk, selection: Pick<Selection, 'labelSelector' | 'fieldSelector'>, options: RequestOptions = {}): Client<ApiResponse> {
  const { labelSelector, fieldSelector } = selection;
  const { chunkSize } = session;
  const asked = { ...options, ...(labelSelector === '' ? {} : { labelSelector }), ...(fieldSelector === '' ? {} : { fieldSelector }), ...(chunkSize > 0 ? { limit: chunkSize } : {}) };
  try {
    return yield* wholeList(session, { verb: 'list', ...place(bulk), options: asked });
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status.reason !== 'BadRequest' && error.status.reason !== 'NotFound')) throw error;
    const { group, version, fact } = bulk.mapping;
    const resource = `${group}/${version}, Resource=${fact.name}`;
    const message = labelSelector === '' && fieldSelector === '' ? `Unable to list ${JSON.stringify(resource)}: ${error.message}` : `Unable to find ${JSON.stringify(resource)} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`;
    throw new ApiError({ ...error.status, message });
  }
}

/** All objects that a selection means, fetched, and what failed on the way. */
export interface Found {
  readonly target: Target;
  readonly object: KubeObject;
}
export function* gather(session: Session, selection: Selection, options: { readonly latest?: boolean; readonly ignoreNotFound?: boolean; readonly stopAtError?: boolean } = {}): Client<{ readonly found: readonly Found[]; readonly errors: readonly Error[] }> {
  const found: Found[] = [];
  const errors: Error[] = [];
  for (const item of selection.items) {
    try {
      if (!item.ok) throw item.error;
      const { target } = item;
      const object = target.object !== null && options.latest === false ? target.object : yield* fetchObject(session, target, selection.subresource);
      found.push({ target, object });
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(options.ignoreNotFound && isNotFound(error))) errors.push(error);
      if (options.stopAtError) break;
    }
  }
  for (const bulk of selection.bulk) {
    try {
      const body = (yield* list(session, bulk, selection)).body as ObjectList;
      for (const item of body.items) found.push(foundItem(bulk.mapping, item, body));
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
      if (options.stopAtError) break;
    }
  }
  return { found, errors };
}

/** Items of a list carry their kind when they stand alone. */
function foundItem(mapping: Mapping, item: KubeObject, list: ObjectList): Found {
  const object: KubeObject = { ...item, apiVersion: list.apiVersion, kind: mapping.kind };
  return { target: { mapping, namespace: item.metadata.namespace ?? '', name: item.metadata.name, object: null, source: '' }, object };
}
