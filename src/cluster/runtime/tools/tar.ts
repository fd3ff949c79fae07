/** tar: archives in the form of GNU, as busybox writes and reads them. */
import { isErrno, strerror } from '../kernel/errno.ts';
import { chmod, exists, isDir, mkdir, readdir, symlink, unlink, utime } from '../kernel/files.ts';
import { matches } from '../shell/pattern.ts';
import { compress, decompress, save } from './archive.ts';
import { modeText } from './modes.ts';
import { type Given, getopt, linesOf } from './options.ts';
import { strftime } from './time.ts';
import type { Io, Tool } from './tool.ts';
import { groupName, userName } from './users.ts';

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly mtime: number;
  readonly type: string;
  readonly target: string;
  readonly data: string;
}
const NAME_SIZE = 100;
const LONG_NAME = 'L';
function header(member: Member): string {
  const field = (text: string, size: number): string => text.slice(0, size).padEnd(size, '\0');
  const number = (value: number, size: number): string => `${value.toString(8).padStart(size - 1, '0')}\0`;
  const marks = number(member.mode, 8) + number(member.uid, 8) + number(member.gid, 8) + number(member.data.length, 12) + number(Math.floor(member.mtime / 1000), 12);
  const owners = field(member.user, 32) + field(member.group, 32);
  const head = (sum: string): string => (field(member.name, NAME_SIZE) + marks + sum + member.type + field(member.target, 100) + 'ustar  \0' + owners).padEnd(512, '\0');
  let sum = 0;
  for (const ch of head('        ')) sum += ch.charCodeAt(0);
  return head(`${sum.toString(8).padStart(6, '0')}\0 `);
}
const padBlock = (data: string): string => data + '\0'.repeat((512 - (data.length % 512)) % 512);
/** A name that its field does not hold goes before, as a member of its own. */
function written(member: Member): string {
  const long: Member = { ...member, name: '././@LongLink', mode: 0, uid: 0, gid: 0, mtime: 0, type: LONG_NAME, target: '', data: `${member.name}\0` };
  return (member.name.length < NAME_SIZE ? '' : header(long) + padBlock(long.data)) + header(member) + padBlock(member.data);
}
/** The members of an archive; null where it is none. */
function members(data: string): readonly Member[] | null {
  const out: Member[] = [];
  let longName = '';
  for (let at = 0; at + 512 <= data.length; ) {
    const head = data.slice(at, at + 512);
    const text = (from: number, size: number): string => head.slice(from, from + size).replace(/\0[^]*$/, '');
    if (text(0, NAME_SIZE) === '') break;
    if (!head.slice(257, 262).startsWith('ustar')) return null;
    const number = (from: number, size: number): number => parseInt(text(from, size).trim() || '0', 8);
    const size = number(124, 12);
    const body = data.slice(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    if (head[156] === LONG_NAME) {
      longName = body.replace(/\0[^]*$/, '');
      continue;
    }
    out.push({
      name: longName === '' ? text(0, NAME_SIZE) : longName, mode: number(100, 8), uid: number(108, 8), gid: number(116, 8), user: text(265, 32), group: text(297, 32),
      mtime: number(136, 12) * 1000, type: head[156] ?? '0', target: text(157, 100), data: body,
    });
    longName = '';
  }
  return out.length === 0 && data !== '' && !/^\0*$/.test(data) ? null : out;
}

/** What stands before the part of a name that stays inside the folder unpacked to. Follows libarchive/unsafe_prefix.c. */
function unsafePrefix(name: string): string {
  let at = 0;
  for (;;) {
    if (name[at] === '/') at += 1;
    else if (name.startsWith('../', at)) at += 3;
    else {
      const next = name.indexOf('/../', at);
      if (next < 0) return name.slice(0, at);
      at = next + 4;
    }
  }
}
/** Tells of the first prefix that is taken away. */
class Names {
  private warned = false;
  private readonly io: Io;
  constructor(io: Io) {
    this.io = io;
  }
  safe(name: string): string {
    const prefix = unsafePrefix(name);
    if (prefix !== '' && !this.warned) this.io.error(`removing leading '${prefix}' from member names`);
    this.warned ||= prefix !== '';
    return name.slice(prefix.length);
  }
}
/** As many parts of a path as a pattern has, fitted to it: what lies below a folder that fits does, too. */
function covers(pattern: string, path: string): boolean {
  const parts = pattern.replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  return given.length >= parts.length && parts.every((part, i) => matches(part, given[i] ?? ''));
}
/** A pattern with no slash before it may begin at any part of the path. */
function excluded(patterns: readonly string[], path: string): boolean {
  const parts = path.split('/');
  return patterns.some((pattern) => (pattern.startsWith('/') ? covers(pattern, path) : parts.some((part, i) => part !== '' && covers(pattern, parts.slice(i).join('/')))));
}

const LONG = {
  create: 'c', extract: 'x', list: 't', file: 'f', directory: 'C', gzip: 'z', verbose: 'v', 'to-stdout': 'O', touch: 'm', dereference: 'h', 'same-permissions': 'p', 'no-same-owner': 'o',
  'files-from': 'T', 'exclude-from': 'X', exclude: 'E', 'strip-components': 'S', 'no-recursion': 'N', overwrite: 'W', 'numeric-owner': 'n',
};
const tar: Tool = (io) => {
  // The first argument may be options without their dash.
  const args = /^[a-zA-Z]+$/.test(io.args[0] ?? '') ? [`-${io.args[0] ?? ''}`, ...io.args.slice(1)] : io.args;
  const opt = getopt(io.with(args), 'cxtvzjJOkmpoahf:C:T:X:E:S:NWn', { long: LONG });
  if (opt === null) return 1;
  const base = opt.value('C');
  if (base !== undefined && !isDir(io.k, io.p, base)) {
    io.error(`can't change directory to '${base}': ${strerror('ENOENT')}`);
    return 1;
  }
  const listed = (flag: string): string[] | null => {
    const files = opt.values(flag).map((path) => io.input(path));
    return files.includes(null) ? null : files.flatMap((text) => linesOf(text ?? ''));
  };
  const [named, shut] = [listed('T'), listed('X')];
  if (named === null || shut === null) return 1;
  const job: Job = {
    io, opt, path: opt.value('f') ?? '-', names: [...opt.rest, ...named], without: [...opt.values('E'), ...shut], kept: new Names(io),
    inside: (name) => (base === undefined || name.startsWith('/') ? name : `${base}/${name}`),
  };
  return opt.has('c') ? create(job) : read(job);
};
interface Job {
  readonly io: Io;
  readonly opt: Given;
  readonly path: string;
  readonly names: readonly string[];
  readonly without: readonly string[];
  readonly kept: Names;
  inside(name: string): string;
}

function read({ io, opt, path, names, without, kept, inside }: Job): number {
  const file = path === '-' ? { data: io.stdin() } : io.read(path);
  if (isErrno(file)) {
    io.error(`can't open '${path}': ${strerror(file)}`);
    return 1;
  }
  const plain = decompress(file.data);
  const all = plain === null && opt.has('z') ? null : members(plain ?? file.data);
  if (all === null) {
    if (opt.has('z')) io.error('invalid magic');
    io.error(opt.has('z') ? 'short read' : 'invalid tar magic');
    return 1;
  }
  const wanted = all.filter(({ name }) => !without.some((each) => covers(each, name)) && (names.length === 0 || names.some((each) => covers(each, name))));
  for (const member of wanted) {
    if (opt.has('t')) io.line(opt.has('v') ? row(member, opt.has('n')) : member.name);
    else if (opt.has('v')) io.line(member.name);
    if (opt.has('t')) continue;
    if (opt.has('O')) {
      io.out(member.data);
      continue;
    }
    const name = kept.safe(member.name).split('/').slice(Number(opt.value('S') ?? 0)).join('/');
    if (name !== '' && !extract(io, inside(name), member, opt.has('k'))) return 1;
  }
  const missing = names.filter((each) => !wanted.some(({ name }) => name.replace(/\/$/, '') === each.replace(/\/$/, '')));
  for (const each of missing.slice(0, 1)) io.error(`${each}: not found in archive`);
  return missing.length > 0 ? 1 : 0;
}
function row(member: Member, numeric: boolean): string {
  const mode = modeText({ kind: member.type === '5' ? 'dir' : member.type === '2' ? 'link' : 'file', mode: member.mode });
  const owner = numeric ? `${member.uid}/${member.gid}` : `${member.user || member.uid}/${member.group || member.gid}`;
  const time = strftime('%Y-%m-%d %H:%M:%S', member.mtime);
  return `${mode} ${owner} ${String(member.data.length).padStart(9)} ${time} ${member.name}${member.target === '' ? '' : ` -> ${member.target}`}`;
}
/** False where the archive is left at that. */
function extract(io: Io, given: string, member: Member, keeps: boolean): boolean {
  const path = given.replace(/\/$/, '');
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i++) mkdir(io.k, io.p, parts.slice(0, i).join('/'));
  if (member.type !== '5' && !keeps) unlink(io.k, io.p, path);
  if (member.type === '5') mkdir(io.k, io.p, path);
  else if (member.type === '2') symlink(io.k, io.p, member.target, path);
  else {
    const failed = keeps && exists(io.k, io.p, path) ? `can't open '${path}': ${strerror('EEXIST')}` : save(io, path, member.data);
    if (failed !== null) {
      io.error(failed);
      return false;
    }
  }
  if (member.type !== '2') {
    chmod(io.k, io.p, path, member.mode);
    utime(io.k, io.p, path, member.mtime);
  }
  return true;
}

