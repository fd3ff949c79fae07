/** Source and destination at every stop, and what changed them. The column of the stop that is told is lit. */
import type { ReactNode } from 'react';
import { Mark } from '../../../ui/mark.tsx';
import { useFrame } from '../flow/frame.ts';
import type { NetCall, NetStop } from '../project/network.ts';

const Cell = ({ was, is, change }: { readonly was: string; readonly is: string; readonly change: string }): ReactNode =>
  was === '' ? is : <><s>{was}</s><b>{is}</b><em>{change}</em></>;

function Words({ call }: { readonly call: NetCall }): ReactNode {
  const dnat = call.stops.find((stop) => stop.wasDestination !== '');
  const snat = call.stops.find((stop) => stop.wasSource !== '');
  return (
    <div className="nw-words">
      {call.result !== 'open' && <p><Mark state="failed" size={16} /> <b>{call.result}.</b> {call.why}</p>}
      {dnat === undefined && snat === undefined && call.result === 'open' && <p><b>The rule.</b> Between two Pods nothing is rewritten: the address that <code>{call.from.split('/')[0]}</code> has is the address that the other side sees.</p>}
      {dnat !== undefined && <p><b>The exception.</b> A Service has an address but stands nowhere. The kernel of {dnat.hop.node} swaps {dnat.wasDestination} for a ready Pod ({dnat.change}), and swaps it back in the reply.</p>}
      {snat !== undefined && <p><b>On the way out</b> the source {snat.wasSource} is swapped for {snat.source}: beyond the cluster nobody knows a way to a Pod.</p>}
    </div>
  );
}

export function Ledger({ call, live }: { readonly call: NetCall; readonly live: boolean }): ReactNode {
  const last = call.stops.length - 1;
  const at = useFrame(({ progress, still }) => (live && !still ? Math.floor(Math.min(last, (progress / 0.92) * last) + 1e-6) : last));
  const lit = (i: number): string => (live && i === at ? 'nw-on' : '');
  const rows: readonly (readonly [string, (stop: NetStop) => ReactNode])[] = [
    ['source', (stop) => <Cell was={stop.wasSource} is={stop.source} change={stop.change} />],
    ['destination', (stop) => <Cell was={stop.wasDestination} is={stop.destination} change={stop.change} />],
  ];
  return (
    <div className="nw-ledger">
      <div className="nw-scroll" tabIndex={0} role="region" aria-label="Addresses at each hop">
        <table>
          <thead><tr><th aria-label="part of the packet" />{call.stops.map((stop, i) => <th key={i} className={lit(i)} scope="col"><span className={i <= at ? 'nw-num nw-full' : 'nw-num'}>{i + 1}</span>{stop.title}</th>)}</tr></thead>
          <tbody>{rows.map(([name, cell]) => <tr key={name}><th scope="row">{name}</th>{call.stops.map((stop, i) => <td key={i} className={lit(i)}>{cell(stop)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <Words call={call} />
    </div>
  );
}
