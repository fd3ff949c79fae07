/** Builtins on variables and parameters: export, readonly, unset, local, set, shift, getopts, let, alias. */
import { print } from '../../kernel/print.ts';
import { NAME } from '../ast.ts';
import { arithmetic } from '../expand.ts';
import { setVar, ShellError, unsetVar } from '../memory.ts';
import type { Builtin, Shell, Var } from '../memory.ts';
import { complain, singleQuote } from '../messages.ts';
import { number } from './number.ts';

const split = (text: string): readonly [string, string | null] => (text.includes('=') ? [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] : [text, null]);
const byName = (a: readonly [string, Var], b: readonly [string, Var]): number => (a[0] < b[0] ? -1 : 1);
function show(sh: Shell, prefix: string, keep: (variable: Var) => boolean): number {
  const own: readonly (readonly [string, Var])[] = prefix === '' ? ['FUNCNAME', 'LINENO'].map((name) => [name, { value: '', exported: false, readOnly: false }] as const) : [];
  for (const [name, variable] of [...sh.m.vars, ...own].sort(byName))
    if (keep(variable)) print(sh.k, sh.p, 1, `${prefix}${prefix === '' ? '' : ' '}${name}${variable.value === null || !NAME.test(name) ? '' : `=${singleQuote(variable.value)}`}\n`);
  return 0;
}
const marking = (flag: 'exported' | 'readOnly'): Builtin => (sh, argv) => {
  const args = argv.slice(1);
  const remove = args[0] === '-n';
  if (remove || args[0] === '-p' || args[0] === '--') args.shift();
  if (args.length === 0) return show(sh, argv[0] ?? '', (variable) => variable[flag]);
  for (const arg of args) {
    const [name, value] = split(arg);
    if (!NAME.test(name)) throw new ShellError(`${name}: bad variable name`);
    setVar(sh, name, value, { [flag]: !remove });
  }
  return 0;
};
const unset: Builtin = (sh, argv) => {
  let functions = false;
  const args = argv.slice(1);
  while (/^-[fv]+$/.test(args[0] ?? '')) functions = args.shift()?.includes('f') ?? false;
  for (const name of args) {
    if (!NAME.test(name)) throw new ShellError(`${name}: bad variable name`);
    if (functions) sh.m.functions.delete(name);
    else unsetVar(sh, name);
  }
  return 0;
};
const local: Builtin = (sh, argv) => {
  const frame = sh.m.frames.findLast((each) => each.f === 'function');
  if (frame?.f !== 'function') throw new ShellError('not in a function');
  for (const arg of argv.slice(1)) {
    const [name, value] = split(arg);
    // `local -` keeps the options for the caller.
    if (arg === '-') {
      if (!frame.locals.some(([each]) => each === '-')) frame.locals = [...frame.locals, ['-', { value: sh.m.options, exported: false, readOnly: false }]];
      continue;
    }
    if (!NAME.test(name)) throw new ShellError(`${name}: bad variable name`);
    if (!frame.locals.some(([each]) => each === name)) frame.locals = [...frame.locals, [name, sh.m.vars.get(name) ?? null]];
    if (value !== null) setVar(sh, name, value);
    else if (sh.m.vars.get(name)?.readOnly !== true) sh.m.vars.set(name, { value: null, exported: sh.m.vars.get(name)?.exported ?? false, readOnly: false });
  }
  return 0;
};

const LONG: Readonly<Record<string, string>> = {
  errexit: 'e', noglob: 'f', ignoreeof: 'I', monitor: 'm', noexec: 'n', xtrace: 'x', verbose: 'v', noclobber: 'C', allexport: 'a', notify: 'b', nounset: 'u',
  errtrace: 'E', vi: 'V',
};
const LETTERS = 'efIimnsxvCabucVE';
/** As $- shows them: in ash' own order. */
export const ORDER = 'EubaCvxcsnmiIfeV';
function setOption(sh: Shell, letter: string, on: boolean): void {
  const letters = new Set(sh.m.options);
  if (on) letters.add(letter);
  else letters.delete(letter);
  sh.m.options = [...ORDER].filter((each) => letters.has(each)).join('');
}
function setLongOption(sh: Shell, name: string | undefined, on: boolean): number {
  if (name === undefined) {
    const all: [string, boolean][] = [...Object.entries(LONG).map(([long, letter]): [string, boolean] => [long, sh.m.options.includes(letter)]), ['pipefail', sh.m.pipefail]];
    for (const [long, value] of all) print(sh.k, sh.p, 1, on ? `${long.padEnd(16)}${value ? 'on' : 'off'}\n` : `set ${value ? '-' : '+'}o ${long}\n`);
    return 0;
  }
  if (name === 'pipefail') sh.m.pipefail = on;
  else if (LONG[name] !== undefined) setOption(sh, LONG[name], on);
  else {
    complain(sh, `illegal option ${on ? '-' : '+'}o ${name}`);
    return 1;
  }
  return 0;
}
const set: Builtin = (sh, argv) => {
  if (argv.length === 1) return show(sh, '', (variable) => variable.value !== null);
  let at = 1;
  for (; /^[-+]/.test(argv[at] ?? ''); at++) {
    const arg = argv[at] ?? '';
    const on = arg.startsWith('-');
    if (arg === '-' || arg === '--') {
      if (arg === '--' && at + 1 === argv.length) sh.m.params = [];
      if (arg === '-') for (const letter of 'xv') setOption(sh, letter, false);
      at += 1;
      break;
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        if (setLongOption(sh, argv[at + 1], on) !== 0) return 1;
        at += 1;
      } else if (letter === 'm' && on) complain(sh, "can't access tty; job control turned off");
      else if (LETTERS.includes(letter)) setOption(sh, letter, on);
      else throw new ShellError(`illegal option ${on ? '-' : '+'}${letter}`);
    }
  }
  if (at < argv.length) {
    sh.m.params = argv.slice(at);
    sh.m.optind = 1;
    sh.m.optoff = -1;
  }
  return 0;
};
const shift: Builtin = (sh, argv) => {
  const by = argv[1] === undefined ? 1 : number(argv[1]);
  if (by > sh.m.params.length) return 1;
  sh.m.params = sh.m.params.slice(by);
  sh.m.optind = 1;
  sh.m.optoff = -1;
  return 0;
};

