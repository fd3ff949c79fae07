/** What the runtime tells of a container that is being made, and its postStart hook. Follows the second half of kuberuntime startContainer. */
import type { SimTime } from '../../model/time.ts';
import type { ContainerId } from '../contract/ids.ts';
import { runHook } from './hooks.ts';
import { beginKill } from './kill.ts';
import { containerSpec, event, patch, waitFor } from './kit.ts';
import type { Kit } from './kit.ts';
import { fail, settle } from './start.ts';
import type { Worker } from './state.ts';
import { advance } from './sync.ts';

/** Each step towards a running container: a failure is noted and ends the start, the last step may wait for the hook. */
export function containerTold(kit: Kit, id: ContainerId, what: 'created' | 'started' | 'createFailed' | 'startFailed', reason: string, message: string): void {
  const uid = kit.state.containers.get(id);
  const worker = uid === undefined ? undefined : kit.state.workers.get(uid);
  const wait = worker?.run?.wait;
  if (uid === undefined || worker === undefined || (wait?.on !== 'create' && wait?.on !== 'start') || wait.id !== id) return;
  const { name } = wait;
  switch (what) {
    case 'created':
      event(kit, worker, 'Normal', 'Created', 'Container created', name);
      waitFor(kit, uid, { on: 'start', id, name });
      return kit.cri.startContainer(id);
    case 'createFailed':
      dropContainer(kit, worker, name, id);
      fail(kit, worker, name, reason === '' ? 'CreateContainerError' : reason, message);
      break;
    case 'startFailed':
      fail(kit, worker, name, 'RunContainerError', message);
      break;
    case 'started':
      event(kit, worker, 'Normal', 'Started', 'Container started', name);
      if (postStart(kit, worker, name)) return;
      settle(kit, uid, name, null);
  }
  advance(kit, uid);
}

/** A container that never came to be leaves the one before in its place. */
function dropContainer(kit: Kit, worker: Worker, name: string, id: ContainerId): void {
  const { [name]: _dropped, ...rest } = worker.containers;
  kit.state.containers.delete(id);
  patch(kit, worker.uid, { containers: rest });
}

/** True while the hook runs. */
function postStart(kit: Kit, worker: Worker, name: string): boolean {
  const hook = containerSpec(worker.pod, name)?.spec.lifecycle?.postStart;
  const record = worker.containers[name];
  if (hook === undefined || record === undefined) return false;
  waitFor(kit, worker.uid, { on: 'hook', id: record.id, name });
  runHook(kit, worker, record, hook, { for: 'postStart', uid: worker.uid, id: record.id });
  if (hook.sleep !== undefined) kit.plan.wakeAt(`hook/${record.id}`, (kit.plan.now + hook.sleep.seconds * 1000) as SimTime);
  return true;
}

export function postStartDone(kit: Kit, id: ContainerId, error: string | null): void {
  const uid = kit.state.containers.get(id);
  const worker = uid === undefined ? undefined : kit.state.workers.get(uid);
  const wait = worker?.run?.wait;
  if (uid === undefined || worker === undefined || wait?.on !== 'hook' || wait.id !== id) return;
  settle(kit, uid, wait.name, error === null ? null : { reason: 'PostStartHookError', message: error });
  if (error !== null) {
    event(kit, worker, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', wait.name);
    beginKill(kit, worker, id, 'FailedPostStartHook', 'postStart', []);
    waitFor(kit, uid, { on: 'kills', ids: [id], then: 'next' });
    if (!kit.state.kills.has(id)) waitFor(kit, uid, null);
  }
  advance(kit, uid);
}
