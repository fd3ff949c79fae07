/** Where everything of the cluster picture stands, by rules: nodes by name, Pods by their places, edges in lanes of their own. */
import { podsOn, type ClusterGraph, type MachineBox, type PodBox } from '../project/cluster.ts';
import { clamp, type Box, type Point } from './geometry.ts';
import type { Places } from './places.ts';
import { BAND, placeShelf, SHELF, shelfRows, type ChipWords } from './shelf.ts';

interface Lane {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}
export interface ClusterLayout {
  readonly phone: boolean;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lanes: readonly Lane[];
  /** Pods that a full node does not show, by node; '' for the line. */
  readonly more: ReadonlyMap<string, number>;
  /** Where the edge arrives: at the top of a node, or at its right side. */
  readonly tab: 'top' | 'side';
  readonly openBus: number;
  /** Nodes that show what is inside. */
  readonly open: ReadonlySet<string>;
  /** Where the shelf of Services and owners begins. */
  readonly shelf: number;
  /** Where trunks run, and which way: up to the nodes, or, where these stand in several rows, down from above them. */
  readonly trunk: number;
  readonly rises: boolean;
  /** How its chips say their kind. */
  readonly words: ChipWords;
  readonly height: number;
}
interface ClusterSpace {
  readonly width: number;
  readonly height: number;
  readonly places: Places;
  /** Nodes that the learner has opened to see all Pods. */
  readonly expanded: ReadonlySet<string>;
  /** Nodes only as high as what they hold: the first visit has more to show. */
  readonly low?: boolean;
  /** Labels are looked at: nodes leave out their bars, and Pods keep both their lines. */
  readonly labels?: boolean;
}

export const podId = (uid: string): string => `pod:${uid}`;
export const machineId = (name: string): string => `node:${name}`;
export const heldId = (name: string): string => `held:${name}`;
export const moreId = (name: string): string => `more:${name}`;

export const MARGIN = 20;
const GAP = 12;
const BUS = 36;
const BUS_OPEN = 110;
const PLANE = 40;
const HEAD = 122;
const HEAD_BARE = 52;
/** Below this height of the pane, Pods that wait are written on one line, so that nodes keep their room. */
const SHORT = 500;
const POD = 61;
const PITCH = 72;
const MORE = 24;
/** What the map needs from the control plane down to one Pod in each node of a row. */
export const LEAST_HEIGHT = 72 + BUS + 64 + HEAD + PITCH + 20 + 22;
/** The height of a node where there are several rows, and how much is seen of a row that has no room. */
const LEAST_ROW = 230;
const MOST_ROW = 420;
const PEEK = 54;
/** A node that is full writes each Pod on one line. */
const SLIM = { pod: 30, pitch: 36 };

export function layoutCluster(graph: ClusterGraph, space: ClusterSpace): ClusterLayout {
  return space.width < 480 ? phoneLayout(graph, space) : wideLayout(graph, space);
}

interface Grid {
  readonly columns: number;
  readonly width: number;
  readonly gap: number;
  readonly right: number;
  readonly side: boolean;
}
/** As many columns as give a node room for an address; several rows leave gutters for their edges. */
function gridOf(count: number, width: number): Grid {
  const fits = (gap: number, right: number): number => Math.floor((width - MARGIN - right + gap) / (150 + gap));
  const oneRow = fits(GAP, MARGIN) >= count;
  const [gap, right] = oneRow ? [GAP, MARGIN] : [20, 36];
  const columns = clamp(fits(gap, right), 1, Math.max(1, count));
  return { columns, gap, right, side: !oneRow, width: (width - MARGIN - right - gap * (columns - 1)) / columns };
}

