/** Disruption: how many Pods of each PodDisruptionBudget may be evicted now. Follows pkg/controller/disruption. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, Pod, PodDisruptionBudget, k8s } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import { after, simTime } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { share } from './deployment-scale.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { controllerOf, isDeleted, isFinished, isReady, omitEmpty, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

type Self = Controller<object>;

/** How long an eviction may take before it no longer counts as one under way. */
const EVICTION_TIMEOUT_MS = 120_000;

/** What a Pod's controller wants to have. */
function scaleOf(self: Self, pod: Pod): { readonly uid: string; readonly replicas: number } | null {
  const owner = controllerOf(pod);
  const { view } = self.plan;
  const { namespace } = pod.metadata;
  if (owner === undefined) return null;
  const set = view.get('replicasets.apps', namespace, owner.name);
  if (owner.kind === 'ReplicaSet' && set !== undefined) {
    const above = controllerOf(set);
    const deployment = above?.kind === 'Deployment' ? view.get('deployments.apps', namespace, above.name) : undefined;
    return deployment === undefined ? { uid: owner.uid, replicas: set.spec.replicas ?? 1 } : { uid: deployment.metadata.uid, replicas: deployment.spec.replicas ?? 1 };
  }
  const other = owner.kind === 'StatefulSet' ? view.get('statefulsets.apps', namespace, owner.name) : owner.kind === 'ReplicationController' ? view.get('replicationcontrollers', namespace, owner.name) : undefined;
  return other === undefined ? null : { uid: owner.uid, replicas: other.spec.replicas ?? 1 };
}

function expectedScale(self: Self, pods: readonly Pod[]): number {
  const scales = new Map<string, number>();
  for (const pod of pods) {
    const scale = scaleOf(self, pod);
    if (scale !== null) scales.set(scale.uid, scale.replicas);
  }
  return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
}

function counts(self: Self, { spec }: PodDisruptionBudget, pods: readonly Pod[]): { readonly expected: number; readonly desired: number } {
  if (spec.maxUnavailable !== undefined) {
    const expected = expectedScale(self, pods);
    return { expected, desired: Math.max(0, expected - share(spec.maxUnavailable, expected, 'up')) };
  }
  if (typeof spec.minAvailable === 'number') return { expected: pods.length, desired: spec.minAvailable };
  const expected = expectedScale(self, pods);
  return { expected, desired: share(spec.minAvailable, expected, 'up') };
}

function sync(self: Self, key: string): void {
  const budget = self.plan.view.get('poddisruptionbudgets.policy', ...splitKey(key));
  if (budget === undefined) return;
  const all = self.plan.view.list('pods', budget.metadata.namespace).filter(pod => selects(budget.spec.selector, pod.metadata.labels));
  const pods = all.filter(pod => !isFinished(pod));
  if (all.length === 0) self.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const { expected, desired } = counts(self, budget, pods);
  const disrupted = underWay(self, key, budget, pods);
  const healthy = pods.filter(pod => !isDeleted(pod) && disrupted[pod.metadata.name] === undefined && isReady(pod)).length;
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  const condition: k8s.Condition = {
    type: 'DisruptionAllowed', status: allowed > 0 ? 'True' : 'False', reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '',
    lastTransitionTime: self.time, observedGeneration: budget.metadata.generation,
  };
  const status = {
    currentHealthy: healthy, desiredHealthy: desired, expectedPods: expected, disruptionsAllowed: allowed, observedGeneration: budget.metadata.generation,
    conditions: withCondition(budget.status.conditions, condition), disruptedPods: Object.keys(disrupted).length === 0 ? undefined : disrupted,
  };
  patchStatus(self, 'poddisruptionbudgets.policy', budget, omitEmpty(status, 'currentHealthy', 'desiredHealthy', 'expectedPods', 'disruptionsAllowed'));
}

/** Evictions that the API server has let through and that are not seen yet. */
function underWay(self: Self, key: string, { status }: PodDisruptionBudget, pods: readonly Pod[]): Readonly<Record<string, string>> {
  const left: Record<string, string> = {};
  for (const [name, time] of Object.entries(status.disruptedPods ?? {})) {
    const pod = pods.find(each => each.metadata.name === name);
    const ends = after(self.instant(time), EVICTION_TIMEOUT_MS);
    if (pod === undefined || isDeleted(pod) || ends <= self.now) continue;
    left[name] = time;
    self.wakeAt(key, simTime(ends));
  }
  return left;
}

const sameForBudgets = (a: Pod, b: Pod): boolean => isReady(a) === isReady(b) && isDeleted(a) === isDeleted(b) && isFinished(a) === isFinished(b) && jsonEqual(a.metadata.labels, b.metadata.labels);

export const disruptionController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'disruption-controller',
  eventSource: 'controllermanager',
  watches: ['poddisruptionbudgets.policy', 'pods', 'replicasets.apps', 'deployments.apps', 'statefulsets.apps'],
  init: () => ({}),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'poddisruptionbudgets.policy') {
      if (value !== null
        && (prev === null
          || !jsonEqual(value['spec'], prev['spec'])
          || !jsonEqual((value['status'] as { disruptedPods?: unknown } | undefined)?.disruptedPods, (prev['status'] as { disruptedPods?: unknown } | undefined)?.disruptedPods))) self.dirty(keyOf(object));
      return;
    }
    const isPod = resource === 'pods';
    if (isPod && value !== null && prev !== null && sameForBudgets(value as unknown as Pod, prev as unknown as Pod)) return;
    if (!isPod && value !== null && prev !== null && jsonEqual(value['spec'], prev['spec'])) return;
    for (const budget of self.plan.view.list('poddisruptionbudgets.policy', object.metadata.namespace)) {
      if (!isPod || selects(budget.spec.selector, object.metadata.labels) || selects(budget.spec.selector, prev?.metadata.labels)) self.dirty(keyOf(budget));
    }
  },
  sync,
});
