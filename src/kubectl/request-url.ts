/** A request as it goes over the wire: its HTTP method, its path and its query. */
import type { ApiRequest, RequestOptions } from '../cluster/contract/api.ts';
import { groupOf, resourceFact } from '../model/resources.ts';
import type { ResourceFact } from '../model/resources.ts';
import { beyondFact } from './mapper.ts';

const METHODS: Readonly<Record<ApiRequest['verb'], string>> = { create: 'POST', get: 'GET', list: 'GET', watch: 'GET', update: 'PUT', patch: 'PATCH', delete: 'DELETE', deletecollection: 'DELETE' };
/** Subresources that are connections, not objects: asked for by POST. */
const CONNECTS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward']);

export const methodOf = ({ verb, subresource }: ApiRequest): string => (CONNECTS.has(subresource ?? '') ? 'POST' : METHODS[verb]);

const factOf = (resource: string): ResourceFact | undefined => resourceFact(resource) ?? beyondFact(resource);

/** What each option is called in a URL; the others travel in the body or in headers. */
const IN_QUERY: readonly (readonly [keyof RequestOptions, string])[] = [
  ['command', 'command'], ['container', 'container'], ['continue', 'continue'], ['fieldManager', 'fieldManager'], ['fieldSelector', 'fieldSelector'], ['fieldValidation', 'fieldValidation'], ['follow', 'follow'],
  ['force', 'force'], ['labelSelector', 'labelSelector'], ['limit', 'limit'], ['limitBytes', 'limitBytes'], ['ports', 'ports'], ['previous', 'previous'], ['resourceVersion', 'resourceVersion'],
  ['sinceSeconds', 'sinceSeconds'], ['sinceTime', 'sinceTime'], ['stdin', 'stdin'], ['tailLines', 'tailLines'], ['timestamps', 'timestamps'], ['tty', 'tty'],
];

/** As net/url encodes the values of a query. */
const encoded = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function queryOf({ verb, options = {} }: ApiRequest): string {
  const pairs = IN_QUERY.flatMap(([option, name]): readonly string[] => {
    const value = options[option];
    if (value === undefined || value === false || value === '') return [];
    return (Array.isArray(value) ? value : [value]).map((each) => `${name}=${encoded(String(each))}`);
  });
  if (options.dryRun === true) pairs.push('dryRun=All');
  if (verb === 'watch') pairs.push('watch=true');
  return pairs.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('&');
}

/** `/apis/apps/v1/namespaces/default/deployments/web?fieldManager=…`. */
export function requestUrl(request: ApiRequest): string {
  const fact = factOf(request.resource);
  const version = request.apiVersion ?? fact?.groupVersion ?? 'v1';
  const plural = fact?.name ?? request.resource.split('.')[0] ?? '';
  const parts = [groupOf(version) === '' ? '/api' : '/apis', version];
  if (request.namespace !== undefined && request.namespace !== '' && fact?.namespaced !== false) parts.push('namespaces', request.namespace);
  parts.push(plural);
  if (request.name !== undefined && request.name !== '') parts.push(request.name);
  if (request.subresource !== undefined && request.subresource !== '') parts.push(request.subresource);
  const query = queryOf(request);
  return parts.join('/') + (query === '' ? '' : `?${query}`);
}
