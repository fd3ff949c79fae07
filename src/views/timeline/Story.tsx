/** The caption of the picture: one sentence for the present step, then the timeline that it can be found again on. */
import type { ReactNode } from 'react';
import { returnToNow, useBeats, useSession, isAtEnd } from '../../session/index.ts';
import { Words } from './Words.tsx';
import { Transport } from './Transport.tsx';
import { Strip } from './Strip.tsx';
import { Lanes } from './Lanes.tsx';
import { Clock } from './Clock.tsx';
import './story.css';

export function Story(): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const deep = useSession(state => state.depth === 'pod' && state.openPod !== '');
  const looksBack = useSession(({ clock }) => !clock.playing && !isAtEnd(clock));
  const beat = beats[index];
  return (
    <div className={`s-story ${deep ? 's-deep' : ''}`}>
      <p className="s-tell" aria-live="polite">{beat === undefined ? 'The cluster runs, and nothing is asked of it. Apply a manifest, or type a command.' : <Words sentence={beat.sentence} />}</p>
      {looksBack && (
        <p className="s-back">
          You are looking back. Nothing is changed by looking.
          <button type="button" className="button line" onClick={returnToNow}>Return to now</button>
        </p>
      )}
      <div className="s-line">
        <Transport />
        {deep ? <Lanes /> : <Strip />}
        <Clock />
      </div>
    </div>
  );
}
