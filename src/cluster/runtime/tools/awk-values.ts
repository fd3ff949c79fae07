/** awk's values: numbers, texts, and texts from the input that look like numbers and are then compared as such. */
import { AwkError } from './awk-lexer.ts';
import { formatFloat, formatInteger } from './echo.ts';

export type Val = number | string | { readonly text: string; readonly number: number };
const NUMERIC = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*$/;

/** A piece of input. */
export const fromInput = (text: string): Val => (NUMERIC.test(text) ? { text, number: Number(text) } : text);
export function toNumber(value: Val | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'object') return value.number;
  const start = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(value);
  if (start === null) return 0;
  return /^\s*-0x/i.test(start[0]) ? -Number(start[0].replace('-', '')) : Number(start[0].replace('+', ''));
}
export function toText(value: Val | undefined, format = '%.6g'): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.text;
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value);
  return sprintf(format, [value]);
}
export const toBool = (value: Val | undefined): boolean => (value === undefined ? false : typeof value === 'number' ? value !== 0 : typeof value === 'object' ? value.number !== 0 : value !== '');
export function compare(left: Val | undefined, right: Val | undefined): number {
  const isText = (value: Val | undefined): boolean => typeof value === 'string';
  if (!isText(left) && !isText(right)) return toNumber(left) - toNumber(right);
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sprintf(format: string, args: readonly (Val | undefined)[]): string {
  let next = 0;
  return format.replace(/%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlLqjzt]*([a-zA-Z%])/g, (whole: string, flags: string, width: string | undefined, precision: string | undefined, conversion: string) => {
    if (conversion === '%') return '%';
    const size = width === '*' ? toNumber(args[next++]) : Number(width ?? 0);
    const digits = whole.includes('.') ? (precision === '*' ? toNumber(args[next++]) : Number(precision ?? 0)) : null;
    const arg = args[next++];
    let text: string;
    if (conversion === 's') text = digits === null ? toText(arg) : toText(arg).slice(0, digits);
    else if (conversion === 'c') text = typeof arg === 'number' ? String.fromCharCode(arg & 255) : (toText(arg)[0] ?? '');
    else if ('eEfFgG'.includes(conversion)) text = formatFloat(toNumber(arg), conversion, digits ?? 6, flags);
    else if ('diouxX'.includes(conversion)) text = formatInteger(BigInt(Math.trunc(Number.isFinite(toNumber(arg)) ? toNumber(arg) : 0)), conversion, digits, flags);
    else return whole;
    const most = Math.min(Math.abs(size), 100_000);
    if (flags.includes('-') || size < 0) return text.padEnd(most);
    if (!flags.includes('0') || conversion === 's' || conversion === 'c' || text.length >= most) return text.padStart(most);
    const sign = /^[-+ ]?(?:0[xX])?/.exec(text)?.[0] ?? '';
    return sign + text.slice(sign.length).padStart(most - sign.length, '0');
  });
}

/** Arithmetic of two numbers. */
export function arithmetic(op: string, a: number, b: number): number {
  if ((op === '/' || op === '%') && b === 0) throw new AwkError('Division by zero');
  return op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : op === '%' ? a % b : power(a, b);
}
function power(a: number, b: number): number {
  if (!Number.isInteger(b)) return root(a, b);
  let out = 1;
  for (let i = 0; i < Math.min(Math.abs(b), 100_000); i++) out *= a;
  return b < 0 ? 1 / out : out;
}

/** A power that is not whole, by square roots: the same on every machine. */
function root(a: number, b: number): number {
  let out = power(a, Math.trunc(b));
  let part = Math.abs(b - Math.trunc(b));
  let by = Math.sqrt(a);
  for (let i = 0; i < 40 && part > 0; i++, by = Math.sqrt(by)) {
    part *= 2;
    if (part < 1) continue;
    part -= 1;
    out = b < 0 ? out / by : out * by;
  }
  return out;
}
