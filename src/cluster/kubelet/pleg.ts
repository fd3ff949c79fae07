/** The Pod lifecycle event generator: looks at containers once a second, or when a sync has just changed something. Follows pkg/kubelet/pleg/generic.go. */
import { nextRelist, put } from './kit.ts';
import type { Kit } from './kit.ts';
import { watchContainers } from './probes.ts';
import type { ContainerRecord, Worker } from './state.ts';

/** Something of this Pod has changed by itself: the next relist will see it. */
export function markStale(kit: Kit, worker: Worker): void {
  kit.state.stale.add(worker.uid);
  kit.plan.wakeAt(`relist/${worker.node}`, nextRelist(kit, worker.node));
}

/** One look at a node's Pods; `changed` is told of each that is not as it was seen before. */
export function relistNode(kit: Kit, node: string, changed: (kit: Kit, uid: string) => void): void {
  for (const uid of kit.state.stale) {
    const worker = kit.state.workers.get(uid);
    if (worker !== undefined && worker.node !== node) continue;
    kit.state.stale.delete(uid);
    if (worker !== undefined && relistPod(kit, uid)) changed(kit, uid);
  }
}

/**
 * Takes the present state of a Pod's containers over; true when it is another than was seen before. `early` is the look right
 * after a sync: what has only just been started is met running then, however short its life.
 */
export function relistPod(kit: Kit, uid: string, early = false): boolean {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return false;
  let { containers } = worker;
  for (const name in worker.containers) {
    const record = worker.containers[name];
    const next = record === undefined ? record : look(kit, record, early);
    if (next !== undefined && next !== record) containers = { ...containers, [name]: next };
  }
  const changed = containers !== worker.containers;
  const sandbox = worker.sandbox !== null && !worker.sandbox.seen && worker.sandbox.state !== 'creating' ? { ...worker.sandbox, seen: true } : worker.sandbox;
  if (!changed && sandbox === worker.sandbox) return false;
  put(kit, { ...worker, containers, sandbox });
  if (changed) {
    kit.state.factDirty.add(uid);
    watchContainers(kit, uid);
  }
  return true;
}

function look(kit: Kit, record: ContainerRecord, early: boolean): ContainerRecord {
  const now = kit.cri.containerState(record.id);
  if (now === null || now.kind === record.seen.kind) return record;
  if (early && now.kind === 'exited' && record.seen.kind === 'created' && now.reason !== 'StartError') return { ...record, seen: { kind: 'running', startedAt: now.startedAt } };
  if (now.kind !== 'exited') return { ...record, seen: now };
  // Of the dead ones only the last is kept. Follows pod_container_deletor.go.
  if (record.previous !== null) removeContainer(kit, record.previous);
  return { ...record, seen: now, previous: null };
}

export function removeContainer(kit: Kit, id: ContainerRecord['id']): void {
  kit.cri.removeContainer(id);
  kit.state.containers.delete(id);
}
