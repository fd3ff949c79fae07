/** Where the parts of an opened Pod stand: containers in a row, trays under them, the two wires below; legs in columns of their own. Closer where that does not fit. */
import type { PodGraph, PortRing, Tray } from '../project/pod.ts';
import { clamp, type Box, type Point } from './geometry.ts';

export interface Leg {
  readonly id: string;
  readonly kind: 'mount' | 'socket';
  readonly container: string;
  readonly to: string;
  readonly points: readonly Point[];
  /** Where it crosses a wire that it does not touch. */
  readonly hop: number | null;
  readonly label: { readonly text: string; readonly x: number; readonly y: number; readonly end: boolean } | null;
}
export interface TraySeat extends Box {
  /** Where its words begin, from its left edge: clear of every leg. */
  readonly text: number;
}
export interface RingSeat {
  readonly ring: PortRing;
  readonly x: number;
}
export interface PodLayout {
  readonly glass: Box;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly inits: ReadonlyMap<string, Box>;
  readonly trays: ReadonlyMap<string, TraySeat>;
  readonly net: Box;
  readonly eth0: number;
  readonly lo: number;
  /** The height of the strip at the top in which what is shared stands; 0 where it is a list at the left. */
  readonly strip: number;
  /** One column: no legs are drawn, words say what belongs to what. */
  readonly stacked: boolean;
  readonly routes: Measures['routes'];
  readonly loFrom: number;
  /** Where the wires say their names: clear of every leg. */
  readonly loName: number;
  readonly ethName: number;
  readonly wireTo: number;
  readonly legs: readonly Leg[];
  readonly rings: readonly RingSeat[];
  readonly height: number;
  readonly width: number;
}

const LEFT = 22;
/** How high a container is at most: more files and processes are seen in a high pane. */
const BOX_HEIGHT = 220;
const TALLEST = 340;
const LETTER = 7.25;

/** How much room everything takes. */
interface Measures {
  /** The column of what is shared stands at the left, else it is a strip at the top. */
  readonly side: number;
  readonly gap: number;
  readonly least: number;
  /** The height of the strip, 0 for none. */
  readonly strip: number;
  readonly top: number;
  readonly initRow: number;
  readonly tray: number;
  readonly trayGap: number;
  /** From the containers to the first tray, without lines of paths. */
  readonly room: number;
  readonly net: number;
  readonly eth0: number;
  readonly lo: number;
  readonly foot: number;
  /** Where the routes are written, from the wires' own ground: beside the wires, or under them on one line. */
  readonly routes: { readonly y: number; readonly inline: boolean };
}
const WIDE: Measures = { side: 200, gap: 19, least: 286, strip: 0, top: 48, initRow: 37, tray: 33, trayGap: 14, room: 32, net: 120, eth0: 38, lo: 92, foot: 12, routes: { y: 64, inline: false } };
const CLOSE: Measures = { side: 14, gap: 14, least: 208, strip: 26, top: 76, initRow: 36, tray: 26, trayGap: 8, room: 26, net: 105, eth0: 30, lo: 63, foot: 8, routes: { y: 97, inline: true } };
/** On less than a wide window the strip takes two lines, and each route one. */
const NARROW: Measures = { ...CLOSE, strip: 52, top: 104, net: 122 };
const MEDIUM = 700;
/** The least width of a container that shows its files; where more stand in a row than have that, each shows less. */
const SLIM = { least: 146, gap: 8 };
/** Init containers stand in the strip where that leaves them room. */
const STRIP = 690;
const INIT = { width: 218, step: 230, height: 30 };
/** Words of a tray that stand further than this from its leg belong to no leg that anyone sees. */
const FAR = 320;
/** Where the list of what is shared ends. */
const SIDE_END = 318;

export function layoutPod(graph: PodGraph, width: number, height: number): PodLayout {
  const wide = layRow(graph, width, height, width < 940 ? { ...WIDE, least: 264 } : WIDE);
  if (width >= MEDIUM && wide.width <= width + 1 && wide.height <= height + 12) return wide;
  const measures = width < MEDIUM ? NARROW : CLOSE;
  const close = layRow(graph, width, height, measures);
  return close.width <= width + 1 ? close : layRow(graph, width, height, { ...measures, ...SLIM });
}

