/** The cluster at one revision of a store, read with types. */
import type { GroupResource, ObjectOf } from '../../model/objects.ts';
import type { Revision } from '../contract/ids.ts';
import { registryKey, registryPrefix, type NodeFact, type Store } from '../contract/store.ts';
import type { ClusterView } from '../contract/view.ts';

/** A view of a revision; without one, of whatever the store holds when it is asked. */
export function viewOf(store: Store, at?: Revision): ClusterView {
  return {
    get revision() {
      return at ?? store.revision;
    },
    get: <R extends GroupResource>(resource: R, namespace: string, name: string) =>
      (store.get(registryKey(resource, namespace, name), at) ?? undefined) as unknown as ObjectOf<R> | undefined,
    list: <R extends GroupResource>(resource: R, namespace?: string) =>
      store.list(registryPrefix(resource, namespace), at).map(([, value]) => value) as unknown as readonly ObjectOf<R>[],
    fact: key => (store.get(key, at) ?? undefined) as NodeFact | undefined,
    facts: prefix => store.list(prefix, at) as readonly (readonly [string, NodeFact])[],
  };
}
