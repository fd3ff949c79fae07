/** TCP between processes: listening, accepting, and the network's word on whether a connection comes about. */
import type { Errno } from '../../contract/kernel.ts';
import type { Walk } from '../../contract/network.ts';
import { markChanged, nextSerial, notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { addOpen, bindFd } from './descriptors.ts';
import { callRecord, tellListening } from './network-records.ts';

const BACKLOG = 512;
/** Linux gives up after six repeated SYNs; a router's "no route" comes after three seconds. */
const SYN_TIMEOUT_MS = 134_000;
const UNREACHABLE_MS = 3_000;

type Connected = { readonly fd: number; readonly walk: Walk } | { readonly error: Errno; readonly afterMs: number; readonly walk: Walk };

export function listenOn(k: Kernel, p: Proc, address: string, port: number, v6only = false): { readonly fd: number; readonly port: number } | Errno {
  const container = k.s.containers.get(p.container)?.config.name ?? '';
  const answer = k.net.listen(p.net, 'TCP', { address, port }, { process: p.id, container }, { v6only });
  if (!answer.ok) return answer.error;
  k.s.listeners.set(answer.socket, { port: answer.port, address, backlog: [] });
  tellListening(k, p, address, answer.port, 'TCP');
  markChanged(k, p);
  return { fd: bindFd(k, p, addOpen(k, { refs: 0, on: 'listener', listener: answer.socket })), port: answer.port };
}

/** The next connection that waits at a listener, as a descriptor; EAGAIN where none does. */
export function accept(k: Kernel, p: Proc, fd: number): { readonly fd: number; readonly address: string; readonly port: number } | Errno {
  const open = k.s.opens.get(p.fds.get(fd) ?? -1);
  if (open?.on !== 'listener') return 'EINVAL';
  const listener = k.s.listeners.get(open.listener);
  const connection = listener?.backlog[0];
  if (listener === undefined || connection === undefined) return 'EAGAIN';
  k.s.listeners.set(open.listener, { ...listener, backlog: listener.backlog.slice(1) });
  const client = k.s.connections.get(connection)?.client;
  return { fd: bindFd(k, p, addOpen(k, { refs: 0, on: 'socket', connection, side: 'server' })), address: client?.address ?? '', port: client?.port ?? 0 };
}

/** Opens a connection. A failure says after how long Linux would report it. */
export function connectTo(k: Kernel, p: Proc, address: string, port: number, about: { readonly purpose: 'call' | 'probe'; readonly name?: string } = { purpose: 'call' }): Connected {
  const walk = k.net.walk(p.net, 'TCP', address, port);
  const record = callRecord(k, p, walk, { address: address, port, purpose: about.purpose });
  const listener = walk.listener === null ? undefined : k.s.listeners.get(walk.listener.id);
  // CoreDNS takes connections and is no process here.
  const beside = walk.listener !== null && walk.listenerNamespace === null;
  if (walk.result !== 'open' || walk.listener === null || (!beside && (listener === undefined || listener.backlog.length >= BACKLOG))) {
    const result = walk.result === 'open' ? 'refused' : walk.result;
    k.plan.trace({ ...record, result });
    if (result === 'timeout') return { error: 'ETIMEDOUT', afterMs: SYN_TIMEOUT_MS, walk };
    if (result === 'unreachable') return { error: 'EHOSTUNREACH', afterMs: UNREACHABLE_MS, walk };
    return { error: result === 'reset' ? 'ECONNRESET' : 'ECONNREFUSED', afterMs: 0, walk };
  }
  const sockets = k.net.connect(walk, p.net, { process: p.id, container: k.s.containers.get(p.container)?.config.name ?? '' });
  const id = nextSerial(k);
  k.s.connections.set(id, {
    client: { socket: sockets.client, open: true, ...walk.source }, server: { socket: sockets.server, open: true, ...walk.destination },
    toServer: { data: '', ended: false }, toClient: { data: '', ended: false }, reset: false, record,
  });
  if (listener !== undefined) k.s.listeners.set(walk.listener.id, { ...listener, backlog: [...listener.backlog, id] });
  notify(k, `listen:${walk.listener.id}`);
  markChanged(k, p);
  return { fd: bindFd(k, p, addOpen(k, { refs: 0, on: 'socket', connection: id, side: 'client' })), walk };
}
