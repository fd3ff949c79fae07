/** Where the parts of an opened Pod stand: containers in a row, trays under them, the two wires below; legs in columns of their own. */
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
interface TraySeat extends Box {
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
  readonly loFrom: number;
  /** Where `lo` says its name: left of the first leg, or right of it where it stands too far left. */
  readonly loName: number;
  readonly wireTo: number;
  readonly legs: readonly Leg[];
  readonly rings: readonly RingSeat[];
  readonly height: number;
  readonly width: number;
}

const LEFT = 22;
const SIDE = 200;
const GAP = 19;
const BOX_HEIGHT = 220;
const LETTER = 7.25;
const TRAY = 33;
const NET = 120;
/** Words of a tray that stand further than this from its leg belong to no leg that anyone sees. */
const FAR = 320;
/** Where the list of what is shared ends. */
const SIDE_END = 318;

export function layoutPod(graph: PodGraph, width: number, height: number): PodLayout {
  const narrow = width < 700;
  // A narrow namespace has its routes below the wires, not beside them.
  const net = narrow ? NET + 62 : NET;
  const first = narrow ? LEFT + 14 : LEFT + SIDE;
  const count = Math.max(1, graph.boxes.length);
  const least = width < 940 ? 264 : 286;
  const each = Math.max(least, Math.min(count === 1 ? 680 : count === 2 ? 500 : 440, (width - first - LEFT - 18 - GAP * (count - 1)) / count));
  const glassWidth = Math.max(width - 2 * LEFT, first - LEFT + 18 + count * each + GAP * (count - 1));
  const initTop = narrow ? 130 : 48;
  const top = graph.inits.length === 0 ? initTop : initTop + 37;
  const seatOf = (at: number, boxHeight: number): Box => ({ x: first + at * (each + GAP), y: top, width: each, height: boxHeight });
  const columns = columnsOf(graph, new Map(graph.boxes.map((box, i): [string, Box] => [box.chip.name, seatOf(i, 0)])));
  const mountLegs = labelled(columns.mounts, columns.sockets);
  const lying = seatTrays(graph.trays, columns, LEFT + glassWidth - 16);
  const lowest = Math.max(0, ...[...lying.values()].map((tray) => tray.y + tray.height));
  // Containers take what the trays and the wires leave of the pane.
  const below = Math.max(26, lowest === 0 ? 0 : mountLegs.room + lowest) + 14 + net + 20;
  const boxHeight = Math.max(leastHeight(graph), Math.min(height > 620 ? 272 : BOX_HEIGHT, height - top - below));
  const boxes = new Map(graph.boxes.map((box, i): [string, Box] => [box.chip.name, seatOf(i, boxHeight)]));
  const inits = new Map(graph.inits.map((box, i): [string, Box] => [box.chip.name, { x: first + i * 230, y: initTop, width: 218, height: 30 }]));
  const trays = new Map([...lying].map(([name, tray]): [string, TraySeat] => [name, { ...tray, y: tray.y + top + boxHeight + mountLegs.room }]));
  const trayEnd = Math.max(top + boxHeight + 26, ...[...trays.values()].map((tray) => tray.y + tray.height));
  // The wires keep to the bottom of the pane, but not so far that the legs grow long.
  const netTop = Math.max(narrow ? 0 : SIDE_END, Math.min(Math.max(trayEnd + 14, height - net - 30), trayEnd + 84));
  const [eth0, lo] = [netTop + 38, netTop + 92];
  const right = LEFT + glassWidth - 34;
  const legs = [...mountLegs.place(boxes, trays), ...columns.sockets.map((column) => socketLeg(column, boxes, eth0, lo))];
  return {
    glass: { x: LEFT, y: 0, width: glassWidth, height: netTop + net + 12 },
    boxes,
    inits,
    trays,
    net: { x: LEFT + 14, y: netTop, width: glassWidth - 28, height: net },
    eth0,
    lo,
    ...loPlace(Math.min(...columns.sockets.map((column) => column.x))),
    wireTo: right,
    legs,
    rings: columns.sockets.map(({ ring, x }) => ({ ring, x })),
    height: netTop + net + 22,
    width: glassWidth + 2 * LEFT,
  };
}

/** Room for two lines of files and processes, both meters and the probes of the container that has most. */
const leastHeight = (graph: PodGraph): number => 164 + 20 * clamp(Math.max(0, ...graph.boxes.map((box) => box.probes.length)), 1, 3);

