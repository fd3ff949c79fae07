/** The parts of the network picture: a node with its bridge, veths, routes and rules, and the wire that joins them. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import { useActions } from '../flow/actions.ts';
import { BUNDLE_X, POD_HEIGHT, type NetLayout, type NetMachine } from '../layout/network.ts';
import type { NetCall } from '../project/network.ts';

type NetMachineNode = Node<{ readonly machine: NetMachine; readonly call: NetCall | null; readonly wireY: number }, 'netMachine'>;
type NetWireNode = Node<{ readonly layout: NetLayout }, 'netWire'>;

function Lines({ machine, wireY }: { readonly machine: NetMachine; readonly wireY: number }): ReactNode {
  const { box, node, pods, small, podWidth, podTop, bridgeY, bridge, routing, services } = machine;
  const foot = podTop + POD_HEIGHT;
  const [x0, y0] = [box.x, box.y];
  const leg = routing.x - x0 + routing.width - 12;
  return (
    <svg className="nw-lines" width={box.width} height={wireY - y0} aria-hidden="true">
      {pods.filter(({ pod }) => !pod.hostNetwork).map(({ pod, x }, i) => (
        <g key={pod.uid}>
          <path className="wr-wire" d={`M${x - x0 + podWidth / 2} ${foot}V${bridgeY}`} />
          <circle cx={x - x0 + podWidth / 2} cy={foot} r={6.5} className="nw-eth" />
          {i === 0 && <text x={x - x0 + podWidth / 2 + 16} y={foot + 28} className="nw-ui">veth pair</text>}
        </g>
      ))}
      {small[0] && <path className="wr-wire" d={`M${small[0].box.x - x0} ${small[0].box.y - y0 + small[0].box.height / 2}H${BUNDLE_X}V${bridgeY}`} />}
      <path className="nw-bridge" d={`M${bridge[0] - x0} ${bridgeY}H${bridge[1] - x0}`} />
      <path className="wr-wire" d={`M${bridge[1] - x0} ${bridgeY}H${Math.max(bridge[1] - x0, leg)}M${leg} ${bridgeY}V${routing.y - y0}`} />
      <text x={Math.max(bridge[0] - x0, 18)} y={bridgeY + 22} className="nw-mono"><tspan className="nw-net">{node.bridge}</tspan> {node.gateway}{(services.length === 0 || box.width >= 500) && <tspan className="nw-ui" dx={8}>bridge</tspan>}</text>
      <rect x={routing.x - x0} y={routing.y - y0} width={routing.width} height={routing.height} rx={8} className="nw-routing" />
      <path className="wr-wire" d={`M${leg} ${routing.y - y0 + routing.height}V${wireY - y0}`} />
      <circle cx={leg} cy={box.height} r={5} className="wr-dot" />
      {services.map(({ rule, box: one }) => <rect key={`${rule.name} ${rule.address}`} x={one.x - x0} y={one.y - y0} width={one.width} height={one.height} rx={23} className="nw-service" />)}
      {services[0]
        && machine.stacked
        && <><path
          className="nw-rules"
          d={`M${services[0].box.x - x0 + 40} ${(services[services.length - 1] ?? services[0]).box.y - y0 + services[0].box.height}V${routing.y - y0 - 4}`}
        /><path className="wr-wire" d={`M${services[0].box.x - x0 + 35} ${routing.y - y0 - 9}l5 7 5-7`} /></>}
      {services[0] && !machine.stacked && (
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
      <ul className="mono">
        {routes.map((route) => <li key={route} className={route === decided ? 'nw-decided' : ''}>
          {route.length * 7.25 + 28 <= routing.width ? route : route.split(/ (?=via|dev)/).map((part) => <span key={part}>{part}</span>)}
        </li>)}
      </ul>
    </div>
  );
}

export const NetMachineView = memo(({ data: { machine, call, wireY } }: NodeProps<NetMachineNode>): ReactNode => {
  const actions = useActions();
  const { box, node, pods, small, podWidth, podTop, services, moreRules } = machine;
  const decided = call?.stops.find((stop) => stop.hop.place === 'routing' && stop.hop.node === node.name)?.hop.rule ?? '';
  const last = services[services.length - 1];
  return (
    <div className={`dg-node nw-machine ${node.reachable ? '' : 'dg-cut'}`}>
      <p className="nw-head">
        <b>{node.name}</b>
        <span className="mono">{node.address}</span>
        <span className="pd-grow" />
        {!node.reachable && <span className="nw-off"><Mark state="warning" size={13} />cut off</span>}
        {small.length > 0 && box.width >= 420 && <span>{node.pods.length} Pods</span>}
        {node.reachable && box.width >= 280 && <span className="mono">{box.width >= 340 ? 'Pods ' : ''}{node.podCIDR}</span>}
      </p>
      {pods.map(({ pod, x }) => (
        <button
          key={pod.uid} type="button" className={`nodrag nw-pod ${podWidth < 140 ? 'nw-narrow' : ''} ${call?.touches.includes(pod.known) ? 'nw-touched' : ''}`}
          style={{ left: x - box.x, top: podTop, width: podWidth, height: POD_HEIGHT }} aria-label={`Pod ${pod.name}, ${pod.ip === '' ? 'no address' : pod.ip}`}
          title={pod.name} onClick={() => actions.openPod(pod.namespace, pod.name)}
        >
          <span className="dg-pod-head"><Mark state={pod.mark} /><span className="dg-name">{pod.name}</span></span>
          <span className="nw-eth0 mono"><b>{pod.hostNetwork ? 'host' : 'eth0'}</b> {pod.ip === '' ? 'no address yet' : pod.ip}</span>
        </button>
      ))}
      {small.map(({ pod, box: one, form }) => (
        <button
          key={pod.uid} type="button" className={`nodrag nw-small nw-${form}`} style={{ left: one.x - box.x, top: one.y - box.y, width: one.width, height: one.height }}
          aria-label={`Pod ${pod.name}, ${pod.ip === '' ? 'no address' : pod.ip}`} title={`${pod.name} ${pod.ip}`}
          onClick={() => actions.openPod(pod.namespace, pod.name)}
        >
          <Mark state={pod.mark} size={form === 'tile' ? 13 : 14} />{form === 'line' && <><span className="dg-name"><bdi>{pod.name}</bdi></span><span className="mono">{pod.ip.slice(pod.ip.lastIndexOf('.'))}</span></>}
        </button>
      ))}
      <Lines machine={machine} wireY={wireY} />
      <Routes machine={machine} decided={decided} />
      {services.map(({ rule, box: one }) => <div
        key={`${rule.name} ${rule.address}`} className="nw-box nw-capsule" title={`Service ${rule.name}, ${rule.address}, ${rule.endpoints} endpoints`}
        style={{ left: one.x - box.x, top: one.y - box.y, width: one.width, height: one.height }}
      >
        <b>{rule.name.length * 7.6 + 84 <= one.width ? 'Service ' : ''}{rule.name}</b>
        <span className="mono">{rule.address}</span>
      </div>)}
      {last && moreRules > 0 && <span className="nw-more" style={{ left: last.box.x - box.x + 14, top: last.box.y - box.y + last.box.height + 4 }}>rules of {moreRules} more</span>}
    </div>
  );
});

/** CoreDNS and the API server run on the control plane's machine, which takes no Pods of learners and is not drawn otherwise. */
const BesideBox = ({ box }: { readonly box: NonNullable<NetLayout['beside']> }): ReactNode => (
  <g>
    <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={10} className="nw-beside" />
    <text x={box.x + 46} y={box.y + 22} className="nw-mono"><tspan className="nw-strong">{box.title}</tspan></text>
    <text x={box.x + 46} y={box.y + 40} className="nw-ui">{box.title === 'CoreDNS' ? 'two Pods ' : ''}on the control plane’s machine</text>
  </g>
);

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
      {layout.beside === null && <text x={layout.outside.x} y={layout.wireY + 18} textAnchor="end" className="nw-ui">out of the cluster</text>}
      {layout.beside !== null && <BesideBox box={layout.beside} />}
    </svg>
  );
});
