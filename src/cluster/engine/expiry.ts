/** Events live for an hour after they were last written. Follows kube-apiserver's --event-ttl; etcd's leases are looked at now and then. */
import type { Event } from '../../model/objects.ts';
import { parseTime, type SimTime } from '../../model/time.ts';
import { registryPrefix, type Store } from '../contract/store.ts';

/** The name under which the queue knows it: no component, but etcd's own clockwork. */
export const EXPIRY = 'etcd';
export const EXPIRY_EVERY_MS = 300_000;
const EVENT_TTL_MS = 3_600_000;

const lastWritten = ({ lastTimestamp, eventTime, series, metadata }: Event, epoch: number): SimTime =>
  parseTime(epoch, series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp);

export function expireEvents(store: Store, now: SimTime, epoch: number): void {
  for (const [key, value] of store.list(registryPrefix('events'))) {
    if (now - lastWritten(value as unknown as Event, epoch) >= EVENT_TTL_MS) store.put(key, null, now);
  }
}