interface Room {
  readonly columns: number;
  readonly podWidth: number;
  readonly podHeight: number;
  readonly pitch: number;
  readonly rows: number;
}
/** Columns of Pods inside a node, and how many rows of them are seen. */
function roomOf(width: number, height: number, head: number, slim = false): Room {
  const columns = Math.max(1, Math.floor((width - 24 + GAP) / (166 + GAP)));
  const [podHeight, pitch] = slim ? [SLIM.pod, SLIM.pitch] : [POD, PITCH];
  return { columns, podWidth: Math.min(280, (width - 24 - GAP * (columns - 1)) / columns), podHeight, pitch, rows: Math.max(1, Math.floor((height - head - 6) / pitch)) };
}

function wideLayout(graph: ClusterGraph, { width, height, places, expanded, low = false, labels = false }: ClusterSpace): ClusterLayout {
  const head = labels ? HEAD_BARE : HEAD;
  const boxes = new Map<string, Box>();
  const lanes: Lane[] = [];
  const more = new Map<string, number>();
  const grid = gridOf(graph.machines.length, width);
  const shelf = low ? 0 : shelfRows(graph.keepers, width - 2 * MARGIN, expanded.has(SHELF)).height;
  // Before the nodes are known, room is left for a Pod and a place in each, so that nothing moves when they come.
  const lowHeight = head + (graph.machines.length === 0 ? 2 : Math.ceil((slotsOf(graph, places) + 1) / roomOf(grid.width, 400, head).columns)) * PITCH + 8;
  // What the pane has beyond what is needed goes into the gaps.
  const spare = low ? Math.max(0, height - (PLANE + 10 + 32 + BUS + 48 + lowHeight)) : 0;
  const down = clamp(spare * 0.3, 0, 48);
  const bus: Box = { x: 106, y: (low ? 82 : 72) + down, width: width - MARGIN - 106, height: BUS };
  const laneHeight = low ? 48 + clamp(spare * 0.25, 0, 64) : grid.side ? 104 + (shelf === 0 ? 0 : shelf + 4) : height < SHORT ? 64 : clamp(Math.round((height - 108) * 0.25), 92, 190);
  const top = bus.y + BUS + laneHeight;
  placePlane(boxes, lanes, bus, low ? 50 : PLANE, down);

  const nodeHeight = low ? lowHeight : grid.side ? rowHeight(Math.ceil(graph.machines.length / grid.columns), height - top, grid.gap) : Math.max(head + PITCH + 20, height - top - Math.max(22, shelf + 10));
  let y = top;
  for (let first = 0; first < graph.machines.length; first += grid.columns) {
    const row = graph.machines.slice(first, first + grid.columns);
    const heights = row.map((machine) => (expanded.has(machine.name) ? expandedHeight(graph, machine, grid.width, nodeHeight, places, head) : nodeHeight));
    row.forEach((machine, i) => {
      const box: Box = { x: MARGIN + i * (grid.width + grid.gap), y, width: grid.width, height: heights[i] ?? nodeHeight };
      boxes.set(machineId(machine.name), box);
      lanes.push(laneTo(machine, bus, box, grid.side));
      placePods(boxes, more, graph, machine, box, { places, all: expanded.has(machine.name), labels });
    });
    y += Math.max(...heights, 0) + grid.gap;
  }
  placeLine(boxes, more, graph, grid, bus, grid.side ? 104 : laneHeight, places);
  y -= grid.gap;
  // Below several rows of nodes nobody would see it.
  const at = grid.side ? top - shelf - 14 : y;
  const words = placeShelf(boxes, more, low ? [] : graph.keepers, { x: MARGIN, y: at, width: width - 2 * MARGIN, all: expanded.has(SHELF), rest: moreId(SHELF) });
  return {
    phone: false, boxes, lanes, more, tab: grid.side ? 'side' : 'top', openBus: BUS_OPEN, open: new Set(graph.machines.map((machine) => machine.name)), shelf: at,
    trunk: grid.side ? top - 12 : at + BAND - 4, rises: !grid.side, words, height: y + (grid.side ? 0 : shelf) + 16,
  };
}

