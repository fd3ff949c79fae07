/** The scheduler's step: what it hears goes into the snapshot and the queue; one Pod an attempt is placed, refused or makes others go. */
import { jsonEqual } from '../../base/json.ts';
import type { Node, Pod, Service } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import { isClaimBound } from '../../model/volumes.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { Bound, ComponentInput, Plan } from '../contract/component.ts';
import { resourceOfKey, type StoreEvent } from '../contract/store.ts';
import { podName } from '../contract/trace.ts';
import { isStatus } from '../../model/status.ts';
import { attempt, type Attempt } from './attempt.ts';
import { Cache, isToBePlaced, worldOf } from './cache.ts';
import { nodeChangeMatters, podChangeMatters, type ClusterEvent } from './events.ts';
import { isTerminal, isTerminating, placedInfo, podInfoOf } from './pod-info.ts';
import { claimDecisions } from './plugins/volume-binding.ts';
import { BACKOFF, FLUSH, SchedulingQueue } from './queue.ts';
import type { PlacedPod, QueuedPod, SchedulerState } from './state.ts';
import { bindClaim, bindingOf, evict, failedScheduling, nominate as writeNomination, notScheduled, scheduled } from './writes.ts';

const CYCLE = 'cycle';
const VOLUME_TIMEOUT_MS = 600_000;

/** Reports of a running Pod change nothing for scheduling, unless it is being resized. */
const onlyStatusChanged = (prev: Pod | null, pod: Pod): boolean =>
  prev !== null && prev.spec === pod.spec && prev.metadata.labels === pod.metadata.labels && prev.metadata.deletionTimestamp === pod.metadata.deletionTimestamp && (pod.metadata.generation ?? 1) <= 1;

export class Scheduler implements Bound {
  private readonly cache: Cache;
  private readonly queue: SchedulingQueue;

  constructor(
    private readonly state: SchedulerState,
    private readonly plan: Plan,
  ) {
    this.cache = new Cache(state);
    this.queue = new SchedulingQueue(state, plan);
  }

  step(input: ComponentInput): void {
    switch (input.type) {
      case 'started': this.hearAll(); break;
      case 'changed': for (const event of input.events) this.hear(event); break;
      case 'woken': this.woken(input.key); break;
      case 'replied': this.replied(input.key, input.response); break;
      case 'told': return;
    }
    if (this.state.outstanding.size === 0) this.scheduleOne();
  }

  // What it hears

  private hearAll(): void {
    const { view } = this.plan;
    for (const node of view.list('nodes')) this.hearNode(node, null);
    for (const service of view.list('services')) this.cache.setService(service, true);
    for (const pod of view.list('pods')) this.hearPod(pod, false, null);
  }

  private hear({ key, value, prev }: StoreEvent): void {
    const object = value ?? prev;
    switch (resourceOfKey(key)) {
      case 'pods': return this.hearPod(object as unknown as Pod, value === null, prev as unknown as Pod | null);
      case 'nodes': return value === null ? this.loseNode((prev as unknown as Node).metadata.name) : this.hearNode(value as unknown as Node, prev as unknown as Node | null);
      case 'services': return this.cache.setService(object as unknown as Service, value !== null);
      case null: return;
      default: {
        const { namespace = '', name } = (object as unknown as Node).metadata;
        this.queue.happened({ event: 'VolumeChange', resource: resourceOfKey(key) ?? '', namespace, name });
        this.bindWaiting();
      }
    }
  }

  private hearNode(node: Node, prev: Node | null): void {
    const { before, after: now } = this.cache.setNode(node);
    if (before === undefined) this.queue.happened({ event: 'NodeAdd', node: now });
    else if (prev === null || nodeChangeMatters(before.node, node)) this.queue.happened({ event: 'NodeUpdate', node: now, before });
  }
  private loseNode(name: string): void {
    const node = this.cache.removeNode(name);
    if (node !== undefined) this.queue.happened({ event: 'NodeDelete', node });
  }

  private hearPod(pod: Pod, deleted: boolean, prev: Pod | null): void {
    const { placed, queued } = this.state;
    const { uid } = pod.metadata;
    const gone = deleted || isTerminal(pod);
    const there = placed.get(uid);
    if (there !== undefined) {
      if (gone || there.assumed || !onlyStatusChanged(prev, pod)) this.hearPlaced(pod, there, gone);
    } else if (queued.has(uid)) this.hearWaiting(pod, gone);
    else if (!gone && (pod.spec.nodeName ?? '') !== '') this.placed(pod);
    else if (!gone && isToBePlaced(pod)) this.queue.add(pod);
  }

