/**
 * The scheduling queue: Pods that are to be tried, that wait out a back-off, that wait for an event, and that may not be tried.
 * Follows backend/queue/scheduling_queue.go. As there, the back-off of refused Pods is cut short when nothing else is to be tried.
 */
import type { Pod } from '../../model/objects.ts';
import { after, type SimTime } from '../../model/time.ts';
import type { Plan } from '../contract/component.ts';
import { podName } from '../contract/trace.ts';
import { pluginNamed, refusedEntry } from './cycle.ts';
import type { ClusterEvent } from './events.ts';
import { pop, push } from './heap.ts';
import { podInfoOf } from './pod-info.ts';
import type { QueuedPod, QueueName, SchedulerState } from './state.ts';

const FIRST_BACKOFF_MS = 1000;
const MOST_BACKOFF_MS = 10_000;
const UNSCHEDULABLE_FOR_MS = 300_000;

export const FLUSH = 'flush';
export const BACKOFF = 'backoff';

export class SchedulingQueue {
  constructor(
    private readonly state: SchedulerState,
    private readonly plan: Plan,
  ) {}

  add(pod: Pod): void {
    const queued: QueuedPod = { pod, queue: 'active', attempts: 0, since: this.plan.now, serial: this.state.serial++, rejectors: [], failed: false };
    this.admit(queued, 'created');
  }

  /** The waiting Pod was changed; where that may help it is tried again. */
  update(pod: Pod, matters: boolean): void {
    const { queued, nominated } = this.state;
    const { uid } = pod.metadata;
    const before = queued.get(uid);
    if (before === undefined) return;
    queued.set(uid, { ...before, pod });
    const node = pod.status.nominatedNodeName ?? '';
    if (node === '') nominated.delete(uid);
    else nominated.set(uid, node);
    if (before.queue === 'gated') this.admit({ ...before, pod }, 'gates removed');
    else if (before.queue === 'unschedulable' && matters) {
      const event: ClusterEvent = { event: 'PodUpdate', pod: podInfoOf(pod), before: podInfoOf(before.pod) };
      if (this.isWorthTrying({ ...before, pod }, event)) this.retry({ ...before, pod }, event.event);
    }
  }

  remove(uid: string): void {
    this.state.queued.delete(uid);
    this.state.backoff.delete(uid);
    this.state.unschedulable.delete(uid);
    this.state.nominated.delete(uid);
  }

  /** The next Pod to be tried, taken out of its queue. */
  next(): QueuedPod | null {
    const { state } = this;
    while (state.active !== null) {
      const { entry } = state.active;
      state.active = pop(state.active);
      const queued = state.queued.get(entry.uid);
      if (queued !== undefined && queued.queue === 'active' && queued.serial === entry.serial) return queued;
    }
    return this.nextOfBackoff();
  }
  private nextOfBackoff(): QueuedPod | null {
    let first: QueuedPod | null = null;
    for (const uid of this.state.backoff) {
      const queued = this.state.queued.get(uid);
      if (queued === undefined || queued.failed) continue;
      if (first === null || backoffEnd(queued) < backoffEnd(first)) first = queued;
    }
    if (first !== null) this.state.backoff.delete(first.pod.metadata.uid);
    return first;
  }

  /** Puts a Pod back after an attempt that found no node, or failed. */
  putBack(queued: QueuedPod, rejectors: readonly string[], failed: boolean): void {
    const { state, plan } = this;
    const { uid } = queued.pod.metadata;
    const again: QueuedPod = { ...queued, attempts: queued.attempts + 1, since: plan.now, serial: state.serial++, rejectors, failed };
    if (failed) {
      this.move(again, 'backoff', 'error');
      return;
    }
    this.move(again, 'unschedulable', rejectors.length === 0 ? 'no node' : rejectors.join(', '));
    state.unschedulable.add(uid);
    if (state.unschedulable.size === 1) plan.wakeAt(FLUSH, after(plan.now, UNSCHEDULABLE_FOR_MS));
  }

  /** An event may have made Pods schedulable: the plugins that refused them are asked. */
  happened(event: ClusterEvent): void {
    const { state } = this;
    if (state.unschedulable.size === 0) return;
    for (const uid of state.unschedulable) {
      const queued = state.queued.get(uid);
      if (queued !== undefined && this.isWorthTrying(queued, event)) this.retry(queued, event.event);
    }
  }
  private isWorthTrying({ pod, rejectors }: QueuedPod, event: ClusterEvent): boolean {
    if (rejectors.length === 0) return true;
    const info = podInfoOf(pod);
    return rejectors.some(name => pluginNamed(name)?.hint?.(info, event) ?? false);
  }

  /** Pods that have waited five minutes for an event are tried in any case. */
  flush(): void {
    const { state, plan } = this;
    let next = Number.POSITIVE_INFINITY;
    for (const uid of state.unschedulable) {
      const queued = state.queued.get(uid);
      if (queued === undefined) continue;
      const due = queued.since + UNSCHEDULABLE_FOR_MS;
      if (due <= plan.now) this.retry(queued, 'waited long enough');
      else next = Math.min(next, due);
    }
    if (next !== Number.POSITIVE_INFINITY) plan.wakeAt(FLUSH, next as SimTime);
  }

  /** Back-offs that are over. */
  flushBackoff(): void {
    for (const uid of this.state.backoff) {
      const queued = this.state.queued.get(uid);
      if (queued === undefined || backoffEnd(queued) > this.plan.now) continue;
      this.admit(queued, 'back-off is over');
    }
  }

  private retry(queued: QueuedPod, why: string): void {
    if (backoffEnd(queued) > this.plan.now) this.move(queued, 'backoff', why);
    else this.admit(queued, why);
  }

  private admit(queued: QueuedPod, why: string): void {
    const refusal = refusedEntry(podInfoOf(queued.pod));
    if (refusal === null) this.move(queued, 'active', why);
    else if (queued.queue !== 'gated') this.move(queued, 'gated', refusal.reasons.join(', '));
  }

  private move(queued: QueuedPod, queue: QueueName, why: string): void {
    const { state, plan } = this;
    const { uid, namespace, name } = queued.pod.metadata;
    state.unschedulable.delete(uid);
    state.backoff.delete(uid);
    const moved = { ...queued, queue };
    state.queued.set(uid, moved);
    if (queue === 'active') state.active = push(state.active, { uid, priority: moved.pod.spec.priority ?? 0, since: moved.since, serial: moved.serial });
    if (queue === 'backoff') {
      state.backoff.add(uid);
      if (moved.failed) plan.wakeAt(`${BACKOFF}/${uid}`, backoffEnd(moved));
    }
    plan.trace({ type: 'scheduler/queued', pod: podName(namespace, name), uid, queue, why });
  }
}

/** 1 s after the first attempt, doubled with each, 10 s at most. */
function backoffEnd({ attempts, since }: QueuedPod): SimTime {
  if (attempts === 0) return since;
  return after(since, Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempts - 1, 10), MOST_BACKOFF_MS));
}
