/** One Pod opened up, as a picture's plain data: what it shares, each container on its own, and how the two meet. */
import { podFactKey, type ContainerFact, type PodFact, type ProbeFact } from '../../../cluster/contract/facts.ts';
import type { Route, SocketInfo } from '../../../cluster/contract/network.ts';
import type { TraceEvent } from '../../../cluster/contract/trace.ts';
import { keeperOf, type Keeper } from '../../../model/keeper.ts';
import type { Container, Pod, k8s } from '../../../model/objects.ts';
import { bytesText } from './capacity.ts';
import { containerOfStep, podOfStep, type Moment } from './moment.ts';
import { containerChips, graceOf, isCut, ownNotes, podCondition, type ContainerChip, type MarkState } from './pod-state.ts';

export interface Meter {
  /** Of the limit, or of twice the request where there is none; 0 to 1. */
  readonly share: number;
  readonly limited: boolean;
  readonly throttled: boolean;
  readonly text: string;
}
export interface ContainerBox {
  readonly chip: ContainerChip;
  readonly image: string;
  readonly mark: MarkState;
  readonly word: string;
  readonly root: readonly { readonly path: string; readonly mounted: boolean }[];
  readonly processes: readonly { readonly pid: number; readonly command: string; readonly zombie: boolean }[];
  readonly cpu: Meter | null;
  readonly memory: Meter | null;
  readonly probes: readonly ProbeFact[];
  readonly lastLine: string;
  /** Why it cannot start, in the kubelet's words; '' where nothing is in its way. */
  readonly trouble: string;
  /** How its last run ended, where there was one: `exit 1`, `OOMKilled, exit 137`. */
  readonly last: string;
  /** The kernel took it for its memory, this time or the last. */
  readonly oom: boolean;
  readonly lit: boolean;
}
export interface Tray {
  readonly name: string;
  readonly kind: string;
  /** What is behind it, and its bounds: `in memory, at most 32Mi`, `web-conf`. */
  readonly about: string;
  readonly files: readonly string[];
  readonly mounts: readonly { readonly container: string; readonly path: string; readonly readOnly: boolean }[];
}
/** A real socket on a wire of the Pod. */
export interface PortRing {
  readonly key: string;
  readonly container: string;
  readonly port: number;
  readonly protocol: string;
  readonly eth0: boolean;
  readonly lo: boolean;
  /** A listener, or the near end of a connection that a container opened. */
  readonly listens: boolean;
  readonly connected: boolean;
}
export interface PodGraph {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly mark: MarkState;
  readonly word: string;
  readonly readyText: string;
  readonly qos: string;
  readonly restarts: number;
  readonly sandbox: 'none' | 'creating' | 'ready' | 'stopped';
  readonly hostname: string;
  readonly sharesProcesses: boolean;
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  /** The volume that containers share as /dev/shm; '' for the Pod's own. */
  readonly shm: string;
  readonly keeper: Keeper;
  /** Its node has not been heard of: all that is shown is what was last said. */
  readonly cut: boolean;
  readonly inits: readonly ContainerBox[];
  readonly boxes: readonly ContainerBox[];
  readonly trays: readonly Tray[];
  /** Volumes that every Pod is given, told in words only. */
  readonly given: readonly string[];
  readonly address: string;
  readonly routes: readonly string[];
  readonly rings: readonly PortRing[];
  readonly grace: { readonly from: number; readonly to: number } | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly lit: '' | 'pod' | 'sandbox' | 'container';
}

export function projectPod({ view, step }: Moment, uid: string): PodGraph | null {
  const pod = view.list('pods').find((one) => one.metadata.uid === uid);
  if (!pod) return null;
  const fact = pod.spec.nodeName ? (view.fact(podFactKey(pod.spec.nodeName, uid)) as PodFact | undefined) : undefined;
  const chips = containerChips(pod, fact);
  const about = podOfStep(step) === uid;
  const boxes = chips.map((chip) => containerBox(pod, chip, fact, about && containerOfStep(step) === chip.name));
  const app = chips.filter((chip) => chip.kind === 'regular' || chip.kind === 'sidecar');
  const shown = boxes.filter((box) => box.chip.kind !== 'init');
  return {
    uid,
    name: pod.metadata.name,
    namespace: pod.metadata.namespace,
    node: pod.spec.nodeName ?? '',
    ...podCondition(pod, chips),
    readyText: `${pod.status.phase}, ${app.filter((chip) => chip.ready).length} of ${app.length} ready`,
    qos: pod.status.qosClass,
    restarts: chips.reduce((sum, chip) => sum + chip.restarts, 0),
    sandbox: fact?.sandbox.state ?? 'none',
    hostname: fact?.hostname ?? pod.spec.hostname ?? pod.metadata.name,
    sharesProcesses: pod.spec.shareProcessNamespace === true,
    hostNetwork: pod.spec.hostNetwork === true,
    hostPID: pod.spec.hostPID === true,
    hostIPC: pod.spec.hostIPC === true,
    shm: shown.flatMap((box) => specOf(pod, box.chip.name)?.volumeMounts ?? []).find((mount) => mount.mountPath === '/dev/shm')?.name ?? '',
    keeper: keeperOf(pod),
    cut: isCut(view.get('nodes', '', pod.spec.nodeName ?? '')),
    inits: boxes.filter((box) => box.chip.kind === 'init'),
    boxes: shown,
    trays: traysOf(pod, fact, shown),
    given: (pod.spec.volumes ?? []).filter((volume) => isGiven(volume.name)).map((volume) => volume.name),
    address: fact?.sandbox.ip || pod.status.podIP || '',
    routes: routeTexts(fact?.routes ?? []),
    rings: ringsOf(fact, shown),
    grace: graceOf(fact, chips),
    labels: pod.metadata.labels ?? {},
    annotations: ownNotes(pod),
    lit: about ? litPart(step) : '',
  };
}

