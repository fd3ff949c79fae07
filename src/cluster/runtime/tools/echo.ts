/** echo and printf, which the shell has built in, too. */

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
/** Backslash escapes; `stop` is set where \c ended the output. In echo a zero may stand before three octal digits. */
export function unescape(text: string, as: 'echo' | 'printf'): { readonly text: string; readonly stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch !== '\\' || i + 1 >= text.length) {
      out += ch;
      continue;
    }
    const rest = text.slice(i + 1, i + 5);
    const octal = (as === 'echo' ? /^0?([0-7]{1,3})/ : /^([0-7]{1,3})/).exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
    if (rest[0] === 'c') return { text: out, stop: true };
    if (octal !== null) {
      out += String.fromCharCode(parseInt(octal[1] || '0', 8) & 255);
      i += octal[0].length;
    } else if (hex !== null) {
      out += String.fromCharCode(parseInt(hex[1] ?? '0', 16));
      i += hex[0].length;
    } else {
      out += ESCAPES[rest[0] ?? ''] ?? `\\${rest[0] ?? ''}`;
      i += 1;
    }
  }
  return { text: out, stop: false };
}

export function echo(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    const flags = args[at] ?? '';
    if (flags.includes('n')) newline = false;
    if (flags.includes('e')) escapes = true;
  }
  const text = args.slice(at).join(' ');
  if (!escapes) return text + (newline ? '\n' : '');
  const done = unescape(text, 'echo');
  return done.text + (newline && !done.stop ? '\n' : '');
}

interface Printed {
  readonly out: string;
  readonly errors: readonly string[];
  readonly code: number;
}
const SPEC = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([hlLjzt]*)([a-zA-Z%])?/y;

