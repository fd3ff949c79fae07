/** In-place resize: what a Pod now asks for is granted by the node, then applied to its containers. Follows pkg/kubelet/allocation and kuberuntime doPodResizeAction. */
import { jsonEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { wholeValue } from '../../model/quantity.ts';
import type { k8s, Pod } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import { charge, insufficient, requestsOf } from './admission.ts';
import { jittered } from './backoff.ts';
import { event, patch } from './kit.ts';
import type { Kit } from './kit.ts';
import type { ContainerRecord, Reason, Worker } from './state.ts';

const APPLY_MS = 80;
const RETRY_MS = 180_000;
const ERROR_RETRY_MS = 10_000;
const NO_TROUBLE: Reason = { reason: '', message: '' };
const resizable = (pod: Pod): readonly k8s.Container[] => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
const NOTHING: Worker['allocated'] = {};
export function allocationOf(pod: Pod): Worker['allocated'] {
  const granted = resizable(pod).flatMap(({ name, resources }) => (resources?.requests === undefined && resources?.limits === undefined ? [] : [[name, resources] as const]));
  return granted.length === 0 ? NOTHING : Object.fromEntries(granted);
}

const sorted = (map: Readonly<Record<string, string>> | undefined): object | undefined => map && Object.fromEntries(Object.entries(map).sort(([a], [b]) => byText(a, b)));
function summary(worker: Worker, generation: number, error = ''): string {
  const shown = (specs: readonly k8s.Container[]): readonly object[] =>
    specs.flatMap(({ name }) => {
      const { limits, requests } = worker.allocated[name] ?? {};
      return [{ name, resources: { ...(limits ? { limits: sorted(limits) } : {}), ...(requests ? { requests: sorted(requests) } : {}) } }];
    });
  const { initContainers = [], containers } = worker.pod.spec;
  return JSON.stringify({ ...(initContainers.length === 0 ? {} : { initContainers: shown(initContainers) }), containers: shown(containers), generation, ...(error === '' ? {} : { error }) });
}

/** Looks whether the Pod asks for other resources than it was granted, and grants them if the node can. */
export function considerResize(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.stage !== 'sync') return;
  const wanted = allocationOf(worker.pod);
  if (jsonEqual(wanted, worker.allocated)) {
    if (worker.resize.pending !== null) patch(kit, uid, { resize: { ...worker.resize, pending: null, since: null } });
    return;
  }
  const short = insufficient(kit, worker, true);
  if (short !== null) {
    const reason = short.infeasible ? 'Infeasible' : 'Deferred';
    if (worker.resize.pending?.reason !== reason) event(
      kit, worker, 'Warning', `Resize${reason}`, `Pod resize ${reason}: ${summary({ ...worker, allocated: wanted }, worker.pod.metadata.generation ?? 0, short.message)}`,
    );
    patch(kit, uid, { resize: { ...worker.resize, pending: { reason, message: short.message }, since: worker.resize.since ?? kit.plan.now } });
    kit.plan.wakeAt(`retry/${worker.node}`, after(kit.plan.now, RETRY_MS));
    return;
  }
  const generation = worker.pod.metadata.generation ?? 0;
  charge(kit, worker, requestsOf(worker.pod));
  const next = patch(kit, uid, { allocated: wanted, resize: { pending: null, since: null, inProgress: NO_TROUBLE, generation } });
  event(kit, next, 'Normal', 'ResizeStarted', `Pod resize started: ${summary(next, generation)}`);
}

const asGranted = (worker: Worker, record: ContainerRecord): boolean => record.seen.kind !== 'running' || jsonEqual(record.resources ?? {}, worker.allocated[record.name] ?? {});

/** A step towards what was granted; when all containers have it the resize is over. */
export function actuateResize(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.resize.inProgress === null) return;
  const records = Object.values(worker.containers);
  if (records.every((record) => asGranted(worker, record))) {
    patch(kit, uid, { resize: { ...worker.resize, inProgress: null } });
    event(kit, worker, 'Normal', 'ResizeCompleted', `Pod resize completed: ${summary(worker, worker.resize.generation)}`);
    return;
  }
  if (worker.resize.inProgress.reason !== 'Error') kit.plan.wakeAt(`resize/${uid}`, (kit.plan.now + APPLY_MS) as SimTime);
}

/** Applies what was granted to the containers that can take it as they run; the names of those that must be started again. */
export function applyResize(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return;
  const tooLow = memoryTooLow(kit, worker);
  if (tooLow !== null) return notNow(kit, worker, tooLow);
  const containers: Record<string, ContainerRecord> = { ...worker.containers };
  for (const record of Object.values(worker.containers)) {
    const resources = worker.allocated[record.name];
    if (asGranted(worker, record) || resources === undefined || restartsFor(worker, record)) continue;
    kit.cri.updateResources(record.id, resources);
    containers[record.name] = { ...record, resources };
  }
  patch(kit, uid, { containers, resize: { ...worker.resize, inProgress: worker.resize.inProgress === null ? null : NO_TROUBLE } });
}

/** A limit may not be set below what a container takes now: it would be killed. Follows kuberuntime validateMemoryResizeAction. */
function memoryTooLow(kit: Kit, worker: Worker): string | null {
  const errors = Object.values(worker.containers).flatMap((record) => {
    const limit = worker.allocated[record.name]?.limits?.['memory'];
    if (limit === undefined || asGranted(worker, record) || restartsFor(worker, record)) return [];
    const used = kit.cri.usage(record.id).memoryBytes;
    return wholeValue(limit) < used ? [`attempting to set container "${record.name}" memory limit (${wholeValue(limit)}) below current usage (${used})`] : [];
  });
  if (errors.length === 0) return null;
  return `cannot decrease memory limits: ${errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`}`;
}
/** The next sync tries again. */
function notNow(kit: Kit, worker: Worker, message: string): void {
  if (worker.resize.inProgress?.reason !== 'Error') event(kit, worker, 'Warning', 'ResizeError', `Pod resize error: ${summary(worker, worker.resize.generation, message)}`);
  patch(kit, worker.uid, { resize: { ...worker.resize, inProgress: { reason: 'Error', message } } });
  kit.plan.wakeAt(`resize/${worker.uid}`, after(kit.plan.now, jittered(ERROR_RETRY_MS)));
}

/** resizePolicy RestartContainer, for a resource that changes. */
export function restartsFor(worker: Worker, record: ContainerRecord): boolean {
  const spec = resizable(worker.pod).find(({ name }) => name === record.name);
  const granted = worker.allocated[record.name];
  return (spec?.resizePolicy ?? []).some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' && (granted?.requests?.[resourceName] !== record.resources?.requests?.[resourceName] || granted?.limits?.[resourceName] !== record.resources?.limits?.[resourceName]),
  );
}
