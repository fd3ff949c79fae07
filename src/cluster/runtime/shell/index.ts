/** sh: ash of busybox 1.36.1, as a program of the kernel. */
import type { Kernel, Proc, Program } from '../kernel/context.ts';
import { readFile } from '../kernel/files.ts';
import { parentPid } from '../kernel/made-up.ts';
import { strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { ORDER } from './builtins/variables.ts';
import { runShell } from './machine.ts';
import type { Frame, ShellMemory, Var } from './memory.ts';

const OPTIONS = 'efIimnsxvCabuVE';
const PATH = '/sbin:/usr/sbin:/bin:/usr/bin';

function start(k: Kernel, p: Proc): ShellMemory {
  const given = readOptions(p.argv);
  const memory: ShellMemory = {
    frames: [], vars: variables(k, p), functions: new Map(), aliases: new Map(), traps: new Map(), deaf: given.options.includes('s') ? [] : p.ignored, params: [], arg0: p.argv[0] ?? 'sh', commandName: null, options: given.options, pipefail: given.pipefail, status: 0,
    lastPid: 0, rootPid: p.pid, parentPid: parentPid(k, p), jobs: [], optind: 1, optoff: -1, line: 0, substStatus: null, subshell: false, looping: false, hashed: [], ending: null, stdin: null,
  };
  if (given.wrong !== '') {
    print(k, p, 2, `${memory.arg0}: ${given.wrong}\n`);
    return { ...memory, ending: 2 };
  }
  return { ...memory, ...source(k, p, memory.arg0, given) };
}
interface Given {
  readonly options: string;
  readonly pipefail: boolean;
  readonly command: boolean;
  readonly stdin: boolean;
  readonly rest: readonly string[];
  readonly wrong: string;
}
function readOptions(argv: readonly string[]): Given {
  let options = '';
  let command = false;
  let stdin = false;
  let pipefail = false;
  let at = 1;
  for (; /^[-+]./.test(argv[at] ?? '') && argv[at] !== '--'; at++) {
    for (const letter of (argv[at] ?? '').slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 's') stdin = true;
      else if (letter === 'l' || letter === '-') continue;
      else if (letter === 'o') {
        at += 1;
        if (argv[at] === 'pipefail') pipefail = true;
        else options += ({ errexit: 'e', xtrace: 'x', nounset: 'u', noglob: 'f', verbose: 'v' } as Record<string, string>)[argv[at] ?? ''] ?? '';
      } else if (OPTIONS.includes(letter)) options = (argv[at] ?? '').startsWith('+') ? options.replaceAll(letter, '') : options + letter;
      else return { options, pipefail, command, stdin, rest: [], wrong: `illegal option -${letter}` };
    }
  }
  if (argv[at] === '--' || argv[at] === '-') at += 1;
  const shown = (command ? `${options}c` : stdin || argv[at] === undefined ? `${options}s` : options);
  const rest = argv.slice(at);
  return { options: [...ORDER].filter((letter) => shown.includes(letter)).join(''), pipefail, command, stdin, rest, wrong: command && rest.length === 0 ? '-c requires an argument' : '' };
}
function source(k: Kernel, p: Proc, arg0: string, given: Given): Partial<ShellMemory> {
  const [first, ...more] = given.rest;
  const script = (text: string, line: number, kind: 'main', name: string | null): Frame => ({ f: 'script', tested: false, text, at: 0, line, kind, name });
  if (given.command) return { frames: [script(first ?? '', 0, 'main', null)], params: more.slice(1), ...(more[0] === undefined ? {} : { arg0: more[0] }) };
  if (first === undefined || given.stdin) return { frames: [script('', 1, 'main', 'stdin')], params: given.rest };
  const file = readFile(k, p, first);
  if (file === 'EISDIR') return { frames: [], params: more, arg0: first };
  if (typeof file !== 'string') return { frames: [script(file.data, 1, 'main', first)], params: more, arg0: first, commandName: first };
  print(k, p, 2, `${arg0}: can't open '${first}': ${file === 'ENOTDIR' || file === 'ENOENT' ? 'No such file or directory' : strerror(file)}\n`);
  return { ending: 2, arg0: first };
}

function variables(k: Kernel, p: Proc): Map<string, Var> {
  const vars = new Map<string, Var>();
  const put = (name: string, value: string): void => void vars.set(name, { value, exported: false, readOnly: false });
  const putExported = (name: string, value: string): void => void vars.set(name, { value, exported: true, readOnly: false });
  put('IFS', ' \t\n');
  put('OPTIND', '1');
  put('PS1', '\\w \\$ ');
  put('PS2', '> ');
  put('PS4', '+ ');
  put('PATH', PATH);
  for (const entry of p.env) putExported(entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1));
  put('PPID', String(parentPid(k, p)));
  putExported('PWD', p.cwd);
  putExported('SHLVL', String((Number(vars.get('SHLVL')?.value ?? 0) || 0) + 1));
  put('IFS', ' \t\n');
  return vars;
}
const MEMORY = 700_000;
export const shellProgram = (name: string): Program => ({ name, memoryBytes: MEMORY, start, run: runShell });
