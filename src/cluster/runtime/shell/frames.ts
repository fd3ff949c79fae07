/** The stack of what a shell is in the middle of: putting frames on it, and taking back what they set up. */
import { closeFd } from '../kernel/descriptors.ts';
import type { Node } from './ast.ts';
import type { Frame, FrameOf, Shell } from './memory.ts';
import { restore } from './redirects.ts';

export const push = (sh: Shell, frame: Frame): void => void sh.m.frames.push(frame);
/** A trap's commands; what `$?` was comes back after them. */
export function runTrap(sh: Shell, action: string, status: number, tested = false): void {
  push(sh, { f: 'trap', tested: false, status });
  push(sh, { f: 'script', tested, text: action, at: 0, line: 0, kind: 'string', name: null });
}

/** Takes back what a frame set up. */
export function undo(sh: Shell, frame: Frame): void {
  const { m } = sh;
  if (frame.f === 'redirected') restore(sh, frame.saved);
  else if (frame.f === 'restore') {
    putVars(sh, frame.vars);
    m.commandName = frame.commandName;
  } else if (frame.f === 'function') {
    putVars(sh, frame.locals);
    m.params = frame.params;
    m.optind = frame.optind;
    m.optoff = frame.optoff;
  } else if (frame.f === 'dot' && frame.params !== null) m.params = frame.params;
  else if (frame.f === 'subst') closeFd(sh.k, sh.p, frame.fd);
}
function putVars(sh: Shell, vars: FrameOf<'restore'>['vars']): void {
  for (const [name, before] of vars) {
    if (name === '-') sh.m.options = before?.value ?? '';
    else if (before === null) sh.m.vars.delete(name);
    else sh.m.vars.set(name, before);
  }
}
/** Takes frames off down to `depth`, taking back what they set up. */
export function unwind(sh: Shell, depth: number): void {
  while (sh.m.frames.length > depth) {
    const frame = sh.m.frames.pop();
    if (frame !== undefined) undo(sh, frame);
  }
}

/** `exit`: everything is dropped; the EXIT trap runs, then the shell ends. */
export function exitShell(sh: Shell, status: number): void {
  const { m } = sh;
  unwind(sh, 0);
  m.commandName = null;
  m.status = status;
  m.ending = status;
}

export type NodeFrame = FrameOf<'node'>;

export const nodeFrame = (node: Node, tested: boolean, last = false): NodeFrame => ({ f: 'node', tested, node, last, stage: 0, subst: [], words: [], at: 0 });
/** Of a node whose failure is looked at: it ends no shell under -e. */
export const testedFrame = (node: Node): NodeFrame => nodeFrame(node, true);

/** A failure that nobody looks at: outside functions the ERR trap tells of it, and with -e it ends the shell. */
export function checkExit(sh: Shell, tested: boolean): void {
  const { m } = sh;
  if (m.status === 0 || tested) return;
  const action = m.frames.some(({ f }) => f === 'function' || f === 'trap') ? '' : (m.traps.get('ERR') ?? '');
  if (m.options.includes('e')) exitShell(sh, m.status);
  if (action !== '') runTrap(sh, action, m.status);
}
