/**
 * What a kubelet asks of its container runtime, after the Container Runtime Interface. Calls return at once; what takes time
 * is told to the kubelet later as a CriEvent. Implemented in runtime/, used in kubelet/, wired in engine/.
 */
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { ContainerId, SandboxId, StreamId } from './ids.ts';
import type { CallResult } from './trace.ts';

/** What a Pod's containers will share: host names, network, resolver, ports on the node. */
export interface SandboxConfig {
  readonly node: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly hostname: string;
  /** The names in the Pod's own line of /etc/hosts: with a subdomain the full name comes first. */
  readonly hostNames: readonly string[];
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly shareProcessNamespace: boolean;
  readonly dns: { readonly servers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] };
  /** Lines of /etc/hosts from hostAliases. */
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** Host ports; hostIP '' is every address of the node. */
  readonly portMappings: readonly { readonly hostIP: string; readonly hostPort: number; readonly containerPort: number; readonly protocol: 'TCP' | 'UDP' | 'SCTP' }[];
}

/** A volume as the kubelet has set it up on the node; containers that mount the same `id` see the same files. */
export interface MountConfig {
  readonly volume: string;
  /** Names the tree of files on the node: runtime keeps one tree for each. */
  readonly id: string;
  readonly path: string;
  readonly subPath: string;
  readonly readOnly: boolean;
  readonly propagation: string;
}
/** What a service account's token says. Instants are seconds since 1970; `warnAfter` is null where nobody is warned. */
export interface TokenClaims {
  readonly audience: string | undefined;
  readonly issuedAt: number;
  readonly expires: number;
  readonly warnAfter: number | null;
  readonly namespace: string;
  readonly node: string;
  readonly nodeUid: string | undefined;
  readonly pod: string;
  readonly podUid: string;
  readonly account: string;
  readonly accountUid: string | undefined;
}
/** A file that is written into a volume. A token is given by its claims: most tokens are never read, and their text is long. */
export type VolumeFile = { readonly mode: number } & ({ readonly text: string } | { readonly claims: TokenClaims });

/** A tree of files that the kubelet puts on a node before containers mount it. */
export interface VolumeConfig {
  readonly id: string;
  readonly node: string;
  readonly kind: 'emptyDir' | 'memory' | 'configMap' | 'secret' | 'projected' | 'downwardAPI' | 'hostPath' | 'claim' | 'image' | 'etcHosts';
  readonly sizeLimitBytes: number | null;
  /** What is written into it: path -> content and mode. Renewed as a whole for configMap, secret, projected and downwardAPI. */
  readonly files: Readonly<Record<string, VolumeFile>>;
  readonly fsGroup: number | null;
  /** Of hostPath: the path on the node. */
  readonly hostPath: string;
}

/** One run of a container; a restart is a new container with the next `attempt`. */
export interface ContainerConfig {
  readonly sandbox: SandboxId;
  readonly name: string;
  /** Which run this is, from 0. */
  readonly attempt: number;
  readonly kind: 'init' | 'sidecar' | 'regular' | 'ephemeral';
  readonly image: string;
  /** As in the manifest; the image's entry point and arguments step in where they are missing. Already with $(VAR) expanded. */
  readonly command: readonly string[] | null;
  readonly args: readonly string[] | null;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly workingDir: string | null;
  readonly mounts: readonly MountConfig[];
  readonly security: k8s.SecurityContext;
  readonly podSecurity: k8s.PodSecurityContext;
  readonly resources: k8s.ResourceRequirements;
  /** How soon the kernel kills its processes when memory runs out. */
  readonly oomScoreAdj: number;
  readonly terminationMessagePath: string;
  readonly terminationMessagePolicy: 'File' | 'FallbackToLogsOnError';
  readonly stdin: boolean;
  readonly tty: boolean;
  /** Of an ephemeral container: whose process namespace it joins. */
  readonly targetContainer: ContainerId | null;
}

/** Where a container stands now. An exit code above 128 is that of a signal. */
export type ContainerRunState =
  | { readonly kind: 'created' }
  | { readonly kind: 'running'; readonly startedAt: SimTime }
  | { readonly kind: 'exited'; readonly startedAt: SimTime; readonly finishedAt: SimTime; readonly exitCode: number; readonly reason: 'Completed' | 'Error' | 'OOMKilled' | 'ContainerCannotRun' | 'StartError'; readonly signal: string; readonly message: string };

/** An image that is on a node; `name` in full (`docker.io/library/nginx:1.27`), `bytes` as they were pulled. */
export interface ImageStatus {
  readonly name: string;
  readonly id: string;
  readonly bytes: number;
}

