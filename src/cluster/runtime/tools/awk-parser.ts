/** awk's programs: tokens to rules. */
import { AwkError, tokenise } from './awk-lexer.ts';
import type { AwkProgram, Expr, Rule, Stmt } from './awk-ast.ts';
import type { Tok } from './awk-lexer.ts';

const COMPARE = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);

class Parser {
  private at = 0;
  private readonly tokens: readonly Tok[];
  readonly rules: Rule[] = [];
  readonly functions = new Map<string, { params: readonly string[]; body: Stmt }>();
  constructor(text: string) {
    this.tokens = tokenise(text);
  }
  private get tok(): Tok {
    return this.tokens[this.at] ?? { t: 'end' };
  }
  private is(value: string, type: 'op' | 'keyword' = 'op'): boolean {
    return this.tok.t === type && this.tok.value === value;
  }
  private eat(value: string, type: 'op' | 'keyword' = 'op'): boolean {
    if (!this.is(value, type)) return false;
    this.at += 1;
    return true;
  }
  private expect(value: string): void {
    if (!this.eat(value)) this.wrong();
  }
  private wrong(): never {
    throw new AwkError('Unexpected token');
  }
  private newlines(): void {
    while (this.tok.t === 'newline') this.at += 1;
  }
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

  private list(close: string): Expr[] {
    const items: Expr[] = [];
    while (!this.is(close)) {
      this.newlines();
      items.push(this.expr());
      this.newlines();
      if (!this.eat(',')) break;
    }
    return items;
  }
  private expr(): Expr {
    return this.ternary(false);
  }
  private printed(): Expr {
    return this.ternary(true);
  }
  /** `noGt`: in print a `>` is a redirection. */
  private ternary(noGt: boolean): Expr {
    const test = this.or(noGt);
    if (this.tok.t === 'op' && ASSIGN.has(this.tok.value) && (test.e === 'var' || test.e === 'index' || test.e === 'field')) {
      const op = this.tok.value;
      this.at += 1;
      this.newlines();
      return { e: 'assign', op, to: test, value: this.ternary(noGt) };
    }
    if (!this.eat('?')) return test;
    this.newlines();
    const yes = this.ternary(noGt);
    this.newlines();
    this.expect(':');
    this.newlines();
    return { e: 'ternary', test, yes, no: this.ternary(noGt) };
  }
  private or(noGt: boolean): Expr {
    let left = this.and(noGt);
    while (this.eat('||')) {
      this.newlines();
      left = { e: 'binary', op: '||', left, right: this.and(noGt) };
    }
    return left;
  }
  private and(noGt: boolean): Expr {
    let left = this.membership(noGt);
    while (this.eat('&&')) {
      this.newlines();
      left = { e: 'binary', op: '&&', left, right: this.membership(noGt) };
    }
    return left;
  }
  private membership(noGt: boolean): Expr {
    let left = this.match(noGt);
    while (this.eat('in', 'keyword')) {
      const name = this.tok;
      if (name.t !== 'name') this.wrong();
      this.at += 1;
      left = { e: 'in', keys: left.e === 'group' ? left.items : [left], name: name.value };
    }
    return left;
  }
  private match(noGt: boolean): Expr {
    let left = this.comparison(noGt);
    while (this.is('~') || this.is('!~')) {
      const op = (this.tok as { value: string }).value;
      this.at += 1;
      left = { e: 'binary', op, left, right: this.comparison(noGt) };
    }
    return left;
  }
  private comparison(noGt: boolean): Expr {
    let left = this.concat(noGt);
    for (;;) {
      if (this.tok.t === 'op' && COMPARE.has(this.tok.value) && !(noGt && this.tok.value === '>')) {
        const op = this.tok.value;
        this.at += 1;
        left = { e: 'binary', op, left, right: this.concat(noGt) };
      } else if (this.is('|') && this.tokens[this.at + 1]?.t === 'keyword' && (this.tokens[this.at + 1] as { value: string }).value === 'getline') {
        this.at += 2;
        left = { e: 'getline', into: this.target(), from: 'command', source: left };
      } else return left;
    }
  }
  private startsOperand(): boolean {
    const { tok } = this;
    if (tok.t === 'number' || tok.t === 'string' || tok.t === 'regex' || tok.t === 'name' || tok.t === 'func' || tok.t === 'builtin') return true;
    if (tok.t === 'op') return ['(', '$', '!', '-', '+', '++', '--'].includes(tok.value);
    return false;
  }
  private concat(noGt: boolean): Expr {
    let left = this.additive(noGt);
    while (this.startsOperand() && !this.is('+') && !this.is('-') && !(this.tok.t === 'op' && this.tok.value === '!')) left = { e: 'binary', op: ' ', left, right: this.additive(noGt) };
    return left;
  }
  private additive(noGt: boolean): Expr {
    let left = this.multiplicative(noGt);
    while (this.is('+') || this.is('-')) {
      const op = (this.tok as { value: string }).value;
      this.at += 1;
      left = { e: 'binary', op, left, right: this.multiplicative(noGt) };
    }
    return left;
  }
  private multiplicative(noGt: boolean): Expr {
    let left = this.unary(noGt);
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = (this.tok as { value: string }).value;
      this.at += 1;
      left = { e: 'binary', op, left, right: this.unary(noGt) };
    }
    return left;
  }
  private unary(noGt: boolean): Expr {
    for (const op of ['!', '-', '+']) if (this.eat(op)) return { e: 'unary', op, of: this.unary(noGt) };
    return this.power(noGt);
  }
  private power(noGt: boolean): Expr {
    let base = this.postfix();
    // busybox' awk takes them from the left: 2^3^2 is 64.
    while (this.eat('^')) base = { e: 'binary', op: '^', left: base, right: this.is('-') || this.is('!') || this.is('+') ? this.unary(noGt) : this.postfix() };
    return base;
  }
  private postfix(): Expr {
    for (const op of ['++', '--'] as const) if (this.eat(op)) return { e: 'step', by: op === '++' ? 1 : -1, prefix: true, of: this.primary() };
    const of = this.primary();
    if (of.e !== 'var' && of.e !== 'index' && of.e !== 'field') return of;
    for (const op of ['++', '--'] as const) if (this.eat(op)) return { e: 'step', by: op === '++' ? 1 : -1, prefix: false, of };
    return of;
  }
  /** What getline reads into. */
  private target(): Expr | null {
    return this.tok.t === 'name' || this.is('$') ? this.primary() : null;
  }
  private primary(): Expr {
    const { tok } = this;
    this.at += 1;
    switch (tok.t) {
      case 'number': return { e: 'number', value: tok.value };
      case 'string': return { e: 'string', value: tok.value };
      case 'regex': return { e: 'regex', value: tok.value };
      case 'name':
        if (!this.eat('[')) return { e: 'var', name: tok.value };
        return this.indexed(tok.value);
      case 'func': case 'builtin': return this.call(tok.value, tok.t === 'builtin');
      case 'keyword':
        if (tok.value !== 'getline') break;
        {
          const into = this.target();
          return this.eat('<') ? { e: 'getline', into, from: 'file', source: this.postfix() } : { e: 'getline', into, from: 'input', source: null };
        }
      case 'op':
        if (tok.value === '$') {
          for (const op of ['++', '--'] as const) if (this.eat(op)) return { e: 'field', of: { e: 'step', by: op === '++' ? 1 : -1, prefix: true, of: this.primary() } };
          return { e: 'field', of: this.eat('-') ? { e: 'unary', op: '-', of: this.primary() } : this.primary() };
        }
        if (tok.value === '(') {
          const items = this.list(')');
          this.expect(')');
          const [first] = items;
          return items.length === 1 && first !== undefined && !this.is('in', 'keyword') ? { e: 'group', items: [first] } : { e: 'group', items };
        }
        if (tok.value === '-' || tok.value === '+' || tok.value === '!') return { e: 'unary', op: tok.value, of: this.primary() };
        break;
      default: break;
    }
    return this.wrong();
  }
  private indexed(name: string): Expr {
    const keys = this.list(']');
    this.expect(']');
    return { e: 'index', name, keys };
  }
  private call(name: string, builtin: boolean): Expr {
    if (!this.eat('(')) {
      if (builtin && name === 'length') return { e: 'call', name, builtin, args: [] };
      return this.wrong();
    }
    const args = this.list(')');
    this.expect(')');
    return { e: 'call', name, builtin, args };
  }
}
export const parseAwk = (text: string): AwkProgram => new Parser(text).program();
