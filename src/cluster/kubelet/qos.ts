/** What a Pod is worth to its node: its quality of service class, and whether it is critical. Follows kubelet/types IsCriticalPod. */
import { qosClassOf } from '../../model/qos.ts';
import type { Pod, PodStatus } from '../../model/objects.ts';
import type { Worker } from './state.ts';

const known = new WeakMap<Pod['spec'], PodStatus['qosClass']>();

export function qosOf(pod: Pod): PodStatus['qosClass'] {
  const made = known.get(pod.spec) ?? compute(pod);
  known.set(pod.spec, made);
  return made;
}

const compute = ({ spec }: Pod): PodStatus['qosClass'] =>
  qosClassOf(spec.resources === undefined ? [...(spec.initContainers ?? []), ...spec.containers].map(({ resources }) => resources ?? {}) : [spec.resources]);

const CRITICAL_PRIORITY = 2_000_000_000;
/** What keeps the cluster or the node itself alive: static Pods, and the priorities above all that users may set. */
export const isCritical = ({ source, pod }: Worker): boolean => source === 'file' || (pod.spec.priority ?? 0) >= CRITICAL_PRIORITY;
