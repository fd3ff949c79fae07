/** The packets of the latest while: calls, DNS queries, probes, forwards; each kind of way once, what people did before what the kubelet does. */
import type { TraceEvent } from '../../../cluster/contract/trace.ts';
import { callOf } from '../project/packet.ts';
import { callOfRecord, type NetCall } from '../project/network.ts';

export interface KnownCall {
  readonly serial: number;
  readonly call: NetCall;
}
/** Probes come back every few seconds: a few of them are enough. */
const MOST: Readonly<Record<string, number>> = { probe: 3, dns: 3 };

const ORDER: readonly NetCall['purpose'][] = ['call', 'dns', 'forward', 'asked', 'probe'];

export function latestCalls(trace: readonly TraceEvent[], most: number): readonly KnownCall[] {
  const known: KnownCall[] = [];
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (let at = trace.length - 1; at >= 0 && known.length < most; at--) {
    const record = trace[at];
    const found = record === undefined ? null : callOf(record);
    if (record === undefined || found === null) continue;
    const call = callOfRecord(found);
    const count = counts.get(call.purpose) ?? 0;
    const key = `${call.label} ${call.result}`;
    if (seen.has(key) || count >= (MOST[call.purpose] ?? most)) continue;
    seen.add(key);
    counts.set(call.purpose, count + 1);
    known.push({ serial: record.serial, call });
  }
  return known.sort((a, b) => ORDER.indexOf(a.call.purpose) - ORDER.indexOf(b.call.purpose));
}
