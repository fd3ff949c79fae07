/** What would have let the Pod in: the smallest change for each node that refused it, each to be tried with one click. */
import { useState, type ReactNode } from 'react';
import type { Counterfactual } from '../../../cluster/contract/scheduling.ts';
import { changeLines, type ChangeLine } from '../project/schedule-lines.ts';

/** More than these are asked for. */
const SOME = 12;

export interface ChangesProps {
  readonly changes: readonly Counterfactual[];
  /** Puts a change of the Pod into the editor, types one of a node into the terminal. */
  readonly onTry: (change: Counterfactual) => void;
}

function namesOf({ nodes }: ChangeLine): string {
  return nodes.length <= 3 ? nodes.join(', ') : `${nodes.length} nodes`;
}

export function Changes({ changes, onTry }: ChangesProps): ReactNode {
  const [all, setAll] = useState(false);
  const lines = changeLines(changes);
  if (lines.length === 0) return null;
  return (
    <section className="sc-changes sc-wide">
      <h3>What would have to change? <span>the smallest change for each node</span></h3>
      <ul>
        {lines.slice(0, all ? lines.length : SOME).map((line) => (
          <li key={`${line.change.change} ${line.change.text}`}>
            <code title={line.nodes.join(', ')}>{namesOf(line)}</code>
            <p>{line.change.text}</p>
            <button
              type="button" className="sc-try" aria-label={`Try it: ${line.change.text}`}
              title={line.change.change === 'pod' ? 'Opens the changed manifest in the editor' : 'Types the command into the terminal'} onClick={() => onTry(line.change)}
            >Try it</button>
          </li>
        ))}
      </ul>
      {lines.length > SOME && !all && <button type="button" className="sc-try" onClick={() => setAll(true)}>{lines.length - SOME} more</button>}
    </section>
  );
}
