/** Tools on bytes: dd, od, hexdump, xxd, strings, cmp, split. */
import { hash32 } from '../../../base/rng.ts';
import { zeros } from '../kernel/bytes.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { APPEND, closeFd, openPath, READ, readFd, waitFor, WRITE, writeOpen } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { byteCount } from './paths.ts';
import { humanSize } from './ls.ts';
import { contents, getopt, linesOf } from './options.ts';
import type { Io, Tool } from './tool.ts';

interface DdMemory {
  readonly input: number;
  readonly output: number;
  readonly ibs: number;
  readonly count: number;
  readonly full: number;
  readonly part: number;
  readonly bytes: number;
  readonly out: { readonly full: number; readonly part: number };
  readonly quiet: boolean;
  readonly silent: boolean;
  readonly convert: string;
  readonly name: string;
  readonly source: string;
  readonly failed: string;
  readonly startedAt: number;
}
function startDd(k: Kernel, p: Proc): DdMemory {
  const given = new Map(p.argv.slice(1).map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]));
  const size = (name: string, otherwise: number): number => byteCount(given.get(name) ?? '') ?? otherwise;
  const ibs = size('bs', size('ibs', 512));
  const base: DdMemory = {
    input: 0, output: 1, ibs, count: given.has('count') ? size('count', 0) : Infinity, full: 0, part: 0, bytes: 0, out: { full: 0, part: 0 },
    quiet: given.get('status') === 'noxfer', silent: given.get('status') === 'none', convert: given.get('conv') ?? '', name: given.get('of') ?? 'standard output',
    source: given.get('if') ?? 'standard input', failed: '', startedAt: k.plan.now,
  };
  const wrong = p.argv.slice(1).find((arg) => !/^(if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)=/.test(arg));
  if (wrong !== undefined) return { ...base, failed: `dd: invalid argument '${wrong}'` };
  const bad = [...given].find(([name, text]) => /^(bs|ibs|obs|count|skip|seek)$/.test(name) && byteCount(text) === null);
  if (bad !== undefined) return { ...base, failed: `dd: invalid number '${bad[1]}'` };
  const unknown = (given.get('conv') ?? '').split(',').find((each) => !/^(notrunc|sync|noerror|fsync|swab)?$/.test(each));
  if (unknown !== undefined) return { ...base, failed: `dd: invalid argument '${unknown}' to 'conv'` };
  const input = given.has('if') ? openPath(k, p, given.get('if') ?? '', READ) : 0;
  if (isErrno(input)) return { ...base, failed: `dd: can't open '${given.get('if') ?? ''}': ${strerror(input)}` };
  const keeps = (given.get('conv') ?? '').includes('notrunc') || given.has('seek');
  const output = given.has('of') ? openPath(k, p, given.get('of') ?? '', keeps ? { write: true, create: true } : WRITE) : 1;
  if (isErrno(output)) return { ...base, failed: `dd: can't open '${given.get('of') ?? ''}': ${strerror(output)}` };
  for (let skip = size('skip', 0) * ibs; skip > 0; ) {
    const part = readFd(k, p, input, Math.min(skip, 1 << 20));
    if (isErrno(part) || part.data === '') break;
    skip -= part.data.length;
  }
  const seek = size('seek', 0) * size('bs', size('obs', 512));
  const open = p.fds.get(output);
  const record = open === undefined ? undefined : k.s.opens.get(open);
  if (seek > 0 && open !== undefined && record?.on === 'file') k.s.opens.set(open, { ...record, offset: seek });
  return { ...base, input, output };
}
/** conv=swab; letters are left as they are. */
const converted = (data: string, how: string): string => (how.split(',').includes('swab') ? data.replace(/([^])([^])/g, '$2$1') : data);
function runDd(k: Kernel, p: Proc): Turn {
  for (let round = 0; round < 64; round++) {
    const memory = p.memory as DdMemory;
    if (memory.failed !== '') {
      print(k, p, 2, `${memory.failed}\n`);
      return { turn: 'exit', code: 1 };
    }
    if (memory.full + memory.part >= memory.count) return endDd(k, p, 0);
    const part = readFd(k, p, memory.input, memory.ibs);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(k, p, memory.input)] };
    if (isErrno(part)) {
      print(k, p, 2, `dd: ${memory.source}: ${strerror(part)}\n`);
      return { turn: 'exit', code: 1 };
    }
    if (part.data === '') return endDd(k, p, 0);
    const data = converted(part.data, memory.convert);
    const whole = part.data.length === memory.ibs;
    const open = p.fds.get(memory.output) ?? -1;
    let written = 0;
    let error = '';
    while (written < data.length && error === '') {
      const taken = writeOpen(k, p, open, written === 0 ? data : data.slice(written));
      if (taken === 'EAGAIN' || taken === 'EPIPE') {
        p.unwritten = [{ file: open, data: data.slice(written) }];
        written = data.length;
      } else if (isErrno(taken)) error = strerror(taken);
      else written += taken;
    }
    const read = { full: memory.full + (whole ? 1 : 0), part: memory.part + (whole ? 0 : 1), bytes: memory.bytes + written };
    p.memory = { ...memory, ...read, out: written === memory.ibs ? { ...memory.out, full: memory.out.full + 1 } : written > 0 ? { ...memory.out, part: memory.out.part + 1 } : memory.out } satisfies DdMemory;
    if (error !== '') {
      print(k, p, 2, `dd: error writing '${memory.name}': ${error}\n`);
      return endDd(k, p, 1);
    }
    if (p.unwritten.length > 0) return { turn: 'again' };
  }
  return { turn: 'again' };
}
function endDd(k: Kernel, p: Proc, code: number): Turn {
  const { full, part, out, bytes, quiet, silent, startedAt } = p.memory as DdMemory;
  if (silent) return { turn: 'exit', code };
  const seconds = Math.max(0.001, (k.plan.now - startedAt) / 1000);
  const size = ` (${humanSize(bytes)}B)`;
  print(k, p, 2, `${full}+${part} records in\n${out.full}+${out.part} records out\n${quiet ? '' : `${bytes} bytes${size} copied, ${seconds.toFixed(6)} seconds, ${humanSize(Math.round(bytes / seconds))}B/s\n`}`);
  return { turn: 'exit', code };
}
export const ddProgram: Program = { name: 'dd', memoryBytes: 600_000, start: startDd, run: runDd };

