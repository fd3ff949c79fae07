/** How views read the session: thin hooks over the store, and the frame that moves with the story clock. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { SimTime } from '../model/time.ts';
import type { TraceEvent } from '../cluster/contract/trace.ts';
import { currentBeat } from './clock.ts';
import { session, type SessionState } from './state.ts';
import type { Beat } from './story/beats.ts';

/** Reads a part of the session; renders again when that part changes. */
export const useSession = <T>(select: (state: SessionState) => T): T => useStore(session, select);
/** The same for a part that is made anew each time: a list, a small record. */
export const useSessionShallow = <T>(select: (state: SessionState) => T): T => useStore(session, useShallow(select));

export const useClusterView = (): SessionState['view'] => useSession(state => state.view);
/** The record that the story tells now, or null while it is still. */
export const useStep = (): TraceEvent | null => useSession(({ clock }) => currentBeat(clock)?.record ?? null);
export const useBeats = (): readonly Beat[] => useSession(({ clock }) => clock.beats);

export interface Frame {
  /** The shown instant. */
  readonly now: SimTime;
  /** How far the present step has been told, 0 to 1. */
  readonly progress: number;
  /** Nothing may travel: reduced motion. */
  readonly still: boolean;
}
export interface FrameSource {
  get(): Frame;
  subscribe(changed: () => void): () => void;
}
/** Asked every frame, so the query is made once. */
const systemMotion = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null;
const reducesMotion = (): boolean => session.getState().settings.motion === 'reduce' || systemMotion?.matches === true;
let latest: Frame = { now: 0 as SimTime, progress: 1, still: false };

/** The moving part of the picture; it tells its readers once a frame while something moves. */
export const frameSource: FrameSource = {
  get() {
    const { clock } = session.getState();
    const still = reducesMotion();
    if (clock.now !== latest.now || clock.progress !== latest.progress || still !== latest.still) latest = { now: clock.now, progress: clock.progress, still };
    return latest;
  },
  subscribe: changed => session.subscribe((state, before) => {
    if (state.clock !== before.clock || state.settings !== before.settings) changed();
  }),
};

/** The trace up to what is shown. */
export function useShownTrace(): readonly TraceEvent[] {
  const trace = useSession(({ replica }) => replica.trace);
  const last = useSession(({ clock }) => (clock.index >= clock.beats.length - 1 ? Infinity : (currentBeat(clock)?.record.serial ?? 0)));
  // Serials are handed out one after another.
  return useMemo(() => (last === Infinity ? trace : trace.slice(0, Math.max(0, last + 1 - (trace[0]?.serial ?? 0)))), [trace, last]);
}
