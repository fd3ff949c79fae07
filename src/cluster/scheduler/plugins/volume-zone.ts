/** VolumeZone: a bound volume that is labelled with zones or regions is reached only from there. */
import { claimNames } from '../../../model/volumes.ts';
import { REGION, ZONE } from '../../../model/well-known.ts';
import { SKIP, unresolvable, type Plugin, type World } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

const NAME = 'VolumeZone';
const REFUSAL = unresolvable(NAME, 'node(s) had no available volume zone');
const KEYS = [ZONE, REGION, 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'];

/** A node may carry the older labels or the newer ones. */
const NEWER: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/region': REGION,
};

type Wanted = readonly { readonly key: string; readonly values: readonly string[] }[];

/** What the volumes' labels ask for, or why that cannot be told. Follows getPVbyPod; claims of ephemeral volumes are not looked at. */
function wantedBy(pod: PodInfo, { view }: World): Wanted | string {
  const wanted: { key: string; values: readonly string[] }[] = [];
  for (const { claim: name, ephemeral } of claimNames(pod.pod.metadata.name, pod.pod.spec.volumes)) {
    const claim = ephemeral ? undefined : view.get('persistentvolumeclaims', pod.namespace, name);
    const volumeName = claim?.spec.volumeName ?? '';
    if (volumeName === '') continue;
    const volume = view.get('persistentvolumes', '', volumeName);
    if (volume === undefined) return `persistentvolume "${volumeName}" not found`;
    const labels = volume.metadata.labels ?? {};
    for (const key of KEYS) if (labels[key] !== undefined) wanted.push({ key, values: labels[key].split('__') });
  }
  return wanted;
}

export const volumeZone: Plugin<Wanted> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      const wanted = wantedBy(pod, world);
      if (typeof wanted === 'string') return { refusal: unresolvable(NAME, wanted) };
      return wanted.length === 0 ? SKIP : { data: wanted };
    },
    filter(wanted, _, { labels }) {
      // A node without any of the labels is in a cluster of one zone.
      if (!KEYS.some(key => labels[key] !== undefined)) return null;
      return wanted.every(({ key, values }) => values.includes(labels[key] ?? labels[NEWER[key] ?? key] ?? '')) ? null : REFUSAL;
    },
  },
  hint: (_, event) => event.event === 'VolumeChange' || event.event === 'NodeAdd' || event.event === 'NodeUpdate',
};
