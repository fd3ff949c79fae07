/** Tools that pass on what they read as it comes: cat, tee, head, tail -f, yes. They are state machines: where they stand is their memory. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { APPEND, closeFd, openPath, READ, readFd, waitFor, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { find } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';

const BLOCK = 65_536;
const MEMORY = 500_000;
const say = (k: Kernel, p: Proc, text: string): void => void print(k, p, 2, `${p.argv[0]?.replace(/^.*\//, '') ?? ''}: ${text}\n`);

interface Reading {
  readonly files: readonly string[];
  readonly at: number;
  readonly fd: number | null;
  readonly code: number;
}
/** Opens the next file; null where none is left. */
function nextFile(k: Kernel, p: Proc, state: Reading, message: (path: string, why: string) => string): Reading | null {
  for (let { at, code } = state; at < state.files.length; at++) {
    const path = state.files[at] ?? '-';
    const fd = path === '-' ? 0 : openPath(k, p, path, READ);
    if (!isErrno(fd)) return { ...state, at, fd, code };
    say(k, p, message(path, strerror(fd)));
    code = 1;
    state = { ...state, code };
    p.memory = { ...(p.memory as object), code };
  }
  return null;
}
const done = (k: Kernel, p: Proc, state: Reading): Reading => {
  if (state.fd !== null && state.fd !== 0) closeFd(k, p, state.fd);
  return { ...state, at: state.at + 1, fd: null };
};

interface CatMemory extends Reading {
  readonly number: 'n' | 'b' | null;
  readonly marks: string;
  readonly line: number;
  readonly fresh: boolean;
}
function startCat(k: Kernel, p: Proc): CatMemory {
  const args = p.argv.slice(1);
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const options = args.slice(0, end).filter((arg) => /^-./.test(arg));
  const wrong = options.find((arg) => !/^-[nbevtAu]+$/.test(arg));
  if (wrong !== undefined) {
    say(k, p, wrong.startsWith('--') ? `unrecognized option '${wrong}'` : `invalid option -- '${/[^nbevtAu-]/.exec(wrong)?.[0] ?? '-'}'`);
    return { files: [], at: 0, fd: null, code: 1, number: null, marks: '', line: 1, fresh: true };
  }
  const marks = options.map((arg) => arg.slice(1)).join('');
  const files = [...args.slice(0, end).filter((arg) => !options.includes(arg)), ...args.slice(end + 1)];
  return { files: files.length === 0 ? ['-'] : files, at: 0, fd: null, code: 0, number: marks.includes('b') ? 'b' : marks.includes('n') ? 'n' : null, marks, line: 1, fresh: true };
}
function runCat(k: Kernel, p: Proc, steps: number): Turn {
  for (let left = steps; left > 0; left -= 50) {
    if (p.unwritten.length > 0) return { turn: 'again' };
    let state = p.memory as CatMemory;
    if (state.fd === null) {
      const opened = nextFile(k, p, state, (path, why) => `can't open '${path}': ${why}`);
      if (opened === null) return { turn: 'exit', code: (p.memory as CatMemory).code };
      state = { ...state, ...opened };
    }
    const part = readFd(k, p, state.fd ?? 0, BLOCK);
    if (part === 'EAGAIN') {
      p.memory = state;
      return { turn: 'wait', on: [waitFor(k, p, state.fd ?? 0)] };
    }
    if (isErrno(part)) {
      say(k, p, `read error: ${strerror(part)}`);
      p.memory = { ...state, ...done(k, p, state), code: 1 };
    } else if (part.data === '') p.memory = { ...state, ...done(k, p, state) };
    else {
      const error = print(k, p, 1, marked(p, state, part.data));
      if (error !== null) {
        say(k, p, `write error: ${strerror(error)}`);
        return { turn: 'exit', code: 1 };
      }
    }
  }
  return { turn: 'again' };
}
function marked(p: Proc, state: CatMemory, data: string): string {
  let { line, fresh } = state;
  let out = data;
  if (state.marks.includes('v') || state.marks.includes('e') || state.marks.includes('t') || state.marks.includes('A')) out = out.replace(/[^\n\t -~]/g, (ch) => visible(ch.charCodeAt(0)));
  if (/[tA]/.test(state.marks)) out = out.replaceAll('\t', '^I');
  if (/[eA]/.test(state.marks)) out = out.replaceAll('\n', '$\n');
  if (state.number !== null) {
    let numbered = '';
    for (const piece of out.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      if (fresh && !(state.number === 'b' && piece === '\n')) numbered += `${String(line++).padStart(6)}\t`;
      numbered += piece;
      fresh = piece.endsWith('\n');
    }
    out = numbered;
  }
  p.memory = { ...state, line, fresh };
  return out;
}
const visible = (code: number): string => (code >= 128 ? `M-${visible(code - 128)}` : code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? '^?' : String.fromCharCode(code));
export const catProgram: Program = { name: 'cat', memoryBytes: MEMORY, start: startCat, run: runCat };

