/** System calls on file descriptors: open, read, write, duplicate, close, pipe. */
import type { Errno, OpenFile } from '../../contract/kernel.ts';
import { zeros } from './bytes.ts';
import { closeDatagram, eventOfDatagram, readDatagram, writeDatagram } from './datagram-queues.ts';
import { closeSocket, readSocket, writeSocket } from './sockets.ts';
import { containerOf, markChanged, nextSerial, notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { create, setData } from './files.ts';
import { appendLog } from './log.ts';
import { execOutput } from './outputs.ts';
import { byPid } from './process-table.ts';
import { inodeOf, locate, may, own, PROC_FD, release } from './paths.ts';
import type { Spot } from './paths.ts';

export interface OpenMode {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  readonly mode?: number;
}
export const READ: OpenMode = { read: true };
export const WRITE: OpenMode = { write: true, create: true, truncate: true };
export const APPEND: OpenMode = { write: true, create: true, append: true };

const PIPE_BYTES = 65_536;
const MAX_FILE_BYTES = 256 << 20;

export function addOpen(k: Kernel, open: OpenFile): number {
  const id = nextSerial(k);
  k.s.opens.set(id, open);
  return id;
}
/** Binds a descriptor of the process to an open file: the lowest free one from `least`, or `at`. */
export function bindFd(k: Kernel, p: Proc, open: number, at: number | null = null, least = 0): number {
  let fd = at ?? least;
  if (at === null) while (p.fds.has(fd)) fd += 1;
  else if (p.fds.has(fd)) closeFd(k, p, fd);
  p.fds = p.fds.with(fd, open);
  addRef(k, open, 1);
  return fd;
}
export function addRef(k: Kernel, open: number, by: number): void {
  const file = k.s.opens.get(open);
  if (file !== undefined) k.s.opens.set(open, { ...file, refs: file.refs + by });
}

export function openPath(k: Kernel, p: Proc, path: string, how: OpenMode): number | Errno {
  const open = openFile(k, p, path, how);
  return typeof open === 'string' ? open : bindFd(k, p, open);
}
/** Opens a path; gives the number of the open file. */
export function openFile(k: Kernel, p: Proc, path: string, how: OpenMode): number | Errno {
  let spot = locate(k, p, path);
  if (typeof spot === 'string') return spot;
  const fd = PROC_FD.exec(spot.path);
  if (fd !== null) return reopen(k, p, fd[1] === 'self' ? p.pid : Number(fd[1]), Number(fd[2]), how);
  if (spot.inode === null) {
    if (how.create !== true) return 'ENOENT';
    spot = create(k, p, spot.path, (meta) => ({ kind: 'file', data: '', links: 1, ...meta }), (how.mode ?? 0o666) & ~p.umask);
    if (typeof spot === 'string') return spot;
  } else if (how.exclusive === true && spot.inode.kind !== 'device') return 'EEXIST';
  else {
    const denied = refuse(k, p, spot, how);
    if (denied !== null) return denied;
  }
  return openSpot(k, spot, how);
}
/** A descriptor opened by its name under /proc: a file anew, all else (a pipe, what the container prints) as it is. */
function reopen(k: Kernel, p: Proc, pid: number, fd: number, how: OpenMode): number | Errno {
  const process = p.pid === pid ? p : byPid(k, p.pidNamespace, pid);
  const id = process?.fds.get(fd);
  const open = id === undefined ? undefined : k.s.opens.get(id);
  if (process === undefined || id === undefined || open === undefined) return 'ENOENT';
  if (process.credentials.uid !== p.credentials.uid) return 'EACCES';
  if (open.on !== 'file') return id;
  if (how.truncate === true && typeof open.file === 'number') setData(k, open.file, '');
  return addOpen(k, { ...open, refs: 0, readable: how.read === true, writable: how.write === true, append: how.append === true, offset: 0 });
}
function refuse(k: Kernel, p: Proc, spot: Spot, how: OpenMode): Errno | null {
  if (spot.inode === null) return 'ENOENT';
  if (how.write === true && spot.inode.kind === 'dir') return 'EISDIR';
  if (how.write === true && spot.inode.kind !== 'device' && (spot.mount.readOnly || isSealed(k, p, spot))) return 'EROFS';
  if (how.read === true && !may(p, spot.inode, 4)) return 'EACCES';
  return how.write === true && !may(p, spot.inode, 2) ? 'EACCES' : null;
}
/** What runc mounts read-only over /proc, unless the container is privileged. */
const isSealed = (k: Kernel, p: Proc, { mount, path }: Spot): boolean =>
  mount.type === 'proc' && path.startsWith('/proc/sys/') && containerOf(k, p)?.config.security.privileged !== true;
function openSpot(k: Kernel, spot: Spot, how: OpenMode): number | Errno {
  const inode = spot.inode;
  if (inode?.kind === 'dir') return addOpen(k, { refs: 0, on: 'dir', path: spot.path });
  if (inode?.kind === 'device') return addOpen(k, { refs: 0, on: 'device', device: inode.device });
  if (inode?.kind === 'fifo') return openFifo(k, spot, how);
  if (inode?.kind !== 'file' || spot.ref === null) return 'ENOENT';
  const file = how.write === true ? own(k, spot) : spot.ref;
  if (how.truncate === true && typeof file === 'number') setData(k, file, '');
  return addOpen(k, { refs: 0, on: 'file', file, path: spot.path, readable: how.read === true, writable: how.write === true, append: how.append === true, offset: 0, limit: spot.mount.sizeLimitBytes });
}
function openFifo(k: Kernel, spot: Spot, how: OpenMode): number {
  const ino = own(k, spot);
  const inode = k.s.inodes.get(ino);
  if (inode?.kind !== 'fifo') throw new Error('no fifo');
  let pipe = inode.pipe;
  if (!k.s.pipes.has(pipe)) {
    pipe = nextSerial(k);
    k.s.pipes.set(pipe, { data: '', readers: 0, writers: 0 });
    k.s.inodes.set(ino, { ...inode, pipe });
  }
  return openPipeEnd(k, pipe, how.write === true ? 'write' : 'read');
}
function openPipeEnd(k: Kernel, pipe: number, end: 'read' | 'write'): number {
  const record = k.s.pipes.get(pipe);
  if (record !== undefined) k.s.pipes.set(pipe, end === 'read' ? { ...record, readers: record.readers + 1 } : { ...record, writers: record.writers + 1 });
  return addOpen(k, { refs: 0, on: 'pipe', pipe, end });
}
/** A new pipe: the open files of its two ends. */
export function makePipe(k: Kernel): { readonly pipe: number; readonly read: number; readonly write: number } {
  const pipe = nextSerial(k);
  k.s.pipes.set(pipe, { data: '', readers: 0, writers: 0 });
  return { pipe, read: openPipeEnd(k, pipe, 'read'), write: openPipeEnd(k, pipe, 'write') };
}

export function closeFd(k: Kernel, p: Proc, fd: number): Errno | null {
  const open = p.fds.get(fd);
  if (open === undefined) return 'EBADF';
  p.fds = p.fds.without(fd);
  dropOpen(k, open);
  return null;
}
/** One descriptor less on an open file; the last one closes it. */
export function dropOpen(k: Kernel, id: number): void {
  const open = k.s.opens.get(id);
  if (open === undefined) return;
  if (open.refs > 1) {
    k.s.opens.set(id, { ...open, refs: open.refs - 1 });
    return;
  }
  k.s.opens.delete(id);
  if (open.on === 'pipe') closePipeEnd(k, open.pipe, open.end);
  else if (open.on === 'socket' || open.on === 'listener') closeSocket(k, open);
  else if (open.on === 'datagram') closeDatagram(k, open);
  else if (open.on === 'file' && typeof open.file === 'number') release(k, open.file);
}
function closePipeEnd(k: Kernel, id: number, end: 'read' | 'write'): void {
  const pipe = k.s.pipes.get(id);
  if (pipe === undefined) return;
  const next = end === 'read' ? { ...pipe, readers: pipe.readers - 1 } : { ...pipe, writers: pipe.writers - 1 };
  if (next.readers <= 0 && next.writers <= 0) k.s.pipes.delete(id);
  else k.s.pipes.set(id, next);
  notify(k, `pipe:${id}`);
}

/** What was read ('' is the end of the file), or EAGAIN where the reader has to wait for `waitFor(fd)`. */
export function readFd(k: Kernel, p: Proc, fd: number, max: number): { readonly data: string } | Errno {
  const id = p.fds.get(fd);
  const open = id === undefined ? undefined : k.s.opens.get(id);
  if (id === undefined || open === undefined) return 'EBADF';
  switch (open.on) {
    case 'file': {
      if (!open.readable) return 'EBADF';
      const inode = inodeOf(k, open.file);
      const data = inode?.kind === 'file' ? inode.data.slice(open.offset, open.offset + max) : '';
      if (data !== '') k.s.opens.set(id, { ...open, offset: open.offset + data.length });
      return { data };
    }
    case 'dir': return 'EISDIR';
    case 'device': return { data: readDevice(k, open.device, max) };
    case 'pipe': return open.end === 'read' ? readPipe(k, open.pipe, max) : 'EBADF';
    case 'socket': return readSocket(k, open, max);
    case 'listener': return 'EINVAL';
    case 'datagram': return readDatagram(k, open, max);
    case 'log': case 'exec': return { data: '' };
  }
}
function readDevice(k: Kernel, device: string, max: number): string {
  if (device === 'zero' || device === 'full') return zeros(max);
  if (device !== 'random') return '';
  let out = '';
  for (let i = 0; i < Math.min(max, 4096); i++) out += String.fromCharCode(Math.floor(k.plan.random() * 256));
  return out;
}
function readPipe(k: Kernel, id: number, max: number): { readonly data: string } | Errno {
  const pipe = k.s.pipes.get(id);
  if (pipe === undefined) return { data: '' };
  if (pipe.data === '') return pipe.writers > 0 ? 'EAGAIN' : { data: '' };
  const data = pipe.data.slice(0, max);
  k.s.pipes.set(id, { ...pipe, data: pipe.data.slice(data.length) });
  notify(k, `pipe:${id}`);
  return { data };
}
/** The event that a reader or writer of this descriptor waits for. */
export function waitFor(k: Kernel, p: Proc, fd: number): string {
  const open = k.s.opens.get(p.fds.get(fd) ?? -1);
  return eventOf(open);
}
export function eventOf(open: OpenFile | undefined): string {
  if (open?.on === 'pipe') return `pipe:${open.pipe}`;
  if (open?.on === 'socket') return `conn:${open.connection}`;
  if (open?.on === 'listener') return `listen:${open.listener}`;
  if (open?.on === 'datagram') return eventOfDatagram(open.socket);
  return open?.on === 'file' && typeof open.file === 'number' ? `file:${open.file}` : 'never';
}

/** How many bytes were taken, or the error. */
export function writeOpen(k: Kernel, p: Proc, id: number, data: string): number | Errno {
  const open = k.s.opens.get(id);
  if (open === undefined) return 'EBADF';
  switch (open.on) {
    case 'file': return open.writable ? writeFile(k, p, id, open, data) : 'EBADF';
    case 'dir': return 'EBADF';
    case 'device': return open.device === 'full' ? 'ENOSPC' : data.length;
    case 'pipe': return open.end === 'write' ? writePipe(k, open.pipe, data) : 'EBADF';
    case 'socket': return writeSocket(k, open, data);
    case 'listener': return 'EPIPE';
    case 'datagram': return writeDatagram(k, p, open, data);
    case 'log': markChanged(k, p); return appendLog(k, open.container, open.channel, data);
    case 'exec': return execOutput(k, open.exec, open.channel, data);
  }
}
export function writePipe(k: Kernel, id: number, data: string): number | Errno {
  const pipe = k.s.pipes.get(id);
  if (pipe === undefined || pipe.readers === 0) return 'EPIPE';
  const taken = data.slice(0, PIPE_BYTES - pipe.data.length);
  if (taken === '') return data === '' ? 0 : 'EAGAIN';
  k.s.pipes.set(id, { ...pipe, data: pipe.data + taken });
  notify(k, `pipe:${id}`);
  return taken.length;
}
function writeFile(k: Kernel, p: Proc, id: number, open: OpenFile & { on: 'file' }, data: string): number | Errno {
  const inode = inodeOf(k, open.file);
  if (inode?.kind !== 'file' || typeof open.file !== 'number') return 'EBADF';
  const at = open.append ? inode.data.length : open.offset;
  const room = Math.min(MAX_FILE_BYTES - at, open.limit === null ? Infinity : open.limit - (k.s.space.get(inode.fs) ?? 0) + Math.max(0, inode.data.length - at));
  const taken = data.slice(0, Math.max(0, room));
  if (taken === '' && data !== '') return 'ENOSPC';
  const before = inode.data.length < at ? inode.data + zeros(at - inode.data.length) : at === inode.data.length ? inode.data : inode.data.slice(0, at);
  setData(k, open.file, before + taken + (at + taken.length < inode.data.length ? inode.data.slice(at + taken.length) : ''));
  k.s.opens.set(id, { ...open, offset: at + taken.length });
  if (open.limit !== null) k.s.queue.add(p.id);
  return taken.length;
}
