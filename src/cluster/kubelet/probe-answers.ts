/** What the answers of the probes lead to: counts, thresholds, a status, a restart. Follows pkg/kubelet/prober. */
import type { k8s } from '../../model/objects.ts';
import type { CallTarget, CriEvent } from '../contract/cri.ts';
import { about, containerSpec, event } from './kit.ts';
import type { Kit } from './kit.ts';
import { callMessage, redirected } from './probe-words.ts';
import { askReadiness, errored, probeAgain, specOf, title } from './probes.ts';
import type { ProbeRecord, ProbeType, Worker } from './state.ts';
import { generateStatus, setStatus } from './status.ts';
import { requestSync } from './sync.ts';

export function execProbed(kit: Kit, key: string, done: Extract<CriEvent, { readonly cri: 'execDone' }>): void {
  const record = kit.state.probes.get(key);
  const spec = record && probeSpec(kit, record);
  if (record === undefined || record.running !== done.exec || spec === undefined) return;
  if (done.timedOut) return answered(kit, key, false, `command timed out: "${(spec.exec?.command ?? []).join(' ')}" timed out after ${spec.timeoutSeconds ?? 1}s`);
  if (done.error !== '') return errored(kit, key, record, `rpc error: code = Unknown desc = ${done.error}`);
  answered(kit, key, done.exitCode === 0, done.output);
}
export function callProbed(kit: Kit, key: string, done: Extract<CriEvent, { readonly cri: 'called' }>): void {
  const record = kit.state.probes.get(key);
  const worker = record && kit.state.workers.get(record.uid);
  const spec = record && probeSpec(kit, record);
  if (record === undefined || worker === undefined || spec === undefined || record.running !== done.call) return;
  const next = redirected(worker, record.container, spec, done);
  if (next !== null) return follow(kit, key, record, worker.node, next, (spec.timeoutSeconds ?? 1) * 1000);
  const [ok, message] = callMessage(worker, record.container, spec, done);
  if (ok && done.status >= 300) event(kit, worker, 'Warning', 'ProbeWarning', `${title(record.type)} probe warning: Probe terminated redirects, Response body: ${message}`, record.container);
  answered(kit, key, ok, message);
}
function follow(kit: Kit, key: string, record: ProbeRecord, node: string, target: CallTarget, timeoutMs: number): void {
  const running = kit.cri.call(node, target, timeoutMs);
  kit.state.calls.set(running, { for: 'probe', key, node });
  kit.state.probes.set(key, { ...record, running });
}
function probeSpec(kit: Kit, record: ProbeRecord): k8s.Probe | undefined {
  const worker = kit.state.workers.get(record.uid);
  const spec = worker && containerSpec(worker.pod, record.container)?.spec;
  return spec && specOf(spec, record.type);
}

function answered(kit: Kit, key: string, ok: boolean, message: string): void {
  const record = kit.state.probes.get(key);
  const worker = record && kit.state.workers.get(record.uid);
  const spec = record && probeSpec(kit, record);
  if (record === undefined || worker === undefined || spec === undefined) return;
  const run = record.last === ok ? record.run + 1 : 1;
  const threshold = ok ? (spec.successThreshold ?? 1) : (spec.failureThreshold ?? 3);
  if (!ok) event(kit, worker, 'Warning', 'Unhealthy', `${title(record.type)} probe failed: ${message}`, record.container);
  kit.plan.trace({ type: 'kubelet/probe', ...about(worker), container: record.container, probe: record.type, ok, failures: ok ? 0 : run, threshold, message });
  const decided = run >= threshold;
  const onHold = decided && !ok && record.type !== 'readiness';
  const results = [...record.results.slice(1 - KEPT_RESULTS), { at: kit.plan.now, ok }];
  kit.state.probes.set(key, { ...record, last: ok, run: onHold ? 0 : run, onHold, result: decided ? ok : record.result, running: 0, results });
  kit.state.factDirty.add(record.uid);
  if (decided && record.result !== ok) resultChanged(kit, worker, record.type, ok);
  probeAgain(kit, key);
}

function resultChanged(kit: Kit, worker: Worker, type: ProbeType, ok: boolean): void {
  if (type !== 'liveness') setStatus(kit, worker.uid, generateStatus(kit, worker));
  if (type === 'startup' && ok) askReadiness(kit, worker.uid);
  if (type !== 'liveness' || !ok) requestSync(kit, worker.uid);
}

const KEPT_RESULTS = 10;
