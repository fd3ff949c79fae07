/** Tools that change a text line by line: sed, awk's printing, cut, tr, tee, xargs, seq. What of them is not here is told. */
import type { RE2JS } from 're2js';
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientProgram } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import type { KubectlEnv } from '../session.ts';
import { compiled } from './grep.ts';
import { complain, inputs, joined, linesOf, options, print } from './tool.ts';
import type { Shell } from './tool.ts';

/** Which lines: a number, the last, or those with a pattern. */
type Address = { readonly line: number } | { readonly last: true } | { readonly pattern: RE2JS };
interface Edit {
  readonly from: Address | null;
  readonly to: Address | null;
  readonly run: 'd' | 'p' | 'q' | { readonly pattern: RE2JS; readonly by: string; readonly every: boolean; readonly prints: boolean };
}

/** `3,/end/s/a/b/g`, several with `;` between them. */
function parseEdits(script: string, extended: boolean): readonly Edit[] {
  const edits: Edit[] = [];
  let rest = script;
  const address = (): Address | null => {
    const found = /^(?:(\d+)|(\$)|\/((?:[^/\\]|\\.)*)\/)/.exec(rest);
    if (found === null) return null;
    rest = rest.slice(found[0].length);
    if (found[1] !== undefined) return { line: Number(found[1]) };
    return found[2] === undefined ? { pattern: compiled(found[3] ?? '', extended) } : { last: true };
  };
  for (rest = rest.replace(/^[\s;]+/, ''); rest !== ''; rest = rest.replace(/^[\s;]+/, '')) {
    const from = address();
    let to: Address | null = null;
    if (from !== null && rest.startsWith(',')) {
      rest = rest.slice(1);
      to = address();
    }
    const simple = /^[dpq](?=[\s;]|$)/.exec(rest)?.[0] as 'd' | 'p' | 'q' | undefined;
    const sign = rest.charAt(1).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const change = simple === undefined && rest.startsWith('s') ? new RegExp(`^s${sign}((?:[^\\\\]|\\\\.)*?)${sign}((?:[^\\\\]|\\\\.)*?)${sign}([gip]*)`, 's').exec(rest) : null;
    if (simple === undefined && change === null) throw new CommandError(`sed: only s, d, p and q are here, with lines or /patterns/ before them: ${JSON.stringify(rest)}`);
    edits.push({
      from, to,
      run: simple ?? { pattern: compiled(change?.[1] ?? '', extended, change?.[3]?.includes('i')), by: change?.[2] ?? '', every: change?.[3]?.includes('g') === true, prints: change?.[3]?.includes('p') === true },
    });
    rest = rest.slice((simple ?? change?.[0] ?? '').length);
  }
  return edits;
}

/** RE2 writes $1 where sed writes \1 and &. */
const replacement = (text: string): string => text.replace(/\$/g, '\\$').replace(/\\([1-9&n/])|&/g, (whole: string, mark?: string) => (mark === undefined ? '$0' : mark === 'n' ? '\n' : /\d/.test(mark) ? `$${mark}` : whole === '\\&' ? '&' : mark));

function edited(text: string, edits: readonly Edit[], silent: boolean): string {
  const lines = linesOf(text);
  const inside = new Set<Edit>();
  const made: string[] = [];
  const is = (address: Address, line: string, at: number): boolean => ('line' in address ? address.line === at + 1 : 'last' in address ? at === lines.length - 1 : address.pattern.matcher(line).find());
  for (const [at, first] of lines.entries()) {
    let line: string | null = first;
    let ends = false;
    for (const edit of edits) {
      if (line === null) break;
      const { from, to, run } = edit;
      const begins: boolean = from === null || inside.has(edit) || is(from, line, at);
      if (!begins) continue;
      if (to !== null) {
        if (inside.has(edit) && is(to, line, at)) inside.delete(edit);
        else inside.add(edit);
      }
      if (run === 'd') line = null;
      else if (run === 'p') made.push(line);
      else if (run === 'q') ends = true;
      else if (run.pattern.matcher(line).find()) {
        const matcher = run.pattern.matcher(line);
        line = run.every ? matcher.replaceAll(replacement(run.by)) : matcher.replaceFirst(replacement(run.by));
        if (run.prints) made.push(line);
      }
    }
    if (line !== null && !silent) made.push(line);
    if (ends) break;
  }
  return joined(made);
}