function create(job: Job): number {
  const { io, opt, path, names, without, kept, inside } = job;
  let code = 0;
  let data = '';
  const add = (name: string): void => {
    const inode = io.stat(inside(name), opt.has('h') ? 'follow' : 'nofollow');
    if (isErrno(inode)) {
      io.error(`${name}: ${strerror(inode)}`);
      code = 1;
      return;
    }
    if (excluded(without, name)) return;
    const shown = kept.safe(name) + (inode.kind === 'dir' && !name.endsWith('/') ? '/' : '');
    if (shown !== '' && opt.has('v') && path === '-') io.rawError(`${shown}\n`);
    else if (shown !== '' && opt.has('v')) io.line(shown);
    if (shown !== '') data += written({
      name: shown, mode: inode.mode, uid: inode.uid, gid: inode.gid, user: userName(io, inode.uid) ?? '', group: groupName(io, inode.gid) ?? '', mtime: inode.mtime,
      type: inode.kind === 'dir' ? '5' : inode.kind === 'link' ? '2' : '0', target: inode.kind === 'link' ? inode.target : '', data: inode.kind === 'file' ? inode.data : '',
    });
    const below = inode.kind === 'dir' && !opt.has('N') ? readdir(io.k, io.p, inside(name)) : [];
    if (!isErrno(below)) for (const each of below) add(`${name.replace(/\/$/, '')}/${each}`);
  };
  if (names.length === 0) {
    io.error('empty archive');
    return 1;
  }
  for (const name of names) add(name);
  const whole = data + '\0'.repeat(1024);
  const out = opt.has('z') ? compress(whole) : whole;
  if (path === '-') io.out(out);
  else {
    const failed = save(io, path, out);
    if (failed !== null) {
      io.error(failed);
      return 1;
    }
  }
  if (code !== 0) io.error('error exit delayed from previous errors');
  return code;
}
export const tarTools: Readonly<Record<string, Tool>> = { tar };
