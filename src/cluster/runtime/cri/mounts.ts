/** What a container sees mounted: its own root over the image's, the kernel's trees, and the Pod's volumes. */
import type { ContainerConfig, MountConfig } from '../../contract/cri.ts';
import type { FileRef, Ino, Mount } from '../../contract/kernel.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';
import { allocate, setEntry } from '../kernel/paths.ts';
import type { Image } from '../images/image.ts';
import type { Sandbox, Volume } from '../state.ts';
import { below, folderAt, isMemory, isWritten, volumeKey } from './volumes.ts';

const SHM_BYTES = 64 << 20;

export interface Mounted {
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly terminationFile: Ino;
  readonly error: string;
}

export function mountsOf(k: Kernel, id: string, config: ContainerConfig, sandbox: Sandbox, image: Image): Mounted {
  const fs = `root:${id}`;
  const root = allocate(k, { ...image.root, mtime: epochNow(k), fs });
  const readOnly = config.security.readOnlyRootFilesystem === true;
  const terminationFile = allocate(k, { kind: 'file', data: '', links: 1, mode: 0o666, uid: 0, gid: 0, mtime: epochNow(k), fs: `termination:${id}` });
  const plain = (path: string, type: Mount['type'], source: string, of: FileRef | null, name: string, more: Partial<Mount> = {}): [string, Mount] =>
    [path, { path, type, source, root: of, fs: name, readOnly: false, sizeLimitBytes: null, ...more }];
  const mounts = new Map<string, Mount>([
    plain('/', 'overlay', 'overlay', root, fs, { readOnly }),
    plain('/proc', 'proc', 'proc', null, 'proc'), plain('/sys', 'sysfs', 'sysfs', null, 'sysfs', { readOnly: true }),
    plain('/dev/termination-log', 'ext4', '/dev/sda1', terminationFile, `termination:${id}`),
    plain('/dev/shm', 'tmpfs', 'shm', sandbox.shm, `shm:${sandbox.id}`, { sizeLimitBytes: SHM_BYTES }),
    ...['hosts', 'hostname', 'resolv.conf'].map((name) => plain(`/etc/${name}`, 'ext4', '/dev/sda1', null, `etc:${sandbox.id}:${name}`)),
  ]);
  if (config.terminationMessagePath !== '/dev/termination-log' && config.terminationMessagePath !== '') {
    mounts.delete('/dev/termination-log');
    point(k, root, config.terminationMessagePath, fs, true);
    mounts.set(...plain(config.terminationMessagePath, 'ext4', '/dev/sda1', terminationFile, `termination:${id}`));
  }
  for (const mount of [...config.mounts].sort((a, b) => a.path.split('/').length - b.path.split('/').length)) {
    const volume = k.s.volumes.get(volumeKey(sandbox.config.node, mount.id));
    if (volume === undefined) return { mounts, terminationFile, error: `failed to mount volume "${mount.volume}"` };
    const of = placeOf(k, volume, mount);
    const path = mount.path.replace(/(.)\/+$/, '$1');
    const isFile = (typeof of === 'number' ? k.s.inodes.get(of) : of)?.kind !== 'dir';
    pointIn(k, mounts, root, path, fs, isFile);
    mounts.set(...plain(path, isMemory(volume.config) ? 'tmpfs' : 'ext4', isMemory(volume.config) ? 'tmpfs' : '/dev/sda1', of, volume.fs, {
      readOnly: mount.readOnly || isWritten(volume.config), sizeLimitBytes: volume.config.kind === 'memory' ? (volume.config.sizeLimitBytes ?? null) : null,
    }));
  }
  return { mounts, terminationFile, error: '' };
}

/** The volume's root, or what `subPath` names in it; a folder that is missing there is made. */
function placeOf(k: Kernel, volume: Volume, mount: MountConfig): FileRef {
  const whole = volume.config.kind === 'etcHosts' ? (Object.keys(volume.config.files)[0] ?? '') : mount.subPath;
  if (whole === '') return volume.root;
  return below(k, volume.root, whole) ?? folderAt(k, volume.root, whole, volume.fs) ?? volume.root;
}

/** Makes the place that something is mounted on, so that it shows in listings. */
function point(k: Kernel, root: Ino, path: string, fs: string, isFile: boolean): void {
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.pop();
  if (last === undefined) return;
  const parent = folderAt(k, root, parts.join('/'), fs);
  const dir = parent === null ? undefined : k.s.inodes.get(parent);
  if (parent === null || dir?.kind !== 'dir' || dir.entries.has(last)) return;
  if (isFile) setEntry(k, parent, last, allocate(k, { kind: 'file', data: '', links: 1, mode: 0o644, uid: 0, gid: 0, mtime: epochNow(k), fs }));
  else folderAt(k, parent, last, fs);
}
function pointIn(k: Kernel, mounts: ReadonlyMap<string, Mount>, root: Ino, path: string, fs: string, isFile: boolean): void {
  let over: Mount | undefined;
  for (const mount of mounts.values()) if (mount.path !== '/' && path.startsWith(`${mount.path}/`) && typeof mount.root === 'number') over = mount;
  if (over === undefined) {
    if (k.s.inodes.get(root)?.kind === 'dir' && !known(k, root, path)) point(k, root, path, fs, isFile);
  } else if (!over.readOnly && typeof over.root === 'number') point(k, over.root, path.slice(over.path.length), over.fs, isFile);
}
const known = (k: Kernel, root: Ino, path: string): boolean => below(k, root, path) !== null;
