/** VolumeRestrictions: a ReadWriteOncePod claim serves one Pod; some disks can be mounted on a node only once. */
import { claimNames } from '../../../model/volumes.ts';
import { SKIP, unresolvable, unschedulable, type Plugin, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { isTerminating, type PodInfo } from '../pod-info.ts';

const NAME = 'VolumeRestrictions';
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk');
const ALONE = unschedulable(NAME, 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode');

interface Data {
  /** Claims that only one Pod may use. */
  readonly exclusive: ReadonlySet<string>;
  readonly disks: ReadonlySet<string>;
}

/** Old in-tree disks that refuse a second mount, unless all mounts only read. */
function disksOf(pod: PodInfo): ReadonlySet<string> {
  const disks = new Set<string>();
  for (const { gcePersistentDisk, awsElasticBlockStore, iscsi } of pod.pod.spec.volumes ?? []) {
    if (gcePersistentDisk !== undefined && gcePersistentDisk.readOnly !== true) disks.add(`gce/${gcePersistentDisk.pdName}`);
    if (awsElasticBlockStore !== undefined) disks.add(`aws/${awsElasticBlockStore.volumeID}`);
    if (iscsi !== undefined && iscsi.readOnly !== true) disks.add(`iscsi/${iscsi.iqn}`);
  }
  return disks;
}
const claimsOf = (pod: PodInfo): readonly string[] => claimNames(pod.pod.metadata.name, pod.pod.spec.volumes).map(({ claim }) => claim);
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
      return exclusive.size === 0 && disks.size === 0 ? SKIP : { data: { exclusive, disks } };
    },
    filter({ exclusive, disks }, pod, node, world) {
      if (disks.size > 0 && node.pods.some(other => [...disksOf(other)].some(disk => disks.has(disk)))) return DISK_CONFLICT;
      if (exclusive.size === 0) return null;
      return world.nodes.some(each => shares(each.name === node.name ? node : each, pod, exclusive)) ? ALONE : null;
    },
  },
  hint: (pod, event) => event.event === 'NodeAdd' || event.event === 'VolumeChange' || (event.event === 'AssignedPodDelete' && !isTerminating(pod.pod)),
};
