/** The trace reads the same whether its records have been packed or not. */
import { expect, it } from 'vitest';
import type { SimTime } from '../../model/time.ts';
import type { Revision, TraceSerial } from '../contract/ids.ts';
import { TraceLog } from './trace-log.ts';

const note = (object: string) => ({ type: 'note', object, message: `about ${object}` }) as const;
const serial = (number: number): TraceSerial => number as TraceSerial;
function filled(count: number): TraceLog {
  const log = TraceLog.empty();
  for (let i = 1; i <= count; i++) log.add(note(`pod/${i}`), (i * 10) as SimTime, i as Revision, i === 1 ? null : serial(i - 1));
  return log;
}

it('tells all records in order, and those after one', () => {
  const log = filled(5000);
  const all = log.since(null);
  expect(all.map(event => event.serial)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  expect(all[0]).toEqual({ serial: 1, at: 10, revision: 1, cause: null, ...note('pod/1') });
  for (const after of [1, 500, 511, 512, 513, 3000, 4999]) expect(log.since(serial(after))).toEqual(all.slice(after));
  expect(log.since(serial(5000))).toEqual([]);
});

it('finds a record by its serial', () => {
  const log = filled(5000);
  for (const at of [1, 512, 513, 4999, 5000]) expect(log.find(serial(at))).toMatchObject({ serial: at, object: `pod/${at}` });
  expect(log.find(serial(5001))).toBeUndefined();
  expect(log.find(serial(0))).toBeUndefined();
});

it('gives a number that was taken back again', () => {
  const log = filled(2000);
  const { last } = log;
  log.add(note('aside'), 1 as SimTime, 1 as Revision, null);
  log.takeBack(last);
  expect(log.since(null)).toHaveLength(2000);
  expect(log.add(note('next'), 1 as SimTime, 1 as Revision, null)).toBe(2001);
});

it('drops whole blocks of what is too old, and never what is young enough', () => {
  const log = filled(5000);
  log.forget(30_000 as SimTime);
  const first = log.since(null)[0]?.at ?? 0;
  expect(first).toBeLessThanOrEqual(30_000);
  expect(first).toBeGreaterThan(20_000);
  log.forget(60_000 as SimTime);
  expect(log.since(null)).toEqual([]);
  expect(log.add(note('later'), 70_000 as SimTime, 1 as Revision, null)).toBe(5001);
  expect(log.since(serial(5000))).toHaveLength(1);
});

it('goes on by itself in a copy', () => {
  const log = filled(2000);
  const copy = log.copy();
  copy.add(note('only there'), 1 as SimTime, 1 as Revision, null);
  expect(log.last).toBe(2000);
  expect(copy.since(null)).toHaveLength(2001);
});
