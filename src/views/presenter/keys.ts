/** The keys of whoever presents, as clickers send them, too: on the wall and in the teacher's window alike. */
import { useEffect } from 'react';
import { setPresenting } from '../../session/index.ts';

const ON = new Set([' ', 'ArrowRight', 'PageDown', 'Enter']);
const BACK = new Set(['ArrowLeft', 'PageUp', 'Backspace']);
const BLANK = new Set(['.', 'b', 'B']);

interface Hand {
  on(): void;
  back(): void;
  blank(): void;
  notes?(): void;
  jump?(): void;
}

/** A button has its own Enter and Space. */
const isPressed = ({ target, key }: KeyboardEvent): boolean => (key === 'Enter' || key === ' ') && ((target as Element | null)?.closest?.('button') ?? null) !== null;

export function useKeys({ on, back, blank, notes, jump }: Hand, other: Window | null = null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') setPresenting(false);
      else if (ON.has(event.key) && !isPressed(event)) on();
      else if (BACK.has(event.key)) back();
      else if (BLANK.has(event.key)) blank();
      else if (notes !== undefined && event.key.toLowerCase() === 'n') notes();
      else if (jump !== undefined && event.key.toLowerCase() === 'j') jump();
      else return;
      event.preventDefault();
    };
    const pages = other === null ? [document] : [document, other.document];
    for (const page of pages) page.addEventListener('keydown', onKey);
    return () => {
      for (const page of pages) page.removeEventListener('keydown', onKey);
    };
  }, [on, back, blank, notes, jump, other]);
}
