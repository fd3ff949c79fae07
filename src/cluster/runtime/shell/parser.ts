/** From a script to commands: the grammar of ash, one command at a time, with its words for what is wrong. */
import { NAME, SPECIAL_BUILTINS } from './ast.ts';
import type { Assign, CaseItem, Node, Parsed, Redirect, Word } from './ast.ts';
import { plainText, ScriptError } from './lexer.ts';
import { COMMAND, ENDS, KEYWORDS, Tokens } from './tokens.ts';
import type { Token } from './tokens.ts';

const MAX_DEPTH = 200;

class Parser extends Tokens {
  private depth = 0;

  next(): Omit<Parsed, 'error' | 'errorLine'> {
    const node = this.list(1);
    return { node: node === 'end' ? null : node, ended: node === 'end', text: this.text, at: this.at, line: this.line };
  }

  /** 1: one line of commands; 0: commands up to a closing word, at least one; 2: the same, none being fine. */
  private list(flag: 0 | 1 | 2): Node | null | 'end' {
    const items: Node[] = [];
    let may = flag === 2;
    for (;;) {
      this.checks = flag === 1 ? { keywords: true, aliases: true } : COMMAND;
      const token = this.read();
      if (token === 'NL') return together(items);
      if (token === 'EOF') {
        if (flag === 1 && items.length === 0) return 'end';
        this.readHeredocs();
        this.push('EOF');
        return together(items);
      }
      this.pushed = true;
      if (may && flag !== 1 && ENDS.has(token)) return together(items);
      may = true;
      const node = this.andOr();
      const after = this.read();
      items.push(after === '&' ? { n: 'background', body: node } : node);
      if (after === 'EOF') {
        this.readHeredocs();
        this.push('EOF');
        return together(items);
      }
      if (after === 'NL') {
        if (flag === 1) return together(items);
      } else if (after !== '&' && after !== ';') {
        if (flag === 1) this.unexpected();
        this.pushed = true;
        return together(items);
      }
    }
  }
  private push(token: Token): void {
    this.token = token;
    this.pushed = true;
  }
  private body(flag: 0 | 2 = 0): Node | null {
    if ((this.depth += 1) > MAX_DEPTH) throw new ScriptError('nested too deeply');
    const node = this.list(flag);
    this.depth -= 1;
    return node === 'end' ? null : node;
  }
  /** Commands up to a closing word. Where the script ends first, the word that is missing is named by who waits for it. */
  private need(): Node {
    return this.body() ?? (this.token === 'EOF' ? NOTHING : this.unexpected());
  }

  private andOr(): Node {
    let left = this.pipeline();
    for (;;) {
      const token = this.read();
      if (token !== '&&' && token !== '||') {
        this.pushed = true;
        return left;
      }
      this.checks = COMMAND;
      left = { n: token === '&&' ? 'and' : 'or', left, right: this.pipeline() };
    }
  }
  private pipeline(): Node {
    const not = this.read() === '!';
    if (not) this.checks = { keywords: true, aliases: true };
    else this.pushed = true;
    const commands = [this.command()];
    while (this.read() === '|') {
      this.checks = COMMAND;
      commands.push(this.command());
    }
    this.pushed = true;
    const [first] = commands;
    const node: Node = commands.length === 1 && first !== undefined ? first : { n: 'pipe', commands };
    return not ? { n: 'not', body: node } : node;
  }

  private command(): Node {
    const line = this.line;
    const token = this.read();
    if (token === 'WORD' || token === 'REDIR' || token === 'function') {
      this.pushed = true;
      return this.simple();
    }
    const node = this.compound(token, line);
    const redirects: Redirect[] = [];
    this.checks = { keywords: true, aliases: true };
    while (this.read() === 'REDIR') this.redirectName(redirects);
    this.pushed = true;
    if (redirects.length === 0) return node;
    return node.n === 'subshell' ? { ...node, redirects } : { n: 'redirected', body: node, redirects, line };
  }
  private compound(token: Token, line: number): Node {
    switch (token) {
      case 'if': return this.ifCommand();
      case 'while': case 'until': {
        const test = this.need();
        this.expect('do');
        const body = this.need();
        this.expect('done');
        return { n: 'while', until: token === 'until', test, body };
      }
      case 'for': return this.forCommand(line);
      case 'case': return this.caseCommand(line);
      case '(': {
        const body = this.need();
        this.expect(')');
        return { n: 'subshell', body, redirects: [], line };
      }
      case '{': {
        const body = this.need();
        this.expect('}');
        return body;
      }
      default: return this.unexpected();
    }
  }
  private ifCommand(): Node {
    const test = this.need();
    this.expect('then');
    const then = this.need();
    const token = this.read();
    if (token === 'elif') return { n: 'if', test, then, otherwise: this.ifCommand() };
    let otherwise: Node | null = null;
    if (token === 'else') otherwise = this.need();
    else this.pushed = true;
    this.expect('fi');
    return { n: 'if', test, then, otherwise };
  }
  private forCommand(line: number): Node {
    const name = this.read() === 'WORD' && !this.quoted ? plainText(this.wordRead) : '';
    if (!NAME.test(name)) throw new ScriptError('bad for loop variable');
    this.checks = COMMAND;
    let words: Word[] | null = null;
    if (this.read() === 'in') {
      words = [];
      while (this.read() === 'WORD') words.push(this.wordRead);
      if (this.token !== 'NL' && this.token !== ';') this.unexpected();
    } else if (this.token !== ';') this.pushed = true;
    this.checks = COMMAND;
    this.expect('do');
    const body = this.need();
    this.expect('done');
    return { n: 'for', name, words, body, line };
  }
  private caseCommand(line: number): Node {
    if (this.read() !== 'WORD') this.unexpected('WORD');
    const word = this.wordRead;
    this.checks = COMMAND;
    this.expect('in');
    const items: CaseItem[] = [];
    this.checks = { newlines: true, keywords: true };
    let token = this.read();
    while (token !== 'esac') {
      if (token === '(') this.read();
      const patterns: Word[] = [];
      for (;;) {
        if (this.token !== 'WORD') this.wordRead = [{ p: 'text', text: KEYWORDS.has(this.token) ? this.token : '', quoted: false }];
        patterns.push(this.wordRead);
        if (this.read() !== '|') break;
        this.read();
      }
      if (this.token !== ')') this.unexpected(')');
      items.push({ patterns, body: this.body(2) });
      this.checks = { newlines: true, keywords: true };
      token = this.read();
      if (token === 'esac') break;
      if (token !== ';;') this.unexpected(';;');
      this.checks = { newlines: true, keywords: true };
      token = this.read();
    }
    return { n: 'case', word, items, line };
  }

