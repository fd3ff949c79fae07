/** ReplicaSet (and ReplicationController): keeps as many Pods as are wanted. Follows pkg/controller/replicaset. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, Pod, k8s } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerSpec, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { availableFrom, controllerOf, isActive, isDeleted, isFinished, isReady, omitEmpty, ownerReference, podFromTemplate, withCondition, withoutCondition } from './objects.ts';
import { byExpendability } from './ranking.ts';
import { patchStatus } from './status.ts';
import { isStatus } from '../../model/status.ts';

/** What ReplicaSets and ReplicationControllers have in common. */
interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly minReadySeconds?: number; readonly selector?: unknown; readonly template: k8s.PodTemplateSpec };
  readonly status: { readonly [field: string]: unknown; readonly conditions?: readonly k8s.ReplicaSetCondition[] };
}
interface State {
  readonly pods: IndexTables<Pod>;
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
const indexOf = ({ state }: Self): GroupIndex<Pod> => new GroupIndex(state.pods);

function specOf(kind: Kind): ControllerSpec<State> {
  const find = (self: Self, key: string): Replicated | undefined => self.plan.view.get(kind.resource, ...splitKey(key)) as Replicated | undefined;

  const hearPod = (self: Self, pod: Pod, prev: Pod | null, gone: boolean): void => {
    const index = indexOf(self);
    const before = gone ? (index.delete(pod.metadata.uid), prev === null ? null : groupOf(prev)) : index.set(pod.metadata.uid, groupOf(pod), pod);
    const owner = controllerOf(pod);
    if (owner?.kind === kind.kind) self.dirty(`${pod.metadata.namespace}/${owner.name}`);
    if (prev !== null && before !== null) {
      const former = controllerOf(prev);
      if (former !== undefined && former.kind === kind.kind && former.uid !== owner?.uid) self.dirty(`${pod.metadata.namespace}/${former.name}`);
    }
    if (owner !== undefined || gone || isDeleted(pod)) return;
    if (prev !== null && jsonEqual(prev.metadata.labels, pod.metadata.labels) && controllerOf(prev) === undefined) return;
    for (const set of self.plan.view.list(kind.resource, pod.metadata.namespace) as readonly unknown[]) if (kind.selects(set as Replicated, pod)) self.dirty(keyOf(set as Replicated));
  };

  /** Adopts Pods without a controller that match, lets go its own that do not; gives those that are its own. */
  const claim = (self: Self, set: Replicated): readonly Pod[] => {
    const mine: Pod[] = [];
    for (const pod of indexOf(self).list(set.metadata.uid)) {
      if (kind.selects(set, pod) || isDeleted(set)) mine.push(pod);
      else if (!isDeleted(pod)) patchOwners(self, pod, (pod.metadata.ownerReferences ?? []).filter(owner => owner.uid !== set.metadata.uid));
    }
    if (isDeleted(set)) return mine;
    for (const pod of indexOf(self).list(`${ORPHANS}${set.metadata.namespace ?? ''}`)) {
      if (!kind.selects(set, pod) || !isActive(pod)) continue;
      patchOwners(self, pod, [...(pod.metadata.ownerReferences ?? []), ownerReference(set)]);
      mine.push(pod);
    }
    return mine;
  };

  return {
    name: kind.name,
    watches: [kind.resource, 'pods'],
    oneByOne: true,
    init: () => ({ pods: indexTables(), batches: new Map(), refusals: new Map() }),
    hear(self, resource, value, prev) {
      const object = (value ?? prev) as KubeObject;
      if (resource === 'pods') hearPod(self, object as unknown as Pod, prev as unknown as Pod | null, value === null);
      else if (value === null || prev === null || !jsonEqual(value['spec'], prev['spec']) || value.metadata.deletionTimestamp !== prev.metadata.deletionTimestamp) self.dirty(keyOf(object));
    },
    sync(self, key) {
      const set = find(self, key);
      if (set === undefined) {
        self.state.batches.delete(key);
        self.state.refusals.delete(key);
        self.succeeded(key);
        return;
      }
      const pods = claim(self, set);
      const active = pods.filter(isActive);
      if (!isDeleted(set)) manage(self, key, set, active);
      writeStatus(self, kind, set, pods, active);
    },
    replied(self, reply, response) {
      const [what = '', key = '', name = ''] = reply.split('|');
      const set = find(self, key);
      if (what === 'create') created(self, key, set, response);
      else if (what === 'delete' && set !== undefined && response.code < 400) self.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    },
  };
}

const patchOwners = (self: Self, pod: Pod, ownerReferences: readonly k8s.OwnerReference[]): void =>
  self.request({ verb: 'patch', patchType: 'merge', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, body: { metadata: { uid: pod.metadata.uid, ownerReferences } } });

function manage(self: Self, key: string, set: Replicated, active: readonly Pod[]): void {
  const { batches } = self.state;
  const missing = (set.spec.replicas ?? 1) - active.length;
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
  const onSameNode = new Map<string, number>();
  for (const { spec } of active) onSameNode.set(spec.nodeName ?? '', (onSameNode.get(spec.nodeName ?? '') ?? 0) + 1);
  const doomed = byExpendability(active, onSameNode, self.state.epoch + self.now).slice(0, Math.min(-missing, BURST));
  for (const { metadata } of doomed) self.request({ verb: 'delete', resource: 'pods', namespace, name: metadata.name, options: { preconditions: { uid: metadata.uid } } }, `delete|${key}|${metadata.name}`);
  self.acted(`${set.kind}/${key}`, `deletes ${doomed.length} Pods too many`);
}

function created(self: Self, key: string, set: Replicated | undefined, { code, body }: ApiResponse): void {
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
  const message = isStatus(body) ? (body.message ?? '') : '';
  if (isStatus(body) && body.details?.causes?.some(cause => cause.reason === 'NamespaceTerminating')) return;
  self.event(set, 'Warning', 'FailedCreate', `Error creating: ${message}`);
  // The status tells of the refusal at once; the next try comes later.
  if (!refusals.has(key)) refusals.set(key, message);
  writeStatus(self, set.kind === 'ReplicaSet' ? replicaSets : replicationControllers, set, indexOf(self).list(set.metadata.uid), indexOf(self).list(set.metadata.uid).filter(isActive));
  self.retryLater(key);
}

function writeStatus(self: Self, kind: Kind, set: Replicated, pods: readonly Pod[], active: readonly Pod[]): void {
  const { template, minReadySeconds = 0 } = set.spec;
  const labels = template.metadata?.labels ?? {};
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (Object.entries(labels).every(([name, value]) => pod.metadata.labels?.[name] === value)) labelled++;
    if (!isReady(pod)) continue;
    ready++;
    const from = availableFrom(pod, minReadySeconds, text => self.instant(text));
    if (from !== null && from <= self.now) available++;
    else if (from !== null) self.wakeAt(keyOf(set), from);
  }
  const terminating = pods.filter(pod => isDeleted(pod) && !isFinished(pod)).length;
  const refusal = self.state.refusals.get(keyOf(set));
  const conditions = refusal === undefined
    ? withoutCondition(set.status.conditions, 'ReplicaFailure')
    : withCondition(set.status.conditions, { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal, lastTransitionTime: self.time });
  const counts = { replicas: active.length, fullyLabeledReplicas: labelled, readyReplicas: ready, availableReplicas: available, observedGeneration: set.metadata.generation };
  const status = { ...omitEmpty({ ...counts, conditions }, 'replicas'), ...(kind.hasTerminating ? { terminatingReplicas: terminating } : {}) };
  patchStatus(self, kind.resource, set, status);
}

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