/** printf: the format is used again for what arguments are left. Errors carry no name of a tool. */
export function printf(args: readonly string[]): Printed {
  const [format, ...rest] = args;
  if (format === undefined) return { out: '', errors: ['usage: printf FORMAT [ARGUMENT...]'], code: 2 };
  const errors: string[] = [];
  let out = '';
  let left = [...rest];
  let code = 0;
  do {
    const before = left.length;
    const once = formatOnce(format, left, errors);
    out += once.out;
    left = once.left;
    if (once.failed) code = 1;
    if (once.stop || left.length === before) break;
  } while (left.length > 0);
  return { out, errors, code };
}
function formatOnce(format: string, args: readonly string[], errors: string[]): { readonly out: string; readonly left: string[]; readonly stop: boolean; readonly failed: boolean } {
  const left = [...args];
  let out = '';
  let failed = false;
  for (let i = 0; i < format.length; i++) {
    const ch = format[i] ?? '';
    if (ch === '\\') {
      const piece = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[^])?/.exec(format.slice(i))?.[0] ?? '\\';
      const done = unescape(piece, 'printf');
      if (done.stop) return { out, left, stop: true, failed };
      out += done.text;
      i += piece.length - 1;
      continue;
    }
    if (ch !== '%') {
      out += ch;
      continue;
    }
    SPEC.lastIndex = i;
    const match = SPEC.exec(format);
    if (format[i + 1] === '%') {
      out += '%';
      i += 1;
      continue;
    }
    const conversion = match?.[5] ?? '';
    if (match === null || !'diouxXeEfFgGcsb'.includes(conversion) || conversion === '') {
      // What the length modifiers were is gone by then.
      errors.push(`${format.slice(i).replace(/^(%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?)[hlLjzt]*/, '$1')}: invalid format`);
      return { out, left: [], stop: true, failed: true };
    }
    const width = sizeOf(match[2], left, errors);
    const precision = match[0].includes('.') ? sizeOf(match[3], left, errors) : null;
    const arg = left.shift();
    if (conversion === 'b') {
      const done = unescape((arg ?? '').replace(/(^|[^\\])((?:\\\\)*)\\0([0-7]{3})/g, '$1$2\\$3'), 'printf');
      out += pad(precision === null ? done.text : done.text.slice(0, precision), width, match[1] ?? '');
      if (done.stop) return { out, left, stop: true, failed };
    } else {
      const value = convert(conversion, arg, precision, match[1] ?? '', width, errors);
      if (value.failed) failed = true;
      out += value.text;
    }
    i += match[0].length - 1;
  }
  return { out, left, stop: false, failed };
}
/** A width or precision; that of `*` is an argument, and 0 where it is no number. */
function sizeOf(given: string | undefined, left: string[], errors: string[]): number {
  if (given !== '*') return Number(given ?? 0);
  const text = left.shift() ?? '0';
  if (/^-?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31) return Number(text);
  errors.push(`invalid number '${text}'`);
  return 0;
}
function pad(text: string, width: number, flags: string): string {
  const size = Math.min(Math.abs(width), 100_000);
  return flags.includes('-') || width < 0 ? text.padEnd(size) : text.padStart(size);
}
function convert(conversion: string, arg: string | undefined, precision: number | null, flags: string, width: number, errors: string[]): { readonly text: string; readonly failed: boolean } {
  if (conversion === 's') return { text: pad(precision === null ? (arg ?? '') : (arg ?? '').slice(0, precision), width, flags), failed: false };
  if (conversion === 'c') return { text: pad((arg ?? '')[0] ?? '\0', width, flags), failed: false };
  if ('eEfFgG'.includes(conversion)) {
    const value = floatOf(arg ?? '');
    if (value === null) errors.push(`invalid number '${arg ?? ''}'`);
    return { text: zeroPad(formatFloat(value ?? 0, conversion, precision === null || precision < 0 ? 6 : precision, flags), width, flags), failed: value === null };
  }
  const value = inRange(integerOf(arg ?? ''), conversion);
  if (value === null) errors.push(`invalid number '${arg ?? ''}'`);
  return { text: zeroPad(formatInteger(value ?? 0n, conversion, precision, flags), width, precision === null ? flags : flags.replace('0', '')), failed: value === null };
}
/** strtoll and strtoull: what 64 bits do not hold is no number. */
const inRange = (value: bigint | null, conversion: string): bigint | null => (value === null || (value >= -(2n ** 63n) && value < ('di'.includes(conversion) ? 2n ** 63n : 2n ** 64n)) ? value : null);
function integerOf(text: string): bigint | null {
  if (/^["']/.test(text)) return BigInt(text.charCodeAt(1) || 0);
  if (/^\s*[-+]?0[xX][0-9a-fA-F]+$/.test(text)) return text.includes('-') ? -BigInt(text.replace(/[-+\s]/g, '')) : BigInt(text.replace(/[+\s]/g, ''));
  if (/^\s*[-+]?0[0-7]+$/.test(text)) return (text.includes('-') ? -1n : 1n) * BigInt(`0o${text.replace(/[-+\s]/g, '').slice(1)}`);
  return /^\s*[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '').trim()) : null;
}
function floatOf(text: string): number | null {
  if (text === '') return 0;
  if (/^["']/.test(text)) return text.charCodeAt(1) || 0;
  if (/^[-+]?(inf|nan)/i.test(text)) return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
  if (/^\s*[-+]?0[xX][0-9a-fA-F]+$/.test(text)) return Number(text.replace(/[-+]/, '')) * (text.includes('-') ? -1 : 1);
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : null;
}
function zeroPad(text: string, width: number, flags: string): string {
  if (!flags.includes('0') || flags.includes('-') || width <= text.length) return pad(text, width, flags);
  const sign = /^[-+ ]?(0[xX])?/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
export function formatInteger(value: bigint, conversion: string, precision: number | null, flags: string): string {
  const unsigned = 'ouxX'.includes(conversion);
  const is = unsigned ? BigInt.asUintN(64, value) : value;
  const radix = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10;
  let digits = (is < 0n ? -is : is).toString(radix).padStart(precision ?? 1, '0');
  if (conversion === 'X') digits = digits.toUpperCase();
  if (flags.includes('#') && is !== 0n) digits = (conversion === 'o' ? '0' : conversion === 'x' ? '0x' : conversion === 'X' ? '0X' : '') + digits;
  return (is < 0n ? '-' : flags.includes('+') && !unsigned ? '+' : flags.includes(' ') && !unsigned ? ' ' : '') + digits;
}
export function formatFloat(value: number, conversion: string, precision: number, flags: string): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  const upper = conversion === 'E' || conversion === 'G' || conversion === 'F';
  if (!Number.isFinite(size)) return sign + (Number.isNaN(size) ? 'nan' : 'inf');
  let text: string;
  if (conversion === 'f' || conversion === 'F') text = size >= 1e21 ? BigInt(size).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '') : fixed(size, Math.min(100, precision));
  else if (conversion === 'e' || conversion === 'E') text = exponent(evenExponential(size, Math.min(100, precision)));
  else text = general(size, precision === 0 ? 1 : precision, flags);
  return sign + (upper ? text.toUpperCase() : text);
}
/** As C rounds: what lies exactly in the middle goes to the even digit, where JavaScript takes the larger. */
function fixed(size: number, precision: number): string {
  const text = size.toFixed(precision);
  const exact = size.toFixed(Math.min(100, precision + 30));
  const rest = exact.slice(exact.indexOf('.') + 1 + precision);
  const kept = exact.slice(0, exact.length - rest.length).replace(/\.$/, '');
  return /^50*$/.test(rest) && /[02468]$/.test(kept) ? kept : text;
}
function evenExponential(size: number, precision: number): string {
  const text = size.toExponential(precision);
  const [digits = '', power = ''] = size.toExponential(Math.min(100, precision + 30)).split('e');
  const kept = digits.slice(0, 2 + precision).replace(/\.$/, '');
  return /^50*$/.test(digits.slice(2 + precision)) && /[02468]$/.test(kept) ? `${kept}e${power}` : text;
}
const exponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2');
function general(size: number, precision: number, flags: string): string {
  if (size === 0) return '0';
  const shown = evenExponential(size, Math.min(100, precision) - 1);
  const power = Number(shown.slice(shown.indexOf('e') + 1));
  const plain = power < -4 || power >= precision ? exponent(shown) : size.toFixed(Math.max(0, Math.min(100, precision - 1 - power)));
  return flags.includes('#') || !plain.includes('.') ? plain : plain.replace(/\.?0+(e|$)/, '$1');
}
