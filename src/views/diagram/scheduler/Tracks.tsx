/** Tracks run through the filters and end where a node is refused, with the reason in the room they leave; then the weighted votes. */
import { memo, useRef, type ReactNode, type RefObject } from 'react';
import { Glyph } from '../../../ui/glyph.tsx';
import type { ScheduleRow, SchedulePicture } from '../project/schedule.ts';
import type { ScheduleLine } from '../project/schedule-lines.ts';
import { clamp, part } from '../layout/geometry.ts';
import { useFrame } from '../flow/frame.ts';
import { usePointedRow } from '../flow/pointed.ts';
import { ROW, winnerSign, type ScheduleLayout } from './layout.ts';
import { useVisibleRows } from './visible.ts';

const y = ROW / 2;

interface RowProps {
  readonly row: Track;
  readonly layout: ScheduleLayout;
  readonly pod: string;
  /** How much of this row has been told, 0 to 1: filters first, then scores. */
  readonly told: number;
}

/** What a line shows of a node, or of all that were refused alike. */
type Track = Pick<ScheduleRow, 'passed' | 'reason' | 'plain' | 'feasible' | 'chosen' | 'scores' | 'total'> & { readonly held: boolean; readonly totals: readonly [least: number, most: number] | null };

interface RefusalProps {
  readonly x: number;
  readonly reason: string;
  readonly plain: string;
  readonly room: number;
}
/** The scheduler's words, and below them plain ones. */
function Refusal({ x, reason, plain, room }: RefusalProps): ReactNode {
  const width = Math.min(room, Math.max(reason.length * 6.6, plain.length * 6.1) + 10);
  const [top, height] = plain === '' ? [y - 11, 22] : [y - 17, 36];
  return (
    <>
      <rect x={x - 9} y={y - 9} width={18} height={18} rx={3} fill="var(--failed)" />
      <path d={`M${x - 3.4} ${y - 3.4}l6.8 6.8M${x + 3.4} ${y - 3.4}l-6.8 6.8`} className="sc-cross" />
      <rect x={x + 14} y={top} width={width} height={height} fill="var(--paper)" />
      <text x={x + 18} y={plain === '' ? y + 4.5 : y - 2} className="sc-reason">{reason}</text>
      {plain !== '' && <text x={x + 18} y={y + 14} className="sc-quiet">{plain}</text>}
    </>
  );
}

function Way({ row, layout, pod, told }: RowProps): ReactNode {
  const { from, filters, goal } = layout;
  const stop = row.feasible ? goal : (filters[row.passed]?.x ?? goal);
  const sign = winnerSign(pod, layout);
  const end = row.chosen ? sign.x - 6 : row.feasible ? goal : stop - 9;
  const reached = from + (end - from) * part(told, 0, 0.6);
  const there = reached >= end - 0.5;
  return (
    <>
      <path d={`M${from} ${y}H${reached}`} className={row.chosen ? 'sc-track sc-best' : 'sc-track'} />
      {filters.slice(0, row.feasible ? filters.length : row.passed).map((seat) => seat.x <= reached + 1 && <circle key={seat.x} cx={seat.x} cy={y} r={4.5} fill="var(--ink)" />)}
      {there && row.feasible && <path d={`M${end - 7} ${y - 5}l7 5-7 5`} className={row.chosen ? 'sc-head sc-best' : 'sc-head'} />}
      {there && !row.feasible && row.reason !== '' && <Refusal x={stop} reason={row.reason} plain={row.plain} room={layout.totalX - stop} />}
      {there && row.held && <Held pod={pod} x={layout.totalX} />}
      {there && row.chosen && (
        <>
          <rect x={sign.x} y={y - 15} width={sign.width} height={30} rx={9} fill="var(--pod-glass)" stroke="var(--pod)" strokeWidth={1.5} />
          <text x={sign.x + 12} y={y + 4.5} className="sc-mono sc-strong">{sign.name}</text>
        </>
      )}
    </>
  );
}

/** The place on a nominated node, kept for the Pod until its victims are gone. */
function Held({ pod, x }: { readonly pod: string; readonly x: number }): ReactNode {
  const text = `held for ${pod}`;
  const width = text.length * 7.5 + 24;
  return (
    <>
      <rect x={x - width - 8} y={y - 16} width={width + 8} height={32} fill="var(--paper)" />
      <rect x={x - width} y={y - 15} width={width} height={30} rx={9} className="sc-held" />
      <text x={x - width + 12} y={y + 4.5} className="sc-mono">{text}</text>
    </>
  );
}

