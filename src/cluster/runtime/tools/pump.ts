/** Tools that pass on what they read as it comes: cat, tee, head, yes. They are state machines: where they stand is their memory. */
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { APPEND, closeFd, openPath, READ, readFd, waitFor, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { getopt } from './options.ts';
import type { Complains, Given } from './options.ts';

export const BLOCK = 65_536;
export const MEMORY = 500_000;
export const say = (k: Kernel, p: Proc, text: string): void => void print(k, p, 2, `${p.argv[0]?.replace(/^.*\//, '') ?? ''}: ${text}\n`);
/** A program's own options, complained of as every tool does. */
export function optionsOf(k: Kernel, p: Proc, args: readonly string[], spec: string): Given | null {
  const io: Complains = { args, error: (text) => say(k, p, text), rawError: (text) => void print(k, p, 2, text) };
  return getopt(io, spec);
}

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
    } else if (part.data === '') {
      // Lines that are numbered are printed as lines.
      if (state.number !== null && !state.fresh) print(k, p, 1, '\n');
      p.memory = { ...state, ...done(k, p, state), fresh: true };
    } else {
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
function startTee(k: Kernel, p: Proc): TeeMemory | null {
  const opt = optionsOf(k, p, p.argv.slice(1), 'ia');
  if (opt === null) return null;
  const fds: number[] = [];
  let code = 0;
  for (const path of opt.rest) {
    const fd = openPath(k, p, path, opt.has('a') ? APPEND : WRITE);
    if (isErrno(fd)) {
      print(k, p, 2, `tee: ${path}: ${strerror(fd)}\n`);
      code = 1;
    } else fds.push(fd);
  }
  return { fds, code };
}
function runTee(k: Kernel, p: Proc): Turn {
  if (p.memory === null) return { turn: 'exit', code: 1 };
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
}
export const SUFFIX: Readonly<Record<string, number>> = { '': 1, b: 512, k: 1024, K: 1024, m: 1 << 20, M: 1 << 20 };
function startHead(k: Kernel, p: Proc): HeadMemory {
  const old = /^-(\d.*)/.exec(p.argv[1] ?? '')?.[1];
  const opt = optionsOf(k, p, p.argv.slice(old === undefined ? 1 : 2), 'n:c:qv');
  const value = opt?.value('c') ?? opt?.value('n') ?? old ?? '10';
  const match = /^(-?)(\d+)([bkKmM]?)$/.exec(value);
  if (match === null) say(k, p, `invalid number '${value}'`);
  const files = opt === null || match === null ? [] : opt.rest.length === 0 ? ['-'] : opt.rest;
  return {
    files, at: 0, fd: null, code: files.length === 0 ? 1 : 0, count: Number(match?.[2] ?? 0) * (SUFFIX[match?.[3] ?? ''] ?? 1), bytes: opt?.has('c') === true, but: match?.[1] === '-',
    titles: opt?.has('v') === true ? 'always' : opt?.has('q') === true ? 'never' : 'several', seen: 0, kept: '',
  };
}
function runHead(k: Kernel, p: Proc, steps: number): Turn {
  for (let left = steps; left > 0; left -= 50) {
    if (p.unwritten.length > 0) return { turn: 'again' };
    let state = p.memory as HeadMemory;
    if (state.fd === null) {
      const opened = nextFile(k, p, state, (path, why) => `${path}: ${why}`);
      if (opened === null) return { turn: 'exit', code: (p.memory as HeadMemory).code };
      state = { ...state, ...opened, seen: 0, kept: '' };
      const path = state.files[state.at] ?? '-';
      if (state.titles === 'always' || (state.titles === 'several' && state.files.length > 1)) print(k, p, 1, `${state.at === 0 ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    }
    const part = state.seen >= state.count && !state.but ? { data: '' } : readFd(k, p, state.fd ?? 0, state.bytes && !state.but ? Math.min(BLOCK, state.count - state.seen) : BLOCK);
    if (part === 'EAGAIN') {
      p.memory = state;
      return { turn: 'wait', on: [waitFor(k, p, state.fd ?? 0)] };
    }
    if (isErrno(part)) {
      say(k, p, `${state.files[state.at] ?? ''}: ${strerror('EIO')}`);
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
