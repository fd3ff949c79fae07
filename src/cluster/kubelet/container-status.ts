/** A container's status as the API shows it, from what was seen of it. Follows kubelet_pods.go convertToAPIContainerStatuses. */
import { flat } from '../../base/flat.ts';
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { shouldBeRestarted } from './restart.ts';
import type { NamedContainer } from './kit.ts';
import type { ContainerRecord, Worker } from './state.ts';

/** What the probes say of a container: whether it counts as started, and as ready. */
export interface Probed {
  readonly started: (container: NamedContainer, record: ContainerRecord) => boolean;
  readonly ready: (container: NamedContainer, record: ContainerRecord) => boolean;
}
export interface StatusInput {
  readonly worker: Worker;
  readonly probed: Probed;
  readonly time: (at: SimTime) => string;
}

const EMPTY: k8s.ContainerState = {};

export function stateOf(record: ContainerRecord, time: StatusInput['time']): k8s.ContainerState {
  const { seen, id } = record;
  switch (seen.kind) {
    case 'created':
      return { waiting: { reason: 'ContainerCreating' } };
    case 'running':
      return { running: { startedAt: time(seen.startedAt) } };
    case 'exited':
      return {
        terminated: {
          exitCode: seen.exitCode,
          reason: seen.reason,
          ...(seen.message === '' ? {} : { message: seen.message }),
          startedAt: seen.reason === 'StartError' ? '1970-01-01T00:00:00Z' : time(seen.startedAt),
          finishedAt: time(seen.finishedAt),
          containerID: flat(['containerd://', id]),
        },
      };
  }
}

function mountsOf(spec: k8s.Container): readonly k8s.VolumeMountStatus[] | undefined {
  if (spec.volumeMounts === undefined || spec.volumeMounts.length === 0) return undefined;
  return mountStatuses(spec.volumeMounts);
}
const mountCache = new WeakMap<readonly k8s.VolumeMount[], readonly k8s.VolumeMountStatus[]>();
/** The same for every status of a Pod, so it is made once and shared. */
function mountStatuses(mounts: readonly k8s.VolumeMount[]): readonly k8s.VolumeMountStatus[] {
  const known = mountCache.get(mounts);
  if (known !== undefined) return known;
  const made = mounts.map(({ name, mountPath, readOnly }): k8s.VolumeMountStatus => ({ name, mountPath, ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}) }));
  mountCache.set(mounts, made);
  return made;
}

const RESTARTING = { reason: 'RestartingAllContainers', message: 'The container is removed because RestartAllContainers in place' };
/** The end of a container that was removed so that all begin anew. */
export const REMOVED: k8s.ContainerState = { terminated: { exitCode: 137, ...RESTARTING, startedAt: null as never, finishedAt: null as never } };

function waitingStatus({ pod, removed }: Worker, { spec }: NamedContainer): k8s.ContainerStatus {
  const runs = removed[spec.name];
  if (runs !== undefined) return { name: spec.name, state: { waiting: RESTARTING }, lastState: REMOVED, ready: false, restartCount: runs, image: spec.image ?? '', imageID: '', started: false };
  const reason = (pod.spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating';
  const volumeMounts = mountsOf(spec);
  return { name: spec.name, state: { waiting: { reason } }, lastState: EMPTY, ready: false, restartCount: 0, image: spec.image ?? '', imageID: '', started: false, ...(volumeMounts ? { volumeMounts } : {}) };
}

/** What the runtime has been told: the granted requests, and what the container runs with. */
function resourcesOf(record: ContainerRecord, allocated: k8s.ResourceRequirements | undefined): Partial<k8s.ContainerStatus> {
  const granted = allocated ?? record.resources;
  const resources = record.resources ?? {};
  const { limits, requests } = resources;
  return {
    ...(granted?.requests === undefined ? {} : { allocatedResources: granted.requests }),
    resources: limits === undefined && requests === undefined ? EMPTY_RESOURCES : { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
  };
}
const EMPTY_RESOURCES: k8s.ResourceRequirements = {};

function isReady(input: StatusInput, container: NamedContainer, record: ContainerRecord): boolean {
  if (container.kind === 'ephemeral') return false;
  if (container.kind === 'init') return record.seen.kind === 'exited' && record.seen.exitCode === 0;
  return record.seen.kind === 'running' && input.probed.started(container, record) && input.probed.ready(container, record);
}

export function containerStatus(input: StatusInput, container: NamedContainer): k8s.ContainerStatus {
  const { worker } = input;
  const { spec, kind } = container;
  const record = worker.containers[spec.name];
  const base = record === undefined ? waitingStatus(worker, container) : runStatus(input, container, record);
  const reason = worker.reasons[spec.name];
  const done = (kind === 'init' || kind === 'sidecar') && record?.seen.kind === 'exited' && record.seen.exitCode === 0;
  if (reason === undefined || done || !shouldBeRestarted(worker.pod, spec, kind, record)) return base;
  return {
    ...base,
    lastState: base.state?.terminated === undefined ? base.lastState : base.state,
    state: { waiting: { reason: reason.reason, ...(reason.message === '' ? {} : { message: reason.message }) } },
  };
}

const users = new Map<string, k8s.ContainerUser>();
/** Who the first process is; images here run as root unless they are told otherwise. */
function userOf({ pod }: Worker, { spec }: NamedContainer): k8s.ContainerUser {
  const { runAsUser, runAsGroup, supplementalGroups = [], fsGroup } = pod.spec.securityContext;
  const uid = spec.securityContext?.runAsUser ?? runAsUser ?? 0;
  const gid = spec.securityContext?.runAsGroup ?? runAsGroup ?? 0;
  const groups = [...new Set([gid, ...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups])].sort((a, b) => a - b);
  const key = `${uid}:${groups.join()}:${gid}`;
  const known = users.get(key) ?? { linux: { uid, gid, supplementalGroups: groups } };
  if (users.size > 1000) users.clear();
  users.set(key, known);
  return known;
}

function runStatus(input: StatusInput, container: NamedContainer, record: ContainerRecord): k8s.ContainerStatus {
  const { worker, time } = input;
  const { spec, kind } = container;
  const volumeMounts = mountsOf(spec);
  const started = kind === 'ephemeral' ? undefined : record.seen.kind === 'running' && (kind === 'init' || input.probed.started(container, record));
  return {
    name: spec.name,
    state: stateOf(record, time),
    lastState: record.last ?? EMPTY,
    ready: isReady(input, container, record),
    restartCount: record.attempt,
    image: record.imageName,
    imageID: record.imageID,
    containerID: flat(['containerd://', record.id]),
    ...(started === undefined ? {} : { started }),
    ...resourcesOf(record, worker.allocated[spec.name]),
    user: userOf(worker, container),
    ...(volumeMounts ? { volumeMounts } : {}),
    ...(spec.lifecycle?.stopSignal === undefined ? {} : { stopSignal: spec.lifecycle.stopSignal }),
  };
}
