/** Expansion of words: variables, commands, arithmetic; splitting at IFS; names of files. */
import { addOpen, bindFd } from '../kernel/descriptors.ts';
import { lstat, readdir, readFile, stat } from '../kernel/files.ts';
import { ArithmeticError, evaluate } from './arithmetic.ts';
import { NAME } from './ast.ts';
import type { Part, Word } from './ast.ts';
import { getVar, ifsOf, NeedsOutput, setVar, ShellError } from './memory.ts';
import type { Shell } from './memory.ts';
import { escapePattern, isPattern, matches, replace, trim, unescapePattern } from './pattern.ts';
import type { Trim } from './pattern.ts';

/** A piece of an expanded word; `gap` is where "$@" begins a new field. */
type Piece = { readonly text: string; readonly quoted: boolean; readonly split: boolean } | 'gap' | 'vanish';
const text = (value: string, quoted: boolean, split = false): Piece => ({ text: value, quoted, split });

/** Words to arguments. */
export function expandWords(sh: Shell, words: readonly Word[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    const [only] = word;
    if (word.length === 1 && only?.p === 'text' && only.quoted) out.push(only.text);
    else for (const field of fields(sh, pieces(sh, word, true))) out.push(...globField(sh, field));
  }
  return out;
}
/** A word as one text: no splitting, no names of files. */
export function expandText(sh: Shell, word: Word, tilde = true): string {
  const ifs = ifsOf(sh)[0] ?? '';
  return pieces(sh, word, false, tilde).map((piece) => (piece === 'gap' ? (ifs === '' ? ' ' : ifs) : piece === 'vanish' ? '' : piece.text)).join('');
}
/** A word as a pattern: what was quoted stands for itself. */
export function expandPattern(sh: Shell, word: Word): string {
  return pieces(sh, word, false).map((piece) => (typeof piece === 'string' ? (piece === 'gap' ? ' ' : '') : piece.quoted ? escapePattern(piece.text) : piece.text)).join('');
}
/** An assignment's value, where `~` is also home after a colon. */
export function expandAssigned(sh: Shell, word: Word): string {
  const spread = word.map((part): Part => (part.p === 'text' && !part.quoted && part.text.includes(':~') ? { ...part, text: part.text.replace(/:~(?=[/:]|$)/g, () => `:${home(sh, '')}`) } : part));
  return expandText(sh, spread);
}

function home(sh: Shell, user: string): string {
  if (user === '') return getVar(sh, 'HOME') ?? '~';
  const users = readFile(sh.k, sh.p, '/etc/passwd');
  const row = typeof users === 'string' ? undefined : users.data.split('\n').find((line) => line.startsWith(`${user}:`));
  return row?.split(':')[5] ?? `~${user}`;
}

function pieces(sh: Shell, word: Word, split: boolean, tilde = true): Piece[] {
  const out: Piece[] = [];
  word.forEach((part, i) => {
    if (part.p === 'text') {
      const match = tilde && i === 0 && !part.quoted ? /^~([a-z0-9_-]*)(?=\/|:|$)/.exec(part.text) : null;
      if (match !== null && (match[0].length < part.text.length || word.length === 1)) out.push(text(home(sh, match[1] ?? ''), true), text(part.text.slice(match[0].length), false));
      else out.push(text(part.text, part.quoted));
    } else out.push(...expandPart(sh, part, split));
  });
  return out;
}
function expandPart(sh: Shell, part: Exclude<Part, { p: 'text' }>, split: boolean): Piece[] {
  switch (part.p) {
    case 'command': return [text(output(sh, part.body), part.quoted, !part.quoted && split)];
    case 'process': return [text(processFile(sh, part.body), true)];
    case 'arithmetic': return [text(arithmetic(sh, expandText(sh, part.word, false)), part.quoted, !part.quoted && split)];
    case 'var': return variable(sh, part, split);
  }
}
export function arithmetic(sh: Shell, expression: string): string {
  try {
    return evaluate(expression, { get: (name) => valueOf(sh, name), set: (name, value) => setVar(sh, name, value) }).toString();
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ShellError(error.message);
    throw error;
  }
}
/** The output of a substitution; where it is not there yet the command is run first and everything expanded again. */
function output(sh: Shell, body: Part extends infer P ? (P extends { p: 'command'; body: infer B } ? B : never) : never): string {
  const frame = sh.m.frames[sh.m.frames.length - 1];
  const known = frame?.f === 'node' ? frame.subst[sh.used] : undefined;
  if (known === undefined) throw new NeedsOutput(body);
  sh.used += 1;
  return known.replaceAll('\0', '').replace(/\n+$/, '');
}
function processFile(sh: Shell, body: Parameters<typeof output>[1]): string {
  const frame = sh.m.frames[sh.m.frames.length - 1];
  const known = frame?.f === 'node' ? frame.subst[sh.used] : undefined;
  if (known === undefined) throw new NeedsOutput(body);
  sh.used += 1;
  const file = addOpen(sh.k, { refs: 0, on: 'file', file: { kind: 'file', data: known, links: 1, mode: 0o400, uid: 0, gid: 0, mtime: 0, fs: '' }, path: 'pipe:', readable: true, writable: false, append: false, offset: 0, limit: null });
  return `/dev/fd/${bindFd(sh.k, sh.p, file, null, 3)}`;
}

