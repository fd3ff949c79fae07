/** What only a whole course can tell: links lead somewhere, and a recall asks about a lesson of at least two before. */
import type { ContentIssue, Lesson, Step } from './types.ts';

const RECALL_AFTER = 2;

/** `files` tells the lesson.md of each lesson, for the faults. */
export function courseFaults(lessons: readonly Lesson[], files: ReadonlyMap<Lesson, string>): readonly ContentIssue[] {
  const ids = new Set(lessons.map(({ id }) => id));
  const order = lessons.filter(({ kind }) => kind === 'lesson').map(({ id }) => id);
  return lessons.flatMap(lesson => {
    const fault = (line: number, code: string, message: string): ContentIssue => ({ file: files.get(lesson) ?? '', line, column: 1, severity: 'error', code, message });
    return [
      ...lesson.leadsTo.filter(id => !ids.has(id)).map(id => fault(1, 'unknown-lesson', `\`leads-to\`: there is no lesson "${id}"`)),
      ...lesson.steps.flatMap(step => [
        ...linksOf(step).filter(id => !ids.has(id)).map(id => fault(step.line, 'unknown-lesson', `step "${step.name}" links to the lesson "${id}", which is not there`)),
        ...(step.kind === 'recall' && tooSoon(order, lesson.id, step.of) ? [fault(step.line, 'recall-too-soon', `recall "${step.name}" asks about "${step.of}": that is no lesson of two before or more`)] : []),
      ]),
    ];
  });
}
const linksOf = ({ text }: Step): readonly string[] => [...text.matchAll(/\]\(lesson:([a-z0-9-]+)\)/g)].map(([, id = '']) => id);
/** A challenge and a demo stand after all lessons. */
function tooSoon(order: readonly string[], id: string, of: string): boolean {
  const [here, there] = [order.indexOf(id), order.indexOf(of)];
  return there < 0 || (here >= 0 && here - there < RECALL_AFTER);
}
