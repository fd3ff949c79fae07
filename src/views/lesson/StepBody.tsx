/** What one step of a lesson shows: its text, its question, its command; the same in a lesson and in its author's preview. */
import type { ReactNode } from 'react';
import { playStory, runLine, useSession } from '../../session/index.ts';
import { isLast, optionAt, revealerOf, withPodAddresses, type Lesson, type RunState, type Step } from '../../session/lessons/play.ts';
import { tells } from '../../session/lessons/tells.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Prose } from './Prose.tsx';
import { Question, type QuestionProps } from './Question.tsx';
import { canReveal } from './words.ts';

interface StepProps {
  readonly lesson: Lesson;
  readonly run: RunState;
  readonly step: Step;
  onAnswer(option: number, mark?: number): void;
}

export function StepBody({ lesson, run, step, onAnswer }: StepProps): ReactNode {
  if (step.kind === 'predict' || step.kind === 'recall') {
    const chosen = run.answers[step.name] ?? [];
    const reveal = canReveal(run, step);
    const waitsFor = revealerOf(lesson, run.step) === step ? 'Watch the picture: it is about to show.' : 'Go on: the next step shows who is right.';
    const question = <><Question
      text={step.text} options={step.options} chosen={chosen} reveal={reveal} waitsFor={waitsFor} inPicture={isByNode(step)} seconds={secondsFor(step, run, onAnswer)}
      onChoose={onAnswer}
    />{chosen.length > 0 && reveal === 'revealed' && <Answer step={step} since={run.stepBegan.at} />}</>;
    return step.kind === 'predict' && step.fork && chosen.length > 0
      ? <>{question}<p className="l-wait">This is a copy of your cluster. Whatever happens in it leaves no trace: the next step is in your own.</p></>
      : question;
  }
  const earlier = lesson.steps.slice(0, run.step).findLast(one => one.kind === 'predict' && revealerOf(lesson, lesson.steps.indexOf(one)) === step);
  return (
    <>
      <div className="l-prose"><Prose text={step.text} /></div>
      {step.kind === 'act' && step.suggest !== '' && !run.done.includes(step.name) && <Suggested line={withPodAddresses(step.suggest)} />}
      {step.kind === 'act' && !isLast(lesson, run) && run.done.includes(step.name) && <p className="l-ok" role="status"><b><Glyph name="check" size={14} />Done</b></p>}
      {!isLast(lesson, run) && <Answer step={step} since={run.stepBegan.at} />}
      {step.kind === 'watch' && !run.done.includes(step.name) && <Playing />}
      {earlier?.kind === 'predict'
        && run.done.includes(step.name)
        && <Question
          text={earlier.text} options={earlier.options} chosen={run.answers[earlier.name] ?? []} reveal={canReveal(run, earlier)} waitsFor=""
          seconds={secondsFor(earlier, run, () => undefined)} onChoose={() => undefined}
        />}
    </>
  );
}

const isByNode = (step: Step): boolean => step.kind === 'predict' && step.by === 'node';
/** How a question for a second is asked; other questions offer their options. */
const secondsFor = (step: Step, run: RunState, onAnswer: StepProps['onAnswer']): QuestionProps['seconds'] =>
  step.kind === 'predict' && step.by === 'second' ? { mark: run.marks[step.name] ?? null, onMark: second => onAnswer(optionAt(step.options, second), second) } : undefined;

const MOST_LINES = 12;
/** What the step's command has printed, for whoever has the terminal folded away or on another tab. */
function Answer({ step, since }: { readonly step: Step; readonly since: number }): ReactNode {
  const last = useSession(({ commands }) => commands.findLast(({ at, line }) => at >= since && tells(line)));
  if (!('do' in step) || last === undefined || last.exitCode === null || last.said === '') return null;
  // Of a description the events are what is looked for; they come last, and their messages are long.
  const said = last.said.trimEnd();
  const events = said.indexOf('\nEvents:') + 1;
  const lines = said.slice(events).split('\n');
  return <pre className="l-answer" data-events={events > 0 || undefined} aria-label={`Answer to ${last.line}`} tabIndex={0}>{lines.slice(0, MOST_LINES).join('\n')}{lines.length > MOST_LINES && '\n…'}</pre>;
}

function Playing(): ReactNode {
  const playing = useSession(({ clock }) => clock.playing);
  const standing = useSession(({ clock }) => clock.standing);
  if (standing) return null;
  return playing
    ? <p className="l-wait" role="status">Playing. Pause it, or step through it, under the picture.</p>
    : <p className="l-wait" role="status">Paused. <button type="button" className="l-link" onClick={playStory}>Let it go on</button></p>;
}

const Suggested = ({ line }: { readonly line: string }): ReactNode => (
  <button type="button" className="l-command" onClick={() => runLine(line)}>
    <Glyph name="term" /><code>{line}</code><span>run it</span>
  </button>
);
