/** Streams of clients: watches, which the engine feeds from the store, and logs and commands, which a kubelet feeds. */
import type { KubeObject } from '../../model/objects.ts';
import type { StreamChunk } from '../contract/api.ts';
import type { StoreEvent } from '../contract/store.ts';

/** What a watch is told of. */
export interface Watch {
  readonly resource: string;
  readonly namespace: string | null;
  matches(object: KubeObject): boolean;
}
export interface Stream {
  readonly watch: Watch | null;
  chunks: StreamChunk[];
  open: boolean;
}

/** How a write looks through a watch's selector: an object that begins to match is added, one that no longer does is deleted. */
export function watchChunk(watch: Watch, { value, prev }: StoreEvent): StreamChunk | null {
  const isSeen = (object: StoreEvent['value']): object is KubeObject => object !== null && watch.matches(object as KubeObject);
  const [before, after] = [isSeen(prev), isSeen(value)];
  if (after) return { channel: 'watch', type: before ? 'MODIFIED' : 'ADDED', object: value as KubeObject };
  if (before) return { channel: 'watch', type: 'DELETED', object: prev as KubeObject };
  return null;
}
