/** StatefulSet: numbered Pods with names and volumes of their own, in order. Follows pkg/controller/statefulset. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, Pod, StatefulSet } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import type { Component } from '../contract/component.ts';
import { share } from './deployment-scale.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { availableFrom, controllerOf, isDeleted, isFinished, isReady, omitEmpty } from './objects.ts';
import { REVISION_HASH, revisionsOf, truncateHistory, type Revision } from './revisions.ts';
import { claimsFor, ordinalOf, podOf } from './stateful-set-pods.ts';
import { patchStatus } from './status.ts';

type State = IndexTables<Pod>;
type Self = Controller<State>;

interface Versions {
  readonly current: Revision;
  readonly update: Revision;
}

function sync(self: Self, key: string): void {
  const set = self.plan.view.get('statefulsets.apps', ...splitKey(key));
  if (set === undefined || isDeleted(set)) return;
  const { all, current: update } = revisionsOf(self, set);
  const current = all.find(each => each.name === set.status.currentRevision) ?? update;
  const pods = new GroupIndex(self.state).list(set.metadata.uid);
  act(self, key, set, pods, { current, update });
  writeStatus(self, set, pods, { current, update });
  truncateHistory(self, set, all, new Set([current.name, update.name, ...pods.map(revisionOf)]));
}
const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_HASH] ?? '';
const startOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;
const isParallel = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy === 'Parallel';

function isAvailable(self: Self, set: StatefulSet, pod: Pod): boolean {
  const from = availableFrom(pod, set.spec.minReadySeconds ?? 0, text => self.instant(text));
  if (from !== null && from > self.now) self.wakeAt(keyOf(set), from);
  return from !== null && from <= self.now && !isDeleted(pod);
}

/** One step: in order each Pod waits for those before it to be available; in parallel none does. */
function act(self: Self, key: string, set: StatefulSet, pods: readonly Pod[], versions: Versions): void {
  const first = startOrdinal(set);
  const wanted = set.spec.replicas ?? 1;
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(pod), pod]));
  for (let ordinal = first; ordinal < first + wanted; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined) {
      create(self, key, set, ordinal, versions);
      if (!isParallel(set)) return;
      continue;
    }
    if (isFinished(pod) && !isDeleted(pod)) {
      self.event(set, pod.status.phase === 'Failed' ? 'Warning' : 'Normal', pod.status.phase === 'Failed' ? 'RecreatingFailedPod' : 'RecreatingTerminatedPod', `StatefulSet ${key} is recreating ${pod.status.phase === 'Failed' ? 'failed' : 'terminated'} Pod ${pod.metadata.name}`);
      remove(self, key, set, pod);
      if (!isParallel(set)) return;
      continue;
    }
    if (!isParallel(set) && !isAvailable(self, set, pod)) {
      updateBroken(self, key, set, pod, versions);
      return;
    }
  }
  const surplus = pods.filter(pod => ordinalOf(pod) < first || ordinalOf(pod) >= first + wanted).sort((a, b) => ordinalOf(b) - ordinalOf(a));
  for (const pod of surplus) {
    if (!isDeleted(pod)) removeSurplus(self, key, set, pod);
    // In order one goes at a time, and only while the others are well.
    if (!isParallel(set)) return;
  }
  update(self, key, set, byOrdinal, versions);
}

/** A Pod of an old version that never becomes ready is replaced, where the set is not held back by its order. */
function updateBroken(self: Self, key: string, set: StatefulSet, pod: Pod, { update }: Versions): void {
  if (set.spec.updateStrategy?.type === 'OnDelete' || isDeleted(pod) || revisionOf(pod) === update.name || isReady(pod)) return;
  if (ordinalOf(pod) - startOrdinal(set) < (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0)) return;
  if (pod.status.phase === 'Pending') return;
  remove(self, key, set, pod);
}