function layRow(graph: PodGraph, width: number, height: number, measures: Measures): PodLayout {
  const { gap, net } = measures;
  const close = measures.routes.inline;
  const first = LEFT + measures.side;
  const count = Math.max(1, graph.boxes.length);
  const each = Math.max(measures.least, Math.min(count === 1 ? Infinity : count === 2 ? 500 : 440, (width - first - LEFT - 18 - gap * (count - 1)) / count));
  const glassWidth = Math.max(width - 2 * LEFT, first - LEFT + 18 + count * each + gap * (count - 1));
  const inStrip = measures.strip > 0 && STRIP + graph.inits.length * INIT.step <= glassWidth;
  const initTop = inStrip ? 41 : measures.top;
  const top = graph.inits.length === 0 || inStrip ? measures.top : measures.top + measures.initRow;
  const initX = inStrip ? LEFT + glassWidth - 18 - graph.inits.length * INIT.step + (INIT.step - INIT.width) : first;
  const seatOf = (at: number, boxHeight: number): Box => ({ x: first + at * (each + gap), y: top, width: each, height: boxHeight });
  const columns = columnsOf(graph, new Map(graph.boxes.map((box, i): [string, Box] => [box.chip.name, seatOf(i, 0)])));
  const mountLegs = labelled(columns.mounts, columns.sockets, measures.room);
  // Containers take what the trays and the wires leave of the pane.
  const heightOver = (trays: ReadonlyMap<string, TraySeat>): number => {
    const lowest = Math.max(0, ...[...trays.values()].map((tray) => tray.y + tray.height));
    const below = Math.max(26, lowest === 0 ? 0 : mountLegs.room + lowest) + measures.trayGap + net + measures.foot + 8;
    return Math.max(leastHeight(graph), Math.min(clamp(height * 0.42, BOX_HEIGHT, TALLEST), height - top - below));
  };
  const free = seatTrays(graph.trays, columns, { left: LEFT, right: LEFT + glassWidth - 16 }, measures);
  // Beside the list of what is shared, trays keep clear of it.
  const besideList = !close && top + heightOver(free) + mountLegs.room < SIDE_END;
  const lying = besideList ? seatTrays(graph.trays, columns, { left: first - 12, right: LEFT + glassWidth - 16 }, measures) : free;
  const boxHeight = heightOver(lying);
  const boxes = new Map(graph.boxes.map((box, i): [string, Box] => [box.chip.name, seatOf(i, boxHeight)]));
  const inits = new Map(graph.inits.map((box, i): [string, Box] => [box.chip.name, { x: initX + i * INIT.step, y: initTop, width: INIT.width, height: INIT.height }]));
  const trays = new Map([...lying].map(([name, tray]): [string, TraySeat] => [name, { ...tray, y: tray.y + top + boxHeight + mountLegs.room }]));
  const trayEnd = Math.max(top + boxHeight + (close ? 12 : 26), ...[...trays.values()].map((tray) => tray.y + tray.height));
  // The wires keep to the bottom of the pane, but not so far that the legs grow long.
  const netTop = Math.max(close ? 0 : SIDE_END, Math.min(Math.max(trayEnd + measures.trayGap, height - net - 30), trayEnd + (close ? 30 : 84)));
  const [eth0, lo] = [netTop + measures.eth0, netTop + measures.lo];
  const right = LEFT + glassWidth - 34;
  const legs = [...mountLegs.place(boxes, trays), ...columns.sockets.map((column) => socketLeg(column, boxes, eth0, lo))];
  return {
    glass: { x: LEFT, y: 0, width: glassWidth, height: netTop + net + measures.foot },
    boxes,
    inits,
    trays,
    net: { x: LEFT + 14, y: netTop, width: glassWidth - 28, height: net },
    eth0,
    lo,
    strip: measures.strip,
    stacked: false,
    routes: measures.routes,
    ...loPlace(columns.sockets.map((column) => column.x), LEFT + glassWidth, close),
    ethName: close ? clearName(columns.sockets.map((column) => column.x), LEFT + 26, ETH_WORDS) : LEFT + 26,
    wireTo: right,
    legs,
    rings: columns.sockets.map(({ ring, x }) => ({ ring, x })),
    height: netTop + net + measures.foot + 10,
    width: glassWidth + 2 * LEFT,
  };
}

/** Room for two lines of files and processes, both meters and the probes of the container that has most. */
const leastHeight = (graph: PodGraph): number => 164 + 20 * clamp(Math.max(0, ...graph.boxes.map((box) => box.probes.length)), 1, 3);

