/** The page's read-only copy of the history: the same store, fed by batches. Equal parts of a value are shared with what stood before. */
import { isObject } from '../base/json.ts';
import type { SimTime } from '../model/time.ts';
import type { Revision, TraceSerial } from '../cluster/contract/ids.ts';
import type { StoredValue } from '../cluster/contract/store.ts';
import type { TraceEvent } from '../cluster/contract/trace.ts';
import type { ClusterView } from '../cluster/contract/view.ts';
import { createStore } from '../cluster/store/index.ts';
import { viewOf } from '../cluster/store/view.ts';
import type { Batch } from './types.ts';

/** `next`, with every part that equals its counterpart in `prev` taken from there: so that a picture sees what did not change. */
export function share<T>(prev: unknown, next: T): T {
  if (prev === next || typeof next !== 'object' || next === null || typeof prev !== 'object' || prev === null) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(prev)) return next;
    const shared = next.map((item: unknown, index) => share(prev[index], item));
    return (shared.length === prev.length && shared.every((item, index) => item === prev[index]) ? prev : shared) as T;
  }
  if (!isObject(prev)) return next;
  const keys = Object.keys(next);
  const shared = Object.fromEntries(keys.map(key => [key, share(prev[key], (next as Record<string, unknown>)[key])]));
  return (keys.length === Object.keys(prev).length && keys.every(key => shared[key] === prev[key]) ? prev : shared) as T;
}

export class Replica {
  /** The story shows what was: the past is read with every frame, and what did not change is not drawn anew. */
  private readonly store = createStore(false);
  private readonly views = new Map<Revision, ClusterView>();
  trace: readonly TraceEvent[] = [];

  get revision(): Revision {
    return this.store.revision;
  }

  apply({ writes, trace }: Batch): void {
    for (const { revision, at, key, value } of writes) {
      // Renewed leases are not sent, so the counter may jump.
      this.store.revision = (revision - 1) as Revision;
      this.store.put(key, share(this.store.get(key), value) as StoredValue | null, at);
    }
    if (trace.length > 0) this.trace = [...this.trace, ...trace];
  }

  /** Lets go of what was before an instant, and before a revision that can still be shown. */
  forget(before: SimTime, shown: Revision): void {
    this.store.compact(Math.min(this.store.revisionAt(before), shown) as Revision);
    this.trace = this.trace.slice(Math.max(0, this.trace.findIndex(({ at }) => at >= before)));
    this.views.clear();
  }

  /** The cluster at a revision; the same view for the same revision, so that it can be compared. */
  view(at: Revision): ClusterView {
    const known = this.views.get(at);
    if (known !== undefined) return known;
    if (this.views.size > 64) this.views.clear();
    const view = viewOf(this.store, at);
    this.views.set(at, view);
    return view;
  }

  record(serial: TraceSerial): TraceEvent | undefined {
    // Serials are handed out one after another.
    const found = this.trace[serial - (this.trace[0]?.serial ?? 0)];
    return found?.serial === serial ? found : undefined;
  }
}
