/** Yours beside the scheduler's: each node with its points or its refusal, and the difference in words. */
import type { ReactNode } from 'react';
import { comparisonText, type Comparison, type Side } from '../../../session/index.ts';
import { Mark, type MarkName } from '../../../ui/mark.tsx';

const stateOf = (side: Side | null): MarkName => (side === null ? 'pending' : side.feasible ? 'ready' : 'failed');
const noteOf = (side: Side | null): string => (side === null ? '' : side.feasible ? (side.total === null ? 'fits' : `${side.total} points`) : side.refusedBy === '' ? 'not looked at' : `refused by ${side.refusedBy}`);

function Half({ who, side }: { readonly who: string; readonly side: Side | null }): ReactNode {
  return (
    <span className="pd-half">
      <span className="pd-who">{who}</span>
      <Mark state={stateOf(side)} size={15} />
      <code>{side === null ? 'no node' : side.node}</code>
      <span className="pd-note">{noteOf(side)}</span>
    </span>
  );
}

interface ComparedProps {
  readonly comparison: Comparison;
  readonly pod: string;
  /** One line, where the picture needs the room. */
  readonly short: boolean;
}
export function Compared({ comparison, pod, short }: ComparedProps): ReactNode {
  const { differences } = comparison;
  return (
    <div className="pd-compared">
      <p className="pd-halves"><span className="visually-hidden">Where {pod} goes. </span><Half who="You" side={comparison.yours} /><Half who="Scheduler" side={comparison.theirs} /></p>
      <p className={short ? 'visually-hidden' : ''}>{comparisonText(comparison)}</p>
      {!short && differences.length > 1 && (
        <table className="pd-differences">
          <thead><tr><th scope="col">points by</th><td>you</td><td>scheduler</td></tr></thead>
          <tbody>{differences.slice(0, 4).map(({ plugin, yours, theirs }) => <tr key={plugin}><th scope="row">{plugin}</th><td><code>{yours}</code></td><td><code>{theirs}</code></td></tr>)}</tbody>
        </table>
      )}
    </div>
  );
}