const ESCAPED: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const printable = (code: number): boolean => code >= 32 && code < 127;
function odCells(line: string, format: string): string {
  const codes = [...line].map((ch) => ch.charCodeAt(0));
  if (format === 'c') return codes.map((code) => (ESCAPED[code] ?? (printable(code) ? String.fromCharCode(code) : code.toString(8).padStart(3, '0'))).padStart(4)).join('');
  const match = /^([xduoa])([1248CSIL]?)$/.exec(format);
  const kind = match?.[1] ?? 'o';
  const size = Number(({ C: 1, S: 2, I: 4, L: 8 } as Record<string, number>)[match?.[2] ?? ''] ?? (match?.[2] || (kind === 'a' ? 1 : 2)));
  const widths: Readonly<Record<string, readonly [number, number, number]>> = { x: [2, 4, 8], d: [4, 6, 11], u: [3, 5, 10], o: [3, 6, 11], a: [3, 3, 3] };
  const width = widths[kind]?.[size === 1 ? 0 : size === 2 ? 1 : 2] ?? 6;
  let out = '';
  for (let i = 0; i < codes.length; i += size) {
    let value = 0;
    for (let j = size - 1; j >= 0; j--) value = value * 256 + (codes[i + j] ?? 0);
    if (kind === 'd' && value >= 2 ** (size * 8 - 1)) value -= 2 ** (size * 8);
    const text = kind === 'a'
      ? (['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr'][value] ?? (value === 32 ? 'sp' : String.fromCharCode(value)))
      : kind === 'x' ? value.toString(16).padStart(width, '0') : kind === 'o' ? value.toString(8).padStart(width, '0') : String(value);
    out += ` ${text.padStart(width)}`;
  }
  return out;
}
/** Lines of sixteen bytes or as many as asked for; what repeats is shown as a star, unless all is asked for. */
function dump(io: Io, data: string, address: (at: number) => string, row: (line: string) => string, options = { width: 16, all: false }): void {
  let before = '';
  let starred = false;
  for (let at = 0; at < data.length; at += options.width) {
    const line = data.slice(at, at + options.width);
    if (line === before && line.length === options.width && !options.all) {
      if (!starred) io.line('*');
      starred = true;
      continue;
    }
    starred = false;
    before = line;
    io.line(address(at) + row(line));
  }
}
const od: Tool = (io) => {
  const opt = getopt(io, 'abcdfhilovxsA:t:N:j:w:');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  if (texts.length === 0) return 1;
  const skipped = byteCount(opt.value('j') ?? '') ?? 0;
  let data = texts.map((text) => text.data).join('').slice(skipped);
  if (opt.has('N')) data = data.slice(0, byteCount(opt.value('N') ?? '') ?? data.length);
  const radix = opt.value('A') ?? 'o';
  const address = (offset: number, at = offset + skipped): string => (radix === 'n'
    ? ''
    : radix === 'd' ? String(at).padStart(7, '0') : radix === 'x' ? at.toString(16).padStart(6, '0') : at.toString(8).padStart(7, '0'));
  const formats: string[] = [...opt.values('t')];
  for (const [flag, format] of [['b', 'o1'], ['c', 'c'], ['d', 'u2'], ['o', 'o2'], ['x', 'x2'], ['h', 'x2'], ['i', 'd2'], ['l', 'd4'], ['s', 'd2'], ['a', 'a']] as const) if (opt.has(flag)) formats.push(format);
  const shown = formats.length === 0 ? ['o2'] : formats;
  dump(io, data, address, (line) => shown.map((format) => odCells(line, format.replace(/z$/, ''))).join(`\n${' '.repeat(address(0).length)}`), { width: Number(opt.value('w') ?? 16) || 16, all: opt.has('v') });
  if (radix !== 'n') io.line(address(data.length));
  return failed ? 1 : 0;
};
const hexdump: Tool = (io) => {
  const opt = getopt(io, 'bcdoxCvn:s:e:f:');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  let data = texts.map((text) => text.data).join('').slice(byteCount(opt.value('s') ?? '') ?? 0);
  if (opt.has('n')) data = data.slice(0, byteCount(opt.value('n') ?? '') ?? data.length);
  const canonical = opt.has('C') || io.name === 'hd';
  const width = canonical ? 8 : 7;
  const hex = (ch: string): string => ch.charCodeAt(0).toString(16).padStart(2, '0');
  dump(io, data, (at) => at.toString(16).padStart(width, '0'), (line) => {
    if (!canonical) return opt.has('c')
      ? [...line].map((ch) => (ESCAPED[ch.charCodeAt(0)] ?? (printable(ch.charCodeAt(0)) ? ch : ch.charCodeAt(0).toString(8).padStart(3, '0'))).padStart(4)).join('')
      : odCells(line, opt.has('d') ? 'u2' : opt.has('o') ? 'o2' : 'x2').padEnd(40);
    const bytes = [...line].map((ch, i) => `${i === 8 ? ' ' : ''} ${hex(ch)}`).join('');
    return ` ${bytes.padEnd(49)}  |${[...line].map((ch) => (printable(ch.charCodeAt(0)) ? ch : '.')).join('')}|`;
  });
  if (data !== '') io.line(data.length.toString(16).padStart(width, '0'));
  return failed ? 1 : 0;
};
const xxd: Tool = (io) => {
  const opt = getopt(io, 'pria l:s:c:g:u');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  let data = texts.map((text) => text.data).join('');
  if (opt.has('r')) {
    const digits = opt.has('p') ? data.replace(/[^0-9a-fA-F]/g, '') : linesOf(data).map((line) => line.replace(/^[^:]*:/, '').replace(/ {2}.*$/, '').replace(/ /g, '')).join('');
    io.out(digits.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
    return 0;
  }
  const from = Math.max(0, Number(opt.value('s') ?? 0) || 0);
  data = data.slice(from, opt.has('l') ? from + Number(opt.value('l')) : undefined);
  const width = Math.max(1, Number(opt.value('c') ?? (opt.has('p') ? 30 : 16)) || 16);
  const hex = (ch: string): string => ch.charCodeAt(0).toString(16).padStart(2, '0');
  if (opt.has('p')) for (let at = 0; at < data.length; at += width) io.line([...data.slice(at, at + width)].map(hex).join(''));
  else for (let at = 0; at < data.length; at += width) {
    const line = data.slice(at, at + width);
    const cells = [...line].map((ch, i) => hex(ch) + (i % 2 === 1 ? ' ' : '')).join('');
    io.line(`${(from + at).toString(16).padStart(8, '0')}: ${cells.padEnd(width * 2 + Math.ceil(width / 2))} ${[...line].map((ch) => (printable(ch.charCodeAt(0)) ? ch : '.')).join('')}`);
  }
  return failed ? 1 : 0;
};
const strings: Tool = (io) => {
  const opt = getopt(io, 'afo:t:n:');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  for (const { data } of texts) for (const run of data.match(new RegExp(`[\\x20-\\x7e\\t]{${Math.min(1000, Number(opt.value('n') ?? 4))},}`, 'g')) ?? []) io.line(run);
  return failed ? 1 : 0;
};

const cmp: Tool = (io) => {
  const opt = getopt(io, 'lsn:');
  if (opt === null) return 1;
  const [first = '', second = '-'] = opt.rest;
  const a = io.input(first);
  const b = a === null ? null : io.input(second);
  if (a === null || b === null) return 2;
  const shorter = Math.min(a.length, b.length);
  let differ = false;
  for (let i = 0; i < shorter; i++) {
    if (a[i] === b[i]) continue;
    differ = true;
    if (opt.has('l')) {
      const octal = (data: string): string => (data.charCodeAt(i) & 255).toString(8).padStart(3);
      io.line(`${i + 1} ${octal(a)} ${octal(b)}`);
      continue;
    }
    if (!opt.has('s')) io.line(`${first} ${second} differ: char ${i + 1}, line ${a.slice(0, i).split('\n').length}`);
    return 1;
  }
  if (a.length === b.length) return differ ? 1 : 0;
  if (!opt.has('s')) io.error(`EOF on ${a.length < b.length ? first : second}`);
  return 1;
};
const split: Tool = (io) => {
  const opt = getopt(io, 'l:b:a:');
  if (opt === null) return 1;
  const data = io.input(opt.rest[0] ?? '-');
  if (data === null) return 1;
  const prefix = opt.rest[1] ?? 'x';
  const letters = Math.min(20, Math.max(1, Number(opt.value('a') ?? 2)));
  const size = byteCount(opt.value('b') ?? '');
  const lines = data.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const pieces: string[] = [];
  if (size !== null) for (let at = 0; at < data.length; at += size) pieces.push(data.slice(at, at + size));
  else for (let at = 0; at < lines.length; at += Number(opt.value('l') ?? 1000)) pieces.push(lines.slice(at, at + Number(opt.value('l') ?? 1000)).join(''));
  pieces.forEach((piece, i) => {
    const name = prefix + Array.from({ length: letters }, (_, place) => String.fromCharCode(97 + (Math.floor(i / 26 ** (letters - 1 - place)) % 26))).join('');
    const fd = openPath(io.k, io.p, name, WRITE);
    if (isErrno(fd)) return;
    print(io.k, io.p, fd, piece);
    closeFd(io.k, io.p, fd);
  });
  return 0;
};
const shuf: Tool = (io) => {
  const opt = getopt(io, 'ezi:n:r');
  if (opt === null) return 1;
  const range = /^(\d+)-(\d+)$/.exec(opt.value('i') ?? '');
  const items = range !== null
    ? Array.from({ length: Math.min(100_000, Number(range[2]) - Number(range[1]) + 1) }, (_, i) => String(Number(range[1]) + i))
    : opt.has('e') ? [...opt.rest] : linesOf(io.input(opt.rest[0] ?? '-') ?? '');
  for (let i = items.length - 1; i > 0; i--) {
    const j = hash32(`${io.p.id} ${i} ${items[i]}`) % (i + 1);
    [items[i], items[j]] = [items[j] ?? '', items[i] ?? ''];
  }
  for (const item of items.slice(0, Number(opt.value('n') ?? items.length))) io.line(item);
  return 0;
};
const fallocate: Tool = (io) => {
  const opt = getopt(io, 'l:o:');
  const size = byteCount(opt?.value('l') ?? '');
  if (opt === null || size === null) return 1;
  const fd = openPath(io.k, io.p, opt.rest[0] ?? '', APPEND);
  if (isErrno(fd)) {
    io.error(`can't open '${opt.rest[0] ?? ''}': ${strerror(fd)}`);
    return 1;
  }
  const failed = print(io.k, io.p, fd, zeros(size));
  closeFd(io.k, io.p, fd);
  if (failed !== null) io.error(`fallocate '${opt.rest[0] ?? ''}': ${strerror(failed)}`);
  return failed === null ? 0 : 1;
};
export const byteTools: Readonly<Record<string, Tool>> = { od, hexdump, hd: hexdump, xxd, strings, cmp, split, shuf, fallocate };
