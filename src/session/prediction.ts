/** Predict first: a person places a Pod before the scheduler does, or picks a node that a lesson asks for. */
import { useMemo } from 'react';
import type { TraceSerial } from '../cluster/contract/ids.ts';
import { playStory } from './driver.ts';
import { useSession, useSessionShallow } from './hooks.ts';
import { getState, setState } from './state.ts';
import { heldAttempt, type AttemptRecord } from './story/held.ts';
import type { Picking } from './types.ts';

/** With it the story waits before each attempt, until the Pod has been placed by hand or left to the scheduler. */
export const predictFirst = (on: boolean): void => setState({ predictFirst: on });

/** The attempt before which the shown moment stands, as long as nobody has guessed. */
export const useHeldAttempt = (): AttemptRecord | null => useSession(heldAttempt);

/** Places the Pod of an attempt by hand, '' for "no node fits"; then the attempt is told. */
export function guessNode(serial: TraceSerial, node: string): void {
  setState({ guesses: new Map(getState().guesses).set(serial, node), comparing: serial });
  playStory();
}
/** Leaves the Pod to the scheduler. */
export function skipGuess(serial: TraceSerial): void {
  setState({ guesses: new Map(getState().guesses).set(serial, null) });
  playStory();
}
/** Takes the comparison away from above the picture. */
export const endComparing = (): void => setState({ comparing: null });

/** The last guess whose attempt has been told: its serial and the node; null where there is none. */
export function useToldGuess(): { readonly serial: TraceSerial; readonly node: string } | null {
  return useSessionShallow(({ comparing, guesses, clock }) => {
    const node = comparing === null ? undefined : guesses.get(comparing);
    if (comparing === null || typeof node !== 'string') return null;
    const at = clock.beats.findIndex(({ record }) => record.serial === comparing);
    const told = at >= 0 && (clock.index > at || (clock.index === at && clock.progress >= 0.95));
    return told ? { serial: comparing, node } : null;
  });
}

// Picking a node for whoever asks

/** Stands for a Pod that is not stored yet. */
const EXPECTED = 'expected';
let answer: ((node: string | null) => void) | null = null;
export interface Pick {
  /** What is asked, in a sentence. */
  readonly says: string;
  /** The nodes that may be picked; none stands for all. */
  readonly options?: readonly string[];
  /** Whether "no node fits" is an answer, too. */
  readonly withNone?: boolean;
  /** A Pod that is not stored yet: it is drawn as waiting, and can be dragged. */
  readonly pod?: string;
}
/** Asks for a node in the picture. Resolves with its name, '' for "no node fits", null where it was taken back. */
export function pickNode({ says, options = [], withNone = false, pod = '' }: Pick): Promise<string | null> {
  stopPicking();
  setState({ picking: { says, options, withNone, uid: pod === '' ? '' : EXPECTED, expected: pod } });
  return new Promise(resolve => (answer = resolve));
}
export function stopPicking(): void {
  answerPicking(null);
}
function answerPicking(node: string | null): void {
  const resolve = answer;
  answer = null;
  if (getState().picking !== null) setState({ picking: null });
  resolve?.(node);
}

/** What the pictures ask for now: what a lesson wants to know, or else the place of a Pod before its attempt. */
export function usePicking(): Picking | null {
  const asked = useSession(state => state.picking);
  const held = useHeldAttempt();
  return useMemo(() => asked ?? (held === null ? null : { says: `Where will ${held.pod} go?`, options: [], withNone: true, uid: held.uid, expected: '' }), [asked, held]);
}

/** The answer: a node, or '' for "no node fits". */
export function pick(node: string): void {
  const state = getState();
  if (state.picking !== null) return answerPicking(node);
  const held = heldAttempt(state);
  if (held !== null) guessNode(held.serial, node);
}
/** No answer: the lesson goes without, or the scheduler decides. */
export function pickNothing(): void {
  const state = getState();
  if (state.picking !== null) return answerPicking(null);
  const held = heldAttempt(state);
  if (held !== null) skipGuess(held.serial);
}
