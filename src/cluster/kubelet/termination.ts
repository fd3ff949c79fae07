/** The end of a Pod on its node: containers are stopped, then what is left of it is cleaned up. Follows kubelet.go SyncTerminatingPod, SyncTerminatedPod. */
import type { k8s, PodStatus } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { charge } from './admission.ts';
import { isTerminal, kindOfInit, nextRelist, patch } from './kit.ts';
import type { Kit } from './kit.ts';
import { relistPod, removeContainer } from './pleg.ts';
import { stopProbes } from './probes.ts';
import { generateStatus, kubeletUser, setStatus } from './status.ts';
import { isHeldFor, removeMirror } from './mirror.ts';
import { podFactKey } from '../contract/facts.ts';
import type { Worker } from './state.ts';
import { removeVolumes } from './volumes.ts';

/** Volumes and cgroups take a moment to go, before the object may. */
const CLEAN_UP_MS = 300;
const RELIST_MS = 1000;

/** Plans the end of all that runs. Follows kubelet.go SyncTerminatingPod. */
export function beginTerminating(kit: Kit, worker: Worker): void {
  setStatus(kit, worker.uid, generateStatus(kit, worker));
  patch(kit, worker.uid, { run: { mode: 'terminate', ops: [{ op: 'killPod' }], wait: null, results: {}, acted: false, failed: false } });
}

/** Nothing runs any more: now a terminal phase may be told. */
export function finishTerminating(kit: Kit, uid: string): void {
  relistPod(kit, uid);
  const worker = patch(kit, uid, { run: null, pending: false, stage: 'terminated', mayRun: false });
  stopProbes(kit, uid);
  charge(kit, worker, null);
  setStatus(kit, uid, generateStatus(kit, kit.state.workers.get(uid) ?? worker, worker.source === 'api'));
  kit.state.factDirty.add(uid);
  const tick = nextRelist(kit, worker.node);
  kit.plan.wakeAt(`sync/${uid}`, (tick - kit.plan.now < CLEAN_UP_MS ? tick + RELIST_MS : tick) as SimTime);
}

const LOST: k8s.ContainerState = {
  terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated', startedAt: null as never, finishedAt: null as never },
};
const withEnd = (status: k8s.ContainerStatus): k8s.ContainerStatus => (status.state?.terminated === undefined ? { ...status, state: LOST } : status);
const hasRun = ({ state, lastState }: k8s.ContainerStatus): boolean => state?.running !== undefined || state?.terminated !== undefined || lastState?.terminated !== undefined;

/** Whether the API has heard that all init containers were done. Follows status_manager.go hasPodInitialized. */
function initializedAsTold({ pod }: Worker): boolean {
  const last = pod.spec.initContainers?.at(-1);
  if (last === undefined) return true;
  const told = pod.status.initContainerStatuses?.find(({ name }) => name === last.name);
  if (kindOfInit(last) === 'sidecar') return told?.started === true;
  return told?.state?.terminated?.exitCode === 0 || told?.lastState?.terminated?.exitCode === 0;
}

/** Every container that has begun gets an end. Follows status_manager.go TerminatePod. */
function terminated(worker: Worker, status: PodStatus): PodStatus {
  const statuses = status.containerStatuses ?? [];
  const begun = initializedAsTold(worker);
  return {
    ...status,
    phase: worker.source === 'api' && !isTerminal(status.phase) ? 'Failed' : status.phase,
    containerStatuses: begun ? statuses.map(withEnd) : statuses,
    ...(status.initContainerStatuses === undefined ? {} : { initContainerStatuses: status.initContainerStatuses.map((each) => (hasRun(each) ? withEnd(each) : each)) }),
  };
}

export function syncTerminated(kit: Kit, worker: Worker): void {
  const { uid } = worker;
  setStatus(kit, uid, terminated(worker, generateStatus(kit, worker, worker.source === 'api')));
  removeVolumes(kit, worker);
  patch(kit, uid, { stage: 'finished' });
  kit.state.factDirty.add(uid);
  // One that has come to its end by itself stays to be seen until its file goes.
  if (worker.source === 'file' && worker.terminating !== null) {
    if (!isHeldFor(kit, worker)) removeMirror(kit, worker);
    return forget(kit, uid);
  }
  if (worker.pod.metadata.deletionTimestamp !== undefined) deleteObject(kit, worker);
  if (worker.source === 'api' && kit.plan.view.get('pods', worker.namespace, worker.name)?.metadata.uid !== uid) forget(kit, uid);
}

/** The kubelet's word that nothing is left: the object goes. The request follows the status in this step. */
export function deleteObject(kit: Kit, worker: Worker): void {
  kit.state.deletions.add(worker.uid);
}
export function flushDeletions(kit: Kit): void {
  for (const uid of kit.state.deletions) {
    const worker = kit.state.workers.get(uid);
    if (worker !== undefined)
      kit.plan.request({ verb: 'delete', resource: 'pods', namespace: worker.namespace, name: worker.name, user: kubeletUser(worker.node), options: { gracePeriodSeconds: 0, preconditions: { uid } } });
  }
  kit.state.deletions.clear();
}


/** The object is gone and nothing runs: the node forgets the Pod. */
export function forget(kit: Kit, uid: string): void {
  const { state, plan, cri } = kit;
  const worker = state.workers.get(uid);
  if (worker === undefined) return;
  for (const record of Object.values(worker.containers)) {
    if (record.previous !== null) removeContainer(kit, record.previous);
    removeContainer(kit, record.id);
  }
  for (const key of state.crashes.keys()) if (key.startsWith(`${uid}/`)) state.crashes.delete(key);
  for (const key of state.imageBackoffs.keys()) if (key.startsWith(`${uid}_`)) state.imageBackoffs.delete(key);
  if (worker.sandbox !== null) {
    if (worker.sandbox.state !== 'stopped') cri.stopPodSandbox(worker.sandbox.id);
    cri.removePodSandbox(worker.sandbox.id);
    state.sandboxes.delete(worker.sandbox.id);
  }
  stopProbes(kit, uid);
  removeVolumes(kit, worker);
  for (const key of ['sync', 'deadline', 'mount', 'refresh', 'reconcile']) plan.cancel(`${key}/${uid}`);
  if (worker.charged !== null) charge(kit, worker, null);
  state.workers.delete(uid);
  for (const table of [state.stale, state.dirty, state.factDirty]) table.delete(uid);
  plan.fact(podFactKey(worker.node, uid), null);
}
