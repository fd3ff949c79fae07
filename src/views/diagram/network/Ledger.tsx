/** Source and destination at every stop, and what changed them. The column of the stop that is told, or that a hand has chosen, is lit. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { useFrame } from '../flow/frame.ts';
import { hopsOf, stopAt, toldAt } from './play.ts';
import type { NetCall, NetStop } from '../project/network.ts';

const Cell = ({ was, is, change }: { readonly was: string; readonly is: string; readonly change: string }): ReactNode =>
  was === '' ? is : <><s>{was}</s><b>{is}</b><em>{change}</em></>;

/** What stands at an address that packets are led away from, and who gets them instead. */
function exception(call: NetCall, dnat: NetStop): readonly [what: string, who: string] {
  if (dnat.hop.place === 'host') return ['A host port belongs to the node.', 'the Pod that asked for it'];
  const machine = call.stops.slice(call.stops.indexOf(dnat) + 1).some(({ hop }) => hop.place === 'host');
  return ['A Service has an address but stands nowhere.', machine ? 'an endpoint with a machine’s own address' : 'a ready Pod'];
}
const leaves = (call: NetCall): boolean => call.stops.some(({ hop }) => hop.place === 'outside');

function Words({ call }: { readonly call: NetCall }): ReactNode {
  const dnat = call.stops.find((stop) => stop.wasDestination !== '');
  const snat = call.stops.find((stop) => stop.wasSource !== '');
  const within = call.stops.some((stop) => stop.hop.place === 'lo');
  return (
    <div className="nw-words">
      {call.result !== 'open' && <p><Mark state="failed" size={16} /> <b>{call.result}.</b> {call.why}</p>}
      {call.purpose === 'dns'
        && <p><b>A name first.</b> Before it calls, a program asks the cluster’s DNS for the address: a datagram like any other, to port 53. An answer that does not fit is asked for again over TCP.{call.asked.length > 0 && <> It asked, and heard: {call.asked.map((one, i) => <span key={one}>{i > 0 && '; '}<code>{one}</code></span>)}.</>}</p>}
      {call.purpose === 'probe' && <p><b>A probe is a call.</b> The kubelet makes it from the node, to the Pod’s own address.</p>}
      {within && <p><b>One network namespace.</b> Containers of a Pod meet on <code>lo</code>: the packet never leaves it.</p>}
      {dnat === undefined
        && snat === undefined
        && !within
        && call.result === 'open'
        && <p><b>The rule.</b> Between two Pods nothing is rewritten: the address that <code>{call.from.split('/')[0]}</code> has is the address that the other side sees.</p>}
      {dnat !== undefined
        && <p><b>The exception.</b> {exception(call, dnat)[0]} The kernel of {dnat.hop.node} swaps {dnat.wasDestination} for {exception(call, dnat)[1]} ({dnat.change}), and {call.reply.length > 0 ? 'swaps it back in the answer' : 'would swap it back in an answer'}.</p>}
      {snat !== undefined && <p><b>On the way</b> the source {snat.wasSource} is swapped for {snat.source}: {leaves(call) ? 'beyond the cluster nobody knows a way to a Pod' : 'the answer comes back to the node, which undoes both swaps'}.</p>}
    </div>
  );
}

interface Row {
  readonly name: string;
  readonly stops: readonly NetStop[];
  /** Of the answer. */
  readonly back: boolean;
  readonly cell: (stop: NetStop) => ReactNode;
}
const sourceCell = (stop: NetStop): ReactNode => <Cell was={stop.wasSource} is={stop.source} change={stop.change} />;
const destinationCell = (stop: NetStop): ReactNode => <Cell was={stop.wasDestination} is={stop.destination} change={stop.change} />;

interface LedgerProps {
  readonly call: NetCall;
  readonly live: boolean;
  /** The hop that a hand has chosen; null follows the story. */
  readonly hop: number | null;
  readonly onHop: (hop: number | null) => void;
}

/** One hop back or on; the sentence says what happens there. */
function Steps({ call, at, chosen, onHop }: { readonly call: NetCall; readonly at: number; readonly chosen: boolean; readonly onHop: LedgerProps['onHop'] }): ReactNode {
  const last = hopsOf(call) - 1;
  const { stop, back, index } = stopAt(call, at);
  return (
    <div className="nw-steps">
      <button type="button" className="vw-button" aria-label="The hop before" disabled={at <= 0} onClick={() => onHop(at - 1)}><Glyph name="back" /></button>
      <button type="button" className="vw-button" aria-label="The next hop" disabled={at >= last && chosen} onClick={() => onHop(at >= last ? 0 : at + 1)}><Glyph name={at >= last ? 'first' : 'step'} /></button>
      <p role="status"><b>{back ? `Back, ${call.answer}, hop ${call.stops.length - index} of ${call.stops.length}.` : `Hop ${at + 1} of ${call.stops.length}.`}</b> {stop?.says}</p>
    </div>
  );
}

/** Where the table is wider than its frame, the column of a hop that a hand has chosen is brought into it. */
function useSeen(hop: number | null): { readonly current: HTMLDivElement | null } {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scroll = frame.current;
    const column = hop === null ? null : scroll?.querySelector('[aria-current]');
    if (scroll === null || column === null || column === undefined) return;
    const [seen, of] = [column.getBoundingClientRect(), scroll.getBoundingClientRect()];
    scroll.scrollLeft += Math.min(0, seen.left - of.left - 8) + Math.max(0, seen.right - of.right + 8);
  }, [hop]);
  return frame;
}

export function Ledger({ call, live, hop, onHop }: LedgerProps): ReactNode {
  const last = hopsOf(call) - 1;
  const told = useFrame(({ progress, still }) => (live && !still ? Math.floor(toldAt(call, progress) + 1e-6) : last));
  const at = hop ?? told;
  const { index, back } = stopAt(call, at);
  const shown = live || hop !== null;
  const lit = (i: number, way: boolean): string => (shown && i === index && way === back ? 'nw-on' : '');
  // The answer is read from right to left, under the hops of the question.
  const answers = call.reply.toReversed();
  const rows: readonly Row[] = [
    { name: 'source', stops: call.stops, back: false, cell: sourceCell },
    { name: 'destination', stops: call.stops, back: false, cell: destinationCell },
    ...(answers.length === 0 ? [] : [{ name: 'answer from', stops: answers, back: true, cell: sourceCell }, { name: 'answer to', stops: answers, back: true, cell: destinationCell }]),
  ];
  const frame = useSeen(hop);
  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    onHop(Math.min(last, Math.max(0, at + by)));
  };
  return (
    <div className="nw-ledger">
      <Steps call={call} at={at} chosen={hop !== null} onHop={onHop} />
      <div ref={frame} className="nw-scroll" tabIndex={0} role="region" aria-label="Addresses at each hop; arrow keys go from hop to hop" onKeyDown={onKey}>
        <table>
          <thead>
            <tr>
              <th aria-label="part of the packet" />
              {call.stops.map((stop, i) => <th key={i} className={lit(i, false)} scope="col" aria-current={i === index ? 'step' : undefined}>
                <button type="button" tabIndex={-1} onClick={() => onHop(i)}><span className={i <= at ? 'nw-num nw-full' : 'nw-num'}>{i + 1}</span>{stop.title}</button>
              </th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, stops, back: way, cell }) => <tr key={name} className={way ? 'nw-answers' : ''}>
              <th scope="row">{name}</th>
              {stops.map((stop, i) => <td key={i} className={lit(i, way)}>{cell(stop)}</td>)}
            </tr>)}
          </tbody>
        </table>
      </div>
      <Words call={call} />
    </div>
  );
}
