/** What opening a stream of the API comes to: a refusal, a watch, or something that a node feeds. */
import type { GroupResource, KubeObject, Pod } from '../../../model/objects.ts';
import type { ApiRequest, ApiResponse } from '../../contract/api.ts';

/** Whether an object is one that was asked for. */
export type Predicate = (object: KubeObject) => boolean;
/** What feeds a watch: writes to `resource` that `matches`, as `present` shows them. */
interface WatchOpened {
  readonly kind: 'watch';
  readonly resource: GroupResource;
  /** '' for all namespaces. */
  readonly namespace: string;
  /** The revision after which writes are wanted; null means from now on, after the initial objects. */
  readonly since: number | null;
  readonly matches: Predicate;
  /** The object as it is sent: itself, or a Table of one row where Tables were asked for. */
  readonly present: (object: KubeObject) => KubeObject;
  readonly initial: readonly KubeObject[];
  readonly warnings: readonly string[];
}
export type Opened =
  | { readonly kind: 'refused'; readonly response: ApiResponse }
  | WatchOpened
  /** The log of a Pod that no node has yet: there is nothing in it. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'node'; readonly node: string; readonly pod: Pod; readonly request: ApiRequest };
