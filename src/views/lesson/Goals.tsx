/** The goals of a lesson, ticked as they are met, and three hints, the last of which gives it away. */
import { useState, type ReactNode } from 'react';
import { lessonStep } from '../../session/index.ts';
import { playScript, type Lesson, type RunState } from '../../session/lessons/play.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Prose } from './Prose.tsx';

interface Props {
  readonly lesson: Lesson;
  readonly run: RunState;
}

export function Goals({ lesson, run }: Props): ReactNode {
  return (
    <section className="l-goals" aria-label="Goals">
      <h3>Goals</h3>
      <ul aria-live="polite">
        {lesson.goals.map(({ id, text }) => {
          const met = run.goals[id]?.met === true;
          return <li key={id} data-met={met || undefined}>
            <span className="l-tick">{met && <Glyph name="check" size={13} />}</span>
            <span>{text}<span className="visually-hidden">{met ? ': met' : ': not met yet'}</span></span>
          </li>;
        })}
      </ul>
    </section>
  );
}

const RUNGS = ['Nudge', 'Pointer', 'Solution'];
export function Hints({ lesson, run }: Props): ReactNode {
  return (
    <section className="l-hints" aria-label="Hints">
      <h3>Stuck?</h3>
      <div>
        {lesson.hints.map((_, at) => <button key={RUNGS[at] ?? at} type="button" data-used={at < run.hints || undefined} disabled={at > run.hints} onClick={() => at === run.hints && void lessonStep({ do: 'hint' })}>
          {at < run.hints && <Glyph name="bulb" size={14} />}
          {RUNGS[at] ?? `Hint ${at + 1}`}
        </button>)}
      </div>
      <ol aria-live="polite">{lesson.hints.slice(0, run.hints).map(hint => <li key={hint}><Prose text={hint} /></li>)}</ol>
      {run.hints >= lesson.hints.length && lesson.solution !== '' && <PlayIt solution={lesson.solution} />}
    </section>
  );
}

/** The last rung: the solution does itself, at the pace of the story. */
function PlayIt({ solution }: { readonly solution: string }): ReactNode {
  const [playing, setPlaying] = useState(false);
  const play = (): void => {
    setPlaying(true);
    void playScript(solution).then(() => setPlaying(false));
  };
  return <button type="button" className="button line l-play" disabled={playing} onClick={play}><Glyph name="play" size={14} />{playing ? 'Playing it …' : 'Let it play itself'}</button>;
}
