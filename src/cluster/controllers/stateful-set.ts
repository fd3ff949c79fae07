/** StatefulSet: numbered Pods with names and volumes of their own, in order. Follows pkg/controller/statefulset. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, Pod, StatefulSet } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import type { Component } from '../contract/component.ts';
import { isAvailable } from './availability.ts';
import { claimPods, hearPod, lookForPods, type ClaimState } from './claims.ts';
import { share } from './deployment-scale.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { isDeleted, isFinished, isReady, omitEmpty } from './objects.ts';
import { REVISION_HASH, revisionsOf, truncateHistory, type Revision } from './revisions.ts';
import { claimsFor, isMember, ordinalOf, podOf } from './stateful-set-pods.ts';
import { patchStatus } from './status.ts';

type State = IndexTables<Pod> & ClaimState;
type Self = Controller<State>;

interface Versions {
  readonly current: Revision;
  readonly update: Revision;
}

function sync(self: Self, key: string): void {
  const set = self.plan.view.get('statefulsets.apps', ...splitKey(key));
  if (set === undefined || isDeleted(set)) return;
  const pods = new GroupIndex(self.state).list(set.metadata.uid);
  if (claimPods(self, set, pods, pod => isMember(set, pod))) return;
  const { all, current: update } = revisionsOf(self, set);
  const current = all.find(each => each.name === set.status.currentRevision) ?? update;
  act(self, key, set, pods, { current, update });
  writeStatus(self, set, pods, { current, update });
  truncateHistory(self, set, all, new Set([current.name, update.name, ...pods.map(revisionOf)]));
}
const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_HASH] ?? '';
const startOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;
const isParallel = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy === 'Parallel';

const serves = (self: Self, set: StatefulSet, pod: Pod): boolean => !isDeleted(pod) && isAvailable(self, set, pod);

/** One step: in order each Pod waits for those before it to be available; in parallel none does. Follows stateful_set_control.go updateStatefulSet. */
function act(self: Self, key: string, set: StatefulSet, pods: readonly Pod[], versions: Versions): void {
  const first = startOrdinal(set);
  const ordinals = Array.from({ length: set.spec.replicas ?? 1 }, (_, i) => first + i);
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(pod), pod]));
  for (const ordinal of ordinals) if (!settle(self, key, set, ordinal, byOrdinal.get(ordinal), versions) && !isParallel(set)) return;
  const surplus = pods.filter(pod => !ordinals.includes(ordinalOf(pod))).sort((a, b) => ordinalOf(b) - ordinalOf(a));
  if (!shrink(self, key, set, surplus)) return;
  if (set.spec.updateStrategy?.type !== 'OnDelete') update(self, key, set, ordinals.map(ordinal => byOrdinal.get(ordinal)), versions);
}

/** Brings the Pod of one ordinal about; true when it is there and well. */
function settle(self: Self, key: string, set: StatefulSet, ordinal: number, pod: Pod | undefined, versions: Versions): boolean {
  if (pod === undefined) {
    create(self, key, set, ordinal, versions);
    return false;
  }
  if (isFinished(pod)) {
    if (!isDeleted(pod)) remove(self, key, set, pod);
    return false;
  }
  if (pod.status.phase === 'Pending') createClaims(self, key, set, ordinal);
  return serves(self, set, pod);
}

/** Those beyond the replicas go, the last first; in order one at a time, and not past one that is ill. True when nothing is left to wait for. */
function shrink(self: Self, key: string, set: StatefulSet, surplus: readonly Pod[]): boolean {
  const firstIll = surplus.findLast(pod => !serves(self, set, pod));
  for (const pod of surplus) {
    if (!isParallel(set) && (isDeleted(pod) || (pod !== firstIll && !serves(self, set, pod)))) return false;
    if (isDeleted(pod)) continue;
    removeSurplus(self, key, set, pod);
    if (!isParallel(set)) return false;
  }
  return true;
}

/** The last Pods of an old version go, as many as may be unavailable at once. */
function update(self: Self, key: string, set: StatefulSet, replicas: readonly (Pod | undefined)[], { update: next }: Versions): void {
  const { rollingUpdate } = set.spec.updateStrategy ?? {};
  const allowed = Math.max(1, share(rollingUpdate?.maxUnavailable ?? 1, replicas.length, 'up'));
  let spare = allowed - replicas.filter(pod => pod === undefined || !serves(self, set, pod)).length;
  for (let i = replicas.length - 1; i >= (rollingUpdate?.partition ?? 0) && spare > 0; i--) {
    const pod = replicas[i];
    if (pod === undefined || revisionOf(pod) === next.name || isDeleted(pod)) continue;
    remove(self, key, set, pod);
    spare--;
  }
}

