/** Starting a container: back-off, image, create, start, postStart hook. Follows kuberuntime startContainer. */
import type { SimTime } from '../../model/time.ts';
import { formatDuration, inBackoff, lengthen, lengthOf } from './backoff.ts';
import { containerConfig } from './config.ts';
import { ensureImage, fullName } from './images.ts';
import { about, containerSpec, event, formatPod, put, waitFor, withContainer } from './kit.ts';
import type { Kit } from './kit.ts';
import { REMOVED, stateOf } from './container-status.ts';
import { removeContainer } from './pleg.ts';
import type { ContainerRecord, Reason, Worker } from './state.ts';
import { timeAt } from './kit.ts';

/** Notes how a container's start went; a failed init container ends the run. */
export function settle(kit: Kit, uid: string, name: string, reason: Reason | null): void {
  const worker = kit.state.workers.get(uid);
  if (worker?.run == null) return;
  const kind = containerSpec(worker.pod, name)?.kind;
  const stop = reason !== null && kind === 'init';
  put(kit, { ...worker, run: { ...worker.run, wait: null, ops: stop ? [] : worker.run.ops, results: { ...worker.run.results, [name]: reason }, failed: worker.run.failed || reason !== null, acted: true } });
}

/** Another image or other resources begin a count of their own: a resize ends the wait. Follows kuberuntime GetBackoffKey. */
const crashKey = (worker: Worker, name: string, image: string): string => `${worker.uid}/${name}/${image}/${JSON.stringify(worker.allocated[name] ?? {})}`;

/** When the last dead container of this name ended. */
function lastEnd(record: ContainerRecord | undefined): SimTime | null {
  if (record === undefined) return null;
  return record.seen.kind === 'exited' ? record.seen.finishedAt : record.lastEnd;
}

export function startContainer(kit: Kit, worker: Worker, name: string): void {
  const found = containerSpec(worker.pod, name);
  if (found === undefined) return;
  const image = found.spec.image ?? '';
  const key = crashKey(worker, name, image);
  const end = lastEnd(worker.containers[name]);
  const { crashes } = kit.state;
  if (end !== null) {
    if (inBackoff(crashes, key, kit.plan.now, end)) {
      const ms = lengthOf(crashes, key);
      event(kit, worker, 'Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${formatPod(worker)}`, name);
      kit.plan.trace({ type: 'kubelet/backoff', ...about(worker), container: name, seconds: ms / 1000, why: 'CrashLoopBackOff' });
      const message = `back-off ${formatDuration(ms)} restarting failed container=${name} pod=${formatPod(worker)}`;
      return settle(kit, worker.uid, name, { reason: 'CrashLoopBackOff', message, until: (end + ms) as SimTime });
    }
    lengthen(crashes, key, kit.plan.now, end);
  }
  const trouble = ensureImage(kit, worker, found.spec);
  if (trouble === 'waiting') return waitFor(kit, worker.uid, { on: 'pull', name, image });
  if (trouble !== null) return settle(kit, worker.uid, name, trouble);
  createContainer(kit, worker.uid, name);
}

export function fail(kit: Kit, worker: Worker, name: string, reason: string, message: string): void {
  event(kit, worker, 'Warning', 'Failed', `Error: ${message}`, name);
  settle(kit, worker.uid, name, { reason, message });
}

/** The image is there: the container is made. */
export function createContainer(kit: Kit, uid: string, name: string): void {
  const worker = kit.state.workers.get(uid);
  const found = worker && containerSpec(worker.pod, name);
  if (worker?.sandbox == null || found === undefined) return;
  const before = worker.containers[name];
  const attempt = before === undefined ? (worker.removed[name] ?? 0) : before.attempt + 1;
  const config = containerConfig(kit, worker, found, attempt);
  if (!config.ok) return fail(kit, worker, name, config.error.reason, config.error.message);
  const id = kit.cri.createContainer(config.value);
  const image = kit.cri.imageStatus(worker.node, found.spec.image ?? '');
  const ended = before?.seen.kind === 'exited' ? before.seen : null;
  const previous = before === undefined ? null : before.id;
  if (before?.previous != null) removeContainer(kit, before.previous);
  kit.state.containers.set(id, uid);
  const record: ContainerRecord = {
    id, name, kind: found.kind, attempt,
    image: found.spec.image ?? '',
    imageName: fullName(image?.name ?? found.spec.image ?? ''),
    imageID: image?.id ?? '',
    resources: worker.allocated[name] ?? found.spec.resources,
    seen: { kind: 'created' },
    last: before === undefined ? (worker.removed[name] === undefined ? undefined : REMOVED) : ended === null ? lastStateOf(kit, before) : stateOf(before, (at) => timeAt(kit, at)),
    lastEnd: before === undefined ? null : (endOf(kit, before) ?? before.lastEnd),
    previous,
  };
  put(kit, { ...worker, containers: withContainer(worker, record), run: worker.run === null ? null : { ...worker.run, wait: { on: 'create', id, name } } });
}
/** A container that this very sync has stopped is not yet seen as dead. */
function lastStateOf(kit: Kit, before: ContainerRecord): ContainerRecord['last'] {
  const now = kit.cri.containerState(before.id);
  return now?.kind === 'exited' ? stateOf({ ...before, seen: now }, (at) => timeAt(kit, at)) : before.last;
}
function endOf(kit: Kit, before: ContainerRecord): SimTime | null {
  const now = kit.cri.containerState(before.id);
  return now?.kind === 'exited' ? now.finishedAt : null;
}

