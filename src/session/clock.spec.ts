import { expect, test } from 'vitest';
import { simTime } from '../model/time.ts';
import type { Revision } from '../cluster/contract/ids.ts';
import { extend, forget, frame, gapSeconds, initialClock, isAtEnd, isHurried, mayWait, pause, play, seek, shownRevision, toNow, wanted, type ClockState } from './clock.ts';
import type { Beat } from './story/beats.ts';

const revision = (value: number): Revision => value as Revision;
const beat = (at: number, before: number, after: number, seconds = 1, turn = 0): Beat => ({ record: {}, at: simTime(at), stage: 'Request', sentence: [], seconds, before: revision(before), after: revision(after), turn }) as unknown as Beat;
const start = initialClock(simTime(0), revision(1));
const withBeats = extend(start, [beat(0, 1, 2, 2, 0.8), beat(10_000, 2, 3)], simTime(10_000), revision(3), false);
/** Runs the clock for so many real milliseconds, a frame each 16. */
function run(state: ClockState, ms: number): ClockState {
  let now = state;
  for (let passed = 0; passed < ms; passed += 16) now = frame(now, 16);
  return now;
}

test('a beat is told for its seconds, and the picture turns where the beat says', () => {
  const early = run(withBeats, 1_000);
  expect(early.index).toBe(0);
  expect(shownRevision(early)).toBe(1);
  expect(shownRevision(run(withBeats, 1_800))).toBe(2);
});
test('a long stretch of virtual time takes little over two seconds to cross', () => {
  expect(gapSeconds(300_000)).toBe(2.2);
  expect(gapSeconds(20)).toBe(0);
  expect(run(withBeats, 6_000).index).toBe(1);
});
test('twice the speed tells twice as fast', () => {
  expect(run({ ...withBeats, speed: 2 }, 1_000).progress).toBeCloseTo(1, 1);
});
test('a paused clock stands, and asks the cluster for nothing', () => {
  const paused = pause(run(withBeats, 500));
  expect(run(paused, 5_000)).toBe(paused);
  expect(wanted(pause(toNow(withBeats)))).toBeNull();
});
test('the cluster is asked for no more than is about to be shown', () => {
  expect(wanted(withBeats)).toBeNull();
  const told = toNow(withBeats);
  expect(isAtEnd(told)).toBe(true);
  expect(wanted(told)).toBe(11_000);
});
test('going back only looks: the beats stay, the clock pauses, and playing goes on from there', () => {
  const back = seek(toNow(withBeats), 0);
  expect(back.playing).toBe(false);
  expect(shownRevision(back)).toBe(2);
  expect(back.beats).toBe(withBeats.beats);
  expect(run(play(back), 6_000).index).toBe(1);
  expect(shownRevision(toNow(back))).toBe(3);
});
test('before a beat that is held nothing moves until it is let go', () => {
  const isHeld = (beat: Beat): boolean => beat.at === 10_000;
  let held = withBeats;
  for (let passed = 0; passed < 12_000; passed += 16) held = frame(held, 16, isHeld);
  expect([held.index, held.progress, held.playing]).toEqual([0, 1, true]);
  expect(run(held, 6_000).index).toBe(1);
});
test('the story stands still after the beat at which a step stops, and goes on when somebody lets it', () => {
  const stops = extend(start, [beat(0, 1, 2, 2), beat(1_000, 2, 3)], simTime(1_000), revision(3), false, true);
  const there = run(stops, 20_000);
  expect([there.index, there.progress, there.playing]).toEqual([1, 1, false]);
  expect(wanted(there)).toBeNull();
  expect(wanted(play(there))).toBe(2_000);
  expect(run(play(there), 1_000).playing).toBe(true);
});
test('until the beat at which it stops has been told, the cluster is asked for nothing more', () => {
  const stops = extend(toNow(withBeats), [], simTime(10_000), revision(3), false, true);
  expect(wanted(stops)).toBeNull();
  expect(run(stops, 32).playing).toBe(false);
});
test('who looks back from a stop and plays again meets it once more only if it had not been reached', () => {
  const stops = extend(start, [beat(0, 1, 2), beat(1_000, 2, 3)], simTime(1_000), revision(3), false, true);
  expect(run(play(seek(stops, 0)), 20_000).playing).toBe(false);
  expect(run(play(seek(run(stops, 20_000), 0)), 20_000).playing).toBe(true);
});
test('a story that hurries moves ten times a second, and leaves the screen to an answer that is awaited', () => {
  const crowd = extend(start, Array.from({ length: 4_000 }, (_, i) => beat(0, i + 1, i + 2)), simTime(0), revision(4_001), false);
  const waits = (ms: number, isAwaited: boolean): boolean => mayWait(crowd, ms, { isAwaited, isBusy: true });
  expect([waits(16, false), waits(100, false), waits(100, true)]).toEqual([true, false, true]);
});
test('any other story moves with every frame, once a command has made its requests', () => {
  const waits = (isBusy: boolean): boolean => mayWait(withBeats, 16, { isAwaited: true, isBusy });
  expect([waits(false), waits(true)]).toEqual([false, true]);
});
test('a crowd of steps is told faster, several in a frame where need be, and the last few at their own pace', () => {
  const crowd = extend(start, Array.from({ length: 4_000 }, (_, i) => beat(0, i + 1, i + 2)), simTime(0), revision(4_001), false);
  expect(run(crowd, 1_000).index).toBeGreaterThan(300);
  expect(run(crowd, 80_000).index).toBe(3_999);
  expect([isHurried(crowd), isHurried(run(crowd, 80_000))]).toEqual([true, false]);
  expect(run(seek(crowd, 3_995), 1_000)).toEqual(seek(crowd, 3_995));
  expect(run(play(seek(crowd, 3_995, 0)), 1_500).index).toBe(3_996);
});
test('a crowd stops before a step that is held, and at one that stops the story', () => {
  const steps = Array.from({ length: 2_000 }, (_, i) => beat(i, i + 1, i + 2));
  const crowd = extend(start, steps, simTime(2_000), revision(2_001), false);
  let held = crowd;
  for (let passed = 0; passed < 60_000; passed += 16) held = frame(held, 16, ({ at }) => at === 700);
  expect([held.index, held.progress]).toEqual([699, 1]);
  expect(run({ ...crowd, stopAfter: 500 }, 60_000)).toMatchObject({ index: 500, progress: 1, playing: false });
});
test('what is older than can be looked back at is let go, but for what is shown and what is still to be told', () => {
  const story = extend(start, Array.from({ length: 10 }, (_, i) => beat(i * 1_000, i + 1, i + 2)), simTime(9_000), revision(11), false, true);
  const told = forget({ ...toNow(story), stopAfter: 9 }, simTime(6_500));
  expect(told).toMatchObject({ index: 2, stopAfter: 2 });
  expect(told.beats.map(({ at }) => at)).toEqual([7_000, 8_000, 9_000]);
  expect(shownRevision(told)).toBe(11);
  const early = forget(seek(story, 4), simTime(6_500));
  expect(early.beats[early.index]?.at).toBe(4_000);
  expect(early.beats).toHaveLength(6);
  expect(forget(start, simTime(6_500))).toBe(start);
});
