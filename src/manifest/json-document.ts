/** What Go's encoding/json says of a text that is no JSON: `invalid character 'a' looking for beginning of value`. Follows encoding/json scanner.go. */
import { quote } from '../base/go-quote.ts';

interface JsonProblem {
  readonly message: string;
  readonly offset: number;
}

/** Go looks at a text byte by byte, and takes each for a character of its own. */
function quoted(code: number): string {
  if (code === 0x27) return `'\\''`;
  if (code === 0x22) return `'"'`;
  const first = code < 0x80 ? code : code < 0x800 ? 0xc0 | (code >> 6) : code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
  return `'${quote(String.fromCharCode(first)).slice(1, -1)}'`;
}
const END: JsonProblem['message'] = 'unexpected end of JSON input';

class Scanner {
  at = 0;
  constructor(private readonly text: string) {}

  problem(where: string): JsonProblem {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? { message: END, offset: this.at } : { message: `invalid character ${quoted(code)} ${where}`, offset: this.at };
  }
  blanks(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }
  private literal(word: string): JsonProblem | null {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) return this.problem(`in literal ${word} (expecting '${word[i] ?? ''}')`);
    }
    return null;
  }
  private digits(where: string): JsonProblem | null {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) return this.problem(where);
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++;
    return null;
  }
  private number(): JsonProblem | null {
    if (this.text[this.at] === '-') this.at++;
    if (this.text[this.at] === '0') this.at++;
    else {
      const problem = this.digits('in numeric literal');
      if (problem) return problem;
    }
    if (this.text[this.at] === '.') {
      this.at++;
      const problem = this.digits('after decimal point in numeric literal');
      if (problem) return problem;
    }
    if (!/[eE]/.test(this.text[this.at] ?? '')) return null;
    this.at++;
    if (/[-+]/.test(this.text[this.at] ?? '')) this.at++;
    return this.digits('in exponent of numeric literal');
  }
  private string(): JsonProblem | null {
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === '"') {
        this.at++;
        return null;
      }
      if (char < ' ') return this.problem('in string literal');
      if (char !== '\\') continue;
      this.at++;
      if (this.text[this.at] === 'u') {
        for (let i = 0; i < 4; i++) {
          this.at++;
          if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) return this.problem('in \\u hexadecimal character escape');
        }
      } else if (!'bfnrt\\/"'.includes(this.text[this.at] ?? 'x')) return this.problem('in string escape code');
    }
    return this.problem('');
  }
  value(depth: number): JsonProblem | null {
    this.blanks();
    const char = this.text[this.at] ?? '';
    if (depth > 10000) return { message: 'exceeded max depth', offset: this.at };
    if (char === '{') return this.members(depth);
    if (char === '[') return this.elements(depth);
    if (char === '"') return this.string();
    if (char === 't') return this.literal('true');
    if (char === 'f') return this.literal('false');
    if (char === 'n') return this.literal('null');
    return /[-0-9]/.test(char) ? this.number() : this.problem('looking for beginning of value');
  }
  private elements(depth: number): JsonProblem | null {
    this.at++;
    this.blanks();
    if (this.text[this.at] === ']') return this.skip();
    for (;;) {
      const problem = this.value(depth + 1);
      if (problem) return problem;
      this.blanks();
      if (this.text[this.at] === ']') return this.skip();
      if (this.text[this.at] !== ',') return this.problem('after array element');
      this.at++;
    }
  }
  private members(depth: number): JsonProblem | null {
    this.at++;
    this.blanks();
    if (this.text[this.at] === '}') return this.skip();
    for (;;) {
      this.blanks();
      if (this.text[this.at] !== '"') return this.problem('looking for beginning of object key string');
      const name = this.string();
      if (name) return name;
      this.blanks();
      if (this.text[this.at] !== ':') return this.problem('after object key');
      this.at++;
      const problem = this.value(depth + 1);
      if (problem) return problem;
      this.blanks();
      if (this.text[this.at] === '}') return this.skip();
      if (this.text[this.at] !== ',') return this.problem('after object key:value pair');
      this.at++;
    }
  }
  private skip(): null {
    this.at++;
    return null;
  }
}

/** The first thing that is wrong with a JSON text, or null. */
export function jsonProblem(text: string): JsonProblem | null {
  const scanner = new Scanner(text);
  const problem = scanner.value(0);
  if (problem) return problem;
  scanner.blanks();
  return scanner.at < text.length ? scanner.problem('after top-level value') : null;
}
