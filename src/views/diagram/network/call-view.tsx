/** One request on its way over the network picture, and its answer on the way back. */
import { memo, useMemo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import { useFrame } from '../flow/frame.ts';
import { along, easeOut, pathOf, type Point } from '../layout/geometry.ts';
import type { NetLayout } from '../layout/network.ts';
import { besideDisc } from '../layout/pill.ts';
import type { NetCall } from '../project/network.ts';
import { hopsOf, stopAt, toldAt } from './play.ts';

type NetCallNode = Node<{ readonly layout: NetLayout; readonly call: NetCall; readonly live: boolean; /** The hop that a hand has chosen; null follows the story. */ readonly hop: number | null }, 'netCall'>;

/** How far the line of the answer stands beside that of the question. */
const BESIDE = 5;

interface Place {
  /** The hop that it is at, of the question and then of the answer. */
  readonly at: number;
  readonly seat: Point;
  /** How far it is on the way to the next, from 0 to 1. */
  readonly gone: number;
}
function placeOf(layout: NetLayout, call: NetCall, position: number): Place | null {
  const at = Math.floor(position + 1e-6);
  const there = stopAt(call, at);
  const way = at < call.stops.length ? layout.ways[at] : layout.ways[there.index - 1]?.toReversed();
  const moving = position - at > 0.02 && way !== undefined && way.length > 1;
  const gone = moving ? easeOut(position - at) : 0;
  const seat = moving ? along(way, gone) : layout.stops[there.index];
  return seat === undefined ? null : { at, seat, gone };
}

const PILL_HEIGHT = 24;
const RESULT_HEIGHT = 22;
const wordsOf = ({ stop, back }: ReturnType<typeof stopAt>): string => (back ? `from ${stop?.source ?? ''}` : `to ${stop?.destination ?? ''}`);
const widthOf = (words: string): number => words.length * 7.25 + 22;
/** Where the pill of each hop stands from its disc, and the words that say how the call ended. */
function seatsOf(layout: NetLayout, call: NetCall): { readonly pills: readonly Point[]; readonly result: Point } {
  const pills = Array.from({ length: hopsOf(call) }, (_, at) => besideDisc(layout, stopAt(call, at).index, { width: widthOf(wordsOf(stopAt(call, at))), height: PILL_HEIGHT }));
  const last = call.stops.length - 1;
  const [disc, pill] = [layout.stops[last], pills[last]];
  const taken = disc === undefined || pill === undefined ? [] : [{ x: disc.x + pill.x - 2, y: disc.y + pill.y - 2, width: widthOf(wordsOf(stopAt(call, last))) + 4, height: PILL_HEIGHT + 4 }];
  return { pills, result: besideDisc(layout, last, { width: call.result.length * 6.6 + 34, height: RESULT_HEIGHT }, taken) };
}

/** The line of the answer, as far as it has come, with the head of an arrow. */
function AnswerLine({ layout, call, at }: { readonly layout: NetLayout; readonly call: NetCall; readonly at: number }): ReactNode {
  const back = at - call.stops.length;
  if (call.reply.length === 0 || back < 1) return null;
  const ways = layout.ways.toReversed().slice(0, back).map((way) => way.toReversed()).filter((way) => way.length > 1);
  const last = ways[ways.length - 1];
  const [before, end] = last === undefined ? [] : last.filter((point, i) => i === 0 || point.x !== last[i - 1]?.x || point.y !== last[i - 1]?.y).slice(-2);
  return (
    <g transform={`translate(${BESIDE} ${BESIDE})`} className="nw-back">
      {ways.map((points, i) => <path key={i} d={pathOf(points)} />)}
      {before !== undefined
        && end !== undefined
        && <path className="nw-head-of" transform={`translate(${end.x} ${end.y}) rotate(${Math.round((Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI)}) translate(-13 0)`} d="M-8-5 0 0-8 5" />}
    </g>
  );
}

/** Discs are full where the packet has been; the last one says how it ended. */
function Discs({ layout, call, at, ended }: { readonly layout: NetLayout; readonly call: NetCall; readonly at: number; readonly ended: boolean }): ReactNode {
  const last = call.stops.length - 1;
  return layout.stops.map((point, i) => {
    const passed = i <= at;
    return (
      <g key={i}>
        <circle cx={point.x} cy={point.y} r={12} className={ended && i === last && call.result !== 'open' ? 'nw-failed' : passed ? 'nw-done' : 'nw-open'} />
        <text x={point.x} y={point.y + 4.5} textAnchor="middle" className={passed ? 'nw-number nw-passed' : 'nw-number'}>{i + 1}</text>
      </g>
    );
  });
}

/** The packet stands at one stop after the other; those it has left are full, those to come are open. */
export const NetCallView = memo(({ data: { layout, call, live, hop } }: NodeProps<NetCallNode>): ReactNode => {
  const progress = useFrame((frame) => (live && !frame.still ? frame.progress : 1));
  const seats = useMemo(() => seatsOf(layout, call), [layout, call]);
  const position = hop ?? toldAt(call, progress);
  const place = placeOf(layout, call, position);
  if (place === null) return null;
  const { at, seat, gone } = place;
  const shown = stopAt(call, at);
  const { stop, back } = shown;
  const last = call.stops.length - 1;
  const done = hop === null && position >= hopsOf(call) - 1.01;
  const ended = at >= last && (done || hop !== null || back);
  if (!stop) return null;
  const label = wordsOf(shown);
  const width = widthOf(label);
  // It goes over from its place at the one disc to that at the next.
  const [here = { x: 0, y: 0 }, there = here] = [seats.pills[at], seats.pills[at + 1]];
  const pill = { left: seat.x + here.x + (there.x - here.x) * gone, top: seat.y + here.y + (there.y - here.y) * gone };
  const end = layout.stops[last] ?? seat;
  return (
    <div className="wr-net">
      <svg
        className="wr-svg" role="img"
        aria-label={`${call.from} calls ${call.to}: ${call.stops.map((one) => one.title).join(', ')}; ${call.result}${call.reply.length === 0 ? '; nobody answers' : `; ${call.answer} goes back the same way`}`}
      >
        {layout.ways.map((points, i) => points.length > 1 && <path key={i} className={i < at ? 'wr-hot' : 'nw-ahead'} d={pathOf(points)} />)}
        <AnswerLine layout={layout} call={call} at={at} />
        <Discs layout={layout} call={call} at={at} ended={ended} />
      </svg>
      {(live || hop !== null || !done) && <div className={`wr-pill dg-lit ${back ? 'wr-answer' : ''}`} style={{ ...pill, width, height: PILL_HEIGHT }}>{label}</div>}
      {call.result !== 'open' && ended && <div className="wr-result" style={{ left: end.x + seats.result.x, top: end.y + seats.result.y }}><Mark state="failed" />{call.result}</div>}
    </div>
  );
});
