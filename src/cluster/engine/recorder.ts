/**
 * Records Events as client-go's recorder does: like events are counted up in one object, and one source's flood about one
 * object is cut off. The scheduler speaks events.k8s.io, whose repeats are a series.
 */
import { extended } from '../../base/extended.ts';
import { flat } from '../../base/flat.ts';
import { formatMicroTime, formatTime, type SimTime } from '../../model/time.ts';
import { componentUser, type ApiRequest } from '../contract/api.ts';
import type { EventNote } from '../contract/component.ts';

/** Who says what sort of thing. Events are alike where this is the same record. */
interface Sort {
  readonly source: string;
  readonly host: string | undefined;
  readonly type: string;
  readonly reason: string;
  readonly action: string | undefined;
}
/** An Event object that was written, and how often it has happened. */
interface Written {
  readonly sort: Sort;
  /** The container that is meant; of a series, the object's resourceVersion, which client-go's key holds as well. */
  readonly detail: string | undefined;
  /** Null for one in which many like it are combined, and for a series, which is told apart by its action. */
  readonly message: string | null;
  readonly count: number;
  readonly lastAt: SimTime;
  /** When it was first said, and as the how manieth: its name follows from these (eventName). */
  readonly firstAt: SimTime;
  readonly serial: number;
}
/** What one source may still say about one object. Follows client-go tools/record EventSourceObjectSpamFilter. */
interface Bucket {
  readonly source: string;
  readonly host: string | undefined;
  readonly tokens: number;
  readonly at: SimTime;
}
/** All that has been said about one object: a short list, as a flood is cut off. */
interface AboutObject {
  readonly written: readonly Written[];
  readonly buckets: readonly Bucket[];
}
export interface RecorderState {
  readonly objects: Map<string, AboutObject>;
  readonly sorts: Map<string, Sort>;
}
export const initRecorder = (): RecorderState => ({ objects: new Map(), sorts: new Map() });

/** The kubelet's event-burst; in the recordings more than the 25 of client-go come through within a minute. */
const BURST = 100;
const REFILL_MS = 300_000;
const AGGREGATE_AFTER = 10;
const AGGREGATE_WITHIN_MS = 600_000;
const SERIES_WITHIN_MS = 360_000;
const NOTHING: AboutObject = { written: [], buckets: [] };

const objectKey = ({ about }: EventNote): string => (about.uid !== '' && about.uid !== about.name ? about.uid : `${about.kind}/${about.namespace}/${about.name}`);

/** The request that records this event now, or null where nothing is to be written. */
export function recordEvent(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  return note.action === undefined ? recordCore(state, note, now, epoch, serial) : recordSeries(state, note, now, epoch, serial);
}

const remember = (state: RecorderState, note: EventNote, object: AboutObject): void => void state.objects.set(objectKey(note), object);
function sortOf({ sorts }: RecorderState, { source, host, type, reason, action }: EventNote): Sort {
  const key = `${source}/${host ?? ''}/${type}/${reason}/${action ?? ''}`;
  const known = sorts.get(key) ?? { source, host, type, reason, action };
  sorts.set(key, known);
  return known;
}

function recordCore(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  const known = state.objects.get(objectKey(note)) ?? NOTHING;
  const buckets = takeToken(known.buckets, note, now);
  if (buckets === null) return null;
  const sort = sortOf(state, note);
  const { message, combined } = aggregated(known.written, sort, note.message, now);
  const at = known.written.findIndex(one => one.sort === sort && (combined ? one.message === null : one.message === note.message && one.detail === note.about.fieldPath));
  const before = known.written[at];
  if (before !== undefined) {
    const next = { ...before, count: before.count + 1, lastAt: now };
    remember(state, note, { buckets, written: known.written.with(at, next) });
    return patch(note, eventName(note, epoch, before), { count: next.count, lastTimestamp: formatTime(epoch, now), message });
  }
  const written: Written = { sort, detail: note.about.fieldPath, message: combined ? null : note.message, count: 1, lastAt: now, firstAt: now, serial: serial() };
  remember(state, note, { buckets, written: known.written.concat(written) });
  const time = formatTime(epoch, now);
  return create(note, extended(common(note, eventName(note, epoch, written)), {
    message,
    source: note.host === undefined ? { component: note.source } : { component: note.source, host: note.host },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    reportingComponent: note.source,
    reportingInstance: note.host ?? '',
  }));
}

