/** Tools that write bytes in letters: base64, base32, uuencode, uudecode. */
import { isErrno } from '../kernel/errno.ts';
import { contents, getopt, linesOf, usage, writeTo } from './options.ts';
import type { Io, Tool } from './tool.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function toBase64(data: string): string {
  let out = '';
  for (let i = 0; i < data.length; i += 3) {
    const [a, b, c] = [data.charCodeAt(i), data.charCodeAt(i + 1), data.charCodeAt(i + 2)];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    out += (BASE64[(bits >> 18) & 63] ?? '') + (BASE64[(bits >> 12) & 63] ?? '') + (i + 1 < data.length ? (BASE64[(bits >> 6) & 63] ?? '') : '=') + (i + 2 < data.length ? (BASE64[bits & 63] ?? '') : '=');
  }
  return out;
}
/** What is no digit is passed over; the first `=` ends it. */
function fromBase64(text: string): { readonly data: string; readonly whole: boolean } {
  let out = '';
  let bits = 0;
  let count = 0;
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const clean = digits.replace(/=[^]*$/, '');
  // A last group that is not whole is not written.
  for (const ch of digits.length % 4 === 0 ? clean : clean.slice(0, digits.length - (digits.length % 4))) {
    const value = BASE64.indexOf(ch);
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += String.fromCharCode((bits >> count) & 255);
    }
  }
  return { data: out, whole: digits.length % 4 === 0 };
}
const base64: Tool = (io) => {
  const opt = getopt(io, 'dw:i', { long: { decode: 'd', wrap: 'w' } });
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  if (failed) return 1;
  const data = texts.map((text) => text.data).join('');
  if (opt.has('d')) {
    const done = fromBase64(data);
    io.out(done.data);
    if (done.whole || data === '') return 0;
    io.error('truncated input');
    return 1;
  }
  const width = Number(opt.value('w') ?? 76);
  const encoded = toBase64(data);
  wrapped(io, encoded, width);
  return 0;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function toBase32(data: string): string {
  let out = '';
  for (let at = 0; at < data.length; at += 5) {
    const part = data.slice(at, at + 5);
    let bits = 0n;
    for (let i = 0; i < 5; i++) bits = (bits << 8n) | BigInt(i < part.length ? part.charCodeAt(i) : 0);
    const digits = Math.ceil((part.length * 8) / 5);
    for (let i = 0; i < 8; i++) out += i < digits ? (BASE32[Number((bits >> BigInt(35 - 5 * i)) & 31n)] ?? '') : '=';
  }
  return out;
}
function fromBase32(text: string): string {
  let [out, bits, count] = ['', 0, 0];
  for (const ch of text.replace(/=[^]*$/, '')) {
    const value = BASE32.indexOf(ch);
    if (value < 0) continue;
    bits = ((bits << 5) | value) & 0xffff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out += String.fromCharCode((bits >> count) & 255);
  }
  return out;
}
function wrapped(io: Io, encoded: string, width: number): void {
  if (width === 0) io.out(encoded);
  else for (let at = 0; at < encoded.length; at += width) io.line(encoded.slice(at, at + width));
}
const base32: Tool = (io) => {
  const opt = getopt(io, 'dw:i', { long: { decode: 'd', wrap: 'w' } });
  const { texts, failed } = contents(io, opt?.rest ?? []);
  if (opt === null || failed) return 1;
  const data = texts.map((text) => text.data).join('');
  if (opt.has('d')) io.out(fromBase32(data));
  else wrapped(io, toBase32(data), Number(opt.value('w') ?? 76));
  return 0;
};

const LINE_BYTES = 45;
const digit = (value: number): string => (value === 0 ? '`' : String.fromCharCode(32 + value));
function uuLine(data: string): string {
  let out = digit(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const bits = (data.charCodeAt(i) << 16) | ((data.charCodeAt(i + 1) || 0) << 8) | (data.charCodeAt(i + 2) || 0);
    for (const shift of [18, 12, 6, 0]) out += digit((bits >> shift) & 63);
  }
  return out;
}
const uuencode: Tool = (io) => {
  const opt = getopt(io, 'm');
  if (opt === null || opt.rest.length === 0) {
    usage(io, 'uuencode [-m] [FILE] STORED_FILENAME');
    return 1;
  }
  const [file, name = file] = opt.rest;
  const source = opt.rest.length > 1 ? (file ?? '-') : '-';
  const data = io.input(source);
  if (data === null) return 1;
  const inode = source === '-' ? 'ENOENT' : io.stat(source);
  io.line(`begin${opt.has('m') ? '-base64' : ''} ${(isErrno(inode) ? 0o644 : inode.mode & 0o777).toString(8)} ${name}`);
  for (let at = 0; at < data.length; at += LINE_BYTES) io.line(opt.has('m') ? toBase64(data.slice(at, at + LINE_BYTES)) : uuLine(data.slice(at, at + LINE_BYTES)));
  io.line(opt.has('m') ? '====' : '`\nend');
  return 0;
};
function uuDecode(line: string): string {
  const value = (at: number): number => ((line.charCodeAt(at) || 32) - 32) & 63;
  let out = '';
  for (let at = 1; at < line.length; at += 4) {
    const bits = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
    out += String.fromCharCode((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
  }
  return out.slice(0, value(0));
}
const uudecode: Tool = (io) => {
  const opt = getopt(io, 'o:');
  const data = opt === null ? null : io.input(opt.rest[0] ?? '-');
  if (opt === null || data === null) return 1;
  const lines = linesOf(data);
  const from = lines.findIndex((line) => /^begin(-base64)? [0-7]+ ./.test(line));
  const head = /^begin(-base64)? [0-7]+ (.*)$/.exec(lines[from] ?? '');
  if (head === null) {
    io.error("no 'begin' line");
    return 1;
  }
  const body = lines.slice(from + 1, lines.findIndex((line, i) => i > from && (line === 'end' || line === '====')));
  const text = head[1] === undefined ? body.filter((line) => line !== '`').map(uuDecode).join('') : fromBase64(body.join('')).data;
  const name = opt.value('o') ?? head[2] ?? '';
  return writeTo(io, name === '-' || name === '/dev/stdout' ? undefined : name, text);
};
export const encodingTools: Readonly<Record<string, Tool>> = { base64, base32, uuencode, uudecode };
