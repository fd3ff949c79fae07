/** Deployment: one ReplicaSet for each version of its template, and the way from one to the next. Follows pkg/controller/deployment. */
import { jsonEqual } from '../../base/json.ts';
import type { Deployment, KubeObject, ReplicaSet } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import { isStatus } from '../../model/status.ts';
import type { Component } from '../contract/component.ts';
import { podName } from '../contract/trace.ts';
import { defineController, keyOf, splitKey, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables } from './group-index.ts';
import { byAge, controllerOf, isDeleted, ownerReference } from './objects.ts';
import { cleanUp, findNew, makeNew, renewAnnotations } from './deployment-revisions.ts';
import type { Self, Sets, State } from './deployment-state.ts';
import { isScalingEvent, scaleEvenly } from './deployment-scale.ts';
import { rollOut } from './deployment-roll-out.ts';
import { isComplete, writeStatus } from './deployment-status.ts';

const ORPHANS = 'orphans|';
const groupOf = (set: ReplicaSet): string => controllerOf(set)?.uid ?? `${ORPHANS}${set.metadata.namespace ?? ''}`;

function hearSet(self: Self, set: ReplicaSet, gone: boolean): void {
  const index = new GroupIndex(self.state);
  if (gone) index.delete(set.metadata.uid);
  else index.set(set.metadata.uid, groupOf(set), set);
  const owner = controllerOf(set);
  const { namespace = '' } = set.metadata;
  if (owner?.kind === 'Deployment') self.dirty(`${namespace}/${owner.name}`);
  else if (owner === undefined) for (const deployment of self.plan.view.list('deployments.apps', namespace)) if (selects(deployment.spec.selector, set.metadata.labels)) self.dirty(keyOf(deployment));
}

/** Its ReplicaSets, oldest first; those without an owner that match are taken over. */
function claim(self: Self, deployment: Deployment): readonly ReplicaSet[] {
  const index = new GroupIndex(self.state);
  const own = index.list(deployment.metadata.uid);
  if (isDeleted(deployment)) return own.sort(byAge);
  for (const set of index.list(`${ORPHANS}${deployment.metadata.namespace ?? ''}`)) {
    if (isDeleted(set) || !selects(deployment.spec.selector, set.metadata.labels)) continue;
    self.request({
      verb: 'patch', patchType: 'merge', resource: 'replicasets.apps', namespace: set.metadata.namespace ?? '', name: set.metadata.name,
      body: { metadata: { uid: set.metadata.uid, ownerReferences: [...(set.metadata.ownerReferences ?? []), ownerReference(deployment)] } },
    });
  }
  return own.sort(byAge);
}

function sync(self: Self, key: string): void {
  const deployment = self.plan.view.get('deployments.apps', ...splitKey(key));
  if (deployment === undefined) {
    self.state.rolloutStarts.delete(key);
    return;
  }
  const all = claim(self, deployment);
  const current = findNew(deployment, all);
  const sets: Sets = { all, current, old: all.filter(set => set !== current) };
  if (isDeleted(deployment)) return;
  if (current !== null && renewAnnotations(self, deployment, sets)) {
    self.dirty(key);
    return;
  }
  if (deployment.spec.paused === true || isScalingEvent(deployment, sets)) {
    scaleEvenly(self, deployment, sets);
    if (deployment.spec.paused === true) cleanUp(self, deployment, sets);
    writeStatus(self, deployment, sets);
    return;
  }
  let made = false;
  rollOut(self, deployment, sets, () => {
    makeNew(self, deployment, sets);
    made = true;
  });
  if (made) return;
  writeStatus(self, deployment, sets);
  noteRollout(self, key, deployment, sets);
}

/** Tells when a roll-out has begun, and when it is done. */
function noteRollout(self: Self, key: string, deployment: Deployment, sets: Sets): void {
  const { rolloutStarts } = self.state;
  const done = isComplete(deployment, sets);
  const startedAt = rolloutStarts.get(key);
  if (!done && startedAt === undefined) rolloutStarts.set(key, self.now);
  if (!done || startedAt === undefined) return;
  rolloutStarts.delete(key);
  const { namespace = '', name } = deployment.metadata;
  self.plan.trace({ type: 'rollout/finished', name: podName(namespace, name), startedAt });
}

export const deploymentController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'deployment-controller',
  watches: ['deployments.apps', 'replicasets.apps'],
  oneByOne: true,
  init: () => ({ ...indexTables<ReplicaSet>(), rolloutStarts: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'replicasets.apps') hearSet(self, object as unknown as ReplicaSet, value === null);
    else if (value === null
      || prev === null
      || !jsonEqual(value['spec'], prev['spec'])
      || !jsonEqual(value.metadata, { ...prev.metadata, resourceVersion: value.metadata.resourceVersion, managedFields: value.metadata.managedFields })) self.dirty(keyOf(object));
  },
  sync,
  replied(self, reply, { code, body }) {
    const [what = '', key = '', message = ''] = reply.split('|');
    const deployment = self.plan.view.get('deployments.apps', ...splitKey(key));
    if (deployment === undefined) return;
    if (code >= 400) {
      if (what === 'create' && isStatus(body)) self.event(deployment, 'Warning', 'ReplicaSetCreateError', `Failed to create new replica set ${message}: ${body.message ?? ''}`);
      self.retryLater(key);
      return;
    }
    self.succeeded(key);
    if (message !== '' && what === 'scale') self.event(deployment, 'Normal', 'ScalingReplicaSet', message);
    if (what === 'create') {
      const replicas = (body as unknown as ReplicaSet).spec.replicas ?? 0;
      if (replicas > 0) self.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${message} from 0 to ${replicas}`);
      self.dirty(key);
    }
  },
});
