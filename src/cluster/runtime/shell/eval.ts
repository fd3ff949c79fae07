/** What each kind of command does: lists, conditions, loops, pipelines, subshells. */
import type { Turn } from '../kernel/context.ts';
import { addOpen } from '../kernel/descriptors.ts';
import type { Node, Word } from './ast.ts';
import { stepCommand } from './commands.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { addJob, forkShell, pidOf, startPipeline } from './jobs.ts';
import { exitShell, runTrap } from './machine.ts';
import { NeedsOutput, setVar, ShellError } from './memory.ts';
import type { FrameOf, Shell } from './memory.ts';
import { complain } from './messages.ts';
import { matches } from './pattern.ts';
import { expandRedirects, redirect } from './redirects.ts';

export type NodeFrame = FrameOf<'node'>;
type NodeOf<N extends Node['n']> = Extract<Node, { n: N }>;

export const nodeFrame = (node: Node, tested: boolean, last = false): NodeFrame => ({ f: 'node', tested, node, last, stage: 0, subst: [], words: [], at: 0 });
const pop = (sh: Shell): void => void sh.m.frames.pop();
function become(sh: Shell, frame: NodeFrame, node: Node | null): void {
  pop(sh);
  if (node === null) sh.m.status = 0;
  else sh.m.frames.push(nodeFrame(node, frame.tested, frame.last));
}
/** Expands with the outputs gathered so far; assignments are undone where one is missing. */
export function expanding<T>(sh: Shell, expand: () => T): T {
  const before = new Map(sh.m.vars);
  sh.used = 0;
  try {
    return expand();
  } catch (error) {
    if (error instanceof NeedsOutput) sh.m.vars = before;
    throw error;
  }
}

/** A failure that nobody looks at: outside functions the ERR trap tells of it, and with -e it ends the shell. */
export function checkExit(sh: Shell, tested: boolean): void {
  const { m } = sh;
  if (m.status === 0 || tested) return;
  const action = m.frames.some(({ f }) => f === 'function' || f === 'trap') ? '' : (m.traps.get('ERR') ?? '');
  if (m.options.includes('e')) exitShell(sh, m.status);
  if (action !== '') runTrap(sh, action, m.status);
}

export function stepNode(sh: Shell, frame: NodeFrame): Turn | null {
  const { node } = frame;
  switch (node.n) {
    case 'command': return stepCommand(sh, frame, node);
    case 'list': sh.m.frames[sh.m.frames.length - 1] = { f: 'list', tested: frame.tested, items: node.items, at: 0, last: frame.last }; break;
    case 'and': case 'or':
      if (frame.stage++ === 0) sh.m.frames.push(nodeFrame(node.left, true));
      else if ((sh.m.status === 0) === (node.n === 'and')) become(sh, frame, node.right);
      else pop(sh);
      break;
    case 'not':
      if (frame.stage++ === 0) sh.m.frames.push(nodeFrame(node.body, true));
      else {
        sh.m.status = sh.m.status === 0 ? 1 : 0;
        pop(sh);
      }
      break;
    case 'if':
      if (frame.stage++ === 0) sh.m.frames.push(nodeFrame(node.test, true));
      else become(sh, frame, sh.m.status === 0 ? node.then : node.otherwise);
      break;
    case 'while': stepWhile(sh, frame, node); break;
    case 'for': stepFor(sh, frame, node); break;
    case 'case': stepCase(sh, frame, node); break;
    case 'function':
      sh.m.functions.set(node.name, node.body);
      sh.m.status = 0;
      pop(sh);
      break;
    case 'redirected': stepRedirected(sh, frame, node); break;
    case 'background': background(sh, node); break;
    case 'subshell': stepJob(sh, frame, () => [forkShell(sh, node.redirects.length === 0 ? node.body : { ...node, n: 'redirected', subshell: true }, frame.tested)]); break;
    case 'pipe': stepJob(sh, frame, () => startPipeline(sh, node.commands, frame.tested, null)); break;
  }
  return null;
}

function stepWhile(sh: Shell, frame: NodeFrame, node: NodeOf<'while'>): void {
  if (frame.stage === 1) {
    if ((sh.m.status === 0) === node.until) {
      sh.m.status = frame.at;
      pop(sh);
      return;
    }
    frame.stage = 2;
    sh.m.frames.push(nodeFrame(node.body, frame.tested));
    return;
  }
  if (frame.stage === 2) frame.at = sh.m.status;
  frame.stage = 1;
  sh.m.frames.push(nodeFrame(node.test, true));
}
const ALL: Word = [{ p: 'var', name: '@', op: '', colon: false, word: [], quoted: true }];
function stepFor(sh: Shell, frame: NodeFrame, node: NodeOf<'for'>): void {
  if (frame.stage === 0) {
    sh.m.line = node.line;
    frame.words = expanding(sh, () => expandWords(sh, node.words ?? [ALL]));
    frame.stage = 1;
    sh.m.status = 0;
  }
  const word = frame.words[frame.at];
  if (word === undefined) {
    pop(sh);
    return;
  }
  frame.at += 1;
  setVar(sh, node.name, word);
  sh.m.frames.push(nodeFrame(node.body, frame.tested));
}
function stepCase(sh: Shell, frame: NodeFrame, node: NodeOf<'case'>): void {
  sh.m.line = node.line;
  const item = expanding(sh, () => {
    const subject = expandText(sh, node.word);
    return node.items.find((each) => each.patterns.some((pattern) => matches(expandPattern(sh, pattern), subject)));
  });
  sh.m.status = 0;
  if (item === undefined || item.body === null) pop(sh);
  else become(sh, frame, item.body);
}
function stepRedirected(sh: Shell, frame: NodeFrame, node: NodeOf<'redirected'>): void {
  if (frame.stage++ > 0) {
    pop(sh);
    return;
  }
  frame.stage = 0;
  sh.m.line = node.line;
  const targets = expanding(sh, () => expandRedirects(sh, node.redirects));
  frame.stage = 1;
  try {
    const saved = redirect(sh, targets);
    sh.m.frames.push({ f: 'redirected', tested: false, saved }, nodeFrame(node.body, frame.tested));
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    complain(sh, error.message);
    sh.m.status = node.subshell === true ? 2 : 1;
    checkExit(sh, frame.tested);
  }
}

/** Something that runs in children and is waited for. */
function stepJob(sh: Shell, frame: NodeFrame, start: () => readonly number[]): void {
  if (frame.stage++ === 0) {
    sh.m.frames.push({ f: 'wait', tested: false, job: addJob(sh, start(), '') });
    return;
  }
  pop(sh);
  checkExit(sh, frame.tested);
}
/** Without job control a background command reads nothing. */
function background(sh: Shell, node: NodeOf<'background'>): void {
  pop(sh);
  const input = addOpen(sh.k, { on: 'device', device: 'null' });
  const { body } = node;
  const ids = body.n === 'pipe' ? startPipeline(sh, body.commands, true, input) : [forkShell(sh, body, true, new Map(sh.p.fds).set(0, input))];
  addJob(sh, ids, '');
  sh.m.lastPid = pidOf(sh, ids[ids.length - 1] ?? 0);
  sh.m.status = 0;
}
