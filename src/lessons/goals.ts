/** Goals: named checks in four modes, ticked as they are met. All of them together end a lesson. */
import type { SimTime } from '../model/time.ts';
import { evaluate } from './checks.ts';
import type { CheckSubject } from './subject.ts';
import type { Goal } from './types.ts';

interface GoalState {
  readonly met: boolean;
  /** Of `for`: since when it has held; null while it does not. */
  readonly since: SimTime | null;
  /** Of `ever` and `always`: settled for good. */
  readonly settled: boolean;
  readonly error: string | null;
}
export type GoalStates = Readonly<Record<string, GoalState>>;

const FRESH: GoalState = { met: false, since: null, settled: false, error: null };
export const freshGoals = (goals: readonly Goal[]): GoalStates => Object.fromEntries(goals.map(({ id }) => [id, FRESH]));

/** The next state of every goal, the cluster being as it is now. */
export function stepGoals(goals: readonly Goal[], before: GoalStates, about: CheckSubject): GoalStates {
  return Object.fromEntries(goals.map(goal => [goal.id, stepGoal(goal, before[goal.id] ?? FRESH, about)]));
}

function stepGoal(goal: Goal, before: GoalState, about: CheckSubject): GoalState {
  if (before.settled) return before;
  const result = evaluate(goal.check, about);
  if (!result.ok) return { ...before, met: false, error: result.error };
  const holds = result.value;
  const { now } = about.simulation;
  switch (goal.when.kind) {
    case 'now': return { met: holds, since: null, settled: false, error: null };
    case 'ever': return { met: holds, since: null, settled: holds, error: null };
    // Once broken, never mended.
    case 'always': return { met: holds, since: null, settled: !holds, error: null };
    case 'for': {
      const since = holds ? (before.since ?? now) : null;
      return { met: since !== null && now - since >= goal.when.span, since, settled: false, error: null };
    }
  }
}

export const allMet = (goals: readonly Goal[], states: GoalStates): boolean => goals.every(({ id }) => states[id]?.met === true);
