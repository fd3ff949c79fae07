/** The step of a roll-out that can be taken now: RollingUpdate or Recreate. Follows pkg/controller/deployment rolling.go and recreate.go. */
import type { Deployment } from '../../model/objects.ts';
import { cleanUp } from './deployment-revisions.ts';
import type { Self, Sets } from './deployment-state.ts';
import { maxUnavailable, newReplicas, scale, specReplicas, statusOf, wanted } from './deployment-scale.ts';
import { isComplete } from './deployment-status.ts';
import { byAge } from './objects.ts';

/** Takes one step. */
export function rollOut(self: Self, deployment: Deployment, sets: Sets, makeNew: () => void): void {
  const stepped = deployment.spec.strategy?.type === 'Recreate' ? recreate(self, deployment, sets, makeNew) : roll(self, deployment, sets, makeNew);
  if (!stepped && isComplete(deployment, sets)) cleanUp(self, deployment, sets);
}

function roll(self: Self, deployment: Deployment, sets: Sets, makeNew: () => void): boolean {
  if (sets.current === null) {
    makeNew();
    return false;
  }
  return growNew(self, deployment, sets) || shrinkOld(self, deployment, sets);
}

function growNew(self: Self, deployment: Deployment, sets: Sets): boolean {
  const { current } = sets;
  if (current === null) return false;
  const own = current.spec.replicas ?? 0;
  if (own === wanted(deployment)) return false;
  const next = own > wanted(deployment) ? wanted(deployment) : newReplicas(deployment, sets, current);
  return next !== own && scale(self, deployment, current, next);
}

function shrinkOld(self: Self, deployment: Deployment, { all, current, old }: Sets): boolean {
  const oldPods = specReplicas(old);
  if (oldPods === 0 || current === null) return false;
  const least = wanted(deployment) - maxUnavailable(deployment);
  const newUnavailable = (current.spec.replicas ?? 0) - (current.status.availableReplicas ?? 0);
  const most = specReplicas(all) - least - newUnavailable;
  if (most <= 0) return false;
  // First those that are not available anyway, then as many as may be missing.
  const sizes = new Map(old.map(set => [set, set.spec.replicas ?? 0]));
  const byOldest = [...old].sort(byAge);
  let cleaned = 0;
  for (const set of byOldest) {
    if (cleaned >= most) break;
    const size = sizes.get(set) ?? 0;
    const sick = Math.min(most - cleaned, size - Math.min(size, set.status.availableReplicas ?? 0));
    sizes.set(set, size - sick);
    cleaned += sick;
  }
  let spare = statusOf(all, 'availableReplicas') - least;
  for (const set of byOldest) {
    if (spare <= 0) break;
    const part = Math.min(sizes.get(set) ?? 0, spare);
    sizes.set(set, (sizes.get(set) ?? 0) - part);
    spare -= part;
  }
  let changed = false;
  for (const set of byOldest) {
    const next = sizes.get(set) ?? 0;
    if (next !== (set.spec.replicas ?? 0)) changed = scale(self, deployment, set, next) || changed;
  }
  return changed;
}

/** All old Pods go, and only when the last is gone the new ones come. */
function recreate(self: Self, deployment: Deployment, sets: Sets, makeNew: () => void): boolean {
  const { current, old } = sets;
  let changed = false;
  for (const set of old) if ((set.spec.replicas ?? 0) > 0) changed = scale(self, deployment, set, 0) || changed;
  if (changed) return true;
  if (statusOf(old, 'replicas') > 0 || statusOf(old, 'terminatingReplicas') > 0) return false;
  if (current === null) {
    makeNew();
    return false;
  }
  return (current.spec.replicas ?? 0) !== wanted(deployment) && scale(self, deployment, current, wanted(deployment));
}
