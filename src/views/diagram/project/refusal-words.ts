/** Why a filter refused a node, in plain words and with the figures at hand; '' where the scheduler's own words say all. */
import type { Node, Pod } from '../../../model/objects.ts';
import { toleratesTaint } from '../../../model/tolerations.ts';
import { bytesText, cpuText, type Amount } from './capacity.ts';

interface Refused {
  readonly pod: Pod;
  readonly node: Node;
  readonly asks: Amount;
  readonly free: Amount;
  readonly reasons: readonly string[];
}
const atLeastNone = (amount: number): number => Math.max(0, amount);

/** One phrase a reason, keyed by the scheduler's words. */
const REASONS: readonly (readonly [says: string, plain: (of: Refused) => string])[] = [
  ['Insufficient cpu', ({ asks, free }) => `it asks for ${cpuText(asks.milliCpu)} CPU, ${cpuText(atLeastNone(free.milliCpu))} is free`],
  ['Insufficient memory', ({ asks, free }) => `it asks for ${bytesText(asks.memory)} of memory, ${bytesText(atLeastNone(free.memory))} is free`],
  ['Too many pods', ({ node }) => `the node holds ${node.status.allocatable?.['pods'] ?? '0'} Pods at most`],
  ['node(s) were unschedulable', () => 'the node is cordoned: it takes no new Pods'],
  ['node(s) had untolerated taint(s)', untolerated],
  ["node(s) didn't match Pod's node affinity/selector", unmatched],
  ["node(s) didn't have free ports for the requested pod ports", () => 'another Pod here has the host port already'],
  ["node(s) didn't match pod topology spread constraints (missing required label)", () => 'the node has no label for the topology to spread over'],
  ["node(s) didn't match pod topology spread constraints", () => 'here there would be too many like Pods, and elsewhere too few'],
  ["node(s) didn't match pod affinity rules", () => 'the Pods that it wants to be near are not here'],
  ["node(s) didn't match pod anti-affinity rules", () => 'a Pod that it keeps away from is here'],
  ["node(s) didn't satisfy existing pods anti-affinity rules", () => 'a Pod that is here keeps away from it'],
  ["node(s) didn't match PersistentVolume's node affinity", () => 'its volume cannot be reached from here'],
  ["node(s) didn't find available persistent volumes to bind", () => 'no volume for its claim can be had here'],
  ['node(s) had no available volume zone', () => 'its volume is in another zone'],
  ['node(s) exceed max volume count', () => 'the node attaches no more volumes'],
  ['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod', () => 'another Pod has the claim, which serves one Pod only'],
];

function untolerated({ pod, node }: Refused): string {
  const taint = (node.spec.taints ?? []).find((one) => one.effect !== 'PreferNoSchedule' && !(pod.spec.tolerations ?? []).some((toleration) => toleratesTaint(toleration, one)));
  return taint === undefined ? '' : `the Pod does not tolerate ${taint.value ? `${taint.key}=${taint.value}` : taint.key}`;
}
function unmatched({ pod, node }: Refused): string {
  const missing = Object.entries(pod.spec.nodeSelector ?? {}).find(([key, value]) => node.metadata.labels?.[key] !== value);
  return missing === undefined ? 'the labels of the node are not what the Pod requires' : `the node is not labelled ${missing[0]}=${missing[1]}`;
}

export const refusalWords = (refused: Refused): string =>
  refused.reasons.flatMap((reason) => REASONS.find(([says]) => says === reason)?.[1](refused) ?? []).filter((text) => text !== '').join('; ');
