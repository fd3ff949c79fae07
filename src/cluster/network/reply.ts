/** The way of an answer: back through the same hops, where connection tracking undoes what was rewritten on the way out. */
import type { CallResult, Hop } from '../contract/trace.ts';

/** Whether anything comes back at all: who is refused hears so, who waits in vain hears nothing. */
const isAnswered = (result: CallResult): boolean => result === 'open' || result === 'refused' || result === 'reset' || result === 'unreachable';

/** The hops of the answer, from where the question ended; none where nobody answers. Source and destination are as each hop leaves them. */
export function replyHops(hops: readonly Hop[], result: CallResult): readonly Hop[] {
  if (!isAnswered(result)) return [];
  return hops.map((hop, at): Hop => {
    const before = hops[at - 1] ?? hop;
    return { ...hop, source: before.destination, destination: before.source, change: undone(hop, before), rule: hop.change !== '' ? 'conntrack' : hop.place === 'bridge' ? hop.rule : '' };
  }).reverse();
}
function undone(hop: Hop, before: Hop): string {
  if (hop.destination !== before.destination) return `un-DNAT ${hop.destination} -> ${before.destination}`;
  return hop.source === before.source ? '' : `un-SNAT ${hop.source} -> ${before.source}`;
}
