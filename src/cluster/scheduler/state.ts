/** What the scheduler remembers: the snapshot of nodes and Pods, its queue, and what it waits for. */
import type { Pod, Service } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import type { PresentImage } from './framework.ts';
import type { Heap } from './heap.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { ClaimDecision } from './plugins/volume-binding.ts';

export type QueueName = 'active' | 'backoff' | 'unschedulable' | 'gated';

export interface QueuedPod {
  readonly pod: Pod;
  readonly queue: QueueName;
  /** Attempts so far. */
  readonly attempts: number;
  /** When it was last put into the queue. */
  readonly since: SimTime;
  readonly serial: number;
  /** The plugins that refused it last; their hints decide when it is tried again. */
  readonly rejectors: readonly string[];
  /** After an error, rather than a refusal, the back-off is always waited for. */
  readonly failed: boolean;
}
/** A Pod on a node, or assumed to be there until its binding is seen. */
export interface PlacedPod {
  readonly node: string;
  readonly info: PodInfo;
  readonly assumed: boolean;
}
/** A Pod that has its node but waits for its volumes. */
interface VolumeWait {
  readonly pod: Pod;
  readonly node: string;
  readonly claims: readonly string[];
  readonly decisions: readonly ClaimDecision[];
}

export interface SchedulerState {
  readonly epoch: number;
  readonly picks: Readonly<Record<string, string>>;
  readonly nodes: Map<string, NodeInfo>;
  /** All nodes, zones taking turns; null where that is to be worked out anew. */
  order: readonly NodeInfo[] | null;
  /** Where each node stands in it. */
  readonly positions: Map<string, number>;
  readonly images: Map<string, PresentImage>;
  /** Nodes that have a taint or are cordoned. */
  readonly tainted: Set<string>;
  readonly nodesWithAffinity: Set<string>;
  readonly nodesWithRequiredAntiAffinity: Set<string>;
  readonly placed: Map<string, PlacedPod>;
  /** Namespace -> its Services. */
  readonly services: Map<string, readonly Service[]>;
  readonly queued: Map<string, QueuedPod>;
  active: Heap;
  readonly backoff: Set<string>;
  readonly unschedulable: Set<string>;
  /** Pod -> the node it has been nominated for. */
  readonly nominated: Map<string, string>;
  /** Writes of the last attempt that are not seen yet; until then there is no next one. */
  readonly outstanding: Set<string>;
  readonly volumeWaits: Map<string, VolumeWait>;
  /** Where the search for nodes goes on. */
  nextStart: number;
  serial: number;
}

export const initState = (settings: ClusterSettings): SchedulerState => ({
  epoch: settings.epoch,
  picks: settings.picks ?? {},
  nodes: new Map(),
  order: null,
  positions: new Map(),
  images: new Map(),
  tainted: new Set(),
  nodesWithAffinity: new Set(),
  nodesWithRequiredAntiAffinity: new Set(),
  placed: new Map(),
  services: new Map(),
  queued: new Map(),
  active: null,
  backoff: new Set(),
  unschedulable: new Set(),
  nominated: new Map(),
  outstanding: new Set(),
  volumeWaits: new Map(),
  nextStart: 0,
  serial: 0,
});
