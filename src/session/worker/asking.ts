/** The requests that a command line made, and the objects that they read or wrote, as the worker tells them. */
import type { ApiRequest, ApiResponse } from '../../cluster/contract/api.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import { isObject } from '../../base/json.ts';
import { methodOf, requestUrl } from '../../kubectl/index.ts';
import { resourceFact } from '../../model/resources.ts';
import { touchKey } from '../asked.ts';
import type { SimTime } from '../../model/time.ts';
import type { AskedRequest } from '../types.ts';

const STREAM_CODE = 101;
const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Metadata of what an answer holds: an object, the items of a list, the rows of a table. */
function metadataIn(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(body)) return [];
  const many = Array.isArray(body['items']) ? body['items'] : Array.isArray(body['rows']) ? body['rows'].map((row) => (isObject(row) ? row['object'] : null)) : [body];
  return many.flatMap((each) => (isObject(each) && isObject(each['metadata']) && text(each['metadata']['name']) !== '' ? [each['metadata']] : []));
}

function keysOf(request: ApiRequest, body: unknown): readonly string[] {
  const namespaced = resourceFact(request.resource)?.namespaced ?? false;
  const keyOf = (namespace: string, name: string): string => touchKey(request.resource, namespaced ? namespace : '', name);
  if (request.name !== undefined && request.name !== '') return [keyOf(request.namespace ?? '', request.name)];
  return metadataIn(body).map((metadata) => keyOf(text(metadata['namespace']) || (request.namespace ?? ''), text(metadata['name'])));
}

/** A request with its answer, null for a stream. `record` is what it left in the trace. */
export function askedOf(request: ApiRequest, response: ApiResponse | null, at: SimTime, record: TraceSerial | null): AskedRequest {
  const code = response?.code ?? STREAM_CODE;
  const keys = code >= 400 ? [] : keysOf(request, response?.body);
  const writes = CHANGES.has(request.verb) && request.options?.dryRun !== true;
  return { method: methodOf(request), url: requestUrl(request), code, at, record, read: writes ? [] : keys, written: writes ? keys : [] };
}
