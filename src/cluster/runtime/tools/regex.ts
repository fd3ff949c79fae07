/** Patterns of grep, sed, awk and expr: POSIX regular expressions on an engine that takes linear time, or under a budget where one refers back. */
import { RE2JS } from 're2js';
import type { Matcher } from 're2js';
import { compileWithReferences, isWord } from './back-references.ts';
import type { Regex } from './back-references.ts';

type Compiled = { readonly ok: true; readonly regex: Regex } | { readonly ok: false; readonly error: string };

const cache = new Map<string, Compiled>();
export function compile(pattern: string, options: { readonly extended: boolean; readonly ignoreCase?: boolean; readonly multiline?: boolean }): Compiled {
  const key = `${options.extended ? 'E' : 'B'}${options.ignoreCase === true ? 'i' : ''}${options.multiline === true ? 'm' : ''}:${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = build(pattern, options);
  if (cache.size > 1_000) cache.clear();
  cache.set(key, made);
  return made;
}
function build(pattern: string, options: { readonly extended: boolean; readonly ignoreCase?: boolean; readonly multiline?: boolean }): Compiled {
  const translated = translate(pattern, options.extended);
  if (!translated.ok) return translated;
  if (/\(\?:\\\d\)|(?:^|[^\\])(?:\\\\)*\\[<>]/.test(translated.text)) {
    const regex = compileWithReferences(translated.text, options.ignoreCase === true);
    return regex === null ? { ok: false, error: 'Invalid back reference' } : { ok: true, regex };
  }
  try {
    const flags = (options.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0) | (options.multiline === true ? RE2JS.MULTILINE : 0) | RE2JS.DOTALL | RE2JS.LONGEST_MATCH;
    return { ok: true, regex: wrap(RE2JS.compile(translated.text, flags)) };
  } catch {
    return { ok: false, error: 'Invalid preceding regular expression' };
  }
}
function wrap(re: RE2JS): Regex {
  return {
    exec: (text, from) => {
      const m: Matcher = re.matcher(text);
      if (from > text.length || !m.find(from)) return null;
      const groups: (string | null)[] = [];
      for (let i = 0; i <= m.groupCount(); i++) groups.push(m.group(i) ?? null);
      return { start: m.start(), end: m.end(), groups };
    },
    test: (text) => re.matcher(text).find(),
  };
}

type Translated = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };
const fail = (error: string): Translated => ({ ok: false, error });
const META = new Set(['.', '[', ']', '{', '}', '(', ')', '*', '+', '?', '^', '$', '|', '\\', '/']);
const literal = (ch: string): string => (META.has(ch) ? `\\${ch}` : ch.charCodeAt(0) > 126 || ch < ' ' ? `\\x{${ch.charCodeAt(0).toString(16)}}` : ch);

/** A basic or extended expression in RE2's spelling. */
function translate(pattern: string, extended: boolean): Translated {
  let out = '';
  let depth = 0;
  /** Whether a repetition may stand here. */
  let atom = false;
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i] ?? '';
    const next = pattern[i + 1];
    const escaped = ch === '\\';
    if (escaped && next === undefined) return fail('Trailing backslash');
    const op = escaped ? (extended ? '' : '(){}|+?'.includes(next ?? '') ? (next ?? '') : '') : extended ? ch : '(){}|+?'.includes(ch) ? '' : ch;
    if (ch === '[' && !escaped) {
      const set = bracket(pattern, i);
      if (set === null) return fail('Unmatched [, [^, [:, [., or [=');
      out += set.text;
      i = set.end;
      atom = true;
      continue;
    }
    if (escaped) i += 1;
    if (op === '(') {
      depth += 1;
      out += '(';
      atom = false;
    } else if (op === ')' && (depth > 0 || !extended)) {
      if (depth === 0) return fail('Unmatched ) or \\)');
      depth -= 1;
      out += ')';
      atom = true;
    } else if (op === '|') {
      out += '|';
      atom = false;
    } else if (op === '{' && atom) {
      const close = /^(\d*)(,?)(\d*)(\\?\})/.exec(pattern.slice(i + 1));
      if (close === null || (extended ? close[4] !== '}' : close[4] !== '\\}')) return fail('Unmatched \\{');
      if (Number(close[1]) > 1000 || Number(close[3]) > 1000) return fail('Regular expression too big');
      out += `{${close[1] === '' ? '0' : close[1]}${close[2]}${close[3]}}`;
      i += close[0].length;
    } else if ((op === '*' || op === '+' || op === '?') && extended && out === '') return fail('Invalid preceding regular expression');
    else if ((op === '*' || op === '+' || op === '?') && (atom || extended)) {
      if (!/[*+?]$/.test(out) || out.endsWith('\\*') || out.endsWith('\\+') || out.endsWith('\\?')) out += op;
      else if (op === '*') out = `${out.slice(0, -1)}*`;
    } else if (op === '^' && !escaped && (extended || out === '' || out.endsWith('(') || out.endsWith('|'))) out += '^';
    else if (op === '$' && !escaped && (extended || next === undefined || pattern.slice(i + 1, i + 3) === '\\)' || pattern.slice(i + 1, i + 3) === '\\|')) out += '$';
    else if (op === '.' && !escaped) {
      out += '.';
      atom = true;
    } else {
      out += escaped ? escape(next ?? '', out, pattern[i + 1]) : literal(ch);
      atom = true;
    }
  }
  return depth > 0 ? fail('Unmatched ( or \\(') : { ok: true, text: out };
}
/** The engine has no edges of one side only: beside a character of a word one of both sides is the same. */
function escape(ch: string, before: string, after: string | undefined): string {
  if (ch === '<') return isWord(after) ? '\\b' : '\\<';
  if (ch === '>') return /(?:^|[^\\])\w$/.test(before) ? '\\b' : '\\>';
  const known: Readonly<Record<string, string>> = {
    w: '[A-Za-z0-9_]', W: '[^A-Za-z0-9_]', s: '[ \\t\\n\\r\\f\\v]', S: '[^ \\t\\n\\r\\f\\v]', b: '\\b', B: '\\B', n: '\\n', t: '\\t', '`': '\\A',
    "'": '\\z',
  };
  return known[ch] ?? (/[1-9]/.test(ch) ? `(?:\\${ch})` : literal(ch));
}
function bracket(pattern: string, start: number): { readonly text: string; readonly end: number } | null {
  let i = start + 1;
  let out = '[';
  if (pattern[i] === '^') {
    out += '^';
    i += 1;
  }
  for (let first = true; ; first = false) {
    const ch = pattern[i];
    if (ch === undefined) return null;
    if (ch === ']' && !first) return { text: `${out}]`, end: i };
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(i, i + 12));
    if (named !== null) {
      out += named[1] === 'alpha' || named[1] === 'digit' ? `[:${named[1]}:]` : named[0];
      i += named[0].length;
    } else {
      out += ch === '-' || !/[\]\\[^&~]/.test(ch) ? (ch.charCodeAt(0) > 126 || ch < ' ' ? literal(ch) : ch === '-' && (first || pattern[i + 1] === ']') ? '\\-' : ch) : `\\${ch}`;
      i += 1;
    }
  }
}