interface TeeMemory {
  readonly fds: readonly number[];
  readonly code: number;
}
function startTee(k: Kernel, p: Proc): TeeMemory {
  const append = p.argv.includes('-a');
  const fds: number[] = [];
  let code = 0;
  for (const path of p.argv.slice(1).filter((arg) => !/^-[ai]+$/.test(arg))) {
    const fd = openPath(k, p, path, append ? APPEND : WRITE);
    if (isErrno(fd)) {
      print(k, p, 2, `tee: ${path}: ${strerror(fd)}\n`);
      code = 1;
    } else fds.push(fd);
  }
  return { fds, code };
}
function runTee(k: Kernel, p: Proc): Turn {
  const { fds, code } = p.memory as TeeMemory;
  for (;;) {
    if (p.unwritten.length > 0) return { turn: 'again' };
    const part = readFd(k, p, 0, BLOCK);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(k, p, 0)] };
    if (isErrno(part) || part.data === '') return { turn: 'exit', code };
    for (const fd of [1, ...fds]) print(k, p, fd, part.data);
  }
}
export const teeProgram: Program = { name: 'tee', memoryBytes: MEMORY, start: startTee, run: runTee };

export const yesProgram: Program = {
  name: 'yes', memoryBytes: MEMORY, start: () => null,
  run: (k, p) => {
    const line = `${p.argv.length > 1 ? p.argv.slice(1).join(' ') : 'y'}\n`;
    const error = print(k, p, 1, line.repeat(Math.max(1, Math.floor(8192 / line.length))));
    if (error !== null) return { turn: 'exit', code: 1 };
    return { turn: 'again' };
  },
};

