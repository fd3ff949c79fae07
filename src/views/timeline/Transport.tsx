/** Play, pause, one step forward or back, the pace. */
import type { ReactNode } from 'react';
import { changeSettings, pauseStory, playStory, seekStory, stepBack, stepForward, useSession } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';

const SPEEDS = [0.5, 1, 2, 4, 8] as const;
const following = (speed: number): number => SPEEDS[(SPEEDS.findIndex(each => each === speed) + 1) % SPEEDS.length] ?? 1;

export function Transport(): ReactNode {
  const playing = useSession(state => state.clock.playing);
  const speed = useSession(state => state.settings.speed);
  const atStart = useSession(state => state.clock.index <= 0);
  return (
    <div className="story-transport" role="group" aria-label="Story">
      <button type="button" className="button icon" aria-label="To the first step" disabled={atStart} onClick={() => seekStory(0)}><Glyph name="first" /></button>
      <button type="button" className="button icon" aria-label="One step back" disabled={atStart} onClick={stepBack}><Glyph name="back" /></button>
      <button type="button" className="story-play" aria-label={playing ? 'Pause' : 'Play'} onClick={playing ? pauseStory : playStory}>
        {playing ? <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4.5 3h2.4v10H4.5ZM9.1 3h2.4v10H9.1Z" fill="currentColor" /></svg> : <Glyph name="play" />}
      </button>
      <button type="button" className="button icon" aria-label="One step on" onClick={() => void stepForward()}><Glyph name="step" /></button>
      <button type="button" className="button story-speed" aria-label={`Pace ${speed} times; change it`} onClick={() => changeSettings({ speed: following(speed) })}>{speed}×</button>
    </div>
  );
}
