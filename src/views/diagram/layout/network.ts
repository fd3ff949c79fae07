/** Where nodes, Pods, bridges and rules of the Pod network stand, and where each stop of a request is on them. */
import { isBeside, type NetCall, type NetNode, type NetPod, type NetRule, type NetStop, type NetworkGraph } from '../project/network.ts';
import type { Box, Point } from './geometry.ts';
import { seatPods, type NetPods, type SmallPod } from './net-pods.ts';

export interface NetMachine {
  readonly node: NetNode;
  readonly box: Box;
  readonly pods: readonly { readonly pod: NetPod; readonly x: number }[];
  /** Pods that have no room for a card of their own. */
  readonly small: readonly SmallPod[];
  readonly podWidth: number;
  /** The top of the Pods that stand in full, and the bridge under them; the same on all nodes. */
  readonly podTop: number;
  readonly bridgeY: number;
  /** From where to where the bridge is drawn. */
  readonly bridge: readonly [number, number];
  readonly routing: Box;
  /** One capsule for each Service that is shown; that of the call comes first. */
  readonly services: readonly { readonly rule: NetRule; readonly box: Box }[];
  /** Services whose rules are not drawn. */
  readonly moreRules: number;
  readonly routes: readonly string[];
  /** The rules stand over the routing, not beside it. */
  readonly stacked: boolean;
}
export interface NetLayout {
  readonly machines: readonly NetMachine[];
  /** The wire between the nodes. */
  readonly wireY: number;
  readonly wire: readonly [number, number];
  readonly outside: Point;
  /** CoreDNS or the API server, which run beside the nodes, where the request goes there. */
  readonly beside: (Box & { readonly title: string }) | null;
  /** One for each stop of the call, and the way between them. */
  readonly stops: readonly Point[];
  readonly ways: readonly (readonly Point[])[];
  readonly height: number;
  readonly width: number;
}
const POD_TOP = 34;
export const POD_HEIGHT = 60;
/** From the top of the Pods down to the bridge, and on to the routing. */
const TO_BRIDGE = 100;
const TO_ROUTING = 136;
const CAPSULE = 46;
/** Where the veth pairs of the small Pods come down, from the node's left edge. */
export const BUNDLE_X = 10;
/** Routes and rules that are written out; the rest is counted. */
const MOST_ROUTES = 5;
const WIRE_GAP = 20;
const LEAST = 290;
/** In a pane that is no wider than this, nodes stand closer, and are narrower. */
const CLOSE = { width: 640, gap: 10, least: 240 };
/** Where rules have room beside the routing; in a narrower node they stand over it. */
const BESIDE_ROUTING = 380;
const BESIDE = { width: 330, height: 52, gap: 20 };

/** `prefer` is the Pod that is opened: it is seen in any case, as are those that the packet touches. */
export function layoutNetwork(graph: NetworkGraph, width: number, height = 0, prefer = ''): NetLayout {
  const count = Math.max(1, graph.nodes.length);
  const close = width < CLOSE.width;
  const gap = close ? CLOSE.gap : 20;
  const each = Math.max(close ? CLOSE.least : LEAST, (width - 44 - gap * (count - 1)) / count);
  const tall = Math.max(1, Math.min(3, Math.floor((height - 430) / (CAPSULE + 6)) + 1));
  const boxes = graph.nodes.map((_, i): Box => ({ x: 22 + i * (each + gap), y: 6, width: each, height: 0 }));
  const first = [...(graph.call?.touches ?? []), prefer];
  const seated = graph.nodes.map((node, i) => seatPods(node.pods, boxes[i] ?? { x: 0, width: each }, 6 + POD_TOP, first));
  const podTop = POD_TOP + Math.max(0, ...seated.map((one) => one.height));
  const drawn = graph.nodes.flatMap((node, i) => {
    const [box, pods] = [boxes[i], seated[i]];
    return box && pods ? [machine(node, box, pods, { podTop, via: graph.call?.via ?? '', capsules: tall })] : [];
  });
  const machineHeight = Math.max(...drawn.map(({ routing, services }) => Math.max(routing.y + routing.height, ...services.map(({ box }) => box.y + box.height)))) - 6 + 24;
  const machines = drawn.map((one) => ({ ...one, box: { ...one.box, height: machineHeight } }));
  const wireY = 6 + machineHeight + WIRE_GAP;
  const total = 22 + count * each + (count - 1) * gap + 22;
  const beside = besideOf(graph.call, { x: total - 22 - BESIDE.width, y: wireY + BESIDE.gap });
  const layout = { machines, wireY, wire: [60, total - 60] as const, outside: { x: total - 24, y: wireY }, beside, height: beside === null ? wireY + 22 : beside.y + beside.height + 4, width: total };
  const stops = seats(graph.call?.stops ?? [], layout);
  return { ...layout, stops, ways: waysOf(graph.call?.stops ?? [], stops, layout) };
}

