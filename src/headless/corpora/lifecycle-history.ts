/** What was seen of Pods, Events and endpoints over time, in the form of the lifecycle recordings. */
import type { EndpointSlice, Event, k8s, KubeObject, Pod } from '../../model/objects.ts';
import { parseTime } from '../../model/time.ts';
import { resourceOfKey, type StoreEvent } from '../../cluster/contract/store.ts';

interface ContainerEntry {
  readonly state: string;
  readonly restarts: number;
  readonly ready: boolean;
  readonly started: boolean;
  readonly last?: string;
  readonly message?: string;
  readonly lastMessage?: string;
  readonly resources?: k8s.ResourceRequirements;
  readonly init?: true;
  readonly ephemeral?: true;
}
export interface PodEntry {
  readonly at: number;
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  readonly node?: string;
  readonly nominated?: string;
  readonly qos?: string;
  readonly conditions?: Readonly<Record<string, string>>;
  readonly containers?: Readonly<Record<string, ContainerEntry>>;
  readonly deletionAt?: number;
  readonly grace?: number;
  readonly gone?: true;
}
export interface EventEntry {
  at: number;
  lastAt?: number;
  kind: string;
  name: string;
  type: string;
  reason: string;
  message: string;
  count: number;
  source: string;
}

/** Times as seconds after the last manifest. */
export interface Clock {
  readonly epoch: number;
  readonly start: number;
}
export const seconds = ({ start }: Clock, at: number): number => Math.round((at - start) / 100) / 10;

const some = <T extends object>(value: T | undefined): boolean => value !== undefined && Object.keys(value).length > 0;

function stateText(state: k8s.ContainerState | undefined): string {
  if (state?.running !== undefined) return 'running';
  if (state?.terminated !== undefined) return `terminated:${state.terminated.reason ?? ''}:${state.terminated.exitCode}`;
  return `waiting:${state?.waiting?.reason ?? ''}`;
}
const messageOf = (state: k8s.ContainerState | undefined): string | undefined => state?.waiting?.message ?? state?.terminated?.message;

function containerEntry(status: k8s.ContainerStatus, kind: 'init' | 'regular' | 'ephemeral'): ContainerEntry {
  const message = messageOf(status.state);
  const lastMessage = messageOf(status.lastState);
  return {
    state: stateText(status.state),
    restarts: status.restartCount,
    ready: status.ready,
    started: status.started ?? false,
    ...(some(status.lastState) ? { last: stateText(status.lastState) } : {}),
    ...(message === undefined ? {} : { message }),
    ...(lastMessage === undefined ? {} : { lastMessage }),
    ...(some(status.resources) && status.resources !== undefined ? { resources: status.resources } : {}),
    ...(kind === 'init' ? { init: true } : {}),
    ...(kind === 'ephemeral' ? { ephemeral: true } : {}),
  };
}

function entryOf(pod: Pod, at: number, clock: Clock): PodEntry {
  const { status, spec, metadata } = pod;
  const conditions = Object.fromEntries((status.conditions ?? []).map(({ type, status: is, reason }) => [type, reason === undefined || reason === '' ? is : `${is}:${reason}`]));
  const lists = [['init', status.initContainerStatuses], ['regular', status.containerStatuses], ['ephemeral', status.ephemeralContainerStatuses]] as const;
  const containers = Object.fromEntries(lists.flatMap(([kind, list]) => (list ?? []).map((each) => [each.name, containerEntry(each, kind)])));
  const deletion = metadata.deletionTimestamp;
  return {
    at,
    phase: status.phase,
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    ...(status.message === undefined ? {} : { message: status.message }),
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
    ...(status.nominatedNodeName === undefined ? {} : { nominated: status.nominatedNodeName }),
    qos: status.qosClass,
    ...(some(conditions) ? { conditions } : {}),
    ...(some(containers) ? { containers } : {}),
    ...(deletion === undefined ? {} : { deletionAt: Math.round(seconds(clock, parseTime(clock.epoch, deletion))), grace: metadata.deletionGracePeriodSeconds ?? 0 }),
  };
}

const same = (a: PodEntry | undefined, b: PodEntry): boolean => a !== undefined && JSON.stringify({ ...a, at: 0 }) === JSON.stringify({ ...b, at: 0 });

/** Follows the writes of one namespace. */
export class History {
  readonly pods: Record<string, PodEntry[]> = {};
  readonly events = new Map<string, EventEntry>();
  readonly slices: { readonly at: number; readonly slice: EndpointSlice; readonly gone: boolean }[] = [];

  constructor(
    private readonly namespace: string,
    private readonly clock: () => Clock,
  ) {}

  take(writes: readonly StoreEvent[]): void {
    for (const write of writes) {
      const object = (write.value ?? write.prev) as KubeObject | null;
      if (object?.metadata?.namespace !== this.namespace) continue;
      const resource = resourceOfKey(write.key);
      if (resource === 'pods') this.pod(write);
      else if (resource === 'events' || resource === 'events.events.k8s.io') this.event(write);
      else if (resource === 'endpointslices.discovery.k8s.io') this.slices.push({ at: write.at, slice: object as unknown as EndpointSlice, gone: write.value === null });
    }
  }

  private pod({ value, prev, at }: StoreEvent): void {
    const clock = this.clock();
    const pod = (value ?? prev) as unknown as Pod;
    const list = (this.pods[pod.metadata.name] ??= []);
    const now = Math.max(0, seconds(clock, at));
    if (value !== null) {
      const entry = entryOf(pod, now, clock);
      if (!same(list.at(-1), entry)) list.push(entry);
      return;
    }
    // The last word of a watch: the object as it is deleted, with no grace left.
    const last = entryOf(pod, now, clock);
    if (last.grace !== 0) list.push({ ...last, deletionAt: Math.floor(now), grace: 0 });
    list.push({ ...last, ...(last.grace === 0 ? {} : { deletionAt: Math.floor(now), grace: 0 }), gone: true });
  }

  private event({ value, prev, at, key }: StoreEvent): void {
    if (value === null) return;
    const event = value as unknown as Event;
    const now = Math.max(0, seconds(this.clock(), at));
    const before = this.events.get(key);
    const entry: EventEntry = {
      at: before?.at ?? now,
      ...(prev === null ? {} : { lastAt: now }),
      kind: event.involvedObject.kind ?? '',
      name: event.involvedObject.name ?? '',
      type: event.type ?? '',
      reason: event.reason ?? '',
      message: event.message ?? '',
      count: event.series?.count ?? event.count ?? 1,
      source: (event.source?.component ?? '') || (event.reportingComponent ?? ''),
    };
    this.events.set(key, entry);
  }
}
