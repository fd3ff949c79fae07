/** Builtins that steer: break, continue, return, exit, eval, dot, trap, and those that do nothing. */
import { readFile, stat } from '../../kernel/files.ts';
import type { Inode } from '../../../contract/kernel.ts';
import { print } from '../../kernel/print.ts';
import { lookPath } from '../../kernel/processes.ts';
import { signalName, signalNumber } from '../../kernel/signals.ts';
import { changeMode } from '../../tools/modes.ts';
import { exitShell, push, unwind } from '../frames.ts';
import { getVar, remember, ShellError } from '../memory.ts';
import type { Builtin, Shell } from '../memory.ts';
import { complain, singleQuote } from '../messages.ts';
import { reason } from '../redirects.ts';
import { number } from './number.ts';

/** break N, continue N: out of the N-th loop around, also that of a function's caller. */
const loop = (word: 'break' | 'continue'): Builtin => (sh, argv) => {
  const levels = argv[1] === undefined ? 1 : number(argv[1]);
  if (levels < 1) throw new ShellError(`Illegal number: ${argv[1]}`);
  const { frames } = sh.m;
  let left = levels;
  let found = -1;
  for (let i = frames.length - 1; i >= 0 && left > 0; i--) {
    const frame = frames[i];
    if (frame?.f === 'node' && (frame.node.n === 'while' || frame.node.n === 'for')) {
      found = i;
      left -= 1;
    }
  }
  if (found < 0) {
    // A subshell within a loop is left by it.
    if (sh.m.looping) exitShell(sh, 0);
    return sh.m.looping ? null : 0;
  }
  unwind(sh, word === 'continue' ? found + 1 : found);
  sh.m.status = 0;
  return null;
};
const returnBuiltin: Builtin = (sh, argv) => {
  const status = argv[1] === undefined ? sh.m.status : number(argv[1]) & 255;
  const { frames } = sh.m;
  for (let i = frames.length - 1; i >= 0; i--) {
    const frame = frames[i];
    if (frame?.f === 'function' || frame?.f === 'dot') {
      unwind(sh, i);
      sh.m.status = status;
      return null;
    }
  }
  exitShell(sh, status);
  return null;
};
const exit: Builtin = (sh, argv) => {
  exitShell(sh, argv[1] === undefined ? (sh.m.ending ?? sh.m.status) : number(argv[1]) & 255);
  return null;
};
const evalBuiltin: Builtin = (sh, argv, tested) => {
  const text = argv.slice(1).join(' ');
  if (text === '') return 0;
  sh.m.status = 0;
  push(sh, { f: 'script', tested, text, at: 0, line: 0, kind: 'eval', name: null });
  return null;
};
const dot: Builtin = (sh, argv) => {
  const [name, ...args] = argv.slice(argv[1] === '--' ? 2 : 1);
  if (name === undefined) return 2;
  const path = name.includes('/') ? name : search(sh, name);
  const file = readFile(sh.k, sh.p, path);
  if (file === 'EISDIR') return 0;
  if (typeof file === 'string') throw new ShellError(`can't open '${name}': ${reason(file, 'No such file or directory')}`);
  push(sh, { f: 'dot', tested: false, params: args.length === 0 ? null : sh.m.params });
  if (args.length > 0) sh.m.params = args;
  sh.m.commandName = name;
  sh.m.status = 0;
  push(sh, { f: 'script', tested: false, text: file.data, at: 0, line: 1, kind: 'dot', name });
  return null;
};
function search(sh: Shell, name: string): string {
  for (const folder of (getVar(sh, 'PATH') ?? '').split(':')) {
    const inode = stat(sh.k, sh.p, `${folder}/${name}`);
    if (typeof inode !== 'string' && inode.kind === 'file') return `${folder}/${name}`;
  }
  throw new ShellError(`${name}: not found`);
}

