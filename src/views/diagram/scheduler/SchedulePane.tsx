/** The scheduler depth: what the Pod asks for, every node's way through filters and scores, and the smallest change that would alter it. */
import { useCallback, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { Mark } from '../../../ui/mark.tsx';
import type { SchedulePicture } from '../project/schedule.ts';
import { linesOf } from '../project/schedule-lines.ts';
import type { Victim } from '../project/victims.ts';
import { PredictSwitch } from '../predict/PredictSwitch.tsx';
import { Changes, type ChangesProps } from './Changes.tsx';
import { Heads } from './Heads.tsx';
import { layoutSchedule } from './layout.ts';
import { NarrowRows } from './NarrowRows.tsx';
import { Tracks } from './Tracks.tsx';
import { Victims } from './Victims.tsx';
import './scheduler.css';

interface SchedulePaneProps {
  readonly picture: SchedulePicture;
  readonly victims: readonly Victim[];
  readonly width: number;
  /** The story tells this attempt now. */
  readonly live: boolean;
  readonly attempts: readonly { readonly serial: number; readonly text: string }[];
  readonly shown: number;
  readonly onAttempt: (serial: number) => void;
  readonly onTry: ChangesProps['onTry'];
}

/** Columns need more. */
const NARROW = 560;

function Asks({ picture, attempts, shown, onAttempt }: Pick<SchedulePaneProps, 'picture' | 'attempts' | 'shown' | 'onAttempt'>): ReactNode {
  return (
    <div className="sc-asks sc-wide">
      <b>{picture.pod}</b> {picture.asks.length > 0 ? 'asks for' : 'asks for nothing special'}
      {picture.asks.map((ask) => <span key={ask} className="sc-tag">{ask}</span>)}
      <span className="sc-right">
        <PredictSwitch />
        {attempts.length > 1
          && <label className="sc-attempt">attempt <select value={shown} onChange={(event) => onAttempt(Number(event.target.value))}>
            {attempts.map((one) => <option key={one.serial} value={one.serial}>{one.text}</option>)}
          </select></label>}
      </span>
    </div>
  );
}

export function SchedulePane({ picture, victims, width, live, attempts, shown, onAttempt, onTry }: SchedulePaneProps): ReactNode {
  const pane = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  const toggle = useCallback((key: string) => setOpen((before) => {
    const next = new Set(before);
    if (!next.delete(key)) next.add(key);
    return next;
  }), []);
  const layout = useMemo(() => layoutSchedule(picture, width), [picture, width]);
  const lines = useMemo(() => linesOf(picture.rows, open), [picture, open]);
  const { preemption } = picture;
  return (
    <div className="sc-pane" ref={pane} style={{ '--pane': `${width}px` } as CSSProperties}>
      <Asks picture={picture} attempts={attempts} shown={shown} onAttempt={onAttempt} />
      {width < NARROW
        ? <NarrowRows lines={lines} picture={picture} onToggle={toggle} />
        : <><Heads picture={picture} layout={layout} /><Tracks picture={picture} lines={lines} layout={layout} live={live} pane={pane} onToggle={toggle} /></>}
      {picture.rows.every((row) => !row.feasible) && picture.message !== '' && <p className="sc-verdict sc-wide"><Mark state="warning" size={16} /><code>{picture.message}</code></p>}
      {picture.ties.length > 1 && <p className="sc-verdict sc-wide">{listed(picture.ties)} share the best score: the scheduler rolls a die, and it fell on {picture.rows.find((row) => row.chosen)?.node}.</p>}
      {preemption !== null && <Victims pod={picture.pod} node={preemption.nominated} victims={victims} />}
      <Changes changes={picture.changes} onTry={onTry} />
    </div>
  );
}
const listed = (names: readonly string[]): string => (names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`);
