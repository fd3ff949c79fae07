/** Stopping a container: preStop hook, its turn, the signal, and SIGKILL when the grace is over. Follows kuberuntime killContainer. */
import type { SimTime } from '../../model/time.ts';
import type { ContainerId } from '../contract/ids.ts';
import { about, containerSpec, event, kindOfInit } from './kit.ts';
import type { Kit } from './kit.ts';
import { runHook } from './hooks.ts';
import { markStale } from './pleg.ts';
import type { ContainerRecord, Kill, KillReason, Worker } from './state.ts';

/** However short the grace, a container gets this long after its signal. */
const MINIMUM_SECONDS = 2;

const isUp = (kit: Kit, record: ContainerRecord): boolean => kit.cri.containerState(record.id)?.kind === 'running';

function graceFor(worker: Worker, name: string, reason: KillReason): number {
  const { pod, terminating } = worker;
  if (reason === 'reset') return 0;
  if (terminating !== null) return terminating.grace;
  const spec = containerSpec(pod, name)?.spec;
  const own = reason === 'liveness' ? spec?.livenessProbe : reason === 'startup' ? spec?.startupProbe : undefined;
  return own?.terminationGracePeriodSeconds ?? pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds;
}

/** Stops all containers that run at once, without hooks, as they will begin anew. */
export function killForReset(kit: Kit, worker: Worker): readonly ContainerId[] {
  const running = Object.values(worker.containers).filter((record) => isUp(kit, record));
  for (const { id, name } of running) beginKill(kit, worker, id, `Stopping container ${name}`, 'reset', []);
  return running.map(({ id }) => id);
}

/** Stops all containers that run: regular ones at once, sidecars after them, the last one first. */
export function killAll(kit: Kit, worker: Worker): readonly ContainerId[] {
  const running = Object.values(worker.containers).filter((record) => isUp(kit, record));
  const sidecars = (worker.pod.spec.initContainers ?? []).filter((spec) => kindOfInit(spec) === 'sidecar').map(({ name }) => name);
  // In the order of their turns, so that each finds those before it.
  const turn = ({ name }: ContainerRecord): number => (sidecars.includes(name) ? -sidecars.indexOf(name) : -sidecars.length);
  for (const record of [...running].sort((a, b) => turn(a) - turn(b))) {
    const place = sidecars.indexOf(record.name);
    const after = place < 0 ? [] : running.filter((other) => sidecars.indexOf(other.name) > place || (other.kind === 'regular' && other !== record));
    beginKill(kit, worker, record.id, `Stopping container ${record.name}`, 'plain', after.map(({ id }) => id));
  }
  return running.map(({ id }) => id);
}

export function beginKill(kit: Kit, worker: Worker, id: ContainerId, message: string, reason: KillReason, after: readonly ContainerId[]): void {
  const record = Object.values(worker.containers).find((each) => each.id === id);
  if (record === undefined || !isUp(kit, record) || kit.state.kills.has(id)) return;
  const grace = graceFor(worker, record.name, reason);
  event(kit, worker, 'Normal', 'Killing', message, record.name);
  kit.plan.trace({ type: 'kubelet/killing', ...about(worker), container: record.name, grace, why: message });
  const deadline = (kit.plan.now + grace * 1000) as SimTime;
  const kill: Kill = { id, uid: worker.uid, name: record.name, node: worker.node, phase: 'hook', deadline, exec: 0, pause: false, after };
  const hook = containerSpec(worker.pod, record.name)?.spec.lifecycle?.preStop;
  kit.state.kills.set(id, kill);
  if (hook === undefined || grace <= 0) return takeTurn(kit, kill);
  const exec = runHook(kit, worker, record, hook, { for: 'preStop', uid: worker.uid, id });
  kit.state.kills.set(id, { ...kill, exec, pause: hook.sleep !== undefined });
  const sleep = hook.sleep === undefined ? deadline : ((kit.plan.now + hook.sleep.seconds * 1000) as SimTime);
  kit.plan.wakeAt(`kill/${id}`, sleep < deadline ? sleep : deadline);
}

/** The hook has ended, well or not. */
export function preStopDone(kit: Kit, id: ContainerId, ok: boolean): void {
  const kill = kit.state.kills.get(id);
  const worker = kill && kit.state.workers.get(kill.uid);
  if (kill?.phase !== 'hook' || worker === undefined) return;
  if (!ok) event(kit, worker, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', kill.name);
  takeTurn(kit, kill);
}

function takeTurn(kit: Kit, kill: Kill): void {
  if (!kill.after.some((id) => kit.state.kills.has(id)) || kit.plan.now >= kill.deadline) return signal(kit, kill);
  kit.state.kills.set(kill.id, { ...kill, phase: 'turn' });
  kit.plan.wakeAt(`kill/${kill.id}`, kill.deadline);
}

function signal(kit: Kit, kill: Kill): void {
  const deadline = Math.max(kill.deadline, kit.plan.now + MINIMUM_SECONDS * 1000) as SimTime;
  kit.state.kills.set(kill.id, { ...kill, phase: 'signalled', deadline });
  kit.plan.wakeAt(`kill/${kill.id}`, deadline);
  const worker = kit.state.workers.get(kill.uid);
  const own = worker && containerSpec(worker.pod, kill.name)?.spec.lifecycle?.stopSignal;
  kit.cri.signalContainer(kill.id, own ?? kit.cri.stopSignal(kill.id));
}

/** A timer of a kill: the end of the hook's time, of the turn's, or of the grace. */
export function killWoken(kit: Kit, id: ContainerId): void {
  const kill = kit.state.kills.get(id);
  if (kill === undefined) return;
  switch (kill.phase) {
    case 'hook': {
      if (kill.exec !== 0) kit.cri.killExec(kill.exec);
      kit.state.uses.delete(kill.exec);
      return preStopDone(kit, id, kill.pause);
    }
    case 'turn':
      return signal(kit, kill);
    case 'signalled':
      kit.state.kills.set(id, { ...kill, phase: 'killed' });
      return kit.cri.signalContainer(id, 'SIGKILL');
    case 'killed':
      return;
  }
}

/** A container has ended: by itself, or because it was told to. Gives the Pod whose kill is over with it. */
export function containerExited(kit: Kit, id: ContainerId): string | null {
  const uid = kit.state.containers.get(id);
  const worker = uid === undefined ? undefined : kit.state.workers.get(uid);
  if (uid === undefined || worker === undefined) return null;
  kit.state.factDirty.add(uid);
  const kill = kit.state.kills.get(id);
  if (kill === undefined) {
    if (worker.stage === 'sync') markStale(kit, worker);
    return null;
  }
  kit.state.kills.delete(id);
  kit.plan.cancel(`kill/${id}`);
  if (kill.exec !== 0) kit.state.uses.delete(kill.exec);
  for (const other of kit.state.kills.values()) if (other.phase === 'turn' && other.after.includes(id)) takeTurn(kit, other);
  if (worker.stage === 'sync') markStale(kit, worker);
  return uid;
}
