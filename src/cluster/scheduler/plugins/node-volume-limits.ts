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

/** Volume handle -> driver, of a Pod's bound claims and inline volumes. */
function attached(pod: PodInfo, world: World): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const { claim: name } of claimNames(pod.pod.metadata.name, pod.pod.spec.volumes)) {
    const claim = world.view.get('persistentvolumeclaims', pod.namespace, name);
    const csi = world.view.get('persistentvolumes', '', claim?.spec.volumeName ?? '')?.spec.csi;
    if (csi !== undefined) volumes.set(`${csi.driver}^${csi.volumeHandle}`, csi.driver);
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
        const all = new Set<string>();
        for (const volumes of [wanted, ...node.pods.map(other => attached(other, world))]) for (const [handle, driver] of volumes) if (driver === name) all.add(handle);
        if (all.size > allocatable.count) return REFUSAL;
      }
      return null;
    },
  },
  hint: (_, event) => event.event === 'AssignedPodDelete' || event.event === 'VolumeChange' || event.event === 'NodeAdd',
};
