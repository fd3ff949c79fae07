/** Sockets: one port space for each network namespace, as Linux has it. */
import type { Endpoint, NetNamespace, Protocol, SocketInfo, Walk } from '../contract/network.ts';
import { namespaceKey } from './state.ts';
import type { NetworkState, SocketRecord } from './state.ts';

const FIRST_EPHEMERAL = 32768;
const EPHEMERAL = 28232;

const push = <K>(index: Map<K, readonly number[]>, key: K, id: number): void => void index.set(key, [...(index.get(key) ?? []), id]);
function drop<K>(index: Map<K, readonly number[]>, key: K, id: number): void {
  const left = (index.get(key) ?? []).filter((each) => each !== id);
  if (left.length === 0) index.delete(key);
  else index.set(key, left);
}

function add(state: NetworkState, key: string, info: Omit<SocketInfo, 'id'>, peer: number, v6only: boolean): number {
  const id = state.nextSocket++;
  state.sockets.set(id, { info: { id, ...info }, key, peer, v6only });
  push(state.byNamespace, key, id);
  push(state.byOwner, info.owner, id);
  return id;
}
function remove(state: NetworkState, id: number, record: SocketRecord): void {
  state.sockets.delete(id);
  drop(state.byNamespace, record.key, id);
  drop(state.byOwner, record.info.owner, id);
}

export const socketsOf = (state: NetworkState, key: string): readonly SocketInfo[] =>
  (state.byNamespace.get(key) ?? []).flatMap((id) => state.sockets.get(id)?.info ?? []);

/** Port 0 and clients take the next free number of Linux' range. */
export function freePort(state: NetworkState, key: string, protocol: Protocol): number {
  const used = new Set(socketsOf(state, key).flatMap((one) => (one.protocol === protocol ? [one.local.port] : [])));
  const start = protocol === 'UDP' ? state.nextDatagramPort : state.nextPort;
  for (let tried = 0; tried < EPHEMERAL; tried++) {
    const port = FIRST_EPHEMERAL + ((start + tried * 2) % EPHEMERAL);
    if (!used.has(port)) return port;
  }
  return FIRST_EPHEMERAL;
}

const isV6 = (address: string): boolean => address.includes(':');
const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';
/** Whether a socket takes connections to this IPv4 or IPv6 address: `::` is both families unless it was told otherwise. */
function covers(record: SocketRecord, address: string): boolean {
  const { local } = record.info;
  if (local.address === address) return true;
  if (local.address === '0.0.0.0') return !isV6(address);
  return local.address === '::' && (isV6(address) || !record.v6only);
}
function clashes(record: SocketRecord, address: string, v6only: boolean): boolean {
  const other = record.info.local.address;
  if (other === address) return true;
  if (!isWildcard(other) && !isWildcard(address)) return false;
  if (isV6(other) === isV6(address)) return true;
  const [six, onlySix] = isV6(other) ? [other, record.v6only] : [address, v6only];
  return six === '::' && !onlySix;
}

type Listened = { readonly ok: true; readonly socket: number; readonly port: number } | { readonly ok: false; readonly error: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' };

export function listen(state: NetworkState, namespace: NetNamespace, own: string, protocol: Protocol, local: Endpoint, owner: { readonly process: number; readonly container: string }, v6only: boolean): Listened {
  const key = namespaceKey(state, namespace);
  const { address } = local;
  if (!isWildcard(address) && address !== own && address !== '::1' && !address.startsWith('127.')) return { ok: false, error: 'EADDRNOTAVAIL' };
  const port = local.port === 0 ? freePort(state, key, protocol) : local.port;
  for (const id of state.byNamespace.get(key) ?? []) {
    const record = state.sockets.get(id);
    if (record === undefined || record.info.protocol !== protocol || record.info.local.port !== port || record.info.remote !== null) continue;
    if (clashes(record, address, v6only)) return { ok: false, error: 'EADDRINUSE' };
  }
  if (local.port === 0 && protocol === 'UDP') usePort(state, port);
  const socket = add(state, key, { protocol, state: protocol === 'TCP' ? 'LISTEN' : 'UNCONN', local: { address, port }, remote: null, owner: owner.process, container: owner.container }, 0, v6only);
  return { ok: true, socket, port };
}

/** A port for datagrams was used: the next one is another. */
export function usePort(state: NetworkState, port: number): void {
  state.nextDatagramPort = (port - FIRST_EPHEMERAL + 2 + EPHEMERAL) % EPHEMERAL;
}
export function tieSocket(state: NetworkState, id: number, local: Endpoint, remote: Endpoint): void {
  const record = state.sockets.get(id);
  if (record !== undefined) state.sockets.set(id, { ...record, info: { ...record.info, state: 'ESTABLISHED', local, remote } });
}

/** The socket that a packet is for. A UDP socket that is tied to one sender takes what that one sends before all others. */
export function listenerAt(state: NetworkState, key: string, protocol: Protocol, address: string, port: number, source: Endpoint): SocketInfo | null {
  let found: SocketRecord | null = null;
  for (const id of state.byNamespace.get(key) ?? []) {
    const record = state.sockets.get(id);
    if (record === undefined || record.info.protocol !== protocol || record.info.local.port !== port || !covers(record, address)) continue;
    const { remote } = record.info;
    if (remote !== null) {
      if (protocol === 'UDP' && remote.address === source.address && remote.port === source.port) return record.info;
      continue;
    }
    // The most exact address wins.
    if (found === null || isWildcard(found.info.local.address)) found = record;
  }
  return found?.info ?? null;
}

export function connect(state: NetworkState, walk: Walk, from: NetNamespace, owner: { readonly process: number; readonly container: string }): { readonly client: number; readonly server: number } {
  const { listener, listenerNamespace } = walk;
  if (listener === null) throw new Error('connect needs a walk that reached a listener');
  const port = walk.local.port;
  state.nextPort = (port - FIRST_EPHEMERAL + 2 + EPHEMERAL) % EPHEMERAL;
  const client = add(
    state, namespaceKey(state, from),
    { protocol: listener.protocol, state: 'ESTABLISHED', local: walk.local, remote: walk.remote, owner: owner.process, container: owner.container }, state.nextSocket + 1,
    false,
  );
  // CoreDNS' own sockets are in nobody's namespace.
  if (listenerNamespace === null) return { client, server: 0 };
  const server = add(
    state, namespaceKey(state, listenerNamespace),
    { protocol: listener.protocol, state: 'ESTABLISHED', local: walk.destination, remote: walk.source, owner: listener.owner, container: listener.container }, client,
    false,
  );
  return { client, server };
}

/** Closes one end. The other end learns of it and stays until it is closed, too. */
export function close(state: NetworkState, id: number): void {
  const record = state.sockets.get(id);
  if (record === undefined) return;
  remove(state, id, record);
  const peer = state.sockets.get(record.peer);
  if (peer !== undefined) state.sockets.set(record.peer, { ...peer, peer: 0, info: { ...peer.info, state: 'CLOSE_WAIT' } });
}
