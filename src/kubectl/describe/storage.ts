/** `kubectl describe` of volumes, claims and storage classes. Follows kubectl pkg/describe. */
import { byText } from '../../base/order.ts';
import type { k8s, KubeObject, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../model/objects.ts';
import { DEFAULT_STORAGE_CLASS } from '../../model/well-known.ts';
import { ageOf, rfc1123 } from '../printers/age.ts';
import { finalizers, modes, storage, storageClassOf, writeClaimSpec } from './claim.ts';
import { describeEvents, related } from './context.ts';
import type { Describe } from './context.ts';
import { writeSource } from './volume-sources.ts';
import { formatPairs, writeMetadata, writeName } from './writer.ts';
import type { Writer } from './writer.ts';

export const describeClaim: Describe = function* (w, object, context) {
  const claim = object as unknown as PersistentVolumeClaim;
  const { metadata } = claim;
  writeName(w, claim);
  writeClaimSpec(w, claim, claim, context.now);
  const pods = ((yield* related(context, 'pods', metadata.namespace ?? '')) as unknown as readonly Pod[]).filter((pod) => (pod.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name));
  w.list('Used By', pods.map((pod) => pod.metadata.name).sort(byText));
  describeConditions(w, claim.status.conditions);
  yield* describeEvents(w, object, context);
};

function describeConditions(w: Writer, conditions: readonly k8s.PersistentVolumeClaimCondition[] | undefined): void {
  if ((conditions ?? []).length === 0) return;
  w.line(0, 'Conditions:');
  w.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const each of conditions ?? []) w.line(1, `${each.type} \t${each.status} \t${rfc1123(each.lastProbeTime)} \t${rfc1123(each.lastTransitionTime)} \t${each.reason ?? ''} \t${each.message ?? ''}`);
}

export const describeVolume: Describe = function* (w, object: KubeObject, context) {
  const volume = object as unknown as PersistentVolume;
  const { spec, status, metadata } = volume;
  w.line(0, `Name:\t${metadata.name}`);
  writeMetadata(w, volume);
  w.line(0, `Finalizers:\t${finalizers(volume)}`);
  w.line(0, `StorageClass:\t${storageClassOf(volume)}`);
  w.line(0, `Status:\t${metadata.deletionTimestamp ? `Terminating (lasts ${ageOf(metadata.deletionTimestamp, context.now)})` : (status.phase ?? '')}`);
  w.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
  w.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  w.line(0, `Access Modes:\t${modes(spec.accessModes)}`);
  if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
  w.line(0, `Capacity:\t${storage(spec.capacity)}`);
  describeAffinity(w, spec.nodeAffinity);
  w.line(0, `Message:\t${status.message ?? ''}`);
  w.line(0, 'Source:');
  if (!writeSource(w, spec, true)) w.line(1, '<unknown>');
  yield* describeEvents(w, object, context);
};

function describeAffinity(w: Writer, affinity: k8s.VolumeNodeAffinity | undefined): void {
  const terms = affinity?.required?.nodeSelectorTerms;
  if (!terms) return w.line(0, 'Node Affinity:\t<none>');
  w.line(0, 'Node Affinity:\t');
  w.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  terms.forEach(({ matchExpressions }, at) => {
    const texts = (matchExpressions ?? []).map(({ key, operator, values }) => `${key} ${operator.toLowerCase()}${(values ?? []).length > 0 ? ` [${(values ?? []).join(', ')}]` : ''}`);
    w.line(2, `Term ${at}:\t${texts[0] ?? '<none>'}`);
    for (const text of texts.slice(1)) w.line(2, `\t${text}`);
  });
}

export const describeStorageClass: Describe = function* (w, object, context) {
  const storageClass = object as unknown as StorageClass;
  const { metadata } = storageClass;
  w.line(0, `Name:\t${metadata.name}`);
  w.line(0, `IsDefaultClass:\t${metadata.annotations?.[DEFAULT_STORAGE_CLASS] === 'true' ? 'Yes' : 'No'}`);
  w.line(0, `Annotations:\t${formatPairs(metadata.annotations)}`);
  w.line(0, `Provisioner:\t${storageClass.provisioner}`);
  const parameters = storageClass.parameters as Readonly<Record<string, string>> | undefined;
  w.line(0, `Parameters:\t${formatPairs(parameters)}`);
  w.line(0, `AllowVolumeExpansion:\t${storageClass.allowVolumeExpansion === undefined || storageClass.allowVolumeExpansion === null ? '<unset>' : storageClass.allowVolumeExpansion ? 'True' : 'False'}`);
  const options = storageClass.mountOptions ?? [];
  if (options.length === 0) w.line(0, 'MountOptions:\t<none>');
  else {
    w.line(0, 'MountOptions:');
    for (const option of options) w.line(1, option);
  }
  w.line(0, `ReclaimPolicy:\t${storageClass.reclaimPolicy ?? ''}`);
  w.line(0, `VolumeBindingMode:\t${storageClass.volumeBindingMode ?? ''}`);
  const topologies = storageClass.allowedTopologies ?? [];
  if (topologies.length > 0) w.line(0, 'AllowedTopologies:\t');
  topologies.forEach(({ matchLabelExpressions = [] }, at) => {
    const texts = (matchLabelExpressions ?? []).map(({ key, values }) => `${key} in${(values ?? []).length > 0 ? ` [${values.join(', ')}]` : ''}`);
    w.line(1, `Term ${at}:\t${texts[0] ?? '<none>'}`);
    for (const text of texts.slice(1)) w.line(1, `\t${text}`);
  });
  yield* describeEvents(w, object, context);
};

export const describeAttributesClass: Describe = function* (w, object, context) {
  const { driverName, parameters } = object as unknown as k8s.VolumeAttributesClass;
  w.line(0, `Name:\t${object.metadata.name}`);
  w.line(0, `Annotations:\t${formatPairs(object.metadata.annotations)}`);
  w.line(0, `DriverName:\t${driverName}`);
  w.line(0, `Parameters:\t${formatPairs(parameters)}`);
  yield* describeEvents(w, object, context);
};

export const describeCsiNode: Describe = function* (w, object, context) {
  const { spec } = object as unknown as k8s.CSINode;
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  w.line(0, `CreationTimestamp:\t${rfc1123(object.metadata.creationTimestamp)}`);
  w.line(0, 'Spec:');
  if (spec.drivers) w.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
    w.line(2, `${name}:`);
    w.line(3, `Node ID:\t${nodeID}`);
    if (allocatable?.count !== undefined && allocatable.count !== null) {
      w.line(3, 'Allocatables:');
      w.line(4, `Count:\t${allocatable.count}`);
    }
    if (topologyKeys) w.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`);
  }
  yield* describeEvents(w, object, context);
};
