/** Quality of service classes. Follows pkg/apis/core/v1/helper/qos. */
import { milliValue } from '../../model/quantity.ts';
import type { Pod, PodStatus } from '../../model/objects.ts';

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