const trap: Builtin = (sh, argv) => {
  if (/^-[^-]/.test(argv[1] ?? '')) throw new ShellError(`illegal option ${argv[1]?.slice(0, 2)}`);
  const args = argv.slice(argv[1] === '--' ? 2 : 1);
  if (args.length === 0) {
    const order = (name: string): number => (name === 'EXIT' ? 0 : signalNumber(name));
    for (const [name, action] of [...sh.m.traps].sort((a, b) => order(a[0]) - order(b[0]))) print(sh.k, sh.p, 1, `trap -- ${singleQuote(action)} ${name}\n`);
    return 0;
  }
  const [first = ''] = args;
  const resets = args.length === 1 || /^\d+$/.test(first);
  const action = resets || first === '-' ? null : first;
  let status = 0;
  for (const text of resets && first !== '-' ? args : args.slice(1)) {
    const name = text === '0' || text.toUpperCase() === 'EXIT' ? 'EXIT' : text === 'ERR' ? 'ERR' : signalName(text);
    if (name === null || name === '') {
      complain(sh, `${text}: invalid signal specification`);
      status = 1;
    } else setTrap(sh, name, action);
  }
  return status;
};
function setTrap(sh: Shell, name: string, action: string | null): void {
  const { p, m } = sh;
  if (action === null) m.traps.delete(name);
  else m.traps.set(name, action);
  if (name === 'EXIT' || name === 'ERR' || m.deaf.includes(name)) return;
  p.caught = p.caught.filter((each) => each !== name);
  p.ignored = p.ignored.filter((each) => each !== name);
  if (action === '') p.ignored = [...p.ignored, name];
  else if (action !== null) p.caught = [...p.caught, name];
}
const ulimit: Builtin = (sh, argv) => {
  const limits: Readonly<Record<string, string>> = {
    c: '0', n: '1048576', u: 'unlimited', f: 'unlimited', s: '8192', v: 'unlimited', m: 'unlimited', d: 'unlimited', t: 'unlimited', l: '64', e: '0', r: '0',
    x: 'unlimited', i: '96416', q: '819200',
  };
  const flags = argv.slice(1).filter((arg) => arg.startsWith('-')).join('').replaceAll('-', '');
  for (const flag of flags) {
    if (flag !== 'H' && flag !== 'S' && flag !== 'a' && limits[flag] === undefined) {
      print(sh.k, sh.p, 2, `ulimit: invalid option -- '${flag}'\n`);
      return 1;
    }
  }
  const value = argv.slice(1).find((arg) => !arg.startsWith('-'));
  if (value !== undefined && !/^\d+$/.test(value) && value !== 'unlimited') {
    print(sh.k, sh.p, 2, `${sh.m.arg0}: invalid number '${value}'\n`);
    return 1;
  }
  if (value !== undefined) return 0;
  const which = [...flags].findLast((flag) => limits[flag] !== undefined) ?? 'f';
  print(sh.k, sh.p, 1, `${limits[which] ?? 'unlimited'}\n`);
  return 0;
};
const umask: Builtin = (sh, argv) => {
  const [mask] = argv.slice(1).filter((arg) => arg !== '-S');
  const mode = mask === undefined ? null : /^[0-7]{1,4}$/.test(mask) ? parseInt(mask, 8) : /^\d/.test(mask) ? null : changeMode(mask, { kind: 'file', mode: ~sh.p.umask & 0o777 } as Inode, 0);
  if (mask !== undefined && mode === null) throw new ShellError(`illegal mode: ${mask}`);
  if (mask !== undefined && mode !== null) sh.p.umask = (/^\d/.test(mask) ? mode : ~mode) & 0o777;
  else if (argv[1] === '-S') print(sh.k, sh.p, 1, `${['u', 'g', 'o'].map((who, i) => `${who}=${['r', 'w', 'x'].filter((_, bit) => (((sh.p.umask >> (6 - 3 * i)) >> (2 - bit)) & 1) === 0).join('')}`).join(',')}\n`);
  else print(sh.k, sh.p, 1, `${sh.p.umask.toString(8).padStart(4, '0')}\n`);
  return 0;
};
const times: Builtin = (sh) => {
  print(sh.k, sh.p, 1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};
const hash: Builtin = (sh, argv) => {
  let status = 0;
  if (argv.length === 1) for (const path of sh.m.hashed) print(sh.k, sh.p, 1, `${path}\n`);
  for (const name of argv.slice(1)) {
    if (name === '-r') sh.m.hashed = [];
    if (name === '-r' || sh.builtins.has(name) || sh.m.functions.has(name)) continue;
    const found = lookPath(sh.k, sh.p, name, getVar(sh, 'PATH') ?? '');
    if (typeof found !== 'string') {
      remember(sh, name, found.path);
      continue;
    }
    complain(sh, `${name}: not found`);
    status = 1;
  }
  return status;
};
export const controlBuiltins: Readonly<Record<string, Builtin>> = {
  break: loop('break'),
  continue: loop('continue'),
  return: returnBuiltin,
  exit,
  eval: evalBuiltin,
  '.': dot,
  source: dot,
  trap,
  ulimit,
  umask,
  times,
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  exec: () => 0,
  hash,
  history: () => 0,
};
