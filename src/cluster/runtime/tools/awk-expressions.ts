/** awk's expressions: tokens to values that are worked out later, from what binds least to what binds most. */
import { AwkError, tokenise } from './awk-lexer.ts';
import type { Expr } from './awk-ast.ts';
import type { Tok } from './awk-lexer.ts';

const COMPARE = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);

export class ExpressionParser {
  protected at = 0;
  protected readonly tokens: readonly Tok[];
  constructor(text: string) {
    this.tokens = tokenise(text);
  }
  protected get tok(): Tok {
    return this.tokens[this.at] ?? { t: 'end' };
  }
  protected is(value: string, type: 'op' | 'keyword' = 'op'): boolean {
    return this.tok.t === type && this.tok.value === value;
  }
  protected eat(value: string, type: 'op' | 'keyword' = 'op'): boolean {
    if (!this.is(value, type)) return false;
    this.at += 1;
    return true;
  }
  protected expect(value: string): void {
    if (!this.eat(value)) this.wrong();
  }
  protected wrong(): never {
    throw new AwkError('Unexpected token');
  }
  protected newlines(): void {
    while (this.tok.t === 'newline') this.at += 1;
  }

  protected list(close: string): Expr[] {
    const items: Expr[] = [];
    while (!this.is(close)) {
      this.newlines();
      items.push(this.expr());
      this.newlines();
      if (!this.eat(',')) break;
    }
    return items;
  }
  protected expr(): Expr {
    return this.ternary(false);
  }
  protected printed(): Expr {
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
  protected concat(noGt: boolean): Expr {
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
