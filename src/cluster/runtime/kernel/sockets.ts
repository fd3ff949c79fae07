/** The two ends of a connection that stands: reading, writing, closing. */
import type { Connection, Errno, OpenFile } from '../../contract/kernel.ts';
import { API_POD } from '../../contract/network.ts';
import { fromBytes } from './bytes.ts';
import { notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';

const BUFFER_BYTES = 1 << 20;

/** The connection is recorded with the start of its answer, or without one when it ends. */
function settle(k: Kernel, id: number, answer: string): void {
  const connection = k.s.connections.get(id);
  if (connection === undefined || connection.record === null) return;
  k.plan.trace({ ...connection.record, answer: fromBytes(answer.slice(0, 1000)) });
  k.s.connections.set(id, { ...connection, record: null });
}

type Side = OpenFile & { readonly on: 'socket' };
const other = (side: 'client' | 'server'): 'client' | 'server' => (side === 'client' ? 'server' : 'client');
const into = (side: 'client' | 'server'): 'toClient' | 'toServer' => (side === 'client' ? 'toClient' : 'toServer');

export function readSocket(k: Kernel, open: Side, max: number): { readonly data: string } | Errno {
  const connection = k.s.connections.get(open.connection);
  if (connection === undefined) return { data: '' };
  const flow = connection[into(open.side)];
  if (flow.data === '') return connection.reset ? 'ECONNRESET' : flow.ended ? { data: '' } : 'EAGAIN';
  const data = flow.data.slice(0, max);
  k.s.connections.set(open.connection, { ...connection, [into(open.side)]: { ...flow, data: flow.data.slice(data.length) } });
  notify(k, `conn:${open.connection}`);
  return { data };
}
export function writeSocket(k: Kernel, open: Side, data: string): number | Errno {
  if (open.side === 'server') settle(k, open.connection, data);
  const connection = k.s.connections.get(open.connection);
  if (connection === undefined || !connection[other(open.side)].open) return 'EPIPE';
  const direction = into(other(open.side));
  const flow = connection[direction];
  if (flow.ended) return 'EPIPE';
  const taken = data.slice(0, BUFFER_BYTES - flow.data.length);
  if (taken === '' && data !== '') return 'EAGAIN';
  k.s.connections.set(open.connection, { ...connection, [direction]: { ...flow, data: flow.data + taken } });
  if (connection.record?.to === API_POD) answerUnencrypted(k, open.connection, data);
  notify(k, `conn:${open.connection}`);
  return taken.length;
}
/** The API server speaks TLS only. Follows Go's net/http: who begins with HTTP instead is told so, anything else ends the connection. */
function answerUnencrypted(k: Kernel, id: number, data: string): void {
  const answer = /^(?:GET \/|HEAD |POST |PUT \/|OPTIO)/.test(data) ? 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n' : '';
  settle(k, id, answer);
  const connection = k.s.connections.get(id);
  if (connection !== undefined) k.s.connections.set(id, { ...connection, server: { ...connection.server, open: false }, toClient: { data: answer, ended: true } });
}
/** Says that nothing more will be sent. */
export function shutdownFd(k: Kernel, p: Proc, fd: number): void {
  const open = k.s.opens.get(p.fds.get(fd) ?? -1);
  if (open?.on === 'socket') endFlow(k, open.connection, into(other(open.side)));
}
function endFlow(k: Kernel, id: number, direction: 'toClient' | 'toServer'): void {
  const connection = k.s.connections.get(id);
  if (connection === undefined || connection[direction].ended) return;
  k.s.connections.set(id, { ...connection, [direction]: { ...connection[direction], ended: true } });
  notify(k, `conn:${id}`);
}

export function closeSocket(k: Kernel, open: OpenFile & { readonly on: 'socket' | 'listener' }): void {
  if (open.on === 'listener') {
    for (const id of k.s.listeners.get(open.listener)?.backlog ?? []) closeSide(k, id, 'server');
    k.s.listeners.delete(open.listener);
    k.net.close(open.listener);
    return;
  }
  closeSide(k, open.connection, open.side);
}
function closeSide(k: Kernel, id: number, side: 'client' | 'server'): void {
  settle(k, id, '');
  endFlow(k, id, into(other(side)));
  const connection = k.s.connections.get(id);
  if (connection === undefined || !connection[side].open) return;
  const next: Connection = { ...connection, [side]: { ...connection[side], open: false } };
  k.s.connections.set(id, next);
  notify(k, `conn:${id}`);
  if (next.client.open || next.server.open) return;
  k.s.connections.delete(id);
  k.net.close(next.client.socket);
  k.net.close(next.server.socket);
}

/** Both ends of a connection, for logs and environment variables. */
export function socketEnds(k: Kernel, p: Proc, fd: number): { readonly local: string; readonly remote: string; readonly remotePort: number } {
  const open = k.s.opens.get(p.fds.get(fd) ?? -1);
  const connection = open?.on === 'socket' ? k.s.connections.get(open.connection) : undefined;
  if (open?.on !== 'socket' || connection === undefined) return { local: '', remote: '', remotePort: 0 };
  const far = connection[other(open.side)];
  return { local: connection[open.side].address, remote: far.address, remotePort: far.port };
}