function litPart(step: TraceEvent | null): PodGraph['lit'] {
  if (step?.type === 'kubelet/sandbox') return 'sandbox';
  return containerOfStep(step) === '' ? 'pod' : 'container';
}

/** The token volume that admission adds to every Pod; and the kubelet's own file of hosts. */
const isGiven = (volume: string): boolean => volume.startsWith('kube-api-access-') || volume === 'etc-hosts' || volume === '';

const specOf = (pod: Pod, name: string): Container | undefined => [
  ...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...((pod.spec.ephemeralContainers ?? []) as unknown as readonly Container[]),
].find((one) => one.name === name);

function containerBox(pod: Pod, chip: ContainerChip, fact: PodFact | undefined, lit: boolean): ContainerBox {
  const own = fact?.containers.find((one) => one.name === chip.name);
  const mounts = (own?.mounts ?? specOf(pod, chip.name)?.volumeMounts?.map((mount) => ({ volume: mount.name, path: mount.mountPath })) ?? []).filter((mount) => !isGiven(mount.volume));
  return {
    chip,
    image: own?.image ?? specOf(pod, chip.name)?.image ?? '',
    ...stateOf(pod, chip),
    root: own && chip.look === 'running' ? rootOf(own.root, mounts.map((mount) => mount.path)) : [],
    processes: (chip.look === 'running' ? (own?.processes ?? []) : []).map(({ pid, command, state }) => ({ pid, command, zombie: state === 'zombie' })),
    cpu: own && chip.look === 'running' ? cpuMeter(own.cpu) : null,
    memory: own && chip.look === 'running' ? memoryMeter(own.memory) : null,
    probes: own?.probes ?? [],
    lastLine: own?.lastLine ?? '',
    trouble: troubleOf(pod, chip),
    ...lastOf(pod, chip.name),
    lit,
  };
}

/** What the kubelet says of a container that cannot start; of one that only waits for its next start the picture says enough. */
function troubleOf(pod: Pod, { name, failed }: ContainerChip): string {
  const waiting = statusOf(pod, name)?.state?.waiting;
  return failed && waiting?.reason !== 'CrashLoopBackOff' ? (waiting?.message ?? '') : '';
}

const statusOf = (pod: Pod, name: string): k8s.ContainerStatus | undefined => [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].find((one) => one.name === name);

function lastOf(pod: Pod, name: string): Pick<ContainerBox, 'last' | 'oom'> {
  const status = statusOf(pod, name);
  const [now, before] = [status?.state?.terminated, status?.lastState?.terminated];
  const oom = [now, before].some((one) => one?.reason === 'OOMKilled');
  if (before === undefined) return { last: '', oom };
  return { last: before.reason === undefined || before.reason === 'Error' || before.reason === 'Completed' ? `exit ${before.exitCode}` : `${before.reason}, exit ${before.exitCode}`, oom };
}

function stateOf(pod: Pod, chip: ContainerChip): { readonly mark: MarkState; readonly word: string } {
  if (chip.failed) return { mark: 'failed', word: chip.word };
  if (chip.look === 'exited') return { mark: 'succeeded', word: chip.word };
  if (chip.look === 'pulling') return { mark: 'pending', word: 'Pulling' };
  if (chip.look === 'running') {
    if (pod.metadata.deletionTimestamp !== undefined) return { mark: 'terminating', word: 'Stopping' };
    return chip.ready || chip.kind === 'init' || chip.kind === 'ephemeral'
      ? { mark: chip.kind === 'regular' || chip.kind === 'sidecar' ? 'ready' : 'running', word: chip.kind === 'regular' || chip.kind === 'sidecar' ? 'Ready' : 'Running' }
      : { mark: 'running', word: 'Not ready' };
  }
  return { mark: 'pending', word: chip.look === 'created' ? 'Created' : 'Waiting' };
}

