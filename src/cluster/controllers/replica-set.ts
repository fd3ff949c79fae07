/** ReplicaSet (and ReplicationController): keeps as many Pods as are wanted. Follows pkg/controller/replicaset. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, Pod, k8s } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import { isStatus } from '../../model/status.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { Component } from '../contract/component.ts';
import { lookForPods } from './claims.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerSpec, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { availableFrom, controllerOf, isActive, isDeleted, isNamespaceTerminating, omitEmpty, ownerReference, podFromTemplate, withCondition, withoutCondition } from './objects.ts';
import { byExpendability } from './ranking.ts';
import { count, forget, tallyOf, tallyTables, type TallyTables } from './replica-set-tally.ts';
import { patchStatus } from './status.ts';

/** What ReplicaSets and ReplicationControllers have in common. */
interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly minReadySeconds?: number; readonly selector?: unknown; readonly template: k8s.PodTemplateSpec };
  readonly status: { readonly [field: string]: unknown; readonly conditions?: readonly k8s.ReplicaSetCondition[] };
}
interface State extends TallyTables, IndexTables<Pod> {
  readonly tallies: TallyTables['tallies'];
  readonly shares: TallyTables['shares'];
  /** Sets whose Pods are to be looked at one by one: which are theirs, which are not. */
  readonly claims: Set<string>;
  /** How many Pods are created at once next: it doubles while all goes well. */
  readonly batches: Map<string, number>;
  /** Why the last creation was refused. */
  readonly refusals: Map<string, string>;
}
type Self = Controller<State>;
interface Kind {
  readonly name: string;
  readonly resource: 'replicasets.apps' | 'replicationcontrollers';
  readonly kind: string;
  selects(set: Replicated, pod: Pod): boolean;
  readonly hasTerminating: boolean;
}

const BURST = 500;
const ORPHANS = 'orphans|';
const groupOf = (pod: Pod): string => controllerOf(pod)?.uid ?? `${ORPHANS}${pod.metadata.namespace}`;
const indexOf = ({ state }: Self): GroupIndex<Pod> => new GroupIndex(state);
const labelsOf = (set: Replicated | undefined): Readonly<Record<string, string>> => set?.spec.template.metadata?.labels ?? {};
const find = (self: Self, { resource }: Kind, key: string): Replicated | undefined => self.plan.view.get(resource, ...splitKey(key)) as Replicated | undefined;

function hearPod(self: Self, kind: Kind, pod: Pod, prev: Pod | null, gone: boolean): void {
  const { uid, namespace } = pod.metadata;
  const owner = controllerOf(pod);
  const former = prev === null ? undefined : controllerOf(prev);
  if (former !== undefined && former.kind === kind.kind && former.uid !== owner?.uid) self.dirty(`${namespace}/${former.name}`);
  if (gone || (owner !== undefined && owner.kind !== kind.kind)) {
    indexOf(self).delete(uid);
    forget(self.state, uid);
    if (owner?.kind === kind.kind) self.dirty(`${namespace}/${owner.name}`);
    return;
  }
  indexOf(self).set(uid, groupOf(pod), pod);
  const relabelled = prev === null || !jsonEqual(prev.metadata.labels, pod.metadata.labels);
  if (owner !== undefined) {
    const key = `${namespace}/${owner.name}`;
    count(self.state, pod, owner.uid, labelsOf(find(self, kind, key)));
    if (relabelled && prev !== null) lookForPods(self, key);
    else self.dirty(key);
    return;
  }
  forget(self.state, uid);
  if (isDeleted(pod) || (!relabelled && former === undefined)) return;
  for (const set of self.plan.view.list(kind.resource, namespace) as readonly unknown[]) if (kind.selects(set as Replicated, pod)) lookForPods(self, keyOf(set as Replicated));
}

const patchOwners = (self: Self, pod: Pod, ownerReferences: readonly k8s.OwnerReference[]): void =>
  self.request({ verb: 'patch', patchType: 'merge', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, body: { metadata: { uid: pod.metadata.uid, ownerReferences } } });

/** Adopts Pods without a controller that match, lets go its own that do not; true where it had to write. */
function claim(self: Self, kind: Kind, set: Replicated): boolean {
  if (isDeleted(set)) return false;
  let written = false;
  for (const pod of indexOf(self).list(set.metadata.uid)) {
    count(self.state, pod, set.metadata.uid, labelsOf(set));
    if (kind.selects(set, pod) || isDeleted(pod)) continue;
    patchOwners(self, pod, (pod.metadata.ownerReferences ?? []).filter(owner => owner.uid !== set.metadata.uid));
    written = true;
  }
  for (const pod of indexOf(self).list(`${ORPHANS}${set.metadata.namespace ?? ''}`)) {
    if (!kind.selects(set, pod) || !isActive(pod)) continue;
    patchOwners(self, pod, [...(pod.metadata.ownerReferences ?? []), ownerReference(set)]);
    written = true;
  }
  return written;
}

function sync(self: Self, kind: Kind, key: string): void {
  const { batches, refusals, claims } = self.state;
  const set = find(self, kind, key);
  if (set === undefined) {
    for (const table of [batches, refusals, claims]) table.delete(key);
    self.succeeded(key);
    return;
  }
  // What is adopted or let go is heard of, and counted, before anything is made or deleted.
  if (claims.delete(key) && claim(self, kind, set)) return;
  if (!isDeleted(set)) manage(self, key, set);
  writeStatus(self, kind, set);
}