/** Several rows of nodes share the room; where it is too small for all, the heads of the next row tell that there is one. */
function rowHeight(rows: number, room: number, gap: number): number {
  const shared = (room - 8 - gap * (rows - 1)) / rows;
  return Math.round(shared >= LEAST_ROW ? Math.min(shared, MOST_ROW) : Math.max(LEAST_ROW, Math.min(MOST_ROW, room - gap - PEEK)));
}

const slotsOf = (graph: ClusterGraph, places: Places): number => Math.max(0, ...graph.pods.map((pod) => (places.get(pod.uid)?.slot ?? -1) + 1));

function placePlane(boxes: Map<string, Box>, lanes: Lane[], bus: Box, plane: number, down: number): void {
  boxes.set('bus', bus);
  boxes.set('client', { x: MARGIN, y: bus.y, width: 72, height: BUS });
  lanes.push({ id: 'lane:client', from: 'client', to: 'bus', points: [{ x: MARGIN + 72, y: bus.y + BUS / 2 }, { x: bus.x, y: bus.y + BUS / 2 }] });
  // Where the bus is short, its parts need the room for their words.
  const gap = bus.width < 480 ? 10 : 20;
  const each = (bus.width - 2 * gap) / 3;
  (['etcd', 'scheduler', 'controllers'] as const).forEach((id, i) => {
    const box: Box = { x: bus.x + i * (each + gap), y: 10 + down, width: each, height: plane };
    boxes.set(id, box);
    const x = box.x + each / 2;
    lanes.push({ id: `lane:${id}`, from: id, to: 'bus', points: [{ x, y: box.y + plane }, { x, y: bus.y }] });
  });
}

/** Straight down to the tab; from the second row on, down the gutter beside the node and once round the corner. */
function laneTo(machine: MachineBox, bus: Box, box: Box, lower: boolean): Lane {
  const down = bus.y + BUS;
  const x = box.x + box.width / 2;
  const points = lower
    ? [{ x: box.x + box.width + 10, y: down }, { x: box.x + box.width + 10, y: box.y + 10 }, { x: box.x + box.width, y: box.y + 10 }]
    : [{ x: Math.max(x, bus.x + 8), y: down }, { x: Math.max(x, bus.x + 8), y: box.y }];
  return { id: `lane:${machine.name}`, from: 'bus', to: machineId(machine.name), points };
}

function expandedHeight(graph: ClusterGraph, machine: MachineBox, width: number, usual: number, places: Places, head: number): number {
  const { columns, pitch } = roomOf(width, usual, head, true);
  const slots = Math.max(0, ...podsOn(graph, machine.name).map((pod) => (places.get(pod.uid)?.slot ?? 0) + 1));
  return Math.max(usual, head + Math.ceil(slots / columns) * pitch + MORE + 16);
}

function placePods(
  boxes: Map<string, Box>, more: Map<string, number>, graph: ClusterGraph, machine: MachineBox, box: Box,
  { places, all, labels }: { readonly places: Places; readonly all: boolean; readonly labels: boolean },
): void {
  const head = labels ? HEAD_BARE : HEAD;
  const here = podsOn(graph, machine.name);
  const highest = Math.max(-1, ...here.map((pod) => places.get(pod.uid)?.slot ?? 0), machine.heldFor === '' ? -1 : 0);
  const wide = roomOf(box.width, box.height, head);
  const roomy = highest < wide.rows * wide.columns || (labels && !all);
  const room = roomy ? wide : roomOf(box.width, all ? box.height - MORE : box.height, head, true);
  const seats = room.rows * room.columns;
  // The last row gives way to the word about the rest.
  const fits = box.height - head - room.rows * room.pitch >= MORE - 1 || highest < seats;
  const shown = fits ? seats : Math.max(room.columns, seats - room.columns);
  const seat = (slot: number): Box => ({ x: box.x + 12 + (slot % room.columns) * (room.podWidth + GAP), y: box.y + head + Math.floor(slot / room.columns) * room.pitch, width: room.podWidth, height: room.podHeight });
  let hidden = 0;
  const taken = new Set<number>();
  const slots = seatTold(here, places, shown);
  for (const pod of here) {
    const slot = slots.get(pod.uid) ?? 0;
    taken.add(slot);
    if (slot < shown) boxes.set(podId(pod.uid), seat(slot));
    else {
      // A Pod that lands where no room is left goes under the word about the rest.
      if (pod.uid === graph.flying) boxes.set(podId(pod.uid), { x: box.x + 12, y: box.y + box.height - MORE - 6, width: room.podWidth, height: MORE });
      hidden++;
    }
  }
  if (machine.heldFor !== '') {
    let slot = 0;
    const flying = here.find((pod) => pod.uid === graph.flying);
    if (flying) slot = places.get(flying.uid)?.slot ?? 0;
    else while (taken.has(slot)) slot++;
    if (slot < shown) boxes.set(heldId(machine.name), seat(slot));
  }
  if (hidden > 0 || all) {
    more.set(machine.name, hidden);
    boxes.set(moreId(machine.name), { x: box.x + 12, y: box.y + box.height - MORE - 6, width: box.width - 24, height: MORE });
  }
}

