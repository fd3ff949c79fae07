/** awk's built-in functions. */
import { AwkError } from './awk-lexer.ts';
import type { Expr } from './awk-ast.ts';
import type { AwkState } from './awk-state.ts';
import { fromInput, sprintf, toNumber, toText } from './awk-values.ts';
import type { Val } from './awk-values.ts';
import type { Regex } from './back-references.ts';
import { replaceIn } from './sed.ts';
import { parseDate, strftime } from './time.ts';
import type { Io } from './tool.ts';

/** What a function uses of the awk that calls it. */
interface Awk extends AwkState {
  readonly io: Io;
  /** The state of rand(). */
  seed: number;
  eval(expr: Expr): Val | undefined;
  store(to: Expr, value: Val): void;
  pattern(expr: Expr): Regex;
  close(name: string): number;
  closeAll(): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** `&` and backslashes of a replacement; with `groups` also \1. */
const replacement = (text: string, withGroups: boolean) => (groups: readonly (string | null)[]): string =>
  text.replace(/\\([\\&0-9])|&/g, (whole, escaped: string | undefined) => (escaped === undefined
    ? (groups[0] ?? '')
    : escaped === '&' || escaped === '\\' ? escaped : withGroups ? (groups[Number(escaped)] ?? '') : whole));

/** So many arguments a builtin wants. */
const LEAST: Readonly<Record<string, number>> = { atan2: 2, substr: 2, index: 2, split: 2, sub: 2, gsub: 2, gensub: 3, match: 2, tolower: 1, toupper: 1, and: 2, or: 2, xor: 2, lshift: 2, rshift: 2, compl: 1 };

/** A number as 64 bits without a sign. */
const bits = (value: number): bigint => (Number.isFinite(value) ? BigInt.asUintN(64, BigInt(Math.trunc(value))) : 0n);

export function callBuiltin(awk: Awk, name: string, args: readonly Expr[]): Val {
  const value = (i: number): Val | undefined => (args[i] === undefined ? undefined : awk.eval(args[i]));
  const text = (i: number): string => toText(value(i), awk.text('CONVFMT'));
  const number = (i: number): number => toNumber(value(i));
  if (args.length < (LEAST[name] ?? 0)) throw new AwkError('Too few arguments');
  switch (name) {
    case 'length': {
      const [arg] = args;
      if (arg?.e === 'var' && awk.get(arg.name) === undefined && awk.globals.get(arg.name) !== undefined && 'array' in (awk.globals.get(arg.name) ?? {})) return awk.array(arg.name).size;
      return arg === undefined ? toText(awk.field(0)).length : text(0).length;
    }
    case 'substr': {
      const whole = text(0);
      // Like busybox: a start before the first character is the first, the length stays.
      const from = Math.max(0, Math.round(number(1)) - 1);
      return whole.slice(from, args[2] === undefined ? undefined : from + Math.max(0, Math.round(number(2))));
    }
    case 'index': return text(1) === '' ? 0 : text(0).indexOf(text(1)) + 1;
    case 'split': return split(awk, args, text(0));
    case 'sub': case 'gsub': {
      const [pattern, by, target = { e: 'field', of: { e: 'number', value: 0 } } as const] = args;
      if (pattern === undefined || by === undefined) return '';
      return substitute(awk, name === 'gsub', pattern, toText(awk.eval(by)), target);
    }
    case 'gensub': {
      const [pattern] = args;
      if (pattern === undefined) return '';
      const how = text(2);
      const on = args[3] === undefined ? toText(awk.field(0)) : text(3);
      return replaceIn(on, awk.pattern(pattern), replacement(text(1), true), /^[gG]/.test(how), Math.max(1, Number(how) || 1)) ?? on;
    }
    case 'match': {
      const on = text(0);
      const found = args[1] === undefined ? null : awk.pattern(args[1]).exec(on, 0);
      awk.set('RSTART', found === null ? 0 : found.start + 1);
      awk.set('RLENGTH', found === null ? -1 : found.end - found.start);
      return found === null ? 0 : found.start + 1;
    }
    case 'sprintf': return sprintf(text(0), args.slice(1).map((arg) => awk.eval(arg)));
    case 'tolower': return text(0).replace(/[A-Z]+/g, (run) => run.toLowerCase());
    case 'toupper': return text(0).replace(/[a-z]+/g, (run) => run.toUpperCase());
    case 'int': return Math.trunc(number(0));
    case 'sqrt': return Math.sqrt(number(0));
    case 'system': awk.closeAll(); return awk.io.run(['sh', '-c', text(0)]).code;
    case 'close': return awk.close(text(0));
    case 'fflush': return 0;
    default: return rest(awk, name, text, number, args);
  }
}
function rest(awk: Awk, name: string, text: (i: number) => string, number: (i: number) => number, args: readonly Expr[]): Val {
  switch (name) {
    case 'rand': {
      // The same numbers in every run, as awk gives them without srand().
      awk.seed = (Math.imul(awk.seed, 1103515245) + 12345) & 0x7fffffff;
      return awk.seed / 0x80000000;
    }
    case 'srand': {
      const before = awk.seed;
      awk.seed = args.length === 0 ? Math.floor(awk.now() / 1000) : number(0) | 0;
      return before;
    }
    case 'systime': return Math.floor(awk.now() / 1000);
    case 'strftime': return strftime(args[0] === undefined ? '%a %b %e %H:%M:%S %Z %Y' : text(0), args[1] === undefined ? awk.now() : number(1) * 1000);
    case 'mktime': return Math.floor((parseDate(text(0).replace(/^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+).*/, '$1-$2-$3 $4:$5:$6'), awk.now()) ?? -1000) / 1000);
    case 'and': return Number(bits(number(0)) & bits(number(1)));
    case 'or': return Number(bits(number(0)) | bits(number(1)));
    case 'xor': return Number(bits(number(0)) ^ bits(number(1)));
    case 'lshift': return Number(BigInt.asUintN(64, bits(number(0)) << bits(number(1))));
    case 'rshift': return Number(bits(number(0)) >> bits(number(1)));
    case 'compl': return Number(BigInt.asUintN(64, ~bits(number(0))));
    case 'exp': return exponential(number(0));
    case 'log': return logarithm(number(0));
    case 'sin': return sine(number(0));
    case 'cos': return sine(number(0) + 1.5707963267948966);
    case 'atan2': return arctangent(number(0), number(1));
    default: throw new AwkError('Unexpected token');
  }
}
function split(awk: Awk, args: readonly Expr[], text: string): number {
  const [, target, separator] = args;
  if (target?.e !== 'var') throw new AwkError('Unexpected token');
  const fs = separator === undefined ? awk.text('FS') : separator.e === 'regex' ? separator.value : toText(awk.eval(separator));
  const parts = awk.splitText(text, separator?.e === 'regex' && fs.length === 1 && fs !== ' ' ? `[${fs === '^' || fs === '\\' ? `\\${fs}` : fs}]` : fs);
  const array = awk.array(target.name);
  array.clear();
  parts.forEach((part, i) => array.set(String(i + 1), fromInput(part)));
  return parts.length;
}
function substitute(awk: Awk, all: boolean, pattern: Expr, by: string, target: Expr): number {
  const on = toText(awk.eval(target));
  let count = 0;
  const make = replacement(by, false);
  const done = replaceIn(on, awk.pattern(pattern), (groups) => {
    count += 1;
    return make(groups);
  }, all, 1);
  if (done !== null) awk.store(target, done);
  return count;
}

