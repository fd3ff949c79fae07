/** The cluster's own clock, at the shown instant, and how much slower or faster the story goes. */
import { useEffect, useRef, type ReactNode } from 'react';
import { frameSource, useSession } from '../../session/index.ts';
import { paceOf } from './pace.ts';

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
/** `00:00:01.240` since the cluster was started. */
const clockText = (ms: number): string => `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;

/** Writes its text itself: sixty renders a second would be a waste. */
export function Clock(): ReactNode {
  const text = useRef<HTMLSpanElement>(null);
  const pace = useSession(({ clock }) => paceOf(clock.beats, clock.index));
  useEffect(() => frameSource.subscribe(() => {
    // The text is changed, not replaced: the browser lays out digits only.
    const digits = text.current?.firstChild;
    if (digits) digits.nodeValue = clockText(frameSource.get().now);
  }), []);
  return <p className="story-clock"><time aria-label="Cluster clock"><span ref={text}>{clockText(frameSource.get().now)}</span></time><small>cluster clock{pace === '' ? '' : `, ${pace}`}</small></p>;
}
