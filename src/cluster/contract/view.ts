/** What a component, a picture or a check may read: the cluster at one revision. Values are frozen by convention and shared. */
import type { GroupResource, ObjectOf } from '../../model/objects.ts';
import type { NodeFact } from './store.ts';
import type { Revision } from './ids.ts';

/** Objects are shared with the store: whoever reads them never changes them. */
export interface ClusterView {
  readonly revision: Revision;
  get<R extends GroupResource>(resource: R, namespace: string, name: string): ObjectOf<R> | undefined;
  /** All objects of a resource, of one namespace if named, in order of namespace and name. */
  list<R extends GroupResource>(resource: R, namespace?: string): readonly ObjectOf<R>[];
  /** A fact of a node: see facts.ts for the keys and shapes. */
  fact(key: string): NodeFact | undefined;
  facts(prefix: string): readonly (readonly [key: string, fact: NodeFact])[];
}
