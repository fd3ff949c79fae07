/** Tools on file systems: df, du, mount, umount, mountpoint. */
import { containerOf } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir } from '../kernel/files.ts';
import { nodeSize } from '../kernel/growth.ts';
import { mountLines } from '../kernel/made-up.ts';
import { allMounts } from '../kernel/mounts.ts';
import { find } from '../kernel/paths.ts';
import { blocksOf, humanSize } from './ls.ts';
import { getopt, usage } from './options.ts';
import type { Tool } from './tool.ts';

const DISK_BYTES = 50 * 2 ** 30;
const df: Tool = (io) => {
  const opt = getopt(io, 'kPTaihmB:t:');
  if (opt === null) return 1;
  const unit = opt.has('m') ? 1 << 20 : Math.max(1, Number(opt.value('B') ?? 1024) || 1024);
  const type = (text: string): string => (opt.has('T') ? ` ${text.padEnd(10)}` : '');
  const size = opt.has('h') ? '     Size      Used' : opt.has('m') ? '1M-blocks      Used' : opt.has('B') ? `${unit}-blocks`.padEnd(10) + '     Used' : opt.has('P') ? '1024-blocks    Used' : '1K-blocks      Used';
  io.line(`${'Filesystem'.padEnd(20)}${type('Type')} ${size} Available ${opt.has('P') ? 'Capacity' : 'Use%'} Mounted on`);
  const mounts = allMounts(containerOf(io.k, io.p));
  const shown = opt.rest.length === 0 ? mounts.filter((mount) => mount.type !== 'proc' && mount.type !== 'sysfs') : [];
  let code = 0;
  for (const path of opt.rest) {
    const spot = find(io.k, io.p, path);
    if (isErrno(spot)) {
      io.error(`${path}: can't find mount point`);
      code = 1;
    } else shown.push(spot.mount);
  }
  for (const mount of shown) {
    const size = mount.sizeLimitBytes ?? (mount.type === 'tmpfs' ? nodeSize(io.k, io.p).memoryBytes : DISK_BYTES);
    const used = (io.k.s.space.get(mount.fs) ?? 0) + (mount.type === 'tmpfs' ? 0 : DISK_BYTES / 8);
    const text = (bytes: number): string => (opt.has('h') ? (bytes === 0 ? '0' : humanSize(bytes)) : String(Math.ceil(bytes / unit)));
    const percent = `${Math.ceil((used / size) * 100)}%`;
    io.line(`${mount.source.padEnd(20)}${type(mount.type)} ${text(size).padStart(9)} ${text(used).padStart(9)} ${text(size - used).padStart(9)} ${percent.padStart(4)} ${mount.path}`);
  }
  return code;
};
const du: Tool = (io) => {
  const opt = getopt(io, 'aHkLsxd:lchmb');
  if (opt === null) return 1;
  const deepest = opt.has('s') ? 0 : Number(opt.value('d') ?? Infinity);
  const shown = (kb: number): string => (opt.has('h') ? (kb === 0 ? '0' : humanSize(kb * 1024)) : opt.has('m') ? String(Math.ceil(kb / 1024)) : opt.has('b') ? String(kb * 1024) : String(kb));
  let code = 0;
  let total = 0;
  const walk = (path: string, depth: number): number => {
    const inode = io.lstat(path);
    if (isErrno(inode)) {
      io.error(`${path}: ${strerror(inode)}`);
      code = 1;
      return 0;
    }
    let sum = blocksOf(io, path, inode);
    if (inode.kind === 'dir') {
      const names = readdir(io.k, io.p, path);
      if (!isErrno(names)) for (const name of names) sum += walk(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    }
    if (depth === 0 || (depth <= deepest && (inode.kind === 'dir' || opt.has('a')))) io.line(`${shown(sum)}\t${path}`);
    return sum;
  };
  for (const path of opt.rest.length === 0 ? ['.'] : opt.rest) total += walk(path, 0);
  if (opt.has('c')) io.line(`${shown(total)}\ttotal`);
  return code;
};
const mount: Tool = (io) => {
  if (io.args.length > 0 && !(io.args.length === 2 && io.args[0] === '-t')) {
    io.error('permission denied (are you root?)');
    return 1;
  }
  for (const line of mountLines(io.k, io.p).trimEnd().split('\n')) {
    const [source, path, type, flags] = line.split(' ');
    io.line(`${source} on ${path} type ${type} (${flags})`);
  }
  return 0;
};
const umount: Tool = (io) => {
  const [path = ''] = io.args.filter((arg) => !arg.startsWith('-'));
  io.error(`can't unmount ${path}: ${strerror('EPERM')}`);
  return 1;
};
const mountpoint: Tool = (io) => {
  const opt = getopt(io, 'qdxn');
  const [path] = opt?.rest ?? [];
  if (opt === null || path === undefined) {
    if (opt !== null) usage(io, 'mountpoint [-q] { [-dn] DIR | -x DEVICE }');
    return 1;
  }
  const spot = find(io.k, io.p, path);
  if (isErrno(spot)) {
    if (!opt.has('q')) io.error(`${path}: ${strerror(spot)}`);
    return 1;
  }
  const is = spot.path === '/' || spot.path === spot.mount.path;
  if (!opt.has('q')) io.line(`${path} is ${is ? '' : 'not '}a mountpoint`);
  return is ? 0 : 1;
};
export const diskTools: Readonly<Record<string, Tool>> = { df, du, mount, umount, mountpoint };
