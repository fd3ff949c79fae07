/** Where the highlighter of a lesson's step lies. It gives way as soon as the story tells what somebody has done since. */
import { isMomentOf, type Pointer } from '../../lessons/pointing.ts';
import type { Beat } from '../story/beats.ts';
import { onSession, returnToNow, seekStory } from '../driver.ts';
import { getState, setState } from '../state.ts';

/** The beat of a moment, or -1 where it has not been told on this page. */
export function beatOf(pointer: Extract<Pointer, { to: 'moment' }>, beats: readonly Beat[]): number {
  const isIt = ({ record }: Beat): boolean => isMomentOf(pointer, record);
  return pointer.first ? beats.findIndex(isIt) : beats.findLastIndex(isIt);
}

/** What a person does leads the eye on; what goes on in the background does not. */
const isOwnDoing = ({ record }: Beat): boolean =>
  (record.type === 'api/request' && !record.user.startsWith('system:')) || (record.type === 'network/call' && record.purpose === 'call');

let stop: () => void = () => undefined;
/** Points; a moment is gone to, and the picture shows it as it was. */
export function pointAt(pointers: readonly Pointer[], asked = false): void {
  stop();
  const { pointing, clock } = getState();
  setState({ pointing: { pointers, serial: pointing.serial + 1, asked } });
  const moment = pointers.find(each => each.to === 'moment');
  const at = moment === undefined ? -1 : beatOf(moment, clock.beats);
  if (at >= 0) seekStory(at);
  const last = clock.beats.at(-1)?.record.serial ?? -1;
  stop = onSession(({ clock: now }) => {
    const beat = now.beats[now.index];
    if (beat !== undefined && beat.record.serial > last && isOwnDoing(beat)) stopPointing();
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
