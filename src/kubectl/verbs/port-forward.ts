/** `kubectl port-forward`. Follows kubectl pkg/cmd/portforward. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientReplies } from '../../cluster/contract/client.ts';
import type { k8s, KubeObject, Pod } from '../../model/objects.ts';
import { fetchObject, select } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { print, printError } from '../session.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage.ts';
import { connect } from './exec.ts';
import { checkPatience, podsOf } from './pods.ts';
import { openStream } from './streams.ts';

export const portForwardCommand: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  summary: 'Bring a port of a Pod to this machine',
  completes: 'pods',
  flags: flags('address slice=localhost # Where to listen.\npod-running-timeout duration=1m0s # How long to wait for the Pod.'),
  run: runPortForward,
};

interface Ports {
  readonly local: string;
  readonly remote: string;
}
function split(text: string): Ports {
  const parts = text.split(':');
  return parts.length === 2 ? { local: parts[0] ?? '', remote: parts[1] ?? '' } : { local: parts[0] ?? '', remote: parts[0] ?? '' };
}
const isNumber = (text: string): boolean => /^[0-9]+$/.test(text);

/** A Pod's own port, by number or name. */
function podPort(pod: Pod, { local, remote }: Ports): Ports {
  if (remote === '') throw new CommandError('remote port cannot be empty');
  if (isNumber(remote)) return { local, remote };
  const port = pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === remote);
  if (port === undefined) throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${remote}'`);
  return { local: local === remote ? String(port.containerPort) : local, remote: String(port.containerPort) };
}

/** A Service's port leads to the Pod's port behind it. */
function servicePort(service: k8s.Service, pod: Pod, { local, remote }: Ports): Ports {
  const ports = service.spec?.ports ?? [];
  const name = service.metadata?.name ?? '';
  const port = ports.find((each) => (isNumber(remote) ? String(each.port) === remote : each.name === remote));
  if (port === undefined) throw new CommandError(isNumber(remote) ? `Service ${name} does not have a service port ${remote}` : `Service '${name}' does not have a named port '${remote}'`);
  const asNumber = local === remote ? String(port.port) : local;
  const target = String(port.targetPort ?? port.port);
  if (service.spec?.clusterIP === 'None') return { local: asNumber, remote: String(port.port) };
  return isNumber(target) ? { local: asNumber, remote: target } : { local: asNumber, remote: podPort(pod, { local: target, remote: target }).remote };
}

function checkNumbers(ports: readonly Ports[]): void {
  for (const { local, remote } of ports) {
    if (local !== '' && !(isNumber(local) && Number(local) < 65536)) throw new CommandError(`error parsing local port '${local}': strconv.ParseUint: parsing ${JSON.stringify(local)}: ${isNumber(local) ? 'value out of range' : 'invalid syntax'}`);
    if (!(Number(remote) < 65536)) throw new CommandError(`error parsing remote port '${remote}': strconv.ParseUint: parsing ${JSON.stringify(remote)}: value out of range`);
    if (Number(remote) === 0) throw new CommandError('remote port must be > 0');
  }
}

/** Nobody else sits at this machine: Podarium plays the browser there, once for each port, and shows what it got behind a `#`. */
function* visit(session: Session, pod: Pod, listening: string, remote: string): Client<void> {
  const stream = yield* connect(session, pod, 'portforward', { ports: [Number(remote)] });
  yield* print(`Handling connection for ${listening}\n`);
  yield* call({ call: 'write', stream, data: `GET / HTTP/1.1\r\nHost: localhost:${listening}\r\nUser-Agent: browser\r\nConnection: close\r\n\r\n` });
  let answer = '';
  for (let over = false; !over;) {
    const chunks = yield* call({ call: 'read', stream, timeoutMs: VISIT_MS });
    for (const chunk of chunks) {
      if (chunk.channel === 'stdout') answer += chunk.data;
      else if (chunk.channel === 'stderr') yield* printError(`an error occurred forwarding ${listening} -> ${remote}: ${chunk.data}`);
      else if (chunk.channel === 'end') over = true;
    }
    over ||= chunks.length === 0;
  }
  yield* call({ call: 'close', stream });
  const [, body = answer] = answer.split(/\r\n\r\n(.*)/s);
  for (const line of body.trimEnd().split('\n').slice(0, SHOWN_LINES)) if (line !== '') yield* print(`# ${line}\n`);
}
const VISIT_MS = 2_000;
const SHOWN_LINES = 12;

function* runPortForward(invocation: Invocation): Client<number> {
  const { args, session } = invocation;
  if (args.length < 2) throw usageError(invocation, 'TYPE/NAME and list of ports are required for port-forward');
  checkPatience(invocation.flags);
  const [named = '', ...wanted] = args;
  const selection = yield* select(session, { args: named.includes('/') ? [named] : ['pods', named], namespace: session.namespace });
  const [item] = selection.items;
  if (item === undefined || !item.ok) throw item?.ok === false ? item.error : new CommandError('pod name or resource type/name must be specified');
  const object: KubeObject = yield* fetchObject(session, item.target);
  const [pod] = yield* podsOf(session, object, 'attach');
  if (pod === undefined) throw new CommandError('timed out waiting for the condition');
  const ports = wanted.map(split).map((each) => (object.kind === 'Service' ? servicePort(object as unknown as k8s.Service, pod, each) : podPort(pod, each)));
  if (pod.status.phase !== 'Running') throw new CommandError(`unable to forward port because pod is not running. Current status=${pod.status.phase}`);
  checkNumbers(ports);
  // Port 0, and none at all, ask for any free one.
  const pairs = ports.map(({ local, remote }, at) => ({ listening: local === '' || local === '0' ? String(40001 + at) : local, remote }));
  for (const { listening, remote } of pairs) {
    yield* print(`Forwarding from 127.0.0.1:${listening} -> ${remote}\nForwarding from [::1]:${listening} -> ${remote}\n`);
  }
  for (const { listening, remote } of pairs) yield* visit(session, pod, listening, remote);
  if (session.env.interactive) yield* print('# Enter visits it again, Ctrl-C ends it.\n');
  yield* untilGone(session, pod, pairs);
  throw new CommandError('lost connection to pod');
}

const isOver = (object: KubeObject): boolean => ['Succeeded', 'Failed'].includes((object as unknown as Pod).status.phase);

/** Keeps the ports open until the Pod is gone or has ended; each line that is typed is another visit. */
function* untilGone(session: Session, pod: Pod, pairs: readonly { readonly listening: string; readonly remote: string }[]): Client<void> {
  const options = { fieldSelector: `metadata.name=${pod.metadata.name}`, resourceVersion: pod.metadata.resourceVersion };
  const stream = yield* openStream(session, { verb: 'watch', resource: 'pods', apiVersion: 'v1', namespace: pod.metadata.namespace, options });
  let typing = true;
  try {
    for (;;) {
      const heard: ClientReplies['attend'] = typing ? yield* call({ call: 'attend', stream, tty: false }) : { chunks: yield* call({ call: 'read', stream, timeoutMs: null }) };
      if ('line' in heard) {
        typing = heard.line !== null;
        if (typing) for (const { listening, remote } of pairs) yield* visit(session, pod, listening, remote);
        continue;
      }
      for (const chunk of heard.chunks) if (chunk.channel === 'end' || (chunk.channel === 'watch' && (chunk.type === 'DELETED' || isOver(chunk.object)))) return;
      if (!typing && heard.chunks.length === 0) return;
    }
  } finally {
    yield* call({ call: 'close', stream });
  }
}
