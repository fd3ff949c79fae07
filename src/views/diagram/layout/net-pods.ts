/** How the Pods of a node stand over its bridge: those that matter in full, the others on a line each, or as tiles where even lines are too many. */
import type { NetPod } from '../project/network.ts';
import type { Box } from './geometry.ts';

export interface SmallPod {
  readonly pod: NetPod;
  readonly box: Box;
  readonly form: 'line' | 'tile';
}
export interface NetPods {
  readonly full: readonly { readonly pod: NetPod; readonly x: number }[];
  /** From the node's own top down. */
  readonly small: readonly SmallPod[];
  readonly width: number;
  /** What the small ones take over the full ones. */
  readonly height: number;
}
const MARGIN = 18;
const LINE = { height: 26, gap: 4 };
const TILE = { size: 24, gap: 4 };
/** As many rows of lines as can be read at a glance. */
const MOST_LINES = 5;

/** A narrow node has narrow Pods, so that two can be seen. */
const podSize = (room: number): { readonly width: number; readonly gap: number } => (room >= 380 ? { width: 158, gap: 12 } : { width: 124, gap: 6 });

/** `first` are the Pods that are seen in full in any case, as far as there is room for any. */
export function seatPods(pods: readonly NetPod[], box: { readonly x: number; readonly width: number }, top: number, first: readonly string[]): NetPods {
  const size = podSize(box.width);
  const inner = box.width - 2 * MARGIN;
  const room = Math.max(1, Math.floor((inner + size.gap) / (size.width + size.gap)));
  const ranked = [...pods].sort((a, b) => Number(first.includes(b.known)) - Number(first.includes(a.known)));
  const chosen = new Set(ranked.slice(0, room).map((pod) => pod.uid));
  const full = pods.filter((pod) => chosen.has(pod.uid)).map((pod, i) => ({ pod, x: box.x + MARGIN + i * (size.width + size.gap) }));
  const others = pods.filter((pod) => !chosen.has(pod.uid));
  if (others.length === 0) return { full, small: [], width: size.width, height: 0 };
  const lines = others.length <= room * MOST_LINES;
  const columns = lines ? room : Math.max(1, Math.floor((inner + TILE.gap) / (TILE.size + TILE.gap)));
  const cell = lines ? { width: (inner - (room - 1) * LINE.gap * 2) / room, height: LINE.height, across: LINE.gap * 2, down: LINE.gap } : { width: TILE.size, height: TILE.size, across: TILE.gap, down: TILE.gap };
  const small = others.map((pod, i): SmallPod => ({
    pod, form: lines ? 'line' : 'tile',
    box: { x: box.x + MARGIN + (i % columns) * (cell.width + cell.across), y: top + Math.floor(i / columns) * (cell.height + cell.down), width: cell.width, height: cell.height },
  }));
  return { full, small, width: size.width, height: Math.ceil(others.length / columns) * (cell.height + cell.down) + 10 };
}
