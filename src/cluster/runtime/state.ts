/** The tables of the runtime: sandboxes, containers, processes, files. Records are immutable and replaced; the engine copies the tables for a checkpoint. */
import type { SimTime } from '../../model/time.ts';
import type { ContainerConfig, ContainerRunState, ImageStatus, LogLine, SandboxConfig, VolumeConfig } from '../contract/cri.ts';
import type { ContainerId, SandboxId, StreamId } from '../contract/ids.ts';
import type { Connection, Datagram, Exec, FileRef, Ino, Inode, Listener, Mount, OpenFile, Pipe, Process } from '../contract/kernel.ts';
import type { ClusterSettings } from '../contract/settings.ts';

export interface Sandbox {
  readonly id: SandboxId;
  readonly config: SandboxConfig;
  readonly state: 'creating' | 'ready' | 'stopped';
  readonly ip: string;
  readonly containers: readonly ContainerId[];
}

export interface Container {
  readonly id: ContainerId;
  readonly config: ContainerConfig;
  readonly run: ContainerRunState;
  readonly pidNamespace: string;
  /** Mounts besides those that all containers have (kernel/mounts.ts). */
  readonly mounts: readonly Mount[];
  /** Number of its first process, 0 before and after. */
  readonly process: number;
  /** How many of its processes are alive. */
  readonly processes: number;
  readonly memoryLimitBytes: number | null;
  readonly cpuLimitMilli: number | null;
  readonly oomKilled: boolean;
  /** The pipe that feeds standard input, 0 where there is none. */
  readonly stdin: number;
  readonly attached: readonly StreamId[];
  readonly followers: readonly StreamId[];
}

/** A log as a chain of short chunks, so that a line costs the same however long the log is. */
export interface LogChunks {
  readonly lines: readonly LogLine[];
  readonly before: LogChunks | null;
  readonly bytes: number;
  readonly count: number;
}

/** How much CPU a container takes: of the window that is on, and what the last one came to. */
export interface CpuMeter {
  readonly since: SimTime;
  readonly usedMs: number;
  readonly milli: number;
  /** The rate that pictures were last told of. */
  readonly told: number;
  readonly totalMs: number;
  readonly throttledMs: number;
  /** Whether its end is waited for. */
  readonly wakes: boolean;
}

interface PidNamespace {
  readonly next: number;
  readonly members: readonly number[];
}

export interface NodeRecord {
  readonly name: string;
  readonly root: Ino;
  readonly images: ReadonlyMap<string, ImageStatus>;
}

export interface Volume {
  readonly config: VolumeConfig;
  /** 0 where nobody has looked into it yet. */
  readonly root: Ino;
  readonly fs: string;
}

/** A call from a node, a probe or beyond the cluster, until it is answered. */
interface Call {
  readonly process: number;
  /** Whose kubelet is to be told; '' where nobody is. */
  readonly node: string;
  /** The pipe that a client's words go into, 0 where there is none. */
  readonly stdin: number;
}

export interface RuntimeState {
  readonly settings: ClusterSettings;
  /** The last number given out, for everything that is numbered. */
  serial: number;
  readonly nodes: Map<string, NodeRecord>;
  /** A node's file system -> its folder of static Pods' manifests, which its kubelet watches. */
  readonly manifests: Map<string, Ino>;
  /** File systems of nodes in whose folder something has changed in this step. */
  readonly changedManifests: Set<string>;
  readonly sandboxes: Map<SandboxId, Sandbox>;
  readonly containers: Map<ContainerId, Container>;
  readonly processes: Map<number, Process>;
  readonly pidNamespaces: Map<string, PidNamespace>;
  /** Processes that can run now, in order. */
  readonly queue: Set<number>;
  /** Event -> the processes that wait for it. */
  readonly waiters: Map<string, readonly number[]>;
  readonly inodes: Map<Ino, Inode>;
  readonly opens: Map<number, OpenFile>;
  readonly pipes: Map<number, Pipe>;
  readonly connections: Map<number, Connection>;
  readonly listeners: Map<number, Listener>;
  readonly datagrams: Map<number, Datagram>;
  /** File system -> bytes that its files take. */
  readonly space: Map<string, number>;
  readonly volumes: Map<string, Volume>;
  /** Files that a sandbox or container got of its own in place of a made-up one. */
  readonly overrides: Map<string, FileRef>;
  readonly execs: Map<number, Exec>;
  readonly logs: Map<ContainerId, LogChunks>;
  readonly calls: Map<number, Call>;
  readonly pulls: Map<number, { readonly node: string; readonly image: string; readonly tookMs: number }>;
  /** Containers of which the kubelet is to be told that something changed, at the end of this step. */
  readonly changed: Set<ContainerId>;
  /** What was said once already: a container and a bound that it ran into. */
  readonly bounded: Set<string>;
  /** Streams of clients and what they are tied to. */
  readonly streams: Map<StreamId, { readonly exec: number } | { readonly container: ContainerId; readonly stdin: boolean }>;
  /** Instructions that ran at `instant`, by container: the budget of an instant. */
  readonly spent: Map<string, number>;
  readonly cpu: Map<ContainerId, CpuMeter>;
  /** What containers under strain did in the second that is on. */
  readonly paced: Map<ContainerId, { readonly since: SimTime; readonly steps: number }>;
  /** How often a container used up an instant's budget. */
  readonly strain: Map<string, number>;
  /** Node -> the look of its kubelet that was last asked for. */
  readonly grown: Map<string, number>;
  /** Container -> bytes of its largest process that were last held against its node's memory. */
  readonly held: Map<string, number>;
  instant: SimTime;
}

export function initState(settings: ClusterSettings): RuntimeState {
  return {
    settings, serial: 0, instant: -1 as SimTime,
    nodes: new Map(), manifests: new Map(), changedManifests: new Set(), sandboxes: new Map(), containers: new Map(), processes: new Map(), pidNamespaces: new Map(),
    queue: new Set(), waiters: new Map(), inodes: new Map(), opens: new Map(), pipes: new Map(), connections: new Map(),
    listeners: new Map(), datagrams: new Map(), space: new Map(), volumes: new Map(), overrides: new Map(), execs: new Map(), logs: new Map(),
    calls: new Map(), pulls: new Map(), changed: new Set(), bounded: new Set(), streams: new Map(), spent: new Map(), cpu: new Map(), paced: new Map(), strain: new Map(), grown: new Map(), held: new Map(),
  };
}
