/** awk's programs: text to tokens. */

export type Tok =
  | { readonly t: 'number'; readonly value: number }
  | { readonly t: 'string' | 'regex' | 'name' | 'func' | 'builtin' | 'keyword' | 'op'; readonly value: string }
  | { readonly t: 'newline' | 'end' };
export class AwkError extends Error {}

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

export function tokenise(text: string): readonly Tok[] {
  const out: Tok[] = [];
  let at = 0;
  /** After these a slash divides; elsewhere it begins a pattern. */
  const divides = (): boolean => {
    const last = out[out.length - 1];
    return last !== undefined && (last.t === 'number' || last.t === 'string' || last.t === 'name' || last.t === 'builtin' || (last.t === 'op' && [')', ']', '$', '++', '--'].includes(last.value)));
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const ch = text[at] ?? '';
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    const word = /^[A-Za-z_]\w*/.exec(rest);
    if (ch === '\n') {
      out.push({ t: 'newline' });
      at += 1;
    } else if (ch === '"') {
      const string = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest);
      if (string === null) throw new AwkError('Unexpected end of string');
      out.push({ t: 'string', value: unescapeAwk((string[1] ?? '').replace(/\\\n/g, '')) });
      at += string[0].length;
    } else if (ch === '/' && !divides()) {
      const regex = /^\/((?:[^/\\[\n]|\\[^\n]|\[\^?\]?(?:[^\]\n\\]|\\.)*\])*)\//.exec(rest);
      if (regex === null) throw new AwkError('Unexpected token');
      out.push({ t: 'regex', value: (regex[1] ?? '').replace(/\\\//g, '/') });
      at += regex[0].length;
    } else if (number !== null) {
      out.push({ t: 'number', value: Number(number[0]) });
      at += number[0].length;
    } else if (word !== null) {
      const [name] = word;
      at += name.length;
      out.push({ t: KEYWORDS.has(name) ? 'keyword' : BUILTINS.has(name) ? 'builtin' : text[at] === '(' ? 'func' : 'name', value: name });
    } else {
      const op = OPS.find((each) => rest.startsWith(each));
      if (op === undefined) throw new AwkError('Unexpected token');
      out.push({ t: 'op', value: op === '**' ? '^' : op === '**=' ? '^=' : op });
      at += op.length;
    }
  }
  out.push({ t: 'newline' }, { t: 'end' });
  return out;
}
