/** The parts of the network picture: a node with its bridge, veths, routes and rules; and over them one request on its way. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import { useActions } from '../flow/actions.ts';
import { useFrame } from '../flow/frame.ts';
import { along, easeOut, pathOf } from '../layout/geometry.ts';
import { BRIDGE_Y, NET_POD, type NetLayout, type NetMachine } from '../layout/network.ts';
import type { NetCall } from '../project/network.ts';

type NetMachineNode = Node<{ readonly machine: NetMachine; readonly call: NetCall | null; readonly wireY: number }, 'netMachine'>;
type NetWireNode = Node<{ readonly layout: NetLayout }, 'netWire'>;
type NetCallNode = Node<{ readonly layout: NetLayout; readonly call: NetCall; readonly live: boolean; /** The hop that a hand has chosen; null follows the story. */ readonly hop: number | null }, 'netCall'>;

function Lines({ machine, wireY }: { readonly machine: NetMachine; readonly wireY: number }): ReactNode {
  const { box, node, pods, podWidth, bridge, routing, services } = machine;
  const [x0, y0] = [box.x, box.y];
  const leg = routing.x - x0 + routing.width - 12;
  return (
    <svg className="nw-lines" width={box.width} height={wireY - y0} aria-hidden="true">
      {pods.filter(({ pod }) => !pod.hostNetwork).map(({ pod, x }, i) => (
        <g key={pod.uid}>
          <path className="wr-wire" d={`M${x - x0 + podWidth / 2} ${NET_POD.top + NET_POD.height}V${BRIDGE_Y}`} />
          <circle cx={x - x0 + podWidth / 2} cy={NET_POD.top + NET_POD.height} r={6.5} className="nw-eth" />
          {i === 0 && <text x={x - x0 + podWidth / 2 + 12} y={NET_POD.top + NET_POD.height + 28} className="nw-ui">veth pair</text>}
        </g>
      ))}
      <path className="nw-bridge" d={`M${bridge[0] - x0} ${BRIDGE_Y}H${bridge[1] - x0}`} />
      <path className="wr-wire" d={`M${bridge[1] - x0} ${BRIDGE_Y}H${Math.max(bridge[1] - x0, leg)}M${leg} ${BRIDGE_Y}V${routing.y - y0}`} />
      <text x={bridge[0] - x0} y={BRIDGE_Y + 22} className="nw-mono"><tspan className="nw-net">{node.bridge}</tspan> {node.gateway}{(services.length === 0 || box.width >= 500) && <tspan className="nw-ui" dx={8}>bridge</tspan>}</text>
      <rect x={routing.x - x0} y={routing.y - y0} width={routing.width} height={routing.height} rx={8} className="nw-routing" />
      <path className="wr-wire" d={`M${leg} ${routing.y - y0 + routing.height}V${wireY - y0}`} />
      <circle cx={leg} cy={box.height} r={5} className="wr-dot" />
      {services.map(({ rule, box: one }) => <rect key={`${rule.name} ${rule.address}`} x={one.x - x0} y={one.y - y0} width={one.width} height={one.height} rx={23} className="nw-service" />)}
      {services[0] && (
        <>
          <path className="nw-rules" d={`M${services[0].box.x - x0 + services[0].box.width} ${services[0].box.y - y0 + 23}H${routing.x - x0 - 9}`} />
          <path className="wr-wire" d={`M${routing.x - x0 - 14} ${services[0].box.y - y0 + 18}l7 5-7 5`} />
        </>
      )}
    </svg>
  );
}

/** Its routing table, the route that decided in bold; where there is no room for a line it is broken before `via`. */
function Routes({ machine, decided }: { readonly machine: NetMachine; readonly decided: string }): ReactNode {
  const { box, routing, routes } = machine;
  return (
    <div className="nw-box" style={{ left: routing.x - box.x, top: routing.y - box.y, width: routing.width, height: routing.height }}>
      <b>Routing in the kernel</b>
      <ul className="dg-mono">{routes.map((route) => <li key={route} className={route === decided ? 'nw-decided' : ''}>{route.length * 7.25 + 28 <= routing.width ? route : route.split(/ (?=via|dev)/).map((part) => <span key={part}>{part}</span>)}</li>)}</ul>
    </div>
  );
}