// Functions that differ between engines are worked out here by series, to ten digits.
function exponential(x: number): number {
  const halvings = Math.max(0, Math.ceil(Math.abs(x)) + 2);
  let shrunk = x;
  let squarings = 0;
  while (Math.abs(shrunk) > 0.5 && squarings < halvings) {
    shrunk /= 2;
    squarings += 1;
  }
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 20; n++) {
    term *= shrunk / n;
    sum += term;
  }
  for (let i = 0; i < squarings; i++) sum *= sum;
  return sum;
}
const LN2 = 0.6931471805599453;
function logarithm(x: number): number {
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  let power = 0;
  let m = x;
  while (m > 1.5) {
    m /= 2;
    power += 1;
  }
  while (m < 0.75) {
    m *= 2;
    power -= 1;
  }
  const y = (m - 1) / (m + 1);
  let sum = 0;
  let term = y;
  for (let n = 1; n < 60; n += 2) {
    sum += term / n;
    term *= y * y;
  }
  return 2 * sum + power * LN2;
}
const TURN = 6.283185307179586;
function sine(x: number): number {
  const r = x - TURN * Math.round(x / TURN);
  let term = r;
  let sum = r;
  for (let n = 1; n < 20; n++) {
    term *= -(r * r) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}
function arctangent(y: number, x: number): number {
  if (x === 0 && y === 0) return 0;
  if (Math.abs(y) > Math.abs(x)) return (y > 0 ? TURN / 4 : -TURN / 4) - smallAngle(x / y);
  return smallAngle(y / x) + (x < 0 ? (y >= 0 ? TURN / 2 : -TURN / 2) : 0);
}
function smallAngle(t: number): number {
  // Halved twice, so that the series converges quickly.
  const half = (v: number): number => v / (1 + Math.sqrt(1 + v * v));
  const r = half(half(t));
  let term = r;
  let sum = 0;
  for (let n = 1; n < 40; n += 2) {
    sum += term / n;
    term *= -r * r;
  }
  return 4 * sum;
}
