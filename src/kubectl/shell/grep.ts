/** grep, and the patterns that it shares with sed and awk. */
import { RE2JS } from 're2js';
import type { ClientProgram } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import type { KubectlEnv } from '../session.ts';
import { complain, inputs, joined, linesOf, print } from './tool.ts';

/** In basic patterns + ? | ( ) { } stand for themselves unless a backslash makes them operators. */
const basicPattern = (pattern: string): string => pattern.replace(/\\([+?|(){}])|([+?|(){}])/g, (_, operator?: string, plain?: string) => operator ?? `\\${plain ?? ''}`);

/** A pattern ready to search with; null where it is none. */
function compile(pattern: string, extended: boolean, ignoreCase = false): RE2JS | null {
  try {
    return RE2JS.compile(extended ? pattern : basicPattern(pattern), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return null;
  }
}
export function compiled(pattern: string, extended: boolean, ignoreCase = false): RE2JS {
  const made = compile(pattern, extended, ignoreCase);
  if (made === null) throw new CommandError(`bad pattern ${JSON.stringify(pattern)}`);
  return made;
}

const USAGE = 'usage: grep [-ivcnoqEFwx] [-A|-B|-C LINES] [-e PATTERN] PATTERN [FILE]...';
const SWITCHES = 'ivcnoqEFwxhs';

interface Wish {
  readonly flags: ReadonlySet<string>;
  readonly patterns: readonly string[];
  readonly files: readonly string[];
  readonly before: number;
  readonly after: number;
}
/** Null for what cannot be read. */
function wishOf(args: readonly string[]): Wish | null {
  const flags = new Set<string>();
  const [patterns, rest]: [string[], string[]] = [[], []];
  let [before, after] = [0, 0];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const valued = /^-([ABCem])(.*)$/s.exec(arg);
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') rest.push(arg);
    else if (valued !== null) {
      const value = valued[2] === '' ? (args[++at] ?? '') : (valued[2] ?? '');
      if (valued[1] === 'e') patterns.push(value);
      else if (!/^\d+$/.test(value) || valued[1] === 'm') return null;
      if (valued[1] === 'A' || valued[1] === 'C') after = Number(value);
      if (valued[1] === 'B' || valued[1] === 'C') before = Number(value);
    } else for (const letter of arg.slice(1)) {
      if (!SWITCHES.includes(letter)) return null;
      flags.add(letter);
    }
  }
  if (patterns.length === 0) patterns.push(...rest.splice(0, 1));
  return patterns.length === 0 ? null : { flags, patterns, files: rest, before, after };
}

export function* grep(args: readonly string[], env: KubectlEnv): ClientProgram {
  const wish = wishOf(args);
  if (wish === null) {
    yield* complain(USAGE);
    return 2;
  }
  const { flags } = wish;
  const wrong = flags.has('F') ? undefined : wish.patterns.find((each) => compile(each, flags.has('E')) === null);
  if (wrong !== undefined) {
    yield* complain(`grep: bad pattern ${JSON.stringify(wrong)}`);
    return 2;
  }
  const text = yield* inputs('grep', wish.files, env);
  if (text === null) return 2;
  const pattern = wish.patterns.map((each) => `(?:${flags.has('F') ? RE2JS.quote(each) : flags.has('E') ? each : basicPattern(each)})`).join('|');
  const matcher = compiled(flags.has('x') ? `^(?:${pattern})$` : flags.has('w') ? `\\b(?:${pattern})\\b` : pattern, true, flags.has('i'));
  const lines = linesOf(text);
  const found = lines.flatMap((line, at) => (matcher.matcher(line).find() !== flags.has('v') ? [at] : []));
  if (flags.has('c')) yield* print(`${found.length}\n`);
  else if (!flags.has('q')) yield* print(joined(flags.has('o') ? found.flatMap((at) => parts(matcher, lines[at] ?? '')) : around(lines, found, wish)));
  return found.length > 0 ? 0 : 1;
}

function parts(matcher: RE2JS, line: string): readonly string[] {
  const made: string[] = [];
  const run = matcher.matcher(line);
  while (run.find() && made.length < line.length) made.push(run.group() ?? '');
  return made.filter((part) => part !== '');
}

/** The lines that were found with those around them; `--` stands where some are left out. */
function around(lines: readonly string[], found: readonly number[], { flags, before, after }: Wish): readonly string[] {
  const hits = new Set(found);
  const shown = before + after === 0 ? found : lines.flatMap((_, at) => (found.some((hit) => at >= hit - before && at <= hit + after) ? [at] : []));
  return shown.flatMap((at, index) => {
    const gap = before + after > 0 && index > 0 && shown[index - 1] !== at - 1 ? ['--'] : [];
    return [...gap, `${flags.has('n') ? `${at + 1}${hits.has(at) ? ':' : '-'}` : ''}${lines[at] ?? ''}`];
  });
}
