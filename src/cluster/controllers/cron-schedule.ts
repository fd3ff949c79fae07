/** Cron schedules: five fields, names of months and days, lists, ranges, steps, and words such as @hourly; by the clocks of a time zone. */
import { instantsOf, UTC } from '../../model/time-zone.ts';
import type { TimeZone } from '../../model/time-zone.ts';


export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Where both the day of the month and the weekday are given, either will do. */
  readonly eitherDay: boolean;
  /** Of `@every 5m`: the period in milliseconds. */
  readonly everyMs: number | null;
}

const WORDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

const NONE: ReadonlySet<number> = new Set();

/** null where the text is no schedule. */
export function parseSchedule(text: string): Schedule | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('@every ')) {
    const everyMs = [...trimmed.slice(7).matchAll(/(\d+)([hms])/g)].reduce((sum, [, amount = '0', unit = 's']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
    return everyMs < 1000 ? null : { minutes: NONE, hours: NONE, days: NONE, months: NONE, weekdays: NONE, eitherDay: false, everyMs };
  }
  const fields = (WORDS[trimmed] ?? trimmed).split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined) return null;
  const minutes = parseField(minute, 0, 59, []);
  const hours = parseField(hour, 0, 23, []);
  const days = parseField(day, 1, 31, []);
  const months = parseField(month, 1, 12, MONTHS);
  const weekdays = parseField(weekday, 0, 7, WEEKDAYS);
  if (minutes === null || hours === null || days === null || months === null || weekdays === null) return null;
  return { minutes, hours, days, months, weekdays: new Set([...weekdays].map(each => each % 7)), eitherDay: !/^[*?]/.test(day) && !/^[*?]/.test(weekday), everyMs: null };
}

function parseField(text: string, least: number, most: number, names: readonly string[]): ReadonlySet<number> | null {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (match === null) return null;
    const [, first = '', last, step] = match;
    const all = first === '*' || first === '?';
    const from = all ? least : valueOf(first, least, names);
    const to = last !== undefined ? valueOf(last, least, names) : all || step !== undefined ? most : from;
    if (from === null || to === null || from < least || to > most || from > to || step === '0') return null;
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}
function valueOf(text: string, least: number, names: readonly string[]): number | null {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + least;
  return /^\d+$/.test(text) ? Number(text) : null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIVE_YEARS_MS = 5 * 366 * DAY_MS;

/** The first moment after `ms` (since 1970) that the schedule names by the clocks of a zone, or null where there is none within five years. */
export function nextTime(schedule: Schedule, ms: number, zone: TimeZone = UTC): number | null {
  if (schedule.everyMs !== null) return Math.floor(ms / 1000) * 1000 + schedule.everyMs;
  // An hour that comes twice is met by the clock of before the change, then by the one after it.
  const clocks = zone.summer === null ? [zone.standard] : [zone.standard, zone.summer];
  const found = clocks.flatMap(({ minutes }) => nextByClock(schedule, ms, ms + minutes * MINUTE_MS, zone) ?? []);
  return found.length === 0 ? null : Math.min(...found);
}
function nextByClock(schedule: Schedule, ms: number, from: number, zone: TimeZone): number | null {
  for (let local = nextLocal(schedule, from, from + FIVE_YEARS_MS); local !== null; local = nextLocal(schedule, local, from + FIVE_YEARS_MS)) {
    // An hour that is left out has no such moment.
    const instant = instantsOf(zone, local).find((each) => each > ms);
    if (instant !== undefined) return instant;
  }
  return null;
}
function nextLocal(schedule: Schedule, after: number, end: number): number | null {
  let at = (Math.floor(after / MINUTE_MS) + 1) * MINUTE_MS;
  while (at < end) {
    const date = new Date(at);
    if (!schedule.months.has(date.getUTCMonth() + 1) || !dayFits(schedule, date)) at = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
    else if (!schedule.hours.has(date.getUTCHours())) at = (Math.floor(at / 3_600_000) + 1) * 3_600_000;
    else if (!schedule.minutes.has(date.getUTCMinutes())) at += MINUTE_MS;
    else return at;
  }
  return null;
}
function dayFits({ days, weekdays, eitherDay }: Schedule, date: Date): boolean {
  const [day, weekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return eitherDay ? day || weekday : day && weekday;
}