function manage(self: Self, key: string, set: Replicated): void {
  const { batches } = self.state;
  const missing = (set.spec.replicas ?? 1) - tallyOf(self.state, set.metadata.uid).active;
  const { namespace = '', name } = set.metadata;
  if (missing > 0) {
    const batch = Math.min(missing, batches.get(key) ?? 1, BURST);
    batches.set(key, batch * 2);
    const body = podFromTemplate(set.spec.template, set, { generateName: `${name}-` });
    for (let i = 0; i < batch; i++) self.request({ verb: 'create', resource: 'pods', namespace, body }, `create|${key}`);
    self.acted(`${set.kind}/${key}`, `creates ${batch} of ${missing} missing Pods`);
    return;
  }
  batches.delete(key);
  if (missing === 0) return;
  const active = indexOf(self).list(set.metadata.uid).filter(isActive);
  const doomed = byExpendability(active, self.state.epoch + self.now).slice(0, Math.min(-missing, BURST));
  for (const { metadata } of doomed) self.request({ verb: 'delete', resource: 'pods', namespace, name: metadata.name, options: { preconditions: { uid: metadata.uid } } }, `delete|${key}|${metadata.name}`);
  self.acted(`${set.kind}/${key}`, `deletes ${doomed.length} Pods too many`);
}

function created(self: Self, kind: Kind, key: string, set: Replicated | undefined, { code, body }: ApiResponse): void {
  const { batches, refusals } = self.state;
  if (set === undefined) return;
  if (code < 400) {
    self.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${(body as KubeObject).metadata.name}`);
    refusals.delete(key);
    self.succeeded(key);
    self.dirty(key);
    return;
  }
  batches.delete(key);
  if (isNamespaceTerminating(body)) return;
  const message = isStatus(body) ? (body.message ?? '') : '';
  self.event(set, 'Warning', 'FailedCreate', `Error creating: ${message}`);
  // The status tells of the refusal at once; the next try comes later.
  if (!refusals.has(key)) refusals.set(key, message);
  writeStatus(self, kind, set);
  self.retryLater(key);
}

function writeStatus(self: Self, kind: Kind, set: Replicated): void {
  const { minReadySeconds = 0 } = set.spec;
  const { active, labelled, ready, terminating } = tallyOf(self.state, set.metadata.uid);
  const refusal = self.state.refusals.get(keyOf(set));
  const conditions = refusal === undefined
    ? withoutCondition(set.status.conditions, 'ReplicaFailure')
    : withCondition(set.status.conditions, { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal, lastTransitionTime: self.time });
  const status = {
    replicas: active, fullyLabeledReplicas: labelled, readyReplicas: ready, availableReplicas: minReadySeconds === 0 ? ready : available(self, set, minReadySeconds),
    observedGeneration: set.metadata.generation, conditions, terminatingReplicas: kind.hasTerminating ? terminating : undefined,
  };
  patchStatus(self, kind.resource, set, omitEmpty(status, 'replicas', ...(kind.hasTerminating ? ['terminatingReplicas'] : [])));
}

/** Pods that have been ready for long enough; the next that will be is waited for. */
function available(self: Self, set: Replicated, minReadySeconds: number): number {
  let found = 0;
  for (const pod of indexOf(self).list(set.metadata.uid)) {
    const from = isActive(pod) ? availableFrom(pod, minReadySeconds, text => self.instant(text)) : null;
    if (from === null) continue;
    if (from <= self.now) found++;
    else self.wakeBy(keyOf(set), from);
  }
  return found;
}

const specOf = (kind: Kind): ControllerSpec<State> => ({
  name: kind.name,
  watches: [kind.resource, 'pods'],
  oneByOne: true,
  init: () => ({ ...indexTables<Pod>(), ...tallyTables(), claims: new Set(), batches: new Map(), refusals: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'pods') hearPod(self, kind, object as unknown as Pod, prev as unknown as Pod | null, value === null);
    else if (value === null || prev === null || !sameButReplicas(value['spec'], prev['spec'])) lookForPods(self, keyOf(object));
    else if (value['spec'] !== prev['spec'] || value.metadata.deletionTimestamp !== prev.metadata.deletionTimestamp) self.dirty(keyOf(object));
  },
  sync: (self, key) => sync(self, kind, key),
  replied(self, reply, response) {
    const [what = '', key = '', name = ''] = reply.split('|');
    const set = find(self, kind, key);
    if (what === 'create') created(self, kind, key, set, response);
    else if (what === 'delete' && set !== undefined && response.code < 400) self.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  },
});
const sameButReplicas = (a: unknown, b: unknown): boolean => a === b || jsonEqual({ ...(a as object), replicas: 0 }, { ...(b as object), replicas: 0 });

const replicaSets: Kind = {
  name: 'replicaset-controller',
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  selects: (set, pod) => selects(set.spec.selector as k8s.LabelSelector | undefined, pod.metadata.labels),
  hasTerminating: true,
};
const replicationControllers: Kind = {
  name: 'replication-controller',
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  selects(set, pod) {
    const wanted = Object.entries((set.spec.selector ?? {}) as Readonly<Record<string, string>>);
    return wanted.length > 0 && wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
  },
  hasTerminating: false,
};

export const replicaSetController: Component<State & ControllerState, unknown, Self> = defineController(specOf(replicaSets));
export const replicationController: Component<State & ControllerState, unknown, Self> = defineController(specOf(replicationControllers));
