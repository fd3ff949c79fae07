/** The lines of Services and owners: a trunk over the shelf, one riser for each column of Pods, a stub into each Pod. Nothing crosses a Pod. */
import type { ClusterGraph, PodBox } from '../project/cluster.ts';
import type { KeeperChip } from '../project/keepers.ts';
import { machineId, moreId, podId, type ClusterLayout } from './cluster.ts';
import { pathOf, type Box, type Point } from './geometry.ts';
import { keeperId } from './shelf.ts';

interface TieEnd extends Point {
  /** Selected, but not used: an open ring. */
  readonly idle: boolean;
}
interface Tie {
  readonly key: string;
  readonly kind: 'service' | 'owner';
  readonly path: string;
  readonly ends: readonly TieEnd[];
}
/** What is pointed at: a keeper with all its Pods, or a Pod with all its keepers. */
export type Pointed = { readonly keeper: string } | { readonly pod: string };

/** Risers of several keepers stand beside each other in the padding of a node. */
const LANES = 3;

export function tiesOf(graph: ClusterGraph, layout: ClusterLayout, pointed: readonly Pointed[], all: boolean): readonly Tie[] {
  const wanted = new Map<string, ReadonlySet<string> | null>();
  const want = (chip: KeeperChip, pods: ReadonlySet<string> | null): void => {
    if (wanted.get(chip.key) === null) return;
    wanted.set(chip.key, pods === null ? null : new Set([...(wanted.get(chip.key) ?? []), ...pods]));
  };
  for (const chip of graph.keepers) {
    // Where ReplicaSets are seen, the lines of Pods end at them, not at their Deployment.
    const child = graph.keepers.some((one) => one.parent === chip.key && layout.boxes.has(keeperId(one.key)));
    // One that is behind the word about the rest is spoken for by what keeps it, if that is seen.
    const own = layout.boxes.has(keeperId(chip.key)) || !layout.boxes.has(keeperId(chip.parent));
    if (all && !child && own) want(chip, null);
    for (const one of pointed) {
      if ('keeper' in one) {
        if (one.keeper === chip.key || (own && one.keeper === chip.parent)) want(chip, null);
      } else if (!child && own && (chip.pods.includes(one.pod) || chip.idle.includes(one.pod))) want(chip, new Set([one.pod]));
    }
  }
  const shown = graph.keepers.filter((chip) => wanted.has(chip.key) && (layout.boxes.has(keeperId(chip.key)) || layout.boxes.has(keeperId(chip.parent))));
  return shown.flatMap((chip, lane) => tieOf(graph, layout, chip, wanted.get(chip.key) ?? null, lane % LANES) ?? []);
}

function tieOf(graph: ClusterGraph, layout: ClusterLayout, chip: KeeperChip, only: ReadonlySet<string> | null, lane: number): Tie | null {
  // What is behind the word about the rest draws its lines from what keeps it.
  const from = layout.boxes.get(keeperId(chip.key)) ?? layout.boxes.get(keeperId(chip.parent));
  if (!from) return null;
  const [used, idle] = [new Set(chip.pods), new Set(chip.idle)];
  const own = graph.pods.filter((pod) => (used.has(pod.uid) || idle.has(pod.uid)) && (only === null || only.has(pod.uid)));
  const children = graph.keepers.filter((one) => one.parent === chip.key && layout.boxes.has(keeperId(one.key)));
  if (children.length > 0) return familyTie(layout, chip, from, children);
  const seats = own.flatMap((pod) => seatOf(graph, layout, pod, idle.has(pod.uid)) ?? []);
  if (seats.length === 0) return null;
  const trunk = layout.rises ? layout.trunk - lane * 4 : layout.trunk + lane * 4;
  const foot = layout.rises ? from.y : from.y + from.height;
  const start = from.x + Math.min(from.width / 2, 24);
  const risers = new Map<number, Seat[]>();
  for (const seat of seats) (risers.get(seat.x) ?? risers.set(seat.x, []).get(seat.x))?.push(seat);
  const columns = [...risers].map(([x, here]) => ({ x: x - 4 - lane * 3, here }));
  const reach = [start, ...columns.map(({ x }) => x)];
  const path = [
    pathOf([{ x: start, y: foot }, { x: start, y: trunk }]),
    pathOf([{ x: Math.min(...reach), y: trunk }, { x: Math.max(...reach), y: trunk }]),
    ...columns.map(({ x, here }) => risersOf(x, trunk, here.map((seat) => seat.y))),
    ...columns.flatMap(({ x, here }) => here.map((seat) => pathOf([{ x, y: seat.y }, { x: seat.end, y: seat.y }]))),
  ].join('');
  return { key: chip.key, kind: chip.kind === 'Service' ? 'service' : 'owner', path, ends: distinct(seats) };
}

