/** The timeline as dots, one a step, under the names of their stages; a click or the arrow keys look back. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { seekStory, sentenceText, stepForward, useBeats, useSession } from '../../session/index.ts';
import { projectStrip } from './strip.ts';

/** Room for one dot, so that stage names stay apart. */
const DOT_ROOM = 30;

function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

export function Strip(): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const [ref, width] = useWidth();
  const { dots, stages, earlier } = projectStrip(beats, index, Math.floor(width / DOT_ROOM));
  const present = dots.find(dot => dot.state === 'present');
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') seekStory(Math.max(0, index - 1));
    else if (event.key === 'ArrowRight') void stepForward();
    else if (event.key === 'Home') seekStory(0);
    else if (event.key === 'End') seekStory(beats.length - 1);
    else return;
    event.preventDefault();
  };
  const percent = (at: number): string => `${at * 100}%`;
  return (
    <div ref={ref} className="story-strip" role="slider" tabIndex={0} aria-label="Timeline" aria-valuemin={0} aria-valuemax={Math.max(0, beats.length - 1)} aria-valuenow={Math.max(0, index)} aria-valuetext={present ? sentenceText(present.beat.sentence) : 'nothing has happened yet'} onKeyDown={onKey}>
      <div className="story-track">
        <i className="story-past" style={{ width: percent(present?.at ?? 0) }} />
        {dots.map(dot => (
          <button key={dot.index} type="button" tabIndex={-1} className="story-dot" data-state={dot.state} style={{ left: percent(dot.at) }} title={sentenceText(dot.beat.sentence)} aria-label={sentenceText(dot.beat.sentence)} onClick={() => seekStory(dot.index)} />
        ))}
      </div>
      <div className="story-stages" aria-hidden="true">
        {stages.map((span, at) => {
          const room = (stages[at + 1]?.from ?? 1.06) - span.from;
          return <span key={`${span.stage}${span.from}`} className={span.present ? 'on' : ''} style={{ left: percent(span.from), width: percent(room) }}><i style={{ width: `calc(${percent((span.to - span.from) / room)} + 8px)` }} />{room * width > span.stage.length * 6.4 ? span.stage : ''}</span>;
        })}
      </div>
      {earlier > 0 && <small className="story-earlier">{earlier} earlier</small>}
    </div>
  );
}
