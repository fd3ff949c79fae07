/** The requests that a command line made, and the objects that they read or wrote: told by the worker, kept by the page. */
import type { ApiRequest, ApiResponse } from '../cluster/contract/api.ts';
import type { TraceSerial } from '../cluster/contract/ids.ts';
import { isObject } from '../base/json.ts';
import { methodOf, requestUrl } from '../kubectl/index.ts';
import { resourceFact } from '../model/resources.ts';
import type { SimTime } from '../model/time.ts';
import type { AskedRequest, CommandRun, JobOutput, Touched } from './types.ts';

const STREAM_CODE = 101;
const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** What stands for an object in `touched`: `pods/default/web`, `nodes/node-1`. */
export const touchKey = (resource: string, namespace: string, name: string): string => [resource, ...(namespace === '' ? [] : [namespace]), name].join('/');

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

// What the page keeps

/** Commands that are remembered with their requests, and requests of one of them: a watch script could ask without end. */
const MOST_COMMANDS = 40;
const MOST_REQUESTS = 200;

export interface Asked {
  readonly commands: readonly CommandRun[];
  readonly touched: Touched;
}
export const NOTHING_TOUCHED: Touched = { read: new Set(), written: new Set(), serial: 0 };

export const beginCommand = ({ commands, touched }: Asked, job: number, line: string, at: SimTime): Asked => ({
  commands: [...commands, { id: (commands.at(-1)?.id ?? 0) + 1, job, line, at, requests: [], more: 0, exitCode: null }].slice(-MOST_COMMANDS),
  touched: { ...NOTHING_TOUCHED, serial: touched.serial + 1 },
});

/** What a job's output says about its command. */
export function hearOfCommand(asked: Asked, output: JobOutput): Asked {
  if (output.kind !== 'request' && output.kind !== 'done') return asked;
  const at = asked.commands.findLastIndex(({ job, exitCode }) => job === output.job && exitCode === null);
  const command = asked.commands[at];
  if (command === undefined) return asked;
  const put = (changed: CommandRun): readonly CommandRun[] => asked.commands.with(at, changed);
  if (output.kind === 'done') return { ...asked, commands: put({ ...command, exitCode: output.exitCode }) };
  const { request } = output;
  const commands = command.requests.length < MOST_REQUESTS ? put({ ...command, requests: [...command.requests, request] }) : put({ ...command, more: command.more + 1 });
  if (at < asked.commands.length - 1) return { ...asked, commands };
  const written = request.written.length === 0 ? asked.touched.written : new Set([...asked.touched.written, ...request.written]);
  const read = request.read.length === 0 ? asked.touched.read : new Set([...asked.touched.read, ...request.read]);
  return { commands, touched: { read, written, serial: asked.touched.serial } };
}
