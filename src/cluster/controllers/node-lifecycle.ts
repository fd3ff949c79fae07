/** Node lifecycle: nodes that no longer report are marked, and taints follow from conditions. Follows pkg/controller/nodelifecycle. */
import { jsonEqual } from '../../base/json.ts';
import type { Node, Pod, k8s } from '../../model/objects.ts';
import { after, simTime, type SimTime } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { isFinished, isReady, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

interface State extends IndexTables<Pod> {
  /** Node -> whether it was ready when last looked at. */
  readonly known: Map<string, boolean>;
  /** When the last node was tainted with NoExecute. */
  lastEviction: SimTime;
}
type Self = Controller<State>;

const MONITOR = 'monitor';
const PERIOD_MS = 5000;
const GRACE_MS = 50_000;
const STARTUP_GRACE_MS = 60_000;
/** At most one node in ten seconds is given up. */
const EVICTION_EVERY_MS = 10_000;
const UNHEALTHY_SHARE = 0.55;
const PREFIX = 'node.kubernetes.io/';
const NOT_READY = `${PREFIX}not-ready`;
const UNREACHABLE = `${PREFIX}unreachable`;
const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];
/** Conditions that keep new Pods away while they are true. */
const PRESSURES: Readonly<Record<string, string>> = { MemoryPressure: 'memory-pressure', DiskPressure: 'disk-pressure', PIDPressure: 'pid-pressure', NetworkUnavailable: 'network-unavailable' };

const conditionOf = (node: Node, type: string): k8s.NodeCondition | undefined => node.status.conditions?.find(each => each.type === type);
const readiness = (node: Node): string => conditionOf(node, 'Ready')?.status ?? 'Unknown';

/** The taints that a node is to have by its conditions; `mayEvict` tells whether its Pods may be driven out. */
function wantedTaints(self: Self, node: Node, mayEvict: boolean): readonly k8s.Taint[] {
  const before = node.spec.taints ?? [];
  const wanted: k8s.Taint[] = [];
  const ready = readiness(node);
  if (ready !== 'True') wanted.push({ key: ready === 'False' ? NOT_READY : UNREACHABLE, effect: 'NoSchedule' });
  for (const [type, name] of Object.entries(PRESSURES)) if (conditionOf(node, type)?.status === 'True') wanted.push({ key: `${PREFIX}${name}`, effect: 'NoSchedule' });
  if (node.spec.unschedulable === true) wanted.push({ key: `${PREFIX}unschedulable`, effect: 'NoSchedule' });
  if (ready !== 'True' && mayEvict) wanted.push({ key: ready === 'False' ? NOT_READY : UNREACHABLE, effect: 'NoExecute' });
  const isOwn = ({ key, effect }: k8s.Taint): boolean => key.startsWith(PREFIX) && (effect === 'NoSchedule' || key === NOT_READY || key === UNREACHABLE);
  const others = before.filter(taint => !isOwn(taint));
  return [...others, ...wanted.map(taint => before.find(each => each.key === taint.key && each.effect === taint.effect) ?? { ...taint, timeAdded: self.time })];
}

/** When a node has last been heard of: its lease, or its status. */
function heardOf(self: Self, node: Node): SimTime {
  const lease = self.plan.view.get('leases.coordination.k8s.io', 'kube-node-lease', node.metadata.name);
  const reported = conditionOf(node, 'Ready')?.lastHeartbeatTime;
  const times = [lease?.spec.renewTime, reported].filter(text => typeof text === 'string').map(text => self.instant(text));
  return simTime(Math.max(-GRACE_MS, ...times));
}
function dueAt(self: Self, node: Node): SimTime {
  const created = after(self.instant(node.metadata.creationTimestamp), STARTUP_GRACE_MS);
  const heard = after(heardOf(self, node), GRACE_MS);
  return heard <= 0 || heard < created ? created : heard;
}

function monitor(self: Self): void {
  const nodes = self.plan.view.list('nodes');
  if (nodes.length === 0) return;
  let next = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const due = dueAt(self, node);
    if (due > self.now) next = Math.min(next, due);
    else if (readiness(node) !== 'Unknown' || conditionOf(node, 'Ready') === undefined) giveUp(self, node);
    if (due <= self.now) next = Math.min(next, self.now + GRACE_MS);
  }
  if (next !== Number.POSITIVE_INFINITY) self.wakeAt(MONITOR, simTime(Math.max(Math.ceil(next / PERIOD_MS), Math.floor(self.now / PERIOD_MS) + 1) * PERIOD_MS));
}

