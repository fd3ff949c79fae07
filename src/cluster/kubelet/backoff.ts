/** Growing waits: 10 s, doubled up to 5 min, forgotten after twice that. Follows client-go util/flowcontrol/backoff.go. */
import type { SimTime } from '../../model/time.ts';
import type { Backoff } from './state.ts';

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;

const expired = (entry: Backoff, at: SimTime): boolean => at - entry.at > 2 * MAX_MS;

/** Whether one must still wait, counted from `since`: the end of a container, or the last change of the entry. */
export function inBackoff(table: ReadonlyMap<string, Backoff>, key: string, now: SimTime, since?: SimTime): boolean {
  const entry = table.get(key);
  if (entry === undefined || expired(entry, since ?? now)) return false;
  return now - (since ?? entry.at) < entry.ms;
}
export function lengthen(table: Map<string, Backoff>, key: string, now: SimTime, since: SimTime = now): void {
  const entry = table.get(key);
  table.set(key, { ms: entry === undefined || expired(entry, since) ? INITIAL_MS : Math.min(entry.ms * 2, MAX_MS), at: now });
}
export const lengthOf = (table: ReadonlyMap<string, Backoff>, key: string): number => table.get(key)?.ms ?? 0;

/** The worker lengthens its waits by up to a half, at random; this is the middle. */
export const jittered = (ms: number): number => Math.round(ms * 1.25);

/** `10s`, `1m20s`, `5m0s`, as Go writes a duration. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m${seconds % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds % 60}s`;
}
