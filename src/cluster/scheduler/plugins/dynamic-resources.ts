/** DynamicResources: a Pod waits until its resource claims exist. Devices themselves are not simulated. */
import { unresolvable, type Plugin } from '../framework.ts';

const NAME = 'DynamicResources';

export const dynamicResources: Plugin = {
  name: NAME,
  preEnqueue(pod) {
    const claims = pod.pod.spec.resourceClaims ?? [];
    const made = new Set((pod.pod.status.resourceClaimStatuses ?? []).map(each => each.name));
    const waiting = claims.some(claim => claim.resourceClaimName === undefined && !made.has(claim.name));
    return waiting ? unresolvable(NAME, `waiting for the dynamic resource controller to create the resourceclaims for pod ${pod.pod.metadata.name}`) : null;
  },
  hint: (_, event) => event.event === 'PodUpdate',
};
