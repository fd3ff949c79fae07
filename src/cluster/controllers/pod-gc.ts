/** Pod garbage collector: Pods of nodes that are gone, and finished Pods in too great a number. Follows pkg/controller/podgc. */
import type { Node, Pod } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';
import { byAge, isDeleted, isFinished, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

interface State {
  /** Nodes that have gone: when it was noticed. */
  readonly gone: Map<string, number>;
  finished: number;
}
type Self = Controller<State>;

/** A node may be back in a moment: its Pods are left alone for so long. */
const QUARANTINE_MS = 40_000;
const MOST_FINISHED = 12_500;
const FINISHED = 'finished';

function force(self: Self, pod: Pod): void {
  self.request({ verb: 'delete', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, options: { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } } });
}

function collectOrphans(self: Self, node: string): void {
  if (self.plan.view.get('nodes', '', node) !== undefined) {
    self.state.gone.delete(node);
    return;
  }
  const noticed = self.state.gone.get(node) ?? self.now;
  self.state.gone.set(node, noticed);
  if (self.now - noticed < QUARANTINE_MS) {
    self.wakeAt(node, after(self.now, QUARANTINE_MS));
    return;
  }
  self.state.gone.delete(node);
  for (const pod of self.plan.view.list('pods')) {
    if (pod.spec.nodeName !== node) continue;
    if (!isFinished(pod)) {
      const condition = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists', lastTransitionTime: self.time, observedGeneration: pod.metadata.generation };
      patchStatus(self, 'pods', pod, { ...pod.status, phase: 'Failed', conditions: withCondition(pod.status.conditions, condition) });
    }
    force(self, pod);
  }
  self.acted(`Node/${node}`, 'deletes the Pods of a node that is gone');
}

function collectFinished(self: Self): void {
  const finished = self.plan.view.list('pods').filter(pod => isFinished(pod) && !isDeleted(pod)).sort(byAge);
  self.state.finished = finished.length;
  for (const pod of finished.slice(0, Math.max(0, finished.length - MOST_FINISHED))) force(self, pod);
}

export const podGarbageCollector: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'pod-garbage-collector',
  watches: ['nodes', 'pods'],
  init: () => ({ gone: new Map(), finished: 0 }),
  hear(self, resource, value, prev) {
    if (resource === 'nodes') {
      if (value === null && prev !== null) self.dirty((prev as unknown as Node).metadata.name);
      return;
    }
    const [pod, before] = [value as unknown as Pod | null, prev as unknown as Pod | null];
    const ended = (each: Pod | null): number => (each !== null && isFinished(each) ? 1 : 0);
    self.state.finished += ended(pod) - ended(before);
    if (self.state.finished > MOST_FINISHED) self.dirty(FINISHED);
    // Bound to a node that went in the meantime.
    if (pod !== null && (pod.spec.nodeName ?? '') !== '' && before?.spec.nodeName !== pod.spec.nodeName && self.plan.view.get('nodes', '', pod.spec.nodeName ?? '') === undefined) self.dirty(pod.spec.nodeName ?? '');
  },
  sync(self, key) {
    if (key === FINISHED) collectFinished(self);
    else collectOrphans(self, key);
  },
});