function Votes({ row, layout, told }: Omit<RowProps, 'pod'>): ReactNode {
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
      {grown === 1
        && row.totals !== null
        && <text x={layout.totalX} y={y + 5} textAnchor="end" className="sc-mono sc-count">{row.totals[0] === row.totals[1] ? row.totals[0] : `${row.totals[0]} to ${row.totals[1]}`}</text>}
      {grown === 1 && row.totals === null && <text x={layout.totalX} y={y + 7} textAnchor="end" className={row.chosen ? 'sc-mono sc-sum sc-won' : 'sc-mono sc-sum'}>{row.total}</text>}
    </>
  );
}

interface LineProps {
  readonly line: ScheduleLine;
  readonly layout: ScheduleLayout;
  readonly pod: string;
  readonly nominated: string;
  readonly live: boolean;
  /** When this line begins to be told, as a part of the whole. */
  readonly lead: number;
  readonly top: number;
  readonly onToggle: (key: string) => void;
}

const spokenLine = (line: ScheduleLine): string => {
  if (line.kind === 'group') return line.totals === null ? `${line.nodes.length} nodes refused: ${line.reason}` : `${line.nodes.length} more nodes would do`;
  const { row } = line;
  return row.feasible ? `${row.node} scores ${row.total}${row.chosen ? ' and wins' : ''}${row.tied ? ', tied' : ''}` : `${row.node}${row.reason === '' ? '' : ` refused: ${row.reason}`}`;
};

function LineView({ line, layout, pod, nominated, live, lead, top, onToggle }: LineProps): ReactNode {
  // In hundredths, and for this line alone: a frame draws only the lines that it moves.
  const told = useFrame((frame) => (live && !frame.still ? Math.round(part(frame.progress, lead, Math.min(1, lead + 0.5)) * 100) / 100 : 1));
  const pointed = usePointedRow(line.kind === 'node' ? line.row.node : '');
  const row: Track = line.kind === 'node'
    ? { ...line.row, held: line.row.node === nominated, totals: null }
    : { passed: line.passed, reason: line.reason, plain: line.plain, feasible: line.totals !== null, chosen: false, scores: [], total: 0, held: false, totals: line.totals };
  return (
    <li className={`${row.chosen && told === 1 ? 'sc-line sc-first' : 'sc-line'} ${pointed}`} style={{ top, width: layout.width }} aria-label={spokenLine(line)}>
      <div className={line.kind === 'node' && line.inner ? 'sc-name sc-inner' : 'sc-name'}>
        {line.kind === 'group' ? (
          <button type="button" className="sc-fold" aria-expanded={line.open} onClick={() => onToggle(line.key)}>
            <Glyph name="down" size={13} />
            <b>{line.nodes.length} {line.totals === null ? 'nodes' : 'more nodes'}</b>
            <span>{line.nodes[0]}, {line.nodes[1]}, ...</span>
          </button>
        ) : (
          <><b className={row.chosen ? 'sc-strong' : ''}>{line.row.node}</b><span>{line.row.about}{line.row.tied ? ', tied' : ''}</span></>
        )}
      </div>
      <svg width={layout.width} height={ROW} aria-hidden="true">
        {layout.filters.map((seat) => <path key={seat.x} d={`M${seat.x} 0V${ROW}`} className="sc-rule" />)}
        <Way row={row} layout={layout} pod={pod} told={told} />
        <Votes row={row} layout={layout} told={told} />
      </svg>
    </li>
  );
}
const Line = memo(LineView);

interface TracksProps {
  readonly picture: SchedulePicture;
  readonly lines: readonly ScheduleLine[];
  readonly layout: ScheduleLayout;
  readonly live: boolean;
  readonly pane: RefObject<HTMLElement | null>;
  readonly onToggle: (key: string) => void;
}
export function Tracks({ picture, lines, layout, live, pane, onToggle }: TracksProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const { first, last } = useVisibleRows(pane, list, lines.length, ROW);
  const lead = 0.5 / Math.max(1, lines.length);
  return (
    <ul ref={list} className="sc-lines" style={{ width: layout.width, height: lines.length * ROW + 10 }} aria-label={`Filters and scores for ${picture.pod}`}>
      {lines.slice(first, last).map((line, i) => (
        <Line
          key={`${line.kind} ${line.key}`} line={line} layout={layout} pod={picture.pod} nominated={picture.preemption?.nominated ?? ''} live={live}
          lead={(first + i) * lead} top={(first + i) * ROW} onToggle={onToggle}
        />
      ))}
    </ul>
  );
}
