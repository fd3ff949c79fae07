/** From a path to a file, as a process sees it: mounts, symbolic links, permission to search, and copying up from the image. */
import type { Errno, FileRef, Ino, Inode, Mount } from '../../contract/kernel.ts';
import { containerOf, nextSerial } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { LARGE_BYTES, nodeOfSpace, noteGrowth } from './growth.ts';
import { madeUp } from './made-up.ts';
import { leadsToMount, mountAt, rootMount } from './mounts.ts';

/** A place in the tree: a file, or a name in a folder where none is (`inode` null). */
export interface Spot {
  readonly parent: Spot | null;
  readonly name: string;
  /** Absolute, without links. */
  readonly path: string;
  readonly mount: Mount;
  ref: FileRef | null;
  inode: Inode | null;
}

const MAX_LINKS = 40;
/** A folder that is there only because something is mounted below it. */
const WAY: Inode = { kind: 'dir', entries: new Map(), mode: 0o755, uid: 0, gid: 0, mtime: Date.UTC(2024, 4, 18), fs: 'way' };
export const PROC_FD = /^\/proc\/(\d+|self)\/fd\/(\d+)$/;

export const inodeOf = (k: Kernel, ref: FileRef): Inode | null => (typeof ref === 'number' ? (k.s.inodes.get(ref) ?? null) : ref);

/** Whether a process may read (4), write (2) or search/execute (1). */
export function may(p: Proc, inode: Inode, want: number): boolean {
  const { uid, gid, groups, effective } = p.credentials;
  if (effective.includes('DAC_OVERRIDE')) return want !== 1 || inode.kind === 'dir' || (inode.mode & 0o111) !== 0;
  const shift = inode.uid === uid ? 6 : inode.gid === gid || groups.includes(inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & want) === want;
}
export const isOwner = (p: Proc, inode: Inode): boolean => inode.uid === p.credentials.uid || p.credentials.effective.includes('FOWNER');

function mountRoot(k: Kernel, p: Proc, mount: Mount, parent: Spot | null, name: string, path: string): Spot {
  const volume = mount.fs.startsWith('volume:');
  const ref = mount.root ?? (volume ? k.volumeRoot(mount.fs) : (k.s.overrides.get(mount.fs) ?? madeUp(k, p, mount, path)));
  return { parent, name, path, mount, ref, inode: ref === null ? null : inodeOf(k, ref) };
}

