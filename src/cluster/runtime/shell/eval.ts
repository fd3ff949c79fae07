/** What each kind of command does: lists, conditions, loops, pipelines, subshells. */
import type { Turn } from '../kernel/context.ts';
import { addOpen } from '../kernel/descriptors.ts';
import type { Node, Word, NodeOf } from './ast.ts';
import { stepCommand } from './commands.ts';
import { expanding, expandPattern, expandText, expandWords } from './expand.ts';
import { addJob, forkShell, pidOf, startPipeline } from './jobs.ts';
import { checkExit, nodeFrame, testedFrame } from './frames.ts';
import type { NodeFrame } from './frames.ts';
import { setVar, ShellError } from './memory.ts';
import type { Shell } from './memory.ts';
import { complain } from './messages.ts';
import { matches } from './pattern.ts';
import { isInteractive } from './prompt.ts';
import { expandRedirects, redirect } from './redirects.ts';


const pop = (sh: Shell): void => void sh.m.frames.pop();
function become(sh: Shell, frame: NodeFrame, node: Node | null): void {
  pop(sh);
  if (node === null) sh.m.status = 0;
  else sh.m.frames.push(nodeFrame(node, frame.tested, frame.last));
}

export function stepNode(sh: Shell, frame: NodeFrame): Turn | null {
  const { node } = frame;
  switch (node.n) {
    case 'command': return stepCommand(sh, frame, node);
    case 'list': sh.m.frames[sh.m.frames.length - 1] = { f: 'list', tested: frame.tested, items: node.items, at: 0, last: frame.last }; break;
    case 'and': case 'or':
      if (frame.stage++ === 0) sh.m.frames.push(testedFrame(node.left));
      else if ((sh.m.status === 0) === (node.n === 'and')) become(sh, frame, node.right);
      else pop(sh);
      break;
    case 'not':
      if (frame.stage++ === 0) sh.m.frames.push(testedFrame(node.body));
      else {
        sh.m.status = sh.m.status === 0 ? 1 : 0;
        pop(sh);
      }
      break;
    case 'if':
      if (frame.stage++ === 0) sh.m.frames.push(testedFrame(node.test));
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
    case 'subshell': stepJob(sh, frame, () => [forkShell(sh, node, frame.tested)]); break;
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
  sh.m.frames.push(testedFrame(node.test));
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
/** Signals from a keyboard. */
const KEYS = ['INT', 'QUIT'];
/** Without job control a background command reads nothing, and keys do not interrupt it. */
function background(sh: Shell, node: NodeOf<'background'>): void {
  pop(sh);
  const input = addOpen(sh.k, { refs: 0, on: 'device', device: 'null' });
  const { body } = node;
  const deaf = isInteractive(sh) ? [] : KEYS;
  const ids = body.n === 'pipe' ? startPipeline(sh, body.commands, true, input, deaf) : [forkShell(sh, body, true, sh.p.fds.with(0, input), sh.m.options, deaf)];
  addJob(sh, ids, '');
  sh.m.lastPid = pidOf(sh, ids[ids.length - 1] ?? 0);
  sh.m.status = 0;
}
