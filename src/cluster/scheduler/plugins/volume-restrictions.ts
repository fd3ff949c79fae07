/** VolumeRestrictions: a ReadWriteOncePod claim serves one Pod; some disks can be mounted on a node only once. */
import type { k8s } from '../../../model/objects.ts';
import { claimNames } from '../../../model/volumes.ts';
import { SKIP, unresolvable, unschedulable, type Plugin, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { isTerminating, type PodInfo } from '../pod-info.ts';

const NAME = 'VolumeRestrictions';
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk');
const ALONE = unschedulable(NAME, 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod');

interface Data {
  /** Claims that only one Pod may use. */
  readonly exclusive: ReadonlySet<string>;
  readonly disks: readonly Disk[];
}

/** Disks that two Pods on a node cannot both mount, unless both only read. Follows isVolumeConflict; an AWS disk refuses even two readers. */
type Disk = Pick<k8s.Volume, 'gcePersistentDisk' | 'awsElasticBlockStore' | 'iscsi' | 'rbd'>;
const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: Disk): boolean => (gcePersistentDisk ?? awsElasticBlockStore ?? iscsi ?? rbd) !== undefined;
const disksOf = (pod: PodInfo): readonly Disk[] => (pod.pod.spec.volumes ?? []).filter(isDisk);
function clash(a: Disk, b: Disk): boolean {
  const reading = (one: { readonly readOnly?: boolean | undefined }, other: { readonly readOnly?: boolean | undefined }): boolean => one.readOnly === true && other.readOnly === true;
  const { gcePersistentDisk: gce, awsElasticBlockStore: aws, iscsi, rbd } = a;
  if (gce !== undefined && b.gcePersistentDisk?.pdName === gce.pdName) return !reading(gce, b.gcePersistentDisk);
  if (aws !== undefined && b.awsElasticBlockStore?.volumeID === aws.volumeID) return true;
  if (iscsi !== undefined && b.iscsi?.iqn === iscsi.iqn) return !reading(iscsi, b.iscsi);
  if (rbd === undefined || b.rbd === undefined || reading(rbd, b.rbd)) return false;
  const { monitors, pool = 'rbd', image } = b.rbd;
  return image === rbd.image && pool === (rbd.pool ?? 'rbd') && monitors.some(each => rbd.monitors.includes(each));
}

/** Only claims that a Pod names itself; those of its ephemeral volumes belong to it alone. */
const claimsOf = (pod: PodInfo): readonly string[] =>
  claimNames(pod.pod.metadata.name, pod.pod.spec.volumes).filter(({ ephemeral }) => !ephemeral).map(({ claim }) => claim);
const shares = (node: NodeInfo, pod: PodInfo, exclusive: ReadonlySet<string>): boolean =>
  node.pods.some(other => other.namespace === pod.namespace && claimsOf(other).some(claim => exclusive.has(claim)));

function exclusiveClaims(pod: PodInfo, world: World): ReadonlySet<string> | string {
  const exclusive = new Set<string>();
  for (const name of claimsOf(pod)) {
    const claim = world.view.get('persistentvolumeclaims', pod.namespace, name);
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (claim.spec.accessModes?.includes('ReadWriteOncePod') === true) exclusive.add(name);
  }
  return exclusive;
}

export const volumeRestrictions: Plugin<Data> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      if ((pod.pod.spec.volumes ?? []).length === 0) return SKIP;
      const exclusive = exclusiveClaims(pod, world);
      if (typeof exclusive === 'string') return { refusal: unresolvable(NAME, exclusive) };
      const disks = disksOf(pod);
      return exclusive.size === 0 && disks.length === 0 ? SKIP : { data: { exclusive, disks } };
    },
    filter({ exclusive, disks }, pod, node, world) {
      if (disks.length > 0 && node.pods.some(other => disksOf(other).some(there => disks.some(disk => clash(disk, there))))) return DISK_CONFLICT;
      if (exclusive.size === 0) return null;
      return world.nodes.some(each => shares(each.name === node.name ? node : each, pod, exclusive)) ? ALONE : null;
    },
  },
  hint: (pod, event) => event.event === 'NodeAdd' || event.event === 'VolumeChange' || (event.event === 'AssignedPodDelete' && !isTerminating(pod.pod)),
};
