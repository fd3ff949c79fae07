/** NodeUnschedulable: a cordoned node takes only Pods that tolerate its taint. */
import { toleratesTaint } from '../../../model/tolerations.ts';
import { UNSCHEDULABLE } from '../../../model/well-known.ts';
import { SKIP, unresolvable, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const NAME = 'NodeUnschedulable';
const REFUSAL = unresolvable(NAME, 'node(s) were unschedulable');
const CORDONED = { key: UNSCHEDULABLE, effect: 'NoSchedule' };

const lets = (pod: PodInfo, node: NodeInfo): boolean =>
  node.node.spec.unschedulable !== true || (pod.pod.spec.tolerations ?? []).some(toleration => toleratesTaint(toleration, CORDONED));

export const nodeUnschedulable: Plugin<null> = {
  name: NAME,
  filter: {
    preFilter: (_, world) => (world.untainted ? SKIP : { data: null }),
    filter: (_, pod, node) => (lets(pod, node) ? null : REFUSAL),
  },
  hint(pod, event) {
    if (event.event === 'NodeAdd') return lets(pod, event.node);
    if (event.event === 'NodeUpdate') return lets(pod, event.node) && !lets(pod, event.before);
    return event.event === 'PodUpdate' && (event.pod.pod.spec.tolerations?.length ?? 0) > (event.before.pod.spec.tolerations?.length ?? 0);
  },
};
