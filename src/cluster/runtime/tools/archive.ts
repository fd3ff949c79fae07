/** gzip. What it writes is a true .gz file whose blocks are stored as they are; it reads only such. */
import { unlink } from '../kernel/files.ts';
import { closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { getopt } from './options.ts';
import type { Io, Tool } from './tool.ts';

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
export function compress(data: string): string {
  let blocks = '';
  for (let at = 0; at === 0 || at < data.length; at += BLOCK) {
    const piece = data.slice(at, at + BLOCK);
    blocks += (at + BLOCK >= data.length ? '\x01' : '\0') + little(piece.length, 2) + little(~piece.length & 0xffff, 2) + piece;
  }
  return `\x1f\x8b\x08\0\0\0\0\0\0\x03${blocks}${little(crc32(data), 4)}${little(data.length, 4)}`;
}
/** Null where it is no such file. */
export function decompress(data: string): string | null {
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
export function save(io: Io, path: string, data: string, mode = 0o666): string | null {
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
export const archiveTools: Readonly<Record<string, Tool>> = { gzip, gunzip: gzip, zcat: gzip };
