/** The tools of the small shell: each reads its input as a whole, prints, and ends. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientProgram } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import type { KubectlEnv } from '../session.ts';
import { awk, cutColumns, sed, seq, tee, tr, xargs } from './text-tools.ts';
import { grep } from './grep.ts';
import { bracket, test } from './test.ts';
import { spanOf, within } from './timeout.ts';
import { complain, inputs, joined, linesOf, options, print } from './tool.ts';
import type { Shell, Tool } from './tool.ts';

function* cat(args: readonly string[], env: KubectlEnv): ClientProgram {
  const text = yield* inputs('cat', args, env);
  if (text !== null && text !== '') yield* print(text);
  return text === null ? 1 : 0;
}

function* ls(args: readonly string[]): ClientProgram {
  const { rest } = options(args);
  const [path = '.'] = rest;
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) {
    yield* print(`${path}\n`);
    return 0;
  }
  const names = yield* call({ call: 'listFiles', folder: path });
  if (file.error === 'ENOENT' && names.length === 0) {
    yield* complain(`ls: ${path}: No such file or directory`);
    return 1;
  }
  yield* print(joined([...names].sort(byText)));
  return 0;
}

function* echo(args: readonly string[]): ClientProgram {
  const [bare, words] = args[0] === '-n' ? [true, args.slice(1)] : [false, args];
  yield* print(`${words.join(' ')}${bare ? '' : '\n'}`);
  return 0;
}

/** `head` and `tail`: so many lines, or characters with -c. */
const cut = (tool: string, take: (parts: string[], count: number) => string[]): Tool =>
  function* (args, env) {
    const letters = args.some((arg) => /^-c\d*$/.test(arg));
    const { count, rest } = options(args, letters ? 'c' : 'n');
    const text = yield* inputs(tool, rest, env);
    if (text === null) return 1;
    yield* print(letters ? take(Array.from(text), count ?? 0).join('') : joined(take(linesOf(text), count ?? 10)));
    return 0;
  };

function* wc(args: readonly string[], env: KubectlEnv): ClientProgram {
  const { flags, rest } = options(args);
  const text = yield* inputs('wc', rest, env);
  if (text === null) return 1;
  const counts = { l: text.split('\n').length - 1, w: text.split(/\s+/).filter((word) => word !== '').length, c: text.length };
  const wanted = (['l', 'w', 'c'] as const).filter((flag) => flags.size === 0 || flags.has(flag));
  yield* print(wanted.length === 1 ? `${counts[wanted[0] ?? 'l']}\n` : `${wanted.map((flag) => String(counts[flag]).padStart(9)).join(' ')}\n`);
  return 0;
}

function* sort(args: readonly string[], env: KubectlEnv): ClientProgram {
  const { flags, count, rest } = options(args, 'k');
  const text = yield* inputs('sort', rest, env);
  if (text === null) return 1;
  const keyOf = (line: string): string => (count === null ? line : line.trim().split(/\s+/).slice(count - 1).join(' '));
  const number = (line: string): number => Number(/^\s*-?\d+(?:\.\d+)?/.exec(keyOf(line))?.[0] ?? 0);
  const sorted = linesOf(text).sort((a, b) => (flags.has('n') ? number(a) - number(b) : 0) || byText(keyOf(a), keyOf(b)) || byText(a, b));
  const ordered = flags.has('r') ? sorted.reverse() : sorted;
  yield* print(joined(flags.has('u') ? [...new Set(ordered)] : ordered));
  return 0;
}

function* uniq(args: readonly string[], env: KubectlEnv): ClientProgram {
  const { flags, rest } = options(args);
  const text = yield* inputs('uniq', rest, env);
  if (text === null) return 1;
  const runs: { line: string; count: number }[] = [];
  for (const line of linesOf(text)) {
    const last = runs.at(-1);
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  yield* print(joined(runs.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line))));
  return 0;
}

