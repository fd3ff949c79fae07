/** Presenter layout: the picture and one large caption; one key goes on, one goes back. */
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { stepBack, stepForward, useBeats, useSession } from '../../session/index.ts';
import { Caption } from './Caption.tsx';
import { DemoFoot } from './Demo.tsx';
import { useKeys } from './keys.ts';
import { Side } from './Side.tsx';
import './presenter.css';

export function Wall({ picture }: { readonly picture: ReactNode }): ReactNode {
  const taken = useSession(state => state.lesson);
  const [blank, setBlank] = useState(false);
  const toggle = useCallback(() => setBlank(dark => !dark), []);
  return (
    <main className="w-wall">
      <div className="w-picture">{picture}</div>
      {taken === null || taken.lesson.kind !== 'demo' ? <StoryFoot blank={toggle} /> : <DemoFoot lesson={taken.lesson} run={taken.run} blank={toggle} isBlank={blank} />}
      {blank && <div className="w-blank" role="status"><span className="visually-hidden">The wall is blank. Press the same key to go on.</span></div>}
    </main>
  );
}

/** Without a demo the wall tells the story as it stands, beat by beat. */
function StoryFoot({ blank }: { readonly blank: () => void }): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const hand = useMemo(() => ({ on: () => void stepForward(), back: stepBack, blank }), [blank]);
  useKeys(hand);
  const beat = beats[index];
  return (
    <footer className="w-foot w-told">
      <p className="w-tell" aria-live="polite">{beat === undefined ? 'The cluster runs, and nothing is asked of it.' : <Caption sentence={beat.sentence} />}</p>
      <Side at={index + 1} of={beats.length} hand={hand} />
    </footer>
  );
}