/** The places of a node's Pods. The one that is told is always seen: where it has no seat, it takes the last one as long as the story is about it. */
function seatTold(here: readonly PodBox[], places: Places, shown: number): Map<string, number> {
  const slots = new Map(here.map((pod) => [pod.uid, places.get(pod.uid)?.slot ?? 0]));
  const told = here.find((pod) => pod.lit && (slots.get(pod.uid) ?? 0) >= shown);
  if (told === undefined) return slots;
  const own = slots.get(told.uid) ?? shown;
  const other = here.find((pod) => slots.get(pod.uid) === shown - 1);
  slots.set(told.uid, shown - 1);
  if (other !== undefined) slots.set(other.uid, own);
  return slots;
}

/** Pods that exist and are nowhere: on the line under the API server, one column each. */
function placeLine(boxes: Map<string, Box>, more: Map<string, number>, graph: ClusterGraph, grid: Grid, bus: Box, lane: number, places: Places): void {
  // A tall lane has room below the opened bus; in a low one, who waits steps back while the bus is open.
  const clear = lane >= BUS_OPEN - BUS + POD + 28;
  if (!clear && graph.request !== null) return;
  const from = bus.y + BUS + (clear ? BUS_OPEN - BUS + 14 : 16);
  const [podHeight, pitch] = lane < 16 + POD ? [SLIM.pod, SLIM.pitch] : [POD, PITCH];
  const rows = Math.max(1, Math.floor((lane - (from - bus.y - BUS) - 14 + 11) / pitch));
  const columns = Math.max(1, grid.columns);
  const width = roomOf(grid.width, 400, HEAD).podWidth;
  const seats = rows * columns;
  const waiting = graph.pods.filter((pod) => pod.node === '' || pod.uid === graph.flying);
  const lineOf = (uid: string): number => Math.max(0, places.get(uid)?.line ?? 0);
  // Where not all have a place, the last one is for the word about the rest.
  const shown = waiting.some((pod) => lineOf(pod.uid) >= seats) ? seats - 1 : seats;
  const seat = (at: number): Box => ({ x: MARGIN + (at % columns) * (grid.width + grid.gap) + (grid.width - width) / 2, y: from + Math.floor(at / columns) * pitch, width, height: podHeight });
  for (const pod of waiting) {
    const at = lineOf(pod.uid);
    // One that flies from behind that word starts there.
    if (pod.uid === graph.flying) boxes.set(`line:${pod.uid}`, seat(Math.min(at, seats - 1)));
    else if (at < shown) boxes.set(podId(pod.uid), seat(at));
  }
  const hidden = waiting.filter((pod) => lineOf(pod.uid) >= shown).length;
  if (hidden > 0) {
    more.set('', hidden);
    boxes.set(moreId(''), { ...seat(seats - 1), y: seat(seats - 1).y + (podHeight - MORE) / 2, height: MORE });
  }
}

