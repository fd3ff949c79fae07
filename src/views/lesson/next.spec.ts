import { expect, test } from 'vitest';
import { finishedNow, leftAt, NO_PROGRESS, type Progress } from '../../lessons/progress.ts';
import type { LessonCard } from '../../session/lessons/play.ts';
import { nextAfter, nextOf } from './next.ts';

const card = (id: string, kind: LessonCard['kind']): LessonCard => ({ id, kind, version: 1, number: '', chapter: '', title: id, aim: '', removes: '', minutes: 1 });
const cards = [card('one', 'lesson'), card('two', 'lesson'), card('three', 'lesson'), card('riddle', 'challenge'), card('puzzle', 'challenge'), card('show', 'demo'), card('own/mine', 'lesson')];
const having = (...ids: readonly string[]): Progress => ids.reduce((progress, id) => finishedNow(progress, id, 1), NO_PROGRESS);

test('after a lesson comes the next of the course, not one that it merely leads to', () => {
  expect(nextAfter(cards, having('one'), 'one')?.id).toBe('two');
});
test('what was skipped is offered once the end of the course is reached, and then the challenges', () => {
  expect(nextAfter(cards, having('one', 'three'), 'three')?.id).toBe('two');
  expect(nextAfter(cards, having('one', 'two', 'three'), 'three')?.id).toBe('riddle');
  expect(nextAfter(cards, having('one', 'two', 'three', 'riddle'), 'riddle')?.id).toBe('puzzle');
});
test('once all is done nothing is next; demos and lessons of one’s own are not counted', () => {
  const all = having('one', 'two', 'three', 'riddle', 'puzzle');
  expect(nextAfter(cards, all, 'puzzle')).toBeUndefined();
  expect(nextOf(cards, all, '')).toBeUndefined();
});
test('the list invites to where one is, then to what was left, a challenge included, then to the first open one', () => {
  const left = leftAt(having('one'), 'puzzle', 1, { step: 1, of: 3 });
  expect([nextOf(cards, left, 'three')?.id, nextOf(cards, left, '')?.id, nextOf(cards, having('one'), '')?.id, nextOf(cards, NO_PROGRESS, '')?.id]).toEqual(['three', 'puzzle', 'two', 'one']);
});