/** A parameter's value; null where it is not set. */
function valueOf(sh: Shell, name: string): string | null {
  const { m } = sh;
  switch (name) {
    case '#': return String(m.params.length);
    case '?': return String(m.status);
    case '$': return String(m.rootPid);
    case '!': return m.lastPid === 0 ? null : String(m.lastPid);
    case '-': return m.options;
    case '0': return m.arg0;
    case '@': case '*': return m.params.length === 0 ? null : m.params.join(ifsOf(sh)[0] ?? '');
    default: return /^\d+$/.test(name) ? (m.params[Number(name) - 1] ?? null) : getVar(sh, name);
  }
}

type VarPart = Part & { p: 'var' };
function variable(sh: Shell, part: VarPart, split: boolean): Piece[] {
  const value = valueOf(sh, part.name);
  const splits = !part.quoted && split;
  const missing = value === null || (part.colon && value === '');
  switch (part.op) {
    case '-': return missing ? argument(sh, part, split) : plain(sh, part, value, splits);
    case '+': return missing ? [] : argument(sh, part, split);
    case '=':
      if (!missing) return plain(sh, part, value, splits);
      if (!NAME.test(part.name)) throw new ShellError(`${part.name}: bad variable name`);
      setVar(sh, part.name, expandText(sh, part.word));
      return [text(valueOf(sh, part.name) ?? '', part.quoted, splits)];
    case '?': {
      if (!missing) return plain(sh, part, value, splits);
      const message = expandText(sh, part.word);
      throw new ShellError(`${part.name}: ${message !== '' ? message : part.colon ? 'parameter not set or null' : 'parameter not set'}`);
    }
    default: break;
  }
  if (value === null && sh.m.options.includes('u') && part.name !== '@' && part.name !== '*') throw new ShellError(`${part.name}: parameter not set`);
  const is = value ?? '';
  switch (part.op) {
    case 'length': return [text(String(characters(is)), part.quoted, splits)];
    case 'slice': return [text(slice(sh, is, part.word), part.quoted, splits)];
    case 'replace': case 'replaceAll': {
      const [pattern, by] = splitWord(part.word);
      return [text(replace(is, expandPattern(sh, pattern), expandText(sh, by), part.op === 'replaceAll'), part.quoted, splits)];
    }
    case '#': case '##': case '%': case '%%': return [text(trim(is, expandPattern(sh, part.word), part.op satisfies Trim), part.quoted, splits)];
    default: return plain(sh, part, value, splits);
  }
}
/** The word of ${x-word}, as if it stood there itself. */
function argument(sh: Shell, part: VarPart, split: boolean): Piece[] {
  return pieces(sh, part.word, split).map((piece) => (typeof piece === 'string' ? piece : part.quoted ? { ...piece, quoted: true, split: false } : piece.quoted ? piece : { ...piece, split }));
}
function plain(sh: Shell, part: VarPart, value: string | null, splits: boolean): Piece[] {
  const { params } = sh.m;
  if (part.name !== '@' && part.name !== '*') return [text(value ?? '', part.quoted, splits)];
  if (part.quoted && part.name === '*') return [text(value ?? '', true)];
  if (params.length === 0) return part.quoted ? ['vanish'] : [];
  const gaps: Piece[] = [];
  params.forEach((param, i) => {
    if (i > 0) gaps.push('gap');
    gaps.push(text(param, part.quoted, splits));
  });
  return gaps;
}
function slice(sh: Shell, value: string, word: Word): string {
  const expression = expandText(sh, word);
  const colon = /^((?:[^:?]|\?[^:]*:)*):([^]*)$/.exec(expression);
  const start = Number(arithmetic(sh, colon?.[1] ?? expression));
  const from = start < 0 ? value.length + start : start;
  if (from < 0) return '';
  const asked = colon === null ? value.length : Number(arithmetic(sh, colon[2] ?? ''));
  const length = asked < 0 ? value.length - from + asked : asked;
  return length < 0 ? value.slice(from) : value.slice(from, from + length);
}
/** How many characters a text of bytes holds. */
const characters = (bytes: string): number => bytes.replace(/[\x80-\xbf]/g, '').length;
/** `pattern/replacement`, at the first slash that is not quoted; a slash at the start belongs to the pattern. */
function splitWord(word: Word): readonly [Word, Word] {
  for (const [i, part] of word.entries()) {
    const at = part.p === 'text' && !part.quoted ? part.text.indexOf('/', i === 0 ? 1 : 0) : -1;
    if (part.p === 'text' && at >= 0) return [[...word.slice(0, i), { ...part, text: part.text.slice(0, at) }], [{ ...part, text: part.text.slice(at + 1) }, ...word.slice(i + 1)]];
  }
  return [word, []];
}

