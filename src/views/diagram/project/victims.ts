/** The Pods that a preemption takes off their node, as they are at the shown moment. */
import { podFactKey, type PodFact } from '../../../cluster/contract/facts.ts';
import type { SchedulingExplanation } from '../../../cluster/contract/scheduling.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';

export interface Victim {
  readonly name: string;
  readonly priority: number;
  /** Its time to end, once it has been told to. */
  readonly grace: { readonly from: number; readonly to: number } | null;
  readonly gone: boolean;
}

/** `then` is the cluster as the attempt saw it, `now` as it is shown. */
export const victimsOf = ({ preemption }: SchedulingExplanation, then: ClusterView, now: ClusterView): readonly Victim[] =>
  (preemption?.victims ?? []).map(({ namespace, name }) => {
    const was = then.get('pods', namespace, name);
    const is = now.get('pods', namespace, name);
    const fact = is?.spec.nodeName === undefined ? undefined : (now.fact(podFactKey(is.spec.nodeName, is.metadata.uid)) as PodFact | undefined);
    const grace = fact?.terminating ? { from: fact.terminating.since, to: fact.terminating.graceUntil } : null;
    return { name, priority: was?.spec.priority ?? 0, grace, gone: is === undefined || is.metadata.uid !== was?.metadata.uid };
  });
