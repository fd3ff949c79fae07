/** Volumes in a description. Follows kubectl pkg/describe describeVolumes; kinds of storage that this sandbox lacks show their fields. */
import type { k8s } from '../../model/objects.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import type { Writer } from './writer.ts';

const fields = (w: Writer, type: string, pairs: readonly (readonly [string, unknown])[]): void => {
  w.line(2, `Type:\t${type}`);
  for (const [name, value] of pairs) w.line(2, `${name}:\t${value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
};

export function hostPathSource(w: Writer, source: k8s.HostPathVolumeSource): void {
  fields(w, 'HostPath (bare host directory volume)', [['Path', source.path], ['HostPathType', source.type ?? '<none>']]);
}

type Source = (w: Writer, volume: k8s.Volume) => boolean;
const SOURCES: readonly Source[] = [
  (w, { hostPath }) => shown(hostPath, (source) => hostPathSource(w, source)),
  (w, { emptyDir }) => shown(emptyDir, ({ medium, sizeLimit }) => fields(
    w, "EmptyDir (a temporary directory that shares a pod's lifetime)",
    [['Medium', medium ?? ''], ['SizeLimit', sizeLimit === undefined || sizeLimit === null || String(sizeLimit) === '0' ? '<unset>' : canonicalQuantity(String(sizeLimit))]],
  )),
  (w, { secret }) => shown(secret, ({ secretName, optional }) => fields(w, 'Secret (a volume populated by a Secret)', [['SecretName', secretName], ['Optional', optional === true]])),
  (w, { configMap }) => shown(configMap, ({ name, optional }) => fields(w, 'ConfigMap (a volume populated by a ConfigMap)', [['Name', name], ['Optional', optional === true]])),
  (w, { nfs }) => shown(nfs, ({ server, path, readOnly }) => fields(w, 'NFS (an NFS mount that lasts the lifetime of a pod)', [['Server', server], ['Path', path], ['ReadOnly', readOnly === true]])),
  (w, { persistentVolumeClaim }) => shown(persistentVolumeClaim, ({ claimName, readOnly }) => fields(
    w, 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', [['ClaimName', claimName], ['ReadOnly', readOnly === true]],
  )),
  (w, { ephemeral }) => shown(ephemeral, (source) => describeEphemeral(w, source)),
  (w, { downwardAPI }) => shown(downwardAPI, (source) => describeDownward(w, source)),
  (w, { projected }) => shown(projected, (source) => describeProjected(w, source)),
  (w, { csi }) => shown(csi, ({ driver, fsType, readOnly }) => fields(w, 'CSI (a Container Storage Interface (CSI) volume source)', [['Driver', driver], ['FSType', fsType ?? ''], ['ReadOnly', readOnly === true]])),
  (w, { image }) => shown(image, ({ reference, pullPolicy }) => fields(w, 'Image (a container image or OCI artifact)', [['Reference', reference], ['PullPolicy', pullPolicy]])),
];

function shown<T>(source: T | null | undefined, show: (source: T) => void): boolean {
  if (source === null || source === undefined) return false;
  show(source);
  return true;
}

export function describeVolumes(w: Writer, volumes: readonly k8s.Volume[] | undefined, space = ''): void {
  if ((volumes ?? []).length === 0) return w.line(0, `${space}Volumes:\t<none>`);
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes ?? []) {
    w.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    if (!SOURCES.some((source) => source(w, volume))) w.line(1, '<unknown>');
  }
}

function describeEphemeral(w: Writer, { volumeClaimTemplate }: k8s.EphemeralVolumeSource): void {
  w.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
  const spec = volumeClaimTemplate?.spec;
  if (!spec) return;
  w.line(2, `StorageClass:\t${spec.storageClassName ?? ''}`);
  w.line(2, `Volume:\t${spec.volumeName ?? ''}`);
  w.labels('Labels', volumeClaimTemplate?.metadata?.labels, '    ');
  w.write(2, '');
  w.annotations('Annotations', volumeClaimTemplate?.metadata?.annotations);
  w.line(2, 'Capacity:\t');
  w.line(2, 'Access Modes:\t');
  if (spec.volumeMode) w.line(2, `VolumeMode:\t${spec.volumeMode}`);
}

function describeDownward(w: Writer, { items }: k8s.DownwardAPIVolumeSource): void {
  w.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)');
  w.line(2, 'Items:');
  for (const { fieldRef, resourceFieldRef, path } of items ?? []) {
    if (fieldRef) w.line(3, `${fieldRef.fieldPath} -> ${path}`);
    if (resourceFieldRef) w.line(3, `${resourceFieldRef.resource} -> ${path}`);
  }
}

function describeProjected(w: Writer, { sources }: k8s.ProjectedVolumeSource): void {
  w.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    if (secret) {
      w.line(2, `SecretName:\t${secret.name ?? ''}`);
      w.line(2, `Optional:\t${secret.optional === true}`);
    } else if (downwardAPI) w.line(2, 'DownwardAPI:\ttrue');
    else if (configMap) {
      w.line(2, `ConfigMapName:\t${configMap.name ?? ''}`);
      w.line(2, `Optional:\t${configMap.optional === true}`);
    } else if (serviceAccountToken) w.line(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`);
  }
}
