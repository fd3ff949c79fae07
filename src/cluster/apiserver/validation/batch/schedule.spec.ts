import { describe, expect, test } from 'vitest';
import { isTimeZone, scheduleProblem } from './schedule.ts';

describe('schedules', () => {
  const cases: readonly (readonly [schedule: string, problem: string])[] = [
    ['*/5 * * * *', ''],
    ['0 9 * * mon-fri', ''],
    ['0 0 1 jan ?', ''],
    ['1,2,3-5/2 * * * *', ''],
    ['@hourly', ''],
    ['@every 1h30m', ''],
    ['TZ=UTC 0 * * * *', ''],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['never', 'expected exactly 5 fields, found 1: [never]'],
    ['0 24 * * *', 'end of range (24) above maximum (23): 24'],
    ['0 0 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['0 9 * * 5-1', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@reboot', 'unrecognized descriptor: @reboot'],
  ];
  for (const [schedule, problem] of cases) test(`${schedule}: ${problem || 'fine'}`, () => expect(scheduleProblem(schedule)).toBe(problem));
  test('a zone is one of the time zone database, as it is spelled there', () =>
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Mars/Crater', 'europe/berlin', 'CEST'].map(isTimeZone)).toEqual([true, true, true, true, false, false, false]));
});
