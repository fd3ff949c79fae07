/** Challenges and demos are proved as the course is; in a file of their own, so that two cores prove at once. */
import { expect, test } from 'vitest';
import { formatIssue, indexLessons, prove } from '../lessons/index.ts';
import { CONTENT, makeCluster, readFiles } from './lessons.ts';

for (const lesson of indexLessons(readFiles(CONTENT), true).lessons.filter(({ kind }) => kind !== 'lesson')) {
  const name = lesson.kind === 'demo' ? 'shows what it says' : 'is solved by its solution, and not before';
  test(`${lesson.number} ${lesson.id} ${name}`, () => {
    expect(prove(lesson, makeCluster).issues.map(formatIssue)).toEqual([]);
  });
}
