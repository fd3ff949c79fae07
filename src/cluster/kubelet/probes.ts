/** The three probes: when they tick, what they ask, what their answers lead to. Follows pkg/kubelet/prober. */
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { containerSpec, containersOf, event, put } from './kit.ts';
import type { Kit } from './kit.ts';
import { probeTarget } from './probe-words.ts';
import { probeKey } from './probe-results.ts';
import type { ContainerRecord, ProbeRecord, ProbeType, Worker } from './state.ts';

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];
/** How long the kubelet waits for the volumes before probes begin to tick. Follows volume_manager.go podAttachAndMountRetryInterval. */
const MOUNT_POLL_MS = 300;

export const specOf = (spec: k8s.Container, type: ProbeType): k8s.Probe | undefined => (type === 'startup' ? spec.startupProbe : type === 'readiness' ? spec.readinessProbe : spec.livenessProbe);
const hasProbe = (spec: k8s.Container): boolean => TYPES.some((type) => specOf(spec, type) !== undefined);

const probing = new WeakMap<Worker['pod']['spec'], boolean>();
/** Whether any container of a Pod is probed: most are not. */
function isProbed({ pod }: Worker): boolean {
  const known = probing.get(pod.spec) ?? containersOf(pod).some(({ spec }) => hasProbe(spec));
  probing.set(pod.spec, known);
  return known;
}

export function startProbes(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.probesSince !== null) return;
  put(kit, { ...worker, probesSince: (kit.plan.now + MOUNT_POLL_MS) as SimTime });
  if (!isProbed(worker)) return;
  for (const { spec } of containersOf(worker.pod)) {
    if (!hasProbe(spec)) continue;
    for (const type of TYPES) {
      if (specOf(spec, type) === undefined) continue;
      kit.state.probes.set(probeKey(uid, spec.name, type), { uid, container: spec.name, type, id: null, last: null, run: 0, onHold: false, result: null, running: 0, again: false, stopped: false, results: [] });
    }
  }
}

export function stopProbes(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || !isProbed(worker)) return;
  for (const [key, record] of probesOf(kit, worker)) {
    kit.plan.cancel(`probe/${key}`);
    kit.state.probes.set(key, { ...record, stopped: true, running: 0 });
    if (worker.stage === 'finished' || !kit.state.workers.has(uid)) kit.state.probes.delete(key);
  }
}

function* probesOf(kit: Kit, worker: Worker): Generator<readonly [string, ProbeRecord]> {
  for (const { spec } of containersOf(worker.pod)) {
    if (!hasProbe(spec)) continue;
    for (const type of TYPES) {
      const key = probeKey(worker.uid, spec.name, type);
      const record = kit.state.probes.get(key);
      if (record !== undefined) yield [key, record];
    }
  }
}
export const probeRecords = (kit: Kit, worker: Worker, container: string): readonly ProbeRecord[] => TYPES.flatMap((type) => kit.state.probes.get(probeKey(worker.uid, container, type)) ?? []);

/** A container that has just been seen running is a new subject: counts begin again, and readiness is asked at once. */
export function watchContainers(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.probesSince === null || !isProbed(worker)) return;
  for (const [key, record] of probesOf(kit, worker)) {
    const container = worker.containers[record.container];
    if (record.stopped || container?.seen.kind !== 'running' || container.id === record.id) continue;
    const result = record.type === 'startup' ? null : record.type === 'liveness';
    kit.state.probes.set(key, { ...record, id: container.id, last: null, run: 0, onHold: false, result, running: 0, again: false });
    arm(kit, worker, key, record);
    if (record.type === 'readiness') probe(kit, key);
  }
}

function arm(kit: Kit, worker: Worker, key: string, record: ProbeRecord): void {
  const spec = containerSpec(worker.pod, record.container)?.spec;
  const period = ((spec && specOf(spec, record.type)?.periodSeconds) ?? 10) * 1000;
  const base = worker.probesSince ?? kit.plan.now;
  const { now } = kit.plan;
  kit.plan.wakeAt(`probe/${key}`, (now < base ? base : base + (Math.floor((now - base) / period) + 1) * period) as SimTime);
}

