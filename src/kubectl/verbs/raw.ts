/** `--raw PATH`: a path of the API server, asked or sent to as it is. Follows kubectl pkg/rawhttp. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ApiRequest, RequestOptions } from '../../cluster/contract/api.ts';
import { groupResource } from '../../model/resources.ts';
import type { Invocation } from '../command.ts';
import { discoveryDocument, healthText, servedFacts } from '../discovery.ts';
import { ApiError, CommandError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { typed } from '../files.ts';
import { goJson } from '../printers/go-json.ts';
import { print, send } from '../session.ts';
import { copyOut, openStream } from './streams.ts';
import { versionInfo } from './version.ts';

const notFound = (): ApiError => new ApiError({
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'the server could not find the requested resource', reason: 'NotFound', details: {},
  code: 404,
});

interface Place {
  readonly resource: string;
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** `/apis/apps/v1/namespaces/default/deployments/web/scale` as the parts of a request. */
function* placeOf(path: string): Client<Place> {
  const [root, ...rest] = path.split('/').filter((part) => part !== '');
  const [group, version, parts] = root === 'api' ? ['', rest[0] ?? '', rest.slice(1)] : [rest[0] ?? '', rest[1] ?? '', rest.slice(2)];
  if ((root !== 'api' && root !== 'apis') || parts.length === 0) throw notFound();
  const namespaced = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2] ?? '');
  const [plural = '', name = '', subresource = ''] = namespaced ? parts.slice(2) : parts;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  if (!(yield* servedFacts()).some((fact) => fact.groupVersion === apiVersion && fact.name === plural)) throw notFound();
  return { resource: groupResource(group, plural), apiVersion, ...(namespaced ? { namespace: parts[1] ?? '' } : {}), ...(name === '' ? {} : { name }), ...(subresource === '' ? {} : { subresource }) };
}

const NUMBERS = ['limit', 'tailLines', 'limitBytes', 'sinceSeconds', 'gracePeriodSeconds'];
const FLAGS = ['follow', 'previous', 'timestamps'];
const TEXTS = ['labelSelector', 'fieldSelector', 'container', 'continue', 'resourceVersion', 'sinceTime', 'fieldManager', 'fieldValidation', 'propagationPolicy'];

function optionsOf(query: string): RequestOptions {
  const pairs = query.split('&').filter((pair) => pair !== '').map((pair): readonly [string, string] => {
    const at = pair.indexOf('=');
    const [key, value] = at < 0 ? [pair, 'true'] : [pair.slice(0, at), pair.slice(at + 1)];
    try {
      return [key, decodeURIComponent(value)];
    } catch {
      throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(pair)}: invalid URL escape`);
    }
  });
  return Object.fromEntries(pairs.flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    if (NUMBERS.includes(key)) return [[key, Number(value)]];
    if (FLAGS.includes(key)) return [[key, value === 'true' || value === '1']];
    if (key === 'dryRun') return [[key, value === 'All']];
    return TEXTS.includes(key) ? [[key, value]] : [];
  })) as RequestOptions;
}

/** The path and the query, or why it is neither. */
function pathOf(given: string): readonly [path: string, query: string] {
  const [path = '', ...query] = given.split('?');
  if (!path.startsWith('/') && !/^\w+:\/\//.test(path)) throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(given)}: invalid URI for request`);
  return [path, query.join('?')];
}

export function* getRaw({ flags: values, args, session }: Invocation): Client<number> {
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  if (values.bool('watch') || values.bool('watch-only') || values.text('selector') !== '') throw new CommandError('--raw may not be specified with other flags that filter the server request or alter the output');
  if (values.text('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  const [path, query] = pathOf(values.text('raw'));
  const known = healthText(path, query) ?? (path === '/version' ? JSON.stringify(versionInfo, null, 2) : null);
  if (known !== null) yield* print(known);
  else if (/^\/openapi(?:\/|$)/.test(path)) throw new CommandError('the OpenAPI documents are not part of this sandbox; kubectl explain tells what they say');
  else {
    const document = yield* discoveryDocument(path);
    if (document !== null) {
      yield* print(`${goJson(document)}\n`);
      return 0;
    }
    const place = yield* placeOf(path);
    const options = optionsOf(query);
    if (place.resource === 'pods' && place.subresource === 'log') yield* copyOut(yield* openStream(session, { verb: 'get', ...place, options }));
    else yield* print(`${goJson((yield* send(session, { verb: place.name === undefined ? 'list' : 'get', ...place, options })).body)}\n`);
  }
  return 0;
}

/** What create, replace and delete refuse beside `--raw`; `needsFile` for those that send one. */
export function checkRaw(values: FlagValues, { needsFile }: { readonly needsFile: boolean }): void {
  const files = values.list('filename');
  if (needsFile ? files.length !== 1 : files.length > 1) throw new CommandError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(files[0] ?? '')) throw new CommandError('--raw cannot read from a url');
  if (values.bool('recursive')) throw new CommandError('--raw and --recursive are mutually exclusive');
  if (needsFile && values.text('selector') !== '') throw new CommandError('--raw and --selector (-l) are mutually exclusive');
  if (values.text('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  pathOf(values.text('raw'));
}

function* bodyOf({ flags: values, session }: Invocation): Client<string> {
  const [path = ''] = values.list('filename');
  if (path === '') return '';
  if (path === '-') return session.env.stdin ?? (yield* typed());
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return file.text;
  throw new CommandError(`open ${path}: ${file.error === 'EISDIR' ? 'is a directory' : 'no such file or directory'}`);
}

/** Sends a file to a path; what is answered is shown as it came. */
export function* sendRaw(invocation: Invocation, verb: 'create' | 'update' | 'delete'): Client<number> {
  const [path, query] = pathOf(invocation.flags.text('raw'));
  const place = yield* placeOf(path);
  const text = yield* bodyOf(invocation);
  const request: ApiRequest = {
    verb: verb === 'delete' && place.name === undefined ? 'deletecollection' : verb, ...place,
    ...(text === '' || verb === 'delete' ? {} : { body: { text, contentType: 'application/json' } }), options: optionsOf(query),
  };
  yield* print(`${goJson((yield* send(invocation.session, request)).body)}\n`);
  return 0;
}
