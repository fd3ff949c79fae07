import { describe, expect, test } from 'vitest';
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
