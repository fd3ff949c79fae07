/** Trees of files that the kubelet puts on a node, and a node's own files. */
import { flat } from '../../../base/flat.ts';
import { formatTime } from '../../../model/time.ts';
import type { VolumeConfig, VolumeFile } from '../../contract/cri.ts';
import type { FileRef, Ino, Inode } from '../../contract/kernel.ts';
import type { NodeRecord, Volume } from '../state.ts';
import { fromBytes, toBytes } from '../kernel/bytes.ts';
import { epochNow, notify } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';
import { setData } from '../kernel/files.ts';
import { allocate, releaseTree, setEntry } from '../kernel/paths.ts';
import { presentImages } from './images.ts';
import { tokenText } from './token.ts';

export const volumeKey = (node: string, id: string): string => flat([node, '/', id]);
/** Kinds that the kubelet writes as a whole behind a `..data` link, and that nobody else may write. */
const WRITTEN = new Set(['configMap', 'secret', 'projected', 'downwardAPI']);
export const isWritten = (config: VolumeConfig): boolean => WRITTEN.has(config.kind);
export const isMemory = (config: VolumeConfig): boolean => config.kind === 'memory' || config.kind === 'secret' || config.kind === 'projected' || config.kind === 'downwardAPI';

export function nodeRecord(k: Kernel, name: string): NodeRecord {
  const known = k.s.nodes.get(name);
  if (known !== undefined) return known;
  const root = allocate(k, folder(k, 0o755, `node:${name}`));
  const made = { name, root, images: presentImages(k) };
  k.s.nodes.set(name, made);
  const manifests = folderAt(k, root, '/etc/kubernetes/manifests', `node:${name}`);
  if (manifests !== null) k.s.manifests.set(`node:${name}`, manifests);
  for (const path of ['/tmp', '/var/log', '/var/lib/kubelet', '/data']) folderAt(k, root, path, `node:${name}`);
  return made;
}
const folder = (k: Kernel, mode: number, fs: string, gid = 0): Inode => ({ kind: 'dir', entries: new Map(), mode, uid: 0, gid, mtime: epochNow(k), fs });

/** The folder at a path below an owned one; made where it is missing. Null where a file is in the way. */
export function folderAt(k: Kernel, root: Ino, path: string, fs: string): Ino | null {
  let here = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const dir = k.s.inodes.get(here);
    if (dir?.kind !== 'dir') return null;
    const next = dir.entries.get(name);
    if (typeof next === 'number') here = next;
    else {
      // A folder with the set-group bit hands both on.
      const handed = (dir.mode & 0o2000) === 0 ? folder(k, 0o755, fs) : folder(k, 0o2755, fs, dir.gid);
      const made: Ino = allocate(k, next === undefined ? handed : { ...next, fs });
      setEntry(k, here, name, made);
      here = made;
    }
  }
  return k.s.inodes.get(here)?.kind === 'dir' ? here : null;
}
/** A file or folder below a root, without following links out of it; `..data` links are followed. */
export function below(k: Kernel, root: Ino, path: string): FileRef | null {
  let here: FileRef = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const dir: Inode | undefined = typeof here === 'number' ? k.s.inodes.get(here) : here;
    const next: FileRef | undefined = dir?.kind === 'dir' ? dir.entries.get(name) : undefined;
    if (next === undefined) return null;
    const inode: Inode | undefined = typeof next === 'number' ? k.s.inodes.get(next) : next;
    const resolved: FileRef | null = inode?.kind === 'link' ? below(k, root, inode.target) : next;
    if (resolved === null) return null;
    here = resolved;
  }
  return here;
}

export function setVolume(k: Kernel, config: VolumeConfig): void {
  const key = volumeKey(config.node, config.id);
  const node = nodeRecord(k, config.node);
  const before = k.s.volumes.get(key);
  const fs = before?.fs ?? `volume:${key}`;
  const root = before?.root ?? (config.kind === 'hostPath' ? hostPathRoot(k, node, config) : 0);
  const volume: Volume = { config, root, fs: config.kind === 'hostPath' ? `node:${config.node}` : fs };
  k.s.volumes.set(key, volume);
  if (root !== 0) fill(k, volume);
}
/** The root of a volume, made when somebody first looks: most are never looked into. */
export function volumeRoot(k: Kernel, volume: Volume): Ino {
  const now = k.s.volumes.get(volumeKey(volume.config.node, volume.config.id)) ?? volume;
  if (now.root !== 0) return now.root;
  const made: Volume = { ...now, root: allocate(k, folder(k, modeOf(now.config), now.fs, now.config.fsGroup ?? 0)) };
  k.s.volumes.set(volumeKey(now.config.node, now.config.id), made);
  fill(k, made);
  return made.root;
}
function fill(k: Kernel, volume: Volume): void {
  if (isWritten(volume.config)) writeAtomically(k, volume);
  else for (const [path, file] of Object.entries(volume.config.files)) writePlain(k, volume, path, file);
}
function modeOf(config: VolumeConfig): number {
  const base = isMemory(config) && config.kind !== 'memory' ? 0o1777 : 0o777;
  return config.fsGroup === null ? base : base | 0o2000;
}
/** containerd makes a host path that is not there. */
function hostPathRoot(k: Kernel, node: NodeRecord, config: VolumeConfig): Ino {
  const there = below(k, node.root, config.hostPath);
  if (typeof there === 'number') return there;
  return folderAt(k, node.root, config.hostPath, `node:${node.name}`) ?? node.root;
}
const bytesOf = (file: VolumeFile): string => toBytes('text' in file ? file.text : tokenText(file.claims));
function fileOf(k: Kernel, volume: Volume, file: VolumeFile): Inode {
  const { fsGroup } = volume.config;
  return { kind: 'file', data: bytesOf(file), links: 1, mode: fsGroup === null ? file.mode : file.mode | 0o440, uid: 0, gid: fsGroup ?? 0, mtime: epochNow(k), fs: volume.fs };
}
function writePlain(k: Kernel, volume: Volume, path: string, file: VolumeFile): void {
  const at = below(k, volume.root, path);
  if (typeof at === 'number') setData(k, at, bytesOf(file));
  else {
    const parent = folderAt(k, volume.root, path.split('/').slice(0, -1).join('/'), volume.fs);
    if (parent !== null) setEntry(k, parent, path.split('/').pop() ?? '', allocate(k, fileOf(k, volume, file)));
  }
}