/** `lo` begins right of the routes, where they stand beside it. */
function loPlace(legs: readonly number[], right: number, close: boolean): { readonly loFrom: number; readonly loName: number } {
  if (close) return { loFrom: LEFT + 30, loName: clearName(legs, LEFT + 40, LO_WORDS) };
  const first = Math.min(right - 200, ...legs);
  const from = Math.min(440, first - 124);
  return from >= 326 ? { loFrom: from, loName: from + 10 } : { loFrom: Math.min(440, first - 34), loName: first + 14 };
}
/** How long the name of a wire is, with its address and what is said of it, and how much room the port of a leg takes beside it. */
const ETH_WORDS = 262;
const LO_WORDS = 96;
const PORT_WORDS = 56;
/** The first place from the left that no leg runs through; without one, the left. */
function clearName(legs: readonly number[], left: number, words: number): number {
  const starts = [left, ...legs.map((x) => x + PORT_WORDS)].filter((at) => at >= left).sort((a, b) => a - b);
  return starts.find((at) => legs.every((x) => x + PORT_WORDS <= at || x > at + words)) ?? left;
}

interface MountColumn {
  readonly container: string;
  readonly tray: string;
  readonly path: string;
  readonly x: number;
}
interface SocketColumn {
  readonly ring: PortRing;
  readonly x: number;
}

/** Mounts take the outer columns under a container, sockets the inner ones, so that they never share one. */
function columnsOf(graph: PodGraph, boxes: ReadonlyMap<string, Box>): { readonly mounts: readonly MountColumn[]; readonly sockets: readonly SocketColumn[] } {
  const mounts: MountColumn[] = [];
  const sockets: SocketColumn[] = [];
  for (const [container, box] of boxes) {
    const own = graph.trays.flatMap((tray) => tray.mounts.filter((mount) => mount.container === container).map((mount) => ({ container, tray: tray.name, path: mount.path })));
    const rings = graph.rings.filter((ring) => ring.container === container);
    const left = own.filter((mount) => side(graph, mount.tray, container) < 0);
    const right = own.filter((mount) => !left.includes(mount));
    const inner = { from: box.x + box.width * (rings.length === 1 ? 0.58 : rings.length === 2 ? 0.48 : 0.44), to: box.x + box.width * 0.76 };
    // Alone in its row, a container has room for its volumes side by side.
    const apart = boxes.size === 1 ? Math.min(280, (box.width * 0.46) / Math.max(1, left.length)) : 30;
    const outer = boxes.size === 1 ? box.x + box.width * 0.05 : box.x + box.width * 0.36 - (left.length - 1) * apart;
    left.forEach((mount, i) => mounts.push({ ...mount, x: Math.round(outer + i * apart) }));
    right.forEach((mount, i) => mounts.push({ ...mount, x: Math.round(box.x + box.width * 0.82) + i * 30 }));
    const step = Math.min(82, (inner.to - inner.from) / Math.max(1, rings.length - 1));
    rings.forEach((ring, i) => sockets.push({ ring, x: Math.round(inner.from + i * step) }));
  }
  return { mounts, sockets };
}
/** Whether a volume's other containers are to the left: its leg then stands on that side. */
function side(graph: PodGraph, tray: string, container: string): number {
  const order = graph.boxes.map((box) => box.chip.name);
  const own = order.indexOf(container);
  const others = (graph.trays.find((one) => one.name === tray)?.mounts ?? []).map((mount) => order.indexOf(mount.container)).filter((at) => at !== own);
  if (others.length === 0) return -1;
  return others.some((at) => at < own) ? -1 : 1;
}

