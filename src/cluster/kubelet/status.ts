/** A Pod's status: generated from what was seen, merged with what stands, written once an instant. Follows kubelet_pods.go generateAPIPodStatus and pkg/kubelet/status. */
import { extended } from '../../base/extended.ts';
import { jsonEqual } from '../../base/json.ts';
import type { k8s, PodStatus } from '../../model/objects.ts';
import { MIRROR } from '../../model/well-known.ts';
import { componentUser } from '../contract/api.ts';
import { about, containersOf, event, isTerminal, put, time, timeAt } from './kit.ts';
import type { Kit } from './kit.ts';
import { containerStatus } from './container-status.ts';
import type { StatusInput } from './container-status.ts';
import { containersReady, initialized, mergeConditions, podReady, sandboxCondition } from './conditions.ts';
import type { OwnCondition, Verdict } from './conditions.ts';
import { deadlinePassed } from './deadline.ts';
import { phaseOf } from './phase.ts';
import { probed } from './probe-results.ts';
import { qosOf } from './qos.ts';
import { hasRestartAll, restartsAll } from './restart.ts';
import type { Worker } from './state.ts';

export const kubeletUser = (node: string) => componentUser(`system:node:${node}`, 'system:nodes');

const NO_RESOURCES: k8s.ResourceRequirements = {};
const NO_ADDRESSES: readonly k8s.HostIP[] = [];
type Writable<T> = { -readonly [field in keyof T]: T[field] };
type Statuses = readonly k8s.ContainerStatus[];
/** Keeps the old record where nothing of it is another, so that revisions share. */
function shared(before: Statuses | undefined, now: Statuses): Statuses {
  const next = now.map((status, i) => (jsonEqual(before?.[i], status) ? (before?.[i] ?? status) : status));
  return before !== undefined && next.length === before.length && next.every((status, i) => status === before[i]) ? before : next;
}

/** The conditions that others have written meanwhile, and the kubelet's own. */
const standing = (kit: Kit, worker: Worker): readonly k8s.PodCondition[] => {
  const stored = kit.plan.view.get('pods', worker.namespace, worker.name);
  const theirs = stored?.metadata.uid === worker.uid || worker.source === 'file' ? (stored?.status.conditions ?? []) : [];
  const mine = worker.status.conditions ?? [];
  if (theirs === mine || (mine.length > 0 && !theirs.some(({ type }) => isForeign(type)))) return mine;
  return [...mine, ...theirs.filter(({ type }) => !mine.some((each) => each.type === type))].map((each) => theirs.find(({ type }) => type === each.type && isForeign(type)) ?? each);
};
const isForeign = (type: string): boolean => !['AllContainersRestarting', 'PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled', 'PodResizePending', 'PodResizeInProgress'].includes(type);

/** What the API would show if all were told. `terminal` says that nothing runs any more. */
export function generateStatus(kit: Kit, worker: Worker, terminal = false): PodStatus {
  const { pod, status: old } = worker;
  const input: StatusInput = { worker, probed: probed(kit, worker), time: (at) => timeAt(kit, at) };
  const lists: Record<'init' | 'regular' | 'ephemeral', k8s.ContainerStatus[]> = { init: [], regular: [], ephemeral: [] };
  for (const container of containersOf(pod)) {
    const made = containerStatus(input, container);
    if (container.kind === 'ephemeral') lists.ephemeral.push(made);
    else lists[container.kind === 'regular' ? 'regular' : 'init'].push(made);
  }
  const inits = shared(old.initContainerStatuses, lists.init);
  const regulars = shared(old.containerStatuses, lists.regular);
  let phase = isTerminal(old.phase) ? old.phase : phaseOf(pod, inits, regulars, terminal);
  let { reason, message } = phase === old.phase || worker.terminating?.evicted ? old : { reason: undefined, message: undefined };
  const evicted = worker.terminating?.evicted ?? null;
  if (evicted !== null) [phase, reason, message] = ['Failed', evicted.reason, evicted.message];
  else if (deadlinePassed(kit, worker) && !(old.phase === 'Failed' && old.reason !== 'DeadlineExceeded')) {
    event(kit, worker, 'Normal', 'DeadlineExceeded', DEADLINE);
    [phase, reason, message] = ['Failed', 'DeadlineExceeded', DEADLINE];
  }
  const status: Writable<PodStatus> = extended(statusBase(kit, worker), { phase, conditions: conditionsFor(kit, worker, inits, regulars, phase), containerStatuses: regulars });
  if (reason !== undefined) status.reason = reason;
  if (message !== undefined) status.message = message;
  if (inits.length > 0) status.initContainerStatuses = inits;
  if (lists.ephemeral.length > 0) status.ephemeralContainerStatuses = shared(old.ephemeralContainerStatuses, lists.ephemeral);
  return status;
}
const DEADLINE = 'Pod was active on the node longer than the specified deadline';

