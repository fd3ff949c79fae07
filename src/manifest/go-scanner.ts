/**
 * YAML's tokens as Kubernetes' YAML library finds them, and its words where it finds none. It tells only what stands where:
 * values are read by the package `yaml`. Follows libyaml's scanner as go-yaml v2 has it.
 */
import { Cursor, isBlank, isBlankz, isBreak, isEnd, type Mark } from './go-cursor.ts';
import { skipBlockScalar, skipPlain, skipQuoted } from './go-scalars.ts';

export type TokenKind =
  | 'stream-end' | 'directive' | 'document-start' | 'document-end' | 'block-sequence' | 'block-mapping' | 'block-end'
  | 'flow-sequence' | 'flow-sequence-end' | 'flow-mapping' | 'flow-mapping-end' | 'entry' | 'flow-entry' | 'key' | 'value' | 'alias' | 'anchor' | 'tag' | 'scalar';
interface Token {
  readonly kind: TokenKind;
  readonly start: Mark;
  /** Of an alias or an anchor. */
  readonly name: string;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  mark: Mark;
}
const LONGEST_KEY = 1024;

export class GoScanner {
  private readonly cursor: Cursor;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  private readonly keys: SimpleKey[] = [{ possible: false, required: false, token: 0, mark: { index: 0, line: 0, column: 0 } }];
  private readonly queue: Token[] = [];
  private taken = 0;

  constructor(text: string) {
    this.cursor = new Cursor(text, text.startsWith('\ufeff') ? 1 : 0);
  }

  /** The next token, left where it is. */
  peek(): Token {
    for (;;) {
      const [head] = this.queue;
      if (head !== undefined && !this.mayBecomeKey()) return head;
      this.fetch();
    }
  }
  take(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    return token;
  }

  private push(kind: TokenKind, start: Mark, name = ''): void {
    this.queue.push({ kind, start, name });
  }

