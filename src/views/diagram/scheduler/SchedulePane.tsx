/** The scheduler depth: what the Pod asks for, every node's way through filters and scores, and the smallest change that would alter it. */
import { useMemo, type ReactNode } from 'react';
import type { Counterfactual } from '../../../cluster/contract/scheduling.ts';
import { Mark } from '../../../ui/mark.tsx';
import type { SchedulePicture } from '../project/schedule.ts';
import { layoutSchedule } from './layout.ts';
import { Tracks } from './Tracks.tsx';
import './scheduler.css';

export interface SchedulePaneProps {
  readonly picture: SchedulePicture;
  readonly width: number;
  /** The story tells this attempt now. */
  readonly live: boolean;
  readonly attempts: readonly { readonly serial: number; readonly text: string }[];
  readonly shown: number;
  readonly onAttempt: (serial: number) => void;
  /** Puts the change into the editor as a proposal. */
  readonly onTry: (change: Counterfactual) => void;
}

function Changes({ changes, onTry }: { readonly changes: readonly Counterfactual[]; readonly onTry: SchedulePaneProps['onTry'] }): ReactNode {
  if (changes.length === 0) return null;
  return (
    <section className="sc-changes">
      <h3>What would have to change? <span>the smallest change for each node</span></h3>
      <ul>
        {changes.map((change) => (
          <li key={`${change.node} ${change.text}`}>
            <code>{change.node}</code>
            <p>{change.text}</p>
            {change.change === 'pod' ? <button type="button" className="sc-try" onClick={() => onTry(change)}>Try it</button> : <span className="sc-on-node">on the node</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SchedulePane({ picture, width, live, attempts, shown, onAttempt, onTry }: SchedulePaneProps): ReactNode {
  const layout = useMemo(() => layoutSchedule(picture, width), [picture, width]);
  return (
    <div className="sc-pane">
      <div className="sc-asks">
        <b>{picture.pod}</b> {picture.asks.length > 0 ? 'asks for' : 'asks for nothing special'}
        {picture.asks.map((ask) => <span key={ask} className="sc-tag">{ask}</span>)}
        {attempts.length > 1 && (
          <label className="sc-attempt">attempt <select value={shown} onChange={(event) => onAttempt(Number(event.target.value))}>{attempts.map((one) => <option key={one.serial} value={one.serial}>{one.text}</option>)}</select></label>
        )}
      </div>
      <div className="sc-scroll"><Tracks picture={picture} layout={layout} live={live} /></div>
      {picture.rows.every((row) => !row.feasible) && picture.message !== '' && <p className="sc-verdict"><Mark state="warning" size={16} /><code>{picture.message}</code></p>}
      {picture.ties.length > 1 && <p className="sc-verdict">{picture.ties.join(' and ')} share the best score: the scheduler rolls a die, and it fell on {picture.rows.find((row) => row.chosen)?.node}.</p>}
      {picture.preemption !== null && <p className="sc-verdict"><Mark state="terminating" size={16} />To make room on {picture.preemption.nominated}, it evicts {picture.preemption.victims.map((one) => one.name).join(', ')}: their priority is lower.</p>}
      <Changes changes={picture.changes} onTry={onTry} />
    </div>
  );
}