/** Follows pkg/volume/util/atomic_writer.go: a dated folder, `..data` that points to it, and a link for each name at the top. */
function writeAtomically(k: Kernel, volume: Volume): void {
  const root = k.s.inodes.get(volume.root);
  if (root?.kind !== 'dir') return;
  const { settings } = k.s;
  const nanos = String((k.plan.now * 7919 + k.s.serial) % 1_000_000_000).padStart(9, '0');
  const dated = `..${formatTime(settings.epoch, k.plan.now).replace('T', '_').replace('Z', '').replaceAll('-', '_').replaceAll(':', '_')}.${nanos}`;
  const { fsGroup } = volume.config;
  const link = (target: string): Inode => ({ kind: 'link', target, mode: 0o777, uid: 0, gid: fsGroup ?? 0, mtime: epochNow(k), fs: volume.fs });
  const data = allocate(k, fsGroup === null ? folder(k, 0o755, volume.fs) : folder(k, 0o2755, volume.fs, fsGroup));
  const entries = new Map<string, FileRef>([[dated, data], ['..data', link(dated)]]);
  for (const [path, file] of Object.entries(volume.config.files)) {
    const parts = path.split('/');
    const parent = folderAt(k, data, parts.slice(0, -1).join('/'), volume.fs);
    if (parent !== null) setEntry(k, parent, parts[parts.length - 1] ?? '', allocate(k, fileOf(k, volume, file)));
    entries.set(parts[0] ?? '', link(`..data/${parts[0] ?? ''}`));
  }
  for (const old of root.entries.values()) if (typeof old === 'number') releaseTree(k, old);
  k.s.inodes.set(volume.root, { ...root, entries, mtime: epochNow(k) });
  notify(k, `dir:${volume.root}`);
}

export function removeVolume(k: Kernel, node: string, id: string): void {
  const key = volumeKey(node, id);
  const volume = k.s.volumes.get(key);
  if (volume === undefined) return;
  k.s.volumes.delete(key);
  if (volume.config.kind === 'hostPath' || volume.root === 0) return;
  releaseTree(k, volume.root);
  k.s.space.delete(volume.fs);
}

export function writeNodeFile(k: Kernel, name: string, path: string, text: string | null): void {
  const node = nodeRecord(k, name);
  const parent = folderAt(k, node.root, path.split('/').slice(0, -1).join('/'), `node:${name}`);
  if (parent === null) return;
  const last = path.split('/').pop() ?? '';
  const there = below(k, node.root, path);
  if (text === null) setEntry(k, parent, last, null);
  else if (typeof there === 'number') setData(k, there, toBytes(text));
  else setEntry(k, parent, last, allocate(k, { kind: 'file', data: toBytes(text), links: 1, mode: 0o644, uid: 0, gid: 0, mtime: epochNow(k), fs: `node:${name}` }));
}
export function readNodeFile(k: Kernel, name: string, path: string): string | null {
  const ref = below(k, nodeRecord(k, name).root, path);
  const inode = typeof ref === 'number' ? k.s.inodes.get(ref) : ref;
  return inode?.kind === 'file' ? fromBytes(inode.data) : null;
}
export function readVolumeFile(k: Kernel, node: string, id: string, path: string): string | null {
  const volume = k.s.volumes.get(volumeKey(node, id));
  const ref = volume === undefined ? null : below(k, volume.root, path);
  const inode = typeof ref === 'number' ? k.s.inodes.get(ref) : ref;
  return inode?.kind === 'file' ? fromBytes(inode.data) : null;
}
export function nodeFiles(k: Kernel, name: string, path: string): readonly string[] {
  const ref = below(k, nodeRecord(k, name).root, path);
  const inode = typeof ref === 'number' ? k.s.inodes.get(ref) : ref;
  return inode?.kind === 'dir' ? [...inode.entries.keys()].sort() : [];
}
