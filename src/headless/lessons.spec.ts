/** Every lesson of the course is proved: its start does not solve it, its solution does, its near-misses do not, its predictions come true. */
import { expect, test } from 'vitest';
import { formatIssue, indexLessons, prove } from '../lessons/index.ts';
import { CONTENT, makeCluster, readFiles } from './lessons.ts';

const { lessons, issues } = indexLessons(readFiles(CONTENT), true);

test('every lesson file is well formed', () => expect(issues.map(formatIssue)).toEqual([]));

for (const lesson of lessons.filter(({ kind }) => kind === 'lesson')) {
  test(`${lesson.number} ${lesson.id} is solved by its solution, and not before`, () => {
    expect(prove(lesson, makeCluster).issues.map(formatIssue)).toEqual([]);
  });
}
