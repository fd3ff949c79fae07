/** What the API and the node's files say of Pods, turned into workers. Follows kubelet.go HandlePodAdditions, HandlePodUpdates, HandlePodRemoves. */
import { jsonEqual } from '../../base/json.ts';
import type { Pod, PodStatus } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import type { StoreEvent } from '../contract/store.ts';
import { admit, charge, requestsOf } from './admission.ts';
import { about, event, isTerminal, patch, put, time } from './kit.ts';
import type { Kit } from './kit.ts';
import { isMirror } from './mirror.ts';
import { retryResizes } from './resize-queue.ts';
import { allocationOf, considerResize } from './resize.ts';
import { qosOf } from './qos.ts';
import type { Worker } from './state.ts';
import { refreshConditions, setStatus } from './status.ts';
import { requestSync } from './sync.ts';
import { terminate } from './terminate.ts';
import { deleteObject, forget } from './termination.ts';
import { nextResync, refreshVolumes } from './volumes.ts';

const NO_CONTAINERS: Worker['containers'] = {};
const NO_REMOVED: Worker['removed'] = {};
const NO_REASONS: Worker['reasons'] = {};
const NO_RESIZE: Worker['resize'] = { pending: null, since: null, inProgress: null, generation: 0 };

export const podWritten = (kit: Kit, { value, prev }: StoreEvent): void => podHeard(kit, value as Pod | null, prev as Pod | null);
/** What the API now has of a Pod, and had before: null where there is none. */
export function podHeard(kit: Kit, pod: Pod | null, before: Pod | null): void {
  const node = (pod ?? before)?.spec.nodeName;
  if (node === undefined || !kit.state.nodes.has(node)) return;
  if (kit.state.nodes.get(node)?.stopped === true) return;
  if (pod === null) return before === null ? undefined : podRemoved(kit, before);
  if (isMirror(pod)) return mirrorWritten(kit, pod);
  const worker = kit.state.workers.get(pod.metadata.uid);
  if (worker === undefined) addWorker(kit, pod, 'api');
  else podUpdated(kit, worker, pod);
}

export function addWorker(kit: Kit, pod: Pod, source: Worker['source']): void {
  const { uid, name, namespace } = pod.metadata;
  const worker: Worker = {
    uid, name, namespace, pod, source,
    node: pod.spec.nodeName ?? '',
    stage: 'sync', mayRun: true, rejected: false,
    sandbox: null, containers: NO_CONTAINERS, removed: NO_REMOVED, reasons: NO_REASONS,
    status: pod.status, startTime: pod.status.startTime ?? time(kit),
    charged: null, run: null, pending: false, mounted: false, probesSince: null, terminating: null,
    synced: kit.plan.now, allocated: allocationOf(pod), resize: NO_RESIZE,
  };
  if (isTerminal(pod.status.phase)) return void kit.state.workers.set(uid, { ...worker, stage: 'finished', mayRun: false });
  const rejection = pod.metadata.deletionTimestamp === undefined ? admit(kit, worker) : null;
  kit.state.workers.set(uid, worker);
  kit.plan.trace({ type: 'kubelet/admitted', ...about(worker), ok: rejection === null, message: rejection?.message ?? '' });
  if (rejection === null) charge(kit, worker, requestsOf(pod));
  if (rejection !== null) return reject(kit, worker, rejection.reason, rejection.message);
  if (pod.metadata.deletionTimestamp !== undefined) return terminate(kit, uid, graceOf(pod));
  requestSync(kit, uid);
}

function reject(kit: Kit, worker: Worker, reason: string, message: string): void {
  event(kit, worker, 'Warning', reason, message);
  patch(kit, worker.uid, { stage: 'finished', mayRun: false, rejected: true });
  const { conditions, ...rest } = worker.status;
  const status: PodStatus = { ...rest, phase: 'Failed', reason, message: `Pod was rejected: ${message}`, qosClass: qosOf(worker.pod), startTime: worker.startTime, ...(conditions ? { conditions } : {}) };
  setStatus(kit, worker.uid, status);
}

/** The grace that the API has granted, or the Pod's own. */
const graceOf = (pod: Pod): number => pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds;

function podUpdated(kit: Kit, worker: Worker, pod: Pod): void {
  const { pod: old, uid } = worker;
  const specChanged = old.spec !== pod.spec && !jsonEqual(old.spec, pod.spec);
  const labelsChanged = !jsonEqual(old.metadata.labels, pod.metadata.labels) || !jsonEqual(old.metadata.annotations, pod.metadata.annotations);
  const deleted = pod.metadata.deletionTimestamp !== undefined;
  const same = !specChanged && !labelsChanged && old.metadata.deletionTimestamp === pod.metadata.deletionTimestamp;
  // What ends is judged by what the API had heard when the end began.
  if (worker.stage === 'terminating' || worker.stage === 'terminated') put(kit, { ...worker, pod: { ...pod, spec: old.spec, status: old.status } });
  else put(kit, { ...worker, pod: specChanged || pod.spec === old.spec ? pod : { ...pod, spec: old.spec } });
  if (deleted && worker.stage === 'finished') return deleteObject(kit, worker);
  if (deleted) return terminate(kit, uid, graceOf(pod));
  if (same) return statusWritten(kit, worker, pod);
  if (worker.stage !== 'sync') return;
  if (labelsChanged) refreshVolumes(kit, uid);
  if (specChanged) considerResize(kit, uid);
  requestSync(kit, uid);
}

const RECONCILE_MS = 10_000;
/** A condition that readiness waits for counts at once (HandlePodReconcile); what else others write into a status that is the kubelet's is put right within ten seconds (status_manager.go syncBatch). */
function statusWritten(kit: Kit, worker: Worker, pod: Pod): void {
  if (worker.stage !== 'sync') return;
  if (pod.spec.readinessGates !== undefined) return refreshConditions(kit, worker.uid);
  if (jsonEqual(pod.status, worker.status)) return;
  kit.plan.wakeAt(`reconcile/${worker.uid}`, simTime((Math.floor(kit.plan.now / RECONCILE_MS) + 1) * RECONCILE_MS));
}
export function reconcileStatus(kit: Kit, uid: string): void {
  if (kit.state.workers.get(uid)?.stage === 'sync') refreshConditions(kit, uid);
}

/** The object is gone: forced, or as the last step of its end. */
function podRemoved(kit: Kit, pod: Pod): void {
  const { uid, name, namespace } = pod.metadata;
  if (isMirror(pod)) {
    for (const worker of kit.state.workers.values()) if (worker.source === 'file' && worker.name === name && worker.namespace === namespace) requestSync(kit, worker.uid);
    return;
  }
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  if (worker.stage === 'finished') forget(kit, uid);
  else terminate(kit, uid, pod.metadata.deletionTimestamp === undefined ? 0 : Math.min(graceOf(pod), 1));
  retryResizes(kit, worker.node);
}

function mirrorWritten(kit: Kit, mirror: Pod): void {
  for (const worker of kit.state.workers.values()) {
    if (worker.source !== 'file' || worker.name !== mirror.metadata.name || worker.namespace !== mirror.metadata.namespace) continue;
    if (mirror.metadata.deletionTimestamp !== undefined) kit.plan.wakeAt(`sync/${worker.uid}`, nextResync(kit, worker));
    else kit.state.dirty.add(worker.uid);
  }
}
