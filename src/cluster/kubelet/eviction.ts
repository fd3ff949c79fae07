/** Eviction of Pods that take more local storage than they may. Follows pkg/kubelet/eviction localStorageEviction. */
import { event } from './kit.ts';
import type { Kit } from './kit.ts';
import { overLimit, watchStorage } from './storage-limits.ts';
import { terminate } from './terminate.ts';
import type { Worker } from './state.ts';

export const IMMEDIATE_GRACE = 1;

export function checkStorage(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.stage !== 'sync') return;
  const message = overLimit(kit, worker);
  if (message === null) return watchStorage(kit, worker);
  evict(kit, worker, message, false, IMMEDIATE_GRACE);
}

export function evict(kit: Kit, worker: Worker, message: string, condition: boolean, grace: number): void {
  event(kit, worker, 'Warning', 'Evicted', message);
  terminate(kit, worker.uid, grace, { reason: 'Evicted', message, condition });
}
