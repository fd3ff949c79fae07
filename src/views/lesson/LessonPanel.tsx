/** The lesson that is being taken: one step at a time, its goals at the end, three hints. */
import { useEffect, type ReactNode } from 'react';
import { files, getState, leaveLesson, lessonStep, select, setDepth, setPresenting, startLesson, textOf, useSession } from '../../session/index.ts';
import { currentStep, isLast, keepFinished, mayGoOn, playScript, revealerOf, type Lesson, type RunState, type Step } from '../../session/lesson-play.ts';
import { openPodWhenTaken } from '../../session/pod-opener.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Prose } from './Prose.tsx';
import { StepBody } from './StepBody.tsx';
import { stepKindWord, whatIsMissing } from './words.ts';
import './lesson.css';

/** The first name in a manifest, for a picture that opens what is about to be made. */
const podNameIn = (text: string): string => /^ {2}name:\s*([\w.-]+)/m.exec(text)?.[1] ?? '';

/** The learner's file that a step is about: named by itself, or by what it runs. */
function fileOf(step: Step): string {
  const named = step.kind === 'act' && step.file !== '' ? step.file : 'do' in step ? step.do : '';
  const name = /files\/([\w.-]+)/.exec(named)?.[1] ?? '';
  return getState().tabs.files.some(file => file.name === name) ? name : '';
}

/** Turns the picture to what a step is about. */
function look(step: Step): void {
  const [pod = '', container] = step.focus.split('/');
  if (step.view === 'pod' && step.kind === 'act' && pod === '') openPodWhenTaken(podNameIn(textOf(getState().tabs, step.file.slice('files/'.length))));
  else if (pod !== '') {
    if (step.view === 'pod') openPodWhenTaken(pod);
    else select(container === undefined ? { kind: 'Pod', namespace: 'default', name: pod } : { kind: 'Container', namespace: 'default', name: pod, container });
  } else if (step.view === 'cluster' || step.view === 'scheduler') setDepth(step.view);
  const file = fileOf(step);
  if (file !== '') files.activate(file);
}

async function enter(lesson: Lesson, at: number): Promise<void> {
  await lessonStep({ do: 'go', step: at });
  const step = lesson.steps[at];
  if (step === undefined) return;
  look(step);
  if (step.kind === 'watch' && step.do !== '') await playScript(step.do);
}
async function answer(lesson: Lesson, run: RunState, step: Step, option: number): Promise<void> {
  const first = run.answers[step.name] === undefined;
  await lessonStep({ do: 'choose', step: step.name, options: [option] });
  if (first && step.kind === 'predict' && step.do !== '' && revealerOf(lesson, run.step) === step) await playScript(step.do);
}

export function LessonPanel(): ReactNode {
  const taken = useSession(state => state.lesson);
  const finished = taken?.run.finished === true;
  const lesson = taken?.lesson;
  useEffect(() => {
    if (finished && lesson !== undefined) keepFinished(lesson);
  }, [finished, lesson]);
  useEffect(() => {
    const first = lesson?.steps[0];
    if (first !== undefined) look(first);
  }, [lesson]);
  if (taken === null || lesson === undefined) return null;
  const { run } = taken;
  if (lesson.kind === 'demo') return <DemoInvitation lesson={lesson} />;
  const step = currentStep(lesson, run);
  if (step === undefined) return null;
  return (
    <div className="l-panel">
      <div className="l-scroll">
        <p className="l-where"><b>Step {run.step + 1} of {lesson.steps.length}: {stepKindWord(step.kind)}</b><span>about {lesson.minutes} min in all</span></p>
        <ol className="l-steps" aria-hidden="true">{lesson.steps.map(({ name }, at) => <li key={name} data-state={at < run.step ? 'done' : at === run.step ? 'now' : undefined} />)}</ol>
        <h2>{lesson.title}</h2>
        {run.error !== null && <p className="l-fault" role="alert">This lesson has a fault: {run.error}</p>}
        <StepBody key={step.name} lesson={lesson} run={run} step={step} onAnswer={option => void answer(lesson, run, step, option)} />
        {isLast(lesson, run) && <Goals lesson={lesson} run={run} />}
        {isLast(lesson, run) && lesson.hints.length > 0 && !run.finished && <Hints lesson={lesson} run={run} />}
      </div>
      <Foot lesson={lesson} run={run} step={step} />
    </div>
  );
}

