/** The network namespace of an opened Pod: eth0 leaves through the glass, lo never does; rings are real sockets; legs lead to them. */
import { memo, type ReactNode } from 'react';
import type { Edge, EdgeProps, Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import type { PacketPicture } from '../project/packet.ts';
import type { PodGraph } from '../project/pod.ts';
import { pathOf } from '../layout/geometry.ts';
import { packetAt, pillWidth, PILL_HEIGHT } from '../layout/packet.ts';
import type { Leg, PodLayout, RingSeat } from '../layout/pod.ts';
import { Ends } from './ends.tsx';
import { useFrame } from './frame.ts';

type NetFlowNode = Node<{ readonly pod: PodGraph; readonly layout: PodLayout; readonly packet: PacketPicture | null; readonly narrow: boolean }, 'net'>;
export type LegFlowEdge = Edge<{ readonly leg: Leg }, 'leg'>;

function Ring({ seat, y, wire, named }: { readonly seat: RingSeat; readonly y: number; readonly wire: 'eth0' | 'lo'; /** Says whose it is, where no leg does. */ readonly named: boolean }): ReactNode {
  const { ring, x } = seat;
  const label = `:${ring.port}${ring.protocol === 'UDP' ? '/udp' : ''}`;
  return (
    <g>
      {ring.listens ? <circle cx={x} cy={y} r={7} className={ring.connected ? 'wr-full' : 'wr-open'} /> : <circle cx={x} cy={y} r={5} className="wr-dot" />}
      <text x={ring.listens ? x + 12 : x} y={wire === 'eth0' ? y - 11 : y + (ring.listens ? 21 : 27)} textAnchor={ring.listens ? 'start' : 'middle'} className={`wr-port ${ring.listens ? '' : 'wr-thin'}`}>{label}</text>
      {named && ring.listens && wire === 'eth0' && <text x={x - 6} y={y - 28} className="wr-of">{ring.container}</text>}
    </g>
  );
}

/** Below this width each route has a line of its own. */
const ROUTES_NEED = 620;
/** The routing table: beside the wires, or under them, on one line where that has room. */
function Routes({ pod, layout: { net, routes: at } }: { readonly pod: PodGraph; readonly layout: PodLayout }): ReactNode {
  const [x, y] = [net.x + 12, net.y + at.y];
  const routes = pod.routes.slice(0, 3);
  const below = (i: number): { readonly x?: number; readonly dx?: number; readonly dy?: number } => (i > 0 && net.width < ROUTES_NEED ? { x: x + 56, dy: 17 } : i === 0 ? { x: x + 56 } : { dx: 14 });
  if (at.inline) return <text x={x} y={y} className="wr-note">Routes{routes.map((route, i) => <tspan key={route} {...below(i)} className="wr-route">{route}</tspan>)}</text>;
  return (
    <>
      <text x={x} y={y} className="wr-note">Routes</text>
      {routes.map((route, i) => <text key={route} x={x} y={y + 18 + i * 17} className="wr-route">{route}</text>)}
    </>
  );
}

function Wires({ pod, layout, narrow }: { readonly pod: PodGraph; readonly layout: PodLayout; readonly narrow: boolean }): ReactNode {
  const { eth0, lo, loFrom, loName, wireTo, net, rings, glass } = layout;
  const known = pod.address !== '';
  return (
    <>
      {known && <path className="wr-wire" d={`M${glass.x - 22} ${eth0}H${wireTo}`} />}
      {pod.sandbox === 'ready' && <path className="wr-wire" d={`M${loFrom} ${lo}H${wireTo}`} />}
      {known && <circle cx={glass.x} cy={eth0} r={6} className="wr-dot" />}
      {known && <rect x={wireTo - 2} y={eth0 - 6} width={4} height={12} rx={2} className="wr-dot" />}
      {pod.sandbox === 'ready' && <g className="wr-dot"><rect x={loFrom - 2} y={lo - 6} width={4} height={12} rx={2} /><rect x={wireTo - 2} y={lo - 6} width={4} height={12} rx={2} /></g>}
      <text x={layout.ethName} y={layout.stacked ? net.y + 20 : layout.strip > 0 ? eth0 - 12 : eth0 - 20} className="wr-if">eth0 <tspan>{known ? pod.address : pod.sandbox === 'creating' ? 'being plugged in' : 'no address yet'}</tspan>{known && !narrow && <tspan className="wr-note" dx={8}>{pod.hostNetwork ? 'the node\u2019s own' : 'the way out of the Pod'}</tspan>}</text>
      {pod.sandbox === 'ready' && <text x={loName} y={lo - 19} className="wr-if">lo <tspan>127.0.0.1</tspan></text>}
      {pod.sandbox === 'ready' && layout.strip === 0 && Math.min(...rings.map((seat) => seat.x)) > loFrom + 150 && <text x={loFrom + 10} y={lo + 21} className="wr-note">never leaves the Pod</text>}
      {pod.routes.length > 0 && <Routes pod={pod} layout={layout} />}
      {rings.map((seat) => (
        <g key={seat.ring.key}>
          {seat.ring.eth0 && known && <Ring seat={seat} y={eth0} wire="eth0" named={layout.stacked} />}
          {seat.ring.lo && <Ring seat={seat} y={lo} wire="lo" named={layout.stacked} />}
        </g>
      ))}
    </>
  );
}

/** Room for the word that says how a call ended. */
const RESULT = 104;
function Packet({ packet, layout }: { readonly packet: PacketPicture; readonly layout: PodLayout }): ReactNode {
  const progress = useFrame((frame) => frame.progress);
  const still = useFrame((frame) => frame.still);
  const seat = packetAt(packet, layout, progress, still);
  const width = pillWidth(packet);
  const failed = packet.result !== 'open' && seat.arrived;
  // Beside the packet on the wire, where nothing is written.
  const after = seat.x + width / 2 + 10;
  const beside = after + RESULT < layout.wireTo ? { left: after } : { left: seat.x - width / 2 - 10 - RESULT, width: RESULT, justifyContent: 'flex-end' };
  return (
    <>
      <svg className="wr-svg"><path className="wr-hot" d={pathOf([{ x: seat.from, y: seat.y }, { x: seat.to, y: seat.y }])} /></svg>
      <div className={`wr-pill dg-lit ${seat.back ? 'wr-answer' : ''}`} style={{ left: seat.x - width / 2, top: seat.y - PILL_HEIGHT / 2, width, height: PILL_HEIGHT }}>
        <span>{seat.back ? packet.destination : packet.source}</span>
        <svg width="14" height="10" viewBox="0 0 14 10"><path d="M1 5h11M8.5 1.5 12 5 8.5 8.5" /></svg>
        <span>{seat.back ? packet.source : packet.destination}</span>
      </div>
      {failed && <div className="wr-result" style={{ ...beside, top: seat.y - 10 }}><Mark state="failed" />{packet.result}</div>}
    </>
  );
}

export const NetNode = memo(({ data: { pod, layout, packet, narrow } }: NodeProps<NetFlowNode>): ReactNode => (
  <div className="wr-net" style={{ left: -layout.net.x, top: -layout.net.y }}>
    <svg className="wr-svg" role="img" aria-label={`Network namespace: eth0 ${pod.address === '' ? 'without an address' : pod.address}, lo 127.0.0.1; ${layout.rings.map(({ ring }) => `port ${ring.port} of ${ring.container} ${ring.listens ? 'listens' : 'is connected'}`).join(', ')}`}>
      <Wires pod={pod} layout={layout} narrow={narrow} />
    </svg>
    {packet !== null && <Packet packet={packet} layout={layout} />}
    <Ends />
  </div>
));

/** Down to the tray or the wire; over a wire that it does not touch it goes in a half-circle. */
export const LegEdge = memo(({ data }: EdgeProps<LegFlowEdge>): ReactNode => {
  if (data === undefined) return null;
  const { leg } = data;
  const [start, end] = [leg.points[0], leg.points[leg.points.length - 1]];
  if (!start || !end) return null;
  const d = leg.hop === null ? pathOf(leg.points) : `M${start.x} ${start.y}V${leg.hop - 7}a7 7 0 0 1 0 14V${end.y}`;
  return (
    <g className={`wr-leg wr-${leg.kind}`}>
      <path d={d} />
      {leg.kind === 'mount' && <circle cx={end.x} cy={end.y} r={3.5} />}
      {leg.label && <text x={leg.label.x} y={leg.label.y} textAnchor={leg.label.end ? 'end' : 'start'}>{leg.label.text}</text>}
    </g>
  );
});
