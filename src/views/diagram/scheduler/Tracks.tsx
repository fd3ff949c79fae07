/** Tracks run through the filters and end where a node is refused, with the reason in the room they leave; then the weighted votes. */
import type { ReactNode } from 'react';
import type { ScheduleRow, SchedulePicture } from '../project/schedule.ts';
import { clamp, part } from '../layout/geometry.ts';
import { useFrame } from '../flow/frame.ts';
import { ROW, type ScheduleLayout } from './layout.ts';

interface RowProps {
  readonly row: ScheduleRow;
  readonly layout: ScheduleLayout;
  readonly pod: string;
  readonly y: number;
  /** How much of this row has been told, 0 to 1: filters first, then scores. */
  readonly told: number;
}

function Refusal({ x, y, reason, room }: { readonly x: number; readonly y: number; readonly reason: string; readonly room: number }): ReactNode {
  const width = Math.min(room, reason.length * 6.6 + 10);
  return (
    <>
      <rect x={x - 9} y={y - 9} width={18} height={18} rx={3} fill="var(--failed)" />
      <path d={`M${x - 3.4} ${y - 3.4}l6.8 6.8M${x + 3.4} ${y - 3.4}l-6.8 6.8`} className="sc-cross" />
      <rect x={x + 14} y={y - 11} width={width} height={22} fill="var(--paper)" />
      <text x={x + 18} y={y + 4.5} className="sc-reason">{reason}</text>
    </>
  );
}

function Track({ row, layout, pod, y, told }: RowProps): ReactNode {
  const { from, filters, goal } = layout;
  const stop = row.feasible ? goal : (filters[row.passed]?.x ?? goal);
  const end = row.chosen ? goal - pod.length * 3.9 - 20 : row.feasible ? goal : stop - 9;
  const reached = from + (end - from) * part(told, 0, 0.6);
  const there = reached >= end - 0.5;
  return (
    <>
      <path d={`M${from} ${y}H${reached}`} className={row.chosen ? 'sc-track sc-best' : 'sc-track'} />
      {filters.slice(0, row.feasible ? filters.length : row.passed).map((seat) => seat.x <= reached + 1 && <circle key={seat.x} cx={seat.x} cy={y} r={4.5} fill="var(--ink)" />)}
      {there && row.feasible && <path d={`M${end - 7} ${y - 5}l7 5-7 5`} className={row.chosen ? 'sc-head sc-best' : 'sc-head'} />}
      {there && !row.feasible && row.reason !== '' && <Refusal x={stop} y={y} reason={row.reason} room={layout.totalX - stop} />}
      {there && row.chosen && (
        <>
          <rect x={end + 6} y={y - 15} width={pod.length * 7.9 + 24} height={30} rx={9} fill="var(--pod-glass)" stroke="var(--pod)" strokeWidth={1.5} />
          <text x={end + 18} y={y + 4.5} className="sc-mono sc-strong">{pod}</text>
        </>
      )}
    </>
  );
}

function Votes({ row, layout, y, told }: RowProps): ReactNode {
  const grown = part(told, 0.6, 1);
  if (!row.feasible || grown === 0) return null;
  return (
    <>
      {layout.scores.map((seat, i) => {
        const score = row.scores[i];
        if (!score) return null;
        return (
          <g key={seat.x}>
            <text x={seat.x} y={y - 4} className={row.chosen ? 'sc-mono sc-vote sc-strong' : 'sc-mono sc-vote'}>{score.weighted}</text>
            <rect x={seat.x} y={y + 2} width={seat.width} height={10} rx={2} className="sc-bed" />
            <rect x={seat.x} y={y + 2} width={clamp(seat.width * score.share * grown, 0, seat.width)} height={10} rx={2} fill={row.chosen ? 'var(--ink)' : 'var(--ink-3)'} />
          </g>
        );
      })}
      {grown === 1 && <text x={layout.totalX} y={y + 7} textAnchor="end" className={row.chosen ? 'sc-mono sc-sum sc-won' : 'sc-mono sc-sum'}>{row.total}</text>}
    </>
  );
}

