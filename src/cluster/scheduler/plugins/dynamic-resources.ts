/** DynamicResources: a Pod waits until its resource claims exist. Claims and devices are not simulated, so that it waits for good. */
import type { k8s } from '../../../model/objects.ts';
import { unresolvable, type Plugin } from '../framework.ts';

const NAME = 'DynamicResources';

function waitsFor(podName: string, { resourceClaimName }: k8s.PodResourceClaim): string {
  if (resourceClaimName !== undefined) return `resourceclaim "${resourceClaimName}" not found`;
  return `waiting for the dynamic resource controller to create the resourceclaims for pod ${podName}`;
}

export const dynamicResources: Plugin = {
  name: NAME,
  preEnqueue({ pod: { metadata, spec, status } }) {
    const made = new Set((status.resourceClaimStatuses ?? []).filter(each => each.resourceClaimName === undefined).map(each => each.name));
    const waiting = (spec.resourceClaims ?? []).find(claim => !made.has(claim.name));
    return waiting === undefined ? null : unresolvable(NAME, waitsFor(metadata.name, waiting));
  },
  hint: (_, event) => event.event === 'PodUpdate',
};
