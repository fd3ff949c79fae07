/** What the multi-version store answers (stages 4 and 5). Nothing is overwritten until compaction. */
import type { KubeObject } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision } from './ids.ts';

/** One write: `value` null means deleted. `prev` is what stood there before, null where nothing did. */
export interface StoreEvent {
  readonly revision: Revision;
  readonly at: SimTime;
  readonly key: string;
  readonly value: StoredValue | null;
  readonly prev: StoredValue | null;
}
/** An API object under `/registry/<group-resource>/<namespace>/<name>`, or a fact of a node under `/node/...`. */
export type StoredValue = KubeObject | NodeFact;

/** What only a node knows and a picture shows. Shapes: facts.ts. */
export interface NodeFact {
  readonly fact: string;
  readonly [field: string]: unknown;
}

/** `at` is a revision that has not been compacted; without it the present is read. */
export interface Store {
  readonly revision: Revision;
  /** The oldest revision that can still be read. */
  readonly compacted: Revision;
  get(key: string, at?: Revision): StoredValue | null;
  /** Keys that start with `prefix`, in order of key. */
  list(prefix: string, at?: Revision): readonly (readonly [key: string, value: StoredValue])[];
  put(key: string, value: StoredValue | null, now: SimTime): Revision;
  /** Events with a revision above `revision`, oldest first. */
  eventsSince(revision: Revision): readonly StoreEvent[];
  /** Drops what is older, but for each key's newest value at that revision. */
  compact(revision: Revision): void;
}

export const registryKey = (resource: string, namespace: string, name: string): string => `/registry/${resource}/${namespace}/${name}`;
export const registryPrefix = (resource: string, namespace?: string): string => (namespace === undefined ? `/registry/${resource}/` : `/registry/${resource}/${namespace}/`);
/** The group-resource of a registry key, or null where the key is none. */
export function resourceOfKey(key: string): string | null {
  if (!key.startsWith('/registry/')) return null;
  return key.slice(10, key.indexOf('/', 10));
}
