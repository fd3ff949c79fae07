/** The same attempt where there is no room for columns: each node with its points, or with the filter that refused it and why. */
import type { ReactNode } from 'react';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { SchedulePicture } from '../project/schedule.ts';
import type { ScheduleLine } from '../project/schedule-lines.ts';

interface RowProps {
  readonly line: ScheduleLine;
  readonly picture: SchedulePicture;
  readonly onToggle: (key: string) => void;
}

function Row({ line, picture, onToggle }: RowProps): ReactNode {
  const [passed, reason] = line.kind === 'node' ? [line.row.passed, line.row.reason] : [line.passed, line.reason];
  const refusal = reason === '' ? '' : `${picture.filters[passed]?.plugin ?? ''}: ${reason}`;
  if (line.kind === 'group') {
    return (
      <li>
        <button type="button" className="sc-fold" aria-expanded={line.open} onClick={() => onToggle(line.key)}>
          <Glyph name="down" size={13} />
          <b>{line.nodes.length} {line.totals === null ? 'nodes' : 'more nodes'}</b>
        </button>
        <span className="sc-why">{line.totals === null ? refusal : `${line.totals[0]} to ${line.totals[1]} points`}</span>
      </li>
    );
  }
  const { row } = line;
  const best = Math.max(1, ...picture.rows.map(({ total }) => total));
  return (
    <li className={row.chosen ? 'sc-first' : ''} data-inner={line.inner || undefined}>
      <Mark state={row.feasible ? 'ready' : 'failed'} size={15} /><b>{row.node}</b><span>{row.about}</span>
      {row.feasible && row.total > 0 && <><i className="sc-share" style={{ width: `${(row.total / best) * 100}%` }} /><em>{row.total}</em></>}
      {refusal !== '' && <span className="sc-why">{refusal}</span>}
      {row.plain !== '' && <span className="sc-plain">{row.plain}</span>}
      {row.node === picture.preemption?.nominated && <span className="sc-why">held for {picture.pod}</span>}
    </li>
  );
}

export function NarrowRows({ lines, picture, onToggle }: { readonly lines: readonly ScheduleLine[]; readonly picture: SchedulePicture; readonly onToggle: (key: string) => void }): ReactNode {
  return <ul className="sc-narrow" aria-label={`Filters and scores for ${picture.pod}`}>{lines.map((line) => <Row key={`${line.kind} ${line.key}`} line={line} picture={picture} onToggle={onToggle} />)}</ul>;
}
