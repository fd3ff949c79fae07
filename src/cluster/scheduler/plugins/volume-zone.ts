/** VolumeZone: a bound volume that is labelled with zones or regions is reached only from there. */
import { claimNames, isClaimBound } from '../../../model/volumes.ts';
import { SKIP, unresolvable, type Plugin } from '../framework.ts';

const NAME = 'VolumeZone';
const REFUSAL = unresolvable(NAME, 'node(s) had no available volume zone');
const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'];

type Wanted = readonly { readonly key: string; readonly values: readonly string[] }[];

export const volumeZone: Plugin<Wanted> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      const wanted: { key: string; values: readonly string[] }[] = [];
      for (const { claim: name } of claimNames(pod.pod.metadata.name, pod.pod.spec.volumes)) {
        const claim = world.view.get('persistentvolumeclaims', pod.namespace, name);
        if (claim === undefined || !isClaimBound(claim)) continue;
        const labels = world.view.get('persistentvolumes', '', claim.spec.volumeName ?? '')?.metadata.labels ?? {};
        for (const key of KEYS) if (labels[key] !== undefined) wanted.push({ key, values: labels[key].split('__') });
      }
      return wanted.length === 0 ? SKIP : { data: wanted };
    },
    // A node without any of the labels is in a cluster of one zone.
    filter: (wanted, _, { labels }) => (!KEYS.some(key => labels[key] !== undefined) || wanted.every(({ key, values }) => values.includes(labels[key] ?? '')) ? null : REFUSAL),
  },
  hint: (_, event) => event.event === 'VolumeChange' || event.event === 'NodeAdd' || event.event === 'NodeUpdate',
};
