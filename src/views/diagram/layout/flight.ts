/** The way of a Pod from its line to its place: along the line to the node's column, then down. A function of the story alone. */
import { along, easeFlight, part, pathOf, type Box, type Point } from './geometry.ts';

/** The flight fills this part of the step, so that the choice is seen before and the landing after it. */
const FROM = 0.08;
const TO = 0.82;

const flightPoints = (from: Box, to: Box): readonly Point[] => [
  { x: from.x, y: from.y },
  { x: to.x, y: from.y },
  { x: to.x, y: to.y },
];
interface Flight {
  readonly box: Box;
  readonly landed: boolean;
}
/** Where it is at this part of the step; with reduced motion it is there at once. */
export function flightAt(from: Box, to: Box, progress: number, still: boolean): Flight {
  const share = still ? 1 : easeFlight(part(progress, FROM, TO));
  const at = along(flightPoints(from, to), share);
  const grow = part(share, 0.6, 1);
  return { box: { ...at, width: from.width + (to.width - from.width) * grow, height: from.height + (to.height - from.height) * grow }, landed: share >= 1 };
}
/** The drawn path that stands for the flight where nothing may travel. */
export function flightPath(from: Box, to: Box): string {
  const down = { x: to.x + to.width / 2, y: to.y - 2 };
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  return start.x === down.x ? pathOf([start, down]) : pathOf([start, { x: start.x, y: start.y + 8 }, { x: down.x, y: start.y + 8 }, down]);
}
