/** Runs a shell process: takes what is on top of its stack, a step at a time, until it waits, ends, or has used its instructions up. */
import type { Kernel, Proc, Turn } from '../kernel/context.ts';
import { readFd, waitFor } from '../kernel/descriptors.ts';
import { signalName } from '../kernel/signals.ts';
import { exitShell, push, runTrap, undo, unwind } from './frames.ts';
import { askForLine, askForMore, isInteractive } from './prompt.ts';
import { collect, dropJob, isDone, jobStatus, sayEnd } from './jobs.ts';
import { BUILTINS } from './builtins/index.ts';
import { stepNode } from './eval.ts';
import { NeedsOutput, ShellError, thaw } from './memory.ts';
import type { Frame, FrameOf, Shell, ShellMemory } from './memory.ts';
import { complain } from './messages.ts';
import { parseNext } from './parser.ts';
import { print } from '../kernel/print.ts';
import { stepRead } from './read.ts';
import { collectOutput, startSubstitution } from './substitution.ts';

export function runShell(k: Kernel, p: Proc, steps: number): Turn {
  const sh: Shell = { k, p, m: thaw(p.memory as ShellMemory), builtins: BUILTINS, used: 0, replaced: false };
  let turn: Turn | null = null;
  for (let left = steps; left > 0 && turn === null; left--) {
    if (p.exit !== null) break;
    if (p.unwritten.length > 0) turn = { turn: 'again' };
    else turn = attempt(sh);
    if (sh.replaced) return { turn: 'again' };
  }
  p.memory = sh.m;
  return turn ?? { turn: 'again' };
}

function attempt(sh: Shell): Turn | null {
  try {
    if (sh.p.pending.length > 0 && mayTrap(sh)) {
      startTrap(sh);
      return null;
    }
    const frame = sh.m.frames[sh.m.frames.length - 1];
    return frame === undefined ? leave(sh) : step(sh, frame);
  } catch (error) {
    if (error instanceof NeedsOutput) startSubstitution(sh, error.body);
    else if (error instanceof ShellError) fail(sh, error);
    else throw error;
    return null;
  }
}

/** Between commands, and while `wait`, `sleep` or `read` is on; a command that runs is let run to its end. */
function mayTrap(sh: Shell): boolean {
  const frame = sh.m.frames[sh.m.frames.length - 1];
  return frame === undefined || frame.f !== 'wait' && frame.f !== 'subst';
}
function startTrap(sh: Shell): void {
  const { m, p } = sh;
  const [signal = '', ...rest] = p.pending;
  p.pending = rest;
  const top = m.frames[m.frames.length - 1];
  if (top?.f === 'waitfor') {
    m.frames.pop();
    m.status = 128 + Math.max(1, signalNumberOf(signal));
  } else if (top?.f === 'sleep' || top?.f === 'read') {
    m.frames.pop();
    m.status = top.f === 'sleep' ? 0 : 1;
  }
  const action = m.traps.get(signal);
  if (action === undefined || action === '') return;
  runTrap(sh, action, m.status);
}
const SIGNALS = Array.from({ length: 32 }, (_, i) => signalName(String(i)));
const signalNumberOf = (name: string): number => SIGNALS.indexOf(name);

function step(sh: Shell, frame: Frame): Turn | null {
  const { m } = sh;
  switch (frame.f) {
    case 'script': return stepScript(sh, frame);
    case 'node': return stepNode(sh, frame);
    case 'list': {
      const node = frame.items[frame.at];
      frame.at += 1;
      const last = frame.at >= frame.items.length;
      if (last) m.frames.pop();
      if (node !== undefined) push(sh, { f: 'node', tested: frame.tested, node, last: last && frame.last, stage: 0, subst: [], words: [], at: 0 });
      return null;
    }
    case 'wait': return stepWait(sh, frame);
    case 'subst': return collectOutput(sh, frame);
    case 'sleep':
      if (frame.until !== null && sh.k.plan.now >= frame.until) {
        collect(sh);
        m.status = 0;
        m.frames.pop();
        return null;
      }
      return { turn: 'wait', on: [], until: frame.until };
    case 'waitfor': return stepWaitFor(sh, frame);
    case 'read': return stepRead(sh, frame);
    case 'trap':
      m.status = frame.status;
      m.frames.pop();
      return null;
    case 'redirected': case 'function': case 'restore': case 'dot':
      m.frames.pop();
      undo(sh, frame);
      return null;
  }
}

