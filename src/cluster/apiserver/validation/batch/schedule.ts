/** Schedules of CronJobs, as the server's parser reads them and what it says of those it cannot. Follows robfig/cron ParseStandard. */

import zones from './time-zones.json' with { type: 'json' };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: Readonly<Record<string, number>>;
}
const named = (words: string, from: number): Readonly<Record<string, number>> => Object.fromEntries(words.split(' ').map((word, i) => [word, i + from]));
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59, names: {} },
  { min: 0, max: 23, names: {} },
  { min: 1, max: 31, names: {} },
  { min: 1, max: 12, names: named('jan feb mar apr may jun jul aug sep oct nov dec', 1) },
  { min: 0, max: 6, names: named('sun mon tue wed thu fri sat', 0) },
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What the parser says of a schedule; '' of a good one. */
export function scheduleProblem(written: string): string {
  if (written === '') return 'empty spec string';
  let schedule = written;
  if (/^(CRON_)?TZ=/.test(schedule)) {
    const space = schedule.indexOf(' ');
    const zone = schedule.slice(schedule.indexOf('=') + 1, space < 0 ? undefined : space);
    if (space < 0) return 'invalid cron expression';
    if (!isTimeZone(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`;
    schedule = schedule.slice(space).trim();
  }
  if (schedule.startsWith('@')) return descriptorProblem(schedule);
  const fields = schedule.split(/\s+/).filter(field => field !== '');
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, bounds] of FIELDS.entries()) {
    const problem = fieldProblem(fields[i] ?? '', bounds);
    if (problem !== '') return problem;
  }
  return '';
}

function descriptorProblem(descriptor: string): string {
  if (DESCRIPTORS.includes(descriptor)) return '';
  if (!descriptor.startsWith('@every ')) return `unrecognized descriptor: ${descriptor}`;
  const span = descriptor.slice('@every '.length);
  const problem = durationProblem(span);
  return problem === '' ? '' : `failed to parse duration ${descriptor}: ${problem}`;
}
function durationProblem(span: string): string {
  const quoted = JSON.stringify(span);
  if (/^[+-]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))([0-9.]+(ns|us|µs|μs|ms|s|m|h))*$/.test(span)) return '';
  const unit = /^[+-]?([0-9.]+(?:ns|us|µs|μs|ms|s|m|h))*[0-9]+\.?[0-9]*([^0-9.]*)/.exec(span);
  if (!unit) return `time: invalid duration ${quoted}`;
  return unit[2] ? `time: unknown unit ${JSON.stringify(unit[2])} in duration ${quoted}` : `time: missing unit in duration ${quoted}`;
}

function fieldProblem(field: string, bounds: Bounds): string {
  for (const part of field.split(',').filter(each => each !== '')) {
    const problem = partProblem(part, bounds);
    if (problem !== '') return problem;
  }
  return '';
}
/** `*`, `3`, `mon-fri`, each with a step after a slash. Follows getRange. */
function partProblem(part: string, bounds: Bounds): string {
  const [range = '', step, ...more] = part.split('/');
  const [low = '', high, ...rest] = range.split('-');
  const any = low === '*' || low === '?';
  let [start, end] = [bounds.min, bounds.max];
  if (!any) {
    const first = value(low, bounds);
    if (typeof first === 'string') return first;
    [start, end] = [first, first];
    if (rest.length > 0) return `too many hyphens: ${part}`;
    if (high !== undefined) {
      const last = value(high, bounds);
      if (typeof last === 'string') return last;
      end = last;
    }
  }
  if (more.length > 0) return `too many slashes: ${part}`;
  let by = 1;
  if (step !== undefined) {
    const read = whole(step);
    if (typeof read === 'string') return read;
    by = read;
    if (high === undefined && !any) end = bounds.max;
  }
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${part}`;
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${part}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
  return by === 0 ? `step of range should be a positive number: ${part}` : '';
}
const value = (written: string, bounds: Bounds): number | string => bounds.names[written.toLowerCase()] ?? whole(written);
function whole(written: string): number | string {
  const quoted = JSON.stringify(written);
  if (!/^[+-]?[0-9]+$/.test(written)) return `failed to parse int from ${written}: strconv.Atoi: parsing ${quoted}: invalid syntax`;
  const read = Number(written);
  if (!Number.isSafeInteger(read)) return `failed to parse int from ${written}: strconv.Atoi: parsing ${quoted}: value out of range`;
  return read < 0 ? `negative number (${read}) not allowed: ${written}` : read;
}

/** The names of the IANA time zone database, by area; '' holds those of none. */
const ZONES = new Set(Object.entries(zones).flatMap(([area, places]) => places.split(' ').map(place => (area === '' ? place : `${area}/${place}`))));
/** Whether time.LoadLocation knows it. */
export const isTimeZone = (zone: string): boolean => zone === 'Local' || ZONES.has(zone);