/** Follows client-go tools/events: the note is not part of what makes two events alike; a series begins with the second. */
function recordSeries(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  const known = state.objects.get(objectKey(note)) ?? NOTHING;
  const sort = sortOf(state, note);
  const detail = note.about.resourceVersion;
  const at = known.written.findIndex(one => one.sort === sort && one.detail === detail);
  const before = known.written[at];
  if (before !== undefined && now - before.lastAt < SERIES_WITHIN_MS) {
    const count = before.count + 1;
    remember(state, note, { ...known, written: known.written.with(at, { ...before, count, lastAt: now }) });
    // Later repeats are only counted; the object is refreshed when the series ends, which no reader here waits for.
    return count === 2 ? patch(note, eventName(note, epoch, before), { series: { count, lastObservedTime: formatMicroTime(epoch, now) } }) : null;
  }
  const written: Written = { sort, detail, message: null, count: 1, lastAt: now, firstAt: now, serial: serial() };
  remember(state, note, { ...known, written: before === undefined ? known.written.concat(written) : known.written.with(at, written) });
  return create(note, extended(common(note, eventName(note, epoch, written)), {
    message: note.message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: formatMicroTime(epoch, now),
    action: note.action,
    reportingComponent: note.source,
    reportingInstance: flat([note.source, '-control-plane']),
  }));
}

/** Drops what no later event can be counted with. */
export function forgetEvents({ objects }: RecorderState, before: SimTime): void {
  for (const [key, { written, buckets }] of objects) {
    const kept = written.filter(({ lastAt }) => lastAt >= before);
    const full = buckets.filter(({ at }) => at >= before);
    if (kept.length === 0 && full.length === 0) objects.delete(key);
    else if (kept.length < written.length || full.length < buckets.length) objects.set(key, { written: kept, buckets: full });
  }
}

/** The buckets after one more word, or null where there is no token left. */
function takeToken(buckets: readonly Bucket[], { source, host }: EventNote, now: SimTime): readonly Bucket[] | null {
  const at = buckets.findIndex(bucket => bucket.source === source && bucket.host === host);
  const bucket = buckets[at];
  if (bucket === undefined) return buckets.concat({ source, host, tokens: BURST - 1, at: now });
  const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS);
  return tokens < 1 ? null : buckets.with(at, { ...bucket, tokens: tokens - 1, at: now });
}

/** From the eleventh message within ten minutes on, like events are combined. Follows client-go tools/record EventAggregatorByReasonFunc. */
function aggregated(written: readonly Written[], sort: Sort, message: string, now: SimTime): { readonly combined: boolean; readonly message: string } {
  let others = 0;
  for (const one of written) {
    if (one.sort !== sort || one.message === null || now - one.lastAt > AGGREGATE_WITHIN_MS) continue;
    if (one.message === message) return { combined: false, message };
    others++;
  }
  return others < AGGREGATE_AFTER ? { combined: false, message } : { combined: true, message: `(combined from similar events): ${message}` };
}

/** An Event of an object without a namespace is kept in `default`. */
const eventNamespace = (note: EventNote): string => note.about.namespace || 'default';
/** `web.1872f0c5a1b2c3d4`: the object's name and the nanosecond, made distinct by a serial number. */
const eventName = ({ about }: EventNote, epoch: number, { firstAt, serial }: Written): string =>
  flat([about.name, '.', (BigInt(epoch + firstAt) * 1_000_000n + BigInt(serial)).toString(16).padStart(16, '0')]);

const common = (note: EventNote, name: string): object =>
  ({ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: eventNamespace(note) }, involvedObject: note.about, reason: note.reason, type: note.type });
const create = (note: EventNote, body: unknown): ApiRequest =>
  ({ verb: 'create', resource: 'events', namespace: eventNamespace(note), user: componentUser(`system:${note.source}`), body });
const patch = (note: EventNote, name: string, body: unknown): ApiRequest =>
  ({ verb: 'patch', patchType: 'merge', resource: 'events', namespace: eventNamespace(note), name, user: componentUser(`system:${note.source}`), body });
