/** Words of a script: quotes, expansions and here-documents, as ash reads them. */
import type { Node, Part, VarOp, Word } from './ast.ts';

export class ScriptError extends Error {}
const NAME_START = /[A-Za-z_]/;
const NAME_CHAR = /[A-Za-z0-9_]/;
const SPECIAL = /[!#$*\-0-9?@]/;
const END_OF_WORD = new Set([' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>', '']);

type Syntax = 'base' | 'double' | 'here' | 'arithmetic';

/** Collects the pieces of a word, joining texts of one kind. */
class Pieces {
  readonly parts: Part[] = [];
  text(text: string, quoted: boolean): void {
    const last = this.parts[this.parts.length - 1];
    if (last?.p === 'text' && last.quoted === quoted) this.parts[this.parts.length - 1] = { p: 'text', text: last.text + text, quoted };
    else this.parts.push({ p: 'text', text, quoted });
  }
  quoted(text: string): void {
    this.text(text, true);
  }
  add(part: Part): void {
    this.parts.push(part);
  }
}

export abstract class Lexer {
  protected text: string;
  protected at: number;
  line: number;
  /** Whether part of the last word was quoted. */
  protected quoted = false;
  /** How many double quotes are open around what is read. */
  private inQuotes = 0;
  constructor(text: string, at: number, line: number) {
    this.text = text;
    this.at = at;
    this.line = line;
  }
  /** Parses what stands in $( up to its parenthesis. */
  protected abstract substitution(): Node | null;
  /** Parses the text of a backquoted command. */
  protected abstract inner(text: string): Node | null;

  /** The next character, a backslash and newline being nothing. */
  protected skipContinuation(): void {
    while (this.text[this.at] === '\\' && this.text[this.at + 1] === '\n') {
      this.at += 2;
      this.line += 1;
    }
  }
  protected peek(): string {
    return this.text[this.at] ?? '';
  }
  protected take(): string {
    const ch = this.text[this.at] ?? '';
    if (ch !== '') this.at += 1;
    if (ch === '\n') this.line += 1;
    return ch;
  }

  /** A word in command position. */
  protected word(): Word {
    this.quoted = false;
    const pieces = new Pieces();
    this.scan(pieces, 'base', '');
    return pieces.parts;
  }

  /** Reads up to `end` ('' is the end of a word in base syntax, of the text elsewhere). */
  private scan(pieces: Pieces, syntax: Syntax, end: string): void {
    for (;;) {
      this.skipContinuation();
      const ch = this.peek();
      if (ch === '') {
        if (end === '}') throw new ScriptError(this.unclosed());
        if (syntax === 'arithmetic') throw new ScriptError("missing '))'");
        if (end === '"') throw new ScriptError('unterminated quoted string');
        return;
      }
      if (ch === end) {
        this.take();
        return;
      }
      if (syntax === 'base' && end === '' && this.endsWord(pieces, ch)) return;
      this.piece(pieces, syntax, end);
    }
  }
  private unclosed(): string {
    return this.inQuotes > 0 ? 'unterminated quoted string' : "missing '}'";
  }
  private endsWord(pieces: Pieces, ch: string): boolean {
    if (!END_OF_WORD.has(ch)) return false;
    if ((ch !== '<' && ch !== '>') || this.text[this.at + 1] !== '(') return true;
    this.at += 2;
    pieces.add({ p: 'process', body: this.substitution(), direction: ch });
    return END_OF_WORD.has(this.peek()) && this.peek() !== '<' && this.peek() !== '>';
  }

  private piece(pieces: Pieces, syntax: Syntax, end: string): void {
    const quoting = syntax !== 'base';
    const ch = this.take();
    if (ch === '\\') this.backslash(pieces, syntax, end);
    else if (ch === "'" && syntax === 'base') {
      this.quoted = true;
      const close = this.text.indexOf("'", this.at);
      if (close < 0) throw new ScriptError('unterminated quoted string');
      const inside = this.text.slice(this.at, close);
      this.line += inside.split('\n').length - 1;
      this.at = close + 1;
      pieces.quoted(inside);
    } else if (ch === '"' && (syntax === 'base' || (end === '}' && syntax === 'double'))) {
      this.quoted = true;
      pieces.quoted('');
      this.inQuotes += 1;
      this.scan(pieces, 'double', '"');
      this.inQuotes -= 1;
    } else if (ch === '$') this.dollar(pieces, syntax);
    else if (ch === '`') pieces.add({ p: 'command', body: this.backquote(syntax === 'double' || syntax === 'arithmetic'), quoted: quoting });
    else pieces.text(ch, quoting);
  }

  private backslash(pieces: Pieces, syntax: Syntax, end: string): void {
    const next = this.take();
    if (next === '') {
      pieces.quoted('\\');
      return;
    }
    if (syntax === 'base') {
      this.quoted = true;
      pieces.quoted(next);
      return;
    }
    const plain = next === '\\' || next === '`' || next === '$' || (next === '"' && (syntax !== 'here' || end === '}')) || (next === '}' && end === '}');
    pieces.quoted(plain ? next : `\\${next}`);
  }

  private dollar(pieces: Pieces, syntax: Syntax): void {
    this.skipContinuation();
    const quoted = syntax !== 'base';
    const next = this.peek();
    if (next === '(') {
      this.take();
      this.skipContinuation();
      if (this.peek() === '(') {
        this.take();
        pieces.add({ p: 'arithmetic', word: this.arithmetic(), quoted });
      } else pieces.add({ p: 'command', body: this.substitution(), quoted });
    } else if (next === '{') {
      this.take();
      pieces.add(this.braces(syntax, quoted));
    } else if (next !== '' && NAME_START.test(next)) {
      let name = '';
      for (this.skipContinuation(); this.peek() !== '' && NAME_CHAR.test(this.peek()); this.skipContinuation()) name += this.take();
      pieces.add(plainVar(name, quoted));
    } else if (next !== '' && SPECIAL.test(next)) pieces.add(plainVar(this.take(), quoted));
    else if (next === "'" && syntax === 'base') {
      this.take();
      this.quoted = true;
      pieces.quoted(this.dollarQuoted());
    } else pieces.text('$', quoted || syntax !== 'base');
  }

  /** $'...': escapes as in C. */
  private dollarQuoted(): string {
    const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', a: '\x07', v: '\v', '\\': '\\', "'": "'", '"': '"' };
    let out = '';
    for (;;) {
      const ch = this.take();
      if (ch === '') throw new ScriptError('unterminated quoted string');
      if (ch === "'") return out;
      if (ch !== '\\') {
        out += ch;
        continue;
      }
      const rest = this.text.slice(this.at, this.at + 3);
      const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
      const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)?.[1];
      if (octal !== undefined || hex !== undefined) {
        this.at += octal?.length ?? (hex?.length ?? 0) + 1;
        const code = octal === undefined ? parseInt(hex ?? '0', 16) : parseInt(octal, 8) & 255;
        if (code !== 0) out += String.fromCharCode(code);
      } else {
        const next = this.take();
        out += simple[next] ?? `\\${next}`;
      }
    }
  }

  private braces(outer: Syntax, quoted: boolean): Part {
    const take = (): string => {
      this.skipContinuation();
      return this.take();
    };
    const look = (): string => {
      this.skipContinuation();
      return this.peek();
    };
    let length = false;
    if (look() === '#') {
      const after = this.text[this.at + 1] ?? '';
      if (NAME_CHAR.test(after) || (after !== '' && '!$*-?@#'.includes(after) && this.text[this.at + 2] === '}')) {
        take();
        length = true;
      }
    }
    let name = '';
    if (NAME_START.test(look())) while (look() !== '' && NAME_CHAR.test(look())) name += take();
    else if (/[0-9]/.test(look())) while (/[0-9]/.test(look())) name += take();
    else if (look() !== '' && SPECIAL.test(look())) name = take();
    else throw new ScriptError(look() === '' || !this.text.slice(this.at).includes('}') ? this.unclosed() : 'bad substitution');
    if (length) {
      if (look() === '') throw new ScriptError(this.unclosed());
      if (take() !== '}') throw new ScriptError('bad substitution');
      return { p: 'var', name, op: 'length', colon: false, word: [], quoted };
    }
    return this.operation(name, outer, quoted, look, take);
  }
  private operation(name: string, outer: Syntax, quoted: boolean, look: () => string, take: () => string): Part {
    const dq: Syntax = outer === 'base' ? 'base' : 'double';
    const first = look();
    if (first === '') throw new ScriptError(this.unclosed());
    take();
    if (first === '}') return plainVar(name, quoted);
    if (first === ':') {
      const second = look();
      if (second !== '' && '-+?='.includes(second)) {
        take();
        return { p: 'var', name, op: second as VarOp, colon: true, word: this.inBraces(dq), quoted };
      }
      return { p: 'var', name, op: 'slice', colon: false, word: this.inBraces(dq), quoted };
    }
    if ('-+?='.includes(first)) return { p: 'var', name, op: first as VarOp, colon: false, word: this.inBraces(dq), quoted };
    if (first === '#' || first === '%') {
      const twice = look() === first;
      if (twice) take();
      return { p: 'var', name, op: (twice ? first + first : first) as VarOp, colon: false, word: this.inBraces('base'), quoted };
    }
    if (first === '/') {
      const all = look() === '/';
      if (all) take();
      return { p: 'var', name, op: all ? 'replaceAll' : 'replace', colon: false, word: this.inBraces('base'), quoted };
    }
    // What follows cannot belong to it: ash reads on to the end of the word before it gives up.
    if (!this.text.slice(this.at).includes('}')) throw new ScriptError(this.unclosed());
    throw new ScriptError('bad substitution');
  }
  private inBraces(syntax: Syntax): Word {
    const pieces = new Pieces();
    const before = this.quoted;
    this.scan(pieces, syntax, '}');
    this.quoted = before;
    return pieces.parts;
  }

  private arithmetic(): Word {
    const pieces = new Pieces();
    for (let depth = 0; ; ) {
      this.skipContinuation();
      const ch = this.peek();
      if (ch === ')' && depth === 0 && this.text[this.at + 1] === ')') {
        this.at += 2;
        return pieces.parts;
      }
      if (ch === '') throw new ScriptError("missing '))'");
      if (ch === '(') depth += 1;
      if (ch === ')' && depth > 0) depth -= 1;
      this.piece(pieces, 'arithmetic', '');
    }
  }

  private backquote(inQuotes: boolean): Node | null {
    let inside = '';
    for (;;) {
      const ch = this.take();
      if (ch === '') throw new ScriptError('EOF in backquote substitution');
      if (ch === '`') return this.inner(inside);
      if (ch !== '\\') {
        inside += ch;
        continue;
      }
      const next = this.take();
      if (next === '\n') continue;
      inside += next === '\\' || next === '`' || next === '$' || (inQuotes && next === '"') ? next : `\\${next}`;
    }
  }

  /** The text of a here-document with its expansions. */
  protected hereText(text: string): Word {
    const saved = { text: this.text, at: this.at, line: this.line };
    this.text = text;
    this.at = 0;
    const pieces = new Pieces();
    this.scan(pieces, 'here', '');
    Object.assign(this, saved);
    return pieces.parts;
  }
}
const plainVar = (name: string, quoted: boolean): Part => ({ p: 'var', name, op: '', colon: false, word: [], quoted });

/** The characters of a word, quotes taken off, where it holds no expansion. */
export function plainText(word: Word): string {
  return word.map((part) => (part.p === 'text' ? part.text : part.p === 'var' ? `$${part.name}` : '')).join('');
}
