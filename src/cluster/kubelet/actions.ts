/** What a sync of a Pod has to do, from its spec and what was seen of it. Follows kuberuntime computePodActions. */
import type { k8s, Pod } from '../../model/objects.ts';
import type { ContainerId } from '../contract/ids.ts';
import { kindOfInit } from './kit.ts';
import type { ProbeResults } from './probe-results.ts';
import { restartsFor } from './resize.ts';
import { exitCodeOf, isRestartable, restartsAfter, restartsAll, shouldBeRestarted } from './restart.ts';
import type { ContainerRecord, KillReason, Op, Worker } from './state.ts';

interface Actions {
  killPod: boolean;
  sandbox: boolean;
  readonly kill: { readonly id: ContainerId; readonly message: string; readonly reason: KillReason }[];
  readonly start: string[];
}

export function computeOps(worker: Worker, probed: ProbeResults): readonly Op[] {
  if (worker.sandbox?.state === 'ready' && restartsAll(worker.pod, worker.containers)) return [{ op: 'resetAll' }];
  const actions: Actions = { killPod: false, sandbox: false, kill: [], start: [] };
  decide(worker, probed, actions);
  if (actions.killPod) return [{ op: 'killPod' }, ...(actions.sandbox ? rebuild(actions) : [])];
  return [...actions.kill.map((kill): Op => ({ op: 'kill', ...kill })), ...(actions.sandbox ? rebuild(actions) : starts(actions))];
}
const starts = ({ start }: Actions): readonly Op[] => start.map((name): Op => ({ op: 'start', name }));
const rebuild = (actions: Actions): readonly Op[] => [{ op: 'sandbox' }, ...starts(actions)];

function decide(worker: Worker, probed: ProbeResults, actions: Actions): void {
  const { pod, sandbox, containers } = worker;
  if (sandbox === null || sandbox.state === 'stopped') return decideSandbox(worker, actions);
  for (const { name } of pod.spec.ephemeralContainers ?? []) if (containers[name] === undefined) actions.start.push(name);
  if (!decideInit(worker, probed, actions) || actions.killPod) return;
  let kept = 0;
  const starting = actions.start.length;
  for (const spec of pod.spec.containers) if (decideContainer(worker, spec, probed, actions)) kept++;
  // Sidecars do not keep a Pod alive.
  if (kept === 0 && actions.start.length === starting) actions.killPod = true;
}

function decideSandbox(worker: Worker, actions: Actions): void {
  const { pod, sandbox, containers } = worker;
  const restartable = pod.spec.containers.some((spec) => isRestartable(pod, spec, 'regular'));
  actions.killPod = sandbox !== null;
  if (sandbox !== null && !restartable && Object.keys(containers).length > 0) return;
  const again = pod.spec.containers.filter((spec) => shouldBeRestarted(pod, spec, 'regular', containers[spec.name]));
  if (again.length === 0) return;
  actions.sandbox = true;
  const first = pod.spec.initContainers?.[0];
  for (const spec of first === undefined ? again : [first]) actions.start.push(spec.name);
}

/** True when the container is kept as it runs. */
function decideContainer(worker: Worker, spec: k8s.Container, probed: ProbeResults, actions: Actions): boolean {
  const { pod } = worker;
  const record = worker.containers[spec.name];
  if (record?.seen.kind !== 'running') {
    if (shouldBeRestarted(pod, spec, 'regular', record)) actions.start.push(spec.name);
    return false;
  }
  const found = trouble(spec, record, probed) ?? (worker.resize.inProgress !== null && restartsFor(worker, record) ? RESIZE : null);
  if (found === null) return true;
  const restart = found.changed || isRestartable(pod, spec, 'regular');
  if (restart) actions.start.push(spec.name);
  actions.kill.push({ id: record.id, message: `Container ${spec.name} ${found.text}${restart && found !== RESIZE ? ', will be restarted' : ''}`, reason: found.reason });
  return false;
}

const RESIZE = { text: 'resize requires restart', reason: 'plain', changed: true } as const;
function trouble(spec: k8s.Container, record: ContainerRecord, probed: ProbeResults): { readonly text: string; readonly reason: KillReason; readonly changed: boolean } | null {
  if (record.image !== spec.image) return { text: 'definition changed', reason: 'plain', changed: true };
  if (spec.livenessProbe !== undefined && probed('liveness', spec.name, record.id) === false) return { text: 'failed liveness probe', reason: 'liveness', changed: false };
  if (spec.startupProbe !== undefined && probed('startup', spec.name, record.id) === false) return { text: 'failed startup probe', reason: 'startup', changed: false };
  return null;
}

function hasInitialized(pod: Pod, containers: Worker['containers']): boolean {
  return pod.spec.containers.some(({ name }) => {
    const seen = containers[name]?.seen.kind;
    return seen === 'running' || seen === 'exited';
  });
}

/** Goes through the init containers from the last to the first. True when all of them are done, or started where they stay. */
function decideInit(worker: Worker, probed: ProbeResults, actions: Actions): boolean {
  const { pod, containers } = worker;
  const inits = pod.spec.initContainers ?? [];
  if (inits.length === 0) return true;
  let initialized = hasInitialized(pod, containers);
  let passed = initialized;
  const start: string[] = [];
  for (let i = inits.length - 1; i >= 0; i--) {
    const spec = inits[i];
    if (spec === undefined) continue;
    const record = containers[spec.name];
    const kind = kindOfInit(spec);
    if (record === undefined) {
      if (passed && kind === 'sidecar') start.push(spec.name);
      continue;
    }
    if (passed && kind !== 'sidecar') continue;
    const outcome = kind === 'sidecar' ? sidecarOutcome(spec, record, probed, actions, start, passed) : initOutcome(pod, spec, record, start);
    if (outcome === 'fatal') {
      actions.killPod = true;
      return false;
    }
    if (outcome === 'done' && !passed) {
      const next = inits[i + 1];
      if (next === undefined) initialized = true;
      else start.push(next.name);
    }
    passed = true;
  }
  const first = inits[0];
  if (!passed && first !== undefined) start.push(first.name);
  actions.start.push(...start.reverse());
  return initialized;
}

type Outcome = 'done' | 'waiting' | 'fatal';

function initOutcome(pod: Pod, spec: k8s.Container, record: ContainerRecord, start: string[]): Outcome {
  const exitCode = exitCodeOf(record);
  if (record.seen.kind === 'created') start.push(spec.name);
  if (exitCode === null) return 'waiting';
  if (exitCode === 0) return 'done';
  if (!restartsAfter(pod, spec, 'init', exitCode)) return 'fatal';
  start.push(spec.name);
  return 'waiting';
}

function sidecarOutcome(spec: k8s.Container, record: ContainerRecord, probed: ProbeResults, actions: Actions, start: string[], passed: boolean): Outcome {
  if (record.seen.kind !== 'running') {
    start.push(spec.name);
    return passed ? 'done' : 'waiting';
  }
  const again = (text: string, reason: KillReason): Outcome => {
    actions.kill.push({ id: record.id, message: `Init container ${spec.name} ${text}`, reason });
    start.push(spec.name);
    return 'waiting';
  };
  if (record.image !== spec.image) return again('definition changed', 'plain');
  if (spec.startupProbe !== undefined) {
    const started = probed('startup', spec.name, record.id);
    if (started === false) return again('failed startup probe', 'startup');
    if (started !== true) return 'waiting';
  }
  if (spec.livenessProbe !== undefined && probed('liveness', spec.name, record.id) === false) return again('failed liveness probe', 'liveness');
  return 'done';
}
