/**
 * The multi-version store (stages 4 and 5), as etcd is one: a counter of revisions, and for each key the values it has had.
 * The present is shared, never copied; the past is packed; deleting writes null; compaction drops what can no longer be asked for.
 */
import { byText } from '../../base/order.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision } from '../contract/ids.ts';
import { registryPrefix, resourceOfKey, type Store, type StoredValue, type StoreEvent } from '../contract/store.ts';
import { Cooling, Version } from './version.ts';

/** The values of one key, oldest first; most keys are written once, and need no list. */
type Versions = Version | readonly Version[];
const isOne = (versions: Versions): versions is Version => !Array.isArray(versions);
const latestOf = (versions: Versions | undefined): Version | undefined => (versions === undefined || isOne(versions) ? versions : versions.at(-1));

/** The version that was the newest at a revision. */
function versionAt(versions: Versions | undefined, at: Revision): Version | undefined {
  if (versions === undefined || isOne(versions)) return versions !== undefined && versions.revision <= at ? versions : undefined;
  return versions.findLast(({ revision }) => revision <= at);
}

/** The keys of one folder that have a value now or had one since compaction; sorted when they are asked for. */
interface Folder {
  keys: string[];
  sorted: boolean;
}
/** Keys grouped by what lists ask for: `/registry/<resource>/<namespace>/` or `/node/<node>/`. */
const folderOf = (key: string): string => {
  const second = key.indexOf('/', 1);
  const third = key.indexOf('/', second + 1);
  return resourceOfKey(key) === null ? key.slice(0, third + 1) : key.slice(0, key.indexOf('/', third + 1) + 1);
};

const RESOURCE_PREFIX = /^\/registry\/[^/]+\/$/;
const NAMESPACE_FOLDER = /^\/registry\/[^/]+\/[^/]*\/$/;
/** Leases are renewed every few seconds: of them only the newest value is kept. */
const keepsLatestOnly = (key: string): boolean => key.startsWith('/registry/leases.coordination.k8s.io/');

/** Events and the facts of Pods are written for people, not for components: they are packed like the past. */
const isSeldomRead = (key: string): boolean => key.startsWith('/registry/events/') || (key.startsWith('/node/') && key.includes('/pods/'));

/** What can still be read: all after a revision, and the newest before it. */
function keptOf(versions: Versions, revision: Revision): Versions {
  if (isOne(versions)) return versions;
  const base = versions.findLastIndex(version => version.revision <= revision);
  if (base <= 0) return versions;
  const kept = versions.slice(base);
  return kept.length === 1 ? (kept[0] as Version) : kept;
}

export class MemoryStore implements Store {
  revision = 0 as Revision;
  compacted = 0 as Revision;
  /** Told of each write, as it happens. */
  listener: ((event: StoreEvent) => void) | null = null;
  private readonly versions = new Map<string, Versions>();
  private readonly folders = new Map<string, Folder>();
  /** `/registry/<resource>/` -> its folders. */
  private readonly ofResource = new Map<string, string[]>();
  /** All that was written since compaction, but for what keeps its latest value only. */
  private written: Version[] = [];
  private cooling = new Cooling();

  /** Who looks back all the time does not pack the past: a reader of the same revision gets the same objects. */
  constructor(private readonly packs: boolean) {}

  get(key: string, at?: Revision): StoredValue | null {
    const versions = this.versions.get(key);
    const version = at === undefined || at >= this.revision ? latestOf(versions) : versionAt(versions, at);
    return version?.value ?? null;
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
    const version = new Version(revision, now, latest?.key ?? key, value);
    const latestOnly = keepsLatestOnly(key);
    if (before === undefined || latestOnly) this.versions.set(version.key, version);
    else this.versions.set(version.key, isOne(before) ? [before, version] : before.concat(version));
    if (before === undefined) this.remember(key);
    const prev = latest?.value ?? null;
    if (!latestOnly) this.keep(version, latest);
    this.listener?.({ revision, at: now, key: version.key, value, prev });
    return revision;
  }

  private keep(version: Version, latest: Version | undefined): void {
    this.written.push(version);
    if (!this.packs) return;
    if (latest !== undefined) this.cooling.add(latest);
    if (isSeldomRead(version.key)) this.cooling.add(version);
  }

  eventsSince(revision: Revision): readonly StoreEvent[] {
    return this.written.slice(this.firstSince(revision)).map(version => this.eventOf(version));
  }

  /** A write as it is told; the value before it is not known where compaction has dropped it. */
  private eventOf({ revision, at, key, value }: Version): StoreEvent {
    const before = versionAt(this.versions.get(key), (revision - 1) as Revision);
    return { revision, at, key, value, prev: before?.value ?? null };
  }

  /** Where the writes after a revision begin. */
  private firstSince(revision: Revision): number {
    let low = 0;
    let high = this.written.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.written[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  compact(revision: Revision): void {
    if (revision <= this.compacted) return;
    this.compacted = revision;
    this.written = this.written.slice(this.firstSince(revision));
    const left = new Set<string>();
    for (const [key, versions] of this.versions) {
      const kept = keptOf(versions, revision);
      if (isOne(kept) && kept.isDeletion && kept.revision <= revision) {
        this.versions.delete(key);
        left.add(folderOf(key));
      } else if (kept !== versions) this.versions.set(key, kept);
    }
    for (const name of left) {
      const folder = this.folders.get(name);
      if (folder !== undefined) folder.keys = folder.keys.filter(key => this.versions.has(key));
    }
  }

  /** The newest revision that was written at or before an instant. */
  revisionAt(at: SimTime): Revision {
    const later = this.written.find(version => version.at > at);
    return later === undefined ? this.revision : ((later.revision - 1) as Revision);
  }

  /** An independent store that shares the values; nobody listens to it yet. */
  copy(): MemoryStore {
    const copy = new MemoryStore(this.packs);
    copy.revision = this.revision;
    copy.compacted = this.compacted;
    for (const [key, versions] of this.versions) {
      copy.versions.set(key, versions);
      copy.remember(key);
    }
    copy.written = this.written.slice();
    copy.cooling = this.cooling.copy();
    return copy;
  }

  private remember(key: string): void {
    const name = folderOf(key);
    const folder = this.folders.get(name);
    if (folder === undefined) return this.begin(name, key);
    folder.keys.push(key);
    folder.sorted = false;
  }

  private begin(folder: string, key: string): void {
    this.folders.set(folder, { keys: [key], sorted: true });
    const resource = resourceOfKey(key);
    if (resource === null) return;
    const prefix = registryPrefix(resource);
    this.ofResource.set(prefix, (this.ofResource.get(prefix) ?? []).concat(folder).sort(byText));
  }

  private foldersUnder(prefix: string): readonly string[] {
    if (this.folders.has(prefix)) return [prefix];
    // One namespace of one resource, where nothing has ever been written.
    if (NAMESPACE_FOLDER.test(prefix)) return [];
    if (RESOURCE_PREFIX.test(prefix)) return this.ofResource.get(prefix) ?? [];
    return [...this.folders.keys()].filter(folder => folder.startsWith(prefix) || prefix.startsWith(folder)).sort(byText);
  }

  private keysOf(name: string): readonly string[] {
    const folder = this.folders.get(name);
    if (folder === undefined) return [];
    if (!folder.sorted) folder.keys.sort(byText);
    folder.sorted = true;
    return folder.keys;
  }
}

export const createStore = (packs = true): MemoryStore => new MemoryStore(packs);
