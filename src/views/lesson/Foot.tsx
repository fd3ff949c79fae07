/** Under a step: back, what is still missing, on; and what can be done with the lesson as a whole. */
import type { ReactNode } from 'react';
import { leaveLesson, restartLesson, startLesson, undoRestart, useSession } from '../../session/index.ts';
import { isLast, mayGoOn, type Lesson, type RunState, type Step } from '../../session/lessons/play.ts';
import { enterStep } from '../../session/lessons/turn.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Menu } from '../../ui/menu.tsx';
import { nextAfter } from './next.ts';
import { isToldStill, whatIsMissing } from './words.ts';

interface FootProps {
  readonly lesson: Lesson;
  readonly run: RunState;
  readonly step: Step;
}

export function Foot({ lesson, run, step }: FootProps): ReactNode {
  return run.finished ? <Finished lesson={lesson} /> : <Steps lesson={lesson} run={run} step={step} />;
}

function Steps({ lesson, run, step }: FootProps): ReactNode {
  const may = mayGoOn(lesson, run);
  const told = may && !isToldStill(lesson, run, step);
  return (
    <footer className="l-foot">
      <Whole />
      <button type="button" className="button" disabled={run.step === 0} onClick={() => void enterStep(run.step - 1)}>Back</button>
      <span className="grow" />
      <span className="dim">{whatIsMissing(lesson, run, step)}</span>
      {!isLast(lesson, run) && <button type="button" className={`button ${told ? 'ink' : 'line'}`} disabled={!may} onClick={() => void enterStep(run.step + 1)}>Next</button>}
    </footer>
  );
}

function Finished({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const progress = useSession(state => state.progress);
  const next = nextAfter(cards, progress, lesson.id);
  return (
    <footer className="l-foot l-done">
      <Whole />
      <b role="status"><Glyph name="check" />Done</b><span className="grow" />
      <button type="button" className="button" onClick={() => void leaveLesson()}>Free play</button>
      {next !== undefined && <button type="button" className="button ink l-on" onClick={() => void startLesson(next.id)}><span>{next.number} {next.title}</span><Glyph name="arrow" size={14} /></button>}
    </footer>
  );
}

/** The lesson as a whole: begun anew (with one undo), or left for free play. */
function Whole(): ReactNode {
  const canUndo = useSession(state => state.canUndoRestart);
  return (
    <Menu label="This lesson" className="button icon" up button={<Glyph name="more" />}>
      <button type="button" role="menuitem" onClick={() => void restartLesson()}>Start again</button>
      {canUndo && <button type="button" role="menuitem" onClick={() => void undoRestart()}>Undo the new start</button>}
      <button type="button" role="menuitem" onClick={() => void leaveLesson()}>To free play<span className="grow" /><kbd>F</kbd></button>
    </Menu>
  );
}
