/** What the tools of the small shell share: what they read, and their switches. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientProgram } from '../../cluster/contract/client.ts';
import type { KubectlEnv } from '../session.ts';

/** What a tool that runs other commands asks of the shell. */
export interface Shell {
  program(argv: readonly string[], env: KubectlEnv): ClientProgram;
  line(text: string, env: KubectlEnv): ClientProgram;
}
export type Tool = (args: readonly string[], env: KubectlEnv, shell: Shell) => ClientProgram;

export const print = (text: string): Client<null> => call({ call: 'print', channel: 'stdout', text });
export const complain = (text: string): Client<null> => call({ call: 'print', channel: 'stderr', text: `${text}\n` });

/** The texts of the named files, or of standard input. Null after a complaint. */
export function* inputs(tool: string, names: readonly string[], env: KubectlEnv): Client<string | null> {
  if (names.length === 0) return env.stdin ?? '';
  let text = '';
  for (const path of names) {
    if (path === '-') {
      text += env.stdin ?? '';
      continue;
    }
    const file = yield* call({ call: 'readFile', path });
    if (!file.ok) {
      yield* complain(`${tool}: ${path}: ${file.error === 'EISDIR' ? 'Is a directory' : 'No such file or directory'}`);
      return null;
    }
    text += file.text;
  }
  return text;
}

export const linesOf = (text: string): string[] => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));
export const joined = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly count: number | null;
  readonly rest: readonly string[];
}
/** `-n 5`, `-n5` and `-5` give a count; other letters are switches, and those in `valued` take a value. */
export function options(args: readonly string[], counted = ''): Options {
  const flags = new Set<string>();
  const rest: string[] = [];
  let count: number | null = null;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    const number = /^-([a-zA-Z]?)(\d+)$/.exec(arg);
    if (number && counted !== '' && (number[1] === '' || number[1] === counted)) count = Number(number[2]);
    else if (counted !== '' && arg === `-${counted}`) count = Number(args[++at] ?? NaN);
    else if (arg.startsWith('-') && arg !== '-') for (const letter of arg.slice(1)) flags.add(letter);
    else rest.push(arg);
  }
  return { flags, count, rest };
}
