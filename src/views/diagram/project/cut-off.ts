/** A node that nobody hears of: how long its Pods are borne with. Follows the taint-eviction-controller. */
import type { Node, Pod } from '../../../model/objects.ts';
import { toleratesTaint } from '../../../model/tolerations.ts';
import { UNREACHABLE } from '../../../model/well-known.ts';

export interface CutOff {
  /** When the first Pod is to be evicted, as a date; '' where none will be. */
  readonly evicts: string;
  readonly pods: number;
}

export function cutOff(node: Node, pods: readonly Pod[]): CutOff {
  const taint = node.spec.taints?.find(({ key, effect }) => effect === 'NoExecute' && key === UNREACHABLE);
  const left = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (taint?.timeAdded === undefined) return { evicts: '', pods: left.length };
  const spans = left.flatMap(({ spec }) => {
    const matching = (spec.tolerations ?? []).filter((toleration) => toleratesTaint(toleration, taint));
    const seconds = matching.flatMap(({ tolerationSeconds }) => (tolerationSeconds === undefined ? [] : [tolerationSeconds]));
    return matching.length === 0 ? [0] : seconds.length === 0 ? [] : [Math.min(...seconds)];
  });
  return { evicts: spans.length === 0 ? '' : new Date(Date.parse(taint.timeAdded) + Math.max(0, Math.min(...spans)) * 1000).toISOString(), pods: left.length };
}
