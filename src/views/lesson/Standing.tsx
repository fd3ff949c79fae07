/** The story stands still at a cause: what there is to see now, and one press to let it go on. */
import type { ReactNode } from 'react';
import { playStory, useSession } from '../../session/index.ts';
import type { RunState, Step } from '../../session/lessons/play.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Prose } from './Prose.tsx';

export function Standing({ run, step }: { readonly run: RunState; readonly step: Step }): ReactNode {
  const standing = useSession(({ clock }) => clock.standing);
  const cause = 'pauseAt' in step ? step.pauseAt[(run.stops[step.name] ?? 0) - 1] : undefined;
  if (!standing || cause === undefined) return null;
  return (
    <section className="l-standing" role="status" aria-label="The story stands still">
      <h3><Glyph name="eye" size={14} />It stands still here</h3>
      <Prose text={cause.say} />
      <button type="button" className="button ink" onClick={playStory}><Glyph name="play" size={14} />Let it go on</button>
    </section>
  );
}
