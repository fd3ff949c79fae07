/**
 * Pod garbage collector: in rounds of 20 s it takes away finished Pods in too great a number, Pods of nodes that are gone or out of
 * service, and deleted Pods that no node ever took. Follows pkg/controller/podgc gc_controller.go.
 */
import type { Node, Pod } from '../../model/objects.ts';
import { after, simTime, type SimTime } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';
import { byAge, isDeleted, isFinished, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

interface State {
  /** Nodes that have gone: the round in which it was noticed. */
  readonly gone: Map<string, SimTime>;
  finished: number;
}
type Self = Controller<State>;

const PERIOD_MS = 20_000;
/** A node may be back in a moment: its Pods are left alone for so long. */
const QUARANTINE_MS = 40_000;
const MOST_FINISHED = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const ROUND = 'round';

/** A round is made only where one would find something. */
const inNextRound = (self: Self): void => self.wakeBy(ROUND, simTime(Math.ceil(self.now / PERIOD_MS) * PERIOD_MS));

const nodeOf = (self: Self, { spec }: Pod): Node | undefined => self.plan.view.get('nodes', '', spec.nodeName ?? '');
const isBound = ({ spec }: Pod): boolean => (spec.nodeName ?? '') !== '';
const isOutOfService = ({ spec, status }: Node): boolean =>
  spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true && status.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True';

const NODE_GONE = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };

/** Nobody else ends this Pod: it has failed, then it is gone. */
function failAndDelete(self: Self, pod: Pod, why: typeof NODE_GONE | null = null): void {
  const { namespace, name, generation } = pod.metadata;
  if (!isFinished(pod)) {
    const conditions = why === null ? pod.status.conditions : withCondition(pod.status.conditions, { ...why, lastTransitionTime: self.time, observedGeneration: generation });
    patchStatus(self, 'pods', pod, { ...pod.status, phase: 'Failed', ...(conditions === undefined ? {} : { conditions }) });
  }
  self.request({ verb: 'delete', resource: 'pods', namespace, name, options: { gracePeriodSeconds: 0 } });
}

/** Evicted Pods first: nothing counts on them. */
function collectFinished(self: Self, pods: readonly Pod[]): void {
  const finished = pods.filter(isFinished);
  const surplus = finished.length - MOST_FINISHED;
  if (surplus <= 0) return;
  const evicted = ({ status }: Pod): number => (status.phase === 'Failed' && status.reason === 'Evicted' ? 0 : 1);
  for (const pod of finished.sort((a, b) => evicted(a) - evicted(b) || byAge(a, b)).slice(0, surplus)) failAndDelete(self, pod);
}

/** Somebody says with a taint that this node will not come back as it was: what is being deleted there need not be waited for. */
function collectOutOfService(self: Self, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const node = isDeleted(pod) ? nodeOf(self, pod) : undefined;
    if (node !== undefined && isOutOfService(node)) failAndDelete(self, pod);
  }
}

function collectOrphans(self: Self, pods: readonly Pod[]): void {
  const { gone } = self.state;
  const orphans = pods.filter(pod => isBound(pod) && nodeOf(self, pod) === undefined);
  const missing = new Set(orphans.map(({ spec }) => spec.nodeName ?? ''));
  for (const node of gone.keys()) if (!missing.has(node)) gone.delete(node);
  for (const node of missing) {
    const due = after(gone.get(node) ?? self.now, QUARANTINE_MS);
    if (self.now < due) {
      gone.set(node, gone.get(node) ?? self.now);
      self.wakeBy(ROUND, due);
      continue;
    }
    gone.delete(node);
    for (const pod of orphans) if (pod.spec.nodeName === node) failAndDelete(self, pod, NODE_GONE);
    self.acted(`Node/${node}`, 'deletes the Pods of a node that is gone');
  }
}

function collectUnscheduled(self: Self, pods: readonly Pod[]): void {
  for (const pod of pods) if (isDeleted(pod) && !isBound(pod)) failAndDelete(self, pod);
}

function hearPod(self: Self, pod: Pod | null, before: Pod | null): void {
  const ended = (each: Pod | null): number => (each !== null && isFinished(each) ? 1 : 0);
  self.state.finished += ended(pod) - ended(before);
  if (self.state.finished > MOST_FINISHED) inNextRound(self);
  if (pod === null || (isDeleted(pod) === (before !== null && isDeleted(before)) && pod.spec.nodeName === before?.spec.nodeName)) return;
  const node = isBound(pod) ? nodeOf(self, pod) : undefined;
  if (node === undefined ? isBound(pod) || isDeleted(pod) : isDeleted(pod) && isOutOfService(node)) inNextRound(self);
}

export const podGarbageCollector: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'pod-garbage-collector',
  watches: ['nodes', 'pods'],
  init: () => ({ gone: new Map(), finished: 0 }),
  hear(self, resource, value, prev) {
    if (resource === 'pods') hearPod(self, value as unknown as Pod | null, prev as unknown as Pod | null);
    else if (value === null || isOutOfService(value as unknown as Node)) inNextRound(self);
  },
  sync(self) {
    const pods = self.plan.view.list('pods');
    collectFinished(self, pods);
    collectOutOfService(self, pods);
    collectOrphans(self, pods);
    collectUnscheduled(self, pods);
  },
});
