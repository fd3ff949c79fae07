/** Asking for the end of a Pod: whatever it is doing is brought to its end, nothing new is begun. Follows pkg/kubelet/pod_workers.go UpdatePod. */
import { about, patch } from './kit.ts';
import type { Kit } from './kit.ts';
import type { Terminating, Worker } from './state.ts';
import { requestSync } from './sync.ts';

/** Asks for the end of a Pod: it was deleted, evicted, or its file is gone. */
export function terminate(kit: Kit, uid: string, grace: number, evicted: Terminating['evicted'] = null): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.stage === 'terminated' || worker.terminating !== null) return;
  if (worker.stage === 'finished') return forgetStatic(kit, worker);
  kit.plan.trace({ type: 'kubelet/terminating', ...about(worker), grace });
  kit.plan.cancel(`deadline/${uid}`);
  kit.state.factDirty.add(uid);
  const terminating: Terminating = { since: kit.plan.now, grace: Math.max(grace, 1), evicted };
  const { run } = worker;
  if (run?.wait?.on === 'mount') kit.plan.cancel(`mount/${uid}`);
  // What is under way is brought to its end; nothing new is begun.
  const left = run === null || run.wait?.on === 'mount' ? null : run.mode === 'terminate' ? run : { ...run, ops: [] };
  patch(kit, uid, { stage: 'terminating', terminating, run: left, pending: left !== null });
  if (left === null) requestSync(kit, uid);
}

/** A static Pod that came to its end by itself is seen until its file goes: then its mirror goes, too. */
function forgetStatic(kit: Kit, { uid, source }: Worker): void {
  if (source !== 'file') return;
  patch(kit, uid, { stage: 'terminated', terminating: { since: kit.plan.now, grace: 1, evicted: null } });
  requestSync(kit, uid);
}