/** On a phone nodes are rows, and only those in the story, or opened by hand, show what they hold. */
function phoneLayout(graph: ClusterGraph, { width, places, expanded, low = false }: ClusterSpace): ClusterLayout {
  const boxes = new Map<string, Box>();
  const lanes: Lane[] = [];
  const more = new Map<string, number>();
  const inner = width - 32;
  const each = (inner - 20) / 3;
  (['etcd', 'scheduler', 'controllers'] as const).forEach((id, i) => {
    boxes.set(id, { x: 16 + i * (each + 10), y: 0, width: each, height: PLANE });
    const x = 16 + i * (each + 10) + each / 2;
    lanes.push({ id: `lane:${id}`, from: id, to: 'bus', points: [{ x, y: PLANE }, { x, y: 54 }] });
  });
  boxes.set('bus', { x: 16, y: 54, width: inner, height: 40 });
  const waiting = graph.pods.filter((pod) => pod.node === '' || pod.uid === graph.flying);
  waiting.slice(0, 3).forEach((pod, i) => {
    boxes.set(pod.uid === graph.flying ? `line:${pod.uid}` : podId(pod.uid), { x: 60, y: 106 + i * 84, width: width - 120, height: 74 });
  });
  if (waiting.length > 3) more.set('', waiting.length - 3);
  let y = 106 + Math.max(low ? 0 : 1, Math.min(3, waiting.length)) * 84 + (waiting.length > 3 ? 34 : 6);
  if (waiting.length > 3) boxes.set(moreId(''), { x: 60, y: y - 34, width: width - 120, height: 28 });
  const told = graph.pods.find((pod) => pod.lit)?.node;
  const open = new Set(graph.machines.filter((machine) => machine.hot || machine.name === told || machine.heldFor !== '' || expanded.has(machine.name)).map((machine) => machine.name));
  lanes.push({ id: 'lane:line', from: 'bus', to: 'bus', points: [{ x: width / 2, y: 94 }, { x: width / 2, y: y - 4 }] });
  for (const machine of graph.machines) {
    const height = open.has(machine.name) ? phoneRow(boxes, graph, machine, y, inner, places) : 44;
    boxes.set(machineId(machine.name), { x: 16, y, width: inner, height });
    y += height + 10;
  }
  const shelf = low ? 0 : shelfRows(graph.keepers, inner, expanded.has(SHELF)).height;
  const words = placeShelf(boxes, more, low ? [] : graph.keepers, { x: 16, y: y - 10, width: inner, all: expanded.has(SHELF), rest: moreId(SHELF) });
  return { phone: true, boxes, lanes, more, tab: 'top', openBus: 40, open, shelf: y - 10, trunk: y - 10 + BAND - 4, rises: true, words, height: y + shelf };
}

function phoneRow(boxes: Map<string, Box>, graph: ClusterGraph, machine: MachineBox, y: number, inner: number, places: Places): number {
  let at = y + 58;
  const here = podsOn(graph, machine.name).filter((pod) => pod.uid !== graph.flying).sort((a, b) => (places.get(a.uid)?.slot ?? 0) - (places.get(b.uid)?.slot ?? 0));
  for (const pod of here) {
    boxes.set(podId(pod.uid), { x: 28, y: at, width: inner - 24, height: 37 });
    at += 47;
  }
  // Room is held below, where the Pod will stand: nobody moves when it lands.
  if (machine.heldFor !== '') {
    boxes.set(heldId(machine.name), { x: 28, y: at, width: inner - 24, height: 37 });
    const flying = graph.pods.find((pod) => pod.uid === graph.flying && pod.node === machine.name);
    if (flying) boxes.set(podId(flying.uid), { x: 28, y: at, width: inner - 24, height: 37 });
    at += 47;
  }
  return at - y + 2;
}
