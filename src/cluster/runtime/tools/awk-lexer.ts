/** awk's programs: text to tokens. */

export type Tok =
  | { readonly t: 'number'; readonly value: number }
  | { readonly t: 'string' | 'regex' | 'name' | 'func' | 'builtin' | 'keyword' | 'op'; readonly value: string }
  | { readonly t: 'newline' | 'end' };
export class AwkError extends Error {}
/** A file of the input that cannot be read ends the program at once. */
export class Unreadable extends Error {}

const KEYWORDS = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'getline', 'print', 'printf']);
const BUILTINS = new Set([
  'length', 'substr', 'index', 'split', 'sub', 'gsub', 'gensub', 'match', 'sprintf', 'sin', 'cos', 'atan2', 'exp', 'log', 'sqrt', 'int', 'rand', 'srand', 'tolower',
  'toupper', 'system', 'close', 'fflush', 'systime', 'strftime', 'mktime', 'and', 'or', 'xor', 'lshift', 'rshift', 'compl',
]);
const OPS = [
  '**=', '&&', '||', '==', '!=', '<=', '>=', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '**', '>>', '!~', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/',
  '%', '^', '!', '<', '>', '|', '?', ':', '~', '$', '=',
];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

export function unescapeAwk(text: string): string {
  return text.replace(/\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|[^])/g, (whole, code: string) => (/^[0-7]/.test(code)
    ? String.fromCharCode(parseInt(code, 8) & 255)
    : /^x./.test(code) ? String.fromCharCode(parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? whole)));
}

const BLANK = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/;
const STRING = /^"((?:[^"\\\n]|\\[^])*)"/;
const REGEX = /^\/((?:[^/\\[\n]|\\[^\n]|\[\^?\]?(?:[^\]\n\\]|\\.)*\])*)\//;
/** After these a slash divides; elsewhere it begins a pattern. */
const divides = (last: Tok | undefined): boolean =>
  last !== undefined && (last.t === 'number' || last.t === 'string' || last.t === 'name' || last.t === 'builtin' || (last.t === 'op' && [')', ']', '$', '++', '--'].includes(last.value)));

/** The token that a text begins with, and its length. */
function tokenAt(rest: string, last: Tok | undefined): readonly [token: Tok, length: number] {
  if (rest.startsWith('\n')) return [{ t: 'newline' }, 1];
  if (rest.startsWith('"')) {
    const [whole, inner = ''] = STRING.exec(rest) ?? [];
    if (whole === undefined) throw new AwkError('Unexpected end of string');
    return [{ t: 'string', value: unescapeAwk(inner.replace(/\\\n/g, '')) }, whole.length];
  }
  if (rest.startsWith('/') && !divides(last)) {
    const [whole, inner = ''] = REGEX.exec(rest) ?? [];
    if (whole === undefined) throw new AwkError('Unexpected end of string');
    return [{ t: 'regex', value: inner.replace(/\\\//g, '/') }, whole.length];
  }
  const [number] = NUMBER.exec(rest) ?? [];
  if (number !== undefined) return [{ t: 'number', value: /^0[0-7]+$/.test(number) ? parseInt(number, 8) : Number(number) }, number.length];
  const [name] = /^[A-Za-z_]\w*/.exec(rest) ?? [];
  if (name !== undefined) return [{ t: KEYWORDS.has(name) ? 'keyword' : BUILTINS.has(name) ? 'builtin' : rest[name.length] === '(' ? 'func' : 'name', value: name }, name.length];
  const op = OPS.find((each) => rest.startsWith(each));
  if (op === undefined) throw new AwkError('Unexpected token');
  return [{ t: 'op', value: op === '**' ? '^' : op === '**=' ? '^=' : op }, op.length];
}

export function tokenise(text: string): readonly Tok[] {
  const out: Tok[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const [blank] = BLANK.exec(rest) ?? [];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const [token, length] = tokenAt(rest, out[out.length - 1]);
    out.push(token);
    at += length;
  }
  out.push({ t: 'newline' }, { t: 'end' });
  return out;
}
