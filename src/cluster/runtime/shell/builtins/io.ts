/** Builtins that print, look and read: echo, printf, test, pwd, cd, read, sleep, type, command. */
import { realpath, stat } from '../../kernel/files.ts';
import { isErrno, strerror } from '../../kernel/errno.ts';
import { may } from '../../kernel/paths.ts';
import { print } from '../../kernel/print.ts';
import { lookPath } from '../../kernel/processes.ts';
import { echo, printf } from '../../tools/echo.ts';
import { parseSpan, sleepUntil } from '../../tools/sleep.ts';
import { test } from '../../tools/test.ts';
import { after } from '../../../../model/time.ts';
import { NAME, SPECIAL_BUILTINS } from '../ast.ts';
import { exitShell, push } from '../frames.ts';
import { getVar, setVar, ShellError } from '../memory.ts';
import type { Builtin, Shell } from '../memory.ts';
import { KEYWORDS } from '../tokens.ts';
import { number } from './number.ts';

/** Prints; where that fails the status tells. */
const say = (sh: Shell, text: string, status: number): number => (print(sh.k, sh.p, 1, text) === null ? status : 1);
const echoBuiltin: Builtin = (sh, argv) => {
  const error = print(sh.k, sh.p, 1, echo(argv.slice(1)));
  if (error === null) return 0;
  print(sh.k, sh.p, 2, `${sh.m.arg0}: write error: ${strerror(error)}\n`);
  return 1;
};
const printfBuiltin: Builtin = (sh, argv) => {
  const { out, errors, code } = printf(argv.slice(argv[1] === '--' ? 2 : 1));
  const status = say(sh, out, code);
  for (const error of errors) print(sh.k, sh.p, 2, `${sh.m.arg0}: ${error}\n`);
  return status;
};
const testBuiltin: Builtin = (sh, argv) => {
  const { k, p } = sh;
  const { code, message } = test(argv[0] ?? '', argv.slice(1), {
    stat: (path, links) => {
      const inode = stat(k, p, path, links);
      return isErrno(inode) ? null : inode;
    },
    may: (inode, want) => may(p, inode, want), isTerminal: () => false, uid: p.credentials.uid, gid: p.credentials.gid,
  });
  if (message !== '') print(k, p, 2, `${sh.m.arg0}: ${message}\n`);
  return code;
};
const pwd: Builtin = (sh, argv) => {
  const flag = argv[1] ?? '';
  if (/^-[^LP-]/.test(flag)) throw new ShellError(`illegal option ${flag.slice(0, 2)}`);
  const physical = flag === '-P' ? realpath(sh.k, sh.p, sh.p.cwd) : null;
  return say(sh, `${physical === null || isErrno(physical) ? sh.p.cwd : physical.path}\n`, 0);
};
const cd: Builtin = (sh, argv) => {
  const args = argv.slice(1).filter((arg, i, all) => !(all.slice(0, i + 1).every((each) => /^-[LP]$|^--$/.test(each)) && arg.startsWith('-')));
  if (/^-[^LP-]/.test(args[0] ?? '') && !argv.includes('--')) throw new ShellError(`illegal option ${args[0]?.slice(0, 2)}`);
  let target = args[0] ?? getVar(sh, 'HOME') ?? '';
  if (target === '' && args[0] === undefined) return 0;
  const back = target === '-';
  if (back) target = getVar(sh, 'OLDPWD') ?? '';
  if (target === '' && back) target = '.';
  const { k, p } = sh;
  const inode = stat(k, p, target === '' ? '.' : target);
  const why = isErrno(inode) ? inode : inode.kind !== 'dir' ? 'ENOTDIR' : may(p, inode, 1) ? null : 'EACCES';
  if (why !== null) throw new ShellError(`can't cd to ${target}: ${strerror(why)}`);
  const path = logical(p.cwd, target);
  const physical = realpath(k, p, argv.includes('-P') ? target : path);
  const next = isErrno(physical) || argv.includes('-P') ? (isErrno(physical) ? path : physical.path) : path;
  setVar(sh, 'OLDPWD', p.cwd, { exported: true });
  p.cwd = next;
  setVar(sh, 'PWD', next, { exported: true });
  return back ? say(sh, `${next}\n`, 0) : 0;
};
function logical(cwd: string, target: string): string {
  const parts: string[] = [];
  for (const part of (target.startsWith('/') ? target : `${cwd}/${target}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const read: Builtin = (sh, argv) => {
  const options = { names: [] as string[], raw: false, count: null as number | null, delimiter: '\n', fd: 0, timeoutMs: null as number | null, prompt: '' };
  const args = [...argv.slice(1)];
  while (/^-./.test(args[0] ?? '') && args[0] !== '--') {
    const arg = args.shift() ?? '';
    for (let i = 1; i < arg.length; i++) {
      const flag = arg[i] ?? '';
      if (flag === 'r') options.raw = true;
      else if (flag === 's') continue;
      else if ('ntdpu'.includes(flag)) {
        const rest = arg.slice(i + 1) || args.shift();
        if (rest === undefined) throw new ShellError(`no arg for -${flag} option`);
        const value: string = rest;
        if (flag === 'n' && !/^\d+$/.test(value)) throw new ShellError('invalid count');
        if (flag === 'n') options.count = number(value) === 0 ? null : number(value);
        else if (flag === 't') options.timeoutMs = parseSpan(value) ?? 0;
        else if (flag === 'd') options.delimiter = value[0] ?? '\0';
        else if (flag === 'p') options.prompt = value;
        else if (!/^\d+$/.test(value)) throw new ShellError('invalid file descriptor');
        else options.fd = number(value);
        break;
      } else {
        throw new ShellError(`illegal option -${flag}`);
      }
    }
  }
  if (args[0] === '--') args.shift();
  const wrong = args.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    print(sh.k, sh.p, 2, `${sh.m.arg0}: read: '${wrong}': bad variable name\n`);
    return 1;
  }
  const until = options.timeoutMs === null ? null : after(sh.k.plan.now, options.timeoutMs);
  push(sh, { f: 'read', tested: false, options: { ...options, names: args }, data: '', until });
  return null;
};
const sleep: Builtin = (sh, argv) => {
  if (argv.length < 2) {
    print(sh.k, sh.p, 2, `${sh.m.arg0}: sleep: missing operand\n`);
    return 1;
  }
  const until = sleepUntil(sh.k.plan.now, argv.slice(1));
  if (until !== null && typeof until === 'object') {
    // The tool gives up, and being built in it takes the shell with it.
    print(sh.k, sh.p, 2, `${sh.m.arg0}: invalid number '${until.wrong}'\n`);
    exitShell(sh, 1);
    return null;
  }
  push(sh, { f: 'sleep', tested: false, until });
  return null;
};

/** What a name means: for type, command -v and command -V. */
function describe(sh: Shell, name: string, verbose: boolean): { readonly text: string; readonly status: number } {
  const alias = sh.m.aliases.get(name);
  if (KEYWORDS.has(name)) return { text: verbose ? `${name} is a shell keyword` : name, status: 0 };
  if (alias !== undefined) return { text: verbose ? `${name} is an alias for ${alias}` : `alias ${name}='${alias}'`, status: 0 };
  if (sh.m.functions.has(name)) return { text: verbose ? `${name} is a function` : name, status: 0 };
  if (sh.builtins.has(name)) return { text: verbose ? `${name} is a ${SPECIAL_BUILTINS.has(name) && name !== 'source' ? 'special ' : ''}shell builtin` : name, status: 0 };
  const found = lookPath(sh.k, sh.p, name, getVar(sh, 'PATH') ?? '');
  const inode = typeof found === 'string' ? found : stat(sh.k, sh.p, found.path);
  if (typeof found === 'string' || typeof inode === 'string') return { text: verbose ? `${name}: not found` : '', status: 127 };
  return { text: verbose ? `${name} is ${found.path}` : found.path, status: 0 };
}
const type: Builtin = (sh, argv) => {
  let status = 0;
  // Any option makes it as terse as `command -v`.
  const terse = argv[1]?.startsWith('-') === true;
  for (const name of argv.slice(terse ? 2 : 1)) {
    const found = describe(sh, name, !terse);
    if (terse && found.text === '') {
      status = found.status;
      continue;
    }
    if (found.status !== 0) status = found.status;
    status = say(sh, `${found.text}\n`, status);
  }
  return status;
};
const command: Builtin = (sh, argv) => {
  let status = 0;
  if (/^-[^vVp-]/.test(argv[1] ?? '')) throw new ShellError(`illegal option ${argv[1]?.slice(0, 2)}`);
  for (const name of argv.slice(2, 3)) {
    const found = describe(sh, name, argv[1] === '-V');
    if (found.status !== 0) status = found.status;
    if (found.text !== '') status = say(sh, `${found.text}\n`, status);
  }
  return status;
};
const help: Builtin = (sh) => say(sh, `Built-in commands:\n------------------\n\t${[...sh.builtins.keys()].join(' ')}\n`, 0);
export const ioBuiltins: Readonly<Record<string, Builtin>> = { echo: echoBuiltin, printf: printfBuiltin, test: testBuiltin, '[': testBuiltin, '[[': testBuiltin, pwd, cd, chdir: cd, read, sleep, type, command, help };
