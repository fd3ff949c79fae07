/** One request on its way over the network picture, and its answer on the way back. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import { useFrame } from '../flow/frame.ts';
import { along, easeOut, pathOf, type Point } from '../layout/geometry.ts';
import type { NetLayout } from '../layout/network.ts';
import { isBeside, type NetCall } from '../project/network.ts';
import { hopsOf, stopAt, toldAt } from './play.ts';

type NetCallNode = Node<{ readonly layout: NetLayout; readonly call: NetCall; readonly live: boolean; /** The hop that a hand has chosen; null follows the story. */ readonly hop: number | null }, 'netCall'>;

/** How far the line of the answer stands beside that of the question. */
const BESIDE = 5;

interface Place {
  /** The hop that it is at, of the question and then of the answer. */
  readonly at: number;
  readonly seat: Point;
  readonly overWire: boolean;
}
function placeOf(layout: NetLayout, call: NetCall, position: number): Place | null {
  const at = Math.floor(position + 1e-6);
  const there = stopAt(call, at);
  const way = at < call.stops.length ? layout.ways[at] : layout.ways[there.index - 1]?.toReversed();
  const moving = position - at > 0.02 && way !== undefined && way.length > 1;
  const seat = moving ? along(way, easeOut(position - at)) : layout.stops[there.index];
  if (seat === undefined) return null;
  return { at, seat, overWire: there.stop?.hop.place === 'wire' || (moving && stopAt(call, at + 1).stop?.hop.place === 'wire') };
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
  const position = hop ?? toldAt(call, progress);
  const place = placeOf(layout, call, position);
  if (place === null) return null;
  const { at, seat, overWire } = place;
  const { stop, back } = stopAt(call, at);
  const last = call.stops.length - 1;
  const done = hop === null && position >= hopsOf(call) - 1.01;
  const ended = at >= last && (done || hop !== null || back);
  if (!stop) return null;
  const label = back ? `from ${stop.source}` : `to ${stop.destination}`;
  const width = label.length * 7.25 + 22;
  // Beside the disc, so that names stay readable; above the wire, where there is room over it.
  const left = isBeside(stop.hop) || seat.x + 18 + width >= layout.width;
  const right = left ? seat.x - 18 - width : seat.x + 18;
  const pill = overWire ? { left: Math.min(layout.width - width - 8, seat.x - width / 2), top: seat.y - 46 } : { left: right, top: stop.hop.place === 'eth0' && !isBeside(stop.hop) ? seat.y + 8 : seat.y - 12 };
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
      {(live || hop !== null || !done) && <div className={`wr-pill dg-lit ${back ? 'wr-answer' : ''}`} style={{ ...pill, width, height: 24 }}>{label}</div>}
      {call.result !== 'open' && ended && <div className="wr-result" style={{ left: Math.min(end.x + 18, layout.width - 120), top: end.y + (live || hop !== null ? 16 : -10) }}><Mark state="failed" />{call.result}</div>}
    </div>
  );
});