export function* sed(args: readonly string[], env: KubectlEnv): ClientProgram {
  const given = args.flatMap((arg, at) => (args[at - 1] === '-e' ? [arg] : []));
  const { flags, rest } = options(args.filter((arg, at) => arg !== '-e' && args[at - 1] !== '-e'));
  const [script, files] = given.length > 0 ? [given.join(';'), rest] : [rest[0] ?? '', rest.slice(1)];
  if (script === '') {
    yield* complain('usage: sed [-niE] SCRIPT [FILE]...');
    return 1;
  }
  const edits = parseEdits(script, flags.has('E') || flags.has('r'));
  for (const path of flags.has('i') ? files : [null]) {
    const text = yield* inputs('sed', path === null ? files : [path], env);
    if (text === null) return 1;
    const made = edited(text, edits, flags.has('n'));
    if (path === null) yield* print(made);
    else yield* call({ call: 'writeFile', path, text: made });
  }
  return 0;
}

const AWK = /^\s*(?:NR\s*(>|==|>=|<|!=)\s*(\d+)|\/((?:[^/\\]|\\.)*)\/)?\s*(?:\{\s*print(?:\s+(.*?))?\s*;?\s*\})?\s*$/s;
const COMPARED: Readonly<Record<string, (a: number, b: number) => boolean>> = { '>': (a, b) => a > b, '>=': (a, b) => a >= b, '<': (a, b) => a < b, '==': (a, b) => a === b, '!=': (a, b) => a !== b };

/** Prints fields of lines: `awk 'NR>1 {print $1, $3}'`. */
export function* awk(args: readonly string[], env: KubectlEnv): ClientProgram {
  const separator = args[0] === '-F' ? args[1] : args[0]?.startsWith('-F') ? args[0].slice(2) : undefined;
  const rest = separator === undefined ? args : args.slice(args[0] === '-F' ? 2 : 1);
  const [script = '', ...files] = rest;
  const found = AWK.exec(script);
  if (found === null || script.trim() === '') throw new CommandError(`awk: only printing is here, as in awk 'NR>1 {print $1, $3}' or awk '/web/ {print $2}'`);
  const text = yield* inputs('awk', files, env);
  if (text === null) return 2;
  const [, sign = '', number = '0', pattern, words = '$0'] = found;
  const matcher = pattern === undefined ? null : compiled(pattern, true);
  const kept = linesOf(text).filter((line, at) => (sign === '' || COMPARED[sign]?.(at + 1, Number(number)) === true) && (matcher === null || matcher.matcher(line).find()));
  yield* print(joined(kept.map((line) => printed(words, line, separator))));
  return 0;
}
function printed(words: string, line: string, separator: string | undefined): string {
  const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
  return words.split(',').map((group) => Array.from(group.matchAll(/\$(\d+|NF)|"((?:[^"\\]|\\.)*)"/g), ([, field, literal]) => (field === undefined
    ? (literal ?? '').replace(/\\t/g, '\t')
    : field === '0' ? line : (fields[(field === 'NF' ? fields.length : Number(field)) - 1] ?? ''))).join('')).join(' ');
}

/** `cut -d: -f1,3` and `cut -c1-5`. */
export function* cutColumns(args: readonly string[], env: KubectlEnv): ClientProgram {
  const valueOf = (letter: string): string | undefined => args.flatMap((arg, at) => (arg === `-${letter}` ? [args[at + 1] ?? ''] : arg.startsWith(`-${letter}`) ? [arg.slice(2)] : []))[0];
  const [delimiter, fields, letters] = [valueOf('d') ?? '\t', valueOf('f'), valueOf('c')];
  const list = fields ?? letters;
  if (list === undefined) throw new CommandError('usage: cut -d DELIMITER -f FIELDS [FILE]... or cut -c LETTERS [FILE]...');
  const files = args.filter((arg, at) => !arg.startsWith('-') && !['-d', '-f', '-c'].includes(args[at - 1] ?? ''));
  const text = yield* inputs('cut', files, env);
  if (text === null) return 1;
  const ranges = list.split(',').map((range) => range.split('-').map((end) => (end === '' ? null : Number(end))));
  const wanted = (at: number): boolean => ranges.some(([from, to]) => at >= (from ?? 1) && at <= (to === undefined ? (from ?? 1) : (to ?? Infinity)));
  const pick = (line: string): string => {
    if (fields === undefined) return Array.from(line).filter((_, at) => wanted(at + 1)).join('');
    return line.includes(delimiter) ? line.split(delimiter).filter((_, at) => wanted(at + 1)).join(delimiter) : line;
  };
  yield* print(joined(linesOf(text).map(pick)));
  return 0;
}

