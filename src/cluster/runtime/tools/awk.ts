/** awk at work: reads records, runs the rules of its program on them. */
import { epochNow } from '../kernel/context.ts';
import { APPEND, closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { AwkState } from './awk-state.ts';
import type { Cell } from './awk-state.ts';
import { callBuiltin } from './awk-builtins.ts';
import { walked } from './awk-order.ts';
import { AwkError, unescapeAwk, Unreadable } from './awk-lexer.ts';
import type { AwkProgram, Expr, Rule, Stmt } from './awk-ast.ts';
import { arithmetic, compare, fromInput, sprintf, toBool, toNumber, toText } from './awk-values.ts';
import type { Val } from './awk-values.ts';
import type { Regex } from './back-references.ts';
import type { Io } from './tool.ts';

class Leave extends Error {
  readonly how: 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return';
  readonly value: Val | undefined;
  constructor(how: Leave['how'], value?: Val) {
    super();
    this.how = how;
    this.value = value;
  }
}
/** The last record of input that goes on cannot be told to be whole. */
const MAX_STEPS = 5_000_000;

const PRINT: Stmt = { s: 'print', args: [], format: false, to: '', target: null };

export class Awk extends AwkState {
  readonly io: Io;
  private readonly program: AwkProgram;
  private readonly inRange = new Set<Rule>();
  private operands: string[] = [];
  private current: { data: string; at: number; ended: boolean } | null = null;
  private fileRead = false;
  readonly outputs = new Map<string, { how: '>' | '>>' | '|'; data: string }>();
  readonly inputs = new Map<string, { data: string; at: number }>();
  seed = 1;
  private steps = 0;
  code = 0;
  private depth = 0;
  constructor(io: Io, program: AwkProgram) {
    super(io.p.env);
    this.io = io;
    this.program = program;
  }

  run(operands: readonly string[]): void {
    this.operands = [...operands];
    const argv = new Map<string, Val>([['0', 'awk'], ...operands.map((each, i): [string, Val] => [String(i + 1), each])]);
    this.globals.set('ARGV', { array: argv });
    this.set('ARGC', operands.length + 1);
    let whole = true;
    try {
      this.rules('BEGIN');
      if (this.program.rules.some((rule) => rule.kind !== 'BEGIN')) whole = this.records();
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave;
      if (leave.how === 'exit') this.io.quit = true;
    }
    if (!whole) return;
    try {
      this.rules('END');
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave;
    }
    this.closeAll();
  }
  private rules(kind: 'BEGIN' | 'END'): void {
    for (const rule of this.program.rules) if (rule.kind === kind && rule.body !== null) this.exec(rule.body);
  }
  private records(): boolean {
    for (;;) {
      const next = this.nextRecord();
      if (next === null) return this.current === null || this.current.ended;
      this.setRecord(next);
      try {
        for (const rule of this.program.rules) if (this.applies(rule)) this.exec(rule.body ?? PRINT);
      } catch (leave) {
        if (!(leave instanceof Leave) || (leave.how !== 'next' && leave.how !== 'nextfile')) throw leave;
        if (leave.how === 'nextfile' && this.current !== null) this.current.at = this.current.data.length;
      }
    }
  }
  private applies(rule: Rule): boolean {
    if (rule.kind === 'always') return true;
    if (rule.from === null || rule.kind === 'BEGIN' || rule.kind === 'END') return false;
    if (rule.kind === 'pattern') return toBool(this.eval(rule.from));
    const inside = this.inRange.has(rule);
    if (!inside && !toBool(this.eval(rule.from))) return false;
    if (rule.to !== null && toBool(this.eval(rule.to))) this.inRange.delete(rule);
    else this.inRange.add(rule);
    return true;
  }

  /** The next record of the input, or null at its end. */
  private nextRecord(): string | null {
    for (;;) {
      if (this.current === null && !this.openNext()) return null;
      const { current } = this;
      if (current === null) return null;
      const found = this.cutRecord(current);
      if (found !== null) {
        this.set('NR', toNumber(this.get('NR')) + 1);
        this.set('FNR', toNumber(this.get('FNR')) + 1);
        return found;
      }
      if (!current.ended) return null;
      this.current = null;
    }
  }
  cutRecord(from: { data: string; at: number }): string | null {
    if (from.at >= from.data.length) return null;
    const rs = this.text('RS');
    if (rs === '') return this.paragraph(from);
    const rest = from.data;
    let end = rest.indexOf(rs, from.at);
    let length = rs.length;
    if (rs.length > 1) {
      const found = this.regex(rs).exec(rest, from.at);
      end = found === null || found.end === found.start ? -1 : found.start;
      length = found === null ? 0 : found.end - found.start;
    }
    const record = rest.slice(from.at, end < 0 ? rest.length : end);
    from.at = end < 0 ? rest.length : end + length;
    return record;
  }
  private paragraph(from: { data: string; at: number }): string | null {
    while (from.data[from.at] === '\n') from.at += 1;
    if (from.at >= from.data.length) return null;
    const end = from.data.indexOf('\n\n', from.at);
    const record = from.data.slice(from.at, end < 0 ? from.data.length : end).replace(/\n$/, '');
    from.at = end < 0 ? from.data.length : end + 2;
    return record;
  }
  private openNext(): boolean {
    while (this.operands.length > 0) {
      const operand = this.operands.shift() ?? '';
      const assign = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assign !== null) {
        this.set(assign[1] ?? '', fromInput(unescapeAwk(assign[2] ?? '')));
        continue;
      }
      if (operand === '') continue;
      this.fileRead = true;
      if (this.open(operand)) return true;
    }
    if (this.fileRead) return false;
    this.fileRead = true;
    return this.open('-');
  }
  private open(path: string): boolean {
    this.set('FNR', 0);
    this.set('FILENAME', path === '-' ? '' : path);
    if (path === '-') {
      const lines = this.io.lines();
      this.current = { data: lines.data, at: 0, ended: lines.ended };
      return true;
    }
    const file = this.io.read(path);
    if (isErrno(file)) {
      throw new Unreadable(`${path}: ${strerror(file)}`);
    }
    this.current = { data: file.data, at: 0, ended: true };
    return true;
  }

  /** A pattern written as /.../ or worked out as a text. */
  pattern(expr: Expr): Regex {
    return this.regex(expr.e === 'regex' ? expr.value : toText(this.eval(expr)));
  }
  key(keys: readonly Expr[]): string {
    return keys.map((each) => toText(this.eval(each), this.text('CONVFMT'))).join(this.text('SUBSEP'));
  }

  // ---- statements
  private exec(stmt: Stmt): void {
    if ((this.steps += 1) > MAX_STEPS) throw new AwkError('the program does not come to an end');
    switch (stmt.s) {
      case 'expr': this.eval(stmt.of); return;
      case 'print': this.print(stmt); return;
      case 'block': for (const each of stmt.body) this.exec(each); return;
      case 'if':
        if (toBool(this.eval(stmt.test))) this.exec(stmt.then);
        else if (stmt.otherwise !== null) this.exec(stmt.otherwise);
        return;
      case 'while':
        if (stmt.first && !this.looped(stmt.body)) return;
        while (toBool(this.eval(stmt.test))) if (!this.looped(stmt.body)) return;
        return;
      case 'for':
        if (stmt.init !== null) this.exec(stmt.init);
        while (stmt.test === null || toBool(this.eval(stmt.test))) {
          if (!this.looped(stmt.body)) return;
          if (stmt.step !== null) this.exec(stmt.step);
        }
        return;
      case 'forin':
        for (const key of walked(this.array(stmt.array).keys())) {
          this.set(stmt.name, fromInput(key));
          if (!this.looped(stmt.body)) return;
        }
        return;
      case 'delete':
        if (stmt.keys === null) this.array(stmt.name).clear();
        else this.array(stmt.name).delete(this.key(stmt.keys));
        return;
      case 'exit':
        if (stmt.of !== null) this.code = toNumber(this.eval(stmt.of)) & 255;
        throw new Leave('exit');
      case 'return': throw new Leave('return', stmt.of === null ? undefined : this.eval(stmt.of));
      default: throw new Leave(stmt.s);
    }
  }
  /** A loop's body; false where it was broken off. */
  private looped(body: Stmt): boolean {
    try {
      this.exec(body);
    } catch (leave) {
      if (!(leave instanceof Leave) || (leave.how !== 'break' && leave.how !== 'continue')) throw leave;
      return leave.how === 'continue';
    }
    return true;
  }
  private print(stmt: Stmt & { s: 'print' }): void {
    const values = stmt.args.map((arg) => this.eval(arg));
    const text = stmt.format
      ? sprintf(toText(values[0]), values.slice(1))
      : (values.length === 0 ? toText(this.field(0)) : values.map((value) => toText(value, this.text('OFMT'))).join(this.text('OFS'))) + this.text('ORS');
    if (stmt.to === '' || stmt.target === null) {
      this.io.out(text);
      return;
    }
    const name = toText(this.eval(stmt.target));
    if (stmt.to !== '|' && name === '/dev/stderr') this.io.rawError(text);
    else if (stmt.to !== '|' && name === '/dev/stdout') this.io.out(text);
    else {
      const open = this.outputs.get(name) ?? { how: stmt.to, data: '' };
      this.outputs.set(name, { ...open, data: open.data + text });
    }
  }
  /** Writes a file or feeds a command with all that was printed to it. */
  close(name: string): number {
    this.inputs.delete(name);
    const open = this.outputs.get(name);
    if (open === undefined) return -1;
    this.outputs.delete(name);
    if (open.how === '|') return this.io.run(['sh', '-c', name], { input: open.data }).code;
    const fd = openPath(this.io.k, this.io.p, name, open.how === '>' ? WRITE : APPEND);
    if (isErrno(fd)) {
      this.io.error(`can't redirect to '${name}': ${strerror(fd)}`);
      this.code = 2;
      return -1;
    }
    print(this.io.k, this.io.p, fd, open.data);
    closeFd(this.io.k, this.io.p, fd);
    return 0;
  }
  closeAll(): void {
    for (const name of [...this.outputs.keys()]) this.close(name);
  }

  // ---- expressions
  eval(expr: Expr): Val | undefined {
    switch (expr.e) {
      case 'number': case 'string': return expr.value;
      case 'regex': return this.regex(expr.value).test(toText(this.field(0))) ? 1 : 0;
      case 'var': return this.get(expr.name);
      case 'index': {
        const array = this.array(expr.name);
        const key = this.key(expr.keys);
        if (!array.has(key)) array.set(key, '');
        const value = array.get(key);
        return value === '' ? undefined : value;
      }
      case 'field': return this.field(toNumber(this.eval(expr.of)));
      case 'group': return expr.items.length === 1 && expr.items[0] !== undefined ? this.eval(expr.items[0]) : this.key(expr.items);
      case 'unary': {
        const value = this.eval(expr.of);
        return expr.op === '!' ? (toBool(value) ? 0 : 1) : expr.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'step': {
        const before = toNumber(this.eval(expr.of));
        this.store(expr.of, before + expr.by);
        return expr.prefix ? before + expr.by : before;
      }
      case 'assign': {
        const value = expr.op === '=' ? (this.eval(expr.value) ?? '') : arithmetic(expr.op.slice(0, -1), toNumber(this.eval(expr.to)), toNumber(this.eval(expr.value)));
        this.store(expr.to, value);
        return value;
      }
      case 'ternary': return toBool(this.eval(expr.test)) ? this.eval(expr.yes) : this.eval(expr.no);
      case 'in': return this.array(expr.name).has(this.key(expr.keys)) ? 1 : 0;
      case 'binary': return this.binary(expr);
      case 'call': return expr.builtin ? callBuiltin(this, expr.name, expr.args) : this.call(expr.name, expr.args);
      case 'getline': return this.getline(expr);
    }
  }
  store(to: Expr, value: Val): void {
    if (to.e === 'var') this.set(to.name, value);
    else if (to.e === 'index') this.array(to.name).set(this.key(to.keys), value);
    else if (to.e === 'field') this.setField(toNumber(this.eval(to.of)), value);
    else if (to.e === 'group' && to.items[0] !== undefined) this.store(to.items[0], value);
  }
  private binary(expr: Expr & { e: 'binary' }): Val {
    const { op } = expr;
    if (op === '&&') return toBool(this.eval(expr.left)) && toBool(this.eval(expr.right)) ? 1 : 0;
    if (op === '||') return toBool(this.eval(expr.left)) || toBool(this.eval(expr.right)) ? 1 : 0;
    const left = this.eval(expr.left);
    if (op === '~' || op === '!~') return this.pattern(expr.right).test(toText(left)) === (op === '~') ? 1 : 0;
    const right = this.eval(expr.right);
    if (op === ' ') return toText(left, this.text('CONVFMT')) + toText(right, this.text('CONVFMT'));
    switch (op) {
      case '<': return compare(left, right) < 0 ? 1 : 0;
      case '<=': return compare(left, right) <= 0 ? 1 : 0;
      case '==': return compare(left, right) === 0 ? 1 : 0;
      case '!=': return compare(left, right) !== 0 ? 1 : 0;
      case '>': return compare(left, right) > 0 ? 1 : 0;
      case '>=': return compare(left, right) >= 0 ? 1 : 0;
      default: return arithmetic(op, toNumber(left), toNumber(right));
    }
  }
  private call(name: string, args: readonly Expr[]): Val | undefined {
    const definition = this.program.functions.get(name);
    if (definition === undefined) throw new AwkError('Call to undefined function');
    if ((this.depth += 1) > 200) throw new AwkError('the functions call one another without end');
    const frame = new Map<string, Cell>();
    definition.params.forEach((param, i) => {
      const arg = args[i];
      frame.set(param, arg === undefined ? { value: undefined } : arg.e === 'var' && (this.isArray(arg.name) || this.get(arg.name) === undefined) ? this.shared(arg.name) : { value: this.eval(arg) });
    });
    this.locals.push(frame);
    try {
      this.exec(definition.body);
      return undefined;
    } catch (leave) {
      if (leave instanceof Leave && leave.how === 'return') return leave.value;
      throw leave;
    } finally {
      this.locals.pop();
      this.depth -= 1;
    }
  }
  private isArray(name: string): boolean {
    return 'array' in this.cell(name);
  }
  /** An array, or what may become one, is handed over itself. */
  private shared(name: string): Cell {
    return this.isArray(name) ? this.cell(name) : { array: this.array(name) };
  }
  private getline(expr: Expr & { e: 'getline' }): Val {
    let line: string | null;
    if (expr.from === 'input') line = this.nextRecord();
    else {
      const name = expr.source === null ? '' : toText(this.eval(expr.source));
      let open = this.inputs.get(name);
      if (open === undefined) {
        const file = expr.from === 'file' ? this.io.read(name) : { data: this.io.run(['sh', '-c', name], { capture: true }).output };
        if (isErrno(file)) return -1;
        open = { data: file.data, at: 0 };
        this.inputs.set(name, open);
      }
      line = this.cutRecord(open);
      if (line !== null && expr.from === 'command') this.set('NR', toNumber(this.get('NR')) + 1);
    }
    if (line === null) return 0;
    if (expr.into === null) this.setRecord(line);
    else this.store(expr.into, fromInput(line));
    return 1;
  }
  now(): number {
    return epochNow(this.io.k);
  }
}
