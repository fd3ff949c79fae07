/** A call of the trace as the packet that a Pod's own wires see: where it comes from, where it goes, what it carries. */
import { replyHops } from '../../../session/index.ts';
import type { CallResult, Hop, NetworkTrace, TraceEvent } from '../../../cluster/contract/trace.ts';

export type CallRecord = Extract<NetworkTrace, { readonly hops: readonly Hop[] }>;
export interface PacketPicture {
  readonly wire: 'lo' | 'eth0';
  /** `out`: it leaves through eth0; `in`: it comes from there; `within`: from socket to socket. */
  readonly way: 'out' | 'in' | 'within';
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly port: number;
  readonly result: CallResult;
  readonly why: string;
  /** Somebody answers, or says no: what comes back goes the same way. */
  readonly answered: boolean;
}

export const callOf = (step: TraceEvent | null): CallRecord | null => (step?.type === 'network/call' || step?.type === 'network/forward' ? step : null);

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1)) || 0;
const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/** Null where the call touches this Pod not at all. `pod` is its name in records. */
export function packetIn(step: TraceEvent | null, pod: string, ip: string): PacketPicture | null {
  const call = callOf(step);
  if (!call) return null;
  const hops = call.hops.filter((hop) => hop.pod === pod);
  const [first, last] = [hops[0], hops[hops.length - 1]];
  if (!first || !last) return null;
  const local = call.hops.every((hop) => hop.pod === pod || hop.place === 'lo' || hop.place === 'socket');
  const starts = call.hops[0]?.pod === pod;
  const hop = starts ? first : last;
  const base = { source: hop.source, destination: hop.destination, sourcePort: portOf(hop.source), port: portOf(hop.destination), result: call.result, why: 'why' in call ? call.why : '', answered: replyHops(call.hops, call.result).length > 0 };
  if (local && starts) return { ...base, way: 'within', wire: hostOf(hop.destination).startsWith('127.') || hostOf(hop.destination) === ip || hops.some((one) => one.place === 'lo') ? 'lo' : 'eth0' };
  return { ...base, wire: 'eth0', way: starts ? 'out' : 'in' };
}
