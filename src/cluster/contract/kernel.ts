/**
 * The kernel interface: what a container process sees of Linux, as plain data. Files, open files, pipes, sockets, signals and
 * processes; all records are immutable and are replaced, never changed. Implemented in runtime/kernel.
 */
import type { SimTime } from '../../model/time.ts';
import type { ContainerId, SandboxId, StreamId } from './ids.ts';
import type { Endpoint, NetNamespace } from './network.ts';
import type { NetworkTrace } from './trace.ts';

export type NetworkCall = Extract<NetworkTrace, { readonly type: 'network/call' }>;

/** Names of Linux' errors. */
export type Errno =
  | 'EPERM' | 'ENOENT' | 'ESRCH' | 'EINTR' | 'EIO' | 'ENOEXEC' | 'EBADF' | 'ECHILD' | 'EAGAIN' | 'ENOMEM' | 'EACCES' | 'EBUSY'
  | 'EEXIST' | 'EXDEV' | 'ENOTDIR' | 'EISDIR' | 'EINVAL' | 'ENOTTY' | 'EFBIG' | 'ENOSPC' | 'EROFS' | 'EPIPE' | 'ENAMETOOLONG'
  | 'ENOTEMPTY' | 'ELOOP' | 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ESPIPE';

/** The number of a file on a node. */
export type Ino = number;
/** A file as a folder names it: by number where it may change, in itself where it belongs to an image and is shared by all. */
export type FileRef = Ino | Inode;

interface InodeMeta {
  /** Permission bits, setuid and sticky included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}
/** Contents are texts of one character a byte. */
export type Inode =
  | (InodeMeta & { readonly kind: 'file'; readonly data: string; readonly links: number; readonly fs: string })
  | (InodeMeta & { readonly kind: 'dir'; readonly entries: ReadonlyMap<string, FileRef>; readonly fs: string })
  | (InodeMeta & { readonly kind: 'link'; readonly target: string; readonly fs: string })
  | (InodeMeta & { readonly kind: 'fifo'; readonly pipe: number; readonly fs: string })
  | (InodeMeta & { readonly kind: 'device'; readonly device: Device; readonly fs: string });
type Device = 'null' | 'zero' | 'full' | 'random' | 'tty';

/** A mounted tree. `root` null means one that the kernel makes up: /proc and /sys. */
export interface Mount {
  readonly path: string;
  readonly type: 'overlay' | 'tmpfs' | 'ext4' | 'proc' | 'sysfs' | 'devpts' | 'mqueue' | 'cgroup2';
  readonly source: string;
  readonly root: FileRef | null;
  /** Names the file system, for the space that it takes. */
  readonly fs: string;
  readonly readOnly: boolean;
  readonly sizeLimitBytes: number | null;
}

/** An open file description: shared by the processes that inherited it. `refs` counts their descriptors. */
export type OpenFile = { readonly refs: number } & (
  | { readonly on: 'file'; readonly file: FileRef; readonly path: string; readonly readable: boolean; readonly writable: boolean; readonly append: boolean; readonly offset: number; readonly limit: number | null }
  | { readonly on: 'dir'; readonly path: string }
  | { readonly on: 'device'; readonly device: Device }
  | { readonly on: 'pipe'; readonly pipe: number; readonly end: 'read' | 'write' }
  | { readonly on: 'socket'; readonly connection: number; readonly side: 'client' | 'server' }
  | { readonly on: 'listener'; readonly listener: number }
  | { readonly on: 'datagram'; readonly socket: number }
  /** Standard output and error of a container's processes. */
  | { readonly on: 'log'; readonly container: ContainerId; readonly channel: 'stdout' | 'stderr' }
  /** The ends of an exec: what it prints goes to whoever waits for it. */
  | { readonly on: 'exec'; readonly exec: number; readonly channel: 'stdout' | 'stderr' }
);

export interface Pipe {
  readonly data: string;
  readonly readers: number;
  readonly writers: number;
}
/** One direction of a TCP connection: what has arrived and was not read yet. */
interface Flow {
  readonly data: string;
  readonly ended: boolean;
}
export interface Connection {
  readonly client: { readonly address: string; readonly port: number; readonly socket: number; readonly open: boolean };
  readonly server: { readonly address: string; readonly port: number; readonly socket: number; readonly open: boolean };
  readonly toServer: Flow;
  readonly toClient: Flow;
  /** Whether the other side broke it off. */
  readonly reset: boolean;
  /** What is recorded of it once the first answer is there, or it ends. */
  readonly record: NetworkCall | null;
}
export interface Listener {
  readonly port: number;
  readonly address: string;
  /** Connections that were opened and not accepted yet. */
  readonly backlog: readonly number[];
}

/** An open UDP socket: what came and was not read yet. */
export interface Datagram {
  /** Its number in the network. */
  readonly socket: number;
  /** The one other side that it is tied to, where it is. */
  readonly remote: Endpoint | null;
  readonly waiting: readonly { readonly data: string; readonly from: Endpoint }[];
  /** An ICMP message has come: nobody has that port. */
  readonly refused: boolean;
}

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** Names of the effective and of the bounding capabilities: `NET_BIND_SERVICE`, … */
  readonly effective: readonly string[];
  readonly bounding: readonly string[];
  readonly noNewPrivs: boolean;
  readonly seccomp: 0 | 2;
}

