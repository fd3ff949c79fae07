/** Predictions on a scale of time: options that read `4 s to 8 s`, and the one in which a mark lies. */
import type { Option } from './types.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}
export function secondsOf(text: string): Span | null {
  const match = /^(\d+) s to (\d+) s$/.exec(text.trim());
  if (match === null) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return to > from ? { from, to } : null;
}
/** The option in whose span a second lies; a border belongs to the span that begins there. */
export function optionAt(options: readonly Option[], second: number): number {
  const spans = options.map(({ text }) => secondsOf(text));
  const at = spans.findIndex(span => span !== null && second >= span.from && second < span.to);
  return at < 0 ? options.length - 1 : at;
}
