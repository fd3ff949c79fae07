/** What a Pod is worth to its node: its quality of service class, and whether it is critical. Follows pkg/apis/core/v1/helper/qos, kubelet/types IsCriticalPod. */
import { milliValue } from '../../model/quantity.ts';
import type { Pod, PodStatus } from '../../model/objects.ts';
import type { Worker } from './state.ts';

const known = new WeakMap<Pod['spec'], PodStatus['qosClass']>();

export function qosOf(pod: Pod): PodStatus['qosClass'] {
  const made = known.get(pod.spec) ?? compute(pod);
  known.set(pod.spec, made);
  return made;
}

function compute({ spec }: Pod): PodStatus['qosClass'] {
  const all = [...(spec.initContainers ?? []), ...spec.containers].map(({ resources }) => resources);
  const podLevel = (spec as { readonly resources?: typeof all[number] }).resources;
  const parts = podLevel === undefined ? all : [podLevel];
  let [any, guaranteed] = [false, true];
  for (const resources of parts) {
    for (const resource of ['cpu', 'memory']) {
      const request = milliValue(resources?.requests?.[resource]);
      const limit = milliValue(resources?.limits?.[resource]);
      if (request > 0 || limit > 0) any = true;
      if (limit === 0 || request !== limit) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const CRITICAL_PRIORITY = 2_000_000_000;
/** What keeps the cluster or the node itself alive: static Pods, and the priorities above all that users may set. */
export const isCritical = ({ source, pod }: Worker): boolean => source === 'file' || (pod.spec.priority ?? 0) >= CRITICAL_PRIORITY;