/** A tick: asks, unless it is too early, too late or on hold. */
export function probe(kit: Kit, key: string): void {
  const record = kit.state.probes.get(key);
  const worker = record && kit.state.workers.get(record.uid);
  const found = worker && containerSpec(worker.pod, record.container);
  const container = worker?.containers[record?.container ?? ''];
  if (record === undefined || worker === undefined || found === undefined || container === undefined) return;
  if (record.stopped || record.onHold || record.running !== 0 || container.id !== record.id || container.seen.kind !== 'running') return;
  const spec = specOf(found.spec, record.type);
  if (spec === undefined || worker.stage === 'terminated' || worker.stage === 'finished') return;
  // Whoever is being deleted is not restarted any more; its readiness still counts.
  if (worker.pod.metadata.deletionTimestamp !== undefined && record.type !== 'readiness') return;
  if (record.type === 'startup' && record.result === true) return;
  arm(kit, worker, key, record);
  if (tooEarly(kit, container, spec.initialDelaySeconds ?? 0)) return;
  if (record.type !== 'startup' && found.spec.startupProbe !== undefined && kit.state.probes.get(probeKey(record.uid, record.container, 'startup'))?.result !== true) return;
  ask(kit, worker, key, record, container, spec);
}

/** Counted in whole seconds from the start as the status tells it. */
function tooEarly(kit: Kit, container: ContainerRecord, delay: number): boolean {
  const { epoch } = kit.state.settings;
  if (container.seen.kind !== 'running') return true;
  const started = Math.floor((epoch + container.seen.startedAt) / 1000) * 1000;
  return Math.floor((epoch + kit.plan.now - started) / 1000) < delay;
}

function ask(kit: Kit, worker: Worker, key: string, record: ProbeRecord, container: ContainerRecord, spec: k8s.Probe): void {
  const timeoutMs = (spec.timeoutSeconds ?? 1) * 1000;
  const use = { for: 'probe', key, node: worker.node } as const;
  if (spec.exec !== undefined) {
    const running = kit.cri.exec(container.id, spec.exec.command ?? [], { timeoutMs, stream: null, stdin: false, tty: false });
    kit.state.uses.set(running, use);
    kit.state.probes.set(key, { ...record, running });
    return;
  }
  const target = probeTarget(worker, record.container, spec);
  if (target === null) return errored(kit, key, record, `strconv.Atoi: parsing ${JSON.stringify(spec.httpGet?.port ?? spec.tcpSocket?.port)}: invalid syntax`);
  const running = kit.cri.call(worker.node, target, timeoutMs);
  kit.state.calls.set(running, use);
  kit.state.probes.set(key, { ...record, running });
}

export const title = (type: ProbeType): string => type.slice(0, 1).toUpperCase() + type.slice(1);

/** A command that could not even be run counts neither way. */
export function errored(kit: Kit, key: string, record: ProbeRecord, error: string): void {
  const worker = kit.state.workers.get(record.uid);
  if (worker !== undefined) event(kit, worker, 'Warning', 'Unhealthy', `${title(record.type)} probe errored and resulted in unknown state: ${error}`, record.container);
  kit.state.probes.set(key, { ...record, running: 0 });
  probeAgain(kit, key);
}

/**
 * With each sync a container that runs and is not ready is asked at once, whatever its period; one that is being asked is asked again.
 * Follows prober_manager.go UpdatePodStatus and the workers' manualTriggerCh.
 */
export function askReadiness(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.probesSince === null || !isProbed(worker)) return;
  for (const [key, record] of probesOf(kit, worker)) {
    if (record.type !== 'readiness' || record.result === true) continue;
    if (record.running === 0) probe(kit, key);
    else if (!record.again) kit.state.probes.set(key, { ...record, again: true });
  }
}
/** What was asked for while the probe ran. */
export function probeAgain(kit: Kit, key: string): void {
  const record = kit.state.probes.get(key);
  if (record?.again !== true) return;
  kit.state.probes.set(key, { ...record, again: false });
  probe(kit, key);
}
