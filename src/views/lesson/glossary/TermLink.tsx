/** A word of a lesson's text that the glossary knows: a press shows its picture and its meaning beside it. */
import { lazy, Suspense, useId, useRef, useState, type ReactNode } from 'react';
import type { Term } from './terms.ts';
import './glossary.css';

const TermPicture = lazy(async () => ({ default: (await import('./pictures.tsx')).TermPicture }));
const LessonOf = lazy(async () => ({ default: (await import('./Glossary.tsx')).LessonOf }));
const WIDTH = 300;

interface TermProps {
  readonly term: Term;
  readonly text: string;
  /** The comma or full stop behind it, which stays on its line. */
  readonly then?: string;
}

export function TermLink({ term, text, then = '' }: TermProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const place = (): void => {
    const [at, box] = [button.current?.getBoundingClientRect(), card.current];
    if (at === undefined || box === null) return;
    box.style.left = `${Math.max(8, Math.min(window.innerWidth - WIDTH - 8, at.left - 12))}px`;
    const below = at.bottom + 8;
    box.style.top = below + 210 > window.innerHeight ? 'auto' : `${below}px`;
    box.style.bottom = below + 210 > window.innerHeight ? `${window.innerHeight - at.top + 8}px` : 'auto';
  };
  return (
    <>
      <span className="g-word"><button ref={button} type="button" className="g-term" popoverTarget={id} aria-expanded={open} onClick={place}>{text}</button>{then}</span>
      <span ref={card} id={id} popover="auto" className="g-card" role="note" aria-label={term.word} onToggle={event => { place(); setOpen(event.newState === 'open'); }}>
        {open && (
          <Suspense fallback={null}>
            <TermPicture id={term.id} />
            <b>{term.word}</b>
            <span className="g-says">{term.says}</span>
            <LessonOf id={term.lesson} />
          </Suspense>
        )}
      </span>
    </>
  );
}
