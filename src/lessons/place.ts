/** Where a learner stands in a lesson: which step, what was answered, which goals are met. Plain data and questions to it; nothing of CEL. */
import type { GoalStates } from './goals.ts';
import type { Mark } from './subject.ts';
import type { Lesson, Step } from './types.ts';

/** How a prediction came out. `elsewhere`: the learner has gone another way, and the proved run is told instead. */
export type Reveal = 'open' | 'revealed' | 'elsewhere';
export interface RunState {
  readonly lesson: string;
  readonly version: number;
  readonly step: number;
  /** When the lesson and the step began. */
  readonly began: Mark;
  readonly stepBegan: Mark;
  /** Steps whose `until` has come true. */
  readonly done: readonly string[];
  /** Chosen options, by step. */
  readonly answers: Readonly<Record<string, readonly number[]>>;
  /** Seconds that were marked on a scale of time, by step. */
  readonly marks: Readonly<Record<string, number>>;
  /** How many of its causes a step has stopped at, by step. */
  readonly stops: Readonly<Record<string, number>>;
  readonly reveals: Readonly<Record<string, Reveal>>;
  readonly goals: GoalStates;
  readonly hints: number;
  readonly finished: boolean;
  /** A fault of the lesson itself, in words. */
  readonly error: string | null;
}

export const isLast = (lesson: Lesson, run: RunState): boolean => run.step >= lesson.steps.length - 1;
export const currentStep = (lesson: Lesson, run: RunState): Step | undefined => lesson.steps[run.step];

/** The step that reveals a prediction: itself where it runs something, else the one it names, else the next act or watch. */
export function revealerOf(lesson: Lesson, index: number): Step | undefined {
  const step = lesson.steps[index];
  if (step?.kind !== 'predict') return undefined;
  if (step.revealAfter !== '') return lesson.steps.find(({ name }) => name === step.revealAfter);
  if (step.do !== '') return step;
  const later = lesson.steps.slice(index + 1).find(({ kind }) => kind === 'act' || kind === 'watch' || kind === 'predict');
  return later?.kind === 'act' || later?.kind === 'watch' ? later : step;
}

/** Whether the learner may go on: what is to be answered is answered, what is to happen has happened. */
export function mayGoOn(lesson: Lesson, run: RunState): boolean {
  const step = currentStep(lesson, run);
  if (step === undefined || isLast(lesson, run)) return false;
  if ((step.kind === 'predict' || step.kind === 'recall') && run.answers[step.name] === undefined) return false;
  // What is tried on a copy is seen before the copy is left.
  if (step.kind === 'predict' && step.fork && (run.reveals[step.name] ?? 'open') === 'open') return false;
  return !('until' in step) || step.until === '' || step.kind === 'predict' || run.done.includes(step.name);
}
