/** A StatefulSet's Pods and their claims: names, labels and volumes that follow from the ordinal. */
import type { Pod, StatefulSet, k8s } from '../../model/objects.ts';
import { ownerReference, podFromTemplate } from './objects.ts';
import { REVISION_HASH, type Revision } from './revisions.ts';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

export const ordinalOf = ({ metadata: { name } }: Pod): number => Number(name.slice(name.lastIndexOf('-') + 1));

/** Whether a Pod bears a name that the set gives. */
export const isMember = (set: StatefulSet, { metadata: { name } }: Pod): boolean => name.startsWith(`${set.metadata.name}-`) && /^\d+$/.test(name.slice(set.metadata.name.length + 1));

const claimName = (template: k8s.PersistentVolumeClaim, set: StatefulSet, ordinal: number): string => `${template.metadata?.name ?? ''}-${set.metadata.name}-${ordinal}`;

export function podOf(set: StatefulSet, ordinal: number, revision: Revision): Readonly<Record<string, unknown>> {
  const { template } = revision;
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = set.spec.volumeClaimTemplates ?? [];
  const claimed = new Set(claims.map(claim => claim.metadata?.name ?? ''));
  const volumes: readonly k8s.Volume[] = [
    ...claims.map(claim => ({ name: claim.metadata?.name ?? '', persistentVolumeClaim: { claimName: claimName(claim, set, ordinal) } })),
    ...(template.spec?.volumes ?? []).filter(volume => !claimed.has(volume.name)),
  ];
  const spec: k8s.PodSpec = {
    ...(template.spec ?? { containers: [] }),
    hostname: name,
    ...((set.spec.serviceName ?? '') === '' ? {} : { subdomain: set.spec.serviceName }),
    ...(volumes.length === 0 ? {} : { volumes }),
  };
  const labels = { ...template.metadata?.labels, [POD_INDEX]: String(ordinal), [REVISION_HASH]: revision.name, [POD_NAME]: name };
  return podFromTemplate({ metadata: { ...template.metadata, labels }, spec }, set, { name });
}

/** Claims outlive their set unless it says otherwise. */
const owned = (set: StatefulSet): object => (set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
  ? { ownerReferences: [{ ...ownerReference(set), controller: false, blockOwnerDeletion: false }] }
  : {});

export function claimsFor(set: StatefulSet, ordinal: number): readonly { readonly metadata: { readonly name: string }; readonly [field: string]: unknown }[] {
  return (set.spec.volumeClaimTemplates ?? []).map(template => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...template.metadata, name: claimName(template, set, ordinal), namespace: set.metadata.namespace, labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels }, ...owned(set) },
    spec: template.spec,
  }));
}