interface HeadMemory extends Reading {
  readonly count: number;
  readonly bytes: boolean;
  /** All but the last `count`. */
  readonly but: boolean;
  readonly titles: 'always' | 'never' | 'several';
  readonly seen: number;
  readonly kept: string;
  readonly first: boolean;
}
const SUFFIX: Readonly<Record<string, number>> = { '': 1, b: 512, k: 1024, K: 1024, m: 1 << 20, M: 1 << 20 };
function startHead(k: Kernel, p: Proc): HeadMemory {
  let count = 10;
  let bytes = false;
  let but = false;
  let titles: HeadMemory['titles'] = 'several';
  const files: string[] = [];
  const args = p.argv.slice(1);
  let code = -1;
  const take = (value: string): void => {
    const match = /^([-+]?)(\d+)([bkKmM]?)$/.exec(value);
    if (match === null) {
      print(k, p, 2, `head: invalid number '${value}'\n`);
      code = 1;
    }
    but = match?.[1] === '-';
    count = Number(match?.[2] ?? 0) * (SUFFIX[match?.[3] ?? ''] ?? 1);
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (/^-\d+$/.test(arg)) take(arg.slice(1));
    else if (/^-[nc]/.test(arg)) {
      bytes = arg[1] === 'c';
      take(arg.slice(2) || (args[++i] ?? ''));
    } else if (arg === '-q') titles = 'never';
    else if (arg === '-v') titles = 'always';
    else if (arg !== '--') files.push(arg);
  }
  return { files: files.length === 0 ? ['-'] : files, at: 0, fd: null, code: Math.max(0, code), count: code > 0 ? -1 : count, bytes, but, titles, seen: 0, kept: '', first: true };
}
function runHead(k: Kernel, p: Proc, steps: number): Turn {
  for (let left = steps; left > 0; left -= 50) {
    if (p.unwritten.length > 0) return { turn: 'again' };
    let state = p.memory as HeadMemory;
    if (state.count < 0) return { turn: 'exit', code: 1 };
    if (state.fd === null) {
      const opened = nextFile(k, p, state, (path, why) => `${path}: ${why}`);
      if (opened === null) return { turn: 'exit', code: (p.memory as HeadMemory).code };
      state = { ...state, ...opened, seen: 0, kept: '' };
      const path = state.files[state.at] ?? '-';
      if (state.titles === 'always' || (state.titles === 'several' && state.files.length > 1)) print(k, p, 1, `${state.first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      state = { ...state, first: false };
    }
    const part = state.seen >= state.count && !state.but ? { data: '' } : readFd(k, p, state.fd ?? 0, state.bytes && !state.but ? Math.min(BLOCK, state.count - state.seen) : BLOCK);
    if (part === 'EAGAIN') {
      p.memory = state;
      return { turn: 'wait', on: [waitFor(k, p, state.fd ?? 0)] };
    }
    if (isErrno(part)) {
      say(k, p, `${state.files[state.at] ?? ''}: ${strerror(part)}`);
      p.memory = { ...state, ...done(k, p, state), code: 1 };
    } else if (part.data === '') {
      if (state.but) print(k, p, 1, allBut(state));
      p.memory = { ...state, ...done(k, p, state) };
    } else p.memory = headPart(k, p, state, part.data);
  }
  return { turn: 'again' };
}
function allBut(state: HeadMemory): string {
  if (state.bytes) return state.kept.slice(0, Math.max(0, state.kept.length - state.count));
  const lines = state.kept.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.slice(0, Math.max(0, lines.length - state.count)).join('');
}
function headPart(k: Kernel, p: Proc, state: HeadMemory, data: string): HeadMemory {
  if (state.but) return { ...state, kept: state.kept + data };
  if (state.bytes) {
    print(k, p, 1, data.slice(0, state.count - state.seen));
    return { ...state, seen: state.seen + data.length };
  }
  let seen = state.seen;
  let end = 0;
  while (seen < state.count && end < data.length) {
    const newline = data.indexOf('\n', end);
    if (newline < 0) end = data.length;
    else {
      end = newline + 1;
      seen += 1;
    }
  }
  print(k, p, 1, data.slice(0, end));
  return { ...state, seen };
}
export const headProgram: Program = { name: 'head', memoryBytes: MEMORY, start: startHead, run: runHead };

interface TailFile {
  readonly path: string;
  readonly fd: number | null;
  readonly offset: number;
}
interface TailMemory {
  readonly files: readonly TailFile[];
  readonly at: number;
  readonly kept: string;
  readonly count: number;
  readonly bytes: boolean;
  readonly from: boolean;
  readonly follow: boolean;
  readonly retry: boolean;
  readonly titles: boolean;
  readonly code: number;
  readonly following: boolean;
  readonly last: number;
  readonly every: number;
  readonly startedAt: SimTime;
}
function startTail(k: Kernel, p: Proc): TailMemory {
  let state = { count: 10, bytes: false, from: false, follow: false, retry: false, titles: 'several', every: 1000, wrong: '' };
  const paths: string[] = [];
  const args = p.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const old = /^([-+])(\d+)$/.exec(arg);
    if (old !== null) state = { ...state, count: Number(old[2]), from: old[1] === '+' };
    else if (/^-[a-zA-Z]/.test(arg))
      for (let j = 1; j < arg.length; j++) {
        const flag = arg[j] ?? '';
        if ('ncs'.includes(flag)) {
          const value = arg.slice(j + 1) || (args[++i] ?? '');
          if (flag === 's') state = { ...state, every: Number(value) * 1000 };
          else if (!/^[-+]?\d+[bkKmM]?$/.test(value)) state = { ...state, wrong: value };
          else state = { ...state, bytes: flag === 'c', from: value.startsWith('+'), count: Number(/\d+/.exec(value)?.[0] ?? 0) * (SUFFIX[/[bkKmM]$/.exec(value)?.[0] ?? ''] ?? 1) };
          break;
        }
        if (flag === 'f') state = { ...state, follow: true };
        else if (flag === 'F') state = { ...state, follow: true, retry: true };
        else if (flag === 'q') state = { ...state, titles: 'never' };
        else if (flag === 'v') state = { ...state, titles: 'always' };
      }
    else paths.push(arg);
  }
  let code = state.wrong === '' ? 0 : 1;
  const files: TailFile[] = [];
  if (code !== 0) print(k, p, 2, `tail: invalid number '${state.wrong}'\n`);
  else for (const path of paths.length === 0 ? ['-'] : paths) {
    const fd = path === '-' ? 0 : openPath(k, p, path, READ);
    if (isErrno(fd)) {
      print(k, p, 2, `tail: can't open '${path}': ${strerror(fd)}\n`);
      code = 1;
      if (state.retry) files.push({ path, fd: null, offset: 0 });
    } else files.push({ path, fd, offset: 0 });
  }
  if (files.length === 0 && state.wrong === '') print(k, p, 2, 'tail: no files\n');
  return { ...state, files, at: 0, kept: '', titles: state.titles === 'always' || (state.titles === 'several' && paths.length > 1), code, following: false, last: -1, startedAt: k.plan.now };
}
function endOf(state: TailMemory): string {
  const { kept, count, bytes, from } = state;
  if (bytes) return from ? kept.slice(Math.max(0, count - 1)) : kept.slice(Math.max(0, kept.length - count));
  const lines = kept.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return (from ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).join('');
}
const title = (state: TailMemory, index: number): string => (state.titles && state.last !== index
  ? `${state.last < 0 ? '' : '\n'}==> ${state.files[index]?.path === '-' ? 'standard input' : (state.files[index]?.path ?? '')} <==\n`
  : '');
const GROWTH = 16 << 20;
function runTail(k: Kernel, p: Proc, steps: number): Turn {
  for (let left = steps; left > 0; left -= 50) {
    if (p.unwritten.length > 0) return { turn: 'again' };
    const state = p.memory as TailMemory;
    if (state.files.length === 0) return { turn: 'exit', code: 1 };
    const file = state.files[state.at];
    if (state.following) return followFiles(k, p, state);
    if (file === undefined) {
      if (!state.follow) return { turn: 'exit', code: state.code };
      p.memory = { ...state, following: true };
      continue;
    }
    if (file.fd === null) {
      p.memory = { ...state, at: state.at + 1 };
      continue;
    }
    const part = readFd(k, p, file.fd, 1 << 20);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(k, p, file.fd)] };
    if (!isErrno(part) && part.data !== '') {
      // Of what has no end all of it is kept: that is how tail /dev/zero eats memory.
      const endless = part.data.length === 1 << 20 && !part.data.includes('\n');
      p.memory = { ...state, kept: endless ? part.data : state.kept + part.data };
      p.memoryBytes += endless ? GROWTH : part.data.length;
      if (endless) return { turn: 'again' };
      continue;
    }
    if (isErrno(part)) say(k, p, `${file.path}: ${strerror(part)}`);
    print(k, p, 1, title(state, state.at) + endOf(state));
    p.memory = { ...state, at: state.at + 1, kept: '', last: state.at, code: isErrno(part) ? 1 : state.code };
  }
  return { turn: 'again' };
}
/** Looks for more every second, as busybox does, but only after something was written. */
function followFiles(k: Kernel, p: Proc, before: TailMemory): Turn {
  let state = before;
  const on: string[] = [];
  let polls = false;
  const files = state.files.map((file, index): TailFile => {
    let now = file;
    if (state.retry) now = reopen(k, p, now);
    if (now.fd === null) {
      polls = true;
      return now;
    }
    for (;;) {
      const part = readFd(k, p, now.fd, BLOCK);
      if (part === 'EAGAIN' || isErrno(part) || part.data === '') {
        on.push(waitFor(k, p, now.fd));
        return now;
      }
      print(k, p, 1, title(state, index) + part.data);
      state = { ...state, last: index };
    }
  });
  p.memory = { ...state, files };
  if (state.retry) for (const file of files) {
    const spot = find(k, p, file.path);
    if (!isErrno(spot) && typeof spot.ref === 'number') on.push(`file:${spot.ref}`);
  }
  const waited = Math.max(0, k.plan.now - state.startedAt) % state.every;
  return { turn: 'wait', on, until: polls ? after(k.plan.now, state.every - waited) : null };
}
function reopen(k: Kernel, p: Proc, file: TailFile): TailFile {
  const spot = find(k, p, file.path);
  const open = file.fd === null ? undefined : k.s.opens.get(p.fds.get(file.fd) ?? -1);
  if (isErrno(spot)) {
    if (file.fd === null) return file;
    print(k, p, 2, `tail: ${file.path} has become inaccessible\n`);
    closeFd(k, p, file.fd);
    return { ...file, fd: null };
  }
  if (open?.on === 'file' && open.file === spot.ref) return file;
  if (file.path === '-') return file;
  const fd = openPath(k, p, file.path, READ);
  if (isErrno(fd)) return file;
  print(k, p, 2, `tail: ${file.path} has ${file.fd === null ? 'appeared' : 'been replaced'}; following end of new file\n`);
  if (file.fd !== null) closeFd(k, p, file.fd);
  return { ...file, fd };
}
export const tailProgram: Program = { name: 'tail', memoryBytes: MEMORY, start: startTail, run: runTail };
