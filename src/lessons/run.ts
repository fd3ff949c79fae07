/** A lesson being taken: which step, what was answered, which goals are met. Plain data; each function gives the next state. */
import type { Simulation } from '../cluster/contract/simulation.ts';
import { evaluate } from './checks.ts';
import { allMet, freshGoals, stepGoals, type GoalStates } from './goals.ts';
import { markOf, subjectOf, type CheckSubject, type Mark } from './subject.ts';
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
  readonly reveals: Readonly<Record<string, Reveal>>;
  readonly goals: GoalStates;
  readonly hints: number;
  readonly finished: boolean;
  /** A fault of the lesson itself, in words. */
  readonly error: string | null;
}

export function startRun(lesson: Lesson, simulation: Simulation): RunState {
  const mark = markOf(simulation);
  return { lesson: lesson.id, version: lesson.version, step: 0, began: mark, stepBegan: mark, done: [], answers: {}, reveals: {}, goals: freshGoals(lesson.goals), hints: 0, finished: false, error: null };
}

export const isLast = (lesson: Lesson, run: RunState): boolean => run.step >= lesson.steps.length - 1;
export const currentStep = (lesson: Lesson, run: RunState): Step | undefined => lesson.steps[run.step];

/** Goals and everything they count begin with the last step. */
const subjectFor = (lesson: Lesson, run: RunState, simulation: Simulation): CheckSubject =>
  subjectOf(simulation, run.stepBegan, isLast(lesson, run) ? run.stepBegan : run.began);

/** The step that reveals a prediction: itself where it runs something, else the one it names, else the next act or watch. */
export function revealerOf(lesson: Lesson, index: number): Step | undefined {
  const step = lesson.steps[index];
  if (step?.kind !== 'predict') return undefined;
  if (step.revealAfter !== '') return lesson.steps.find(({ name }) => name === step.revealAfter);
  if (step.do !== '') return step;
  const later = lesson.steps.slice(index + 1).find(({ kind }) => kind === 'act' || kind === 'watch' || kind === 'predict');
  return later?.kind === 'act' || later?.kind === 'watch' ? later : step;
}

/** Looks at the cluster: is the step over, can a prediction be revealed, which goals are met? */
export function tick(lesson: Lesson, run: RunState, simulation: Simulation): RunState {
  const step = currentStep(lesson, run);
  if (step === undefined || run.finished) return run;
  let next = run;
  const about = subjectFor(lesson, run, simulation);
  const until = 'until' in step ? step.until : '';
  if (until !== '' && !run.done.includes(step.name)) {
    const over = evaluate(until, about);
    if (!over.ok) return { ...run, error: `step "${step.name}": ${over.error}` };
    if (over.value) next = { ...next, done: [...next.done, step.name] };
  }
  next = reveal(lesson, next, about);
  if (!isLast(lesson, next) || lesson.goals.length === 0) return next;
  const goals = stepGoals(lesson.goals, next.goals, about);
  return { ...next, goals, finished: allMet(lesson.goals, goals) };
}

function reveal(lesson: Lesson, run: RunState, about: CheckSubject): RunState {
  let reveals = run.reveals;
  for (const [index, step] of lesson.steps.entries()) {
    if (step.kind !== 'predict' || run.answers[step.name] === undefined || (reveals[step.name] ?? 'open') !== 'open') continue;
    const revealer = revealerOf(lesson, index);
    const ready = revealer === undefined || revealer === step ? step.until === '' || run.done.includes(step.name) : run.done.includes(revealer.name);
    if (!ready) continue;
    const holds = evaluate(step.check, about);
    if (!holds.ok) return { ...run, error: `step "${step.name}": ${holds.error}` };
    if (holds.value) reveals = { ...reveals, [step.name]: 'revealed' };
    // A question about what has just been done may need a moment; one whose step is long past has gone another way.
    else if (about.simulation.now - run.stepBegan.at > step.within) reveals = { ...reveals, [step.name]: 'elsewhere' };
  }
  return reveals === run.reveals ? run : { ...run, reveals };
}

export const choose = (run: RunState, step: string, options: readonly number[]): RunState => ({ ...run, answers: { ...run.answers, [step]: options } });
export const showHint = (lesson: Lesson, run: RunState): RunState => ({ ...run, hints: Math.min(lesson.hints.length, run.hints + 1) });

/** Whether the learner may go on: what is to be answered is answered, what is to happen has happened. */
export function mayGoOn(lesson: Lesson, run: RunState): boolean {
  const step = currentStep(lesson, run);
  if (step === undefined || isLast(lesson, run)) return false;
  if ((step.kind === 'predict' || step.kind === 'recall') && run.answers[step.name] === undefined) return false;
  return !('until' in step) || step.until === '' || step.kind === 'predict' || run.done.includes(step.name);
}
export const goTo = (run: RunState, step: number, simulation: Simulation): RunState => ({ ...run, step, stepBegan: markOf(simulation) });
