/** Presenter layout: the picture and one large caption; one key goes on, one goes back. */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { lessonStep, pauseStory, playStory, returnToNow, seekStory, sentenceText, setPresenting, stepBack, stepForward, useBeats, useSession } from '../../session/index.ts';
import { playScript, type Lesson, type Option, type RunState } from '../../session/lessons/play.ts';
import { turnTo } from '../../session/lessons/turn.ts';
import { forgetOpening } from '../../session/pod-opener.ts';
import { stopPointing } from '../../session/lessons/pointing.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Jump, Notes, type AsideName } from './Aside.tsx';
import { Caption, PlainText } from './Caption.tsx';
import { moveBack, moveOn, NO_MARKS, stageBar, stepOf, tellsBeat, type Marks, type Moment } from './sequence.ts';
import './presenter.css';

const ON = new Set([' ', 'ArrowRight', 'PageDown', 'Enter']);
const BACK = new Set(['ArrowLeft', 'PageUp', 'Backspace']);
const BLANK = new Set(['.', 'b', 'B']);

function useKeys(on: () => void, back: () => void, blank: () => void, show: (name: AsideName) => void = () => undefined): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') setPresenting(false);
      else if (ON.has(event.key)) on();
      else if (BACK.has(event.key)) back();
      else if (BLANK.has(event.key)) blank();
      else if (event.key === 'n' || event.key === 'N') show('notes');
      else if (event.key === 'j' || event.key === 'J') show('jump');
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on, back, blank, show]);
}

export function Wall({ picture }: { readonly picture: ReactNode }): ReactNode {
  const taken = useSession(state => state.lesson);
  const [blank, setBlank] = useState(false);
  const toggle = useCallback(() => setBlank(dark => !dark), []);
  return (
    <main className="w-wall">
      <div className="w-picture">{picture}</div>
      {taken === null || taken.lesson.kind !== 'demo' ? <StoryFoot blank={toggle} /> : <DemoFoot lesson={taken.lesson} run={taken.run} blank={toggle} />}
      {blank && <div className="w-blank" role="status"><span className="visually-hidden">The wall is blank. Press the same key to go on.</span></div>}
    </main>
  );
}

/** Without a demo the wall tells the story as it stands, beat by beat. */
function StoryFoot({ blank }: { readonly blank: () => void }): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const on = useCallback(() => void stepForward(), []);
  useKeys(on, stepBack, blank);
  const beat = beats[index];
  return (
    <footer className="w-foot">
      <p className="w-tell" aria-live="polite">{beat === undefined ? 'The cluster runs, and nothing is asked of it.' : <Caption sentence={beat.sentence} />}</p>
      <Side at={index + 1} of={beats.length} />
    </footer>
  );
}

const Side = ({ at, of, demo = false }: { readonly at: number; readonly of: number; readonly demo?: boolean }): ReactNode => (
  <div className="w-side">
    <span>{of === 0 ? '' : `Step ${at} of ${of}`}</span>
    <span><kbd>Space</kbd> next</span>
    {demo && <span><kbd>J</kbd> jump <kbd>N</kbd> notes</span>}
    <button type="button" className="button" onClick={() => setPresenting(false)}>End</button>
  </div>
);

function DemoFoot({ lesson, run, blank }: { readonly lesson: Lesson; readonly run: RunState; readonly blank: () => void }): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const third = useSession(({ clock }) => Math.min(2, Math.floor(clock.progress * 3)));
  const [marks, setMarks] = useState<Marks>(NO_MARKS);
  const moment = useRef<Moment>({ lesson, run, marks, beats, index });
  moment.current = { lesson, run, marks, beats, index };
  const [aside, setAside] = useState<AsideName>('none');
  const toggle = useCallback((name: AsideName) => setAside(before => (before === name ? 'none' : name)), []);
  useEffect(() => {
    const first = lesson.steps[moment.current.run.step];
    if (first !== undefined) turnTo(first);
    return () => {
      forgetOpening();
      stopPointing();
    };
  }, [lesson]);
  const go = useCallback((to: number) => {
    const target = moment.current.lesson.steps[to];
    void lessonStep({ do: 'go', step: to }).then(() => target !== undefined && turnTo(target));
  }, []);
  const on = useCallback(() => {
    const step = stepOf(moment.current);
    if (step === undefined) return;
    switch (moveOn(moment.current)) {
      case 'play':
        setMarks(({ began, played }) => ({ began: { ...began, [step.name]: moment.current.beats.length - 1 }, played: new Set([...played, step.name]) }));
        returnToNow();
        if ('do' in step) void playScript(step.do);
        return;
      case 'beat on': return void stepForward().then(playStory);
      case 'step on': returnToNow(); return go(moment.current.run.step + 1);
      case 'end': return setPresenting(false);
      default:
    }
  }, [go]);
  const back = useCallback(() => {
    const step = stepOf(moment.current);
    switch (moveBack(moment.current)) {
      case 'beat back': return stepBack();
      case 'words': pauseStory(); return seekStory(moment.current.marks.began[step?.name ?? ''] ?? 0);
      case 'step back': return go(moment.current.run.step - 1);
      default:
    }
  }, [go]);
  useKeys(on, back, blank, toggle);
  const step = stepOf(moment.current);
  const beat = beats[index];
  if (step === undefined) return null;
  const telling = tellsBeat(moment.current) && beat !== undefined;
  const jump = (to: number): void => {
    setAside('none');
    returnToNow();
    playStory();
    void playUpTo(lesson, run.step, to, marks.played).then(() => {
      setMarks(({ began, played }) => ({ began, played: new Set([...played, ...lesson.steps.slice(0, to).map(({ name }) => name)]) }));
      go(to);
    });
  };
  return (
    <>
    {aside === 'notes' && <Notes step={step} next={lesson.steps[run.step + 1]} />}
    {aside === 'jump' && <Jump lesson={lesson} at={run.step} reached={run.step} onJump={jump} onClose={() => setAside('none')} />}
    <footer className="w-foot">
      <div className="w-words">
        {telling && <p className="w-over"><PlainText text={step.text} /></p>}
        <p className="w-tell" aria-live="polite">{telling ? <Caption sentence={beat.sentence} /> : <PlainText text={step.text} />}</p>
        {step.kind === 'ask' && step.options.length > 0 && <Options options={step.options} revealed={run.done.includes(step.name)} />}
      </div>
      <Side at={run.step + 1} of={lesson.steps.length} demo />
      <ol className="w-stages" aria-label={telling ? sentenceText(beat.sentence) : undefined}>
        {stageBar(moment.current, third).map(({ name, state }) => <li key={name} data-state={state}>{name}</li>)}
      </ol>
    </footer>
    </>
  );
}

/** What the steps between here and there set off is done on the way, so that the cluster stands as the step expects. */
async function playUpTo(lesson: Lesson, from: number, to: number, played: ReadonlySet<string>): Promise<void> {
  for (const step of lesson.steps.slice(from, to)) if ('do' in step && step.do !== '' && !played.has(step.name)) await playScript(step.do);
}

const Options = ({ options, revealed }: { readonly options: readonly Option[]; readonly revealed: boolean }): ReactNode => (
  <ul className="w-options">
    {options.map(({ text, right }) => <li key={text} data-right={(revealed && right) || undefined} data-wrong={(revealed && !right) || undefined}>
      {revealed && right && <Glyph name="check" size={16} />}
      <PlainText text={text} />
    </li>)}
  </ul>
);