/** The last Pod of an old version goes, once those after it are well. */
function update(self: Self, key: string, set: StatefulSet, byOrdinal: ReadonlyMap<number, Pod>, { update: next }: Versions): void {
  if (set.spec.updateStrategy?.type === 'OnDelete') return;
  const { rollingUpdate } = set.spec.updateStrategy ?? {};
  const first = startOrdinal(set);
  const wanted = set.spec.replicas ?? 1;
  const allowed = Math.max(1, share(rollingUpdate?.maxUnavailable ?? 1, wanted, true));
  let unavailable = 0;
  for (let ordinal = first; ordinal < first + wanted; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined || !isAvailable(self, set, pod)) unavailable++;
  }
  for (let ordinal = first + wanted - 1; ordinal >= first + (rollingUpdate?.partition ?? 0); ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined || revisionOf(pod) === next.name || isDeleted(pod)) continue;
    if (unavailable >= allowed && isAvailable(self, set, pod)) return;
    if (isAvailable(self, set, pod)) unavailable++;
    remove(self, key, set, pod);
    if (unavailable >= allowed) return;
  }
}

function create(self: Self, key: string, set: StatefulSet, ordinal: number, { current, update: next }: Versions): void {
  const { namespace = '' } = set.metadata;
  const old = set.spec.updateStrategy?.type !== 'OnDelete' && ordinal - startOrdinal(set) < (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  const body = podOf(set, ordinal, old ? current : next);
  for (const claim of claimsFor(set, ordinal)) {
    if (self.plan.view.get('persistentvolumeclaims', namespace, claim.metadata.name) !== undefined) continue;
    self.request({ verb: 'create', resource: 'persistentvolumeclaims', namespace, body: claim }, `claim|${key}|${claim.metadata.name}|${set.metadata.name}-${ordinal}`);
  }
  self.request({ verb: 'create', resource: 'pods', namespace, body }, `create|${key}|${set.metadata.name}-${ordinal}`);
  self.acted(`StatefulSet/${key}`, `creates the Pod ${set.metadata.name}-${ordinal}`);
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

function writeStatus(self: Self, set: StatefulSet, pods: readonly Pod[], { current, update: next }: Versions): void {
  const alive = pods.filter(pod => !isFinished(pod));
  const counted = alive.filter(pod => !isDeleted(pod));
  const updated = counted.filter(pod => revisionOf(pod) === next.name).length;
  const ready = counted.filter(isReady).length;
  const done = set.spec.updateStrategy?.type !== 'OnDelete' && updated === alive.length && updated === (set.spec.replicas ?? 1) && ready === (set.spec.replicas ?? 1);
  const base = done ? next : current;
  const status = {
    observedGeneration: set.metadata.generation,
    replicas: alive.length,
    readyReplicas: ready,
    currentReplicas: counted.filter(pod => revisionOf(pod) === base.name).length,
    updatedReplicas: updated,
    availableReplicas: counted.filter(pod => isAvailable(self, set, pod)).length,
    currentRevision: base.name,
    updateRevision: next.name,
    collisionCount: 0,
  };
  patchStatus(self, 'statefulsets.apps', set, omitEmpty(status, 'replicas', 'availableReplicas', 'collisionCount'));
}

export const statefulSetController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'statefulset-controller',
  watches: ['statefulsets.apps', 'pods'],
  init: () => ({ ...indexTables<Pod>() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource !== 'pods') {
      if (value === null || prev === null || !jsonEqual(value['spec'], prev['spec'])) self.dirty(keyOf(object));
      return;
    }
    const owner = controllerOf(object);
    if (owner?.kind !== 'StatefulSet') return;
    const index = new GroupIndex(self.state);
    if (value === null) index.delete(object.metadata.uid);
    else index.set(object.metadata.uid, owner.uid, value as unknown as Pod);
    self.dirty(`${object.metadata.namespace ?? ''}/${owner.name}`);
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
    if (code < 400) self.event(set, 'Normal', `Successful${verb}`, `${verb} ${object} in StatefulSet ${set.metadata.name} ${what === 'claim' ? 'success' : 'successful'}`);
    else if (code !== 404) {
      self.event(set, 'Warning', `Failed${verb}`, `${verb} ${object} in StatefulSet ${set.metadata.name} failed error: ${failure}`);
      self.retryLater(key);
    }
  },
});