/** The next command of a script. */
function stepScript(sh: Shell, frame: FrameOf<'script'>): Turn | null {
  const { m } = sh;
  if (frame.name === 'stdin') {
    const wait = readScript(sh, frame);
    if (wait !== null) return wait;
  }
  const parsed = parseNext(frame.text, frame.at, frame.line, m.aliases);
  if (m.options.includes('v') && parsed.at > frame.at && frame.name !== null) print(sh.k, sh.p, 2, frame.text.slice(frame.at, parsed.at));
  if (parsed.error !== null && frame.name === 'stdin' && frame.over !== true && UNFINISHED.test(parsed.error)) {
    frame.from = frame.text.length;
    askForMore(sh);
    return null;
  }
  delete frame.from;
  if (parsed.error !== null) {
    m.line = parsed.errorLine;
    throw new ShellError(`syntax error: ${parsed.error}`);
  }
  frame.text = parsed.text;
  frame.at = parsed.at;
  frame.line = parsed.line;
  if (parsed.ended) m.frames.pop();
  else if (parsed.node !== null) {
    const ends = frame.kind === 'main' && /^\s*$/.test(frame.text.slice(frame.at)) && frame.name !== 'stdin';
    if (m.options.includes('n')) return null;
    // The last command needs its script no more: it may take the shell's place.
    if (ends) m.frames.pop();
    push(sh, { f: 'node', tested: frame.tested, node: parsed.node, last: ends, stage: 0, subst: [], words: [], at: 0 });
  }
  return null;
}
/** A command that goes on in the next line. */
const UNFINISHED = /unexpected end of file|unterminated/;

/** A script that comes in through standard input, a line at a time. */
function readScript(sh: Shell, frame: FrameOf<'script'>): Turn | null {
  askForLine(sh, frame);
  while (!frame.text.slice(frame.from ?? frame.at).includes('\n')) {
    const part = readFd(sh.k, sh.p, 0, 1);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(sh.k, sh.p, 0)] };
    if (typeof part === 'string' || part.data === '') {
      frame.over = true;
      return null;
    }
    frame.text += part.data;
  }
  frame.asked = false;
  return null;
}

function stepWait(sh: Shell, frame: FrameOf<'wait'>): Turn | null {
  const { m } = sh;
  collect(sh);
  const job = m.jobs.find((each) => each.number === frame.job);
  if (job !== undefined && !isDone(job)) return { turn: 'wait', on: [`child:${sh.p.id}`] };
  if (job !== undefined) {
    m.status = jobStatus(sh, job);
    sayEnd(sh, job);
    dropJob(sh, job.number);
  }
  m.frames.pop();
  return null;
}
/** The builtin `wait`: for named jobs, or for all. */
function stepWaitFor(sh: Shell, frame: FrameOf<'waitfor'>): Turn | null {
  const { m } = sh;
  collect(sh, true);
  const wanted = m.jobs.filter((job) => (frame.jobs === null ? true : frame.jobs.includes(job.number)));
  if (frame.any === true && wanted.some(isDone)) {
    // What ash 1.36 gives for `wait -n`: whether it went well, not the status itself.
    m.status = wanted.some((job) => isDone(job) && jobStatus(sh, job) !== 0) ? 129 : 0;
    m.frames.pop();
    return null;
  }
  if (wanted.some((job) => !isDone(job))) return { turn: 'wait', on: [`child:${sh.p.id}`] };
  m.status = frame.status;
  for (const job of wanted) {
    if (frame.jobs === null) continue;
    if (job.number === frame.jobs[frame.jobs.length - 1]) m.status = jobStatus(sh, job);
    if (!job.waited && !job.noticed) sayEnd(sh, job);
  }
  m.jobs = m.jobs.map((job) => (wanted.includes(job) ? { ...job, waited: true } : job));
  m.frames.pop();
  return null;
}

/** An error: it ends a script's shell; where it came from a plain builtin only that builtin. */
function fail(sh: Shell, error: ShellError): void {
  const { m } = sh;
  if (error.message !== '') complain(sh, error.message);
  m.status = error.status;
  const [script] = m.frames;
  if (script?.f !== 'script' || !isInteractive(sh)) return exitShell(sh, error.status);
  // At a terminal the rest of the line is given up, not the shell.
  unwind(sh, 1);
  script.at = script.text.length;
}

function leave(sh: Shell): Turn | null {
  const { m } = sh;
  const action = m.traps.get('EXIT');
  m.ending ??= m.status;
  if (action === undefined || action === '') return { turn: 'exit', code: m.ending & 255 };
  m.traps.delete('EXIT');
  m.status = m.ending;
  m.options = m.options.replace('e', '');
  runTrap(sh, action, m.ending, true);
  return null;
}
