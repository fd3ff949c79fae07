/** date: the time in many forms, by the clocks that TZ names in POSIX' way; containers have no files of time zones. */
import { localAt, parseZone, UTC } from '../../../model/time-zone.ts';
import type { TimeZone } from '../../../model/time-zone.ts';
import { epochNow } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { getopt, usage } from './options.ts';
import { parseDate, readDate, strftime } from './time.ts';
import type { Io, Tool } from './tool.ts';

/** What TZ says is taken for UTC under another name where it is no zone. */
function zoneOf(io: Io): TimeZone {
  const text = io.env('TZ') ?? '';
  if (text === '') return UTC;
  return parseZone(text) ?? { standard: { name: /^[A-Za-z]{3,}/.exec(text)?.[0] ?? 'UTC', minutes: 0 }, summer: null };
}
/** By the beginning of its name, as in `-Is`. */
const ISO: readonly (readonly [name: string, format: string])[] = [['date', '%Y-%m-%d'], ['hours', '%Y-%m-%dT%H%:z'], ['minutes', '%Y-%m-%dT%H:%M%:z'], ['seconds', '%Y-%m-%dT%H:%M:%S%:z']];
const PLAIN = '%a %b %e %H:%M:%S %Z %Y';

export const date: Tool = (io) => {
  const iso = io.args.find((arg) => arg.startsWith('-I'));
  const opt = getopt(io.without(/^-I/), 'ud:s:r:RD:', { long: { date: 'd', utc: 'u', reference: 'r' } });
  if (opt === null) return 1;
  const isoFormat = iso === undefined ? PLAIN : ISO.find(([name]) => name.startsWith(iso.slice(2)))?.[1];
  if (isoFormat === undefined) {
    usage(io, 'date [OPTIONS] [+FMT] [[-s] TIME]');
    return 1;
  }
  const zone = opt.has('u') ? UTC : zoneOf(io);
  let now = epochNow(io.k);
  const text = opt.value('s') ?? opt.value('d') ?? opt.rest.find((arg) => !arg.startsWith('+'));
  if (text !== undefined) {
    const read = opt.value('D') === undefined ? parseDate(text, now) : readDate(text, opt.value('D') ?? '', now);
    if (read === null) {
      io.error(`invalid date '${text}'`);
      return 1;
    }
    now = text.startsWith('@') ? read : read - localAt(zone, read).minutes * 60_000;
  }
  const file = opt.value('r');
  if (file !== undefined) {
    const inode = io.stat(file);
    if (isErrno(inode)) {
      io.error(`can't stat '${file}': ${strerror(inode)}`);
      return 1;
    }
    now = inode.mtime;
  }
  const sets = opt.has('s') || (text !== undefined && !opt.has('d'));
  // Errors are written at once, what is printed at the end.
  if (sets) io.error(`can't set date: ${strerror('EPERM')}`);
  const format = opt.rest.find((arg) => arg.startsWith('+'))?.slice(1) ?? (opt.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : isoFormat);
  io.line(strftime(format, now, zone));
  return sets ? 1 : 0;
};
