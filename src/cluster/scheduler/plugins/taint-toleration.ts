/** TaintToleration: taints repel Pods that do not tolerate them; PreferNoSchedule only costs points. */
import type { k8s } from '../../../model/objects.ts';
import { toleratesTaint } from '../../../model/tolerations.ts';
import { MAX_NODE_SCORE, normaliseByMost, SKIP, unresolvable, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const NAME = 'TaintToleration';
const REFUSAL = unresolvable(NAME, 'node(s) had untolerated taint(s)');

/** The first taint that keeps the Pod away, if any. */
export function untoleratedTaint(pod: PodInfo, node: NodeInfo): k8s.Taint | undefined {
  if (node.taints.length === 0) return undefined;
  const tolerations = pod.pod.spec.tolerations ?? [];
  return node.taints.find(taint => taint.effect !== 'PreferNoSchedule' && !tolerations.some(toleration => toleratesTaint(toleration, taint)));
}

export const taintToleration: Plugin<null, readonly k8s.Toleration[]> = {
  name: NAME,
  filter: {
    preFilter: (_, world) => (world.untainted ? SKIP : { data: null }),
    filter: (_, pod, node) => (untoleratedTaint(pod, node) === undefined ? null : REFUSAL),
  },
  score: {
    preScore: (pod, world) => (world.untainted ? { same: MAX_NODE_SCORE } : { data: (pod.pod.spec.tolerations ?? []).filter(({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule') }),
    score(tolerations, _, node) {
      let count = 0;
      for (const taint of node.taints) {
        if (taint.effect === 'PreferNoSchedule' && !tolerations.some(toleration => toleratesTaint(toleration, taint))) count++;
      }
      return count;
    },
    normalise: (_, scores) => normaliseByMost(scores, 'least'),
  },
  hint(pod, event) {
    if (event.event === 'NodeAdd') return untoleratedTaint(pod, event.node) === undefined;
    if (event.event === 'NodeUpdate') return untoleratedTaint(pod, event.node) === undefined && untoleratedTaint(pod, event.before) !== undefined;
    return event.event === 'PodUpdate' && (event.pod.pod.spec.tolerations?.length ?? 0) > (event.before.pod.spec.tolerations?.length ?? 0);
  },
};
