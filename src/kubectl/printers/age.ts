/** Spans as kubectl tells them: `5s`, `2m30s`, `3h`, `5d4h`. Follows apimachinery util/duration HumanDuration. */

export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60 * 2) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 60 * 3) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return pair(Math.trunc(hours / 24), 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24)}d`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 365 * 8) return pair(Math.trunc(days / 365), 'y', days % 365, 'd');
  return `${Math.trunc(days / 365)}y`;
}

const pair = (first: number, unit: string, second: number, smaller: string): string => (second === 0 ? `${first}${unit}` : `${first}${unit}${second}${smaller}`);

/** `2m15.25s`, `1h0m3s`: a span of a minute or more as Go writes a Duration. */
export function goDuration(ms: number): string {
  const minutes = Math.trunc(ms / 60_000);
  const rest = `${minutes % 60}m${(ms % 60_000) / 1000}s`;
  return minutes < 60 ? rest : `${Math.trunc(minutes / 60)}h${rest}`;
}

/** How long ago a time of the API was; `<unknown>` where there is none. */
export const ageOf = (time: string | null | undefined, now: number): string => (time === null || time === undefined || time === '' ? '<unknown>' : humanDuration(now - Date.parse(time)));

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon, 23 Nov 2026 05:42:45 +0000`, as time.RFC1123Z writes it. */
export function rfc1123(time: string | null | undefined): string {
  const at = new Date(time === null || time === undefined ? '0001-01-01T00:00:00Z' : time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${DAYS[at.getUTCDay()] ?? ''}, ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()] ?? ''} ${year} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
