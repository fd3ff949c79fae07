/** Spans of time as kubectl tells them: `5s`, `3m20s`, `2d4h`. Follows apimachinery util/duration HumanDuration. */
import { parseTime, simTime } from '../../../model/time.ts';

export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return hours % 24 === 0 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24)}d${hours % 24}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return days % 365 === 0 ? `${years}y` : `${years}y${days % 365}d`;
  return `${years}y`;
}

/** How long ago a time of the API was; `<unknown>` for none. */
export function age(printing: { readonly epoch: number; readonly now: number }, time: unknown): string {
  if (typeof time !== 'string' || time === '') return '<unknown>';
  const then = parseTime(printing.epoch, time);
  // Stored times are cut to whole seconds; so is now, lest an age round up.
  return humanDuration(simTime(printing.now) - then);
}
