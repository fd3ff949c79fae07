/** Which of many equal rows are in sight: only these are drawn. */
import { useEffect, useState, type RefObject } from 'react';

interface Span {
  readonly first: number;
  readonly last: number;
}
/** Rows beyond the edges that are drawn, too, so that scrolling finds them there. */
const SPARE = 6;
/** So few that all of them are drawn. */
const FEW = 40;

/** `pane` scrolls, `rows` holds the rows from top to bottom. */
export function useVisibleRows(pane: RefObject<HTMLElement | null>, rows: RefObject<HTMLElement | null>, count: number, height: number): Span {
  const [span, setSpan] = useState<Span>({ first: 0, last: FEW });
  useEffect(() => {
    const [scroller, list] = [pane.current, rows.current];
    if (scroller === null || list === null || count <= FEW) return undefined;
    const measure = (): void => {
      const top = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(top / height) - SPARE);
      const last = Math.min(count, Math.ceil((top + scroller.clientHeight) / height) + SPARE);
      setSpan((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    scroller.addEventListener('scroll', measure, { passive: true });
    const resized = new ResizeObserver(measure);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', measure);
      resized.disconnect();
    };
  }, [pane, rows, count, height]);
  return count <= FEW ? { first: 0, last: count } : span;
}
