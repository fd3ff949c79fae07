/** Streams of clients: watches, which the engine feeds from the store, and logs and commands, which a kubelet feeds. */
import type { KubeObject } from '../../model/objects.ts';
import type { StreamChunk } from '../contract/api.ts';
import { registryPrefix, type StoreEvent } from '../contract/store.ts';

/** What a watch is told of, and in which version it is shown. */
export interface Watch {
  readonly resource: string;
  /** '' for all. */
  readonly namespace: string;
  matches(object: KubeObject): boolean;
  present(object: KubeObject): KubeObject;
}
export interface Stream {
  readonly watch: Watch | null;
  chunks: StreamChunk[];
  open: boolean;
}

/** How a write looks through a watch's selector: an object that begins to match is added, one that no longer does is deleted. */
export function watchChunk(watch: Watch, { key, value, prev }: StoreEvent): StreamChunk | null {
  if (!key.startsWith(registryPrefix(watch.resource, watch.namespace === '' ? undefined : watch.namespace))) return null;
  const isSeen = (object: StoreEvent['value']): object is KubeObject => object !== null && watch.matches(object as KubeObject);
  const [before, after] = [isSeen(prev), isSeen(value)];
  if (after) return { channel: 'watch', type: before ? 'MODIFIED' : 'ADDED', object: watch.present(value as KubeObject) };
  if (before) return { channel: 'watch', type: 'DELETED', object: watch.present(prev as KubeObject) };
  return null;
}