function Heads({ picture, layout }: { readonly picture: SchedulePicture; readonly layout: ScheduleLayout }): ReactNode {
  const bottom = layout.rowTop + picture.rows.length * ROW;
  const nothingLeft = picture.scores.length === 0;
  return (
    <>
      <text x={layout.from} y={22} className="sc-title">Filter: may it run here?</text>
      {picture.silentFilters > 0 && <text x={layout.from} y={40} className="sc-quiet">{picture.silentFilters} more had nothing to check</text>}
      {!nothingLeft && <text x={layout.scores[0]?.x} y={22} className="sc-title">Score: where is it best?{layout.totalX - (layout.scores[0]?.x ?? 0) > 420 && <tspan className="sc-quiet" dx={14}>the wider the column, the heavier its vote</tspan>}</text>}
      <text x={22} y={108} className="sc-quiet">nodes still in</text>
      {picture.filters.map((filter, i) => {
        const seat = layout.filters[i];
        if (!seat) return null;
        return (
          <g key={filter.plugin}>
            {seat.lines.map((line, n) => <text key={line} x={seat.x} y={73 - (seat.lines.length - 1 - n) * 15} textAnchor="middle" className="sc-plugin">{line}</text>)}
            <text x={seat.x} y={108} textAnchor="middle" className={filter.drops ? 'sc-mono sc-count sc-strong' : 'sc-mono sc-count'}>{filter.left}</text>
            <path d={`M${seat.x} ${layout.rowTop}V${bottom}`} className="sc-rule" />
          </g>
        );
      })}
      {picture.scores.map((score, i) => {
        const seat = layout.scores[i];
        if (!seat) return null;
        return (
          <g key={score.plugin}>
            {seat.lines.map((line, n) => <text key={line} x={seat.x} y={73 - (seat.lines.length - 1 - n) * 15} className="sc-plugin">{line}</text>)}
            <path d={`M${seat.x} 84H${seat.x + seat.width}`} className="sc-weight" />
            <text x={seat.x} y={108} className="sc-mono sc-count">{'\u00D7'}{score.weight}</text>
          </g>
        );
      })}
      {!nothingLeft && <text x={layout.totalX} y={73} textAnchor="end" className="sc-plugin">Total</text>}
    </>
  );
}

export function Tracks({ picture, layout, live }: { readonly picture: SchedulePicture; readonly layout: ScheduleLayout; readonly live: boolean }): ReactNode {
  const progress = useFrame((frame) => (live && !frame.still ? Math.round(frame.progress * 200) / 200 : 1));
  const count = Math.max(1, picture.rows.length);
  const lead = 0.5 / count;
  return (
    <svg width={layout.width} height={layout.height} role="img" aria-label={`Filters and scores for ${picture.pod}: ${picture.rows.map((row) => (row.feasible ? `${row.node} scores ${row.total}${row.chosen ? ' and wins' : ''}` : `${row.node} refused: ${row.reason}`)).join('; ')}`}>
      {picture.rows.map((row, i) => row.chosen && progress > 0.9 && <rect key={row.node} x={8} y={layout.rowTop + i * ROW} width={layout.width - 16} height={ROW} rx={10} className="sc-now" />)}
      <Heads picture={picture} layout={layout} />
      {picture.rows.map((row, i) => {
        const y = layout.rowTop + i * ROW + ROW / 2;
        const told = part(progress, i * lead, Math.min(1, i * lead + 0.5));
        return (
          <g key={row.node}>
            <text x={22} y={y - 2} className={row.chosen ? 'sc-mono sc-node sc-strong' : 'sc-mono sc-node'}>{row.node}</text>
            <text x={22} y={y + 14} className="sc-quiet">{row.about}{row.tied ? ', tied' : ''}</text>
            <Track row={row} layout={layout} pod={picture.pod} y={y} told={told} />
            <Votes row={row} layout={layout} pod={picture.pod} y={y} told={told} />
          </g>
        );
      })}
    </svg>
  );
}
