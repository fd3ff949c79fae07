/** The hops of a request as one row to step through: those of the question, then those of its answer. */
import type { NetCall, NetStop } from '../project/network.ts';

export const hopsOf = (call: NetCall): number => call.stops.length + call.reply.length;

/** What the hop of this number is: its stop, where that is drawn, and whether it is on the way back. */
export function stopAt(call: NetCall, at: number): { readonly stop: NetStop | undefined; readonly index: number; readonly back: boolean } {
  const back = at >= call.stops.length && call.reply.length > 0;
  return back ? { stop: call.reply[at - call.stops.length], index: 2 * call.stops.length - 1 - at, back } : { stop: call.stops[at], index: Math.min(at, call.stops.length - 1), back };
}

/** Where a told packet is at this part of its step; it is home a little before the step ends. */
export const toldAt = (call: NetCall, progress: number): number => Math.max(0, Math.min(hopsOf(call) - 1, (progress / 0.94) * (hopsOf(call) - 1)));
