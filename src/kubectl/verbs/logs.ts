/** `kubectl logs`. Follows kubectl pkg/cmd/logs. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList, RequestOptions, StreamChunk } from '../../cluster/contract/api.ts';
import type { StreamId } from '../../cluster/contract/ids.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import { fetchObject, list, place } from '../builder.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, isFailure, isNotFound, messageOf } from '../errors.ts';
import { flags } from '../flags.ts';
import { mappingFor } from '../mapper.ts';
import { print, printError } from '../session.ts';
import { usageError } from '../usage.ts';
import { SELECTOR_FLAG } from './common.ts';
import { allContainerNames, checkPatience, DEFAULT_CONTAINER, findContainer, podsOf } from './pods.ts';
import { copyOut, openStream } from './streams.ts';

const EXPECTED = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";
const RETRY_MS = 1000;

export const logsCommand: Command = {
  name: 'logs',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  summary: 'Print the log of a container',
  completes: 'pods',
  flags: [
    ...SELECTOR_FLAG,
    ...flags(`
      all-containers bool # All containers of the Pod.
      all-pods bool # All Pods of the object; each line is marked.
      container|c string # The container.
      follow|f bool # Go on as the log grows.
      ignore-errors bool # Go on after a failure.
      insecure-skip-tls-verify-backend bool # Do not check the kubelet's certificate.
      limit-bytes int # At most so many bytes.
      max-log-requests int=5 # At most so many logs are followed at once.
      pod-running-timeout duration=20s # How long to wait for a running Pod.
      prefix bool # Mark each line with its Pod and container.
      previous|p bool # The log of the container's previous run.
      since duration # Only lines of this last span.
      since-time string # Only lines after this time.
      tail int=-1 # Only the last lines.
      timestamps bool # Put the time before each line.
    `),
  ],
  run: runLogs,
};

interface LogRequest {
  readonly pod: Pod;
  readonly container: string;
  readonly options: RequestOptions;
}

function optionsOf({ flags: values }: Invocation): RequestOptions {
  if (values.text('since-time') !== '' && values.duration('since') !== 0) throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (values.text('since-time') !== '' && Number.isNaN(Date.parse(values.text('since-time')))) throw new CommandError(`parsing time ${JSON.stringify(values.text('since-time'))} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(values.text('since-time'))} as "2006"`);
  if (values.int('limit-bytes') < 0) throw new CommandError('--limit-bytes must be greater than 0');
  if (values.duration('since') < 0) throw new CommandError('--since must be greater than 0');
  if (values.int('tail') < -1) throw new CommandError('--tail must be greater than or equal to -1');
  const tail = values.text('selector') !== '' && !values.changed('tail') ? 10 : values.int('tail');
  return {
    ...(values.bool('follow') ? { follow: true } : {}),
    ...(values.bool('previous') ? { previous: true } : {}),
    ...(values.bool('timestamps') ? { timestamps: true } : {}),
    ...(tail >= 0 ? { tailLines: tail } : {}),
    ...(values.int('limit-bytes') > 0 ? { limitBytes: values.int('limit-bytes') } : {}),
    ...(values.duration('since') > 0 ? { sinceSeconds: Math.round(values.duration('since') / 1000) } : {}),
    ...(values.text('since-time') !== '' ? { sinceTime: values.text('since-time') } : {}),
  };
}

function* runLogs(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const selector = values.text('selector');
  checkPatience(values);
  if (args.length > 2 || (args.length === 0 && selector === '')) throw usageError(invocation, EXPECTED);
  if (args.length === 1 && selector !== '') throw usageError(invocation, 'only a selector (-l) or a POD name is allowed');
  const container = args[1] ?? values.text('container');
  const options = optionsOf(invocation);
  const objects = selector === '' ? [yield* namedObject(invocation, args[0] ?? '')] : yield* selectedPods(invocation, selector);
  if (values.bool('all-containers') && container !== '') throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (values.changed('container') && args.length === 2) throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
  const requests: LogRequest[] = [];
  for (const object of objects) for (const pod of yield* podsFor(invocation, object)) requests.push(...(yield* requestsOf(invocation, pod, container, options)));
  const most = values.int('max-log-requests');
  if (values.bool('follow') && requests.length > 1) {
    if (requests.length > most) throw new CommandError(`you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`);
    return yield* followAll(invocation, requests);
  }
  for (const request of requests) yield* consume(invocation, request);
  return 0;
}

function* namedObject(invocation: Invocation, argument: string): Client<KubeObject> {
  const parts = argument.split('/');
  if (parts.length > 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const [type, name] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['pods', argument];
  if (type === '' || name === '') throw new CommandError('arguments in resource/name form must have a single resource and name');
  const { namespace } = invocation.session;
  const mapping = mappingFor(type);
  const target: Target = { mapping, namespace: mapping.namespaced ? namespace : '', name, object: null, source: '' };
  try {
    return yield* fetchObject(invocation.session, target);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandError(`error from server (NotFound): ${(error as ApiError).message} in namespace ${JSON.stringify(namespace)}`);
  }
}

function* selectedPods(invocation: Invocation, labelSelector: string): Client<readonly KubeObject[]> {
  const { session } = invocation;
  const body = (yield* list(session, { mapping: mappingFor('pods'), namespace: session.namespace }, { labelSelector, fieldSelector: '' })).body as ObjectList;
  if (body.items.length === 0) yield* printError(`No resources found in ${session.namespace} namespace.\n`);
  return body.items.map((item) => ({ ...item, kind: 'Pod', apiVersion: 'v1' }));
}

function* podsFor(invocation: Invocation, object: KubeObject): Client<readonly Pod[]> {
  const pods = yield* podsOf(invocation.session, object, 'logs');
  if (pods.length < 2 || invocation.flags.bool('all-pods')) return pods;
  yield* printError(`Found ${pods.length} pods, using pod/${pods[0]?.metadata.name ?? ''}\n`);
  return pods.slice(0, 1);
}

function* requestsOf(invocation: Invocation, pod: Pod, named: string, options: RequestOptions): Client<readonly LogRequest[]> {
  const request = (container: string): LogRequest => ({ pod, container, options: { ...options, container } });
  if (invocation.flags.bool('all-containers')) {
    return [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])].map(({ name }) => request(name));
  }
  let container = named;
  const preset = pod.metadata.annotations?.[DEFAULT_CONTAINER] ?? '';
  if (container === '' && preset !== '') {
    if (findContainer(pod, preset) === undefined) yield* printError(`Default container name ${JSON.stringify(preset)} not found in pod ${pod.metadata.name}\n`);
    else container = preset;
  }
  if (container === '') {
    container = pod.spec.containers[0]?.name ?? '';
    const several = pod.spec.containers.length > 1 || (pod.spec.initContainers ?? []).length > 0 || (pod.spec.ephemeralContainers ?? []).length > 0;
    if (several && !invocation.flags.bool('all-pods')) yield* printError(`Defaulted container ${JSON.stringify(container)} out of: ${allContainerNames(pod)}\n`);
  }
  if (findContainer(pod, container) === undefined) throw new CommandError(`container ${container} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`);
  return [request(container)];
}

const prefixOf = (invocation: Invocation, { pod, container }: LogRequest): string => (invocation.flags.bool('prefix') || invocation.flags.bool('all-pods') ? `[pod/${pod.metadata.name}/${container}] ` : '');

function* openLog(invocation: Invocation, { pod, options }: LogRequest): Client<StreamId> {
  const target = { mapping: mappingFor('pods'), namespace: pod.metadata.namespace, name: pod.metadata.name };
  return yield* openStream(invocation.session, { verb: 'get', ...place(target), subresource: 'log', options });
}

function* consume(invocation: Invocation, request: LogRequest): Client<void> {
  const { flags: values } = invocation;
  const prefix = prefixOf(invocation, request);
  const patience = values.duration('pod-running-timeout');
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      const stream = yield* openLog(invocation, request);
      try {
        yield* copyOut(stream, (line) => prefix + line);
      } finally {
        yield* call({ call: 'close', stream });
      }
      return;
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (values.bool('ignore-errors')) {
        yield* print(`error: ${messageOf(error)}\n`);
        return;
      }
      if (!values.bool('follow') || !(error instanceof ApiError)) throw error;
      yield* printError(`${messageOf(error)}\n`);
      if (waited >= patience) throw new CommandError('context deadline exceeded');
      yield* call({ call: 'sleep', ms: RETRY_MS });
    }
  }
}

type End = StreamChunk & { readonly channel: 'end' };
/** Prints what a log said, each line behind a prefix; gives its end, if it came. */
function* printChunks(chunks: readonly StreamChunk[], prefix: string): Client<End | null> {
  for (const chunk of chunks) {
    if (chunk.channel === 'end') return chunk;
    if (chunk.channel === 'stdout') yield* print(chunk.data.split(/(?<=\n)/).map((line) => prefix + line).join(''));
  }
  return null;
}

/** Follows several logs at once: whatever speaks is printed. */
function* followAll(invocation: Invocation, requests: readonly LogRequest[]): Client<number> {
  const open = new Map<StreamId, LogRequest>();
  try {
    for (const request of requests) open.set(yield* openLog(invocation, request), request);
    while (open.size > 0) {
      let quiet = true;
      for (const [stream, request] of Array.from(open)) {
        const chunks = yield* call({ call: 'read', stream, timeoutMs: 0 });
        quiet &&= chunks.length === 0;
        const end = yield* printChunks(chunks, prefixOf(invocation, request));
        if (end === null) continue;
        open.delete(stream);
        if (end.error !== undefined) throw new ApiError(end.error);
      }
      if (quiet && open.size > 0) yield* call({ call: 'sleep', ms: 100 });
    }
  } finally {
    for (const stream of open.keys()) yield* call({ call: 'close', stream });
  }
  return 0;
}
