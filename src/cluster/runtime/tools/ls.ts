/** ls and stat. */
import { byText } from '../../../base/order.ts';
import type { Inode } from '../../contract/kernel.ts';
import { epochNow } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir } from '../kernel/files.ts';
import { find } from '../kernel/paths.ts';
import { modeText } from './modes.ts';
import { getopt } from './options.ts';
import type { Given } from './options.ts';
import { strftime } from './time.ts';
import type { Io, Tool } from './tool.ts';
import { groupName, userName } from './users.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly inode: Inode;
}
export const sizeOf = (inode: Inode): number => (inode.kind === 'file' ? inode.data.length : inode.kind === 'link' ? inode.target.length : inode.kind === 'dir' ? 4096 : 0);
export const blocksOf = (io: Io, path: string, inode: Inode): number => {
  if (inode.kind !== 'file' && inode.kind !== 'dir') return 0;
  const spot = find(io.k, io.p, path, 'nofollow');
  if (!isErrno(spot) && (spot.mount.type === 'proc' || (spot.mount.type === 'tmpfs' && inode.kind === 'dir'))) return 0;
  return inode.kind === 'dir' ? 4 : Math.ceil(inode.data.length / 4096) * 4;
};
export const linksOf = (inode: Inode, subfolders: number): number => (inode.kind === 'file' ? inode.links : inode.kind === 'dir' ? 2 + subfolders : 1);
export function subfolders(io: Io, inode: Inode): number {
  if (inode.kind !== 'dir') return 0;
  let count = 0;
  for (const ref of inode.entries.values()) if ((typeof ref === 'number' ? io.k.s.inodes.get(ref) : ref)?.kind === 'dir') count += 1;
  return count;
}
/** 1.5K, as ls -h and df -h print it. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 5) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)}${'KMGTPE'[unit] ?? ''}`;
}

/** Long options that no letter stands for. */
const FULL_TIME = '\x01';
const FOLDERS_FIRST = '\x02';
export const ls: Tool = (io) => {
  const opt = getopt(io, '1aACxdFgiklnpsSrtuchLHRXvQw:T:', { long: { color: 'k', 'full-time': FULL_TIME, 'group-directories-first': FOLDERS_FIRST } });
  if (opt === null) return 1;
  // In a list that tells of each file a link is told of, not what it leads to.
  const itself = ['l', 'n', 'g', 'd', 'F', 's', FULL_TIME].some((flag) => opt.has(flag)) && !opt.has('L') && !opt.has('H');
  let code = 0;
  const files: Entry[] = [];
  const folders: Entry[] = [];
  for (const path of opt.rest.length === 0 ? ['.'] : opt.rest) {
    const inode = io.stat(path, itself && !path.endsWith('/') ? 'nofollow' : 'follow');
    if (isErrno(inode)) {
      io.error(`${path}: ${strerror(inode)}`);
      code = 1;
    } else (inode.kind === 'dir' && !opt.has('d') ? folders : files).push({ name: path, path, inode });
  }
  const titles = opt.rest.length > 1 || opt.has('R');
  if (files.length > 0) list(io, opt, files);
  let blank = files.length > 0;
  const show = (folder: Entry): void => {
    const names = readdir(io.k, io.p, folder.path);
    if (isErrno(names)) {
      io.error(`can't open '${folder.path}': ${strerror(names)}`);
      code = 1;
      return;
    }
    if (titles) io.line(`${blank ? '\n' : ''}${folder.path}:`);
    blank = true;
    const all = opt.has('a') ? ['.', '..', ...names] : opt.has('A') ? names : names.filter((name) => !name.startsWith('.'));
    const entries = all.flatMap((name): Entry[] => {
      const path = `${folder.path.replace(/\/$/, '')}/${name}`;
      const inode = io.stat(path, opt.has('L') ? 'follow' : 'nofollow');
      return isErrno(inode) ? [] : [{ name, path, inode }];
    });
    list(io, opt, entries, folder.path);
    if (opt.has('R')) for (const entry of sorted(opt, entries)) if (entry.inode.kind === 'dir' && entry.name !== '.' && entry.name !== '..') show(entry);
  };
  for (const folder of sorted(opt, folders)) show(folder);
  return code;
};
function sorted(opt: Given, entries: readonly Entry[]): readonly Entry[] {
  const order = (a: Entry, b: Entry): number => (opt.has('S') ? sizeOf(b.inode) - sizeOf(a.inode) : opt.has('t') ? b.inode.mtime - a.inode.mtime : 0) || byText(a.name, b.name);
  const out = [...entries].sort(order);
  if (opt.has('r')) out.reverse();
  return opt.has(FOLDERS_FIRST) ? [...out.filter(({ inode }) => inode.kind === 'dir'), ...out.filter(({ inode }) => inode.kind !== 'dir')] : out;
}
const mark = (opt: Given, inode: Inode): string => (inode.kind === 'dir' && (opt.has('F') || opt.has('p'))
  ? '/'
  : !opt.has('F') ? '' : inode.kind === 'link' ? '@' : inode.kind === 'fifo' ? '|' : inode.kind === 'file' && (inode.mode & 0o111) !== 0 ? '*' : '');
