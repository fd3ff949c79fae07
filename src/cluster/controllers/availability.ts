/** Whether a set's Pod counts as available: ready, for as long as minReadySeconds asks; a Pod that is only ready is looked at again. */
import type { Pod } from '../../model/objects.ts';
import { keyOf, type Controller } from './framework.ts';
import { availableFrom } from './objects.ts';

type Waiting = { readonly metadata: { readonly namespace?: string | undefined; readonly name: string }; readonly spec: { readonly minReadySeconds?: number | undefined } };

export function isAvailable<S extends object>(self: Controller<S>, set: Waiting, pod: Pod): boolean {
  const from = availableFrom(pod, set.spec.minReadySeconds ?? 0, text => self.instant(text));
  if (from !== null && from > self.now) self.wakeAt(keyOf(set), from);
  return from !== null && from <= self.now;
}
