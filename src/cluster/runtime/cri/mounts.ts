/** What a container has mounted besides what all have: the Pod's volumes, and a termination log of its own path. */
import type { ContainerConfig, MountConfig } from '../../contract/cri.ts';
import type { FileRef, Ino, Inode, Mount } from '../../contract/kernel.ts';
import type { Kernel } from '../kernel/context.ts';
import type { Sandbox, Volume } from '../state.ts';
import { below, folderAt, isMemory, isWritten, volumeKey, volumeRoot } from './volumes.ts';

interface Mounted {
  readonly mounts: readonly Mount[];
  readonly error: string;
}
const NOTHING: readonly Mount[] = [];

export function mountsOf(k: Kernel, id: string, config: ContainerConfig, sandbox: Sandbox): Mounted {
  const ownLog = config.terminationMessagePath !== '/dev/termination-log' && config.terminationMessagePath !== '';
  if (config.mounts.length === 0 && !ownLog) return { mounts: NOTHING, error: '' };
  const mounts: Mount[] = [];
  if (ownLog) mounts.push({ path: config.terminationMessagePath, type: 'ext4', source: '/dev/sda1', root: null, fs: `termination:${id}`, readOnly: false, sizeLimitBytes: null });
  for (const mount of [...config.mounts].sort((a, b) => a.path.split('/').length - b.path.split('/').length)) {
    const volume = k.s.volumes.get(volumeKey(sandbox.config.node, mount.id));
    if (volume === undefined) return { mounts, error: `failed to mount volume "${mount.volume}"` };
    const path = mount.path.replace(/(.)\/+$/, '$1');
    const memory = isMemory(volume.config);
    mounts.push({
      path, type: memory ? 'tmpfs' : 'ext4', source: memory ? 'tmpfs' : '/dev/sda1', root: placeOf(k, volume, mount), fs: volume.fs,
      readOnly: mount.readOnly || isWritten(volume.config), sizeLimitBytes: volume.config.kind === 'memory' ? volume.config.sizeLimitBytes : null,
    });
  }
  return { mounts: mounts.slice(), error: '' }; // without the room that push leaves
}

/** The volume's root, or what `subPath` names in it; a folder that is missing there is made. Null: made when somebody looks. */
function placeOf(k: Kernel, volume: Volume, mount: MountConfig): FileRef | null {
  const whole = volume.config.kind === 'etcHosts' ? (Object.keys(volume.config.files)[0] ?? '') : mount.subPath;
  if (whole === '') return volume.root === 0 ? null : volume.root;
  const root = volumeRoot(k, volume);
  const written = isWritten(volume.config) ? below(k, root, whole) : null;
  // A renewal puts new files beside the old ones: what is mounted by itself stays the old one.
  if (written !== null) return asItIs(k, written);
  return below(k, root, whole) ?? openedFolder(k, root, whole, volume) ?? root;
}
/** A folder made for `subPath` is as open as the volume's own. Follows pkg/volume/util/subpath SafeMakeDir. */
function openedFolder(k: Kernel, root: Ino, path: string, volume: Volume): Ino | null {
  const made = folderAt(k, root, path, volume.fs);
  const [folder, top] = [made === null ? undefined : k.s.inodes.get(made), k.s.inodes.get(root)];
  if (made !== null && folder !== undefined && top !== undefined) k.s.inodes.set(made, { ...folder, mode: top.mode & 0o777, gid: top.gid });
  return made;
}

/** A file or folder by value, which later writes do not reach. */
function asItIs(k: Kernel, ref: FileRef): Inode {
  const inode = typeof ref === 'number' ? k.s.inodes.get(ref) : ref;
  if (inode === undefined) throw new Error(`no inode ${String(ref)}`);
  return inode.kind === 'dir' ? { ...inode, entries: new Map([...inode.entries].map(([name, each]) => [name, asItIs(k, each)])) } : inode;
}