type Field = { text: string; quoted: boolean }[];
/** Field splitting, POSIX 2.6.5: blanks of IFS run together, other separators each end a field. */
function fields(sh: Shell, all: readonly Piece[]): Field[] {
  const ifs = ifsOf(sh);
  const out: Field[] = [];
  let now: Field | null = null;
  let afterBlank = false;
  const end = (): void => {
    if (now !== null) out.push(now);
    now = null;
  };
  const add = (value: string, quoted: boolean): void => {
    now ??= [];
    afterBlank = false;
    const last = (now as Field)[(now as Field).length - 1];
    if (last !== undefined && last.quoted === quoted) last.text += value;
    else (now as Field).push({ text: value, quoted });
  };
  const vanishes = all.includes('vanish') && all.every((piece) => piece === 'vanish' || (piece !== 'gap' && piece.text === ''));
  if (vanishes) return [];
  for (const piece of all) {
    if (piece === 'gap') end();
    else if (piece === 'vanish') continue;
    else if (!piece.split) {
      if (piece.quoted || piece.text !== '') add(piece.text, piece.quoted);
    } else
      for (const ch of splitRuns(piece.text, ifs)) {
        if (!ch.separator) add(ch.text, false);
        else if (' \t\n'.includes(ch.text)) {
          if (now !== null) afterBlank = true;
          end();
        } else {
          if (now !== null) end();
          else if (afterBlank) afterBlank = false;
          else out.push([]);
        }
      }
  }
  end();
  return out;
}
function* splitRuns(value: string, ifs: string): Generator<{ readonly text: string; readonly separator: boolean }> {
  let start = 0;
  for (let i = 0; i < value.length; i++) {
    const ch = value[i] ?? '';
    if (!ifs.includes(ch)) continue;
    if (i > start) yield { text: value.slice(start, i), separator: false };
    yield { text: ch, separator: true };
    start = i + 1;
  }
  if (start < value.length) yield { text: value.slice(start), separator: false };
}

function globField(sh: Shell, field: Field): readonly string[] {
  const literal = field.map((part) => part.text).join('');
  const wild = !sh.m.options.includes('f') && field.some((part) => !part.quoted && /[*?[]/.test(part.text));
  if (!wild) return [literal];
  const pattern = field.map((part) => (part.quoted ? escapePattern(part.text) : part.text)).join('');
  const found = glob(sh, pattern);
  return found.length === 0 ? [literal] : found;
}
const MAX_FOUND = 10_000;
/** Names of files that fit, in order. */
function glob(sh: Shell, pattern: string): readonly string[] {
  let bases = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split('/').filter((part, i, list) => part !== '' || i === list.length - 1);
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (part === '') bases = bases.filter((base) => isFolder(sh, base));
    else bases = bases.flatMap((base) => below(sh, base, part)).map((name) => (last ? name : `${name}/`)).filter((name) => last || isFolder(sh, name)).slice(0, MAX_FOUND);
  }
  return bases.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
function isFolder(sh: Shell, path: string): boolean {
  const inode = stat(sh.k, sh.p, path === '' ? '.' : path);
  return typeof inode !== 'string' && inode.kind === 'dir';
}
function below(sh: Shell, base: string, part: string): readonly string[] {
  if (!isPattern(part)) {
    const name = base + unescapePattern(part);
    return typeof lstat(sh.k, sh.p, name) === 'string' ? [] : [name];
  }
  const names = readdir(sh.k, sh.p, base === '' ? '.' : base);
  if (typeof names === 'string') return [];
  const all = part.startsWith('.') ? ['.', '..', ...names] : names;
  return all.filter((name) => (!name.startsWith('.') || part.startsWith('.') || part.startsWith('\\.')) && matches(part, name)).map((name) => base + name);
}

/** Expands with the outputs gathered so far; assignments are undone where one is missing. */
export function expanding<T>(sh: Shell, expand: () => T): T {
  const before = new Map(sh.m.vars);
  sh.used = 0;
  try {
    return expand();
  } catch (error) {
    if (error instanceof NeedsOutput) sh.m.vars = before;
    throw error;
  }
}
