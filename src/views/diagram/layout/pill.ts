/** Where the words of a packet stand beside its disc: where they cover as little as can be of what is drawn and written. */
import type { Box, Point } from './geometry.ts';
import { POD_HEIGHT, type NetLayout, type NetMachine } from './network.ts';

interface Obstacle {
  readonly box: Box;
  /** How much a covered pixel of it costs. */
  readonly weight: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
const DISC = 12;
const ROOM = 6;
/** The ring of light round a pill. */
const RING = 4;
/** Of a line of small text. */
const LINE = 16;

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** What is written on a node. */
function written(one: NetMachine): readonly Obstacle[] {
  const { box, pods, small, podWidth, podTop, bridgeY, bridge, routing, services } = one;
  const [first] = pods;
  return [
    { box: { x: box.x + 14, y: box.y + 8, width: box.width - 28, height: 20 }, weight: 2 },
    ...pods.map(({ x }) => ({ box: { x, y: box.y + podTop, width: podWidth, height: POD_HEIGHT - 4 }, weight: 2 })),
    ...small.map(({ box: each }) => ({ box: each, weight: 2 })),
    ...(first === undefined ? [] : [{ box: { x: first.x + podWidth / 2 + 16, y: box.y + podTop + POD_HEIGHT + 16, width: 54, height: LINE }, weight: 1 }]),
    { box: { x: Math.max(bridge[0], box.x + 18), y: box.y + bridgeY + 10, width: 130, height: LINE }, weight: 2 },
    { box: { x: routing.x + 10, y: routing.y + 9, width: routing.width - 34, height: routing.height - 16 }, weight: 2 },
    ...services.map(({ box: each }) => ({ box: { x: each.x + 14, y: each.y + 4, width: each.width - 34, height: each.height - 8 }, weight: 2 })),
  ];
}
function obstacles({ machines, wireY, outside, beside, stops }: NetLayout, at: number): readonly Obstacle[] {
  const own = stops[at];
  const [first] = machines;
  const start = first === undefined ? 0 : first.routing.x + first.routing.width - 12;
  return [
    ...machines.flatMap(written),
    ...stops.filter((each) => each.x !== own?.x || each.y !== own.y).map(({ x, y }) => ({ box: { x: x - DISC - 2, y: y - DISC - 2, width: 2 * DISC + 4, height: 2 * DISC + 4 }, weight: 8 })),
    { box: { x: start - 182, y: wireY - LINE / 2, width: 170, height: LINE }, weight: 2 },
    beside === null ? { box: { x: outside.x - 104, y: wireY + 6, width: 104, height: LINE }, weight: 2 } : { box: { ...beside, x: beside.x + 44, width: beside.width - 44 }, weight: 2 },
  ];
}
/** The places round a disc, the plainest first. */
function places({ width, height }: Size): readonly Point[] {
  const [right, left] = [DISC + ROOM, -DISC - ROOM - width];
  const [above, below] = [-DISC - ROOM - height, DISC + ROOM];
  const sides = [-height / 2, -height - 2, 2, DISC - 4, 4 - DISC - height];
  const slid = [-width / 2, -DISC, DISC - width];
  return [...sides.map((y) => ({ x: right, y })), ...sides.map((y) => ({ x: left, y })), ...slid.flatMap((x) => [{ x, y: above }, { x, y: below }])];
}

/** From a disc to the left upper corner of its words. `taken` is what else stands there already. */
export function besideDisc(layout: NetLayout, at: number, size: Size, taken: readonly Box[] = []): Point {
  const disc = layout.stops[at] ?? { x: 0, y: 0 };
  const home = layout.machines.find(({ box }) => disc.x >= box.x && disc.x <= box.x + box.width && disc.y <= box.y + box.height);
  const around = [...obstacles(layout, at), ...taken.map((box) => ({ box, weight: 8 }))];
  const cost = (offset: Point): number => {
    const box = { x: disc.x + offset.x, y: disc.y + offset.y, ...size };
    const picture = { x: 2, y: 2, width: layout.width - 4, height: layout.height - 2 };
    const outside = size.width * size.height - overlap(box, picture);
    const abroad = home === undefined ? 0 : size.width * size.height - overlap(box, home.box);
    const lit = { x: box.x - RING, y: box.y - RING, width: box.width + 2 * RING, height: box.height + 2 * RING };
    return around.reduce((sum, each) => sum + each.weight * overlap(lit, each.box), 10 * outside + 3 * abroad);
  };
  const [first = { x: 0, y: 0 }, ...rest] = places(size);
  return rest.reduce((best, each) => { const price = cost(each); return price < best.price ? { offset: each, price } : best; }, { offset: first, price: cost(first) }).offset;
}