  private hearPlaced(pod: Pod, { node, info, assumed }: PlacedPod, gone: boolean): void {
    if (gone) {
      this.cache.remove(info.uid);
      this.settled(info.uid);
      this.queue.happened({ event: 'AssignedPodDelete', pod: info, node });
      return;
    }
    if ((pod.spec.nodeName ?? '') === '') return;
    const now = placedInfo(pod);
    this.cache.renew(now);
    if (assumed) {
      this.settled(info.uid);
      this.queue.happened({ event: 'AssignedPodAdd', pod: now, node });
    } else if (podChangeMatters(info, now)) this.queue.happened({ event: 'AssignedPodUpdate', pod: now, before: info, node });
  }

  private hearWaiting(pod: Pod, gone: boolean): void {
    const { uid } = pod.metadata;
    const before = this.state.queued.get(uid)?.pod;
    const node = pod.spec.nodeName ?? '';
    if (!gone && node === '') {
      this.queue.update(pod, before !== undefined && !(jsonEqual(before.metadata.labels, pod.metadata.labels) && jsonEqual(before.spec, pod.spec)));
      return;
    }
    const nominated = this.state.nominated.get(uid);
    this.queue.remove(uid);
    this.settled(uid);
    if (node !== '' && !gone) this.placed(pod);
    // A place that was kept for it is free again.
    else if (nominated !== undefined) this.queue.happened({ event: 'AssignedPodDelete', pod: podInfoOf(pod), node: nominated });
  }

  private placed(pod: Pod): void {
    const node = pod.spec.nodeName ?? '';
    const info = placedInfo(pod);
    this.cache.place(info, node, 'bound');
    this.queue.happened({ event: 'AssignedPodAdd', pod: info, node });
  }

  private settled(uid: string): void {
    this.state.outstanding.delete(uid);
    this.state.volumeWaits.delete(uid);
  }

  // One attempt

  private scheduleOne(): void {
    const { plan, state } = this;
    const queued = this.queue.next();
    if (queued === null) return;
    const { pod } = queued;
    const { uid, namespace, name } = pod.metadata;
    if (isTerminating(pod)) {
      failedScheduling(plan, pod, `skip schedule deleting pod: ${namespace}/${name}`);
      this.queue.remove(uid);
      this.goOn();
      return;
    }
    const world = worldOf(state, plan.view, true);
    const result = attempt(podInfoOf(pod), world, { start: state.nextStart, inDetail: false, pick: ties => this.pick(name, ties) });
    state.nextStart = world.nodes.length === 0 ? 0 : (state.nextStart + result.filtered.looked) % world.nodes.length;
    const feasible = result.feasible.map(node => node.name);
    plan.trace({
      type: 'scheduler/attempt', pod: podName(namespace, name), uid, attempt: queued.attempts + 1, seen: plan.view.revision, nodes: world.nodes.length, feasible,
      chosen: result.node, message: result.message,
    });
    if (result.node === '') this.refused(queued, result);
    else this.assume(queued, result.node);
    this.goOn();
  }

  /** The next attempt is a step of its own, so that it sees what this one wrote. */
  private goOn(): void {
    const { state, plan } = this;
    if (state.outstanding.size === 0 && (state.active !== null || state.backoff.size > 0)) plan.wakeAt(CYCLE, plan.now);
  }

  /** The die, where several nodes are equally good; a recording may tell what it rolled. */
  private pick(pod: string, nodes: readonly string[]): string {
    const recorded = this.state.picks[pod];
    if (recorded !== undefined && nodes.includes(recorded)) return recorded;
    if (nodes.length === 1) return nodes[0] ?? '';
    return nodes[Math.floor(this.plan.random() * nodes.length)] ?? '';
  }

  private assume({ pod }: QueuedPod, node: string): void {
    const { state, plan } = this;
    const { uid, namespace } = pod.metadata;
    const info = podInfoOf(pod);
    const on = state.nodes.get(node);
    const decisions = on === undefined || (pod.spec.volumes ?? []).length === 0 ? [] : claimDecisions(info, on, worldOf(state, plan.view, true));
    this.queue.remove(uid);
    this.cache.place(info, node, 'assumed');
    if (decisions.length === 0) {
      this.bind(pod, node);
      return;
    }
    // Others may see where the Pod is about to go while its volumes are prepared.
    writeNomination(plan, pod, node);
    for (const decision of decisions) plan.request(bindClaim(decision, node));
    state.volumeWaits.set(uid, { pod, node, claims: decisions.map(({ claim }) => claim.metadata.name), decisions });
    plan.wakeAt(`volumes/${uid}`, after(plan.now, VOLUME_TIMEOUT_MS));
    plan.trace({ type: 'note', object: `pod/${podName(namespace, pod.metadata.name)}`, message: `waits on ${node} for its volumes to be bound` });
  }