/** Mounted paths stand out among the top of its own file system. */
function rootOf(top: readonly string[], mounted: readonly string[]): ContainerBox['root'] {
  const own = top.map((path) => (path.startsWith('/') ? path : `/${path}`)).filter((path) => !mounted.includes(path));
  return [...mounted.map((path) => ({ path, mounted: true })), ...own.map((path) => ({ path, mounted: false }))];
}

function cpuMeter(cpu: ContainerFact['cpu']): Meter {
  const of = cpu.limitMilli ?? Math.max(cpu.requestMilli * 2, 100);
  return { share: Math.min(1, cpu.usedMilli / of), limited: cpu.limitMilli !== null, throttled: cpu.throttled, text: cpu.limitMilli === null ? `${cpu.usedMilli}m, no limit` : `${cpu.usedMilli} of ${cpu.limitMilli}m` };
}
function memoryMeter(memory: ContainerFact['memory']): Meter {
  const of = memory.limitBytes ?? Math.max(memory.requestBytes * 2, 64 * 1024 * 1024);
  const used = Math.round(memory.usedBytes / 1048576);
  return { share: Math.min(1, memory.usedBytes / of), limited: memory.limitBytes !== null, throttled: false, text: memory.limitBytes === null ? `${used}Mi, no limit` : `${used} of ${bytesText(memory.limitBytes)}` };
}

const KINDS: readonly (keyof k8s.Volume)[] = ['emptyDir', 'configMap', 'secret', 'hostPath', 'persistentVolumeClaim', 'projected', 'downwardAPI', 'image', 'ephemeral'];
function traysOf(pod: Pod, fact: PodFact | undefined, boxes: readonly ContainerBox[]): readonly Tray[] {
  return (pod.spec.volumes ?? [])
    .filter((volume) => !isGiven(volume.name))
    .map((volume) => ({
      name: volume.name,
      kind: KINDS.find((kind) => volume[kind] !== undefined) ?? fact?.volumes.find((one) => one.name === volume.name)?.kind ?? 'emptyDir',
      about: aboutVolume(volume),
      files: fact?.volumes.find((one) => one.name === volume.name)?.files ?? [],
      mounts: boxes.flatMap((box) =>
        (specOf(pod, box.chip.name)?.volumeMounts ?? []).filter((mount) => mount.name === volume.name).map((mount) => ({ container: box.chip.name, path: mount.mountPath, readOnly: mount.readOnly === true })),
      ),
    }));
}

function aboutVolume({ emptyDir, configMap, secret, hostPath, persistentVolumeClaim }: k8s.Volume): string {
  if (emptyDir) return [emptyDir.medium === 'Memory' ? 'in memory' : '', emptyDir.sizeLimit === undefined ? '' : `at most ${emptyDir.sizeLimit}`].filter((text) => text !== '').join(', ');
  return configMap?.name ?? secret?.secretName ?? hostPath?.path ?? persistentVolumeClaim?.claimName ?? '';
}

const routeTexts = (routes: readonly Route[]): readonly string[] =>
  routes.map(({ destination, via, device, source }) => [destination, via === '' ? '' : `via ${via}`, `dev ${device}`, source === '' ? '' : `src ${source}`].filter((text) => text !== '').join(' '));

const ANY = new Set(['0.0.0.0', '::', '*', '']);
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

function ringsOf(fact: PodFact | undefined, boxes: readonly ContainerBox[]): readonly PortRing[] {
  if (!fact) return [];
  const nameOf = (socket: SocketInfo): string => fact.containers.find((one) => one.id === socket.container || one.name === socket.container)?.name ?? '';
  const open = fact.sockets.filter((socket) => socket.state === 'ESTABLISHED');
  const listeners = fact.sockets.filter((socket) => socket.state === 'LISTEN' || socket.state === 'UNCONN');
  const serves = new Set(listeners.map((socket) => socket.local.port));
  const rings = listeners.map((socket) => ring(socket, nameOf(socket), true, open.some((one) => one.local.port === socket.local.port)));
  const clients = open.filter((socket) => !serves.has(socket.local.port)).map((socket) => ring(socket, nameOf(socket), false, true));
  const known = new Set(boxes.map((box) => box.chip.name));
  const seen = new Set<string>();
  return [...rings, ...clients.slice(-4)].filter((one) => known.has(one.container) && !seen.has(one.key) && seen.add(one.key));
}
function ring(socket: SocketInfo, container: string, listens: boolean, connected: boolean): PortRing {
  const { address, port } = socket.local;
  const any = ANY.has(address);
  return { key: `${container} ${socket.protocol} ${port}`, container, port, protocol: socket.protocol, eth0: any || !isLoopback(address), lo: any || isLoopback(address), listens, connected };
}

