/** DaemonSet: one Pod on each node that will have it. Follows pkg/controller/daemon. */
import { jsonEqual } from '../../base/json.ts';
import type { DaemonSet, KubeObject, Node, Pod, k8s } from '../../model/objects.ts';
import { requiredNodeAffinityMatches } from '../../model/node-affinity.ts';
import { toleratesTaints } from '../../model/tolerations.ts';
import type { Component } from '../contract/component.ts';
import { after, type SimTime } from '../../model/time.ts';
import { isAvailable } from './availability.ts';
import { claimPods, hearPod, lookForPods, type ClaimState } from './claims.ts';
import { share } from './deployment-scale.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';
import { byAge, isActive, isDeleted, isReady, omitEmpty, podFromTemplate } from './objects.ts';
import { podAnswered } from './pod-answers.ts';
import { REVISION_HASH, revisionsOf, truncateHistory, type Revision } from './revisions.ts';
import { patchStatus } from './status.ts';

interface State extends IndexTables<Pod>, ClaimState {
  /** `set|node` -> since when, and how long, the next failed Pod of that set waits there before it is replaced. */
  readonly failedAt: Map<string, { readonly ms: number; readonly at: SimTime; readonly generation: number }>;
}
type Self = Controller<State>;

const GENERATION = 'pod-template-generation';
const taint = (key: string, effect: string): k8s.Toleration => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });
/** A daemon stays where other Pods would leave or not come. */
const TOLERATIONS: readonly k8s.Toleration[] = [
  taint('not-ready', 'NoExecute'), taint('unreachable', 'NoExecute'), taint('disk-pressure', 'NoSchedule'),
  taint('memory-pressure', 'NoSchedule'), taint('pid-pressure', 'NoSchedule'), taint('unschedulable', 'NoSchedule'),
];
const HOST_TOLERATION = taint('network-unavailable', 'NoSchedule');

function tolerationsOf(set: DaemonSet): readonly k8s.Toleration[] {
  const { tolerations = [], hostNetwork } = set.spec.template.spec ?? {};
  const added = hostNetwork === true ? [...TOLERATIONS, HOST_TOLERATION] : TOLERATIONS;
  return [...tolerations, ...added.filter(each => !tolerations.some(own => own.key === each.key && own.effect === each.effect && own.operator === each.operator))];
}

/** Whether a daemon is to be started there, and whether one that is there may stay. */
function verdict(set: DaemonSet, node: Node): { readonly run: boolean; readonly stay: boolean } {
  const spec = (set.spec.template.spec ?? { containers: [] }) as Pod['spec'];
  if ((spec.nodeName ?? '') !== '' && spec.nodeName !== node.metadata.name) return { run: false, stay: false };
  if (!requiredNodeAffinityMatches({ spec } as Pod, node)) return { run: false, stay: false };
  const tolerations = tolerationsOf(set);
  const stay = toleratesTaints(tolerations, node.spec.taints, 'NoExecute');
  return { run: stay && toleratesTaints(tolerations, node.spec.taints, 'NoSchedule'), stay };
}

/** The node a Pod is on, or is meant for. */
function targetOf({ spec }: Pod): string {
  if ((spec.nodeName ?? '') !== '') return spec.nodeName ?? '';
  for (const term of spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    const named = term.matchFields?.find(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (named !== undefined) return named.values?.[0] ?? '';
  }
  return '';
}

function podFor(set: DaemonSet, node: string, revision: Revision): Readonly<Record<string, unknown>> {
  const { template } = set.spec;
  const generation = set.metadata.generation ?? 1;
  const named: k8s.NodeSelectorTerm = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] };
  const own = template.spec?.affinity?.nodeAffinity;
  const terms = own?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  const nodeAffinity: k8s.NodeAffinity = { ...own, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms.map(term => ({ ...term, ...named })) } };
  const spec: k8s.PodSpec = { ...(template.spec ?? { containers: [] }), affinity: { ...template.spec?.affinity, nodeAffinity }, tolerations: tolerationsOf(set) };
  const labels = { ...template.metadata?.labels, [REVISION_HASH]: revision.hash, [GENERATION]: String(generation) };
  return podFromTemplate({ ...template, metadata: { ...template.metadata, labels }, spec }, set, { generateName: `${set.metadata.name}-` });
}