/** `lo` begins right of the routes. */
function loPlace(firstLeg: number): { readonly loFrom: number; readonly loName: number } {
  const from = Math.min(440, firstLeg - 124);
  return from >= 326 ? { loFrom: from, loName: from + 10 } : { loFrom: Math.min(440, firstLeg - 34), loName: firstLeg + 14 };
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
    left.forEach((mount, i) => mounts.push({ ...mount, x: Math.round(box.x + box.width * 0.36) - (left.length - 1 - i) * 30 }));
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
function labelled(mounts: readonly MountColumn[], sockets: readonly SocketColumn[]): { readonly room: number; place(boxes: ReadonlyMap<string, Box>, trays: ReadonlyMap<string, Box>): readonly Leg[] } {
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
      return [{ id: `mount:${column.container}:${column.path}`, kind: 'mount' as const, container: column.container, to: `tray:${column.tray}`, points: [{ x: column.x, y: bottom }, { x: column.x, y: tray.y + 18 }], hop: null, label: { text: column.path, x: end ? column.x - 8 : column.x + 8, y: bottom + 19 + line * 16, end } }];
    });
  return { room: 32 + lines * 16, place };
}

/** Each tray spans its legs, and has room for its words clear of all legs; trays that would overlap stand one below the other. From 0 down. */
function seatTrays(trays: readonly Tray[], { mounts, sockets }: { readonly mounts: readonly MountColumn[]; readonly sockets: readonly SocketColumn[] }, right: number): ReadonlyMap<string, TraySeat> {
  const rows: { from: number; to: number }[][] = [];
  const seats = new Map<string, TraySeat>();
  const legs = [...new Set([...mounts, ...sockets].map(({ x }) => x))].sort((a, b) => a - b);
  for (const tray of trays) {
    const xs = mounts.filter((mount) => mount.tray === tray.name).map((mount) => mount.x);
    if (xs.length === 0) continue;
    const words = tray.name.length * LETTER + (tray.kind.length + 1 + (tray.about === '' ? 0 : tray.about.length + 2)) * 6.2 + 6;
    const [first, last] = [Math.min(...xs), Math.max(...xs)];
    // Rather across the leg of another volume than far from its own.
    const near = clearOf(legs, first, last, words, right);
    const text = Math.abs(near - first) < FAR ? near : clearOf([...new Set([...xs, ...sockets.map(({ x }) => x)])].sort((a, b) => a - b), first, last, words, right);
    const from = Math.min(Math.min(...xs) - 18, text - 12);
    const to = Math.max(Math.max(...xs) + 18, text + words + 12);
    const fits = rows.findIndex((row) => row.every((one) => to + 12 < one.from || from - 12 > one.to));
    const row = fits < 0 ? rows.push([]) - 1 : fits;
    rows[row]?.push({ from, to });
    seats.set(tray.name, { x: from, y: row * (TRAY + 14), width: to - from, height: TRAY, text: text - from });
  }
  return seats;
}
/** Where words of this width stand clear of legs and nearest to the tray's own: between two of them, right of the last, or left of the first. */
function clearOf(legs: readonly number[], first: number, last: number, width: number, right: number): number {
  const bounds = [LEFT, ...legs, right];
  let best = { at: last + 12, cost: Infinity };
  for (const [i, x] of bounds.slice(0, -1).entries()) {
    const next = bounds[i + 1] ?? right;
    if (next - x < width + 20) continue;
    const at = x >= first && next <= last ? (x + next - width) / 2 : x >= last || x >= first ? x + 12 : next - 12 - width;
    const cost = at + width < first ? first - at - width : at > last ? at - last + 1 : 0;
    if (cost < best.cost) best = { at, cost };
  }
  return best.at;
}

function socketLeg({ ring, x }: SocketColumn, boxes: ReadonlyMap<string, Box>, eth0: number, lo: number): Leg {
  const box = boxes.get(ring.container);
  const from = box ? box.y + box.height : 0;
  return { id: `socket:${ring.key}`, kind: 'socket', container: ring.container, to: 'net', points: [{ x, y: from }, { x, y: ring.lo ? lo : eth0 }], hop: ring.lo && !ring.eth0 ? eth0 : null, label: null };
}
