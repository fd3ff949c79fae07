import { expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import type { Revision } from '../../cluster/contract/ids.ts';
import { extend, initialClock, seek, type ClockState } from '../clock.ts';
import type { Beat } from './beats.ts';
import { heldAttempt } from './held.ts';

const beat = (record: object): Beat => ({ record, at: simTime(0), stage: 'Request', sentence: [], seconds: 1, before: 1, after: 1, turn: 0 }) as unknown as Beat;
const clock = extend(initialClock(simTime(0), 1 as Revision), [beat({ type: 'api/request', serial: 1 }), beat({ type: 'scheduler/attempt', serial: 2, uid: 'u', pod: 'web' })], simTime(0), 1 as Revision, false);
const held = (at: ClockState, guesses: readonly (readonly [number, string | null])[] = [], predictFirst = true): string | undefined =>
  heldAttempt({ clock: at, predictFirst, guesses: new Map(guesses) as never })?.pod;

test('the attempt that comes next is held once what stands before it has been told', () => {
  expect(held(seek(clock, 0))).toBe('web');
  expect(held(seek(clock, 0, 0.5))).toBeUndefined();
});
test('it is not where a node was guessed, where it was left to the scheduler, or where guessing does not come first', () => {
  expect(held(seek(clock, 0), [[2, 'node-1']])).toBeUndefined();
  expect(held(seek(clock, 0), [[2, null]])).toBeUndefined();
  expect(held(seek(clock, 0), [], false)).toBeUndefined();
});
test('an attempt that is told already is not held', () => expect(held(seek(clock, 1, 0))).toBeUndefined());
