/** What the teacher sees in a window of their own: the notes, what stands on the wall, what comes next, the time, and all steps. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { setPresenting, useSession } from '../../session/index.ts';
import type { Lesson, Step } from '../../session/lessons/play.ts';
import { countSeconds, dressTeacherWindow } from '../../session/teacher-window.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Caption, PlainText } from './Caption.tsx';
import type { Demo } from './use-demo.ts';
import './teacher.css';

interface TeacherProps {
  readonly page: Window;
  readonly demo: Demo;
  readonly isBlank: boolean;
  readonly onBlank: () => void;
}

export function Teacher({ page, demo, isBlank, onBlank }: TeacherProps): ReactNode {
  useEffect(() => void dressTeacherWindow(page));
  const { moment: { lesson, run, marks }, step, beat } = demo;
  if (step === undefined) return null;
  const next = lesson.steps[run.step + 1];
  const notes = 'notes' in step ? step.notes : '';
  return createPortal(
    <div className="t-page">
      <header className="t-head">
        <h1>{lesson.title}</h1>
        <Times at={run.step + 1} of={lesson.steps.length} minutes={lesson.minutes} />
      </header>
      <main className="t-main">
        <section className="t-wall" aria-label="On the wall">
          <h2>{isBlank ? 'The wall is blank' : 'On the wall'}</h2>
          <p>{beat !== null ? <Caption sentence={beat.sentence} /> : <PlainText text={step.text} />}</p>
          {step.kind === 'ask' && <ul>{step.options.map(({ text, right }) => <li key={text}>
            {right && <Glyph name="check" size={14} />}
            <PlainText text={text} />
            {right && <span className="visually-hidden">, the right answer</span>}
          </li>)}</ul>}
        </section>
        <section className="t-notes" aria-label="Your notes" aria-live="polite">
          <h2>For you</h2>
          <p>{notes === '' ? 'Nothing to add to this step.' : <PlainText text={notes} />}</p>
        </section>
        <section className="t-next" aria-label="Next">
          <h2>Next</h2>
          <p>{next === undefined ? 'That was the last step.' : <PlainText text={next.text} />}</p>
        </section>
      </main>
      <Steps lesson={lesson} at={run.step} played={marks.played} onJump={demo.jump} />
      <footer className="t-foot">
        <button type="button" className="button line" onClick={demo.back}><Glyph name="back" />Back</button>
        <button type="button" className="button ink" onClick={demo.on}>On<Glyph name="arrow" /></button>
        <button type="button" className="button line" aria-pressed={isBlank} onClick={onBlank}>{isBlank ? 'Show the wall' : 'Blank the wall'}</button>
        <span className="grow" />
        <span className="t-keys"><kbd>Space</kbd> on <kbd>Left</kbd> back <kbd>B</kbd> blank</span>
        <button type="button" className="button" onClick={() => setPresenting(false)}>End</button>
      </footer>
    </div>,
    page.document.body,
  );
}

const minutesOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
function Times({ at, of, minutes }: { readonly at: number; readonly of: number; readonly minutes: number }): ReactNode {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => countSeconds(setSeconds), []);
  const now = useSession(({ clock }) => Math.floor(clock.now / 1000));
  return (
    <p className="t-times">
      <span>Step <b>{at}</b> of {of}</span>
      <span><b role="timer">{minutesOf(seconds)}</b> of about {minutes} min</span>
      <span>cluster <b>{minutesOf(now)}</b></span>
    </p>
  );
}

/** Each depth of the picture as a small sign, for the eye that looks for a step. */
const SIGNS = {
  cluster: 'M3 5h42v4H3ZM3 13h19v14H3ZM26 13h19v14H26ZM29 18h13v5H29Z',
  pod: 'M5 3h38a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H5a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4ZM8 9h14v9H8ZM26 9h14v9H26ZM8 24h32',
  network: 'M4 4h14v8H4ZM30 4h14v8H30ZM11 12v9h26v-9M24 21v7',
  scheduler: 'M4 8h40M4 16h28M4 24h40M14 5v6M24 5v6M32 13l4 6M36 13l-4 6M14 21v6M24 21v6',
} as const;

function Steps({ lesson, at, played, onJump }: { readonly lesson: Lesson; readonly at: number; readonly played: ReadonlySet<string>; readonly onJump: (to: number) => void }): ReactNode {
  const present = useRef<HTMLButtonElement>(null);
  useEffect(() => void present.current?.scrollIntoView({ block: 'nearest' }), [at]);
  const viewOf = (own: number): keyof typeof SIGNS => lesson.steps.slice(0, own + 1).findLast(({ view }) => view !== null)?.view ?? lesson.view;
  return (
    <nav className="t-steps" aria-label="Steps">
      <ol>
        {lesson.steps.map((step: Step, own) => (
          <li key={step.name}>
            <button ref={own === at ? present : undefined} type="button" aria-current={own === at ? 'step' : undefined} data-played={played.has(step.name) || undefined} onClick={() => onJump(own)}>
              <svg viewBox="0 0 48 32" width="48" height="32" aria-hidden="true"><path d={SIGNS[viewOf(own)]} /></svg>
              <span><b>{own + 1}</b><PlainText text={step.text} /></span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