function sync(self: Self, key: string): void {
  const set = self.plan.view.get('daemonsets.apps', ...splitKey(key));
  if (set === undefined) for (const id of self.state.failedAt.keys()) if (id.startsWith(`${key}|`)) self.state.failedAt.delete(id);
  if (set === undefined || isDeleted(set)) return;
  const pods = new GroupIndex(self.state).list(set.metadata.uid);
  if (claimPods(self, set, pods)) return;
  const nodes = self.plan.view.list('nodes');
  const { all, current } = revisionsOf(self, set);
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) byNode.set(targetOf(pod), [...(byNode.get(targetOf(pod)) ?? []), pod]);
  const doomed = new Set<Pod>();
  for (const node of nodes) placeOn(self, key, set, node, byNode.get(node.metadata.name) ?? [], current, doomed);
  for (const pod of pods) if (!nodes.some(node => node.metadata.name === targetOf(pod)) && !isDeleted(pod) && (pod.spec.nodeName ?? '') === '') doomed.add(pod);
  if (set.spec.updateStrategy?.type !== 'OnDelete') rollOn(self, key, set, nodes, byNode, current, doomed);
  for (const pod of doomed) self.request(
    { verb: 'delete', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, options: { preconditions: { uid: pod.metadata.uid } } },
    `delete|${key}|${pod.metadata.name}`,
  );
  truncateHistory(self, set, all, new Set([current.hash, ...pods.map(pod => pod.metadata.labels?.[REVISION_HASH] ?? '')]));
  writeStatus(self, set, nodes, byNode, current);
}

/** Starts what is missing on a node, and takes away what is too much, has ended or may not stay. */
function placeOn(self: Self, key: string, set: DaemonSet, node: Node, pods: readonly Pod[], revision: Revision, doomed: Set<Pod>): void {
  const { run, stay } = verdict(set, node);
  const alive = pods.filter(pod => !isDeleted(pod));
  for (const pod of alive) {
    if (pod.status.phase === 'Failed') {
      if (mustWait(self, key, set, node.metadata.name)) continue;
      self.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}, will try to kill it`);
      doomed.add(pod);
    } else if (pod.status.phase === 'Succeeded') {
      self.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}, will try to delete it`);
      doomed.add(pod);
    }
  }
  const active = alive.filter(isActive).sort(byAge);
  if (!stay) for (const pod of active) doomed.add(pod);
  else if (active.length > 1 && share(set.spec.updateStrategy?.rollingUpdate?.maxSurge, 1, 'up') === 0) for (const pod of active.slice(1)) doomed.add(pod);
  if (run && pods.length === 0) create(self, key, set, node.metadata.name, revision);
}
const FIRST_WAIT_MS = 1000;
const MOST_WAIT_MS = 900_000;
/** A Pod that fails again and again on a node, such as one that its kubelet turns away, is replaced less and less often. Follows daemon_controller.go failedPodsBackoff. */
function mustWait(self: Self, key: string, set: DaemonSet, node: string): boolean {
  const { failedAt } = self.state;
  const id = `${key}|${node}`;
  const generation = set.metadata.generation ?? 0;
  const before = failedAt.get(id);
  const kept = before?.generation === generation && self.now - before.at <= 2 * MOST_WAIT_MS ? before : undefined;
  if (kept !== undefined && self.now - kept.at < kept.ms) {
    self.wakeBy(key, after(kept.at, kept.ms));
    return true;
  }
  failedAt.set(id, { ms: kept === undefined ? FIRST_WAIT_MS : Math.min(kept.ms * 2, MOST_WAIT_MS), at: self.now, generation });
  return false;
}
function create(self: Self, key: string, set: DaemonSet, node: string, revision: Revision): void {
  self.request({ verb: 'create', resource: 'pods', namespace: set.metadata.namespace ?? '', body: podFor(set, node, revision) }, `create|${key}`);
  self.acted(`DaemonSet/${key}`, `creates a Pod for ${node}`);
}

