/** tail: the end of files, and what is added to them afterwards. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, openPath, READ, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { find } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';
import { BLOCK, MEMORY, optionsOf, say, SUFFIX } from './pump.ts';

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
const NUMBER = /^([-+]?)(\d+)([bkKmM]?)$/;
function startTail(k: Kernel, p: Proc): TailMemory {
  const old = /^[-+]\d/.test(p.argv[1] ?? '') ? p.argv[1] : undefined;
  const opt = optionsOf(k, p, p.argv.slice(old === undefined ? 1 : 2), 'fc:n:qs:vF');
  const value = opt?.value('n') ?? opt?.value('c') ?? old ?? '10';
  const match = NUMBER.exec(value);
  const paths = opt === null || opt.rest.length === 0 ? ['-'] : opt.rest;
  const retry = opt?.has('F') === true;
  const files: TailFile[] = [];
  let code = 1;
  if (match === null) say(k, p, `invalid number '${value}'`);
  else if (opt !== null) {
    code = 0;
    for (const path of paths) {
      const fd = path === '-' ? 0 : openPath(k, p, path, READ);
      if (!isErrno(fd)) files.push({ path, fd, offset: 0 });
      else {
        say(k, p, `can't open '${path}': ${strerror(fd)}`);
        code = 1;
        if (retry) files.push({ path, fd: null, offset: 0 });
      }
    }
    if (files.length === 0) say(k, p, 'no files');
  }
  return {
    files, at: 0, kept: '', count: Number(match?.[2] ?? 0) * (SUFFIX[match?.[3] ?? ''] ?? 1), bytes: opt?.has('c') === true, from: match?.[1] === '+', follow: retry || opt?.has('f') === true, retry,
    titles: opt?.has('v') === true || (opt?.has('q') !== true && files.length > 1), code, following: false, last: -1, every: Number(opt?.value('s') ?? 1) * 1000, startedAt: k.plan.now,
  };
}
function endOf(state: TailMemory): string {
  const { kept, count, bytes, from } = state;
  if (bytes) return from ? kept.slice(Math.max(0, count - 1)) : kept.slice(Math.max(0, kept.length - count));
  const lines = kept.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return (from ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).join('');
}
const title = (state: TailMemory, index: number): string => (state.titles && state.last !== index
  ? `${state.last < 0 ? '' : '\n'}==> ${state.files[index]?.path ?? ''} <==\n`
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
    print(k, p, 1, title(state, state.at) + endOf(state));
    if (isErrno(part)) say(k, p, `read error: ${strerror(part)}`);
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
