import { expect, test } from 'vitest';
import type { Beat } from '../../session/index.ts';
import type { Lesson, RunState, Step } from '../../session/lessons/play.ts';
import { moveBack, moveOn, type Moment } from './sequence.ts';

const step = (name: string, script: string): Step => ({ kind: 'say', name, do: script }) as unknown as Step;
const lesson = { steps: [step('words', ''), step('apply', 'kubectl apply -f x'), step('delete', 'kubectl delete pod x')] } as unknown as Lesson;
const beats = Array.from({ length: 9 }, () => ({}) as Beat);
/** Steps 1 and 2 have been played: beats 0 to 4 are of the second step, 5 to 8 of the third. */
const at = (stepIndex: number, index: number, more: Partial<Moment> = {}): Moment =>
  ({ lesson, run: { step: stepIndex, done: ['apply', 'delete'] } as unknown as RunState, beats, index, marks: { began: { apply: -1, delete: 4 }, played: new Set(['apply', 'delete']) }, ...more });

test('who has gone back reads on in the history, beat by beat, before the next step', () => {
  expect([moveOn(at(1, -1)), moveOn(at(1, 3)), moveOn(at(1, 4))]).toEqual(['beat on', 'beat on', 'step on']);
});
test('at the front the words come first, then what they set off, then the next step', () => {
  const fresh = { marks: { began: {}, played: new Set<string>() } };
  expect(moveOn(at(1, -1, fresh))).toBe('play');
  expect(moveOn(at(0, -1, fresh))).toBe('step on');
  expect(moveOn(at(2, 8))).toBe('end');
});
test('back goes through the beats of a step to its words, then to the step before', () => {
  expect([moveBack(at(2, 8)), moveBack(at(2, 5)), moveBack(at(2, 4)), moveBack(at(0, -1))]).toEqual(['beat back', 'words', 'step back', 'none']);
});