function list(io: Io, opt: Given, entries: readonly Entry[], folder: string | null = null): void {
  const long = opt.has('l') || opt.has('n') || opt.has('g') || opt.has(FULL_TIME);
  if ((long || opt.has('s')) && folder !== null) io.line(`total ${entries.reduce((sum, entry) => sum + blocksOf(io, entry.path, entry.inode), 0)}`);
  if (!long && !opt.has('1') && (opt.has('C') || opt.has('x'))) {
    io.out(inColumns(sorted(opt, entries).map((entry) => entry.name + mark(opt, entry.inode)), Number(opt.value('w') ?? 80), opt.has('x')));
    return;
  }
  for (const entry of sorted(opt, entries)) {
    const inode = opt.has('i') ? `${String(inodeNumber(io, entry.path)).padStart(7)} ` : '';
    const blocks = opt.has('s') ? `${String(blocksOf(io, entry.path, entry.inode)).padStart(6)} ` : '';
    io.line(inode + blocks + (long ? longLine(io, opt, entry) : (opt.has('Q') ? `"${entry.name}"` : entry.name) + mark(opt, entry.inode)));
  }
}
/** Names side by side: down the columns, or along the lines. */
function inColumns(names: readonly string[], width: number, across: boolean): string {
  const cell = Math.max(0, ...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / columns);
  let out = '';
  for (let row = 0; row < rows; row++) {
    const line = across ? names.slice(row * columns, (row + 1) * columns) : names.filter((_, i) => i % rows === row);
    out += `${line.map((name, i) => (i < line.length - 1 ? name.padEnd(cell) : name)).join('')}\n`;
  }
  return out;
}
export function inodeNumber(io: Io, path: string): number {
  const spot = find(io.k, io.p, path, 'nofollow');
  return isErrno(spot) ? 0 : typeof spot.ref === 'number' ? spot.ref : 1;
}
const HALF_YEAR_MS = 182.5 * 86_400_000;
function longLine(io: Io, opt: Given, { name, inode }: Entry): string {
  const numeric = opt.has('n');
  const user = numeric ? String(inode.uid) : (userName(io, inode.uid) ?? String(inode.uid));
  const group = numeric ? String(inode.gid) : (groupName(io, inode.gid) ?? String(inode.gid));
  const age = epochNow(io.k) - inode.mtime;
  const when = opt.has(FULL_TIME) ? strftime('%Y-%m-%d %H:%M:%S +0000', inode.mtime) : age > HALF_YEAR_MS || age < -900_000 ? strftime('%b %e  %Y', inode.mtime) : strftime('%b %e %H:%M', inode.mtime);
  const size = inode.kind === 'device' ? `${deviceNumber(inode.device)}`.padStart(9) : (opt.has('h') ? humanSize(sizeOf(inode)) : String(sizeOf(inode))).padStart(opt.has('h') ? 7 : 9);
  const target = inode.kind === 'link' ? ` -> ${inode.target}` : mark(opt, inode);
  return `${modeText(inode)} ${String(linksOf(inode, subfolders(io, inode))).padStart(4)} ${opt.has('g') ? '' : `${user.padEnd(8)} `}${group.padEnd(8)} ${size} ${when} ${name}${target}`;
}
const inNanoseconds = (ms: number): string => `${strftime('%Y-%m-%d %H:%M:%S', ms)}.${String(ms % 1000).padStart(3, '0')}000000 +0000`;
const deviceNumber = (device: string): string => ({ null: '1,   3', zero: '1,   5', full: '1,   7', random: '1,   9', tty: '5,   0' })[device] ?? '1,   3';

