/**
 * The story clock: maps what happened to the time it takes to tell it, and asks the cluster for no more than is about to be shown.
 * Plain state and functions of time; whoever owns it calls `frame` once a screen frame while something moves.
 */
import { simTime, type SimTime } from '../model/time.ts';
import type { Revision } from '../cluster/contract/ids.ts';
import type { Beat } from './story/beats.ts';

/** How far ahead of the picture the cluster may run while nothing is told, in virtual milliseconds. */
const LOOK_AHEAD_MS = 1_000;
/** Beats that wait to be told are told faster from here on. */
const CROWD = 8;
/** While something is under way and nothing is told, time speeds up to this many times. */
const FASTEST_IDLE = 8;

/** Story seconds for a stretch of virtual time between two beats: short ones as they are, long ones shortened. */
export const gapSeconds = (ms: number): number => (ms <= 50 ? 0 : Math.min(2.2, 0.25 + ms / 2_500));

export interface ClockState {
  readonly beats: readonly Beat[];
  /** The beat that is being told, -1 before the first. */
  readonly index: number;
  readonly progress: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Seconds of the gap before the next beat that have gone by, and the instant at which it began. */
  readonly gap: number;
  readonly gapFrom: SimTime;
  /** The instant that is shown. */
  readonly now: SimTime;
  /** How far the cluster has run, and its newest revision. */
  readonly clusterNow: SimTime;
  readonly latest: Revision;
  /** Seconds for which nothing has been told. */
  readonly idle: number;
  /** Something is under way: a Pod on its way, a command that waits. */
  readonly restless: boolean;
  /** The beat after which the story stands still, for somebody to look. */
  readonly stopAfter: number | null;
  /** It stands still there now. */
  readonly standing: boolean;
}
export const initialClock = (now: SimTime, latest: Revision): ClockState =>
  ({ beats: [], index: -1, progress: 1, playing: true, speed: 1, gap: 0, gapFrom: now, now, clusterNow: now, latest, idle: 0, restless: false, stopAfter: null, standing: false });

export const isAtEnd = ({ beats, index, progress }: ClockState): boolean => index >= beats.length - 1 && progress >= 1;
export const currentBeat = ({ beats, index }: ClockState): Beat | undefined => beats[index];

/** So much waits to be told that nobody could read it. */
export const isHurried = (state: ClockState): boolean => waiting(state) > 4 * CROWD;

/** While the story hurries, everything in the picture changes at once: more often than this it would only flicker, and hold up what somebody types. */
const HURRIED_MS = 100;
/** What a command is at: its answer is awaited; it is in the middle of its requests. */
interface CommandStands {
  readonly isAwaited: boolean;
  readonly isBusy: boolean;
}
/**
 * Whether the picture may stay as it is in this frame, `ms` real milliseconds after it moved. A hurried story leaves the screen to an answer that is
 * awaited; any other waits until a command has made its requests, as nobody knows before how much there is to tell.
 */
export const mayWait = (state: ClockState, ms: number, { isAwaited, isBusy }: CommandStands): boolean => (isHurried(state) ? isAwaited || ms < HURRIED_MS : isBusy);

/** The revision at which the picture stands. */
export function shownRevision(state: ClockState): Revision {
  const beat = currentBeat(state);
  if (beat === undefined || isAtEnd(state)) return isAtEnd(state) ? state.latest : (state.beats[0]?.before ?? state.latest);
  return state.progress < beat.turn ? beat.before : beat.after;
}

/** The state after `ms` real milliseconds. Before a beat that is held nothing moves. */
export function frame(state: ClockState, ms: number, isHeld: (beat: Beat) => boolean = () => false): ClockState {
  const next = state.playing ? moved(state, ms, isHeld) : state;
  return isBeyondStop(next) && next.progress >= 1 ? { ...next, playing: false, stopAfter: null, standing: true } : next;
}
const isBeyondStop = ({ stopAfter, index }: ClockState): boolean => stopAfter !== null && index >= stopAfter;

