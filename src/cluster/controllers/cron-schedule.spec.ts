import { describe, expect, test } from 'vitest';
import { zoneNamed } from '../../model/time-zone.ts';
import { nextTime, parseSchedule } from './cron-schedule.ts';

const FROM = '2026-01-01T09:00:10.000Z'; // a Thursday
const after = (text: string): string => {
  const schedule = parseSchedule(text);
  const next = schedule === null ? null : nextTime(schedule, Date.parse(FROM));
  return next === null ? 'never' : new Date(next).toISOString().slice(0, 16);
};

describe('the next moment of a schedule after nine o\'clock on the first of January', () => {
  const cases = [
    { schedule: '* * * * *', next: '2026-01-01T09:01' },
    { schedule: '*/15 * * * *', next: '2026-01-01T09:15' },
    { schedule: '0 * * * *', next: '2026-01-01T10:00' },
    { schedule: '@hourly', next: '2026-01-01T10:00' },
    { schedule: '30 8 * * *', next: '2026-01-02T08:30' },
    { schedule: '0 0 * * sun', next: '2026-01-04T00:00' },
    { schedule: '0 0 * * 7', next: '2026-01-04T00:00' },
    { schedule: '0 12 * * mon-fri', next: '2026-01-01T12:00' },
    { schedule: '0 0 1 */3 *', next: '2026-04-01T00:00' },
    { schedule: '0 0 29 feb *', next: '2028-02-29T00:00' },
    { schedule: '0 0 13 * fri', next: '2026-01-02T00:00' },
    { schedule: '5,35 9-10 * * *', next: '2026-01-01T09:05' },
    { schedule: '0 0 31 2 *', next: 'never' },
  ];
  for (const { schedule, next } of cases) test(schedule, () => expect(after(schedule)).toBe(next));
});

test.each(['* * * *', '60 * * * *', '* 24 * * *', 'a b c d e', '*/0 * * * *', ''])('%j is no schedule', text => expect(parseSchedule(text)).toBeNull());

describe('a schedule by the clocks of a zone', () => {
  const next = (schedule: string, zone: string, from: string): string => {
    const [parsed, found] = [parseSchedule(schedule), zoneNamed(zone)];
    if (parsed === null || found === null) return 'not known';
    return new Date(nextTime(parsed, Date.parse(from), found) ?? 0).toISOString().slice(0, 16);
  };
  test.each([
    ['in winter', '0 9 * * *', 'Europe/Berlin', '2026-01-01T09:00Z', '2026-01-02T08:00'],
    ['in summer', '0 9 * * *', 'Europe/Berlin', '2026-07-01T09:00Z', '2026-07-02T07:00'],
    ['an hour that is left out has none of its moments', '30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-30T00:30'],
    ['an hour that comes twice has them twice', '30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T01:30'],
    ['west of Greenwich', '0 0 * * *', 'America/New_York', '2026-01-01T09:00Z', '2026-01-02T05:00'],
    ['half an hour off', '0 9 * * *', 'Asia/Kolkata', '2026-01-01T09:00Z', '2026-01-02T03:30'],
    ['south of the equator', '0 9 * * *', 'Australia/Sydney', '2026-01-01T00:00Z', '2026-01-01T22:00'],
    ['Etc/GMT+5 is west', '0 0 * * *', 'Etc/GMT+5', '2026-01-01T09:00Z', '2026-01-02T05:00'],
    ['the day is that of the zone', '0 1 * * mon', 'Asia/Tokyo', '2026-01-03T00:00Z', '2026-01-04T16:00'],
  ])('%s', (_, schedule, zone, from, want) => expect(next(schedule, zone, from)).toBe(want));
});