/** Replaces Pods of older versions, as many at once as may be unavailable; with a surge the new one comes first. */
function rollOn(self: Self, key: string, set: DaemonSet, nodes: readonly Node[], byNode: ReadonlyMap<string, readonly Pod[]>, current: Revision, doomed: Set<Pod>): void {
  const { rollingUpdate } = set.spec.updateStrategy ?? {};
  const wanted = nodes.filter(node => verdict(set, node).run);
  const surge = share(rollingUpdate?.maxSurge, wanted.length, 'up');
  const allowed = share(rollingUpdate?.maxUnavailable ?? 1, wanted.length, 'up');
  const isNew = (pod: Pod): boolean => pod.metadata.labels?.[REVISION_HASH] === current.hash;
  const serves = (pod: Pod): boolean => isActive(pod) && isAvailable(self, set, pod);
  let unavailable = 0;
  let surging = 0;
  const old: Pod[] = [];
  for (const node of wanted) {
    const pods = (byNode.get(node.metadata.name) ?? []).filter(pod => !doomed.has(pod));
    const [fresh, stale] = [pods.find(pod => isNew(pod) && !isDeleted(pod)), pods.find(pod => !isNew(pod) && !isDeleted(pod))];
    if (!pods.some(serves)) unavailable++;
    if (stale === undefined) continue;
    if (surge === 0) old.push(stale);
    else if (fresh !== undefined && serves(fresh)) doomed.add(stale);
    else if (fresh !== undefined) surging++;
    else old.push(stale);
  }
  if (surge > 0) {
    for (const pod of old.slice(0, Math.max(0, surge - surging))) create(self, key, set, targetOf(pod), current);
    return;
  }
  // What is not available anyway can go at once.
  for (const pod of old.filter(each => !serves(each))) doomed.add(pod);
  for (const pod of old.filter(serves).slice(0, Math.max(0, allowed - unavailable))) doomed.add(pod);
}

function writeStatus(self: Self, set: DaemonSet, nodes: readonly Node[], byNode: ReadonlyMap<string, readonly Pod[]>, current: Revision): void {
  const counts = { desired: 0, placed: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  for (const node of nodes) {
    const [pod] = (byNode.get(node.metadata.name) ?? []).filter(each => !isDeleted(each)).sort(byAge);
    const { run } = verdict(set, node);
    if (!run) {
      if (pod !== undefined) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    if (pod === undefined) continue;
    counts.placed++;
    if (isReady(pod)) counts.ready++;
    if (isAvailable(self, set, pod)) counts.available++;
    if (pod.metadata.labels?.[REVISION_HASH] === current.hash) counts.updated++;
  }
  const status = {
    observedGeneration: set.metadata.generation, currentNumberScheduled: counts.placed, desiredNumberScheduled: counts.desired, numberMisscheduled: counts.misscheduled,
    numberReady: counts.ready, numberAvailable: counts.available, numberUnavailable: counts.desired - counts.available, updatedNumberScheduled: counts.updated,
  };
  patchStatus(self, 'daemonsets.apps', set, omitEmpty(status, 'currentNumberScheduled', 'desiredNumberScheduled', 'numberMisscheduled', 'numberReady'));
}

const nodeMatters = (a: Node, b: Node): boolean => !(jsonEqual(a.metadata.labels, b.metadata.labels) && jsonEqual(a.spec, b.spec));

export const daemonSetController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'daemonset-controller',
  watches: ['daemonsets.apps', 'pods', 'nodes'],
  init: () => ({ ...indexTables<Pod>(), claims: new Set(), failedAt: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'pods') {
      hearPod(self, 'DaemonSet', value as unknown as Pod | null, prev as unknown as Pod | null);
    } else if (resource === 'nodes') {
      if (value !== null && prev !== null && !nodeMatters(value as unknown as Node, prev as unknown as Node)) return;
      for (const set of self.plan.view.list('daemonsets.apps')) self.dirty(keyOf(set));
    } else if (value === null || prev === null || !jsonEqual(value['spec'], prev['spec'])) lookForPods(self, keyOf(object));
  },
  sync,
  replied(self, reply, response) {
    const answered = reply.split('|');
    const set = self.plan.view.get('daemonsets.apps', ...splitKey(answered[1] ?? ''));
    if (set !== undefined) podAnswered(self, set, answered, response);
  },
});