  private bind(pod: Pod, node: string): void {
    this.state.outstanding.add(pod.metadata.uid);
    this.plan.request(bindingOf(pod, node), `bind/${pod.metadata.uid}/${node}`);
  }
  private bindWaiting(): void {
    const { state, plan } = this;
    for (const [uid, { pod, node, claims }] of state.volumeWaits) {
      const bound = claims.every(name => {
        const claim = plan.view.get('persistentvolumeclaims', pod.metadata.namespace, name);
        return claim !== undefined && isClaimBound(claim);
      });
      if (!bound) continue;
      state.volumeWaits.delete(uid);
      plan.cancel(`volumes/${uid}`);
      this.bind(pod, node);
    }
  }

  private refused(queued: QueuedPod, { message, rejectors, candidate, nominate }: Attempt): void {
    const { plan, state } = this;
    const { pod } = queued;
    const { uid, namespace, name } = pod.metadata;
    if (candidate !== null) {
      const victims = candidate.victims.map(victim => plan.view.get('pods', victim.namespace, victim.pod.metadata.name)).filter(victim => victim !== undefined);
      plan.trace({ type: 'scheduler/preempted', pod: podName(namespace, name), uid, node: candidate.node, victims: victims.map(victim => podName(victim.metadata.namespace, victim.metadata.name)) });
      this.dropLesserNominations(pod, candidate.node);
      for (const victim of victims) if (!isTerminating(victim)) evict(plan, state.epoch, pod, victim, candidate.node);
    }
    this.queue.putBack(queued, rejectors, false);
    if (nominate === '') state.nominated.delete(uid);
    else if (nominate !== undefined) state.nominated.set(uid, nominate);
    this.tell(pod, 'Unschedulable', message, nominate);
  }

  /** Less important Pods that were promised this node look for another. */
  private dropLesserNominations(preemptor: Pod, node: string): void {
    for (const [uid, name] of this.state.nominated) {
      const other = this.state.queued.get(uid)?.pod;
      if (name !== node || other === undefined || (other.spec.priority ?? 0) >= (preemptor.spec.priority ?? 0)) continue;
      this.state.nominated.delete(uid);
      writeNomination(this.plan, other, null);
    }
  }

  private tell(pod: Pod, reason: string, message: string, nominate: string | undefined): void {
    const { plan, state } = this;
    failedScheduling(plan, pod, message);
    const patch = notScheduled(plan, state.epoch, pod, reason, message, nominate);
    if (patch === null) return;
    state.outstanding.add(`status/${pod.metadata.uid}`);
    plan.request(patch, `status/${pod.metadata.uid}`);
  }

  // Answers and timers

  private replied(key: string, response: ApiResponse): void {
    const [kind = '', uid = '', node = ''] = key.split('/');
    if (kind === 'status') {
      this.state.outstanding.delete(key);
      return;
    }
    const there = this.state.placed.get(uid);
    if (response.code < 400) {
      if (there === undefined) return;
      const { pod } = there.info;
      this.plan.trace({ type: 'scheduler/bound', pod: podName(pod.metadata.namespace, pod.metadata.name), uid, node });
      scheduled(this.plan, pod, node);
      return;
    }
    const why = isStatus(response.body) ? (response.body.message ?? '') : '';
    this.bindingFailed(uid, `binding rejected: running Bind plugin "DefaultBinder": ${why}`);
  }

  private bindingFailed(uid: string, message: string): void {
    const there = this.state.placed.get(uid);
    this.settled(uid);
    if (there === undefined || !there.assumed) return;
    this.cache.remove(uid);
    const { namespace, name } = there.info.pod.metadata;
    const pod = this.plan.view.get('pods', namespace, name);
    if (pod !== undefined && pod.metadata.uid === uid && isToBePlaced(pod)) {
      this.queue.putBack({ pod, queue: 'active', attempts: 0, since: this.plan.now, serial: 0, rejectors: [], failed: true }, [], true);
      this.tell(pod, 'SchedulerError', message, '');
    }
    const event: ClusterEvent = { event: 'AssignedPodDelete', pod: there.info, node: there.node };
    this.queue.happened(event);
  }

  private woken(key: string): void {
    if (key === FLUSH) this.queue.flush();
    else if (key.startsWith(`${BACKOFF}/`)) this.queue.flushBackoff();
    else if (key.startsWith('volumes/')) this.bindingFailed(key.slice(8), 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded');
  }
}

