/** Before which attempts of the scheduler the story waits: those for which nobody has guessed yet, where guessing comes first. */
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import type { ClockState } from '../clock.ts';
import type { Beat } from './beats.ts';

export type AttemptRecord = Extract<TraceEvent, { readonly type: 'scheduler/attempt' }>;
interface Held {
  readonly clock: ClockState;
  readonly predictFirst: boolean;
  readonly guesses: ReadonlyMap<number, string | null>;
}

export const isHeld = ({ predictFirst, guesses }: Pick<Held, 'predictFirst' | 'guesses'>, { record }: Beat): boolean =>
  predictFirst && record.type === 'scheduler/attempt' && !guesses.has(record.serial);

/** The attempt that comes next, once what stands before it has been told. */
export function heldAttempt(state: Held): AttemptRecord | null {
  const { clock } = state;
  const next = clock.beats[clock.index + 1];
  if (next === undefined || (clock.index >= 0 && clock.progress < 1) || !isHeld(state, next)) return null;
  return next.record.type === 'scheduler/attempt' ? next.record : null;
}
