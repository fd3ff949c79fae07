/** Dates as tools write and read them; the clock of a container is UTC unless something else is said. */
import { localAt, UTC } from '../../../model/time-zone.ts';
import type { TimeZone } from '../../../model/time-zone.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
const two = (value: number): string => String(value).padStart(2, '0');

function dayOfYear(date: Date): number {
  return Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * 86_400_000);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

const offset = (minutes: number, colon: string): string => `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${colon}${two(Math.abs(minutes) % 60)}`;
interface At {
  readonly ms: number;
  readonly zone: TimeZone;
  readonly minutes: number;
  readonly name: string;
  /** The zone's clocks, as if they were those of UTC. */
  readonly date: Date;
}
const hour12 = ({ date }: At): number => date.getUTCHours() % 12 || 12;
/** What each letter after a percent sign stands for. */
const LETTERS: Readonly<Record<string, (at: At) => string>> = {
  Y: (at) => String(at.date.getUTCFullYear()),
  C: (at) => two(Math.floor(at.date.getUTCFullYear() / 100)),
  y: (at) => two(at.date.getUTCFullYear() % 100),
  m: (at) => two(at.date.getUTCMonth() + 1),
  d: (at) => two(at.date.getUTCDate()),
  e: (at) => String(at.date.getUTCDate()).padStart(2),
  H: (at) => two(at.date.getUTCHours()),
  I: (at) => two(hour12(at)),
  k: (at) => String(at.date.getUTCHours()).padStart(2),
  l: (at) => String(hour12(at)).padStart(2),
  M: (at) => two(at.date.getUTCMinutes()),
  S: (at) => two(at.date.getUTCSeconds()),
  p: (at) => (at.date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (at) => (at.date.getUTCHours() < 12 ? 'am' : 'pm'),
  j: (at) => String(dayOfYear(at.date)).padStart(3, '0'),
  a: (at) => (DAYS[at.date.getUTCDay()] ?? '').slice(0, 3),
  A: (at) => DAYS[at.date.getUTCDay()] ?? '',
  b: (at) => (MONTHS[at.date.getUTCMonth()] ?? '').slice(0, 3),
  h: (at) => (MONTHS[at.date.getUTCMonth()] ?? '').slice(0, 3),
  B: (at) => MONTHS[at.date.getUTCMonth()] ?? '',
  u: (at) => String(at.date.getUTCDay() || 7),
  w: (at) => String(at.date.getUTCDay()),
  s: (at) => String(Math.floor(at.ms / 1000)),
  z: (at) => offset(at.minutes, ''),
  Z: (at) => at.name,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
  F: (at) => strftime('%Y-%m-%d', at.ms, at.zone),
  T: (at) => strftime('%H:%M:%S', at.ms, at.zone),
  R: (at) => strftime('%H:%M', at.ms, at.zone),
  D: (at) => strftime('%m/%d/%y', at.ms, at.zone),
  x: (at) => strftime('%m/%d/%y', at.ms, at.zone),
  X: (at) => strftime('%H:%M:%S', at.ms, at.zone),
  r: (at) => strftime('%I:%M:%S %p', at.ms, at.zone),
  c: (at) => strftime('%a %b %e %H:%M:%S %Y', at.ms, at.zone),
  V: (at) => two(isoWeek(at.date).week),
  G: (at) => String(isoWeek(at.date).year),
  g: (at) => two(isoWeek(at.date).year % 100),
  U: (at) => two(Math.floor((dayOfYear(at.date) + 6 - at.date.getUTCDay()) / 7)),
  W: (at) => two(Math.floor((dayOfYear(at.date) + 6 - ((at.date.getUTCDay() + 6) % 7)) / 7)),
};
/** strftime, by the clocks of a zone. */
export function strftime(format: string, ms: number, zone: TimeZone = UTC): string {
  const { name, minutes } = localAt(zone, ms);
  const at: At = { ms, zone, minutes, name, date: new Date(ms + minutes * 60_000) };
  return format.replace(/%:z/g, offset(minutes, ':')).replace(/%([-_0^#]?)([a-zA-Z%])/g, (all, flag: string, letter: string) => {
    const value = LETTERS[letter]?.(at) ?? all;
    return flag === '-' ? value.replace(/^[0 ]+(?=.)/, '') : flag === '_' ? value.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length)) : flag === '^' ? value.toUpperCase() : value;
  });
}
export const formatHttpDate = (ms: number): string => strftime('%a, %d %b %Y %H:%M:%S GMT', ms);

