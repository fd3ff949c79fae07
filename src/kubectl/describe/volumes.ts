/** The volumes of a Pod in a description. Follows kubectl pkg/describe describeVolumes. */
import type { k8s } from '../../model/objects.ts';
import { writeClaimSpec } from './claim.ts';
import { writeSource } from './volume-sources.ts';
import type { Writer } from './writer.ts';

export function describeVolumes(w: Writer, volumes: readonly k8s.Volume[] | undefined, space = ''): void {
  if ((volumes ?? []).length === 0) return w.line(0, `${space}Volumes:\t<none>`);
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes ?? []) {
    w.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    const { ephemeral, downwardAPI, projected } = volume;
    if (ephemeral) describeEphemeral(w, ephemeral);
    else if (downwardAPI) describeDownward(w, downwardAPI);
    else if (projected) describeProjected(w, projected);
    else if (!writeSource(w, volume)) w.line(1, '<unknown>');
  }
}

function describeEphemeral(w: Writer, { volumeClaimTemplate }: k8s.EphemeralVolumeSource): void {
  w.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
  if (volumeClaimTemplate) w.nested(2, () => writeClaimSpec(w, volumeClaimTemplate));
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
