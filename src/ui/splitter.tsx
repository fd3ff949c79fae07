/** The line between two panels: dragged, or moved with the arrow keys. Pulled far below its least size it folds the panel away. */
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

interface SplitterProps {
  readonly label: string;
  /** `column` stands between left and right, `row` between above and below. */
  readonly axis: 'column' | 'row';
  /** The size in px of the panel before the line, and its bounds. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(size: number): void;
  onFold?(): void;
}
const STEP = 16;
/** How far below its least size a panel is pulled before it folds. */
const GIVE = 120;

export function Splitter({ label, axis, value, min, max, onChange, onFold }: SplitterProps): ReactNode {
  const grip = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const at = (event: PointerEvent): number => (axis === 'column' ? event.clientX : event.clientY);
  const to = (size: number): void => onChange(Math.round(Math.min(Math.max(size, min), Math.max(min, max))));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { at: at(event), size: value };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (grip.current === null) return;
    const size = grip.current.size + at(event) - grip.current.at;
    if (onFold !== undefined && size < min - GIVE) {
      grip.current = null;
      onFold();
    } else to(size);
  };
  const letGo = (): void => { grip.current = null; };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = axis === 'column' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === less) to(value - STEP);
    else if (event.key === more) to(value + STEP);
    else if (event.key === 'Home') to(min);
    else if (event.key === 'End') to(max);
    else if (event.key === 'Enter' && onFold !== undefined) onFold();
    else return;
    event.preventDefault();
  };
  return (
    <div
      className={`splitter ${axis}`} role="separator" tabIndex={0} aria-label={label} aria-orientation={axis === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={value} aria-valuemin={min} aria-valuemax={Math.max(min, Math.round(max))}
      onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={letGo} onPointerCancel={letGo} onKeyDown={onKeyDown}
    />
  );
}
