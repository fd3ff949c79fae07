/**
 * Records Events as client-go's recorder does: like events are counted up in one object, and one source's flood about one
 * object is cut off. The scheduler speaks events.k8s.io, whose repeats are a series.
 */
import { formatMicroTime, formatTime, type SimTime } from '../../model/time.ts';
import { componentUser, type ApiRequest } from '../contract/api.ts';
import type { EventNote } from '../contract/component.ts';

/** What is remembered of an Event object that was written. */
interface Recorded {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly lastAt: SimTime;
  readonly first: SimTime;
}
/** A bucket of tokens for one source and object. Follows client-go tools/record EventSourceObjectSpamFilter. */
interface Bucket {
  readonly tokens: number;
  readonly at: SimTime;
}
export interface RecorderState {
  readonly recorded: Map<string, Recorded>;
  readonly buckets: Map<string, Bucket>;
  /** Different messages of one kind about one object: from the eleventh within ten minutes they are combined. */
  readonly similar: Map<string, { readonly messages: readonly string[]; readonly at: SimTime }>;
}
export const initRecorder = (): RecorderState => ({ recorded: new Map(), buckets: new Map(), similar: new Map() });

const BURST = 25;
const REFILL_MS = 300_000;
const AGGREGATE_AFTER = 10;
const AGGREGATE_WITHIN_MS = 600_000;
const SERIES_WITHIN_MS = 360_000;

const aboutKey = ({ about, source, host }: EventNote): string => `${source}|${host ?? ''}|${about.kind}|${about.namespace}|${about.name}|${about.uid}|${about.apiVersion}`;

/** The request that records this event now, or null where nothing is to be written. */
export function recordEvent(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  return note.action === undefined ? recordCore(state, note, now, epoch, serial) : recordSeries(state, note, now, epoch, serial);
}

function recordCore(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  if (!takeToken(state, aboutKey(note), now)) return null;
  const { key, message } = aggregated(state, note, now);
  const before = state.recorded.get(key);
  if (before !== undefined) {
    const count = before.count + 1;
    state.recorded.set(key, { ...before, count, lastAt: now });
    return patch(note, before, { count, lastTimestamp: formatTime(epoch, now), message });
  }
  const name = eventName(note.about.name, epoch, now, serial());
  const namespace = eventNamespace(note);
  state.recorded.set(key, { namespace, name, count: 1, lastAt: now, first: now });
  const time = formatTime(epoch, now);
  return create(note, namespace, {
    ...common(note, namespace, name),
    message,
    source: { component: note.source, ...(note.host === undefined ? {} : { host: note.host }) },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    reportingComponent: note.source,
    reportingInstance: note.host ?? '',
  });
}

/** Follows client-go tools/events: the note is not part of what makes two events alike; a series begins with the second. */
function recordSeries(state: RecorderState, note: EventNote, now: SimTime, epoch: number, serial: () => number): ApiRequest | null {
  // What it is about is named with its version: after a change of the object a new Event begins.
  const key = `series|${aboutKey(note)}|${note.about.resourceVersion ?? ''}|${note.type}|${note.reason}|${note.action ?? ''}`;
  const before = state.recorded.get(key);
  if (before !== undefined && now - before.lastAt < SERIES_WITHIN_MS) {
    const count = before.count + 1;
    state.recorded.set(key, { ...before, count, lastAt: now });
    // Later repeats are only counted; the object is refreshed when the series ends, which no reader here waits for.
    return count === 2 ? patch(note, before, { series: { count, lastObservedTime: formatMicroTime(epoch, now) } }) : null;
  }
  const name = eventName(note.about.name, epoch, now, serial());
  const namespace = eventNamespace(note);
  state.recorded.set(key, { namespace, name, count: 1, lastAt: now, first: now });
  return create(note, namespace, {
    ...common(note, namespace, name),
    message: note.message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: formatMicroTime(epoch, now),
    action: note.action,
    reportingComponent: note.source,
    reportingInstance: `${note.source}-control-plane`,
  });
}

/** Drops what no later event can be counted with. */
export function forgetEvents(state: RecorderState, before: SimTime): void {
  for (const [key, { lastAt }] of state.recorded) if (lastAt < before) state.recorded.delete(key);
  for (const [key, { at }] of state.similar) if (at < before) state.similar.delete(key);
  for (const [key, { at }] of state.buckets) if (at < before) state.buckets.delete(key);
}

function takeToken(state: RecorderState, key: string, now: SimTime): boolean {
  const bucket = state.buckets.get(key);
  const tokens = bucket === undefined ? BURST : Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS);
  if (tokens < 1) return false;
  state.buckets.set(key, { tokens: tokens - 1, at: now });
  return true;
}

/** Follows client-go tools/record EventAggregatorByReasonFunc. */
function aggregated(state: RecorderState, note: EventNote, now: SimTime): { readonly key: string; readonly message: string } {
  const group = `${aboutKey(note)}|${note.type}|${note.reason}`;
  const own = `${group}|${note.about.fieldPath ?? ''}|${note.message}`;
  const before = state.similar.get(group);
  const recent = before !== undefined && now - before.at <= AGGREGATE_WITHIN_MS ? before.messages : [];
  const messages = recent.includes(note.message) ? recent : [...recent, note.message];
  state.similar.set(group, { messages, at: now });
  if (messages.length <= AGGREGATE_AFTER) return { key: own, message: note.message };
  return { key: `${group}|combined`, message: `(combined from similar events): ${note.message}` };
}

/** An Event of an object without a namespace is kept in `default`. */
const eventNamespace = (note: EventNote): string => note.about.namespace || 'default';
/** `web.1872f0c5a1b2c3d4`: the object's name and the nanosecond, made distinct by a serial number. */
const eventName = (about: string, epoch: number, now: SimTime, serial: number): string =>
  `${about}.${(BigInt(epoch + now) * 1_000_000n + BigInt(serial)).toString(16).padStart(16, '0')}`;

function common(note: EventNote, namespace: string, name: string): Readonly<Record<string, unknown>> {
  return { apiVersion: 'v1', kind: 'Event', metadata: { name, namespace }, involvedObject: note.about, reason: note.reason, type: note.type };
}
const create = (note: EventNote, namespace: string, body: unknown): ApiRequest =>
  ({ verb: 'create', resource: 'events', namespace, user: componentUser(`system:${note.source}`), body });
const patch = (note: EventNote, { namespace, name }: Recorded, body: unknown): ApiRequest =>
  ({ verb: 'patch', patchType: 'merge', resource: 'events', namespace, name, user: componentUser(`system:${note.source}`), body });
