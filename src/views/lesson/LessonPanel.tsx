/** The lesson that is being taken: one step at a time, what it points at, its goals at the end. */
import { useEffect, type ReactNode } from 'react';
import { setPresenting, startLesson, useSession } from '../../session/index.ts';
import { currentStep, isLast, type Lesson, type RunState } from '../../session/lessons/play.ts';
import { answerStep, turnTo } from '../../session/lessons/turn.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Earlier } from './Earlier.tsx';
import { Foot } from './Foot.tsx';
import { Goals, Hints } from './Goals.tsx';
import { LookAt } from './LookAt.tsx';
import { Prose } from './Prose.tsx';
import { Standing } from './Standing.tsx';
import { StepBody } from './StepBody.tsx';
import { chapterTitle, stepKindWord } from './words.ts';
import './lesson.css';

interface PanelProps {
  /** Opens the map of all lessons. */
  readonly onMap: () => void;
}

export function LessonPanel({ onMap }: PanelProps): ReactNode {
  const taken = useSession(state => state.lesson);
  const lesson = taken?.lesson;
  useEffect(() => {
    const run = taken?.run;
    const step = lesson === undefined || run === undefined ? undefined : currentStep(lesson, run);
    if (step !== undefined && lesson?.kind !== 'demo') turnTo(step);
    // Once for each beginning, which brings a lesson object of its own; steps turn the picture as they are entered.
  }, [lesson]);
  if (taken === null || lesson === undefined) return null;
  const { run } = taken;
  if (lesson.kind === 'demo') return <DemoInvitation lesson={lesson} />;
  const step = currentStep(lesson, run);
  if (step === undefined) return null;
  return (
    <div className="l-panel">
      <div className="l-scroll" key={run.step}>
        <Where lesson={lesson} run={run} onMap={onMap} />
        {run.step === 0 && taken.earlier !== null && <Earlier question={taken.earlier} />}
        {run.error !== null && <p className="l-fault" role="alert">This lesson has a fault: {run.error}</p>}
        <StepBody key={step.name} lesson={lesson} run={run} step={step} onAnswer={(option, mark) => void answerStep(option, mark)} />
        <Standing run={run} step={step} />
        {step.point.length > 0 && <LookAt pointers={step.point} />}
        {isLast(lesson, run) && <Goals lesson={lesson} run={run} />}
        {isLast(lesson, run) && lesson.hints.length > 0 && !run.finished && <Hints lesson={lesson} run={run} />}
        {run.finished && <Closing lesson={lesson} />}
      </div>
      <Foot lesson={lesson} run={run} step={step} />
    </div>
  );
}

/** Which step of which lesson this is; a press shows the map. */
function Where({ lesson, run, onMap }: { readonly lesson: Lesson; readonly run: RunState; readonly onMap: () => void }): ReactNode {
  const step = currentStep(lesson, run);
  return (
    <>
      <p className="l-where"><b>Step {run.step + 1} of {lesson.steps.length}: {step === undefined ? '' : stepKindWord(step.kind)}</b><span>about {lesson.minutes} min in all</span></p>
      <ol className="l-steps" aria-hidden="true">{lesson.steps.map(({ name }, at) => <li key={name} data-state={at < run.step || run.finished ? 'done' : at === run.step ? 'now' : undefined} />)}</ol>
      <button type="button" className="l-here" onClick={onMap}><Glyph name="book" size={14} />{lesson.number === '' ? '' : `${lesson.number} `}{chapterTitle(lesson.chapter)}<span>Where am I?</span></button>
      <h2>{lesson.title}</h2>
    </>
  );
}

const Closing = ({ lesson }: { readonly lesson: Lesson }): ReactNode => (
  <section className="l-closing" aria-label="What you have just shown" role="status">
    <h3>What you have just shown</h3>
    <Prose text={lesson.closing === '' ? lesson.aim : lesson.closing} />
    {lesson.removes !== '' && <p className="l-gone">Gone: <q>{lesson.removes.replace(/[.]$/, '')}</q></p>}
    <LeadsTo ids={lesson.leadsTo} />
  </section>
);

/** Where this idea comes back; the next lesson of the course stands below. */
function LeadsTo({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const later = cards.filter(({ id }) => ids.includes(id));
  if (later.length === 0) return null;
  return <p className="l-leads">It comes back in {later.map(({ id, number, title }) => <button key={id} type="button" className="l-link" onClick={() => void startLesson(id)}>{number} {title}</button>)}</p>;
}

/** A demo belongs on a wall. */
const DemoInvitation = ({ lesson }: { readonly lesson: Lesson }): ReactNode => (
  <div className="l-panel">
    <div className="l-scroll">
      <p className="l-where"><b>Demo {lesson.number}</b><span>about {lesson.minutes} min</span></p>
      <h2>{lesson.title}</h2>
      <div className="l-prose"><Prose text={lesson.aim} /></div>
      <ul className="l-keys">
        <li><kbd>Space</kbd> goes on, <kbd>Left</kbd> goes back</li>
        <li><kbd>N</kbd> opens your notes in a window of their own, <kbd>J</kbd> jumps to a step</li>
        <li><kbd>.</kbd> blanks the wall, <kbd>Esc</kbd> ends it</li>
      </ul>
      <button type="button" className="button ink" onClick={() => setPresenting(true)}><Glyph name="present" />Present it</button>
      <ol className="l-plan">{lesson.steps.map(step => <li key={step.name}><Prose text={step.text} /></li>)}</ol>
    </div>
  </div>
);