interface LabelSeat {
  readonly column: MountColumn;
  readonly line: number;
  readonly end: boolean;
}
/** The path stands beside the start of its leg, right or left of it, on the line where it meets least: never another path, rarely a leg. */
function labelled(mounts: readonly MountColumn[], sockets: readonly SocketColumn[], room: number): { readonly room: number; place(boxes: ReadonlyMap<string, Box>, trays: ReadonlyMap<string, Box>): readonly Leg[] } {
  const taken: { from: number; to: number; line: number }[] = [];
  const legs = [...mounts.map((one) => one.x), ...sockets.map((one) => one.x)];
  const seats = mounts.map((column): LabelSeat => {
    const width = column.path.length * LETTER;
    let best: { readonly seat: LabelSeat; readonly from: number; readonly cost: number } | null = null;
    for (let line = 0; line < 4; line++) {
      for (const end of [false, true]) {
        const from = end ? column.x - 8 - width : column.x + 8;
        if (from < LEFT + 20 || taken.some((one) => one.line === line && one.from < from + width + 6 && from < one.to + 6)) continue;
        const cost = line + 2 * legs.filter((x) => x !== column.x && x > from - 4 && x < from + width + 4).length;
        if (best === null || cost < best.cost) best = { seat: { column, line, end }, from, cost };
      }
    }
    if (best === null) return { column, line: 0, end: false };
    taken.push({ from: best.from, to: best.from + width, line: best.seat.line });
    return best.seat;
  });
  const lines = Math.max(0, ...seats.map((seat) => seat.line));
  const place = (boxes: ReadonlyMap<string, Box>, trays: ReadonlyMap<string, Box>): readonly Leg[] =>
    seats.flatMap(({ column, line, end }) => {
      const [box, tray] = [boxes.get(column.container), trays.get(column.tray)];
      if (!box || !tray) return [];
      const bottom = box.y + box.height;
      return [{ id: `mount:${column.container}:${column.path}`, kind: 'mount' as const, container: column.container, to: `tray:${column.tray}`, points: [{ x: column.x, y: bottom }, { x: column.x, y: tray.y + tray.height * 0.55 }], hop: null, label: { text: column.path, x: end ? column.x - 8 : column.x + 8, y: bottom + 19 + line * 16, end } }];
    });
  return { room: room + lines * 16, place };
}

/** Between the list of what is shared and the right edge. */
interface Room {
  readonly left: number;
  readonly right: number;
}
/** Each tray spans its legs, and has room for its words clear of all legs; trays that would overlap stand one below the other. From 0 down. */
function seatTrays(trays: readonly Tray[], { mounts, sockets }: { readonly mounts: readonly MountColumn[]; readonly sockets: readonly SocketColumn[] }, room: Room, { tray: thick, trayGap }: Measures): ReadonlyMap<string, TraySeat> {
  const rows: { from: number; to: number }[][] = [];
  const seats = new Map<string, TraySeat>();
  const legs = [...new Set([...mounts, ...sockets].map(({ x }) => x))].sort((a, b) => a - b);
  for (const tray of trays) {
    const xs = mounts.filter((mount) => mount.tray === tray.name).map((mount) => mount.x);
    if (xs.length === 0) continue;
    const words = tray.name.length * LETTER + (tray.kind.length + 1 + (tray.about === '' ? 0 : tray.about.length + 2)) * 6.2 + 6;
    const [first, last] = [Math.min(...xs), Math.max(...xs)];
    // Rather across the leg of another volume than far from its own.
    const near = clearOf(legs, first, last, words, room);
    const text = Math.abs(near - first) < FAR ? near : clearOf([...new Set([...xs, ...sockets.map(({ x }) => x)])].sort((a, b) => a - b), first, last, words, room);
    const from = Math.min(Math.min(...xs) - 18, text - 12);
    const to = Math.max(Math.max(...xs) + 18, text + words + 12);
    const fits = rows.findIndex((row) => row.every((one) => to + 8 < one.from || from - 8 > one.to));
    const row = fits < 0 ? rows.push([]) - 1 : fits;
    rows[row]?.push({ from, to });
    seats.set(tray.name, { x: from, y: row * (thick + trayGap), width: to - from, height: thick, text: text - from });
  }
  return seats;
}
/** Where words of this width stand clear of legs and nearest to the tray's own: between two of them, right of the last, or left of the first. */
function clearOf(legs: readonly number[], first: number, last: number, width: number, { left, right }: Room): number {
  const bounds = [left, ...legs, right];
  let best = { at: last + 12, cost: Infinity };
  for (const [i, x] of bounds.slice(0, -1).entries()) {
    const next = bounds[i + 1] ?? right;
    if (next - x < width + 20) continue;
    const at = x >= first && next <= last ? (x + next - width) / 2 : x >= last || x >= first ? x + 12 : next - 12 - width;
    const cost = at + width < first ? first - at - width : at > last ? at - last - 1 : 0;
    if (cost < best.cost) best = { at, cost };
  }
  return best.at;
}

function socketLeg({ ring, x }: SocketColumn, boxes: ReadonlyMap<string, Box>, eth0: number, lo: number): Leg {
  const box = boxes.get(ring.container);
  const from = box ? box.y + box.height : 0;
  return { id: `socket:${ring.key}`, kind: 'socket', container: ring.container, to: 'net', points: [{ x, y: from }, { x, y: ring.lo ? lo : eth0 }], hop: ring.lo && !ring.eth0 ? eth0 : null, label: null };
}
