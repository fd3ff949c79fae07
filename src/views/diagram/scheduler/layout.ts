/** Columns and rows of the scheduler's picture. The wider a score's column, the heavier its vote. */
import { nameLines, type SchedulePicture } from '../project/schedule.ts';

interface FilterSeat {
  readonly x: number;
  readonly lines: readonly string[];
}
interface ScoreSeat {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly string[];
}
export interface ScheduleLayout {
  readonly width: number;
  readonly from: number;
  /** Where tracks of nodes that passed everything end. */
  readonly goal: number;
  readonly filters: readonly FilterSeat[];
  readonly scores: readonly ScoreSeat[];
  readonly totalX: number;
}
export const ROW = 52;
const LETTER = 6.35;
export const HEAD = 118;

/** Room beside the names of filters, before and after the tracks' ends, between votes, and for the total. */
interface Gaps {
  readonly filter: number;
  readonly goal: number;
  readonly after: number;
  readonly vote: number;
  readonly total: number;
}
const ROOMY: Gaps = { filter: 10, goal: 28, after: 40, vote: 16, total: 50 };
const TIGHT: Gaps = { filter: 4, goal: 14, after: 26, vote: 8, total: 34 };

/** Columns come closer before any of them leaves the pane: the total is what all of them lead to. */
export function layoutSchedule(picture: SchedulePicture, width: number): ScheduleLayout {
  const roomy = layColumns(picture, width, ROOMY);
  return roomy.width <= width ? roomy : layColumns(picture, width, TIGHT);
}

function layColumns(picture: SchedulePicture, width: number, gaps: Gaps): ScheduleLayout {
  const from = 164;
  const gap = gaps.vote;
  const filterLines = picture.filters.map(({ plugin }) => nameLines(plugin, 12));
  const widths = filterLines.map((lines) => Math.max(62, Math.max(...lines.map((line) => line.length)) * LETTER + gaps.filter));
  const labels = picture.scores.map(({ plugin }) => nameLines(plugin, 13));
  const least = labels.map((lines) => Math.max(...lines.map((line) => line.length)) * LETTER);
  const room = width - 22 - 58 - (from + Math.max(180, widths.reduce((sum, one) => sum + one, 0) + gaps.goal) + gaps.after);
  const unit = widest(picture.scores.map((score) => score.weight), least, room, gap);
  let x = from;
  const filters = widths.map((one, i): FilterSeat => {
    const seat = { x: Math.round(x + one / 2), lines: filterLines[i] ?? [] };
    x += one;
    return seat;
  });
  // The two headings stand side by side, however few filters there are.
  const goal = Math.max(x + gaps.goal, from + 180);
  x = goal + gaps.after;
  const scores = picture.scores.map(({ weight }, i): ScoreSeat => {
    const seat = { x: Math.round(x), width: Math.round(weight * unit), lines: labels[i] ?? [] };
    x += Math.max(seat.width, least[i] ?? 0) + gap;
    return seat;
  });
  const totalX = Math.max(width - 22, x + gaps.total);
  return { width: totalX + 22, from, goal, filters, scores, totalX };
}

/** The sign of the Pod at the end of its track: its name as far as there is room before the votes; what tells it from its like comes last. */
export function winnerSign(pod: string, { filters, scores, from, goal, totalX }: ScheduleLayout): { readonly name: string; readonly x: number; readonly width: number } {
  const left = (filters.at(-1)?.x ?? from) + 26;
  const right = (scores[0]?.x ?? totalX - 64) - 10;
  const most = Math.max(6, Math.floor((right - left - 24) / SIGN_LETTER));
  const name = pod.length <= most ? pod : `\u2026${pod.slice(1 - most)}`;
  const width = name.length * SIGN_LETTER + 24;
  return { name, x: Math.min(goal - width / 2, right - width), width };
}
const SIGN_LETTER = 7.9;

/** What a vote of weight 1 is wide: as much as the room has, between 16 and 48 px. */
function widest(weights: readonly number[], least: readonly number[], room: number, gap: number): number {
  for (let unit = 48; unit > 16; unit--) if (weights.reduce((sum, weight, i) => sum + Math.max(weight * unit, least[i] ?? 0) + gap, 0) <= room) return unit;
  return 16;
}
