/** What happens in the cluster that may let an unschedulable Pod in. Follows pkg/scheduler/framework/events.go. */
import { jsonEqual } from '../../base/json.ts';
import type { Node } from '../../model/objects.ts';
import { emptyNodeInfo, type NodeInfo } from './node-info.ts';
import { isTerminating, type PodInfo } from './pod-info.ts';

export type ClusterEvent =
  | { readonly event: 'AssignedPodAdd' | 'AssignedPodDelete'; readonly pod: PodInfo; readonly node: string }
  | { readonly event: 'AssignedPodUpdate'; readonly pod: PodInfo; readonly before: PodInfo; readonly node: string }
  /** The waiting Pod itself was changed. */
  | { readonly event: 'PodUpdate'; readonly pod: PodInfo; readonly before: PodInfo }
  | { readonly event: 'NodeAdd'; readonly node: NodeInfo }
  | { readonly event: 'NodeDelete'; readonly node: NodeInfo }
  | { readonly event: 'NodeUpdate'; readonly node: NodeInfo; readonly before: NodeInfo }
  /** A claim, a volume or a storage class came or changed. */
  | { readonly event: 'VolumeChange'; readonly resource: string; readonly namespace: string; readonly name: string };

/** Whether a node differs in what scheduling looks at; heartbeats do not. */
export function nodeChangeMatters(before: Node, after: Node): boolean {
  return !(
    jsonEqual(before.spec, after.spec) &&
    jsonEqual(before.metadata.labels, after.metadata.labels) &&
    jsonEqual(before.status.allocatable, after.status.allocatable)
  );
}
/** Whether a placed Pod differs in what may free a place or change what others see of it. */
export function podChangeMatters(before: PodInfo, after: PodInfo): boolean {
  if (isTerminating(before.pod) !== isTerminating(after.pod)) return true;
  return !jsonEqual(before.labels, after.labels) || shrank(before, after);
}
export function shrank(before: PodInfo, after: PodInfo): boolean {
  const [a, b] = [before.requests, after.requests];
  if (b.milliCPU < a.milliCPU || b.memory < a.memory || b.ephemeralStorage < a.ephemeralStorage) return true;
  return [...a.scalars].some(([name, value]) => (b.scalars.get(name) ?? 0) < value);
}
/** What a node newly refuses or grants is judged as if nothing ran on it. */
export const emptied = (node: NodeInfo): NodeInfo => emptyNodeInfo(node.node);
