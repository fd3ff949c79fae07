/** Tools that sum files up: md5sum and its kind, cksum, crc32, sum. */
import { isErrno, strerror } from '../kernel/errno.ts';
import { md5, sha1, sha256, sha512 } from '../../../base/digests.ts';
import { cantOpen, contents, getopt, linesOf } from './options.ts';
import type { Io, Tool } from './tool.ts';

const digests = (digest: (data: string) => string): Tool => (io) => {
  const opt = getopt(io, 'csw');
  if (opt === null) return 1;
  if (opt.has('c')) return check(io, digest, opt.rest, opt.has('s'));
  const { texts, failed } = contents(io, opt.rest, cantOpen);
  for (const { path, data } of texts) io.line(`${digest(data)}  ${path}`);
  return failed ? 1 : 0;
};
function check(io: Io, digest: (data: string) => string, files: readonly string[], quiet: boolean): number {
  const { texts } = contents(io, files);
  let bad = 0;
  let all = 0;
  for (const line of texts.flatMap(({ data }) => linesOf(data))) {
    const match = /^([0-9a-f]+) [ *](.*)$/.exec(line);
    if (match === null) continue;
    all += 1;
    const file = io.read(match[2] ?? '');
    const good = !isErrno(file) && digest(file.data) === match[1];
    if (isErrno(file)) io.error(`can't open '${match[2]}': ${strerror(file)}`);
    if (!good) bad += 1;
    if (!quiet) io.line(`${match[2]}: ${good ? 'OK' : 'FAILED'}`);
  }
  if (bad > 0 && !quiet) io.error(`WARNING: ${bad} of ${all} computed checksums did NOT match`);
  return bad > 0 ? 1 : 0;
}
const cksum: Tool = (io) => {
  const { texts, failed } = contents(io, io.args);
  for (const { path, data } of texts) {
    let crc = 0;
    const step = (byte: number): void => {
      crc ^= byte << 24;
      for (let i = 0; i < 8; i++) crc = (crc & 0x80000000) !== 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    };
    for (let i = 0; i < data.length; i++) step(data.charCodeAt(i));
    for (let n = data.length; n > 0; n = Math.floor(n / 256)) step(n & 255);
    io.line(`${(~crc) >>> 0} ${data.length}${path === '-' ? '' : ` ${path}`}`);
  }
  return failed ? 1 : 0;
};
const CRC32 = 0xedb88320;
/** As in gzip and Ethernet, the low bit first. */
function crcOf(data: string): number {
  let crc = -1;
  for (let i = 0; i < data.length; i++) {
    crc ^= data.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ CRC32 : crc >>> 1;
  }
  return ~crc >>> 0;
}
const crc32: Tool = (io) => {
  const { texts, failed } = contents(io, io.args, cantOpen);
  for (const { path, data } of texts) io.line(`${crcOf(data).toString(16).padStart(8, '0')}${path === '-' ? '' : ` ${path}`}`);
  return failed ? 1 : 0;
};
/** The sums of BSD (turned by a bit before each byte) and, with -s, of System V. */
const sum: Tool = (io) => {
  const opt = getopt(io, 'rs');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest, cantOpen);
  for (const { path, data } of texts) {
    let value = 0;
    for (let i = 0; i < data.length; i++) value = opt.has('s') ? value + data.charCodeAt(i) : (((value >> 1) + ((value & 1) << 15) + data.charCodeAt(i)) & 0xffff);
    const name = path === '-' ? '' : path;
    if (opt.has('s')) io.line(`${((value & 0xffff) + Math.floor(value / 65_536)) % 65_535} ${Math.ceil(data.length / 512)} ${name}`);
    else io.line(`${String(value).padStart(5, '0')} ${String(Math.ceil(data.length / 1024)).padStart(5)} ${opt.rest.length > 1 ? name : ''}`);
  }
  return failed ? 1 : 0;
};
export const sumTools: Readonly<Record<string, Tool>> = { md5sum: digests(md5), sha1sum: digests(sha1), sha256sum: digests(sha256), sha512sum: digests(sha512), cksum, crc32, sum };