/** Told to the kubelet as the message of a `told` input. */
export type CriEvent =
  | { readonly cri: 'sandboxReady'; readonly node: string; readonly sandbox: SandboxId; readonly ip: string }
  | { readonly cri: 'sandboxFailed'; readonly node: string; readonly sandbox: SandboxId; readonly message: string }
  | { readonly cri: 'pulled'; readonly node: string; readonly image: string; readonly ok: boolean; readonly message: string; readonly tookMs: number }
  | { readonly cri: 'created'; readonly node: string; readonly container: ContainerId }
  | { readonly cri: 'createFailed'; readonly node: string; readonly container: ContainerId; readonly reason: string; readonly message: string }
  | { readonly cri: 'started'; readonly node: string; readonly container: ContainerId }
  | { readonly cri: 'startFailed'; readonly node: string; readonly container: ContainerId; readonly exitCode: number; readonly message: string }
  | { readonly cri: 'exited'; readonly node: string; readonly container: ContainerId }
  | { readonly cri: 'execDone'; readonly node: string; readonly exec: number; readonly exitCode: number; readonly output: string; readonly timedOut: boolean; readonly error: string }
  /** The end of `call`: how it went, and of HTTP the status and the start of the body (1,000 characters). `late` means connected, but no answer in time. */
  | { readonly cri: 'called'; readonly node: string; readonly call: number; readonly result: CallResult | 'late'; readonly status: number; readonly location: string; readonly body: string }
  /** Something of a container that pictures show (processes, sockets, log) is another now; at most once an instant and container. */
  | { readonly cri: 'changed'; readonly node: string; readonly container: ContainerId }
  /** Something large has grown on a node: time to look at what is left of its memory and disk. */
  | { readonly cri: 'grown'; readonly node: string }
  /** Something in a node's folder of static Pods' manifests was put there, changed or taken away, by whatever way. */
  | { readonly cri: 'manifests'; readonly node: string }
  /** The machine had no memory left: its kernel has killed a process. */
  | { readonly cri: 'systemOom'; readonly node: string; readonly process: string; readonly pid: number };

/** The calls of a kubelet. A sandbox or container that is not there is passed over. */
export interface Cri {
  runPodSandbox(config: SandboxConfig): SandboxId;
  /** Kills what still runs in it and takes its network away. */
  stopPodSandbox(sandbox: SandboxId): void;
  removePodSandbox(sandbox: SandboxId): void;

  imageStatus(node: string, image: string): ImageStatus | null;
  /** Begins a pull: how much is to come, and when it will be done. The `pulled` event tells what came of it. */
  pullImage(node: string, image: string): { readonly bytes: number; readonly until: SimTime };

  setVolume(volume: VolumeConfig): void;
  removeVolume(node: string, id: string): void;

  createContainer(config: ContainerConfig): ContainerId;
  startContainer(container: ContainerId): void;
  /** Sends a signal to the container's first process: `SIGTERM`, the image's or the manifest's stop signal, `SIGKILL`. */
  signalContainer(container: ContainerId, signal: string): void;
  stopSignal(container: ContainerId): string;
  removeContainer(container: ContainerId): void;
  containerState(container: ContainerId): ContainerRunState | null;
  updateResources(container: ContainerId, resources: k8s.ResourceRequirements): void;

  /** Runs a command in a container; `stream` gets its output where a client waits for it. Gives the number that execDone tells. */
  exec(container: ContainerId, command: readonly string[], options: { readonly timeoutMs: number | null; readonly stream: StreamId | null; readonly stdin: boolean; readonly tty: boolean }): number;
  writeStdin(exec: number, data: string | null): void;
  killExec(exec: number): void;
  attach(container: ContainerId, stream: StreamId, stdin: boolean): void;
  /** What a client types into a stream of attach or exec; null is its end. */
  writeAttached(stream: StreamId, data: string | null): void;
  /** Joins a client's stream to a port on localhost of a sandbox; writeStdin and killExec take the number it gives. */
  portForward(sandbox: SandboxId, port: number, stream: StreamId): number;
  /** A call from a node itself, as probes and hooks make them; it is recorded as a packet (purpose `probe`). Answered by `called`. */
  call(node: string, target: CallTarget, timeoutMs: number): number;

  /** The log of a container, as the kubelet keeps it: each line with its instant. */
  logs(container: ContainerId): readonly LogLine[];
  /** Follows a log into a stream until the container ends or the stream is closed. */
  followLogs(container: ContainerId, stream: StreamId): void;
  closeStream(stream: StreamId): void;

  /** What a picture shows of a container's inside: processes, the top of its root file system, the last line of its log. */
  inspect(container: ContainerId): ContainerInside | null;
  /** What the container uses now: for the meters and kubectl top. */
  usage(container: ContainerId): { readonly milliCpu: number; readonly memoryBytes: number };
  /** What all containers of a node take together. */
  nodeUsage(node: string): { readonly memoryBytes: number; readonly diskBytes: number };
  /** Bytes that a container's own layer, or a volume, takes on its node. */
  diskUsage(where: { readonly container: ContainerId } | { readonly node: string; readonly volume: string }): number;
  /** Text of a file in a volume, or null. */
  readVolumeFile(node: string, id: string, path: string): string | null;
  /** Names at the top of a volume, in order. */
  volumeFiles(node: string, id: string): readonly string[];
  /** Text of a file as a container or a node sees it, null when there is none. */
  readFile(where: { readonly container: ContainerId } | { readonly node: string }, path: string): string | null;
  /** Puts a file on a node, or takes it away (null): `sim put`, static Pods. */
  writeNodeFile(node: string, path: string, text: string | null): void;
  nodeFiles(node: string, folder: string): readonly string[];
}

export interface CallTarget {
  readonly kind: 'tcp' | 'http' | 'https' | 'grpc';
  readonly address: string;
  readonly port: number;
  /** Of http: path and headers; of grpc: the service in `path`. */
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}
export interface ContainerInside {
  readonly processes: readonly ProcessFact[];
  readonly root: readonly string[];
  /** Files that it has put into its own root file system, at most a dozen. */
  readonly written: readonly string[];
  readonly lastLine: string;
}
export interface LogLine {
  readonly at: SimTime;
  readonly channel: 'stdout' | 'stderr';
  readonly text: string;
  /** False where a line was cut before its newline. */
  readonly full: boolean;
}

/** A process as `ps` shows it. */
export interface ProcessFact {
  readonly pid: number;
  readonly parent: number;
  readonly user: string;
  readonly command: string;
  readonly state: 'running' | 'sleeping' | 'zombie';
}
