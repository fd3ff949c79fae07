/** The shelf under the nodes: Services and owners as chips, as many as fit; the rest behind a word. Their lines rise from here. */
import type { KeeperChip } from '../project/keepers.ts';
import type { Box } from './geometry.ts';

/** What stands for the shelf where a node has its name: no node can be called so. */
export const SHELF = 'shelf/';
/** The room above the chips in which trunks run. */
export const BAND = 16;
const CHIP = 26;
const GAP = 8;
const MORE = 70;
const LETTER = 7.25;
/** The word beside the chips that shows all lines. */
const LINES_WIDTH = 58;

export const keeperId = (key: string): string => `keeper:${key}`;
export const LINES_ID = 'lines';

export type ChipWords = 'kind' | 'short';
const widthOf = (chip: KeeperChip, words: ChipWords): number =>
  Math.min(300, 26 + (words === 'kind' ? chip.kind.length * 6.8 : chip.short.length * LETTER) + 6 + nameOf(chip).length * LETTER + (chip.count === '' ? 0 : 8 + chip.count.length * LETTER));
/** A name of another namespace says which. */
export const nameOf = ({ namespace, name }: KeeperChip): string => (namespace === 'default' || namespace === '' ? name : `${namespace}/${name}`);

interface Shelf {
  readonly words: ChipWords;
  readonly rows: readonly (readonly { readonly chip: KeeperChip; readonly x: number; readonly width: number }[])[];
  readonly hidden: number;
  readonly height: number;
}
/** Kinds are written out where all fit into a row, else as kubectl shortens them. */
export function shelfRows(chips: readonly KeeperChip[], width: number, all: boolean): Shelf {
  if (chips.length === 0) return { words: 'kind', rows: [], hidden: 0, height: 0 };
  const first = LINES_WIDTH + GAP;
  const total = (words: ChipWords): number => chips.reduce((sum, chip) => sum + widthOf(chip, words) + GAP, first - GAP);
  const words = total('kind') <= width ? 'kind' : 'short';
  const fits = total(words) <= width;
  const rows: { chip: KeeperChip; x: number; width: number }[][] = [[]];
  let x = first;
  let shown = 0;
  for (const chip of chips) {
    const each = Math.min(widthOf(chip, words), width - first);
    const end = all || fits ? width : width - MORE - GAP;
    if (x + each > end && x > first) {
      if (!all) break;
      rows.push([]);
      x = first;
    }
    rows[rows.length - 1]?.push({ chip, x, width: each });
    x += each + GAP;
    shown++;
  }
  return { words, rows, hidden: chips.length - shown, height: BAND + rows.length * (CHIP + GAP) - GAP + (all && !fits ? CHIP + GAP : 0) };
}

/** `more` gets how many are not seen, under the shelf's own name. */
export function placeShelf(
  boxes: Map<string, Box>, more: Map<string, number>, chips: readonly KeeperChip[],
  { x, y, width, all, rest }: { readonly x: number; readonly y: number; readonly width: number; readonly all: boolean; readonly rest: string },
): ChipWords {
  const shelf = shelfRows(chips, width, all);
  if (chips.length === 0) return shelf.words;
  boxes.set(LINES_ID, { x, y: y + BAND, width: LINES_WIDTH, height: CHIP });
  shelf.rows.forEach((row, line) => {
    for (const seat of row) boxes.set(keeperId(seat.chip.key), { x: x + seat.x, y: y + BAND + line * (CHIP + GAP), width: seat.width, height: CHIP });
  });
  const last = shelf.rows[shelf.rows.length - 1]?.at(-1);
  if (shelf.hidden > 0 && last) {
    more.set(SHELF, shelf.hidden);
    boxes.set(rest, { x: x + last.x + last.width + GAP, y: y + BAND, width: MORE, height: CHIP });
  } else if (all && shelf.height > BAND + shelf.rows.length * (CHIP + GAP)) {
    more.set(SHELF, 0);
    boxes.set(rest, { x: x + LINES_WIDTH + GAP, y: y + BAND + shelf.rows.length * (CHIP + GAP), width: 90, height: CHIP });
  }
  return shelf.words;
}