/** From the trunk as far up, and as far down, as there are Pods. */
function risersOf(x: number, trunk: number, ys: readonly number[]): string {
  const [up, down] = [Math.min(trunk, ...ys), Math.max(trunk, ...ys)];
  return pathOf([{ x, y: up }, { x, y: down }]);
}

/** From a Deployment to its ReplicaSets, along the shelf. */
function familyTie(layout: ClusterLayout, chip: KeeperChip, from: Box, children: readonly KeeperChip[]): Tie {
  const ends = children.flatMap((child) => {
    const box = layout.boxes.get(keeperId(child.key));
    return box ? [{ x: box.x, y: box.y + box.height / 2, idle: false, right: box.y === from.y }] : [];
  });
  const below = from.y + from.height + 4;
  const path = ends.map((end) => (end.right && end.x - from.x - from.width < 12
    ? pathOf([{ x: from.x + from.width, y: end.y }, end])
    : pathOf([{ x: from.x + 24, y: from.y + from.height }, { x: from.x + 24, y: below }, { x: end.x + 14, y: below }, { x: end.x + 14, y: end.y + 13 }]))).join('');
  return { key: chip.key, kind: 'owner', path, ends: [] };
}

interface Seat {
  /** Left edge of the column. */
  readonly x: number;
  readonly y: number;
  /** Where the stub ends. */
  readonly end: number;
  readonly idle: boolean;
}
/** A Pod where it stands; behind the word about the rest where it does not; the row of its node where a phone has folded it. */
function seatOf(graph: ClusterGraph, layout: ClusterLayout, pod: PodBox, idle: boolean): Seat | null {
  const machine = layout.boxes.get(machineId(pod.node));
  const box = layout.boxes.get(podId(pod.uid));
  const middle = (one: Box): number => one.y + one.height / 2;
  if (box && pod.uid !== graph.flying && machine) return { x: layout.phone ? machine.x : box.x, y: middle(box), end: box.x, idle };
  if (box && !machine) {
    // On its line a Pod is reached through the padding of the node below it.
    const column = [...layout.boxes].filter(([id, one]) => id.startsWith('node:') && one.x <= box.x && box.x < one.x + one.width).map(([, one]) => one)[0];
    return { x: layout.phone ? 16 : (column?.x ?? box.x) + 12, y: middle(box), end: box.x, idle };
  }
  const rest = layout.boxes.get(moreId(pod.node)) ?? (layout.phone ? machine : undefined);
  if (!rest) return null;
  return { x: rest.x, y: layout.phone ? rest.y + Math.min(22, rest.height / 2) : middle(rest), end: rest.x, idle };
}
/** Many Pods behind one word end in one point, full as soon as one of them is used. */
function distinct(seats: readonly Seat[]): readonly TieEnd[] {
  const ends = new Map<string, TieEnd>();
  for (const { end, y, idle } of seats) {
    const id = `${end} ${y}`;
    ends.set(id, { x: end, y, idle: idle && (ends.get(id)?.idle ?? true) });
  }
  return [...ends.values()];
}
