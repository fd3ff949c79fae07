/** NodeVolumeLimits: a storage driver attaches only so many volumes to a node, as its CSINode tells. */
import { claimNames } from '../../../model/volumes.ts';
import { SKIP, unschedulable, type Plugin, type World } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

const NAME = 'NodeVolumeLimits';
const REFUSAL = unschedulable(NAME, 'node(s) exceed max volume count');

interface Driver {
  readonly name: string;
  readonly allocatable?: { readonly count?: number };
}

/** Volume handle -> driver, of a Pod's claims; one that has no volume yet counts by its class's provisioner. */
function attached(pod: PodInfo, { view }: World): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const { claim: name } of claimNames(pod.pod.metadata.name, pod.pod.spec.volumes)) {
    const { volumeName = '', storageClassName = '' } = view.get('persistentvolumeclaims', pod.namespace, name)?.spec ?? {};
    const csi = volumeName === '' ? undefined : view.get('persistentvolumes', '', volumeName)?.spec.csi;
    if (csi !== undefined) volumes.set(`${csi.driver}^${csi.volumeHandle}`, csi.driver);
    const provisioner = volumeName !== '' || storageClassName === '' ? undefined : view.get('storageclasses.storage.k8s.io', '', storageClassName)?.provisioner;
    if (provisioner !== undefined) volumes.set(`${pod.namespace}/${name}`, provisioner);
  }
  return volumes;
}

export const nodeVolumeLimits: Plugin<ReadonlyMap<string, string>> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      const wanted = attached(pod, world);
      return wanted.size === 0 ? SKIP : { data: wanted };
    },
    filter(wanted, _, node, world) {
      const csiNode = world.view.get('csinodes.storage.k8s.io', '', node.name) as { readonly spec?: { readonly drivers?: readonly Driver[] } } | undefined;
      for (const { name, allocatable } of csiNode?.spec?.drivers ?? []) {
        if (allocatable?.count === undefined) continue;
        const used = new Set<string>();
        for (const other of node.pods) for (const [handle, driver] of attached(other, world)) if (driver === name) used.add(handle);
        let more = 0;
        for (const [handle, driver] of wanted) if (driver === name && !used.has(handle)) more++;
        if (more > 0 && used.size + more > allocatable.count) return REFUSAL;
      }
      return null;
    },
  },
  hint: (_, event) => event.event === 'AssignedPodDelete' || event.event === 'VolumeChange' || event.event === 'NodeAdd',
};
