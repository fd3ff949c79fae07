/** How a proof goes and what came of it, said plainly. */
import type { ReactNode } from 'react';
import type { ProofState } from '../../session/lessons/proving.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { IssueList } from './IssueList.tsx';

const PARTS = {
  start: 'the start does not solve it', walk: 'every step can be taken, every prediction comes true', solution: 'the solution solves it, and it stays so',
  'near-miss': 'a near-miss does not solve it',
} as const;

export function ProofOutcome({ proof }: { readonly proof: ProofState }): ReactNode {
  if (proof.state === 'none') return null;
  if (proof.state === 'stopped') return <p className="o-note" role="status">{proof.why} Nothing was found out.</p>;
  if (proof.state === 'running') {
    const done = Math.round((proof.now?.done ?? 0) * 100);
    return (
      <div className="o-note" role="status">
        <progress max={100} value={done} aria-label="How much of the proof is done" />
        <p>{proof.now === null ? 'beginning' : `dice ${proof.now.seed} of 3: ${PARTS[proof.now.part]}${proof.now.name === '' ? '' : ` (${proof.now.name})`}`}</p>
      </div>
    );
  }
  const { issues } = proof.report;
  if (issues.every(({ severity }) => severity === 'warning')) return <p className="o-proved" role="status"><Glyph name="check" />Proved. The start does not solve it, the solution does, no near-miss does, and every prediction comes true.</p>;
  return <div className="o-report" role="status"><article data-closed><h4><Glyph name="close" size={14} />Not proved</h4><IssueList issues={issues} /></article></div>;
}