/** `a-z` and `\n` in a set of tr. */
const signs = (set: string): readonly string[] => Array.from(set.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/(.)-(.)/gs, (_, from: string, to: string) => {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return Array.from({ length: Math.max(0, Math.min(last - first + 1, 1000)) }, (__, at) => String.fromCodePoint(first + at)).join('');
}));

export function* tr(args: readonly string[], env: KubectlEnv): ClientProgram {
  const { flags, rest } = options(args);
  const [from, to] = [signs(rest[0] ?? ''), signs(rest[1] ?? '')];
  const text = env.stdin ?? '';
  if (flags.has('d')) yield* print(Array.from(text).filter((sign) => !from.includes(sign)).join(''));
  else if (flags.has('s') && to.length === 0) yield* print(Array.from(text).filter((sign, at, all) => !(from.includes(sign) && all[at - 1] === sign)).join(''));
  else yield* print(Array.from(text).map((sign) => (from.includes(sign) ? (to[from.indexOf(sign)] ?? to.at(-1) ?? sign) : sign)).join(''));
  return 0;
}

export function* tee(args: readonly string[], env: KubectlEnv): ClientProgram {
  const { flags, rest } = options(args);
  const text = env.stdin ?? '';
  for (const path of rest) yield* append(path, text, flags.has('a'));
  yield* print(text);
  return 0;
}
function* append(path: string, text: string, after: boolean): Client<void> {
  const before = after ? yield* call({ call: 'readFile', path }) : null;
  yield* call({ call: 'writeFile', path, text: before?.ok === true ? before.text + text : text });
}

/** Gives the words of standard input to a command, all at once, or so many at a time with -n, or in the place of -I. */
export function* xargs(args: readonly string[], env: KubectlEnv, shell: Shell): ClientProgram {
  const place = args[0] === '-I' ? (args[1] ?? '{}') : args[0]?.startsWith('-I') ? args[0].slice(2) : null;
  const count = args[0] === '-n' ? Number(args[1]) : args[0]?.startsWith('-n') ? Number(args[0].slice(2)) : Infinity;
  const own = place !== null ? (args[0] === '-I' ? 2 : 1) : Number.isFinite(count) ? (args[0] === '-n' ? 2 : 1) : 0;
  const command = args.slice(own).length === 0 ? ['echo'] : args.slice(own);
  const words = place === null ? (env.stdin ?? '').split(/\s+/).filter((word) => word !== '') : linesOf(env.stdin ?? '').map((line) => line.trim()).filter((line) => line !== '');
  let worst = 0;
  for (let at = 0; at < words.length; at += place === null ? Math.min(Math.max(1, count), words.length) : 1) {
    const some = place === null ? words.slice(at, at + count) : [words[at] ?? ''];
    const argv = place === null ? [...command, ...some] : command.map((arg) => arg.replaceAll(place, some[0] ?? ''));
    const code = yield* shell.program(argv, { ...env, stdin: '' });
    if (code !== 0) worst = 123;
  }
  return worst;
}

export function* seq(args: readonly string[]): ClientProgram {
  const numbers = args.map(Number);
  const [first, last] = numbers.length > 1 ? [numbers[0] ?? 1, numbers.at(-1) ?? 1] : [1, numbers[0] ?? 0];
  if (numbers.some((number) => !Number.isInteger(number)) || last - first > 10_000) throw new CommandError('usage: seq [FIRST] LAST, at most 10,000 lines');
  yield* print(joined(Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => String(first + at))));
  return 0;
}
