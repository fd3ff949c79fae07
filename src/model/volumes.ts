/** Which volume a claim may take. Follows component-helpers/storage/volume FindMatchingVolume. */
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from './objects.ts';
import { nodeSelectorSelects } from './node-affinity.ts';
import { wholeValue } from './quantity.ts';
import { selects } from './selectors.ts';

/** Annotations of Kubernetes' own: what binding has done, and the node that the scheduler picked for a claim. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export const isClaimBound = (claim: PersistentVolumeClaim): boolean =>
  (claim.spec.volumeName ?? '') !== '' && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean => storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

export const volumeReachesNode = (volume: PersistentVolume, node: Node): boolean => {
  const required = volume.spec.nodeAffinity?.required;
  return required === undefined || nodeSelectorSelects(required, node);
};

export function isClaimOf(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { claimRef } = volume.spec;
  if (claimRef === undefined || claimRef.name !== claim.metadata.name || claimRef.namespace !== claim.metadata.namespace) return false;
  return (claimRef.uid ?? '') === '' || claimRef.uid === claim.metadata.uid;
}

/** The smallest free volume that is large enough; one that names the claim comes first. `node` narrows to what it can reach. */
export function findVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], node: Node | null, taken: ReadonlySet<string>): PersistentVolume | null {
  const wanted = wholeValue(claim.spec.resources?.requests?.['storage']);
  let smallest: PersistentVolume | null = null;
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name) || volume.metadata.deletionTimestamp !== undefined) continue;
    if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) continue;
    const size = wholeValue(volume.spec.capacity?.['storage']);
    if (size < wanted || (node !== null && !volumeReachesNode(volume, node))) continue;
    if (volume.spec.claimRef !== undefined) {
      if (isClaimOf(volume, claim)) return volume;
      continue;
    }
    if (volume.status?.phase !== 'Available' || !suits(claim, volume)) continue;
    if (smallest === null || size < wholeValue(smallest.spec.capacity?.['storage'])) smallest = volume;
  }
  return smallest;
}

const suits = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.accessModes ?? []).every(mode => (volume.spec.accessModes ?? []).includes(mode)) &&
  (claim.spec.storageClassName ?? '') === (volume.spec.storageClassName ?? '') &&
  (claim.spec.selector === undefined || selects(claim.spec.selector, volume.metadata.labels));

/** Whether volumes of this class may be made where the node is. */
export function classReachesNode(storageClass: StorageClass, node: Node): boolean {
  const terms = storageClass.allowedTopologies ?? [];
  const labels = node.metadata.labels ?? {};
  return terms.length === 0 || terms.some(({ matchLabelExpressions = [] }) => matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')));
}

/** The names of the claims that a Pod's volumes use, in order; a generic ephemeral volume's is `<pod>-<volume>`. */
export function claimNames(podName: string, volumes: readonly { readonly name: string; readonly persistentVolumeClaim?: { readonly claimName: string } | undefined; readonly ephemeral?: unknown }[] | undefined): readonly { readonly claim: string; readonly ephemeral: boolean }[] {
  const names: { readonly claim: string; readonly ephemeral: boolean }[] = [];
  for (const { name, persistentVolumeClaim, ephemeral } of volumes ?? []) {
    if (persistentVolumeClaim !== undefined) names.push({ claim: persistentVolumeClaim.claimName, ephemeral: false });
    else if (ephemeral !== undefined) names.push({ claim: `${podName}-${name}`, ephemeral: true });
  }
  return names;
}
