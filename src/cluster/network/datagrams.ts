/** Datagrams: what a UDP socket sends, and connection tracking, which leads an answer back the way that the question came. */
import type { SimTime } from '../../model/time.ts';
import type { Endpoint, NetNamespace, Sent } from '../contract/network.ts';
import type { ClusterView } from '../contract/view.ts';
import { tieSocket } from './sockets.ts';
import type { NetworkState } from './state.ts';
import { stick, walk } from './walk.ts';

/** Linux forgets a flow that nobody answered after 30 seconds, one that was answered after 120. */
const UNREPLIED_MS = 30_000;
const REPLIED_MS = 120_000;
/** More than this many flows are looked through for those that are over. */
const MANY = 256;

const text = ({ address, port }: Endpoint): string => `${address}:${port}`;
const keyOf = (socket: number, remote: Endpoint): string => `${socket}>${text(remote)}`;

export function send(state: NetworkState, view: ClusterView, from: NetNamespace, socket: number, remote: Endpoint, now: SimTime): Sent {
  const record = state.sockets.get(socket);
  if (record === undefined) return { result: 'unreachable', socket: 0, source: remote, walk: null };
  const asked = state.replies.get(keyOf(socket, remote));
  const back = asked === undefined ? undefined : state.flows.get(asked);
  if (asked !== undefined && back !== undefined && back.until > now) {
    const there = state.sockets.has(back.client);
    if (there) state.flows.set(asked, { ...back, until: now + REPLIED_MS });
    return { result: there ? 'open' : 'refused', socket: there ? back.client : 0, source: back.called, walk: null };
  }
  return forward(state, view, from, socket, remote, now);
}

/** Out along the rules: a flow that is known keeps its endpoint while there is one. */
function forward(state: NetworkState, view: ClusterView, from: NetNamespace, socket: number, remote: Endpoint, now: SimTime): Sent {
  const key = keyOf(socket, remote);
  const flow = state.flows.get(key);
  const known = flow !== undefined && flow.until > now ? flow : undefined;
  const way = walk(state, view, from, 'UDP', remote.address, remote.port, now, { port: state.sockets.get(socket)?.info.local.port, kept: known?.endpoint });
  if (way.result === 'open' && way.listener !== null) {
    if (known === undefined) stick(state, way, now);
    if (state.flows.size > MANY) sweep(state, now);
    state.flows.set(key, { client: socket, called: remote, endpoint: way.destination.address, until: Math.max(known?.until ?? 0, now + UNREPLIED_MS) });
    state.replies.set(keyOf(way.listener.id, way.source), key);
  }
  return { result: way.result, socket: way.listener?.id ?? 0, source: way.source, walk: known === undefined || way.result !== 'open' ? way : null };
}

function sweep(state: NetworkState, now: SimTime): void {
  for (const [key, flow] of state.flows) if (flow.until <= now || !state.sockets.has(flow.client)) state.flows.delete(key);
  for (const [key, flow] of state.replies) if (!state.flows.has(flow)) state.replies.delete(key);
}

/** connect() of a UDP socket: its own address is settled, and it hears this other side only. */
export function tie(state: NetworkState, view: ClusterView, socket: number, from: NetNamespace, remote: Endpoint, now: SimTime): Endpoint {
  const record = state.sockets.get(socket);
  if (record === undefined) return remote;
  const { address } = walk(state, view, from, 'UDP', remote.address, remote.port, now, { port: record.info.local.port }).local;
  const local = { address, port: record.info.local.port };
  tieSocket(state, socket, local, remote);
  return local;
}

