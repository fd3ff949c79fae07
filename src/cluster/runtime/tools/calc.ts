/** Tools that calculate: expr, bc, dc, factor, cal. */
import { epochNow } from '../kernel/context.ts';
import { getopt, usage } from './options.ts';
import { compile } from './regex.ts';
import { MONTHS } from './time.ts';
import type { Tool } from './tool.ts';

class Wrong extends Error {}

/** expr: numbers and texts, by precedence. */
class Expr {
  private at = 0;
  private readonly args: readonly string[];
  constructor(args: readonly string[]) {
    this.args = args;
  }
  all(): string {
    const value = this.level(0);
    if (this.at < this.args.length) throw new Wrong('syntax error');
    return value;
  }
  private level(n: number): string {
    const ops = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']][n];
    if (ops === undefined) return this.primary();
    let left = this.level(n + 1);
    while (ops.includes(this.args[this.at] ?? '')) {
      const op = this.args[this.at++] ?? '';
      left = this.apply(op, left, this.level(n + 1));
    }
    return left;
  }
  private primary(): string {
    const word = this.args[this.at++];
    if (word === undefined) throw new Wrong('syntax error');
    const next = (): string => this.level(5);
    switch (word) {
      case '(': {
        const value = this.level(0);
        if (this.args[this.at++] !== ')') throw new Wrong('syntax error');
        return value;
      }
      case 'length': return String(next().length);
      case 'index': { const text = next(); const chars = next(); return String([...text].findIndex((ch) => chars.includes(ch)) + 1); }
      case 'match': { const text = next(); return match(text, next()); }
      case 'substr': { const text = next(); const from = Number(next()); const length = Number(next()); return from < 1 || length < 1 ? '' : text.slice(from - 1, from - 1 + length); }
      case 'quote': return this.args[this.at++] ?? '';
      default: return word;
    }
  }
  private apply(op: string, left: string, right: string): string {
    const zero = (text: string): boolean => text === '' || /^-?0+$/.test(text);
    if (op === ':') return match(left, right);
    if (op === '|') return zero(left) ? right : left;
    if (op === '&') return zero(left) || zero(right) ? '0' : left;
    const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
    if (['<', '<=', '=', '==', '!=', '>=', '>'].includes(op)) {
      const order = numeric ? Number(BigInt(left) - BigInt(right) > 0n) - Number(BigInt(left) - BigInt(right) < 0n) : left < right ? -1 : left > right ? 1 : 0;
      return (op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : op === '>=' ? order >= 0 : op === '!=' ? order !== 0 : order === 0) ? '1' : '0';
    }
    if (!numeric) throw new Wrong('non-numeric argument');
    const [a, b] = [BigInt(left), BigInt(right)];
    if ((op === '/' || op === '%') && b === 0n) throw new Wrong('division by zero');
    return String(BigInt.asIntN(64, op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : a % b));
  }
}
function match(text: string, pattern: string): string {
  const made = compile(`^${pattern.replace(/^\^/, '')}`, { extended: false });
  if (!made.ok) throw new Wrong(made.error);
  const found = made.regex.exec(text, 0);
  const groups = /\\\(/.test(pattern);
  return found === null ? (groups ? '' : '0') : groups ? (found.groups[1] ?? '') : String(found.end);
}
const expr: Tool = (io) => {
  if (io.args.length === 0) {
    io.error('too few arguments');
    return 2;
  }
  try {
    const value = new Expr(io.args).all();
    io.line(value);
    return value === '' || /^-?0+$/.test(value) ? 1 : 0;
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong;
    io.error(wrong.message);
    return 2;
  }
};

/** A decimal of bc: `value` in units of 10^-scale. */
interface Decimal {
  readonly value: bigint;
  readonly scale: number;
}
const ten = (n: number): bigint => 10n ** BigInt(Math.max(0, n));
const rescale = (d: Decimal, scale: number): Decimal => ({ value: scale >= d.scale ? d.value * ten(scale - d.scale) : d.value / ten(d.scale - scale), scale });
function show({ value, scale }: Decimal): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/^0+(?=.)/, '');
  const text = scale === 0 ? whole : `${whole === '0' ? '' : whole}.${digits.slice(-scale)}`;
  return value === 0n ? '0' : value < 0n ? `-${text}` : text;
}
function calculate(op: string, a: Decimal, b: Decimal, scale: number): Decimal {
  const most = Math.max(a.scale, b.scale);
  const [x, y] = [rescale(a, most).value, rescale(b, most).value];
  const bit = (is: boolean): Decimal => ({ value: is ? 1n : 0n, scale: 0 });
  switch (op) {
    case '+': return { value: x + y, scale: most };
    case '-': return { value: x - y, scale: most };
    case '*': return rescale({ value: a.value * b.value, scale: a.scale + b.scale }, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)));
    case '/':
      if (y === 0n) throw new Wrong('divide by zero');
      return { value: (x * ten(scale)) / y, scale };
    case '%': {
      if (y === 0n) throw new Wrong('divide by zero');
      const quotient = calculate('/', a, b, scale);
      return calculate('-', a, calculate('*', quotient, b, quotient.scale + b.scale), scale);
    }
    case '^': {
      const power = Number(rescale(b, 0).value);
      if (Math.abs(power) > 10_000) throw new Wrong('exponent too large');
      let out: Decimal = { value: 1n, scale: 0 };
      for (let i = 0; i < Math.abs(power); i++) out = calculate('*', out, a, Math.max(scale, a.scale));
      return power < 0 ? calculate('/', { value: 1n, scale: 0 }, out, scale) : out;
    }
    case '<': return bit(x < y);
    case '<=': return bit(x <= y);
    case '>': return bit(x > y);
    case '>=': return bit(x >= y);
    case '==': return bit(x === y);
    case '!=': return bit(x !== y);
    case '&&': return bit(x !== 0n && y !== 0n);
    default: return bit(x !== 0n || y !== 0n);
  }
}
function decimal(text: string): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  return { value: BigInt(`${whole}${fraction}` || '0'), scale: fraction.length };
}
function root(d: Decimal, scale: number): Decimal {
  if (d.value < 0n) throw new Wrong('negative number');
  const digits = Math.max(scale, d.scale);
  const target = rescale(d, digits * 2).value;
  let low = 0n;
  let high = target + 1n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= target) low = middle;
    else high = middle - 1n;
  }
  return { value: low, scale: digits };
}
/** bc: expressions and assignments, one a line or between semicolons. */
class Bc {
  private tokens: readonly string[] = [];
  private at = 0;
  readonly vars = new Map<string, Decimal>();
  get scale(): number {
    return Number(rescale(this.vars.get('scale') ?? decimal('0'), 0).value);
  }
  statement(text: string): string | null {
    this.tokens = text.match(/\d+\.?\d*|\.\d+|[a-z_]\w*|<=|>=|==|!=|&&|\|\||[-+*/%^()=<>!]|"[^"]*"/g) ?? [];
    this.at = 0;
    const [first = '', second] = this.tokens;
    if (first.startsWith('"')) return first.slice(1, -1);
    if (/^[a-z_]/.test(first) && second === '=') {
      this.at = 2;
      this.vars.set(first, this.level(0));
      this.done();
      return null;
    }
    const value = this.level(0);
    this.done();
    return `${show(value)}\n`;
  }
  private done(): void {
    if (this.at < this.tokens.length) throw new Wrong('bad expression');
  }
  private level(n: number): Decimal {
    const ops = [['||'], ['&&'], ['<', '<=', '>', '>=', '==', '!='], ['+', '-'], ['*', '/', '%']][n];
    if (ops === undefined) return this.power();
    let left = this.level(n + 1);
    while (ops.includes(this.tokens[this.at] ?? '')) left = calculate(this.tokens[this.at++] ?? '', left, this.level(n + 1), this.scale);
    return left;
  }
  private power(): Decimal {
    const base = this.primary();
    if (this.tokens[this.at] !== '^') return base;
    this.at += 1;
    return calculate('^', base, this.power(), this.scale);
  }
  private primary(): Decimal {
    const token = this.tokens[this.at++] ?? '';
    if (/^[\d.]/.test(token)) return decimal(token);
    if (token === '-') return calculate('-', decimal('0'), this.power(), this.scale);
    if (token === '!') return calculate('==', this.primary(), decimal('0'), this.scale);
    if (token === '(' || token === 'sqrt' || token === 'length') {
      if (token !== '(') this.at += 1;
      const value = this.level(0);
      if (this.tokens[this.at++] !== ')') throw new Wrong('bad expression');
      return token === 'sqrt' ? root(value, this.scale) : token === 'length' ? decimal(String(show(value).replace(/\D/g, '').length)) : value;
    }
    if (/^[a-z_]/.test(token)) return this.vars.get(token) ?? decimal('0');
    throw new Wrong('bad expression');
  }
}
const bc: Tool = (io) => {
  const opt = getopt(io, 'ilqswx');
  if (opt === null) return 1;
  const text = [...opt.rest.map((path) => io.input(path) ?? ''), io.stdin()].join('\n');
  const machine = new Bc();
  if (opt.has('l')) machine.vars.set('scale', decimal('20'));
  for (const statement of text.replace(/#[^\n]*/g, '').split(/[;\n]/)) {
    if (statement.trim() === '') continue;
    if (/^\s*(quit|halt)\b/.test(statement)) break;
    try {
      io.out(machine.statement(statement.trim()) ?? '');
    } catch (wrong) {
      if (!(wrong instanceof Wrong)) throw wrong;
      io.rawError(`bc: ${wrong.message}\n`);
      return 1;
    }
  }
  return 0;
};
const dc: Tool = (io) => {
  const opt = getopt(io, 'e:f:x');
  if (opt === null) return 1;
  const text = opt.has('e') ? opt.values('e').join(' ') : opt.rest.length > 0 ? opt.rest.map((path) => io.input(path) ?? '').join(' ') : io.stdin();
  const stack: Decimal[] = [];
  let scale = 0;
  for (const token of text.match(/_?\d+\.?\d*|_?\.\d+|\S/g) ?? []) {
    if (/[\d.]/.test(token)) stack.push(decimal(token.replace('_', '-')));
    else if ('+-*/%^'.includes(token)) {
      const [b, a] = [stack.pop(), stack.pop()];
      if (a === undefined || b === undefined) {
        io.rawError('dc: stack has too few elements\n');
        continue;
      }
      stack.push(calculate(token, a, b, scale));
    } else if (token === 'p') io.line(show(stack[stack.length - 1] ?? decimal('0')));
    else if (token === 'f') for (const each of [...stack].reverse()) io.line(show(each));
    else if (token === 'k') scale = Number(rescale(stack.pop() ?? decimal('0'), 0).value);
    else if (token === 'v') stack.push(root(stack.pop() ?? decimal('0'), scale));
    else if (token === 'd') stack.push(stack[stack.length - 1] ?? decimal('0'));
    else if (token === 'c') stack.length = 0;
    else if (token === 'q') break;
  }
  return 0;
};
const factor: Tool = (io) => {
  for (const text of io.args) {
    if (!/^\d{1,15}$/.test(text)) {
      usage(io, 'factor [NUMBER]...');
      return 1;
    }
    let n = Number(text);
    const out: number[] = [];
    for (let d = 2; d * d <= n && d < 1_000_000; d++) for (; n % d === 0; n /= d) out.push(d);
    if (n > 1) out.push(n);
    io.line(`${text}: ${out.join(' ')}`.trimEnd());
  }
  return 0;
};

function monthLines(year: number, month: number, titled: boolean): string[] {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const title = `${MONTHS[month] ?? ''}${titled ? ` ${year}` : ''}`;
  const left = Math.floor((20 - title.length) / 2);
  const cells = [...Array.from({ length: first }, () => '  '), ...Array.from({ length: days }, (_, i) => String(i + 1).padStart(2))];
  const rows = Array.from({ length: 6 }, (_, week) => cells.slice(week * 7, week * 7 + 7).join(' '));
  return [' '.repeat(left) + title, 'Su Mo Tu We Th Fr Sa', ...rows.map((row, i) => (i * 7 < cells.length ? row : ' '.repeat(21)))];
}
const cal: Tool = (io) => {
  const opt = getopt(io, 'jymr');
  if (opt === null) return 1;
  const now = new Date(epochNow(io.k));
  const [one, two] = opt.rest;
  const bad = opt.rest.find((arg) => !/^\d+$/.test(arg));
  if (bad !== undefined) {
    io.error(`invalid number '${bad}'`);
    return 1;
  }
  if ((one !== undefined && two === undefined) || opt.has('y')) {
    const year = Number(one ?? now.getUTCFullYear());
    io.line(`${' '.repeat(30)}${String(year).padEnd(34)}\n`);
    for (let row = 0; row < 12; row += 3) {
      const months = [0, 1, 2].map((i) => monthLines(year, row + i, false));
      for (let line = 0; line < 8; line++) {
        const text = months.map((lines) => (lines[line] ?? '').trimEnd().padEnd(20)).join('  ');
        io.line(line === 0 ? text : text.trimEnd() || ' '.repeat(79));
      }
    }
    return 0;
  }
  const month = one === undefined ? now.getUTCMonth() : Number(one) - 1;
  if (month < 0 || month > 11) {
    io.error(`number ${one ?? ''} is not in 1..12 range`);
    return 1;
  }
  for (const line of monthLines(Number(two ?? now.getUTCFullYear()), month, true)) io.line(line);
  return 0;
};
const ipcalc: Tool = (io) => {
  usage(io, 'ipcalc [-bnm] ADDRESS[/PREFIX] [NETMASK]');
  return 1;
};
export const calcTools: Readonly<Record<string, Tool>> = { expr, bc, dc, factor, cal, ipcalc };
