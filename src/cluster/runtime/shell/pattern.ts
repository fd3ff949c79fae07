/** Shell patterns: `*`, `?`, `[...]`, with a backslash before what is meant as it is. Matching never takes more than length times length. */

type Token = { readonly t: 'char'; readonly ch: string } | { readonly t: 'any' } | { readonly t: 'star' } | { readonly t: 'set'; readonly has: (ch: string) => boolean };

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\r\f\v]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[^ -~\u0080-\uffff]/,
  xdigit: /[0-9A-Fa-f]/,
};
const compiled = new Map<string, readonly Token[]>();

function compile(pattern: string): readonly Token[] {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i] ?? '';
    if (ch === '*') tokens.push({ t: 'star' });
    else if (ch === '?') tokens.push({ t: 'any' });
    else if (ch === '\\' && i + 1 < pattern.length) tokens.push({ t: 'char', ch: pattern[++i] ?? '' });
    else if (ch === '[') {
      const set = bracket(pattern, i);
      if (set === null) tokens.push({ t: 'char', ch });
      else {
        tokens.push({ t: 'set', has: set.has });
        i = set.end;
      }
    } else tokens.push({ t: 'char', ch });
  }
  if (compiled.size > 2_000) compiled.clear();
  compiled.set(pattern, tokens);
  return tokens;
}
/** A bracket expression from `[`; null where it is not closed. */
function bracket(pattern: string, start: number): { readonly has: (ch: string) => boolean; readonly end: number } | null {
  let i = start + 1;
  const not = pattern[i] === '!' || pattern[i] === '^';
  if (not) i += 1;
  const tests: ((ch: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const ch = pattern[i];
    if (ch === undefined) return null;
    if (ch === ']' && !first) break;
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(i, i + 12));
    if (named !== null) {
      const test = CLASSES[named[1] ?? ''];
      if (test !== undefined) tests.push((each) => test.test(each));
      i += named[0].length;
      continue;
    }
    const [from, next] = ch === '\\' ? [pattern[i + 1] ?? '\\', i + 2] : [ch, i + 1];
    if (pattern[next] === '-' && pattern[next + 1] !== ']' && pattern[next + 1] !== undefined) {
      const escaped = pattern[next + 1] === '\\';
      const to = pattern[next + (escaped ? 2 : 1)] ?? '';
      tests.push((each) => each >= from && each <= to);
      i = next + (escaped ? 3 : 2);
    } else {
      tests.push((each) => each === from);
      i = next;
    }
  }
  return { has: (ch) => tests.some((test) => test(ch)) !== not, end: i };
}

const fits = (token: Token, ch: string): boolean => token.t === 'any' || (token.t === 'char' ? token.ch === ch : token.t === 'set' && token.has(ch));

/** Whether the whole text fits the pattern. */
export function matches(pattern: string, text: string): boolean {
  const tokens = compile(pattern);
  let t = 0;
  let i = 0;
  let star = -1;
  let mark = 0;
  while (i < text.length) {
    const token = tokens[t];
    if (token?.t === 'star') {
      star = t++;
      mark = i;
    } else if (token !== undefined && fits(token, text[i] ?? '')) {
      t += 1;
      i += 1;
    } else if (star >= 0) {
      t = star + 1;
      i = ++mark;
    } else return false;
  }
  while (tokens[t]?.t === 'star') t += 1;
  return t === tokens.length;
}
export const isPattern = (text: string): boolean => /(^|[^\\])(\\\\)*[*?[]/.test(text);
/** A text as a pattern for itself. */
export const escapePattern = (text: string): string => text.replace(/[*?[\]\\!^-]/g, '\\$&');
export const unescapePattern = (text: string): string => text.replace(/\\([^])/g, '$1');

export type Trim = '#' | '##' | '%' | '%%';
/** Takes the shortest or longest fitting start or end off. */
export function trim(text: string, pattern: string, how: Trim): string {
  const longest = how.length === 2;
  for (let n = 0; n <= text.length; n++) {
    const length = longest ? text.length - n : n;
    if (how[0] === '#' && matches(pattern, text.slice(0, length))) return text.slice(length);
    if (how[0] === '%' && matches(pattern, text.slice(text.length - length))) return text.slice(0, text.length - length);
  }
  return text;
}
/** Replaces the first or all of the longest fitting pieces. */
export function replace(text: string, pattern: string, by: string, all: boolean): string {
  if (pattern === '') return text;
  let out = '';
  for (let i = 0; i < text.length; ) {
    let end = text.length;
    while (end > i && !matches(pattern, text.slice(i, end))) end -= 1;
    if (end > i) {
      out += by;
      i = end;
      if (!all) return out + text.slice(i);
    } else out += text[i++];
  }
  return out;
}
