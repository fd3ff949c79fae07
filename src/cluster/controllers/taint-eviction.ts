/** Taint eviction: NoExecute taints drive out the Pods that do not tolerate them, or not for ever. Follows pkg/controller/tainteviction. */
import { jsonEqual } from '../../base/json.ts';
import type { Node, Pod, k8s } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import { toleratesTaint } from '../../model/tolerations.ts';
import type { Component } from '../contract/component.ts';
import { defineController, splitKey, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { isDeleted, isFinished, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

interface State extends IndexTables<Pod> {
  /** Pods that are to go: their instant, and since when they are under threat. */
  readonly doomed: Map<string, { readonly at: number; readonly since: number }>;
}
type Self = Controller<State>;

const noExecute = (node: Node | undefined): readonly k8s.Taint[] => (node?.spec.taints ?? []).filter(taint => taint.effect === 'NoExecute');

/** After how many milliseconds a Pod has to go; null where it may stay. */
function patience(pod: Pod, taints: readonly k8s.Taint[]): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = (pod.spec.tolerations ?? []).filter(toleration => toleratesTaint(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds) * 1000);
  }
  return least === Number.POSITIVE_INFINITY ? null : least;
}

function sync(self: Self, key: string): void {
  const { doomed } = self.state;
  const pod = self.plan.view.get('pods', ...splitKey(key));
  const before = doomed.get(key);
  if (pod === undefined || isDeleted(pod) || isFinished(pod)) {
    doomed.delete(key);
    return;
  }
  const taints = noExecute(self.plan.view.get('nodes', '', pod.spec.nodeName ?? ''));
  const wait = taints.length === 0 ? null : patience(pod, taints);
  if (wait === null) {
    doomed.delete(key);
    if (before !== undefined) self.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
    return;
  }
  const since = before?.since ?? self.now;
  const at = since + wait;
  if (at > self.now) {
    doomed.set(key, { at, since });
    self.wakeAt(key, simTime(at));
    return;
  }
  doomed.delete(key);
  evict(self, key, pod);
}

function evict(self: Self, key: string, pod: Pod): void {
  self.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
  const condition = {
    type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint', lastTransitionTime: self.time,
    observedGeneration: pod.metadata.generation,
  };
  patchStatus(self, 'pods', pod, { ...pod.status, conditions: withCondition(pod.status.conditions, condition) });
  self.request({ verb: 'delete', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, options: { preconditions: { uid: pod.metadata.uid } } });
  self.acted(`Pod/${key}`, 'evicts it from a tainted node');
}

export const taintEvictionController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'taint-eviction-controller',
  watches: ['nodes', 'pods'],
  init: () => ({ ...indexTables<Pod>(), doomed: new Map() }),
  hear(self, resource, value, prev) {
    const index = new GroupIndex(self.state);
    if (resource === 'nodes') {
      const [node, before] = [value as unknown as Node | null, prev as unknown as Node | null];
      if (jsonEqual(noExecute(node ?? undefined), noExecute(before ?? undefined))) return;
      for (const pod of index.list((node ?? before)?.metadata.name ?? '')) self.dirty(`${pod.metadata.namespace}/${pod.metadata.name}`);
      return;
    }
    const [pod, before] = [value as unknown as Pod | null, prev as unknown as Pod | null];
    const known = (pod ?? before) as Pod;
    const { uid, namespace, name } = known.metadata;
    if (pod === null || (pod.spec.nodeName ?? '') === '') {
      index.delete(uid);
      self.state.doomed.delete(`${namespace}/${name}`);
      return;
    }
    index.set(uid, pod.spec.nodeName ?? '', pod);
    const isNew = before === null || before.spec.nodeName !== pod.spec.nodeName || !jsonEqual(before.spec.tolerations, pod.spec.tolerations);
    if (isNew && noExecute(self.plan.view.get('nodes', '', pod.spec.nodeName ?? '')).length > 0) self.dirty(`${namespace}/${name}`);
  },
  sync,
});