/** What getopts found: a letter with its argument, the end of the options, or a mistake; and where it looks next. */
interface Option {
  readonly letter: string;
  readonly arg: string;
  readonly is: 'option' | 'end' | 'illegal' | 'without argument';
  /** The word after the one that was read, counted from 1, and the next letter in that one, or -1. */
  readonly optind: number;
  readonly optoff: number;
}
function nextOption(options: string, args: readonly string[], from: { readonly optind: number; readonly optoff: number }): Option {
  let { optind, optoff: at } = from.optind > args.length + 1 ? { optind: 1, optoff: -1 } : from;
  let word = optind > 1 && at >= 0 ? (args[optind - 2] ?? '') : '';
  if (word === '' || at >= word.length) {
    word = args[optind - 1] ?? '';
    if (!word.startsWith('-') || word === '-') return { letter: '', arg: '', is: 'end', optind, optoff: -1 };
    optind += 1;
    if (word === '--') return { letter: '', arg: '', is: 'end', optind, optoff: -1 };
    at = 1;
  }
  const letter = word[at] ?? '';
  at += 1;
  const optoff = at < word.length ? at : -1;
  const index = letter === ':' ? -1 : options.indexOf(letter);
  if (index < 0) return { letter, arg: '', is: 'illegal', optind, optoff };
  if (options[index + 1] !== ':') return { letter, arg: '', is: 'option', optind, optoff };
  if (at < word.length) return { letter, arg: word.slice(at), is: 'option', optind, optoff: -1 };
  const arg = args[optind - 1];
  if (arg === undefined) return { letter, arg: '', is: 'without argument', optind, optoff: -1 };
  return { letter, arg, is: 'option', optind: optind + 1, optoff: -1 };
}
const getopts: Builtin = (sh, argv) => {
  const [, options, name, ...given] = argv;
  if (options === undefined || name === undefined) throw new ShellError('usage: getopts optstring var [arg]');
  const { letter, arg, is, optind, optoff } = nextOption(options, argv.length > 3 ? given : sh.m.params, sh.m);
  const quiet = options.startsWith(':') || sh.m.vars.get('OPTERR')?.value === '0';
  const wrong = is === 'illegal' || is === 'without argument';
  if (is === 'option') setVar(sh, 'OPTARG', arg);
  else if (wrong && quiet) setVar(sh, 'OPTARG', letter);
  else unsetVar(sh, 'OPTARG');
  if (wrong && !quiet) print(sh.k, sh.p, 2, is === 'illegal' ? `Illegal option -${letter}\n` : `No arg for -${letter} option\n`);
  setVar(sh, 'OPTIND', String(optind));
  setVar(sh, name, is === 'option' ? letter : is === 'without argument' && quiet ? ':' : '?');
  [sh.m.optind, sh.m.optoff] = [optind, optoff];
  return is === 'end' ? 1 : 0;
};
const letBuiltin: Builtin = (sh, argv) => {
  if (argv.length < 2) throw new ShellError('expression expected');
  let value = '0';
  for (const expression of argv.slice(1)) value = arithmetic(sh, expression);
  return value === '0' ? 1 : 0;
};
const alias: Builtin = (sh, argv) => {
  const showOne = (name: string, value: string): void => void print(sh.k, sh.p, 1, `${name}=${singleQuote(value)}\n`);
  if (argv.length === 1) for (const [name, value] of sh.m.aliases) showOne(name, value);
  let status = 0;
  for (const arg of argv.slice(1)) {
    const [name, value] = split(arg);
    const known = sh.m.aliases.get(name);
    if (value !== null && name !== '') sh.m.aliases.set(name, value);
    else if (known !== undefined) showOne(name, known);
    else {
      print(sh.k, sh.p, 2, `alias: ${name} not found\n`);
      status = 1;
    }
  }
  return status;
};
const unalias: Builtin = (sh, argv) => {
  let status = 0;
  for (const name of argv.slice(1)) {
    if (name === '-a') sh.m.aliases.clear();
    else if (!sh.m.aliases.delete(name)) {
      print(sh.k, sh.p, 2, `unalias: ${name} not found\n`);
      status = 1;
    }
  }
  return status;
};
export const variableBuiltins: Readonly<Record<string, Builtin>> = { export: marking('exported'), readonly: marking('readOnly'), unset, local, set, shift, getopts, let: letBuiltin, alias, unalias };
