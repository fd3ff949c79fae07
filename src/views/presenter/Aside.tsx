/** What the presenter calls up over the wall: notes on the present step, or the list of steps to jump to. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Lesson, Step } from '../../session/lessons/play.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { PlainText } from './Caption.tsx';

export type AsideName = 'none' | 'notes' | 'jump';

interface NotesProps {
  readonly step: Step;
  readonly next: Step | undefined;
}
const notesOf = (step: Step): string => ('notes' in step ? step.notes : '');
export const Notes = ({ step, next }: NotesProps): ReactNode => (
  <aside className="w-aside" aria-label="Teacher’s notes">
    <h2>For you</h2>
    <p>{notesOf(step) === '' ? 'Nothing to add to this step.' : <PlainText text={notesOf(step)} />}</p>
    {next !== undefined && <><h3>Next</h3><p className="w-aside-next"><PlainText text={next.text} /></p></>}
    <p className="w-aside-foot">This browser opened no second window for the notes, so they stand here. <kbd>N</kbd> puts them away.</p>
  </aside>
);

interface JumpProps {
  readonly lesson: Lesson;
  readonly at: number;
  /** Steps up to here have been told already. */
  readonly reached: number;
  onJump(step: number): void;
  onClose(): void;
}
/** Arrows choose, Enter jumps; what lies ahead is played on the way when its turn comes. */
export function Jump({ lesson, at, reached, onJump, onClose }: JumpProps): ReactNode {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.querySelectorAll('button')[at]?.focus(), [at]);
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') onClose();
    else if (by === undefined) return event.stopPropagation();
    else {
      const all = [...(list.current?.querySelectorAll('button') ?? [])];
      all[(all.indexOf(document.activeElement as HTMLButtonElement) + by + all.length) % all.length]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="w-aside" role="dialog" aria-label="Jump to a step" onKeyDown={onKey}>
      <h2>Jump to</h2>
      <ol ref={list} className="w-jump">
        {lesson.steps.map((step, own) => (
          <li key={step.name}>
            <button type="button" aria-current={own === at ? 'step' : undefined} onClick={() => onJump(own)}>
              <b>{own + 1}</b><span><PlainText text={step.text} /></span>{own < reached && own !== at && <Glyph name="check" size={14} />}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