  private simple(): Node {
    const line = this.line;
    const assigns: Assign[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    let first = true;
    let brackets = false;
    for (;;) {
      this.checks = first ? { aliases: true } : {};
      let token = this.read();
      if (brackets && (token === '&&' || token === '||')) {
        this.wordRead = [{ p: 'text', text: token, quoted: true }];
        token = 'WORD';
      }
      if (token === 'function' && words.length === 0) return this.functionKeyword(line);
      if (token === 'WORD') {
        const text = plainText(this.wordRead);
        if (text === '[[' && !this.quoted) brackets = true;
        else if (text === ']]' && !this.quoted) brackets = false;
        const assign = first ? assignment(this.wordRead) : null;
        if (assign !== null) assigns.push(assign);
        else {
          words.push(this.wordRead);
          first = false;
        }
      } else if (token === 'REDIR') this.redirectName(redirects);
      else if (token === '(' && words.length === 1 && assigns.length === 0 && redirects.length === 0) return this.functionBody(words[0] ?? [], line);
      else {
        this.pushed = true;
        return { n: 'command', assigns, words, redirects, line };
      }
    }
  }
  private functionBody(word: Word, line: number): Node {
    if (this.read() !== ')') this.unexpected(')');
    const name = plainText(word);
    if (!NAME.test(name) || SPECIAL_BUILTINS.has(name)) throw new ScriptError('bad function name');
    this.checks = COMMAND;
    return { n: 'function', name, body: this.command(), line };
  }
  private functionKeyword(line: number): Node {
    if (this.read() !== 'WORD') this.unexpected('WORD');
    const name = plainText(this.wordRead);
    this.checks = { newlines: true, keywords: true };
    if (this.read() === '(') {
      this.expect(')');
      this.checks = COMMAND;
    } else this.pushed = true;
    return { n: 'function', name, body: this.command(), line };
  }

  protected substitution(): Node | null {
    const saved = { heredocs: this.heredocs, quoted: this.quoted, redirect: this.redirect, checks: this.checks, pushed: this.pushed, token: this.token };
    this.heredocs = [];
    this.pushed = false;
    const node = this.body(2);
    this.expect(')');
    Object.assign(this, saved);
    return node;
  }
  protected inner(text: string): Node | null {
    const parser = new Parser(text, 0, this.line, this.aliases);
    parser.depth = this.depth + 1;
    if (parser.depth > MAX_DEPTH) throw new ScriptError('nested too deeply');
    const node = parser.body(2);
    return node;
  }
}

const NOTHING: Node = { n: 'list', items: [] };
const together = (items: readonly Node[]): Node | null => (items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : { n: 'list', items });

function assignment(word: Word): Assign | null {
  const [head, ...rest] = word;
  if (head?.p !== 'text' || head.quoted) return null;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(head.text);
  if (match === null) return null;
  return { name: match[1] ?? '', value: [...(match[2] === '' ? [] : [{ p: 'text' as const, text: match[2] ?? '', quoted: false }]), ...rest] };
}

const cache = new Map<string, Map<string, Parsed>>();
const CACHED_SCRIPTS = 2_000;
/** The next command of a script from a place on. The same text gives the same commands: they are kept. */
export function parseNext(text: string, at: number, line: number, aliases: ReadonlyMap<string, string>): Parsed {
  let known = aliases.size === 0 ? cache.get(text) : undefined;
  const found = known?.get(`${at}:${line}`);
  if (found !== undefined) return found;
  const parser = new Parser(text, at, line, aliases);
  let parsed: Parsed;
  try {
    parsed = { ...parser.next(), error: null, errorLine: line };
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    parsed = { node: null, ended: true, text, at: text.length, line: parser.line, error: error.message, errorLine: parser.line };
  }
  if (aliases.size > 0) return parsed;
  if (known === undefined) {
    if (cache.size >= CACHED_SCRIPTS) cache.clear();
    known = new Map();
    cache.set(text, known);
  }
  known.set(`${at}:${line}`, parsed);
  return parsed;
}
