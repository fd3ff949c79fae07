/** `kubectl get --raw PATH`: a path of the API server, asked as it is. */
import type { Client } from '../../cluster/contract/client.ts';
import type { RequestOptions } from '../../cluster/contract/api.ts';
import { METRICS_API } from '../../model/metrics.ts';
import { groupResource, resourceFacts } from '../../model/resources.ts';
import type { Invocation } from '../command.ts';
import { ApiError, CommandError } from '../errors.ts';
import { goJson, sortedKeys } from '../printers/go-json.ts';
import { print, send } from '../session.ts';
import { copyOut, openStream } from './streams.ts';
import { versionInfo } from './version.ts';

const HEALTH = ['/healthz', '/livez', '/readyz'];

const notFound = (): ApiError => new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'the server could not find the requested resource', reason: 'NotFound', details: {}, code: 404 });

interface Place {
  readonly resource: string;
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** `/apis/apps/v1/namespaces/default/deployments/web/scale` as the parts of a request. */
function placeOf(path: string): Place {
  const [root, ...rest] = path.split('/').filter((part) => part !== '');
  const [group, version, parts] = root === 'api' ? ['', rest[0] ?? '', rest.slice(1)] : [rest[0] ?? '', rest[1] ?? '', rest.slice(2)];
  if ((root !== 'api' && root !== 'apis') || parts.length === 0) throw notFound();
  const namespaced = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2] ?? '');
  const [plural = '', name = '', subresource = ''] = namespaced ? parts.slice(2) : parts;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  if (apiVersion !== METRICS_API && !resourceFacts.some((fact) => fact.groupVersion === apiVersion && fact.name === plural)) throw notFound();
  return { resource: groupResource(group, plural), apiVersion, ...(namespaced ? { namespace: parts[1] ?? '' } : {}), ...(name === '' ? {} : { name }), ...(subresource === '' ? {} : { subresource }) };
}

const NUMBERS = ['limit', 'tailLines', 'limitBytes', 'sinceSeconds'];
const FLAGS = ['follow', 'previous', 'timestamps'];
const TEXTS = ['labelSelector', 'fieldSelector', 'container', 'continue', 'resourceVersion', 'sinceTime'];

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
    return TEXTS.includes(key) ? [[key, value]] : [];
  })) as RequestOptions;
}

export function* getRaw({ flags: values, args, session }: Invocation): Client<number> {
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  if (values.bool('watch') || values.bool('watch-only') || values.text('selector') !== '') throw new CommandError('--raw may not be specified with other flags that filter the server request or alter the output');
  if (values.text('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  const [path = '', query = ''] = values.text('raw').split('?');
  if (HEALTH.includes(path)) yield* print('ok');
  else if (path === '/version') yield* print(JSON.stringify(versionInfo, null, 2));
  else {
    const place = placeOf(path);
    const options = optionsOf(query);
    if (place.resource === 'pods' && place.subresource === 'log') yield* copyOut(yield* openStream(session, { verb: 'get', ...place, options }));
    else yield* print(`${goJson(sortedKeys((yield* send(session, { verb: place.name === undefined ? 'list' : 'get', ...place, options })).body))}\n`);
  }
  return 0;
}
