/** Boxes, paths and easing of the pictures: pure arithmetic, in pixels at scale 1. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The part of `progress` that lies between two marks, from 0 to 1. */
export const part = (progress: number, from: number, to: number): number => clamp((progress - from) / (to - from), 0, 1);

/** A cubic Bezier easing, as CSS has it: solved for x by bisection, which is the same on every machine. */
function easing(x1: number, y1: number, x2: number, y2: number): (t: number) => number {
  const at = (a: number, b: number, t: number): number => 3 * a * t * (1 - t) * (1 - t) + 3 * b * t * t * (1 - t) + t * t * t;
  return (x) => {
    if (x <= 0 || x >= 1) return clamp(x, 0, 1);
    let [low, high] = [0, 1];
    for (let i = 0; i < 24; i++) {
      const middle = (low + high) / 2;
      if (at(x1, x2, middle) < x) low = middle;
      else high = middle;
    }
    return at(y1, y2, (low + high) / 2);
  };
}
/** The tokens --ease-flight and --ease-out. */
export const easeFlight = easing(0.5, 0.05, 0.15, 1);
export const easeOut = easing(0.2, 0.7, 0.2, 1);

/** A way along straight lines, with how far each corner is from the start. */
export function along(points: readonly Point[], share: number): Point {
  const lengths = points.slice(1).map((to, i) => Math.abs(to.x - (points[i]?.x ?? 0)) + Math.abs(to.y - (points[i]?.y ?? 0)));
  let left = lengths.reduce((sum, one) => sum + one, 0) * clamp(share, 0, 1);
  for (const [i, length] of lengths.entries()) {
    const [from, to] = [points[i], points[i + 1]];
    if (!from || !to) break;
    if (left <= length) {
      const t = length === 0 ? 1 : left / length;
      return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
    }
    left -= length;
  }
  return points[points.length - 1] ?? { x: 0, y: 0 };
}
export const pathOf = (points: readonly Point[]): string => points.map((p, i) => `${i === 0 ? 'M' : 'L'}${round(p.x)} ${round(p.y)}`).join('');
const round = (value: number): number => Math.round(value * 100) / 100;