function conditionsFor(kit: Kit, worker: Worker, inits: Statuses, regulars: Statuses, phase: string): readonly k8s.PodCondition[] {
  const { pod, sandbox, resize, terminating } = worker;
  const before = standing(kit, worker);
  const containers = containersReady(pod, inits, regulars, phase);
  const verdicts: Partial<Record<OwnCondition, Verdict>> = {
    PodReadyToStartContainers: sandboxCondition(sandbox?.state === 'ready'),
    Initialized: initialized(pod, inits, regulars, phase),
    Ready: podReady(pod, containers, before),
    ContainersReady: containers,
  };
  if (hasRestartAll(pod)) verdicts.AllContainersRestarting = isTerminal(phase)
    ? { status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' }
    : { status: restartsAll(pod, worker.containers) ? 'True' : 'False' };
  if (resize.pending !== null) verdicts.PodResizePending = { status: 'True', ...resize.pending };
  if (resize.inProgress !== null) verdicts.PodResizeInProgress = { status: 'True', ...(resize.inProgress.reason === '' ? {} : resize.inProgress) };
  if (terminating?.evicted?.condition === true) verdicts.DisruptionTarget = { status: 'True', reason: 'TerminationByKubelet', message: terminating.evicted.message };
  return mergeConditions(pod, before, verdicts, time(kit));
}

function statusBase(kit: Kit, worker: Worker): Omit<PodStatus, 'phase'> {
  const { pod, sandbox, startTime, status: old } = worker;
  const { address: hostIP = '', hostIPs = NO_ADDRESSES } = kit.state.nodes.get(worker.node) ?? {};
  const podIP = sandbox?.ip !== undefined && sandbox.ip !== '' ? sandbox.ip : pod.spec.hostNetwork === true ? hostIP : (old.podIP ?? '');
  const base: Writable<Omit<PodStatus, 'phase'>> = { hostIP, hostIPs, qosClass: qosOf(pod), startTime, resources: NO_RESOURCES };
  if (pod.metadata.generation !== undefined) base.observedGeneration = pod.metadata.generation;
  if (old.nominatedNodeName !== undefined) base.nominatedNodeName = old.nominatedNodeName;
  if (podIP === '') return base;
  base.podIP = podIP;
  base.podIPs = old.podIP === podIP && old.podIPs !== undefined ? old.podIPs : [{ ip: podIP }];
  return base;
}

/** Takes a status over. No terminal phase is told while containers may still run. Follows status_manager.go mergePodStatus. */
export function setStatus(kit: Kit, uid: string, status: PodStatus): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  const { status: old } = worker;
  let next = status;
  if (worker.mayRun && !isTerminal(old.phase) && isTerminal(status.phase)) {
    const { reason: _reason, message: _message, ...rest } = status;
    next = { ...rest, phase: old.phase, ...(old.reason === undefined ? {} : { reason: old.reason }), ...(old.message === undefined ? {} : { message: old.message }) };
  }
  if (next.phase !== old.phase && kit.state.workers.has(uid)) kit.plan.trace({ type: 'kubelet/phase', ...withoutNode(worker), phase: next.phase, reason: next.reason ?? '' });
  traceConditions(kit, worker, old, next);
  put(kit, { ...worker, status: next });
  kit.state.dirty.add(uid);
}
const withoutNode = (worker: Worker): { readonly pod: string; readonly uid: string } => {
  const { pod, uid } = about(worker);
  return { pod, uid };
};

function traceConditions(kit: Kit, worker: Worker, old: PodStatus, next: PodStatus): void {
  for (const condition of next.conditions ?? []) {
    const before = old.conditions?.find(({ type }) => type === condition.type);
    if (before === condition || before?.status === condition.status || condition.type === 'PodScheduled') continue;
    if (before === undefined && condition.status === 'False') continue;
    kit.plan.trace({ type: 'kubelet/condition', ...withoutNode(worker), condition: condition.type, status: condition.status, reason: condition.reason ?? '' });
  }
}

/** The status after the sandbox has become ready, in the middle of a sync. Follows kubelet.go OnPodSandboxReady. */
export function refreshConditions(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  const { status } = worker;
  const conditions = conditionsFor(kit, worker, status.initContainerStatuses ?? [], status.containerStatuses ?? [], status.phase);
  setStatus(kit, uid, extended(status, extended(statusBase(kit, worker), { conditions })));
}

/** Writes the statuses that changed in this step. */
export function flushStatuses(kit: Kit): void {
  const { dirty, workers } = kit.state;
  for (const uid of dirty) {
    const worker = workers.get(uid);
    if (worker !== undefined && !(kit.state.nodes.get(worker.node)?.stopped ?? true)) writeStatus(kit, worker);
  }
  dirty.clear();
}

function writeStatus(kit: Kit, worker: Worker): void {
  const stored = kit.plan.view.get('pods', worker.namespace, worker.name);
  if (stored === undefined || (worker.source === 'api' && stored.metadata.uid !== worker.uid) || (worker.source === 'file' && stored.metadata.annotations?.[MIRROR] === undefined)) return;
  const status = worker.source === 'file' && stored.status.startTime !== undefined ? { ...worker.status } : worker.status;
  if (jsonEqual(stored.status, status)) return;
  kit.plan.request({ verb: 'update', resource: 'pods', subresource: 'status', namespace: worker.namespace, name: worker.name, user: kubeletUser(worker.node), body: { ...stored, status } });
}
