/** awk's programs: tokens to rules. */
import { ExpressionParser } from './awk-expressions.ts';
import type { AwkProgram, Expr, Rule, Stmt } from './awk-ast.ts';

class Parser extends ExpressionParser {
  readonly rules: Rule[] = [];
  readonly functions = new Map<string, { params: readonly string[]; body: Stmt }>();
  private ends(): void {
    while (this.tok.t === 'newline' || this.is(';')) this.at += 1;
  }

  program(): AwkProgram {
    for (this.ends(); this.tok.t !== 'end'; this.ends()) this.item();
    return { rules: this.rules, functions: this.functions };
  }
  private item(): void {
    if (this.eat('BEGIN', 'keyword')) this.rules.push({ kind: 'BEGIN', from: null, to: null, body: this.block() });
    else if (this.eat('END', 'keyword')) this.rules.push({ kind: 'END', from: null, to: null, body: this.block() });
    else if (this.eat('function', 'keyword') || this.eat('func', 'keyword')) this.functionItem();
    else if (this.is('{')) this.rules.push({ kind: 'always', from: null, to: null, body: this.block() });
    else {
      const from = this.expr();
      let to: Expr | null = null;
      if (this.eat(',')) {
        this.newlines();
        to = this.expr();
      }
      this.rules.push({ kind: to === null ? 'pattern' : 'range', from, to, body: this.is('{') ? this.block() : null });
    }
  }
  private functionItem(): void {
    const name = this.tok;
    if (name.t !== 'func' && name.t !== 'name') this.wrong();
    this.at += 1;
    this.expect('(');
    const params: string[] = [];
    while (this.tok.t === 'name') {
      params.push(this.tok.value);
      this.at += 1;
      if (!this.eat(',')) break;
    }
    this.expect(')');
    this.newlines();
    this.functions.set(name.value, { params, body: this.block() });
  }
  private block(): Stmt {
    this.newlines();
    this.expect('{');
    const body: Stmt[] = [];
    for (this.ends(); !this.is('}'); this.ends()) {
      if (this.tok.t === 'end') this.wrong();
      body.push(this.statement());
    }
    this.expect('}');
    return { s: 'block', body };
  }
  /** A simple statement ends at a newline, a semicolon, or before a brace. */
  private finish(): void {
    if (this.tok.t === 'newline' || this.is(';')) this.at += 1;
    else if (!this.is('}') && this.tok.t !== 'end') this.wrong();
  }
  private endsHere(): boolean {
    return this.tok.t === 'newline' || this.is(';') || this.is('}');
  }
  private inner(): Stmt {
    this.newlines();
    if (this.eat(';')) return { s: 'block', body: [] };
    return this.statement();
  }
  private statement(): Stmt {
    if (this.is('{')) return this.block();
    if (this.tok.t !== 'keyword') return this.line();
    const word = this.tok.value;
    switch (word) {
      case 'if': return this.ifStatement();
      case 'while': {
        this.at += 1;
        this.expect('(');
        const test = this.expr();
        this.expect(')');
        return { s: 'while', test, body: this.inner(), first: false };
      }
      case 'do': {
        this.at += 1;
        const body = this.inner();
        this.ends();
        if (!this.eat('while', 'keyword')) this.wrong();
        this.expect('(');
        const test = this.expr();
        this.expect(')');
        this.finish();
        return { s: 'while', test, body, first: true };
      }
      case 'for': return this.forStatement();
      case 'next': case 'nextfile': case 'break': case 'continue':
        this.at += 1;
        this.finish();
        return { s: word };
      case 'exit': case 'return': {
        this.at += 1;
        const of = this.endsHere() ? null : this.expr();
        this.finish();
        return { s: word, of };
      }
      default: return this.line();
    }
  }
  private ifStatement(): Stmt {
    this.at += 1;
    this.expect('(');
    const test = this.expr();
    this.expect(')');
    const then = this.inner();
    const before = this.at;
    this.ends();
    if (this.eat('else', 'keyword')) return { s: 'if', test, then, otherwise: this.inner() };
    this.at = before;
    return { s: 'if', test, then, otherwise: null };
  }
  private forStatement(): Stmt {
    this.at += 1;
    this.expect('(');
    const [name, word, array, close] = [this.tok, this.tokens[this.at + 1], this.tokens[this.at + 2], this.tokens[this.at + 3]];
    if (name.t === 'name' && word?.t === 'keyword' && word.value === 'in' && array?.t === 'name' && close?.t === 'op' && close.value === ')') {
      this.at += 4;
      return { s: 'forin', name: name.value, array: array.value, body: this.inner() };
    }
    const init = this.is(';') ? null : this.simple();
    this.expect(';');
    this.newlines();
    const test = this.is(';') ? null : this.expr();
    this.expect(';');
    this.newlines();
    const step = this.is(')') ? null : this.simple();
    this.expect(')');
    return { s: 'for', init, test, step, body: this.inner() };
  }
  private line(): Stmt {
    const statement = this.simple();
    this.finish();
    return statement;
  }
  private simple(): Stmt {
    if (this.is('print', 'keyword') || this.is('printf', 'keyword')) return this.printStatement();
    if (this.eat('delete', 'keyword')) {
      const name = this.tok;
      if (name.t !== 'name') this.wrong();
      this.at += 1;
      let keys: Expr[] | null = null;
      if (this.eat('[')) {
        keys = this.list(']');
        this.expect(']');
      }
      return { s: 'delete', name: name.value, keys };
    }
    return { s: 'expr', of: this.expr() };
  }
  private printStatement(): Stmt {
    const format = this.is('printf', 'keyword');
    this.at += 1;
    let args: readonly Expr[] = [];
    const done = (): boolean => this.tok.t === 'newline' || this.is(';') || this.is('}') || this.is('>') || this.is('>>') || this.is('|') || this.tok.t === 'end';
    if (!done()) {
      const first = this.printed();
      const items = [first];
      while (this.eat(',')) {
        this.newlines();
        items.push(this.printed());
      }
      args = items.length === 1 && first.e === 'group' ? first.items : items;
    }
    let to: '' | '>' | '>>' | '|' = '';
    let target: Expr | null = null;
    if (this.is('>') || this.is('>>') || this.is('|')) {
      to = (this.tok as { value: '>' | '>>' | '|' }).value;
      this.at += 1;
      target = this.concat(true);
    }
    if (!done()) this.wrong();
    return { s: 'print', args, format, to, target };
  }
}
export const parseAwk = (text: string): AwkProgram => new Parser(text).program();
