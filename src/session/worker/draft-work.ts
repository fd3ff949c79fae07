/** What the worker does for whoever writes a lesson: the files of a draft, what is wrong with them, what its solution changes. */
import { sameCluster } from '../../cluster/engine/presets.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { actOut, evaluate, parseLesson, readingOf, scriptOfLog, subjectOf, suggestGoals, writeLesson, type ClusterChoice, type ContentIssue, type Lesson, type LessonFolder, type LineResult, type Reading, type Recording, type Suggestion } from '../../lessons/index.ts';
import { makeCluster } from './trial.ts';

interface DraftLook {
  readonly files: Readonly<Record<string, string>>;
  readonly issues: readonly ContentIssue[];
  readonly reading: Reading;
}
export function lookAtDraft(draft: Lesson): DraftLook {
  const files = writeLesson(draft);
  return { files, issues: parseLesson(draft.id, files).issues, reading: readingOf(draft) };
}
/** A lesson from elsewhere as a draft: whatever could be read of it. */
export const draftOf = ({ name, files }: LessonFolder): Lesson | null => parseLesson(name, files).draft;

/** The present cluster as a start: which preset it grew from, and what was done to it since. */
export interface Captured {
  readonly cluster: ClusterChoice | null;
  readonly recording: Recording;
}
const CHOICES: readonly ClusterChoice[] = ['sandbox', 'one', 'two', 'three'];
export const captured = (simulation: Simulation): Captured => ({
  cluster: CHOICES.find(choice => sameCluster(simulation.settings, choice)) ?? null,
  recording: scriptOfLog(simulation.log, 'setup'),
});

/** How a goal stands before and after the solution. */
interface GoalLook {
  readonly before: boolean;
  readonly after: boolean;
  readonly error: string | null;
}
export interface ActedOut {
  readonly suggestions: readonly Suggestion[];
  readonly goals: Readonly<Record<string, GoalLook>>;
  /** Lines that failed. */
  readonly failed: readonly LineResult[];
}
/** Plays the solution from the start, and looks at what it changed. */
export function tryDraft(draft: Lesson): ActedOut {
  const { before, after, start, lines } = actOut(draft, makeCluster);
  const [was, is] = [subjectOf(before, start, start), subjectOf(after, start, start)];
  const goals = Object.fromEntries(draft.goals.map(({ id, check }): readonly [string, GoalLook] => {
    const [first, last] = [evaluate(check, was), evaluate(check, is)];
    return [id, { before: first.ok && first.value, after: last.ok && last.value, error: last.ok ? null : last.error }];
  }));
  return { suggestions: suggestGoals(before, after, start), goals, failed: lines.filter(({ exitCode }) => exitCode !== 0) };
}