function* sleep(args: readonly string[]): ClientProgram {
  const seconds = Number(/^\d+(?:\.\d+)?/.exec(args[0] ?? '')?.[0] ?? NaN);
  if (Number.isNaN(seconds)) {
    yield* complain(`sleep: invalid number '${args[0] ?? ''}'`);
    return 1;
  }
  yield* call({ call: 'sleep', ms: seconds * 1000 });
  return 0;
}

/** Runs a command again and again in virtual time; each screen replaces the one before. */
function* watch(args: readonly string[], env: KubectlEnv, shell: Shell): ClientProgram {
  const { count, rest } = args[0] === '-n' ? { count: Number(args[1]), rest: args.slice(2) } : { count: 2, rest: args };
  const line = rest.join(' ');
  if (line === '' || Number.isNaN(count)) {
    yield* complain('usage: watch [-n SECONDS] COMMAND');
    return 1;
  }
  for (;;) {
    yield* call({ call: 'clear' });
    yield* print(`Every ${count.toFixed(1)}s: ${line}\n\n`);
    yield* shell.line(line, env);
    yield* call({ call: 'sleep', ms: Math.max(count, 0.1) * 1000 });
  }
}

function* edit(args: readonly string[]): ClientProgram {
  const [path] = args;
  if (path === undefined) {
    yield* complain('usage: vi FILE');
    return 1;
  }
  const file = yield* call({ call: 'readFile', path });
  const text = yield* call({ call: 'edit', name: path, text: file.ok ? file.text : '' });
  if (text !== null) yield* call({ call: 'writeFile', path, text });
  return 0;
}

function* timeout(args: readonly string[], env: KubectlEnv, shell: Shell): ClientProgram {
  const [first = '', ...command] = args;
  const span = spanOf(first);
  if (span === null || command.length === 0) {
    yield* complain(span === null && first !== '' ? `timeout: invalid time interval '${first}'` : 'usage: timeout SECONDS COMMAND');
    return 125;
  }
  return yield* within(shell.program(command, env), span);
}

function* env(_: readonly string[], { variables }: KubectlEnv): ClientProgram {
  yield* print(joined(Array.from(variables ?? [], ([name, value]) => `${name}=${value}`).filter((line) => !line.startsWith('?='))));
  return 0;
}
function* ends(code: number): ClientProgram {
  yield* print('');
  return code;
}
function* clear(): ClientProgram {
  yield* call({ call: 'clear' });
  return 0;
}
function* pwd(): ClientProgram {
  yield* print('/root\n');
  return 0;
}

function* rm(args: readonly string[]): ClientProgram {
  const { flags, rest } = options(args);
  const deep = flags.has('r') || flags.has('R');
  let code = 0;
  for (const path of rest) {
    const file = yield* call({ call: 'readFile', path });
    if (file.ok) yield* call({ call: 'removeFile', path });
    else if (file.error === 'EISDIR' && deep) yield* emptied(path);
    else if (file.error === 'EISDIR' || !flags.has('f')) {
      yield* complain(file.error === 'EISDIR' ? `rm: '${path}' is a directory` : `rm: can't remove '${path}': No such file or directory`);
      code = 1;
    }
  }
  return code;
}
function* emptied(folder: string): Client<void> {
  for (const name of yield* call({ call: 'listFiles', folder })) {
    const path = `${folder.replace(/\/+$/, '')}/${name}`;
    if (name.endsWith('/')) yield* emptied(path);
    else yield* call({ call: 'removeFile', path });
  }
}

/** By name, in the order in which they are listed to a person. */
export const tools: Readonly<Record<string, Tool>> = {
  cat, ls, rm, echo, grep,
  head: cut('head', (lines, count) => lines.slice(0, count)),
  tail: cut('tail', (lines, count) => (count === 0 ? [] : lines.slice(-count))),
  wc, sort, uniq, cut: cutColumns, tr, sed, awk, tee, xargs, seq, sleep, timeout, watch, vi: edit, nano: edit, env, test, '[': bracket, true: () => ends(0), ':': () => ends(0), false: () => ends(1), clear, pwd,
};