/** A node that has not reported in time: what it last said is no longer known to be true. */
function giveUp(self: Self, node: Node): void {
  let conditions: readonly k8s.NodeCondition[] = node.status.conditions ?? [];
  for (const type of REPORTED) {
    const before = conditions.find(each => each.type === type);
    const words = before === undefined ? { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' } : { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
    conditions = withCondition(conditions, { ...before, type, status: 'Unknown', ...words, lastTransitionTime: self.time, lastHeartbeatTime: before?.lastHeartbeatTime ?? node.metadata.creationTimestamp });
  }
  patchStatus(self, 'nodes', node, { ...node.status, conditions });
}

/** What follows from a change of readiness: events, the record, and Pods that are no longer ready. */
function noteReadiness(self: Self, node: Node): void {
  const { name } = node.metadata;
  const ready = readiness(node) === 'True';
  const before = self.state.known.get(name);
  self.state.known.set(name, ready);
  if (before === undefined) event(self, node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
  if (before === ready || (before === undefined && !ready)) return;
  const message = conditionOf(node, 'Ready')?.message ?? '';
  self.plan.trace({ type: ready ? 'node/ready' : 'node/lost', node: name, message });
  if (ready) return;
  event(self, node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  for (const pod of new GroupIndex(self.state).list(name)) if (!isFinished(pod) && isReady(pod)) markNotReady(self, pod);
}
function event(self: Self, { metadata: { name, uid } }: Node, reason: string, message: string): void {
  self.event({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid } }, 'Normal', reason, message);
}
function markNotReady(self: Self, pod: Pod): void {
  const conditions = (pod.status.conditions ?? []).map(each => (each.type === 'Ready' ? { ...each, status: 'False', lastTransitionTime: self.time } : each));
  patchStatus(self, 'pods', pod, { ...pod.status, conditions });
  self.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
}

/** Pods are driven out where some nodes are down; where all or most are, the fault is taken to be elsewhere. */
function mayEvict(self: Self, node: Node): boolean {
  if ((node.spec.taints ?? []).some(({ key, effect }) => effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE))) return !allDown(self);
  if (allDown(self) || mostDown(self)) return false;
  const due = after(self.state.lastEviction, EVICTION_EVERY_MS);
  if (self.now < due) {
    self.wakeAt(node.metadata.name, due, 'evict');
    return false;
  }
  self.state.lastEviction = self.now;
  return true;
}
const downs = (self: Self): readonly [down: number, all: number] => {
  const nodes = self.plan.view.list('nodes');
  return [nodes.filter(node => readiness(node) !== 'True').length, nodes.length];
};
function allDown(self: Self): boolean {
  const [down, all] = downs(self);
  return down === all;
}
function mostDown(self: Self): boolean {
  const [down, all] = downs(self);
  return down > 2 && down / all >= UNHEALTHY_SHARE;
}

function sync(self: Self, name: string): void {
  if (name === MONITOR) {
    monitor(self);
    return;
  }
  const node = self.plan.view.get('nodes', '', name);
  if (node === undefined) return;
  noteReadiness(self, node);
  const ready = readiness(node) === 'True';
  const taints = wantedTaints(self, node, !ready && mayEvict(self, node));
  if (!jsonEqual(taints, node.spec.taints ?? [])) {
    self.request({ verb: 'patch', patchType: 'merge', resource: 'nodes', name, body: { spec: { taints: taints.length === 0 ? null : taints } } });
  }
}

export const nodeLifecycleController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'node-controller',
  watches: ['nodes', 'pods'],
  init: () => ({ known: new Map(), ...indexTables<Pod>(), lastEviction: simTime(-EVICTION_EVERY_MS) }),
  hear(self, resource, value, prev) {
    if (resource === 'pods') {
      const pod = (value ?? prev) as unknown as Pod;
      const index = new GroupIndex(self.state);
      if (value === null || (pod.spec.nodeName ?? '') === '') index.delete(pod.metadata.uid);
      else index.set(pod.metadata.uid, pod.spec.nodeName ?? '', pod);
      return;
    }
    const { name, uid } = ((value ?? prev) as unknown as Node).metadata;
    if (value === null) {
      self.state.known.delete(name);
      self.event({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid } }, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      return;
    }
    const [node, before] = [value as unknown as Node, prev as unknown as Node | null];
    if (before === null) self.dirty(MONITOR);
    if (before === null || node.spec.unschedulable !== before.spec.unschedulable || !jsonEqual(node.spec.taints, before.spec.taints) || stateOf(node) !== stateOf(before)) self.dirty(name);
    // When one node comes back or goes, another may be driven out or spared.
    if (before !== null && readiness(node) !== readiness(before)) for (const other of self.plan.view.list('nodes')) if (readiness(other) !== 'True') self.dirty(other.metadata.name);
  },
  sync,
});
/** The conditions that matter, without heartbeats. */
const stateOf = (node: Node): string => (node.status.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join();
