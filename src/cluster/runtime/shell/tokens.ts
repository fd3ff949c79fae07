/** From a script to tokens: operators, words, keywords where they count, aliases, redirections and here-documents. */
import type { Redirect, Word } from './ast.ts';
import { Lexer, plainText, ScriptError } from './lexer.ts';

export type Token = 'EOF' | 'NL' | 'REDIR' | 'WORD' | string;
export const KEYWORDS = new Set(['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'function', 'if', 'in', 'then', 'until', 'while', '{', '}']);
export const ENDS = new Set(['EOF', ')', ';;', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'then', '}']);
const NAMES: Readonly<Record<string, string>> = { EOF: 'end of file', NL: 'newline', REDIR: 'redirection', WORD: 'word' };
const tokenName = (token: Token): string => NAMES[token] ?? `"${token}"`;
interface Checks {
  readonly newlines?: boolean;
  readonly keywords?: boolean;
  readonly aliases?: boolean;
}
export const COMMAND: Checks = { newlines: true, keywords: true, aliases: true };

interface Heredoc {
  readonly mark: string;
  readonly strip: boolean;
  readonly plain: boolean;
  set(word: Word): void;
}

export abstract class Tokens extends Lexer {
  protected token: Token = '';
  protected pushed = false;
  protected checks: Checks = {};
  protected wordRead: Word = [];
  private wordStart = 0;
  protected redirect: { fd: number; op: Redirect['op'] | '<<-' } = { fd: 0, op: '<' };
  protected heredocs: Heredoc[] = [];
  /** Where the text of an alias ends that must not be expanded again. */
  private aliasEnds: { name: string; end: number }[] = [];
  private blankEnd: number | null = null;
  protected readonly aliases: ReadonlyMap<string, string>;
  constructor(text: string, at: number, line: number, aliases: ReadonlyMap<string, string>) {
    super(text, at, line);
    this.aliases = aliases;
  }

  protected unexpected(expected: Token | null = null): never {
    throw new ScriptError(`unexpected ${tokenName(this.token)}${expected === null ? '' : ` (expecting ${tokenName(expected)})`}`);
  }
  protected expect(token: Token): void {
    if (this.read() !== token) this.unexpected(token);
  }

  protected read(): Token {
    const checks = this.checks;
    for (;;) {
      let token = this.raw();
      if (checks.newlines === true) while (token === 'NL') token = this.raw();
      const all = { keywords: checks.keywords === true || this.checks.keywords === true, aliases: checks.aliases === true || this.checks.aliases === true };
      this.checks = {};
      if (token !== 'WORD' || this.quoted) return token;
      if (this.blankEnd !== null && this.text.length - this.wordStart <= this.blankEnd) {
        this.blankEnd = null;
        all.aliases = true;
      }
      const text = this.wordRead.length === 1 && this.wordRead[0]?.p === 'text' ? this.wordRead[0].text : null;
      if (text === null) return token;
      if (all.keywords && KEYWORDS.has(text)) return (this.token = text);
      if (!all.aliases || !this.expandAlias(text)) return token;
    }
  }
  /** An alias that ends in a blank lets the next word be one, too. */
  private expandAlias(name: string): boolean {
    const value = this.aliases.get(name);
    this.aliasEnds = this.aliasEnds.filter((each) => this.text.length - each.end > 0 && this.at <= this.text.length - each.end);
    if (value === undefined || this.aliasEnds.some((each) => each.name === name)) return false;
    const rest = this.text.slice(this.at);
    this.aliasEnds.push({ name, end: rest.length });
    this.blankEnd = /[ \t]$/.test(value) ? rest.length : null;
    this.text = this.text.slice(0, this.at) + value + rest;
    return true;
  }

  private raw(): Token {
    if (this.pushed) {
      this.pushed = false;
      return this.token;
    }
    for (;;) {
      this.skipContinuation();
      const ch = this.peek();
      if (ch === ' ' || ch === '\t') this.take();
      else if (ch === '#') while (this.peek() !== '' && this.peek() !== '\n') this.take();
      else break;
    }
    return (this.token = this.symbol() ?? this.wordOrRedirect());
  }
  private symbol(): Token | null {
    const ch = this.peek();
    if (ch === '') return 'EOF';
    if (ch === '\n') {
      this.take();
      this.readHeredocs();
      return 'NL';
    }
    if (ch === '(' || ch === ')') return this.take();
    if (ch !== '&' && ch !== '|' && ch !== ';') return null;
    if (ch === '&' && this.text[this.at + 1] === '>') return null;
    this.take();
    this.skipContinuation();
    return this.peek() === ch ? ch + this.take() : ch;
  }
  private wordOrRedirect(): Token {
    const ch = this.peek();
    const process = this.text[this.at + 1] === '(';
    if (ch === '&' || ((ch === '<' || ch === '>') && !process)) return this.redirection(null);
    const start = this.at;
    this.wordStart = start;
    this.wordRead = this.word();
    const end = this.peek();
    const digits = this.text.slice(start, this.at);
    if ((end === '<' || end === '>') && !this.quoted && /^\d+$/.test(digits)) return this.redirection(Number(digits));
    return 'WORD';
  }
  private redirection(fd: number | null): Token {
    const rest = this.text.slice(this.at, this.at + 3);
    const op = ['&>', '>>', '>|', '>&', '<<-', '<<', '<&', '<>', '>', '<'].find((each) => rest.startsWith(each)) ?? '<';
    this.at += op.length;
    this.redirect = { fd: fd ?? (op.startsWith('<') ? 0 : 1), op: op as Redirect['op'] };
    return 'REDIR';
  }

  /** The name after a redirection's sign. */
  protected redirectName(into: Redirect[]): void {
    const { fd, op } = this.redirect;
    const start = this.at;
    if (this.read() !== 'WORD') this.unexpected();
    if (op !== '<<' && op !== '<<-') {
      // `>& file` sends both outputs there, as bash has it.
      const both = op === '>&' && fd === 1 && !/^(\d+|-)$/.test(plainText(this.wordRead)) && this.wordRead.every((part) => part.p === 'text');
      into.push({ fd, op: both ? '&>' : op, word: this.wordRead });
      return;
    }
    const index = into.length;
    into.push({ fd, op: '<<', word: [] });
    this.heredocs.push({
      mark: this.quoted ? plainText(this.wordRead) : this.text.slice(start, this.at).trim(), strip: op === '<<-', plain: this.quoted,
      set: (word) => { into[index] = { fd, op: '<<', word }; },
    });
  }
  protected readHeredocs(): void {
    const waiting = this.heredocs;
    this.heredocs = [];
    for (const doc of waiting) {
      const lines: string[] = [];
      for (;;) {
        if (this.at >= this.text.length) break;
        const end = this.text.indexOf('\n', this.at);
        const raw = this.text.slice(this.at, end < 0 ? this.text.length : end);
        this.at = end < 0 ? this.text.length : end + 1;
        this.line += 1;
        const line = doc.strip ? raw.replace(/^\t+/, '') : raw;
        if (line === doc.mark) break;
        lines.push(end < 0 ? line : `${line}\n`);
      }
      const text = lines.join('');
      doc.set(doc.plain ? [{ p: 'text', text, quoted: true }] : this.hereText(text));
    }
  }
}
