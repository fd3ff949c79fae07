/** Where the highlighter of a lesson's step lies. It gives way to the story as soon as the story tells something new. */
import { isMomentOf, type Pointer } from '../lessons/pointing.ts';
import type { Beat } from './story/beats.ts';
import { onSession, returnToNow, seekStory } from './driver.ts';
import { getState, setState } from './state.ts';

/** The beat of a moment, or -1 where it has not been told on this page. */
export function beatOf(pointer: Extract<Pointer, { to: 'moment' }>, beats: readonly Beat[]): number {
  const isIt = ({ record }: Beat): boolean => isMomentOf(pointer, record);
  return pointer.first ? beats.findIndex(isIt) : beats.findLastIndex(isIt);
}

let stop: () => void = () => undefined;
/** Points; a moment is gone to, and the picture shows it as it was. */
export function pointAt(pointers: readonly Pointer[], asked = false): void {
  stop();
  const { pointing, clock } = getState();
  setState({ pointing: { pointers, serial: pointing.serial + 1, asked } });
  const moment = pointers.find(each => each.to === 'moment');
  const at = moment === undefined ? -1 : beatOf(moment, clock.beats);
  if (at >= 0) seekStory(at);
  const known = getState().clock.beats.length;
  stop = onSession(({ clock: now }) => {
    if (now.beats.length > known && now.index >= known) stopPointing();
  });
}
export function stopPointing(): void {
  stop();
  stop = () => undefined;
  const { pointing } = getState();
  if (pointing.pointers.length === 0) return;
  const went = pointing.pointers.some(({ to }) => to === 'moment');
  setState({ pointing: { pointers: [], serial: pointing.serial, asked: false } });
  if (went && !getState().clock.playing) returnToNow();
}