export const NetMachineView = memo(({ data: { machine, call, wireY } }: NodeProps<NetMachineNode>): ReactNode => {
  const actions = useActions();
  const { box, node, pods, podWidth, hidden, services, moreRules } = machine;
  const decided = call?.stops.find((stop) => stop.hop.place === 'routing' && stop.hop.node === node.name)?.hop.rule ?? '';
  const last = services[services.length - 1];
  return (
    <div className={`dg-node nw-machine ${node.reachable ? '' : 'dg-cut'}`}>
      <p className="nw-head"><b>{node.name}</b><span className="dg-mono">{node.address}</span><span className="pd-grow" />{!node.reachable && <span className="nw-off"><Mark state="warning" size={13} />cut off</span>}{hidden > 0 && <span>+{hidden} more</span>}{(box.width >= 340 || hidden === 0) && node.reachable && <span className="dg-mono">{box.width >= 340 ? 'Pods ' : ''}{node.podCIDR}</span>}</p>
      {pods.map(({ pod, x }) => (
        <button key={pod.uid} type="button" className={`nodrag nw-pod ${podWidth < 140 ? 'nw-narrow' : ''} ${call?.touches.includes(pod.known) ? 'nw-touched' : ''}`} style={{ left: x - box.x, top: NET_POD.top, width: podWidth, height: NET_POD.height }} aria-label={`Pod ${pod.name}, ${pod.ip === '' ? 'no address' : pod.ip}`} title={pod.name} onClick={() => actions.openPod(pod.namespace, pod.name)}>
          <span className="dg-pod-head"><Mark state={pod.mark} /><span className="dg-name">{pod.name}</span></span>
          <span className="nw-eth0 dg-mono"><b>{pod.hostNetwork ? 'host' : 'eth0'}</b> {pod.ip === '' ? 'no address yet' : pod.ip}</span>
        </button>
      ))}
      <Lines machine={machine} wireY={wireY} />
      <Routes machine={machine} decided={decided} />
      {services.map(({ rule, box: one }) => <div key={`${rule.name} ${rule.address}`} className="nw-box nw-capsule" title={`Service ${rule.name}, ${rule.address}, ${rule.endpoints} endpoints`} style={{ left: one.x - box.x, top: one.y - box.y, width: one.width, height: one.height }}><b>{one.width >= 150 ? 'Service ' : ''}{rule.name}</b><span className="dg-mono">{rule.address}</span></div>)}
      {last && moreRules > 0 && <span className="nw-more" style={{ left: last.box.x - box.x + 14, top: last.box.y - box.y + last.box.height + 4 }}>rules of {moreRules} more</span>}
    </div>
  );
});

/** What joins the nodes; beyond the last it leads out of the cluster. */
export const NetWireView = memo(({ data: { layout } }: NodeProps<NetWireNode>): ReactNode => {
  const ends = layout.machines.map(({ routing }) => routing.x + routing.width - 12);
  const [from, to] = [ends[0], ends[ends.length - 1]];
  if (from === undefined || to === undefined) return null;
  return (
    <svg className="wr-svg" aria-hidden="true">
      <path className="wr-wire" d={`M${from} ${layout.wireY}H${to}`} />
      <path className="nw-rules" d={`M${to} ${layout.wireY}H${layout.outside.x}`} />
      <text x={from - 12} y={layout.wireY + 4} textAnchor="end" className="nw-ui">the wire between the nodes</text>
      <text x={layout.outside.x} y={layout.wireY + 18} textAnchor="end" className="nw-ui nw-way-out">out of the cluster</text>
    </svg>
  );
});

/** The packet stands at one stop after the other; those it has left are full, those to come are open. */
export const NetCallView = memo(({ data: { layout, call, live, hop } }: NodeProps<NetCallNode>): ReactNode => {
  const progress = useFrame((frame) => (live && !frame.still ? frame.progress : 1));
  const last = call.stops.length - 1;
  const position = hop ?? Math.min(last, (progress / 0.92) * last);
  const at = Math.floor(position + 1e-6);
  const way = layout.ways[at];
  const moving = position - at > 0.02 && way !== undefined && way.length > 1;
  const seat = moving ? along(way, easeOut(position - at)) : layout.stops[at];
  const stop = call.stops[at];
  const done = hop === null && position >= last - 0.01;
  if (!seat || !stop) return null;
  const label = `to ${stop.destination}`;
  const width = label.length * 7.25 + 22;
  // Beside the disc, so that names stay readable; above the wire, where there is room over it.
  const overWire = stop.hop.place === 'wire' || (moving && call.stops[at + 1]?.hop.place === 'wire');
  const right = seat.x + 18 + width < layout.width ? seat.x + 18 : seat.x - 18 - width;
  const pill = overWire ? { left: Math.min(layout.width - width - 8, seat.x - width / 2), top: seat.y - 46 } : { left: right, top: stop.hop.place === 'eth0' ? seat.y + 8 : seat.y - 12 };
  return (
    <div className="wr-net">
      <svg className="wr-svg" role="img" aria-label={`${call.from} calls ${call.to}: ${call.stops.map((one) => one.title).join(', ')}; ${call.result}`}>
        {layout.ways.map((points, i) => points.length > 1 && <path key={i} className={i < at || done ? 'wr-hot' : 'nw-ahead'} d={pathOf(points)} />)}
        {layout.stops.map((point, i) => {
          const passed = i <= at;
          const failed = (done || hop === last) && i === last && call.result !== 'open';
          return (
            <g key={i}>
              <circle cx={point.x} cy={point.y} r={12} className={failed ? 'nw-failed' : passed ? 'nw-done' : 'nw-open'} />
              <text x={point.x} y={point.y + 4.5} textAnchor="middle" className={passed ? 'nw-number nw-passed' : 'nw-number'}>{i + 1}</text>
            </g>
          );
        })}
      </svg>
      {(live || hop !== null || !done) && <div className="wr-pill dg-lit" style={{ ...pill, width, height: 24 }}>{label}</div>}
      {call.result !== 'open' && at === last && <div className="wr-result" style={{ left: Math.min(seat.x + 18, layout.width - 120), top: seat.y + (live || hop !== null ? 16 : -10) }}><Mark state="failed" />{call.result}</div>}
    </div>
  );
});