export const statTool: Tool = (io) => {
  const opt = getopt(io, 'ftLc:');
  if (opt === null) return 1;
  if (opt.rest.length === 0) {
    io.error('missing operand');
    return 1;
  }
  let code = 0;
  for (const path of opt.rest) {
    const inode = io.stat(path, opt.has('L') ? 'follow' : 'nofollow');
    if (isErrno(inode)) {
      io.error(`can't stat '${path}': ${strerror(inode)}`);
      code = 1;
      continue;
    }
    io.line(opt.has('c') ? formatted(io, opt.value('c') ?? '', path, inode) : full(io, path, inode));
  }
  return code;
};
const KINDS: Readonly<Record<Inode['kind'], string>> = { file: 'regular file', dir: 'directory', link: 'symbolic link', fifo: 'fifo', device: 'character special file' };
const KIND_BITS: Readonly<Record<Inode['kind'], number>> = { fifo: 0o010000, device: 0o020000, dir: 0o040000, file: 0o100000, link: 0o120000 };
const kindOf = (inode: Inode): string => (inode.kind === 'file' && inode.data === '' ? 'regular empty file' : KINDS[inode.kind]);
function formatted(io: Io, format: string, path: string, inode: Inode): string {
  const time = inNanoseconds(inode.mtime);
  const seconds = String(Math.floor(inode.mtime / 1000));
  const of: Readonly<Record<string, () => string>> = {
    n: () => path,
    N: () => (inode.kind === 'link' ? `'${path}' -> '${inode.target}'` : path),
    s: () => String(sizeOf(inode)),
    F: () => kindOf(inode),
    a: () => inode.mode.toString(8),
    A: () => modeText(inode),
    u: () => String(inode.uid),
    g: () => String(inode.gid),
    U: () => userName(io, inode.uid) ?? 'UNKNOWN',
    G: () => groupName(io, inode.gid) ?? 'UNKNOWN',
    h: () => String(linksOf(inode, subfolders(io, inode))),
    i: () => String(inodeNumber(io, path)),
    y: () => time,
    Y: () => seconds,
    x: () => time,
    X: () => seconds,
    z: () => time,
    Z: () => seconds,
    b: () => String(blocksOf(io, path, inode) * 2), B: () => '512', o: () => '4096', f: () => (inode.mode | KIND_BITS[inode.kind]).toString(16), t: () => '0', T: () => '0', d: () => '66', D: () => '42', '%': () => '%',
  };
  return format.replace(/%(-?\d*)([a-zA-Z%])/g, (_, width: string, letter: string) => {
    const value = of[letter]?.() ?? letter;
    return width.startsWith('-') ? value.padEnd(Number(width.slice(1))) : value.padStart(Number(width || 0));
  });
}
function full(io: Io, path: string, inode: Inode): string {
  const time = inNanoseconds(inode.mtime);
  const name = inode.kind === 'link' ? `'${path}' -> '${inode.target}'` : path;
  return [
    `  File: ${name}`,
    `  Size: ${String(sizeOf(inode)).padEnd(10)}\tBlocks: ${String(blocksOf(io, path, inode) * 2).padEnd(10)} IO Block: 4096   ${kindOf(inode)}`,
    `Device: 42h/66d\tInode: ${String(inodeNumber(io, path)).padEnd(10)}  Links: ${linksOf(inode, subfolders(io, inode))}`,
    `Access: (${inode.mode.toString(8).padStart(4, '0')}/${modeText(inode)})  Uid: (${String(inode.uid).padStart(5)}/${(userName(io, inode.uid) ?? 'UNKNOWN').padStart(8)})   Gid: (${String(inode.gid).padStart(5)}/${(groupName(io, inode.gid) ?? 'UNKNOWN').padStart(8)})`,
    `Access: ${time}`, `Modify: ${time}`, `Change: ${time}`,
  ].join('\n');
}
