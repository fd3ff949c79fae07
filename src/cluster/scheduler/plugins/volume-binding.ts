/** VolumeBinding: claims must be bound to volumes that the node can reach, or be bindable there (WaitForFirstConsumer). */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../model/objects.ts';
import { wholeValue } from '../../../model/quantity.ts';
import { claimNames, classReachesNode, findVolume, isClaimBound, NO_PROVISIONER, SELECTED_NODE, volumeReachesNode, waitsForConsumer } from '../../../model/volumes.ts';
import { SKIP, unresolvable, type Plugin, type Refusal, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const VOLUME_BINDING = 'VolumeBinding';
const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const NO_VOLUME = "node(s) didn't find available persistent volumes to bind";
const LOST_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

interface Data {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly { readonly claim: PersistentVolumeClaim; readonly storageClass: StorageClass }[];
  readonly volumes: readonly PersistentVolume[];
}

/** What is done about a claim before the Pod is bound: a volume that it gets, or null where one is to be made for the node. */
export interface ClaimDecision {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume | null;
}

function gather(pod: PodInfo, world: World): Data | string | null {
  const names = claimNames(pod.pod.metadata.name, pod.pod.spec.volumes);
  if (names.length === 0) return null;
  const bound: PersistentVolumeClaim[] = [];
  const delayed: Data['delayed'][number][] = [];
  let immediate = false;
  for (const { claim: name, ephemeral } of names) {
    const claim = world.view.get('persistentvolumeclaims', pod.namespace, name);
    if (claim === undefined) return ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`;
    if (claim.status.phase === 'Lost') return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
    const className = claim.spec.storageClassName ?? '';
    const storageClass = className === '' ? undefined : world.view.get('storageclasses.storage.k8s.io', '', className);
    if (isClaimBound(claim)) bound.push(claim);
    else if (storageClass !== undefined && waitsForConsumer(storageClass) && (claim.spec.volumeName ?? '') === '') delayed.push({ claim, storageClass });
    else immediate = true;
  }
  if (immediate) return 'pod has unbound immediate PersistentVolumeClaims';
  // The smallest claim chooses first.
  delayed.sort((a, b) => wantedBytes(a.claim) - wantedBytes(b.claim));
  return { bound, delayed, volumes: delayed.length === 0 ? [] : world.view.list('persistentvolumes') };
}

const wantedBytes = ({ spec }: PersistentVolumeClaim): number => wholeValue(spec.resources?.requests?.['storage']);

function boundReasons({ bound }: Data, node: NodeInfo, world: World): readonly string[] {
  for (const { spec } of bound) {
    const volume = world.view.get('persistentvolumes', '', spec.volumeName ?? '');
    if (volume === undefined) return [LOST_VOLUME];
    if (!volumeReachesNode(volume, node.node)) return [NODE_CONFLICT];
  }
  return [];
}

/** How each claim without a volume would get one on this node, or null where it cannot. */
function decide({ delayed, volumes }: Data, node: NodeInfo): readonly ClaimDecision[] | null {
  const taken = new Set<string>();
  const decisions: ClaimDecision[] = [];
  for (const { claim, storageClass } of delayed) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined && selected !== node.name) return null;
    const volume = selected === undefined ? findVolume(claim, volumes, node.node, taken) : null;
    if (volume !== null) taken.add(volume.metadata.name);
    else if (storageClass.provisioner === NO_PROVISIONER || !classReachesNode(storageClass, node.node)) return null;
    decisions.push({ claim, volume });
  }
  return decisions;
}

function verdict(data: Data, node: NodeInfo, world: World): Refusal | null {
  const reasons = [...boundReasons(data, node, world), ...(decide(data, node) === null ? [NO_VOLUME] : [])];
  return reasons.length === 0 ? null : unresolvable(VOLUME_BINDING, ...reasons);
}

/** Reserve: what must be written before a Pod that goes to this node can be bound. */
export function claimDecisions(pod: PodInfo, node: NodeInfo, world: World): readonly ClaimDecision[] {
  const data = gather(pod, world);
  return data === null || typeof data === 'string' ? [] : (decide(data, node) ?? []);
}

export const volumeBinding: Plugin<Data> = {
  name: VOLUME_BINDING,
  filter: {
    preFilter(pod, world) {
      const data = gather(pod, world);
      if (data === null) return SKIP;
      return typeof data === 'string' ? { refusal: unresolvable(VOLUME_BINDING, data) } : { data };
    },
    filter: (data, _, node, world) => verdict(data, node, world),
  },
  hint(pod, event) {
    if (event.event === 'NodeAdd' || event.event === 'NodeUpdate') return true;
    if (event.event !== 'VolumeChange') return false;
    if (event.resource !== 'persistentvolumeclaims') return true;
    return event.namespace === pod.namespace && claimNames(pod.pod.metadata.name, pod.pod.spec.volumes).some(({ claim }) => claim === event.name);
  },
};