  /** The head of the queue may still turn out to be a key, which puts tokens before it. */
  private mayBecomeKey(): boolean {
    const key = this.keys.find(each => each.possible && each.token === this.taken);
    return key !== undefined && this.isValid(key);
  }
  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line >= this.cursor.line && key.mark.index + LONGEST_KEY >= this.cursor.index) return true;
    if (key.required) this.cursor.fail("could not find expected ':'", key.mark);
    key.possible = false;
    return false;
  }
  private saveKey(): void {
    if (!this.keyAllowed) return;
    this.removeKey();
    this.keys[this.keys.length - 1] = { possible: true, required: this.flowLevel === 0 && this.indent === this.cursor.column, token: this.taken + this.queue.length, mark: this.cursor.mark };
  }
  private removeKey(): void {
    const key = this.keys.at(-1);
    if (key === undefined || !key.possible) return;
    if (key.required) this.cursor.fail("could not find expected ':'", key.mark);
    key.possible = false;
  }
  private rollIndent(column: number, kind: 'block-sequence' | 'block-mapping', mark: Mark, at = this.queue.length): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.queue.splice(at, 0, { kind, start: mark, name: '' });
  }
  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.cursor.mark);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private fetch(): void {
    this.toNextToken();
    this.unrollIndent(this.cursor.column);
    const char = this.cursor.at();
    const next = this.cursor.at(1);
    if (isEnd(char)) return this.fetchEnd();
    if (this.cursor.column === 0 && char === '%') return this.fetchDirective();
    if (this.cursor.isDocumentMark()) return this.fetchDocumentMark(char === '-' ? 'document-start' : 'document-end');
    switch (char) {
      case '[': case '{': return this.fetchFlowStart(char === '[' ? 'flow-sequence' : 'flow-mapping');
      case ']': case '}': return this.fetchFlowEnd(char === ']' ? 'flow-sequence-end' : 'flow-mapping-end');
      case ',': return this.fetchFlowEntry();
      case '*': case '&': return this.fetchAnchor(char === '*' ? 'alias' : 'anchor');
      case '!': return this.fetchTag();
      case "'": case '"': return this.fetchScalar(skipQuoted);
      case '|': case '>': if (this.flowLevel === 0) return this.fetchBlockScalar();
    }
    if (char === '-' && isBlankz(next)) return this.fetchEntry();
    if (char === '?' && (this.flowLevel > 0 || isBlankz(next))) return this.fetchKey();
    if (char === ':' && (this.flowLevel > 0 || isBlankz(next))) return this.fetchValue();
    const isIndicator = isBlankz(char) || '-?:,[]{}#&*!|>\'"%@`'.includes(char);
    if (!isIndicator || (char === '-' && !isBlank(next)) || (this.flowLevel === 0 && (char === '?' || char === ':') && !isBlankz(next))) return this.fetchScalar(cursor => {
      if (skipPlain(cursor, this.indent, this.flowLevel > 0)) this.keyAllowed = true;
    });
    return this.cursor.fail('found character that cannot start any token');
  }

  private toNextToken(): void {
    for (;;) {
      while (this.cursor.at() === ' ' || ((this.flowLevel > 0 || !this.keyAllowed) && this.cursor.at() === '\t')) this.cursor.skip();
      if (this.cursor.at() === '#') this.cursor.skipToBreak();
      if (!isBreak(this.cursor.at())) return;
      this.cursor.skipLine();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }
  private fetchEnd(): void {
    if (this.cursor.column !== 0) {
      this.cursor.column = 0;
      this.cursor.line++;
    }
    this.unrollIndent(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push('stream-end', this.cursor.mark);
  }
  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.removeKey();
    this.keyAllowed = false;
    const start = this.cursor.mark;
    this.cursor.skip();
    const name = this.cursor.takeWord();
    if (name === '') this.cursor.fail('could not find expected directive name', start);
    if (!isBlankz(this.cursor.at())) this.cursor.fail('found unexpected non-alphabetical character', start);
    if (name !== 'YAML' && name !== 'TAG') this.cursor.fail('found unknown directive name', start);
    this.cursor.skipToBreak();
    if (isBreak(this.cursor.at())) this.cursor.skipLine();
    this.push('directive', start);
  }
  private fetchDocumentMark(kind: TokenKind): void {
    this.unrollIndent(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push(kind, this.cursor.mark);
    this.cursor.skip(3);
  }
  private fetchFlowStart(kind: TokenKind): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, token: 0, mark: this.cursor.mark });
    this.flowLevel++;
    this.keyAllowed = true;
    this.push(kind, this.cursor.mark);
    this.cursor.skip();
  }
  private fetchFlowEnd(kind: TokenKind): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.push(kind, this.cursor.mark);
    this.cursor.skip();
  }
  private fetchFlowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.push('flow-entry', this.cursor.mark);
    this.cursor.skip();
  }
  private fetchEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.cursor.fail('block sequence entries are not allowed in this context');
      this.rollIndent(this.cursor.column, 'block-sequence', this.cursor.mark);
    }
    this.removeKey();
    this.keyAllowed = true;
    this.push('entry', this.cursor.mark);
    this.cursor.skip();
  }
  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.cursor.fail('mapping keys are not allowed in this context');
      this.rollIndent(this.cursor.column, 'block-mapping', this.cursor.mark);
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.push('key', this.cursor.mark);
    this.cursor.skip();
  }
  private fetchValue(): void {
    const key = this.keys.at(-1);
    if (key !== undefined && this.isValid(key)) {
      const place = key.token - this.taken;
      this.queue.splice(place, 0, { kind: 'key', start: key.mark, name: '' });
      this.rollIndent(key.mark.column, 'block-mapping', key.mark, place);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) this.cursor.fail('mapping values are not allowed in this context');
        this.rollIndent(this.cursor.column, 'block-mapping', this.cursor.mark);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.push('value', this.cursor.mark);
    this.cursor.skip();
  }
  private fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.cursor.mark;
    this.cursor.skip();
    const name = this.cursor.takeWord();
    if (name === '' || !(isBlankz(this.cursor.at()) || '?:,]}%@`'.includes(this.cursor.at()))) this.cursor.fail('did not find expected alphabetic or numeric character', start);
    this.push(kind, start, name);
  }
  private fetchTag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.cursor.mark;
    const isVerbatim = this.cursor.at(1) === '<';
    this.cursor.skip(isVerbatim ? 2 : 1);
    while (/^[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]$/.test(this.cursor.at())) this.cursor.skip();
    if (isVerbatim) {
      if (this.cursor.at() !== '>') this.cursor.fail("did not find the expected '>'", start);
      this.cursor.skip();
    }
    if (!isBlankz(this.cursor.at())) this.cursor.fail('did not find expected whitespace or line break', start);
    this.push('tag', start, this.cursor.text.slice(start.index, this.cursor.index));
  }
  private fetchScalar(skip: (cursor: Cursor) => void): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.cursor.mark;
    skip(this.cursor);
    this.push('scalar', start);
  }
  private fetchBlockScalar(): void {
    this.removeKey();
    this.keyAllowed = true;
    const start = this.cursor.mark;
    skipBlockScalar(this.cursor, this.indent);
    this.push('scalar', start);
  }
}
