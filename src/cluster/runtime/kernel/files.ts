/** System calls on names of files. They give an error's name, or what was asked for. */
import type { Errno, Inode } from '../../contract/kernel.ts';
import { containerOf, epochNow, notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { namesOfMounts } from './mounts.ts';
import { addSpace, allocate, find, inodeOf, isOwner, locate, may, own, release, setEntry } from './paths.ts';
import type { Links, Spot } from './paths.ts';

export function stat(k: Kernel, p: Proc, path: string, links: Links = 'follow'): Inode | Errno {
  const spot = find(k, p, path, links);
  return typeof spot === 'string' ? spot : spot.inode;
}
/** As stat, but of the link itself where the path ends with one. */
export const lstat = (k: Kernel, p: Proc, path: string): Inode | Errno => stat(k, p, path, 'nofollow');
export const isDir = (k: Kernel, p: Proc, path: string): boolean => {
  const inode = stat(k, p, path);
  return typeof inode !== 'string' && inode.kind === 'dir';
};
export const exists = (k: Kernel, p: Proc, path: string): boolean => typeof stat(k, p, path) !== 'string';

export function realpath(k: Kernel, p: Proc, path: string): { readonly path: string } | Errno {
  const spot = locate(k, p, path);
  return typeof spot === 'string' ? spot : { path: spot.path };
}
export function readlink(k: Kernel, p: Proc, path: string): { readonly target: string } | Errno {
  const spot = find(k, p, path, 'nofollow');
  if (typeof spot === 'string') return spot;
  return spot.inode.kind === 'link' ? { target: spot.inode.target } : 'EINVAL';
}

export function readdir(k: Kernel, p: Proc, path: string): readonly string[] | Errno {
  const spot = find(k, p, path);
  if (typeof spot === 'string') return spot;
  if (spot.inode.kind !== 'dir') return 'ENOTDIR';
  if (!may(p, spot.inode, 4)) return 'EACCES';
  const mounted = namesOfMounts(containerOf(k, p), spot.path).filter((name) => spot.inode.kind === 'dir' && !spot.inode.entries.has(name));
  return [...spot.inode.entries.keys(), ...mounted];
}
/** The whole of a file, without a descriptor. */
export function readFile(k: Kernel, p: Proc, path: string): { readonly data: string } | Errno {
  const spot = find(k, p, path);
  if (typeof spot === 'string') return spot;
  if (spot.inode.kind === 'dir') return 'EISDIR';
  if (!may(p, spot.inode, 4)) return 'EACCES';
  return { data: spot.inode.kind === 'file' ? spot.inode.data : '' };
}

/** May this process change the folder that the spot is in? */
function mayChange(p: Proc, spot: Spot): Errno | null {
  if (spot.parent === null || spot.path === spot.mount.path) return 'EBUSY';
  if (spot.parent.inode === null) return 'ENOENT';
  if (spot.mount.readOnly) return 'EROFS';
  if (spot.mount.type === 'proc' || spot.mount.type === 'sysfs') return spot.inode === null ? 'ENOENT' : 'EPERM';
  return may(p, spot.parent.inode, 2) && may(p, spot.parent.inode, 1) ? null : 'EACCES';
}
function mayRemove(p: Proc, spot: Spot): Errno | null {
  const sticky = spot.parent?.inode !== null && spot.parent !== null && (spot.parent.inode.mode & 0o1000) !== 0;
  const denied = mayChange(p, spot);
  if (denied !== null) return denied;
  return sticky && spot.inode !== null && spot.parent?.inode && !isOwner(p, spot.inode) && !isOwner(p, spot.parent.inode) ? 'EPERM' : null;
}

/** A new folder entry of any kind. `setgid` folders hand their group on. */
export function create(k: Kernel, p: Proc, path: string, make: (meta: { mode: number; uid: number; gid: number; mtime: number; fs: string }) => Inode, mode: number): Spot | Errno {
  const spot = locate(k, p, path, 'nofollow');
  if (typeof spot === 'string') return spot;
  if (spot.inode !== null) return 'EEXIST';
  const denied = mayChange(p, spot);
  if (denied !== null || spot.parent?.inode?.kind !== 'dir') return denied ?? 'ENOTDIR';
  const inherits = (spot.parent.inode.mode & 0o2000) !== 0;
  const made = make({ mode, uid: p.credentials.uid, gid: inherits ? spot.parent.inode.gid : p.credentials.gid, mtime: epochNow(k), fs: spot.mount.fs });
  const inode = inherits && made.kind === 'dir' ? { ...made, mode: made.mode | 0o2000 } : made;
  const folder = own(k, spot.parent);
  spot.ref = allocate(k, inode);
  spot.inode = inode;
  setEntry(k, folder, spot.name, spot.ref, epochNow(k));
  notify(k, `dir:${folder}`);
  return spot;
}
const done = (result: Spot | Errno): Errno | null => (typeof result === 'string' ? result : null);

export const mkdir = (k: Kernel, p: Proc, path: string, mode = 0o777): Errno | null =>
  done(create(k, p, path, (meta) => ({ kind: 'dir', entries: new Map(), ...meta }), mode & ~p.umask));
export const symlink = (k: Kernel, p: Proc, target: string, path: string): Errno | null =>
  done(create(k, p, path, (meta) => ({ kind: 'link', target, ...meta }), 0o777));
export const mkfifo = (k: Kernel, p: Proc, path: string, mode = 0o666): Errno | null =>
  done(create(k, p, path, (meta) => ({ kind: 'fifo', pipe: 0, ...meta }), mode & ~p.umask));

export function unlink(k: Kernel, p: Proc, path: string): Errno | null {
  const spot = find(k, p, path, 'nofollow');
  if (typeof spot === 'string') return spot;
  const denied = mayRemove(p, spot);
  if (denied !== null) return denied;
  return spot.inode.kind === 'dir' ? 'EISDIR' : removeName(k, spot);
}
function removeName(k: Kernel, spot: Spot): null {
  if (spot.parent === null) return null;
  setEntry(k, own(k, spot.parent), spot.name, null, epochNow(k));
  if (typeof spot.ref !== 'number') return null;
  const inode = k.s.inodes.get(spot.ref);
  if (inode?.kind === 'file') k.s.inodes.set(spot.ref, { ...inode, links: inode.links - 1 });
  release(k, spot.ref);
  notify(k, `file:${spot.ref}`);
  return null;
}
export function rmdir(k: Kernel, p: Proc, path: string): Errno | null {
  const spot = find(k, p, path, 'nofollow');
  if (typeof spot === 'string') return spot;
  if (spot.inode.kind !== 'dir') return 'ENOTDIR';
  const denied = mayRemove(p, spot);
  if (denied !== null) return denied;
  return spot.inode.entries.size > 0 ? 'ENOTEMPTY' : removeName(k, spot);
}

export function rename(k: Kernel, p: Proc, from: string, to: string): Errno | null {
  const source = find(k, p, from, 'nofollow');
  if (typeof source === 'string') return source;
  const target = locate(k, p, to, 'nofollow');
  if (typeof target === 'string') return target;
  const denied = mayRemove(p, source) ?? (target.inode === null ? mayChange(p, target) : mayRemove(p, target));
  if (denied !== null) return denied;
  if (source.mount.fs !== target.mount.fs) return 'EXDEV';
  if (source.path === target.path) return null;
  if (target.path.startsWith(`${source.path}/`)) return 'EINVAL';
  if (target.inode?.kind === 'dir' && source.inode.kind !== 'dir') return 'EISDIR';
  if (target.inode !== null && target.inode.kind !== 'dir' && source.inode.kind === 'dir') return 'ENOTDIR';
  if (target.inode?.kind === 'dir' && target.inode.entries.size > 0) return 'ENOTEMPTY';
  return move(k, source, target);
}
function move(k: Kernel, source: Spot, target: Spot): null {
  if (source.parent === null || target.parent === null) return null;
  const ino = own(k, source);
  if (target.inode !== null) removeName(k, target);
  setEntry(k, own(k, source.parent), source.name, null, epochNow(k));
  setEntry(k, own(k, target.parent), target.name, ino, epochNow(k));
  return null;
}

export function link(k: Kernel, p: Proc, from: string, to: string): Errno | null {
  const source = find(k, p, from, 'nofollow');
  if (typeof source === 'string') return source;
  if (source.inode.kind === 'dir') return 'EPERM';
  const target = locate(k, p, to, 'nofollow');
  if (typeof target === 'string') return target;
  if (target.inode !== null) return 'EEXIST';
  const denied = mayChange(p, target);
  if (denied !== null || target.parent === null) return denied;
  if (source.mount.fs !== target.mount.fs) return 'EXDEV';
  const ino = own(k, source);
  const inode = inodeOf(k, ino);
  if (inode?.kind === 'file') k.s.inodes.set(ino, { ...inode, links: inode.links + 1 });
  setEntry(k, own(k, target.parent), target.name, ino, epochNow(k));
  return null;
}

/** Changes what a file is marked with. */
function mark(k: Kernel, p: Proc, path: string, change: (inode: Inode) => Inode, links: Links, allowed: (inode: Inode) => boolean): Errno | null {
  const spot = find(k, p, path, links);
  if (typeof spot === 'string') return spot;
  if (spot.mount.readOnly) return 'EROFS';
  if (spot.mount.type === 'proc' || spot.mount.type === 'sysfs' || !allowed(spot.inode)) return 'EPERM';
  const ino = own(k, spot);
  const inode = k.s.inodes.get(ino);
  if (inode !== undefined) k.s.inodes.set(ino, change(inode));
  return null;
}
export const chmod = (k: Kernel, p: Proc, path: string, mode: number): Errno | null =>
  mark(k, p, path, (inode) => ({ ...inode, mode }), 'follow', (inode) => isOwner(p, inode));
export const chown = (k: Kernel, p: Proc, path: string, uid: number | null, gid: number | null, links: Links = 'follow'): Errno | null =>
  mark(k, p, path, (inode) => ({ ...inode, uid: uid ?? inode.uid, gid: gid ?? inode.gid }), links, (inode) =>
    p.credentials.effective.includes('CHOWN') || (inode.uid === p.credentials.uid && (uid === null || uid === inode.uid) && (gid === null || gid === p.credentials.gid || p.credentials.groups.includes(gid))));
export const utime = (k: Kernel, p: Proc, path: string, mtime: number, links: Links = 'follow'): Errno | null =>
  mark(k, p, path, (inode) => ({ ...inode, mtime }), links, (inode) => isOwner(p, inode) || may(p, inode, 2));

export function truncate(k: Kernel, p: Proc, path: string, resize: (data: string) => string): Errno | null {
  const spot = find(k, p, path);
  if (typeof spot === 'string') return spot;
  if (spot.inode.kind !== 'file') return spot.inode.kind === 'dir' ? 'EISDIR' : 'EINVAL';
  if (spot.mount.readOnly) return 'EROFS';
  if (!may(p, spot.inode, 2)) return 'EACCES';
  setData(k, own(k, spot), resize(spot.inode.data));
  return null;
}
/** New contents for a file; whoever follows it looks again. */
export function setData(k: Kernel, ino: number, data: string): void {
  const inode = k.s.inodes.get(ino);
  if (inode?.kind !== 'file') return;
  addSpace(k, inode.fs, data.length - inode.data.length);
  k.s.inodes.set(ino, { ...inode, data, mtime: epochNow(k) });
  notify(k, `file:${ino}`);
  const folder = k.s.manifests.get(inode.fs);
  const dir = folder === undefined ? undefined : k.s.inodes.get(folder);
  if (dir?.kind === 'dir' && [...dir.entries.values()].includes(ino)) k.s.changedManifests.add(inode.fs);
}
