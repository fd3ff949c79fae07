/** gzip and tar. What gzip writes is a true .gz file whose blocks are stored as they are; it reads only such. */
import { chmod, isDir, mkdir, readdir, symlink, unlink, utime } from '../kernel/files.ts';
import { closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { getopt } from './options.ts';
import type { Io, Tool } from './tool.ts';
import { modeText } from './modes.ts';
import { strftime } from './time.ts';

function crc32(data: string): number {
  let crc = -1;
  for (let i = 0; i < data.length; i++) {
    crc ^= data.charCodeAt(i);
    for (let j = 0; j < 8; j++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc;
}
const little = (value: number, bytes: number): string => Array.from({ length: bytes }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 255)).join('');
const BLOCK = 65_535;
function compress(data: string): string {
  let blocks = '';
  for (let at = 0; at === 0 || at < data.length; at += BLOCK) {
    const piece = data.slice(at, at + BLOCK);
    blocks += (at + BLOCK >= data.length ? '\x01' : '\0') + little(piece.length, 2) + little(~piece.length & 0xffff, 2) + piece;
  }
  return `\x1f\x8b\x08\0\0\0\0\0\0\x03${blocks}${little(crc32(data), 4)}${little(data.length, 4)}`;
}
/** Null where it is no such file. */
function decompress(data: string): string | null {
  if (!data.startsWith('\x1f\x8b\x08')) return null;
  let out = '';
  for (let at = 10; at < data.length; ) {
    const kind = data.charCodeAt(at);
    if ((kind & 6) !== 0) return null;
    const length = data.charCodeAt(at + 1) | (data.charCodeAt(at + 2) << 8);
    out += data.slice(at + 5, at + 5 + length);
    at += 5 + length;
    if ((kind & 1) !== 0) return out;
  }
  return null;
}
function save(io: Io, path: string, data: string, mode = 0o666): string | null {
  const fd = openPath(io.k, io.p, path, { ...WRITE, mode });
  if (isErrno(fd)) return `can't open '${path}': ${strerror(fd)}`;
  print(io.k, io.p, fd, data);
  closeFd(io.k, io.p, fd);
  return null;
}

const gzip: Tool = (io) => {
  const opt = getopt(io, 'cdfktq123456789nv');
  if (opt === null) return 1;
  const inflates = opt.has('d') || opt.has('t') || io.name !== 'gzip';
  const toStdout = opt.has('c') || io.name === 'zcat' || opt.has('t');
  let code = 0;
  const complain = (text: string): void => {
    io.error(text);
    code = 1;
  };
  for (const path of opt.rest.length === 0 ? ['-'] : opt.rest) {
    const file = path === '-' ? { data: io.stdin() } : io.read(path);
    if (isErrno(file)) {
      complain(`${path}: ${strerror(file)}`);
      continue;
    }
    const ending = /\.(gz|tgz|Z)$/.exec(path);
    if (inflates && path !== '-' && !toStdout && ending === null) {
      complain(`${path}: unknown suffix - ignored`);
      continue;
    }
    const done = inflates ? decompress(file.data) : compress(file.data);
    if (done === null) {
      complain(io.name === 'zcat' || toStdout ? 'no gzip/bzip2/xz magic' : 'invalid magic');
      continue;
    }
    if (opt.has('t')) continue;
    if (path === '-' || toStdout) io.out(done);
    else {
      const failed = save(io, inflates ? (ending?.[1] === 'tgz' ? path.replace(/tgz$/, 'tar') : path.replace(/\.(gz|Z)$/, '')) : `${path}.gz`, done);
      if (failed !== null) complain(failed);
      else if (!opt.has('k')) unlink(io.k, io.p, path);
    }
  }
  return code;
};

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly type: string;
  readonly target: string;
  readonly data: string;
}
function header(member: Member): string {
  const field = (text: string, size: number): string => text.slice(0, size).padEnd(size, '\0');
  const number = (value: number, size: number): string => `${value.toString(8).padStart(size - 1, '0')}\0`;
  const head = (sum: string): string => (field(member.name, 100) + number(member.mode, 8) + number(member.uid, 8) + number(member.gid, 8) + number(member.data.length, 12) + number(Math.floor(member.mtime / 1000), 12) + sum + member.type + field(member.target, 100) + 'ustar  \0').padEnd(512, '\0');
  let sum = 0;
  for (const ch of head('        ')) sum += ch.charCodeAt(0);
  return head(`${sum.toString(8).padStart(6, '0')}\0 `);
}
const padBlock = (data: string): string => data + '\0'.repeat((512 - (data.length % 512)) % 512);
/** The members of an archive; null where it is none. */
function members(data: string): readonly Member[] | null {
  const out: Member[] = [];
  for (let at = 0; at + 512 <= data.length; ) {
    const head = data.slice(at, at + 512);
    const text = (from: number, size: number): string => head.slice(from, from + size).replace(/\0[^]*$/, '');
    if (text(0, 100) === '') break;
    if (!head.slice(257, 262).startsWith('ustar')) return null;
    const number = (from: number, size: number): number => parseInt(text(from, size).trim() || '0', 8);
    const size = number(124, 12);
    out.push({
      name: text(0, 100), mode: number(100, 8), uid: number(108, 8), gid: number(116, 8), mtime: number(136, 12) * 1000, type: head[156] ?? '0', target: text(157, 100),
      data: data.slice(at + 512, at + 512 + size),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return out.length === 0 && data !== '' && !/^\0*$/.test(data) ? null : out;
}
const tar: Tool = (io) => {
  // The first argument may be options without their dash.
  const args = /^[a-zA-Z]+$/.test(io.args[0] ?? '') ? [`-${io.args[0] ?? ''}`, ...io.args.slice(1)] : io.args;
  const opt = getopt(io.with(args), 'cxtvzjJOkmpoahf:C:T:X:', { long: { create: 'c', extract: 'x', list: 't', file: 'f', directory: 'C', gzip: 'z', verbose: 'v' } });
  if (opt === null) return 1;
  const path = opt.value('f') ?? '-';
  const base = opt.value('C');
  if (base !== undefined && !isDir(io.k, io.p, base)) {
    io.error(`can't change directory to '${base}': ${strerror('ENOENT')}`);
    return 1;
  }
  const inside = (name: string): string => (base === undefined || name.startsWith('/') ? name : `${base}/${name}`);
  if (opt.has('c')) return create(io, path, opt.rest, inside, opt.has('z'), opt.has('v'));
  const file = path === '-' ? { data: io.stdin() } : io.read(path);
  if (isErrno(file)) {
    io.error(`can't open '${path}': ${strerror(file)}`);
    return 1;
  }
  const all = members(decompress(file.data) ?? file.data);
  if (all === null) {
    io.error('invalid tar magic');
    return 1;
  }
  const wanted = all.filter(({ name }) => opt.rest.length === 0 || opt.rest.some((each) => name === each || name.startsWith(`${each.replace(/\/$/, '')}/`)));
  for (const member of wanted) {
    if (opt.has('t')) io.line(
      opt.has('v')
        ? `${modeText({ kind: member.type === '5' ? 'dir' : member.type === '2' ? 'link' : 'file', mode: member.mode })} ${member.uid}/${member.gid} ${String(member.data.length).padStart(9)} ${strftime('%Y-%m-%d %H:%M:%S', member.mtime)} ${member.name}`
        : member.name,
    );
    else if (opt.has('O')) io.out(member.data);
    else {
      if (opt.has('v')) io.line(member.name);
      extract(io, inside(member.name.replace(/^\/+/, '')), member);
    }
  }
  const missing = opt.rest.filter((each) => !all.some(({ name }) => name === each || name.startsWith(`${each.replace(/\/$/, '')}/`)));
  for (const each of missing) io.error(`${each}: not found in archive`);
  return missing.length > 0 ? 1 : 0;
};
function extract(io: Io, path: string, member: Member): void {
  const parts = path.replace(/\/$/, '').split('/');
  for (let i = 1; i < parts.length; i++) mkdir(io.k, io.p, parts.slice(0, i).join('/'));
  if (member.type === '5') mkdir(io.k, io.p, path.replace(/\/$/, ''));
  else if (member.type === '2') symlink(io.k, io.p, member.target, path);
  else {
    const failed = save(io, path, member.data);
    if (failed !== null) io.error(failed);
    chmod(io.k, io.p, path, member.mode);
  }
  if (member.type !== '2') utime(io.k, io.p, path.replace(/\/$/, ''), member.mtime);
}
function create(io: Io, path: string, names: readonly string[], inside: (name: string) => string, zipped: boolean, verbose: boolean): number {
  let code = 0;
  let data = '';
  let warned = false;
  const add = (name: string): void => {
    const inode = io.stat(inside(name), false);
    if (isErrno(inode)) {
      io.error(`${name}: ${strerror(inode)}`);
      code = 1;
      return;
    }
    const lead = /^\/+/.exec(name)?.[0] ?? '';
    if (lead !== '' && !warned) io.error(`removing leading '${lead}' from member names`);
    warned ||= lead !== '';
    const shown = name.slice(lead.length) + (inode.kind === 'dir' && !name.endsWith('/') ? '/' : '');
    if (verbose && path === '-') io.rawError(`${shown}\n`);
    else if (verbose) io.line(shown);
    const body = inode.kind === 'file' ? inode.data : '';
    data += header({
      name: shown, mode: inode.mode, uid: inode.uid, gid: inode.gid, mtime: inode.mtime, type: inode.kind === 'dir' ? '5' : inode.kind === 'link' ? '2' : '0',
      target: inode.kind === 'link' ? inode.target : '', data: body,
    }) + padBlock(body);
    const below = inode.kind === 'dir' ? readdir(io.k, io.p, inside(name)) : [];
    if (!isErrno(below)) for (const each of below) add(`${name.replace(/\/$/, '')}/${each}`);
  };
  if (names.length === 0) {
    io.error('empty archive');
    return 1;
  }
  for (const name of names) add(name);
  const whole = (data + '\0'.repeat(1024)).padEnd(Math.ceil((data.length + 1024) / 10_240) * 10_240, '\0');
  const out = zipped ? compress(whole) : whole;
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
export const archiveTools: Readonly<Record<string, Tool>> = { gzip, gunzip: gzip, zcat: gzip, tar };
