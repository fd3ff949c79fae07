/** A Pod on its node as pictures show it: written when something of it changed, at most once an instant. */
import { milliValue, wholeValue } from '../../model/quantity.ts';
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { podFactKey } from '../contract/facts.ts';
import type { ContainerFact, PodFact, ProbeFact } from '../contract/facts.ts';
import type { ContainerRunState } from '../contract/cri.ts';
import { containersOf } from './kit.ts';
import type { Kit, NamedContainer } from './kit.ts';
import { probeLabel } from './probe-words.ts';
import { probeRecords } from './probes.ts';
import { hostnameOf } from './sandbox.ts';
import type { Worker } from './state.ts';
import { volumeId } from './volumes.ts';

export function flushFacts(kit: Kit): void {
  for (const uid of kit.state.factDirty) {
    const worker = kit.state.workers.get(uid);
    if (worker !== undefined) kit.plan.fact(podFactKey(worker.node, uid), podFact(kit, worker));
  }
  kit.state.factDirty.clear();
}

const NONE: readonly never[] = [];
function podFact(kit: Kit, worker: Worker): PodFact {
  const { sandbox, terminating, uid, namespace, name, pod } = worker;
  const ready = sandbox?.state === 'ready';
  const at = sandbox === null ? null : { sandbox: sandbox.id };
  const before = kit.plan.view.fact(podFactKey(worker.node, uid)) as PodFact | undefined;
  const sandboxFact = { state: sandbox?.state ?? 'creating', id: sandbox?.id ?? '', ip: sandbox?.ip ?? '', since: sandbox?.since ?? kit.plan.now } as const;
  return {
    fact: 'pod',
    namespace,
    name,
    uid,
    sandbox: sandboxFact,
    hostname: hostnameOf(worker),
    interfaces: !ready || at === null ? NONE : before !== undefined && before.interfaces.length > 0 ? before.interfaces : kit.network.interfaces(at),
    routes: !ready || at === null ? NONE : before !== undefined && before.routes.length > 0 ? before.routes : kit.network.routes(at),
    sockets: !ready || at === null ? NONE : kit.network.sockets(at),
    volumes: (pod.spec.volumes ?? []).map((volume, i) => volumeFact(kit, worker, volume, before?.volumes[i])),
    containers: containersOf(pod).map((container, i) => containerFact(kit, worker, container, before?.containers[i])),
    terminating: terminating === null ? null : { since: terminating.since, graceUntil: (terminating.since + terminating.grace * 1000) as SimTime },
  };
}

type VolumeFact = PodFact['volumes'][number];
function volumeFact(kit: Kit, worker: Worker, volume: k8s.Volume, before: VolumeFact | undefined): VolumeFact {
  // A token's volume stays as it is.
  if (before !== undefined && before.files.length > 0 && volume.name.startsWith('kube-api-access-')) return before;
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  return { name: volume.name, kind, files: worker.mounted ? kit.cri.volumeFiles(worker.node, volumeId(kit, worker, volume)) : NONE };
}
const stateOf = (worker: Worker, name: string, run: ContainerRunState | null): ContainerFact['state'] => {
  const wait = worker.run?.wait;
  if (wait?.on === 'pull' && wait.name === name) return 'pulling';
  return run === null ? 'waiting' : run.kind === 'created' ? 'created' : run.kind;
};
function sinceOf(kit: Kit, before: ContainerFact | undefined, run: ContainerRunState | null): SimTime {
  if (run?.kind === 'running') return run.startedAt;
  if (run?.kind === 'exited') return run.finishedAt;
  return before?.since ?? kit.plan.now;
}

function containerFact(kit: Kit, worker: Worker, { kind, spec }: NamedContainer, before: ContainerFact | undefined): ContainerFact {
  const record = worker.containers[spec.name];
  const run = record === undefined ? null : kit.cri.containerState(record.id);
  const inside = record === undefined || run?.kind !== 'running' ? null : kit.cri.inspect(record.id);
  const used = record === undefined || run?.kind !== 'running' ? { milliCpu: 0, memoryBytes: 0 } : kit.cri.usage(record.id);
  const state = stateOf(worker, spec.name, run);
  const { requests, limits } = worker.allocated[spec.name] ?? spec.resources ?? {};
  const limitMilli = limits?.['cpu'] === undefined ? null : milliValue(limits['cpu']);
  return {
    name: spec.name,
    kind,
    image: spec.image ?? '',
    id: record?.id ?? '',
    attempt: record?.attempt ?? 0,
    state,
    since: sinceOf(kit, before?.state === state ? before : undefined, run),
    until: null,
    exitCode: run?.kind === 'exited' ? run.exitCode : null,
    processes: inside?.processes ?? NONE,
    mounts: mountsOf(spec),
    root: inside === null ? NONE : inside.root,
    written: inside === null ? NONE : inside.written,
    cpu: { usedMilli: used.milliCpu, requestMilli: milliValue(requests?.['cpu']), limitMilli, throttled: limitMilli !== null && used.milliCpu >= limitMilli },
    memory: { usedBytes: used.memoryBytes, requestBytes: wholeValue(requests?.['memory']), limitBytes: limits?.['memory'] === undefined ? null : wholeValue(limits['memory']) },
    probes: probesOf(kit, worker, spec),
    // What it said last is asked for most once it has ended.
    lastLine: (run?.kind === 'exited' && record !== undefined ? kit.cri.inspect(record.id) : inside)?.lastLine ?? '',
    retryAt: worker.reasons[spec.name]?.until ?? null,
  };
}

const mountsOf = ({ volumeMounts = [] }: k8s.Container): ContainerFact['mounts'] =>
  volumeMounts.map(({ name, mountPath, readOnly }) => ({ volume: name, path: mountPath, readOnly: readOnly === true }));

function probesOf(kit: Kit, worker: Worker, spec: k8s.Container): readonly ProbeFact[] {
  if (spec.startupProbe === undefined && spec.readinessProbe === undefined && spec.livenessProbe === undefined) return NONE;
  return probeRecords(kit, worker, spec.name).flatMap(({ type, results }) => {
    const probe = type === 'startup' ? spec.startupProbe : type === 'readiness' ? spec.readinessProbe : spec.livenessProbe;
    if (probe === undefined) return [];
    const { periodSeconds = 10, failureThreshold = 3, successThreshold = 1 } = probe;
    return [{ probe: type, target: probeLabel(probe), periodSeconds, failureThreshold, successThreshold, results }];
  });
}
