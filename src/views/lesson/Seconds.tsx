/** A prediction in seconds: a scale of time on which a moment is marked, by hand or with the arrow keys; then where it really lies. */
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { secondsOf, type Option } from '../../session/lessons/play.ts';
import { Glyph } from '../../ui/glyph.tsx';

interface SecondsProps {
  readonly options: readonly Option[];
  /** The second that was marked, or null. */
  readonly mark: number | null;
  readonly over: boolean;
  onMark(second: number): void;
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120] as const;
const spanOf = (option: Option | undefined): { readonly from: number; readonly to: number } => secondsOf(option?.text ?? '') ?? { from: 0, to: 0 };

export function Seconds({ options, mark, over, onMark }: SecondsProps): ReactNode {
  const end = spanOf(options.at(-1)).to;
  const [at, setAt] = useState(mark ?? 0);
  const scale = useRef<HTMLDivElement>(null);
  const place = (second: number): string => `${(100 * second) / end}%`;
  const step = STEPS.find(each => end / each <= 9) ?? 300;
  const move = (to: number): void => setAt(Math.max(0, Math.min(end, Math.round(to))));
  const point = (event: PointerEvent): void => {
    const box = scale.current?.getBoundingClientRect();
    if (over || box === undefined || (event.type === 'pointermove' && event.buttons === 0)) return;
    move(((event.clientX - box.left) / box.width) * end);
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -step, PageUp: step, Home: -end, End: end }[event.key];
    if (event.key === 'Enter' && !over) onMark(at);
    else if (by === undefined || over) return;
    else move(at + by);
    event.preventDefault();
  };
  const shown = over ? (mark ?? at) : at;
  return (
    <div className="l-seconds">
      <div
        ref={scale} className="l-scale" role="slider" tabIndex={over ? -1 : 0} aria-label="Seconds after it begins; Enter marks" aria-valuemin={0} aria-valuemax={end}
        aria-valuenow={shown} aria-valuetext={`${shown} seconds`} aria-disabled={over} onKeyDown={onKey} onPointerDown={point} onPointerMove={point}
      >
        <i className="l-scale-line" />
        {over && options.filter(({ right }) => right).map(option => {
          const { from, to } = spanOf(option);
          return <i key={option.text} className="l-scale-right" style={{ left: place(from), width: place(to - from) }} />;
        })}
        {Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => <span key={i} className="l-scale-mark" style={{ left: place(i * step) }}>{i * step}{i === Math.floor(end / step) ? ' s' : ''}</span>)}
        <b className="l-scale-flag" style={{ left: place(shown) }}><Glyph name="flag" size={15} /><span>{shown} s</span></b>
      </div>
      {!over && <button type="button" className="button ink" onClick={() => onMark(at)}>{mark === null ? `Mark ${at} s` : `Change it to ${at} s`}</button>}
    </div>
  );
}