function create(self: Self, key: string, set: StatefulSet, ordinal: number, { current, update: next }: Versions): void {
  const { namespace = '' } = set.metadata;
  const old = set.spec.updateStrategy?.type !== 'OnDelete' && ordinal - startOrdinal(set) < (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  const body = podOf(set, ordinal, old ? current : next);
  createClaims(self, key, set, ordinal);
  self.request({ verb: 'create', resource: 'pods', namespace, body }, `create|${key}|${set.metadata.name}-${ordinal}`);
  self.acted(`StatefulSet/${key}`, `creates the Pod ${set.metadata.name}-${ordinal}`);
}
function createClaims(self: Self, key: string, set: StatefulSet, ordinal: number): void {
  const { namespace = '' } = set.metadata;
  for (const claim of claimsFor(set, ordinal)) {
    if (self.plan.view.get('persistentvolumeclaims', namespace, claim.metadata.name) !== undefined) continue;
    self.request({ verb: 'create', resource: 'persistentvolumeclaims', namespace, body: claim }, `claim|${key}|${claim.metadata.name}|${set.metadata.name}-${ordinal}`);
  }
}
function remove(self: Self, key: string, set: StatefulSet, { metadata }: Pod): void {
  self.request({ verb: 'delete', resource: 'pods', namespace: set.metadata.namespace ?? '', name: metadata.name, options: { preconditions: { uid: metadata.uid } } }, `delete|${key}|${metadata.name}`);
}

/** Scaled down: the claims go as well where the set says so. */
function removeSurplus(self: Self, key: string, set: StatefulSet, pod: Pod): void {
  remove(self, key, set, pod);
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return;
  for (const { metadata } of claimsFor(set, ordinalOf(pod))) self.request({ verb: 'delete', resource: 'persistentvolumeclaims', namespace: set.metadata.namespace ?? '', name: metadata.name });
}

/** Whoever is ready counts as ready even while it terminates; which version a Pod is counts only before. */
function writeStatus(self: Self, set: StatefulSet, pods: readonly Pod[], { current, update: next }: Versions): void {
  const wanted = set.spec.replicas ?? 1;
  const running = pods.filter(pod => pod.status.phase === 'Running' && isReady(pod));
  const staying = pods.filter(pod => !isDeleted(pod));
  const updated = staying.filter(pod => revisionOf(pod) === next.name).length;
  const done = set.spec.updateStrategy?.type !== 'OnDelete' && updated === wanted && running.length === wanted && pods.length === wanted;
  const base = done ? next : current;
  const status = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: running.length,
    currentReplicas: staying.filter(pod => revisionOf(pod) === base.name).length,
    updatedReplicas: updated,
    availableReplicas: running.filter(pod => isAvailable(self, set, pod)).length,
    currentRevision: base.name,
    updateRevision: next.name,
    collisionCount: 0,
  };
  patchStatus(self, 'statefulsets.apps', set, omitEmpty(status, 'replicas', 'availableReplicas', 'collisionCount'));
}

export const statefulSetController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'statefulset-controller',
  watches: ['statefulsets.apps', 'pods'],
  init: () => ({ ...indexTables<Pod>(), claims: new Set() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource !== 'pods') {
      if (value === null || prev === null || !jsonEqual(value['spec'], prev['spec'])) lookForPods(self, keyOf(object));
      return;
    }
    hearPod(self, 'StatefulSet', value as unknown as Pod | null, prev as unknown as Pod | null);
  },
  sync,
  replied(self, reply, { code, body }) {
    const [what = '', key = '', name = '', pod = ''] = reply.split('|');
    const set = self.plan.view.get('statefulsets.apps', ...splitKey(key));
    if (set === undefined) return;
    const failure = isStatus(body) ? (body.message ?? '') : '';
    const words = { create: ['Create', `Pod ${name}`], delete: ['Delete', `Pod ${name}`], claim: ['Create', `Claim ${name} Pod ${pod}`] }[what];
    if (words === undefined) return;
    const [verb = '', object = ''] = words;
    if (code < 400) {
      self.event(set, 'Normal', `Successful${verb}`, `${verb} ${object} in StatefulSet ${set.metadata.name} ${what === 'claim' ? 'success' : 'successful'}`);
      self.succeeded(key);
    } else if (code !== 404) {
      // A Pod of that name that is somebody else's is waited for without a word.
      const isTaken = code === 409 && what === 'create';
      if (!isTaken) self.event(set, 'Warning', `Failed${verb}`, `${verb} ${what === 'claim' ? object.replace(' Pod ', ' for Pod ') : object} in StatefulSet ${set.metadata.name} failed error: ${failure}`);
      self.retryLater(key);
    }
  },
});
