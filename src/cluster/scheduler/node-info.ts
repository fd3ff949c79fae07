/** A node with what runs on it, as the scheduler sums it up. Records are replaced, never changed. Follows pkg/scheduler/framework NodeInfo. */
import type { Node, k8s } from '../../model/objects.ts';
import { amountOf } from '../../model/pod-requests.ts';
import type { Labels } from '../../model/selectors.ts';
import { NO_SCALARS, resourcesOf, sameResources, type HostPort, type NonZero, type PodInfo, type Resources } from './pod-info.ts';

export interface NodeInfo {
  readonly node: Node;
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly k8s.Taint[];
  readonly allocatable: Resources;
  readonly allowedPods: number;
  readonly requested: Resources;
  readonly nonZero: NonZero;
  readonly pods: readonly PodInfo[];
  readonly withAffinity: readonly PodInfo[];
  readonly withRequiredAntiAffinity: readonly PodInfo[];
  readonly hostPorts: readonly HostPort[];
  /** Images that are present, by each of their names, with their bytes. */
  readonly images: ReadonlyMap<string, number>;
}

const NONE: readonly never[] = [];
const NO_LABELS: Labels = {};
const NOTHING: Resources = { milliCPU: 0, memory: 0, ephemeralStorage: 0, scalars: NO_SCALARS };

/** A node on which nothing runs. */
export function emptyNodeInfo(node: Node): NodeInfo {
  return { requested: NOTHING, nonZero: { milliCPU: 0, memory: 0 }, pods: NONE, withAffinity: NONE, withRequiredAntiAffinity: NONE, hostPorts: NONE, ...ofNode(node) };
}
/** The same Pods on the node as it is now. */
export const withNode = (info: NodeInfo, node: Node): NodeInfo => ({ ...info, ...ofNode(node) });

type FromNode = Pick<NodeInfo, 'node' | 'name' | 'labels' | 'taints' | 'allocatable' | 'allowedPods' | 'images'>;
function ofNode(node: Node): FromNode {
  const amounts = new Map(Object.entries(node.status.allocatable ?? {}).map(([name, text]) => [name, amountOf(name, text)]));
  const images = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of node.status.images ?? []) for (const name of names) if (!images.has(name)) images.set(name, sizeBytes);
  return {
    node,
    name: node.metadata.name,
    labels: node.metadata.labels ?? NO_LABELS,
    taints: node.spec.taints ?? NONE,
    allocatable: resourcesOf(amounts),
    allowedPods: amounts.get('pods') ?? 0,
    images,
  };
}

function combine(a: Resources, b: Resources, sign: 1 | -1): Resources {
  let { scalars } = a;
  if (b.scalars.size > 0) {
    const sum = new Map(scalars);
    for (const [name, value] of b.scalars) sum.set(name, (sum.get(name) ?? 0) + sign * value);
    scalars = sum;
  }
  return {
    milliCPU: a.milliCPU + sign * b.milliCPU,
    memory: a.memory + sign * b.memory,
    ephemeralStorage: a.ephemeralStorage + sign * b.ephemeralStorage,
    scalars,
  };
}

export function withPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return {
    ...info,
    requested: combine(info.requested, pod.requests, 1),
    nonZero: { milliCPU: info.nonZero.milliCPU + pod.nonZero.milliCPU, memory: info.nonZero.memory + pod.nonZero.memory },
    pods: [...info.pods, pod],
    withAffinity: pod.hasAffinity ? [...info.withAffinity, pod] : info.withAffinity,
    withRequiredAntiAffinity: pod.requiredAntiAffinity.length > 0 ? [...info.withRequiredAntiAffinity, pod] : info.withRequiredAntiAffinity,
    hostPorts: pod.hostPorts.length > 0 ? [...info.hostPorts, ...pod.hostPorts] : info.hostPorts,
  };
}

export function withoutPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  const others = info.pods.filter(each => each.uid !== pod.uid);
  if (others.length === info.pods.length) return info;
  const keep = (list: readonly PodInfo[]): readonly PodInfo[] => (list.some(each => each.uid === pod.uid) ? list.filter(each => each.uid !== pod.uid) : list);
  return {
    ...info,
    requested: combine(info.requested, pod.requests, -1),
    nonZero: { milliCPU: info.nonZero.milliCPU - pod.nonZero.milliCPU, memory: info.nonZero.memory - pod.nonZero.memory },
    pods: others,
    withAffinity: keep(info.withAffinity),
    withRequiredAntiAffinity: keep(info.withRequiredAntiAffinity),
    hostPorts: pod.hostPorts.length > 0 ? others.flatMap(each => each.hostPorts) : info.hostPorts,
  };
}

/** The same node with a newer version of one of its Pods. */
export function replacePod(info: NodeInfo, before: PodInfo, after: PodInfo): NodeInfo {
  const alike = sameResources(before.requests, after.requests) && before.nonZero.milliCPU === after.nonZero.milliCPU && before.nonZero.memory === after.nonZero.memory;
  if (!alike) return withPod(withoutPod(info, before), after);
  const swap = (list: readonly PodInfo[]): readonly PodInfo[] => (list.length === 0 ? list : list.map(each => (each.uid === after.uid ? after : each)));
  return { ...info, pods: swap(info.pods), withAffinity: swap(info.withAffinity), withRequiredAntiAffinity: swap(info.withRequiredAntiAffinity) };
}
