/**
 * Quantities: `250m`, `1Gi`, `2e3`. Held exactly, in billionths, as Kubernetes does (it rounds up what is finer).
 * Follows apimachinery pkg/api/resource: the form written (binary, decimal, exponent) is kept in the canonical text.
 */

type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';
interface Quantity {
  /** The amount in billionths. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

const BILLION = 1_000_000_000n;
const MAX = (1n << 63n) - 1n;
const BINARY: Readonly<Record<string, bigint>> = { Ki: 1n << 10n, Mi: 1n << 20n, Gi: 1n << 30n, Ti: 1n << 40n, Pi: 1n << 50n, Ei: 1n << 60n };
/** Powers of ten of the decimal suffixes. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const SUFFIX_OF = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE]|)|[eE]([+-]?\d+))$/;

const cache = new Map<string, Quantity | null>();

/** The quantity that a text says, or null where it says none. A form without digits (`Gi`, `-`) is nothing of it: 0. */
export function parseQuantity(text: string): Quantity | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (cache.size > 20_000) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

function parse(text: string): Quantity | null {
  const match = SHAPE.exec(text);
  if (!match || text === '') return null;
  const [, sign = '', whole = '', fraction = '', binary, decimal, exponent] = match;
  const digits = BigInt(`${whole}${fraction}` || '0');
  const power = binary === undefined ? (decimal === undefined ? Number(exponent) : (DECIMAL[decimal] ?? 0)) : 0;
  const nano = scale(digits * (binary === undefined ? 1n : (BINARY[binary] ?? 1n)), power - fraction.length + 9);
  const format = binary !== undefined ? 'BinarySI' : exponent !== undefined ? 'DecimalExponent' : 'DecimalSI';
  // Only powers of two stop at the largest 64-bit number.
  const capped = binary !== undefined && nano > MAX * BILLION ? MAX * BILLION : nano;
  return { nano: sign === '-' ? -capped : capped, format };
}

/** digits x 10^power, rounded up to a whole number. */
function scale(digits: bigint, power: number): bigint {
  if (digits === 0n) return 0n;
  if (power >= 0) return digits * 10n ** BigInt(Math.min(power, 400));
  if (-power > 400) return 1n;
  return ceilDivide(digits, 10n ** BigInt(-power));
}

/** Rounds away from zero, as Quantity.Value and MilliValue do. */
const ceilDivide = (a: bigint, b: bigint): bigint => (a > 0n ? a + b - 1n : a - b + 1n) / b;

/** The canonical text, in the form the quantity was written in. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const small = nano > -1024n * BILLION && nano < 1024n * BILLION;
  if (format === 'BinarySI' && !small && nano % BILLION === 0n) return binaryText(nano / BILLION);
  return decimalText(nano, format === 'DecimalExponent');
}

function binaryText(value: bigint): string {
  let amount = value;
  let step = 0;
  while (step < 6 && amount % 1024n === 0n) {
    amount /= 1024n;
    step++;
  }
  return `${amount}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][step] ?? ''}`;
}

function decimalText(nano: bigint, exponential: boolean): string {
  let amount = nano;
  let exponent = -9;
  while ((exponential || exponent < 18) && amount % 1000n === 0n) {
    amount /= 1000n;
    exponent += 3;
  }
  if (exponential) return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${SUFFIX_OF.get(exponent) ?? ''}`;
}

const amountOf = (text: string): bigint => parseQuantity(text)?.nano ?? 0n;

const milliCache = new Map<string, number>();
/** Thousandths, rounded up: the scheduler's unit of CPU. 0 where the text is no quantity. */
export function milliValue(text: string | undefined): number {
  if (text === undefined) return 0;
  const known = milliCache.get(text);
  if (known !== undefined) return known;
  const value = Number(ceilDivide(amountOf(text), 1_000_000n));
  if (milliCache.size > 20_000) milliCache.clear();
  milliCache.set(text, value);
  return value;
}

const wholeCache = new Map<string, number>();
/** Whole units, rounded up: bytes of memory, numbers of Pods. 0 where the text is no quantity. */
export function wholeValue(text: string | undefined): number {
  if (text === undefined) return 0;
  const known = wholeCache.get(text);
  if (known !== undefined) return known;
  const value = Number(ceilDivide(amountOf(text), BILLION));
  if (wholeCache.size > 20_000) wholeCache.clear();
  wholeCache.set(text, value);
  return value;
}

/** The order of amounts, whatever they are written in; a text that is no quantity counts as 0. */
export const compareQuantities = (a: string, b: string): number => {
  const [x, y] = [amountOf(a), amountOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};
/** The sum, in the form of the first that is not zero, as Quantity.Add keeps it. */
export function addQuantities(a: string, b: string): string {
  const [x, y] = [parseQuantity(a), parseQuantity(b)];
  return formatQuantity({ nano: (x?.nano ?? 0n) + (y?.nano ?? 0n), format: (x && x.nano !== 0n ? x : (y ?? x))?.format ?? 'DecimalSI' });
}
/** The difference, in the form of the first that is not zero, as Quantity.Sub keeps it. */
export function subtractQuantities(a: string, b: string): string {
  const [x, y] = [parseQuantity(a), parseQuantity(b)];
  return formatQuantity({ nano: (x?.nano ?? 0n) - (y?.nano ?? 0n), format: (x && x.nano !== 0n ? x : (y ?? x))?.format ?? 'DecimalSI' });
}
/** The canonical text of a text: `1000m` -> `1`; the text itself where it is no quantity, or where Go keeps it. */
export function canonicalQuantity(text: string): string {
  if (keepsItsText(text)) return text;
  const parsed = parseQuantity(text);
  return parsed ? formatQuantity(parsed) : text;
}

const BINARY_STEPS = Object.keys(BINARY);
const MOST_DIGITS = 18;
/** Whether ParseQuantity takes a text for canonical without working it out, and so keeps it as written: `+5`, `5.Gi`, `2.500`. */
function keepsItsText(text: string): boolean {
  const match = SHAPE.exec(text);
  if (!match) return false;
  const [, , whole = '', fraction = '', binary, decimal, exponent] = match;
  const number = whole.replace(/^0+/, '') || '0';
  if (binary !== undefined) {
    const step = BINARY_STEPS.indexOf(binary) + 1;
    return fraction === '' && number.length + step * 3 + 1 <= 15 && Number(number) % 8 !== 0;
  }
  const digits = `${number}${fraction}`;
  const power = (decimal === undefined ? Number(exponent) : (DECIMAL[decimal] ?? 0)) - fraction.length;
  return digits.length <= MOST_DIGITS && power >= -9 && power % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}