/** The forms that busybox' date -d takes, in UTC; null where the text is none of them. */
export function parseDate(text: string, now: number): number | null {
  const today = new Date(now);
  const day = [today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()] as const;
  let m: RegExpExecArray | null;
  if ((m = /^@(-?\d+)$/.exec(text)) !== null) return Number(m[1]) * 1000;
  if ((m = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)) !== null) return utc(day[0], day[1], day[2], m[1], m[2], m[3]);
  if ((m = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2})(?::(\d{2})(?::(\d{2}))?)?(?:Z| ?\+0000)?)?$/.exec(text)) !== null) return utc(Number(m[1]), Number(m[2]), Number(m[3]), m[4], m[5], m[6]);
  if ((m = /^(?:(\d{4})\.)?(\d{1,2})\.(\d{1,2})-(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)) !== null) return utc(Number(m[1] ?? day[0]), Number(m[2]), Number(m[3]), m[4], m[5], m[6]);
  if ((m = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/.exec(text)) !== null) return utc(Number(m[6]), MONTHS.findIndex((name) => name.startsWith(m?.[1] ?? '?')) + 1, Number(m[2]), m[3], m[4], m[5]);
  return compact(text, day);
}
/** A text in a form that strptime is given, such as `%d/%m/%Y`; what the form leaves out is that of today, at midnight. */
export function readDate(text: string, format: string, now: number): number | null {
  const today = new Date(now);
  const parts: Record<string, string> = { Y: String(today.getUTCFullYear()), m: String(today.getUTCMonth() + 1), d: String(today.getUTCDate()), H: '0', M: '0', S: '0' };
  const names: string[] = [];
  const wanted = format.replace(/%F/g, '%Y-%m-%d').replace(/%T/g, '%H:%M:%S').replace(/%R/g, '%H:%M');
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%([a-zA-Z%])/g, (_, letter: string) => {
    if (letter === '%') return '%';
    names.push(letter);
    return letter === 'b' || letter === 'B' || letter === 'a' || letter === 'A' ? '([A-Za-z]+)' : letter === 's' ? '(-?\\d+)' : letter === 'Y' ? '(\\d{4})' : ' *(\\d{1,2})';
  });
  const found = new RegExp(`^${pattern}$`).exec(text);
  if (found === null) return null;
  names.forEach((name, i) => (parts[name] = found[i + 1] ?? ''));
  if (parts['s'] !== undefined) return Number(parts['s']) * 1000;
  const named = parts['b'] ?? parts['B'];
  const month = named === undefined ? Number(parts['m']) : MONTHS.findIndex((each) => each.slice(0, 3).toLowerCase() === named.slice(0, 3).toLowerCase()) + 1;
  const year = parts['y'] === undefined ? Number(parts['Y']) : Number(parts['y']) + (Number(parts['y']) < 69 ? 2000 : 1900);
  return utc(year, month, Number(parts['e'] ?? parts['d']), parts['H'], parts['M'], parts['S']);
}
/** [[[[[YY]YY]MM]DD]hh]mm[.ss], as touch -t and date -d take it. */
function compact(text: string, day: readonly [number, number, number]): number | null {
  const m = /^(?:(?:((?:\d{2})?\d{2})?(\d{2}))?(\d{2}))?(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text);
  if (m === null) return null;
  const year = m[1] === undefined ? day[0] : m[1].length === 2 ? Number(m[1]) + (Number(m[1]) < 69 ? 2000 : 1900) : Number(m[1]);
  return utc(year, Number(m[2] ?? day[1]), Number(m[3] ?? day[2]), m[4], m[5], m[6]);
}
function utc(year: number, month: number, day: number, hour = '0', minute = '0', second = '0'): number | null {
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61;
  return valid ? Date.UTC(year, month - 1, day, Number(hour), Number(minute), Number(second)) : null;
}
