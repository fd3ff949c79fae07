/**
 * Arithmetic of $((...)) in 64 bits, as busybox' shell/math.c has it: every part is worked out, also what && and || or ?: do not take,
 * and a variable is read when the operator that takes it is applied, after what stands to the right of it.
 */

export class ArithmeticError extends Error {}
/** How variables are read and written. */
interface Variables {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const TOKEN = /\s*(?:(\d+#[0-9A-Za-z@_]*|0[xX][0-9a-fA-F]+|\d+[0-9A-Za-z_]*)|([A-Za-z_]\w*)|(<<=|>>=|\+\+|--|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%<>=!~&^|?:(),]))/y;
const MAX_DEPTH = 32;
/** A value, or the name of a variable that has not been read yet. */
type Operand = bigint | string;

interface Tok {
  readonly kind: 'number' | 'name' | 'op' | 'end';
  readonly text: string;
}
function tokenise(text: string): readonly Tok[] {
  const tokens: Tok[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) throw new ArithmeticError('arithmetic syntax error');
    if (match[1] !== undefined) tokens.push({ kind: 'number', text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: 'name', text: match[2] });
    else if (/^(--|\+\+)$/.test(match[3] ?? '')
      && (tokens.at(-1)?.kind === 'number' || tokens.at(-1)?.text === ')')
      && !/^\s*[A-Za-z_]/.test(text.slice(TOKEN.lastIndex))) tokens.push({ kind: 'op', text: match[3]?.[0] ?? '' }, { kind: 'op', text: match[3]?.[0] ?? '' });
    else tokens.push({ kind: 'op', text: match[3] ?? '' });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** A number that 64 bits do not hold is 0. */
const unsigned = (value: bigint): bigint => (value > 0xffffffffffffffffn ? 0n : wrap(value));
function toNumber(text: string): bigint {
  const based = /^(\d+)#([0-9A-Za-z@_]*)$/.exec(text);
  if (based !== null) return inBase(based[2] ?? '', Number(based[1]));
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return unsigned(BigInt(text));
  if (/^0[0-7]+$/.test(text)) return unsigned(BigInt(`0o${text.slice(1)}`));
  if (/^(0|[1-9]\d*)$/.test(text)) return unsigned(BigInt(text));
  throw new ArithmeticError('arithmetic syntax error');
}
function inBase(digits: string, base: number): bigint {
  if (base < 2 || base > 64) throw new ArithmeticError('arithmetic syntax error');
  let value = 0n;
  for (const ch of digits) {
    const lower = base <= 36 ? ch.toLowerCase() : ch;
    const digit = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'.indexOf(lower);
    if (digit < 0 || digit >= base) throw new ArithmeticError('arithmetic syntax error');
    value = value * BigInt(base) + BigInt(digit);
  }
  return wrap(value);
}

class Evaluator {
  private at = 0;
  private readonly tokens: readonly Tok[];
  private readonly vars: Variables;
  private readonly depth: number;
  constructor(text: string, vars: Variables, depth: number) {
    this.tokens = tokenise(text);
    this.vars = vars;
    this.depth = depth;
  }
  all(): bigint {
    if (this.peek().kind === 'end') return 0n;
    const value = this.read(this.comma());
    if (this.peek().kind !== 'end') throw new ArithmeticError(this.peek().text === ':' ? 'malformed ?: operator' : 'arithmetic syntax error');
    return value;
  }
  private peek(): Tok {
    return this.tokens[this.at] ?? { kind: 'end', text: '' };
  }
  private eat(op: string): boolean {
    if (this.peek().kind !== 'op' || this.peek().text !== op) return false;
    this.at += 1;
    return true;
  }
  private comma(): Operand {
    let value = this.assignment();
    while (this.eat(',')) value = this.assignment();
    return value;
  }
  private assignment(): Operand {
    const name = this.peek();
    const op = this.tokens[this.at + 1];
    if (name.kind !== 'name' || op?.kind !== 'op' || !ASSIGN.has(op.text)) return this.ternary();
    this.at += 2;
    const right = this.read(this.assignment());
    const value = op.text === '=' ? right : this.apply(op.text.slice(0, -1), this.value(name.text), right);
    this.store(name.text, value);
    return value;
  }
  private store(name: string, value: bigint): void {
    this.vars.set(name, value.toString());
  }
  private ternary(): Operand {
    const test = this.binary(0);
    if (!this.eat('?')) return test;
    const is = this.read(test);
    const yes = this.binary(0);
    if (!this.eat(':')) throw new ArithmeticError('malformed ?: operator');
    const no = this.ternary();
    return is === 0n ? no : yes;
  }
  private binary(level: number): Operand {
    const ops = BINARY[level];
    if (ops === undefined) return this.power();
    let left = this.binary(level + 1);
    for (;;) {
      const op = this.peek();
      if (op.kind !== 'op' || !ops.includes(op.text)) return left;
      this.at += 1;
      const right = this.read(this.binary(level + 1));
      left = this.apply(op.text, this.read(left), right);
    }
  }
  private power(): Operand {
    const operand = this.unary();
    if (!this.eat('**')) return operand;
    const exponent = this.read(this.power());
    const base = this.read(operand);
    if (exponent < 0n) throw new ArithmeticError('exponent less than 0');
    let value = 1n;
    for (let i = 0n; i < exponent && i < 100_000n; i++) value = wrap(value * base);
    return value;
  }
  private unary(): Operand {
    const op = this.peek();
    if (op.kind === 'op' && (op.text === '++' || op.text === '--')) {
      this.at += 1;
      const name = this.peek();
      if (name.kind !== 'name') return this.unary();
      this.at += 1;
      const value = wrap(this.value(name.text) + (op.text === '++' ? 1n : -1n));
      this.store(name.text, value);
      return value;
    }
    if (this.eat('-')) return wrap(-this.read(this.unary()));
    if (this.eat('+')) return this.unary();
    if (this.eat('!')) return this.read(this.unary()) === 0n ? 1n : 0n;
    if (this.eat('~')) return wrap(~this.read(this.unary()));
    return this.primary();
  }
  private primary(): Operand {
    const token = this.peek();
    this.at += 1;
    if (token.kind === 'number') return toNumber(token.text);
    if (token.kind === 'op' && token.text === '(') {
      const value = this.comma();
      if (!this.eat(')')) throw new ArithmeticError('arithmetic syntax error');
      return value;
    }
    if (token.kind !== 'name') throw new ArithmeticError('arithmetic syntax error');
    const step = this.eat('++') ? 1n : this.eat('--') ? -1n : 0n;
    if (step === 0n) return token.text;
    const value = this.value(token.text);
    this.store(token.text, wrap(value + step));
    return value;
  }
  private read(operand: Operand): bigint {
    return typeof operand === 'string' ? this.value(operand) : operand;
  }
  /** A variable's value is itself an expression. */
  private value(name: string): bigint {
    const text = this.vars.get(name) ?? '';
    if (text.trim() === '') return 0n;
    if (this.depth > MAX_DEPTH) throw new ArithmeticError('expression recursion loop detected');
    return new Evaluator(text, this.vars, this.depth + 1).all();
  }
  private apply(op: string, a: bigint, b: bigint): bigint {
    const bit = (is: boolean): bigint => (is ? 1n : 0n);
    switch (op) {
      case '||': return bit(a !== 0n || b !== 0n);
      case '&&': return bit(a !== 0n && b !== 0n);
      case '|': return a | b;
      case '^': return a ^ b;
      case '&': return a & b;
      case '==': return bit(a === b);
      case '!=': return bit(a !== b);
      case '<=': return bit(a <= b);
      case '>=': return bit(a >= b);
      case '<': return bit(a < b);
      case '>': return bit(a > b);
      case '<<': return wrap(a << (b & 63n));
      case '>>': return a >> (b & 63n);
      case '+': return wrap(a + b);
      case '-': return wrap(a - b);
      case '*': return wrap(a * b);
      default: return this.divide(op, a, b);
    }
  }
  private divide(op: string, a: bigint, b: bigint): bigint {
    if (b === 0n) throw new ArithmeticError('divide by zero');
    return wrap(op === '/' ? a / b : a % b);
  }
}

/** Variables are written once the whole expression has proved right. */
export function evaluate(text: string, vars: Variables): bigint {
  const written = new Map<string, string>();
  const value = new Evaluator(text, { get: (name) => written.get(name) ?? vars.get(name), set: (name, next) => void written.set(name, next) }, 0).all();
  for (const [name, next] of written) vars.set(name, next);
  return value;
}