function child(k: Kernel, p: Proc, here: Spot, name: string): Spot {
  const path = here.path === '/' ? `/${name}` : `${here.path}/${name}`;
  const container = containerOf(k, p);
  const mounted = container === undefined ? undefined : mountAt(container, path);
  if (mounted !== undefined) return mountRoot(k, p, mounted, here, name, path);
  const made = here.mount.root === null && (here.mount.type === 'proc' || here.mount.type === 'sysfs');
  const entry = made ? madeUp(k, p, here.mount, path) : here.inode?.kind === 'dir' ? (here.inode.entries.get(name) ?? null) : null;
  const ref = entry ?? (container !== undefined && leadsToMount(container, path) ? WAY : null);
  return { parent: here, name, path, mount: here.mount, ref, inode: ref === null ? null : inodeOf(k, ref) };
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.').reverse();

/** Whether a link that a path ends with is followed, or meant itself. */
export type Links = 'follow' | 'nofollow';

/** Where a path leads. The last name may be missing (inode null). */
export function locate(k: Kernel, p: Proc, path: string, links: Links = 'follow'): Spot | Errno {
  const container = containerOf(k, p);
  if (path === '' || container === undefined) return 'ENOENT';
  const top = mountRoot(k, p, rootMount(container), null, '', '/');
  const todo = split(path.startsWith('/') ? path : `${p.cwd}/${path}`);
  let here = top;
  let followed = 0;
  while (todo.length > 0) {
    const name = todo.pop() ?? '';
    if (here.inode === null) return 'ENOENT';
    if (here.inode.kind !== 'dir') return 'ENOTDIR';
    if (!may(p, here.inode, 1)) return 'EACCES';
    if (name.length > 255) return 'ENAMETOOLONG';
    const next = name === '..' ? (here.parent ?? here) : child(k, p, here, name);
    const stop = todo.length === 0 && links === 'nofollow' && !path.endsWith('/');
    if (next.inode?.kind === 'link' && !stop && !PROC_FD.test(next.path)) {
      if ((followed += 1) > MAX_LINKS) return 'ELOOP';
      todo.push(...split(next.inode.target));
      if (next.inode.target.startsWith('/')) here = top;
    } else here = next;
  }
  if (path.endsWith('/') && here.inode !== null && here.inode.kind !== 'dir') return 'ENOTDIR';
  return here;
}

/** A file that is there, or the error. */
export function find(k: Kernel, p: Proc, path: string, links: Links = 'follow'): (Spot & { inode: Inode }) | Errno {
  const spot = locate(k, p, path, links);
  if (typeof spot === 'string') return spot;
  return spot.inode === null ? 'ENOENT' : (spot as Spot & { inode: Inode });
}

/** A new file on a node; its space is counted for its file system. */
export function allocate(k: Kernel, inode: Inode): Ino {
  const ino = nextSerial(k);
  k.s.inodes.set(ino, inode);
  if (inode.kind === 'file' && inode.data.length > 0) addSpace(k, inode.fs, inode.data.length);
  return ino;
}
export function addSpace(k: Kernel, fs: string, bytes: number): void {
  const now = (k.s.space.get(fs) ?? 0) + bytes;
  k.s.space.set(fs, now);
  if (bytes > 0 && now >= LARGE_BYTES) noteGrowth(k, nodeOfSpace(k, fs));
}

/** Makes a file changeable: one that belongs to an image is copied up first, with the folders on the way. */
export function own(k: Kernel, spot: Spot): Ino {
  if (typeof spot.ref === 'number') return spot.ref;
  if (spot.inode === null) throw new Error(`nothing to own at ${spot.path}`);
  const ino = allocate(k, { ...spot.inode, fs: spot.mount.fs });
  spot.ref = ino;
  if (spot.parent === null || spot.path === spot.mount.path) k.s.overrides.set(spot.mount.fs, ino);
  else setEntry(k, own(k, spot.parent), spot.name, ino);
  return ino;
}

/** Puts a name into a folder, or takes it out (null). */
export function setEntry(k: Kernel, folder: Ino, name: string, ref: FileRef | null, mtime?: number): void {
  const dir = k.s.inodes.get(folder);
  if (dir?.kind !== 'dir') throw new Error(`inode ${folder} is no folder`);
  const entries = new Map(dir.entries);
  if (ref === null) entries.delete(name);
  else entries.set(name, ref);
  k.s.inodes.set(folder, { ...dir, entries, mtime: mtime ?? dir.mtime });
  if (k.s.manifests.get(dir.fs) === folder) k.s.changedManifests.add(dir.fs);
}

/** Forgets a file that no name and no open file refers to any more. */
export function release(k: Kernel, ino: Ino): void {
  const inode = k.s.inodes.get(ino);
  if (inode?.kind === 'file' && inode.links > 0) return;
  for (const open of k.s.opens.values()) if (open.on === 'file' && open.file === ino) return;
  if (inode?.kind === 'file') addSpace(k, inode.fs, -inode.data.length);
  k.s.inodes.delete(ino);
}

/** Forgets a whole tree. */
export function releaseTree(k: Kernel, ino: Ino): void {
  const inode = k.s.inodes.get(ino);
  if (inode?.kind === 'dir') for (const ref of inode.entries.values()) if (typeof ref === 'number') releaseTree(k, ref);
  k.s.inodes.delete(ino);
}