function besideOf(call: NetCall | null, at: Point): NetLayout['beside'] {
  const stop = call?.stops.find(({ hop }) => isBeside(hop));
  return stop === undefined ? null : { ...at, width: BESIDE.width, height: BESIDE.height, title: stop.title };
}

interface MachineWish {
  readonly podTop: number;
  readonly via: string;
  /** How many Services have room below each other. */
  readonly capsules: number;
}
function machine(node: NetNode, box: Box, { full, small, width }: NetPods, { podTop, via, capsules }: MachineWish): NetMachine {
  const stacked = box.width < BESIDE_ROUTING && node.services.length > 0;
  const servicesTop = box.y + podTop + TO_ROUTING;
  const routingTop = servicesTop + (stacked ? Math.min(capsules, node.services.length) * (CAPSULE + 6) + 16 : 0);
  const routingWidth = node.services.length === 0 || stacked ? Math.min(300, box.width - 36) : box.width >= 500 ? 280 : box.width - 36 - 36 - Math.min(150, box.width * 0.36);
  // In a narrow node the way to its own bridge is plain from the picture.
  const written = box.width < 500 ? node.routes.filter((route) => route.includes(' via ')) : node.routes;
  const routes = written.slice(0, MOST_ROUTES);
  // A route is written on one line where there is room for it, else on two.
  const lines = routes.reduce((sum, route) => sum + (route.length * 7.25 + 28 <= routingWidth ? 1 : 2), written.length > routes.length ? 1 : 0);
  const rules = [...node.services].sort((a, b) => Number(isOf(b, via)) - Number(isOf(a, via)));
  const serviceWidth = stacked ? box.width - 36 - 40 : Math.min(220, box.width - 36 - routingWidth - 36);
  return {
    node,
    box,
    pods: full,
    small,
    podWidth: width,
    podTop,
    bridgeY: podTop + TO_BRIDGE,
    // The veth pairs of the small ones come down at its left end.
    bridge: [box.x + (small.length > 0 ? BUNDLE_X : 24), Math.max(box.x + 200, (full[full.length - 1]?.x ?? box.x) + width)],
    routing: { x: box.x + box.width - 18 - routingWidth, y: routingTop, width: routingWidth, height: Math.max(56, 38 + lines * 17) },
    services: rules.slice(0, capsules).map((rule, i) => ({ rule, box: { x: box.x + 18, y: servicesTop + i * (CAPSULE + 6), width: serviceWidth, height: CAPSULE } })),
    moreRules: Math.max(0, rules.length - capsules),
    stacked,
    routes: written.length > routes.length ? [...routes, `+${written.length - routes.length} more`] : routes,
  };
}
const isOf = ({ name }: NetRule, via: string): boolean => via !== '' && (name === via || `default/${name}` === via);

type Ground = Pick<NetLayout, 'machines' | 'wireY' | 'outside' | 'wire' | 'beside'>;
const machineOf = (ground: Ground, name: string): NetMachine | undefined => ground.machines.find((one) => one.node.name === name);
const podX = (one: NetMachine | undefined, pod: string): number | undefined => {
  const seat = one?.pods.find((shown) => shown.pod.known === pod);
  return one && seat ? seat.x + one.podWidth / 2 : undefined;
};
/** Where the way goes through the kernel: down its right side, clear of what is written. */
const port = (one: NetMachine): number => one.routing.x + one.routing.width - 12;

