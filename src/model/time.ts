/** Virtual time: milliseconds since the cluster was started, and its form in the API. */
import type { Branded } from '../base/brand.ts';
import { flat } from '../base/flat.ts';

/** An instant, in whole milliseconds since the cluster's first moment. */
export type SimTime = Branded<number, 'SimTime'>;
/** A span, in whole milliseconds. */
export type Duration = Branded<number, 'Duration'>;

export const simTime = (ms: number): SimTime => ms as SimTime;
/** A span of so many seconds, to the millisecond. */
export const seconds = (value: number): Duration => Math.round(value * 1000) as Duration;
/** The instant so many milliseconds later. */
export const after = (at: SimTime, span: number): SimTime => (at + span) as SimTime;

/** The date at which every cluster starts, unless its settings say otherwise: ten seconds past a full minute. */
export const DEFAULT_EPOCH = Date.UTC(2026, 0, 1, 9, 0, 10);

/** The last second that was written: many objects carry the same one, and share its text. */
let lastSecond = Number.NaN;
let lastText = '';
/** `2026-01-01T09:00:10Z`, as metav1.Time writes it: whole seconds, rounded down. */
export function formatTime(epoch: number, at: SimTime): string {
  const second = Math.floor((epoch + at) / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  lastText = flat([new Date(second * 1000).toISOString().slice(0, 19), 'Z']);
  return lastText;
}
/** `2026-01-01T09:00:10.000000Z`, as metav1.MicroTime writes it. */
export const formatMicroTime = (epoch: number, at: SimTime): string => flat([new Date(epoch + at).toISOString().slice(0, 23), '000Z']);
/** The instant of an RFC 3339 text; NaN when it is none. */
export const parseTime = (epoch: number, text: string): SimTime => (Date.parse(text) - epoch) as SimTime;
