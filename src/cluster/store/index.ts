/**
 * The multi-version store (stages 4 and 5), as etcd is one: a counter of revisions, and for each key the values it has had.
 * Values are shared, never copied; deleting writes null; compaction drops what can no longer be asked for.
 */
import { byText } from '../../base/order.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision } from '../contract/ids.ts';
import { resourceOfKey, type Store, type StoredValue, type StoreEvent } from '../contract/store.ts';

/** The writes of one key, oldest first; most keys are written once, and need no list. */
type Versions = StoreEvent | readonly StoreEvent[];
const isOne = (versions: Versions): versions is StoreEvent => !Array.isArray(versions);
const latestOf = (versions: Versions | undefined): StoreEvent | undefined => (versions === undefined || isOne(versions) ? versions : versions.at(-1));

/** Keys grouped by what lists ask for: `/registry/<resource>/<namespace>/` or `/node/<node>/`. */
const folderOf = (key: string): string => {
  const second = key.indexOf('/', 1);
  const third = key.indexOf('/', second + 1);
  return resourceOfKey(key) === null ? key.slice(0, third + 1) : key.slice(0, key.indexOf('/', third + 1) + 1);
};

const NAMESPACE_FOLDER = /^\/registry\/[^/]+\/[^/]*\/$/;
/** Leases are renewed every few seconds: of them only the newest value is kept. */
const keepsLatestOnly = (key: string): boolean => key.startsWith('/registry/leases.coordination.k8s.io/');

/** What can still be read: all after a revision, and the newest before it, which no longer tells what it replaced. */
function keptOf(versions: Versions, revision: Revision): Versions {
  if (isOne(versions)) return versions.revision <= revision ? withoutPrev(versions) : versions;
  const last = versions.findLastIndex(version => version.revision <= revision);
  if (last < 0) return versions;
  const [oldest, ...later] = versions.slice(last) as [StoreEvent, ...StoreEvent[]];
  if (later.length === 0) return withoutPrev(oldest);
  return last === 0 && oldest.prev === null ? versions : [withoutPrev(oldest), ...later];
}
const withoutPrev = (event: StoreEvent): StoreEvent => (event.prev === null ? event : { ...event, prev: null });

export class MemoryStore implements Store {
  revision = 0 as Revision;
  compacted = 0 as Revision;
  /** Told of each write, as it happens. */
  listener: ((event: StoreEvent) => void) | null = null;
  private readonly versions = new Map<string, Versions>();
  /** Folder -> its keys that have a value now or had one since compaction; sorted when asked for. */
  private readonly folders = new Map<string, Set<string>>();
  private readonly sorted = new Map<string, readonly string[]>();
  private events: StoreEvent[] = [];

  get(key: string, at?: Revision): StoredValue | null {
    const versions = this.versions.get(key);
    if (at === undefined || at >= this.revision) return latestOf(versions)?.value ?? null;
    if (versions === undefined) return null;
    if (isOne(versions)) return versions.revision <= at ? versions.value : null;
    for (let i = versions.length - 1; i >= 0; i--) {
      const version = versions[i];
      if (version !== undefined && version.revision <= at) return version.value;
    }
    return null;
  }

  list(prefix: string, at?: Revision): readonly (readonly [string, StoredValue])[] {
    const found: (readonly [string, StoredValue])[] = [];
    for (const folder of this.foldersUnder(prefix)) {
      for (const key of this.keysOf(folder)) {
        if (!key.startsWith(prefix)) continue;
        const value = this.get(key, at);
        if (value !== null) found.push([key, value]);
      }
    }
    return found;
  }

  put(key: string, value: StoredValue | null, now: SimTime): Revision {
    const revision = (this.revision + 1) as Revision;
    this.revision = revision;
    const before = this.versions.get(key);
    const latest = latestOf(before);
    // The key's first text serves all its writes.
    const event: StoreEvent = { revision, at: now, key: latest?.key ?? key, value, prev: latest?.value ?? null };
    if (before === undefined || keepsLatestOnly(key)) this.versions.set(key, event);
    else this.versions.set(key, isOne(before) ? [before, event] : before.concat(event));
    if (before === undefined) this.remember(key);
    if (!keepsLatestOnly(key)) this.events.push(event);
    this.listener?.(event);
    return revision;
  }

  eventsSince(revision: Revision): readonly StoreEvent[] {
    const { events } = this;
    if (events.length === 0 || revision >= this.revision) return [];
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return events.slice(low);
  }

  compact(revision: Revision): void {
    if (revision <= this.compacted) return;
    this.compacted = revision;
    this.events = this.eventsSince(revision).slice();
    for (const [key, versions] of this.versions) {
      const kept = keptOf(versions, revision);
      if (isOne(kept) && kept.value === null && kept.revision <= revision) this.forget(key);
      else if (kept !== versions) this.versions.set(key, kept);
    }
  }

  /** The newest revision that was written at or before an instant. */
  revisionAt(at: SimTime): Revision {
    const later = this.events.findIndex(event => event.at > at);
    if (later < 0) return this.revision;
    return ((this.events[later]?.revision ?? 1) - 1) as Revision;
  }

  /** An independent store that shares the values; nobody listens to it yet. */
  copy(): MemoryStore {
    const copy = new MemoryStore();
    copy.revision = this.revision;
    copy.compacted = this.compacted;
    for (const [key, versions] of this.versions) {
      copy.versions.set(key, versions);
      copy.remember(key);
    }
    copy.events = this.events.slice();
    return copy;
  }

  private remember(key: string): void {
    const folder = folderOf(key);
    const keys = this.folders.get(folder);
    if (keys === undefined) this.folders.set(folder, new Set([key]));
    else keys.add(key);
    this.sorted.delete(folder);
  }

  private forget(key: string): void {
    this.versions.delete(key);
    const folder = folderOf(key);
    this.folders.get(folder)?.delete(key);
    this.sorted.delete(folder);
  }

  private foldersUnder(prefix: string): readonly string[] {
    if (this.folders.has(prefix)) return [prefix];
    // One namespace of one resource, where nothing has ever been written.
    if (NAMESPACE_FOLDER.test(prefix)) return [];
    return [...this.folders.keys()].filter(folder => folder.startsWith(prefix) || prefix.startsWith(folder)).sort(byText);
  }

  private keysOf(folder: string): readonly string[] {
    const known = this.sorted.get(folder);
    if (known !== undefined) return known;
    const keys = [...(this.folders.get(folder) ?? [])].sort(byText);
    this.sorted.set(folder, keys);
    return keys;
  }
}

export const createStore = (): MemoryStore => new MemoryStore();
