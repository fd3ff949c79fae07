/** One sync of a Pod: look, tell, decide, act; one thing at a time. Follows kubelet.go SyncPod and kuberuntime SyncPod. */
import type { SimTime } from '../../model/time.ts';
import { computeOps } from './actions.ts';
import { missingPullSecrets } from './images.ts';
import { jittered } from './backoff.ts';
import { armDeadline } from './deadline.ts';
import { about, event, isTerminal, nextRelist, patch, put, waitFor } from './kit.ts';
import type { Kit } from './kit.ts';
import { watchStorage } from './storage-limits.ts';
import { beginKill, killAll, killForReset } from './kill.ts';
import { reconcileMirror } from './mirror.ts';
import { askReadiness, startProbes, watchContainers } from './probes.ts';
import { probeResults } from './probe-results.ts';
import { relistPod, removeContainer } from './pleg.ts';
import { actuateResize } from './resize.ts';
import { sandboxConfig } from './sandbox.ts';
import { startContainer } from './start.ts';
import type { Op, Reason, Run, Worker } from './state.ts';
import { generateStatus, refreshConditions, setStatus } from './status.ts';
import { beginTerminating, finishTerminating, syncTerminated } from './termination.ts';
import { mountVolumes } from './volumes.ts';

const BACK_OFF_MS = 10_000;
const RESYNC_MS = 60_000;
const NO_RESULTS: Run['results'] = {};

/** Syncs a Pod now, or as soon as what it is doing is over. */
export function requestSync(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.stage === 'finished' || stopped(kit, worker)) return;
  if (worker.run !== null) {
    if (!worker.pending) patch(kit, uid, { pending: true });
    return;
  }
  kit.plan.cancel(`sync/${uid}`);
  switch (worker.stage) {
    case 'sync':
      if (hasUnseenStart(kit, worker)) return kit.plan.wakeAt(`sync/${uid}`, nextRelist(kit, worker.node));
      return syncPod(kit, worker);
    case 'terminating':
      beginTerminating(kit, worker);
      return advance(kit, uid);
    case 'terminated':
      return syncTerminated(kit, worker);
  }
}
/** Whether a failed sync has left a start behind that nobody has looked at yet: it would be taken for one to make good. Follows pod_workers.go, cache.GetNewerThan. */
const hasUnseenStart = (kit: Kit, { containers }: Worker): boolean =>
  Object.values(containers).some(({ id, seen }) => seen.kind === 'created' && (kit.cri.containerState(id)?.kind ?? 'created') !== 'created');
const stopped = (kit: Kit, worker: Worker): boolean => kit.state.nodes.get(worker.node)?.stopped ?? true;

function syncPod(kit: Kit, before: Worker): void {
  const { uid } = before;
  const { plan } = kit;
  actuateResize(kit, uid);
  const status = generateStatus(kit, kit.state.workers.get(uid) ?? before);
  setStatus(kit, uid, status);
  askReadiness(kit, uid);
  if (isTerminal(status.phase)) {
    patch(kit, uid, { stage: 'terminating', synced: plan.now });
    plan.wakeAt(`sync/${uid}`, nextRelist(kit, before.node));
    return;
  }
  armDeadline(kit, before);
  reconcileMirror(kit, before);
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  put(kit, { ...worker, run: { mode: 'sync', ops: [], wait: null, results: NO_RESULTS, acted: false, failed: false } });
  if (!before.mounted && !mountVolumes(kit, uid)) return;
  proceed(kit, uid);
}

/** The part of a sync after the volumes are there. */
function proceed(kit: Kit, uid: string): void {
  missingPullSecrets(kit, kit.state.workers.get(uid));
  startProbes(kit, uid);
  const first = kit.state.workers.get(uid);
  if (first?.sandbox === null) watchStorage(kit, first);
  watchContainers(kit, uid);
  const worker = kit.state.workers.get(uid);
  if (worker?.run == null) return;
  put(kit, { ...worker, run: { ...worker.run, wait: null, ops: computeOps(worker, probeResults(kit, worker)) } });
  advance(kit, uid);
}

/** Goes on with the present run until something has to be waited for. */
export function advance(kit: Kit, uid: string): void {
  for (;;) {
    const worker = kit.state.workers.get(uid);
    if (worker?.run == null || worker.run.wait !== null) return;
    const [op, ...ops] = worker.run.ops;
    if (op === undefined) return finish(kit, worker);
    perform(kit, put(kit, { ...worker, run: { ...worker.run, ops } }), op);
  }
}

function perform(kit: Kit, worker: Worker, op: Op): void {
  const { uid } = worker;
  switch (op.op) {
    case 'start':
      return startContainer(kit, worker, op.name);
    case 'sandbox': {
      const attempt = worker.sandbox === null ? 0 : worker.sandbox.attempt + 1;
      if (worker.sandbox !== null) {
        kit.cri.removePodSandbox(worker.sandbox.id);
        kit.state.sandboxes.delete(worker.sandbox.id);
      }
      const id = kit.cri.runPodSandbox(sandboxConfig(kit, worker));
      kit.state.sandboxes.set(id, uid);
      put(kit, { ...worker, sandbox: { id, state: 'creating', ip: '', attempt, since: kit.plan.now, seen: false } });
      kit.plan.trace({ type: 'kubelet/sandbox', ...about(worker), state: 'creating', ip: '', message: '' });
      kit.state.factDirty.add(uid);
      return waitFor(kit, uid, { on: 'sandbox' }, { acted: true });
    }
    case 'kill':
      beginKill(kit, worker, op.id, op.message, op.reason, []);
      waitFor(kit, uid, { on: 'kills', ids: [op.id], then: 'next' }, { acted: true });
      return killsDone(kit, uid);
    case 'resetAll': {
      waitFor(kit, uid, { on: 'kills', ids: killForReset(kit, worker), then: 'reset' }, { acted: true });
      return killsDone(kit, uid);
    }
    case 'killPod': {
      const ids = killAll(kit, worker);
      waitFor(kit, uid, { on: 'kills', ids, then: 'stopSandbox' }, { acted: true });
      return killsDone(kit, uid);
    }
  }
}