function Goals({ lesson, run }: { readonly lesson: Lesson; readonly run: RunState }): ReactNode {
  return (
    <section className="l-goals" aria-label="Goals">
      <h3>Goals</h3>
      <ul>
        {lesson.goals.map(({ id, text }) => {
          const met = run.goals[id]?.met === true;
          return <li key={id} data-met={met || undefined}><span className="l-tick">{met && <Glyph name="check" size={13} />}</span><span>{text}<span className="visually-hidden">{met ? ': met' : ': not met yet'}</span></span></li>;
        })}
      </ul>
    </section>
  );
}

const RUNGS = ['Nudge', 'Pointer', 'Solution'];
function Hints({ lesson, run }: { readonly lesson: Lesson; readonly run: RunState }): ReactNode {
  return (
    <section className="l-hints" aria-label="Hints">
      <h3>Stuck?</h3>
      <div>{lesson.hints.map((_, at) => <button key={RUNGS[at] ?? at} type="button" data-used={at < run.hints || undefined} disabled={at > run.hints} onClick={() => at === run.hints && void lessonStep({ do: 'hint' })}>{at < run.hints && <Glyph name="bulb" size={14} />}{RUNGS[at] ?? `Hint ${at + 1}`}</button>)}</div>
      <ol aria-live="polite">{lesson.hints.slice(0, run.hints).map(hint => <li key={hint}><Prose text={hint} /></li>)}</ol>
    </section>
  );
}

function Foot({ lesson, run, step }: { readonly lesson: Lesson; readonly run: RunState; readonly step: Step }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const next = cards.find(({ id }) => lesson.leadsTo.includes(id));
  const may = mayGoOn(lesson, run);
  if (run.finished) {
    return (
      <footer className="l-foot l-done" role="status">
        <b><Glyph name="check" />Done</b><span className="grow" />
        <button type="button" className="button" onClick={() => void leaveLesson()}>Back to free play</button>
        {next !== undefined && <button type="button" className="button ink" onClick={() => void startLesson(next.id)}>{next.title}</button>}
      </footer>
    );
  }
  return (
    <footer className="l-foot">
      <button type="button" className="button" disabled={run.step === 0} onClick={() => void enter(lesson, run.step - 1)}>Back</button>
      <span className="grow" />
      <span className="dim">{whatIsMissing(lesson, run, step)}</span>
      {!isLast(lesson, run) && <button type="button" className={`button ${may ? 'ink' : 'line'}`} disabled={!may} onClick={() => void enter(lesson, run.step + 1)}>Next</button>}
    </footer>
  );
}

/** A demo belongs on a wall. */
const DemoInvitation = ({ lesson }: { readonly lesson: Lesson }): ReactNode => (
  <div className="l-panel">
    <div className="l-scroll">
      <p className="l-where"><b>Demo {lesson.number}</b><span>about {lesson.minutes} min</span></p>
      <h2>{lesson.title}</h2>
      <div className="l-prose"><Prose text={lesson.aim} /></div>
      <p className="l-keys"><kbd>Space</kbd> goes on, <kbd>Left</kbd> goes back, <kbd>.</kbd> blanks the wall, <kbd>Esc</kbd> ends it.</p>
      <button type="button" className="button ink" onClick={() => setPresenting(true)}><Glyph name="present" />Present it</button>
      <ol className="l-plan">{lesson.steps.map(step => <li key={step.name}><Prose text={step.text} /></li>)}</ol>
    </div>
  </div>
);
