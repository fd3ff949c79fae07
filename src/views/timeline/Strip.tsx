/** The timeline as dots under the names of their stages; a click or the arrow keys look back. */
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { seekStory, sentenceText, stepForward, useBeats, useSession } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark } from '../../ui/mark.tsx';
import { episodeOf, partAt, projectStrip, type Dot } from './strip.ts';
import { useWidth } from './use-width.ts';

const MARGIN = 12;
/** How far a step has been told where one of its parts stands. */
const partEnd = ({ part, parts }: Dot): number => (parts === 1 ? 1 : (part + 0.5) / parts * 0.85);

/** Below this width there is room for a line and a number only. */
const NAMES_NEED = 260;
function Slim({ dots }: { readonly dots: readonly Dot[] }): ReactNode {
  const at = dots.findIndex(({ state }) => state === 'present');
  if (at < 0) return null;
  // A finger on the line looks back, as the arrow keys do.
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 0) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const dot = dots[Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * (dots.length - 1))];
    if (dot !== undefined && dot.index >= 0) seekStory(dot.index, partEnd(dot));
  };
  return (
    <div className="story-slim">
      <div onPointerDown={event => { event.currentTarget.setPointerCapture(event.pointerId); seek(event); }} onPointerMove={seek}>
        <i style={{ width: `${(100 * at) / Math.max(1, dots.length - 1)}%` }} />
        <b style={{ left: `${(100 * at) / Math.max(1, dots.length - 1)}%` }} />
      </div>
      <span>{at + 1} of {dots.length}</span>
    </div>
  );
}

export function Strip(): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const part = useSession(({ clock }) => { const beat = clock.beats[clock.index]; return beat === undefined ? 0 : partAt(beat, clock.progress); });
  const [ref, width] = useWidth(520);
  const { dots, groups, earlier } = projectStrip(beats, index, part, width < NAMES_NEED ? Infinity : width - 2 * MARGIN);
  const words = (at: number): string => sentenceText(beats[at]?.sentence ?? []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') seekStory(Math.max(0, index - 1));
    else if (event.key === 'ArrowRight') void stepForward();
    else if (event.key === 'Home') seekStory(0);
    else if (event.key === 'End') seekStory(beats.length - 1);
    else return;
    event.preventDefault();
  };
  const present = dots.find(({ state }) => state === 'present')?.x ?? 0;
  const end = dots.at(-1)?.x ?? 0;
  const goBack = (): void => seekStory(Math.max(0, episodeOf(beats, index)[0] - 1));
  const slim = width < NAMES_NEED;
  return (
    <div
      ref={ref} className="story-strip" data-slim={slim || undefined} role="slider" tabIndex={0} aria-label="Timeline" aria-valuemin={0}
      aria-valuemax={Math.max(0, beats.length - 1)} aria-valuenow={Math.max(0, index)} aria-valuetext={index < 0 ? 'nothing has happened yet' : words(index)}
      onKeyDown={onKey}
    >
      {slim ? <Slim dots={dots} /> : <div className="story-track">
        <i className="story-line-all" style={{ width: end }} />
        <i className="story-past" style={{ width: present }} />
        {dots.map((dot, at) => dot.index < 0
          ? <span key={at} className="story-dot" data-state="to come" style={{ left: dot.x }} />
          : <button
            key={at} type="button" tabIndex={-1} className="story-dot" data-state={dot.state} data-fault={dot.fault ?? undefined}
            style={{ left: dot.x }} title={words(dot.index)} aria-label={words(dot.index)} onClick={() => seekStory(dot.index, partEnd(dot))}
          >
            {dot.fault !== null && dot.state !== 'to come' && <Mark state={dot.fault} size={12} />}
          </button>)}
      </div>}
      {!slim && <div className="story-stages" aria-hidden="true">
        {groups.map((group, at) => <span key={at} className={group.present ? 'on' : ''} style={{ left: group.from, width: group.room }}>
          <i style={{ width: group.to - group.from + 8 }} />
          {group.name}
        </span>)}
      </div>}
      {earlier && !slim && <button type="button" className="story-earlier" aria-label="What was told before" title="What was told before" onClick={goBack}><Glyph name="back" size={12} /></button>}
    </div>
  );
}
