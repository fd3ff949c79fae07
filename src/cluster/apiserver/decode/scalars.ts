/** Numbers, quantities, times and base64, read as Go's decoder reads them, with its words where it cannot. */
import { err, ok, type Result } from '../../../base/result.ts';
import { canonicalQuantity, parseQuantity } from '../../../model/quantity.ts';
import { NumberText } from './number.ts';

/** What Go calls a JSON value in its errors. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' || value instanceof NumberText) return 'number';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'object';
}

const LIMITS = { uint8: [0n, 255n], int32: [-(1n << 31n), (1n << 31n) - 1n], int64: [-(1n << 63n), (1n << 63n) - 1n] } as const;

/** An integer of a size; the error is what Go calls the value. */
export function decodeInteger(value: unknown, size: keyof typeof LIMITS): Result<number, string> {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    const [low, high] = LIMITS[size];
    return value >= low && value <= high ? ok(value) : err(`number ${value}`);
  }
  const text = numberText(value);
  if (text === null) return err(kindOf(value));
  if (!/^-?\d+$/.test(text)) return err(`number ${text}`);
  const whole = BigInt(text);
  const [low, high] = LIMITS[size];
  return whole >= low && whole <= high ? ok(Number(whole)) : err(`number ${text}`);
}

/** A JSON number as text, in the form in which JavaScript and Go write it; null where the value is none. */
function numberText(value: unknown): string | null {
  if (value instanceof NumberText) return value.text;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return String(value);
}

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const canonical = new Map<string, Result<string, string>>();

/** A quantity in its canonical form. Follows apimachinery pkg/api/resource UnmarshalJSON and ParseQuantity. */
export function decodeQuantity(value: unknown): Result<string, string> {
  const text = typeof value === 'string' ? value.trim() : numberText(value);
  if (text === null) return err(WRONG_FORMAT);
  const known = canonical.get(text);
  if (known) return known;
  const result = readQuantity(text);
  if (canonical.size > 20_000) canonical.clear();
  canonical.set(text, result);
  return result;
}

function readQuantity(text: string): Result<string, string> {
  if (text === '' || !FORM.test(text)) return err(WRONG_FORMAT);
  return parseQuantity(text) ? ok(canonicalQuantity(text)) : err(WRONG_SUFFIX);
}
const FORM = /^[+-]?\d*(?:\.\d*)?[eEinumkKMGTP]*[-+]?\d*$/;

const RFC3339 = '2006-01-02T15:04:05Z07:00';
/** A MicroTime has six digits after the point, no less and no more. */
const MICRO_DIGITS = '.000000'.length;
const SECONDS_END = '2006-01-02T15:04:05'.length;
/** A time, in UTC and with seconds only (metav1.Time) or microseconds (MicroTime). */
export function decodeTime(text: string, micro: boolean): Result<string, string> {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : RFC3339;
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return err(`parsing time "${text}" as "${layout}": cannot parse "${unreadRest(text)}" as "${unreadPart(text)}"`);
  const digits = (match[7] ?? '').length;
  if (micro && digits < MICRO_DIGITS) return err(`parsing time "${text}" as "${layout}": cannot parse "${text.slice(SECONDS_END)}" as ".000000"`);
  if (micro && digits > MICRO_DIGITS) return err(`parsing time "${text}" as "${layout}": cannot parse "${text.slice(SECONDS_END + MICRO_DIGITS)}" as "Z07:00"`);
  const at = Date.parse(text);
  if (Number.isNaN(at)) return err(`parsing time "${text}": day out of range`);
  const whole = new Date(at).toISOString().slice(0, 19);
  return ok(micro ? `${whole}${match[7] ?? ''}Z` : `${whole}Z`);
}

const TIME_PARTS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'], [/^-/, '-'], [/^\d\d/, '01'], [/^-/, '-'], [/^\d\d/, '02'], [/^T/, 'T'], [/^\d\d/, '15'], [/^:/, ':'],
  [/^\d\d/, '04'], [/^:/, ':'], [/^\d\d(\.\d+)?/, '05'], [/^(Z|[+-]\d\d:\d\d)/, 'Z07:00'],
];
const firstUnread = (text: string): readonly [rest: string, part: string] => {
  let rest = text;
  for (const [shape, part] of TIME_PARTS) {
    const match = shape.exec(rest);
    if (!match) return [rest, part];
    rest = rest.slice(match[0].length);
  }
  return [rest, ''];
};
const unreadRest = (text: string): string => firstUnread(text)[0];
const unreadPart = (text: string): string => firstUnread(text)[1];

/** Go's word on a text that is no standard base64, or null where it is. Line breaks are skipped. */
export function decodeBase64Error(text: string): string | null {
  let read = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n' || char === '\r') continue;
    if (char === '=') {
      if (read % 4 < 2) return `illegal base64 data at input byte ${i}`;
      padding++;
      if (read % 4 === 2 && padding === 1) {
        const next = nextIndex(text, i + 1);
        if (text.charAt(next) !== '=') return `illegal base64 data at input byte ${next >= text.length ? text.length : next}`;
        return nextIndex(text, next + 1) < text.length ? `illegal base64 data at input byte ${next + 1}` : null;
      }
      return nextIndex(text, i + 1) < text.length ? `illegal base64 data at input byte ${i + 1}` : null;
    }
    if (!/[A-Za-z0-9+/]/.test(char)) return `illegal base64 data at input byte ${i}`;
    read++;
  }
  return read % 4 === 0 ? null : `illegal base64 data at input byte ${text.length - (read % 4)}`;
}
function nextIndex(text: string, from: number): number {
  let i = from;
  while (text.charAt(i) === '\n' || text.charAt(i) === '\r') i++;
  return i;
}
