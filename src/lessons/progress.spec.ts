import { describe, expect, it } from 'vitest';
import { answered, askedAgain, dueFor, finishedCount, finishedNow, leftAt, NO_PROGRESS, progressFrom, progressFromText, progressText, together, type Progress } from './progress.ts';

const finish = (progress: Progress, ...ids: readonly string[]): Progress => ids.reduce((all, id) => finishedNow(all, id, 1), progress);

describe('a question that was answered wrong', () => {
  const wrong = finish(answered(NO_PROGRESS, 'first-pod', 'where', false), 'first-pod');
  it('comes back two lessons later, not in the next one', () => {
    expect(dueFor(wrong, 'code-to-pod')).toBeNull();
    expect(dueFor(finish(wrong, 'code-to-pod'), 'six-steps')).toEqual({ lesson: 'first-pod', step: 'where' });
  });
  it('does not come back in its own lesson, nor once it has been answered right', () => {
    const later = finish(wrong, 'code-to-pod');
    expect(dueFor(later, 'first-pod')).toBeNull();
    expect(dueFor(askedAgain(later, { lesson: 'first-pod', step: 'where' }, true), 'six-steps')).toBeNull();
  });
  it('comes back again two lessons after it was wrong again', () => {
    const again = askedAgain(finish(wrong, 'code-to-pod'), { lesson: 'first-pod', step: 'where' }, false);
    expect(dueFor(finish(again, 'six-steps'), 'labels')).toBeNull();
    expect(dueFor(finish(again, 'six-steps', 'labels'), 'one-address')).toEqual({ lesson: 'first-pod', step: 'where' });
  });
  it('counts by what was answered first', () => {
    expect(answered(wrong, 'first-pod', 'where', true)).toBe(wrong);
  });
});

describe('progress as a file', () => {
  const some = leftAt(finish(answered(NO_PROGRESS, 'labels', 'comma', false), 'labels'), 'phases', 2, { step: 3, of: 9 });
  it('comes back as it went', () => {
    expect(progressFromText(progressText(some))).toEqual({ ok: true, value: some });
  });
  it('is read in its first form, too', () => {
    const read = progressFrom({ 'first-pod': 3 });
    expect(read.ok && finishedCount(read.value)).toBe(1);
  });
  it('is refused when it is something else, and in words', () => {
    for (const text of ['', '[]', '{"format":1}', '{"format":2,"lessons":{}}', 'x'.repeat(600_000)]) expect(progressFromText(text).ok, text.slice(0, 20)).toBe(false);
  });
  it('takes nothing that is no progress from a hostile file', () => {
    const read = progressFrom({
      format: 1,
      lessons: { '__proto__': { version: 1 }, '<b>': 1, 'first-pod': { version: 1, finished: 1, answers: { where: 'yes', 'a b': true } }, labels: { finished: -1 } },
      asked: { 'a b c': { at: 1, right: true } }, open: '<script>',
    });
    expect(read).toEqual({ ok: true, value: { format: 1, lessons: { 'first-pod': { version: 1, finished: 1, left: null, answers: {} } }, asked: {}, open: '' } });
  });
  it('is put beside what is here: nothing finished gets lost', () => {
    const both = together(finish(NO_PROGRESS, 'first-pod'), some);
    expect(Object.entries(both.lessons).map(([id, { finished }]) => [id, finished])).toEqual([['first-pod', 1], ['labels', 2], ['phases', 0]]);
  });
});