/** What a process waits for; it is run again when any of it comes, and looks for itself. */
interface Wait {
  /** Events by name: `pipe:3`, `conn:7`, `listen:2`, `udp:3`, `child:12`, `file:40`. */
  readonly on: readonly string[];
  readonly until: SimTime | null;
}

/** File descriptor -> open file. Replaced, never changed. */
export interface Descriptors {
  get(fd: number): number | undefined;
  has(fd: number): boolean;
  keys(): readonly number[];
  values(): readonly number[];
  with(fd: number, open: number): Descriptors;
  without(fd: number): Descriptors;
}

/** A container process, or a call from a node or from outside (container ''). */
export interface Process {
  /** Its number in this simulation; `pid` is that in its own process namespace. */
  readonly id: number;
  readonly pid: number;
  readonly pidNamespace: string;
  readonly parent: number;
  readonly container: ContainerId;
  /** Of a call without a process of its own: the container in whose name it is made. */
  readonly speaksFor: ContainerId;
  readonly sandbox: SandboxId;
  readonly node: string;
  readonly net: NetNamespace;
  /** What it runs: `sh`, `sleep`, `nginx`. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly umask: number;
  readonly credentials: Credentials;
  readonly fds: Descriptors;
  /** The program's own: its instruction pointer, stack and variables. */
  readonly memory: unknown;
  /** Printed but not yet taken by who reads it. */
  readonly unwritten: readonly { readonly file: number; readonly data: string }[];
  readonly wait: Wait | null;
  readonly state: 'running' | 'sleeping' | 'zombie';
  /** Signals that arrived and are to be handled by the program. */
  readonly pending: readonly string[];
  readonly ignored: readonly string[];
  readonly caught: readonly string[];
  readonly startedAt: SimTime;
  readonly exit: { readonly code: number; readonly signal: string } | null;
  /** Resident memory. */
  readonly memoryBytes: number;
  /** Instructions that it ran since it last waited: the measure of being busy. */
  readonly busy: number;
  /** CPU time so far, in milliseconds. */
  readonly cpuMs: number;
  /** Whose first process this is: its container's, or an exec's. */
  readonly leads: 'container' | { readonly exec: number } | null;
}

/** A command that runs in a container beside its first process. */
export interface Exec {
  readonly container: ContainerId;
  readonly command: readonly string[];
  readonly stream: StreamId | null;
  readonly process: number;
  /** The pipe that feeds its standard input, 0 where it has none. */
  readonly stdin: number;
  readonly output: string;
  readonly done: boolean;
  readonly tty: boolean;
  /** It has a limit of time, as probes have; those are told as probes. */
  readonly timed: boolean;
}
