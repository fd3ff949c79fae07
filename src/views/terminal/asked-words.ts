/** Words for requests that no step of the story tells of. */
import type { AskedRequest } from '../../session/index.ts';

const STREAM = 101;
const count = (many: number): string => (many === 1 ? '1 object' : `${many} objects`);

export function requestWords({ code, read, written, url }: AskedRequest): string {
  if (code === 404) return 'There is no such object. Nothing was changed.';
  if (code >= 400) return 'It was refused. Nothing was changed.';
  if (code === STREAM) return /[?&]watch=true/.test(url) ? 'It listens for changes.' : 'It stays connected to the container.';
  if (written.length > 0) return 'Written; nothing else has come of it yet.';
  if (/[?&]dryRun=All/.test(url)) return 'Only tried out. Nothing was changed.';
  return read.length === 0 ? 'Only read: there was nothing to find.' : `Only read: ${count(read.length)}. Nothing was changed.`;
}

/** `+1.2 s` after the request. */
export function since(from: number, at: number): string {
  const ms = Math.max(0, at - from);
  return ms < 100_000 ? `+${(ms / 1000).toFixed(1)} s` : `+${Math.round(ms / 60_000)} min`;
}