/** Goes on when no container of the wait is left. */
export function killsDone(kit: Kit, uid: string): void {
  const wait = kit.state.workers.get(uid)?.run?.wait;
  if (wait?.on !== 'kills' || wait.ids.some((id) => kit.state.kills.has(id))) return;
  if (wait.then === 'stopSandbox') stopSandbox(kit, uid);
  if (wait.then === 'reset') resetContainers(kit, uid);
  waitFor(kit, uid, null);
  advance(kit, uid);
}

/** All containers are removed; what is kept is how often each ran. The next sync begins with the first init container. */
function resetContainers(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  const removed: Record<string, number> = { ...worker.removed };
  for (const record of Object.values(worker.containers)) {
    if (record.previous !== null) removeContainer(kit, record.previous);
    removeContainer(kit, record.id);
    removed[record.name] = record.attempt + 1;
  }
  put(kit, { ...worker, containers: {}, removed, pending: true });
}

function stopSandbox(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker?.sandbox == null || worker.sandbox.state === 'stopped') return;
  kit.cri.stopPodSandbox(worker.sandbox.id);
  kit.plan.trace({ type: 'kubelet/sandbox', ...about(worker), state: 'removed', ip: worker.sandbox.ip, message: '' });
  patch(kit, uid, { sandbox: { ...worker.sandbox, state: 'stopped', since: kit.plan.now } });
  kit.state.factDirty.add(uid);
}

export function sandboxReady(kit: Kit, uid: string, ip: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker?.sandbox == null || worker.sandbox.state !== 'creating') return;
  put(kit, { ...worker, sandbox: { ...worker.sandbox, state: 'ready', ip, since: kit.plan.now } });
  kit.plan.trace({ type: 'kubelet/sandbox', ...about(worker), state: 'ready', ip, message: '' });
  kit.state.factDirty.add(uid);
  refreshConditions(kit, uid);
  waitFor(kit, uid, null);
  advance(kit, uid);
}

const SANDBOX_RETRY = 'FailedCreatePodSandBox';
/** The network or the runtime has refused: the sync fails, and the next one makes a new sandbox. */
export function sandboxFailed(kit: Kit, uid: string, message: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker?.sandbox == null || worker.run === null) return;
  event(kit, worker, 'Warning', SANDBOX_RETRY, `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${worker.sandbox.id}": ${message}`);
  kit.plan.trace({ type: 'kubelet/sandbox', ...about(worker), state: 'failed', ip: '', message });
  patch(kit, uid, { sandbox: { ...worker.sandbox, state: 'stopped' }, run: { ...worker.run, wait: null, ops: [], failed: true } });
  advance(kit, uid);
}

/** The end of a run: reasons are kept for the next status, and what failed is tried again later. */
function finish(kit: Kit, worker: Worker): void {
  const { uid, run } = worker;
  if (run === null) return;
  if (run.mode === 'terminate') return finishTerminating(kit, uid);
  put(kit, { ...worker, run: null, pending: false, synced: kit.plan.now, reasons: reasonsAfter(worker, run) });
  if (run.acted) kit.state.factDirty.add(uid);
  if (run.failed) requeue(kit, worker, run);
  else if (run.acted && relistPod(kit, uid, true)) return requestSync(kit, uid);
  if (!worker.pending) return;
  // What is asked for meanwhile waits for a look at what this sync has left behind. Follows pod_workers.go, cache.GetNewerThan.
  if (run.failed && worker.stage === 'sync') kit.plan.wakeAt(`sync/${uid}`, nextRelist(kit, worker.node));
  else requestSync(kit, uid);
}

/** Follows pkg/kubelet/reason_cache.go: a success takes the reason away. */
function reasonsAfter({ reasons }: Worker, { results }: Run): Worker['reasons'] {
  const names = Object.keys(results);
  if (names.every((name) => results[name] === null && reasons[name] === undefined)) return reasons;
  const kept = Object.entries({ ...reasons, ...results }).filter((entry): entry is [string, Reason] => entry[1] !== null);
  return Object.fromEntries(kept);
}

function requeue(kit: Kit, worker: Worker, run: Run): void {
  const { now } = kit.plan;
  const ends = Object.values(run.results).flatMap((reason) => reason?.until ?? []);
  const wait = ends.length > 0 ? Math.min(Math.max(Math.min(...ends) - now, 0), RESYNC_MS) : BACK_OFF_MS;
  const due = now + jittered(wait);
  const tick = nextRelist(kit, worker.node);
  kit.plan.wakeAt(`sync/${worker.uid}`, (due <= tick ? tick : tick + Math.ceil((due - tick) / 1000) * 1000) as SimTime);
  // What was made before the failure is met by the next relist.
  kit.state.stale.add(worker.uid);
  kit.plan.wakeAt(`relist/${worker.node}`, tick);
}

export function mountWoken(kit: Kit, uid: string): void {
  const wait = kit.state.workers.get(uid)?.run?.wait;
  if (wait?.on !== 'mount') return;
  if (mountVolumes(kit, uid)) return proceed(kit, uid);
  // The wait is over without success: the sync fails, and the next one waits anew.
  const run = kit.state.workers.get(uid)?.run;
  if (run?.wait?.on === 'mount' && run.failed && run.wait.tries === 0) kit.plan.wakeAt(`mount/${uid}`, (kit.plan.now + jittered(10_000)) as SimTime);
}