function moved(state: ClockState, ms: number, isHeld: (beat: Beat) => boolean): ClockState {
  const crowd = waiting(state);
  if (crowd === 0 && state.progress >= 1) return idled(state, ms);
  let now = state;
  let left = (ms / 1000) * state.speed * Math.max(1, crowd / CROWD);
  do {
    const beat = currentBeat(now);
    const next = now.beats[now.index + 1];
    if (beat !== undefined && now.progress < 1) {
      const rest = (1 - now.progress) * beat.seconds;
      now = { ...now, progress: left >= rest ? 1 : now.progress + left / beat.seconds, now: beat.at, idle: 0 };
      left -= rest;
    } else if (next === undefined || isHeld(next) || isBeyondStop(now)) return now;
    else [now, left] = crossGap(now, next, left);
    // What a crowded story has left of a frame goes to the beats after it: it is never held up by the screen.
  } while (left > 0 && crowd > CROWD);
  return now;
}
/** Beats that wait to be told. */
const waiting = ({ beats, index }: ClockState): number => beats.length - 1 - index;

/** Nothing is told: time goes by. */
function idled(state: ClockState, ms: number): ClockState {
  if (state.now >= state.clusterNow) return state.idle === 0 ? { ...state, idle: 0.001 } : state;
  const idle = state.idle + ms / 1000;
  const rate = state.restless ? Math.min(FASTEST_IDLE, 1 + idle) : 1;
  return { ...state, idle, now: simTime(Math.min(state.clusterNow, state.now + ms * state.speed * rate)) };
}

/** The way to the next beat, and the story seconds that are left on the other side. */
function crossGap(state: ClockState, next: Beat, story: number): readonly [ClockState, left: number] {
  const from = state.gap === 0 ? state.now : state.gapFrom;
  const span = gapSeconds(next.at - from);
  const gap = state.gap + story;
  if (gap >= span) return [{ ...state, index: state.index + 1, progress: 0, gap: 0, now: next.at, idle: 0 }, gap - span];
  return [{ ...state, gap, gapFrom: from, now: simTime(Math.round(from + ((next.at - from) * gap) / span)) }, 0];
}

/** Up to which instant the cluster should be asked to go, or null while there is enough to show. */
export function wanted(state: ClockState): SimTime | null {
  if (!state.playing || state.stopAfter !== null || !isAtEnd(state) || state.now < state.clusterNow) return null;
  return simTime(state.clusterNow + LOOK_AHEAD_MS);
}

// What a hand does

export const play = (state: ClockState): ClockState => ({ ...state, playing: true, idle: 0, standing: false });
export const pause = (state: ClockState): ClockState => ({ ...state, playing: false });

/** Shows a beat as it ended, or as it stood at a progress; the cluster does not move. */
export function seek(state: ClockState, index: number, progress = 1): ClockState {
  const at = Math.max(-1, Math.min(index, state.beats.length - 1));
  const stopAfter = state.stopAfter !== null && at >= state.stopAfter ? null : state.stopAfter;
  return { ...state, index: at, progress, gap: 0, playing: false, stopAfter, standing: false, now: state.beats[at]?.at ?? state.beats[0]?.at ?? state.now };
}
/** Back to now: the latest beat, told to its end. */
export const toNow = (state: ClockState): ClockState => ({ ...state, index: state.beats.length - 1, progress: 1, gap: 0, now: state.clusterNow, idle: 0, stopAfter: null, standing: false });

/** What a batch brought. `stops`: the story stands still once it has been told. */
export function extend(state: ClockState, added: readonly Beat[], clusterNow: SimTime, latest: Revision, restless: boolean, stops = false): ClockState {
  const beats = added.length === 0 ? state.beats : [...state.beats, ...added];
  return { ...state, beats, clusterNow, latest, restless, stopAfter: stops ? beats.length - 1 : state.stopAfter };
}

/** Without the beats before an instant. What is shown stays, and so does what is still to be told. */
export function forget(state: ClockState, before: SimTime): ClockState {
  const first = state.beats.findIndex(({ at }) => at >= before);
  const gone = Math.min(first < 0 ? state.beats.length : first, Math.max(0, state.index));
  if (gone === 0) return state;
  return { ...state, beats: state.beats.slice(gone), index: state.index - gone, stopAfter: state.stopAfter === null ? null : state.stopAfter - gone };
}
