/** What the engine tells the parts of a node (as the message of a `told` input): streams of clients, and what happens outside the API. */
import type { Pod } from '../../model/objects.ts';
import type { ApiRequest } from './api.ts';
import type { StreamId } from './ids.ts';
import type { SimAction } from './simulation.ts';

/** To the kubelet: a client's log, exec, attach or portforward that the API server has let through. */
export type StreamMessage =
  | { readonly stream: 'opened'; readonly id: StreamId; readonly pod: Pod; readonly request: ApiRequest }
  /** What the client types; null is its end. */
  | { readonly stream: 'written'; readonly id: StreamId; readonly data: string | null }
  | { readonly stream: 'closed'; readonly id: StreamId };

/** To kubelet (stopNode, startNode, resizeNode, putFile, removeFile), network (stopNode, startNode) and runtime (all): each takes what is its own. */
export interface SimMessage {
  readonly sim: SimAction;
}