/** A stop on the bridge stands under the Pod that the packet comes from or goes to. */
function nearPod(stops: readonly NetStop[], at: number, one: NetMachine): number {
  const around = [stops[at - 1], stops[at + 1]].map((stop) => (stop && stop.hop.node === one.node.name ? podX(one, stop.hop.pod) : undefined));
  return around.find((x) => x !== undefined) ?? (one.bridge[0] + one.bridge[1]) / 2;
}

function seats(stops: readonly NetStop[], ground: Ground): readonly Point[] {
  return stops.map((stop, at): Point => {
    const { place, node, pod } = stop.hop;
    // Masquerading is the sender's node's last deed, above its routing.
    const masked = place === 'routing' && node === '' ? machineOf(ground, stops.slice(0, at).findLast(({ hop }) => hop.node !== '')?.hop.node ?? '') : undefined;
    if (masked) return { x: port(masked), y: masked.routing.y - 26 };
    const one = machineOf(ground, node);
    if (place === 'outside') return ground.outside;
    if (ground.beside !== null && isBeside(stop.hop)) return { x: ground.beside.x + 24, y: ground.beside.y };
    if (place === 'wire' || !one) return wireSeat(stops, at, ground);
    const x = podX(one, pod);
    const y = one.box.y;
    switch (place) {
      case 'eth0': case 'veth': return x === undefined ? { x: one.box.x + 30, y: one.box.y + 16 } : { x, y: y + one.podTop + POD_HEIGHT + (place === 'veth' ? 36 : 0) };
      case 'socket': case 'lo': return x === undefined ? { x: port(one), y: one.routing.y + one.routing.height } : { x: x + 62, y: y + one.podTop + (place === 'lo' ? 48 : 16) };
      case 'bridge': return { x: nearPod(stops, at, one), y: y + one.bridgeY };
      case 'service': { const first = one.services[0]?.box; return first ? { x: first.x + first.width - 16, y: first.y } : { x: port(one), y: one.routing.y }; }
      default: return { x: port(one), y: one.routing.y };
    }
  });
}
/** In the middle between the two nodes that the wire joins; beyond the last where it leads out. */
function wireSeat(stops: readonly NetStop[], at: number, ground: Ground): Point {
  const ends = [stops.slice(0, at).findLast((stop) => stop.hop.node !== ''), stops.slice(at + 1).find((stop) => stop.hop.node !== '')].map((stop) => (stop ? machineOf(ground, stop.hop.node) : undefined));
  const [from, to] = ends;
  const leads = stops.slice(at + 1).some(({ hop }) => isBeside(hop));
  const x = ground.beside !== null && from && leads ? (port(from) + ground.beside.x + 24) / 2 : from && to ? (port(from) + port(to)) / 2 : from ? (port(from) + ground.wire[1]) / 2 : ground.outside.x - 60;
  return { x, y: ground.wireY };
}

/** The way from each stop to the next, along what is drawn. */
function waysOf(stops: readonly NetStop[], seatsOf: readonly Point[], ground: Ground): readonly (readonly Point[])[] {
  return stops.slice(1).map((stop, i): readonly Point[] => {
    const [from, to] = [seatsOf[i], seatsOf[i + 1]];
    const before = stops[i];
    if (!from || !to || !before) return [];
    const [a, b] = [before.hop.place, stop.hop.place];
    const outOf = machineOf(ground, before.hop.node);
    const into = machineOf(ground, stop.hop.node);
    if (b === 'wire' && outOf) return [from, { x: port(outOf), y: from.y }, { x: port(outOf), y: to.y }, to];
    if (a === 'wire' && into) return [from, { x: port(into), y: from.y }, { x: port(into), y: to.y }, to];
    if (a === 'service' && into?.stacked === true) return [from, { x: to.x, y: from.y }, to];
    if (a === 'service' && into) return [from, { x: from.x, y: into.routing.y - 16 }, { x: to.x, y: into.routing.y - 16 }, to];
    // What a node itself sends goes up beside what is written in its kernel.
    if (a === 'socket' && b === 'bridge') return [from, { x: from.x, y: to.y }, to];
    if (a === 'bridge' && (b === 'routing' || b === 'service')) return [from, { x: to.x, y: from.y }, to];
    if (b === 'bridge' && (a === 'routing' || a === 'service')) return [from, { x: from.x, y: to.y }, to];
    return from.x === to.x || from.y === to.y ? [from, to] : [from, { x: to.x, y: from.y }, to];
  });
}
