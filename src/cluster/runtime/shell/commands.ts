/** Simple commands: assignments, functions, builtins, and programs in a process of their own. */
import type { Errno } from '../../contract/kernel.ts';
import type { Turn } from '../kernel/context.ts';
import { strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { execve, fork, lookPath } from '../kernel/processes.ts';
import { SPECIAL_BUILTINS } from './ast.ts';
import type { Assign, Node } from './ast.ts';
import type { NodeFrame } from './frames.ts';
import { expandAssigned, expanding, expandWords } from './expand.ts';
import { addJob } from './jobs.ts';
import { checkExit, exitShell, nodeFrame } from './frames.ts';
import { environ, getVar, remember, setVar, ShellError } from './memory.ts';
import type { SavedFd, Shell, Var } from './memory.ts';
import { complain, singleQuote, traceQuote } from './messages.ts';
import { dropSaved, expandRedirects, redirect } from './redirects.ts';

type CommandNode = Extract<Node, { n: 'command' }>;
interface Prepared {
  readonly argv: readonly string[];
  readonly assigns: readonly (readonly [string, string])[];
  readonly saved: readonly SavedFd[];
}
/** Builtins whose arguments may be assignments, which are not split. */
const ASSIGNING = new Set(['export', 'readonly', 'local', 'alias']);

export function stepCommand(sh: Shell, frame: NodeFrame, node: CommandNode): Turn | null {
  const { m } = sh;
  if (frame.stage === 1) {
    m.frames.pop();
    checkExit(sh, frame.tested);
    return null;
  }
  m.line = node.line;
  m.substStatus = frame.subst.length === 0 ? null : m.substStatus;
  const expanded = expanding(sh, () => ({ argv: words(sh, node), targets: expandRedirects(sh, node.redirects), assigns: assigned(sh, node.assigns) }));
  frame.stage = 1;
  if (m.options.includes('n')) return null;
  trace(sh, expanded.argv, expanded.assigns);
  const [name] = expanded.argv;
  let saved: readonly SavedFd[] = [];
  try {
    saved = redirect(sh, expanded.targets);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    complain(sh, error.message);
    m.status = 1;
    if (name !== undefined && SPECIAL_BUILTINS.has(name)) exitShell(sh, 1);
    return null;
  }
  const prepared: Prepared = { argv: expanded.argv, assigns: expanded.assigns, saved };
  if (name === undefined) assignOnly(sh, prepared);
  else run(sh, frame, name, prepared);
  return null;
}
function words(sh: Shell, node: CommandNode): string[] {
  const [first, ...rest] = node.words;
  if (first === undefined) return [];
  const head = expandWords(sh, [first]);
  if (!ASSIGNING.has(head[0] ?? '')) return [...head, ...expandWords(sh, rest)];
  return [...head, ...rest.flatMap((word) => {
    const start = word[0];
    return start?.p === 'text' && !start.quoted && /^[A-Za-z_][A-Za-z0-9_]*=/.test(start.text) ? [expandAssigned(sh, word)] : expandWords(sh, [word]);
  })];
}
/** Each assignment sees those before it, which are taken back until the command is known. */
function assigned(sh: Shell, assigns: readonly Assign[]): (readonly [string, string])[] {
  const before = sh.m.vars;
  sh.m.vars = assigns.length > 1 ? new Map(before) : before;
  const values = assigns.map(({ name, value }) => {
    const text = expandAssigned(sh, value);
    if (sh.m.vars !== before) sh.m.vars.set(name, { value: text, exported: false, readOnly: false });
    return [name, text] as const;
  });
  sh.m.vars = before;
  return values;
}
function trace(sh: Shell, argv: readonly string[], assigns: readonly (readonly [string, string])[]): void {
  if (!sh.m.options.includes('x')) return;
  const shown = [...assigns.map(([name, value]) => `${name}=${value === '' ? '' : traceQuote(value)}`), ...argv.map(traceQuote)];
  if (shown.length > 0) print(sh.k, sh.p, 2, `${getVar(sh, 'PS4') ?? '+ '}${shown.join(' ')}\n`);
}

function assignOnly(sh: Shell, { assigns, saved }: Prepared): void {
  const { m } = sh;
  m.frames.push({ f: 'redirected', tested: false, saved });
  for (const [name, value] of assigns) setVar(sh, name, value);
  m.status = m.substStatus ?? 0;
}

/** Sets variables for one command; gives what was there before. */
function during(sh: Shell, assigns: Prepared['assigns'], exported: boolean): (readonly [string, Var | null])[] {
  return assigns.map(([name, value]) => {
    const before = sh.m.vars.get(name) ?? null;
    setVar(sh, name, value, exported ? { exported } : {});
    return [name, before] as const;
  });
}

function run(sh: Shell, frame: NodeFrame, name: string, prepared: Prepared, skipFunctions = false): void {
  const { m } = sh;
  const builtin = sh.builtins.get(name);
  const special = SPECIAL_BUILTINS.has(name);
  const body = skipFunctions || special ? undefined : m.functions.get(name);
  if (body !== undefined) {
    m.frames.push({ f: 'redirected', tested: false, saved: prepared.saved });
    m.frames.push({ f: 'restore', tested: false, vars: during(sh, prepared.assigns, true), commandName: m.commandName });
    m.frames.push({ f: 'function', tested: false, name, params: m.params, locals: [], optind: m.optind, optoff: m.optoff });
    m.params = prepared.argv.slice(1);
    m.frames.push(nodeFrame(body, frame.tested));
  } else if (name === 'exec' && builtin !== undefined) replaceShell(sh, prepared);
  else if (name === 'command' && prepared.argv.length > 1 && !/^-[^p-]/.test(prepared.argv[1] ?? '')) commandBuiltin(sh, frame, prepared);
  else if (builtin !== undefined) runBuiltin(sh, frame, name, prepared, special && !skipFunctions);
  else runProgram(sh, frame, prepared);
}
function commandBuiltin(sh: Shell, frame: NodeFrame, prepared: Prepared): void {
  const argv = prepared.argv.slice(prepared.argv[1] === '-p' || prepared.argv[1] === '--' ? 2 : 1);
  const [name] = argv;
  if (name === undefined) {
    sh.m.frames.push({ f: 'redirected', tested: false, saved: prepared.saved });
    sh.m.status = 0;
  } else run(sh, frame, name, { ...prepared, argv }, true);
}

function runBuiltin(sh: Shell, frame: NodeFrame, name: string, prepared: Prepared, special: boolean): void {
  const { m } = sh;
  m.frames.push({ f: 'redirected', tested: false, saved: prepared.saved });
  const vars = during(sh, prepared.assigns, !special);
  m.frames.push({ f: 'restore', tested: false, vars: special ? [] : vars, commandName: m.commandName });
  m.commandName = name;
  const depth = m.frames.length;
  try {
    const status = sh.builtins.get(name)?.(sh, prepared.argv, frame.tested) ?? null;
    if (status !== null) m.status = status;
  } catch (error) {
    if (!(error instanceof ShellError) || special) throw error;
    if (error.message !== '') complain(sh, error.message);
    m.status = error.status;
    if (m.frames.length > depth) m.frames.length = depth;
  }
}

/** `exec`: redirections that stay, or another program in this process. */
function replaceShell(sh: Shell, { argv, assigns, saved }: Prepared): void {
  const { m } = sh;
  dropSaved(sh, saved);
  const command = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const [name] = command;
  m.status = 0;
  if (name === undefined) {
    for (const [each, value] of assigns) setVar(sh, each, value);
    return;
  }
  during(sh, assigns, true);
  const failed = become(sh, command, environ(sh));
  if (failed === null) return;
  m.commandName = 'exec';
  complain(sh, `${name}: ${sayFailed(failed)}`);
  exitShell(sh, failed === 'ENOENT' || failed === 'ENOTDIR' ? 127 : 126);
}
const sayFailed = (error: Errno): string => (error === 'ENOENT' || error === 'ENOTDIR' ? 'not found' : strerror(error));

/** Makes this very process run a program. */
function become(sh: Shell, argv: readonly string[], env: readonly string[]): Errno | null {
  const { k, p } = sh;
  const found = lookPath(k, p, argv[0] ?? '', getVar(sh, 'PATH') ?? '');
  if (typeof found === 'string') return found;
  const keep = { memory: p.memory };
  let failed = execve(k, p, found.path, argv, env);
  if (failed === 'ENOEXEC') failed = execve(k, p, '/bin/sh', ['sh', found.path, ...argv.slice(1)], env);
  if (failed !== null) p.memory = keep.memory;
  else sh.replaced = true;
  return failed;
}

function runProgram(sh: Shell, frame: NodeFrame, { argv, assigns, saved }: Prepared): void {
  const { k, p, m } = sh;
  const [name = ''] = argv;
  const env = [...environ(sh).filter((entry) => !assigns.some(([each]) => entry.startsWith(`${each}=`))), ...assigns.map(([each, value]) => `${each}=${value}`)];
  const found = lookPath(k, p, name, assigns.find(([each]) => each === 'PATH')?.[1] ?? getVar(sh, 'PATH') ?? '');
  m.frames.push({ f: 'redirected', tested: false, saved });
  if (typeof found !== 'string') remember(sh, name, found.path);
  if (typeof found === 'string' || name === '') {
    complain(sh, `${name}: ${name === '' ? strerror('EACCES') : sayFailed(found as Errno)}`);
    m.status = found === 'ENOENT' || found === 'ENOTDIR' ? 127 : 126;
    return;
  }
  if (frame.last && m.traps.size === 0 && m.ending === null && m.frames.every((each) => each.f === 'node' || each.f === 'redirected') && become(sh, argv, env) === null) return;
  const child = fork(k, p, { memory: null, argv });
  if (typeof child === 'string') throw new ShellError(`can't fork: ${strerror(child)}`);
  const record = k.s.processes.get(child);
  if (record === undefined) return;
  const copy = { ...record, caught: [] };
  let failed = execve(k, copy, found.path, argv, env);
  if (failed === 'ENOEXEC') failed = execve(k, copy, '/bin/sh', ['sh', found.path, ...argv.slice(1)], env);
  if (failed !== null) {
    complain(sh, `${name}: ${sayFailed(failed)}`);
    Object.assign(copy, { program: 'exit', memory: { leaving: failed === 'ENOENT' || failed === 'ENOTDIR' ? 127 : 126 } });
  }
  k.s.processes.set(child, copy);
  m.frames.push({ f: 'wait', tested: false, job: addJob(sh, [child], singleQuote(argv.join(' '))) });
}
