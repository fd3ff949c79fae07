/** A lesson being taken: each function looks at the cluster and gives the next state. What needs no cluster is in place.ts. */
import type { Simulation } from '../cluster/contract/simulation.ts';
import { evaluate } from './checks.ts';
import { allMet, freshGoals, stepGoals } from './goals.ts';
import { currentStep, isLast, revealerOf, type RunState } from './place.ts';
import { markOf, subjectOf, type CheckSubject } from './subject.ts';
import type { Lesson } from './types.ts';

export function startRun(lesson: Lesson, simulation: Simulation): RunState {
  const mark = markOf(simulation);
  return {
    lesson: lesson.id, version: lesson.version, step: 0, began: mark, stepBegan: mark, done: [], answers: {}, marks: {}, stops: {}, reveals: {},
    goals: freshGoals(lesson.goals), hints: 0, finished: false, error: null,
  };
}

/** Goals and everything they count begin with the last step. */
const subjectFor = (lesson: Lesson, run: RunState, simulation: Simulation): CheckSubject =>
  subjectOf(simulation, run.stepBegan, isLast(lesson, run) ? run.stepBegan : run.began);

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

/** The cause at which the present step wants to stop next. */
export function nextCause(lesson: Lesson, run: RunState): string | undefined {
  const step = currentStep(lesson, run);
  return step !== undefined && 'pauseAt' in step ? step.pauseAt[run.stops[step.name] ?? 0]?.when : undefined;
}
/** The present step has stopped at its next cause. */
export function stopped(lesson: Lesson, run: RunState): RunState {
  const name = currentStep(lesson, run)?.name ?? '';
  return { ...run, stops: { ...run.stops, [name]: (run.stops[name] ?? 0) + 1 } };
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

export const choose = (run: RunState, step: string, options: readonly number[], mark: number | null = null): RunState =>
  ({ ...run, answers: { ...run.answers, [step]: options }, marks: mark === null ? run.marks : { ...run.marks, [step]: mark } });
export const showHint = (lesson: Lesson, run: RunState): RunState => ({ ...run, hints: Math.min(lesson.hints.length, run.hints + 1) });

export const goTo = (run: RunState, step: number, simulation: Simulation): RunState => ({ ...run, step, stepBegan: markOf(simulation) });
