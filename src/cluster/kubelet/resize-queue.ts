/** Resizes that wait for room on their node, in the order in which they are looked at again. Follows pkg/kubelet/allocation. */
import { requestsOf } from './admission.ts';
import type { Kit } from './kit.ts';
import { qosOf } from './qos.ts';
import { considerResize } from './resize.ts';
import type { Worker } from './state.ts';
import { requestSync } from './sync.ts';

const QOS_RANK: readonly (string | undefined)[] = ['Guaranteed', 'Burstable', 'BestEffort'];
const asksForLess = ({ pod, charged }: Worker): boolean => Object.entries(requestsOf(pod)).every(([name, amount]) => amount <= (charged?.[name] ?? 0));
/** Who is looked at first: what gives room, then by priority, quality of service, and patience. Follows allocation manager sortPendingResizes. */
function byTurn(a: Worker, b: Worker): number {
  const rank = ({ pod }: Worker): number => QOS_RANK.indexOf(qosOf(pod));
  return Number(asksForLess(b)) - Number(asksForLess(a)) || (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0) || rank(a) - rank(b) || (a.resize.since ?? 0) - (b.resize.since ?? 0);
}
/** A Pod has left the node, or some minutes have passed: resizes that wait for room are looked at again. Follows allocation manager RetryPendingResizes. */
export function retryResizes(kit: Kit, node: string): void {
  const waiting = [...kit.state.workers.values()].filter(({ node: own, resize }) => own === node && resize.pending !== null);
  for (const { uid } of waiting.sort(byTurn)) {
    considerResize(kit, uid);
    requestSync(kit, uid);
  }
}
