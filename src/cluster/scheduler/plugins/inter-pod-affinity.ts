/** InterPodAffinity: Pods that want to be with others, or away from them, within a topology such as a node or a zone. */
import type { Labels } from '../../../model/selectors.ts';
import { SKIP, unresolvable, unschedulable, type Plugin, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { isTerminating, termMatches, type AffinityTerm, type PodInfo } from '../pod-info.ts';
import { affinityScore } from './inter-pod-affinity-score.ts';

const NAME = 'InterPodAffinity';
const AFFINITY = unresolvable(NAME, "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
const EXISTING = unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

/** Topology key -> value -> how many terms match there. */
type Counts = Map<string, Map<string, number>>;
interface Data {
  readonly existingAntiAffinity: Counts;
  readonly affinity: Counts;
  readonly antiAffinity: Counts;
}

function add(counts: Counts, key: string, value: string, by: number): void {
  const values = counts.get(key);
  if (values === undefined) {
    counts.set(key, new Map([[value, by]]));
    return;
  }
  const sum = (values.get(value) ?? 0) + by;
  if (sum !== 0) values.set(value, sum);
  else if (values.size > 1) values.delete(value);
  else counts.delete(key);
}
const cloned = (counts: Counts): Counts => new Map([...counts].map(([key, values]) => [key, new Map(values)]));
const countAt = (counts: Counts, { topologyKey }: AffinityTerm, value: string): number => counts.get(topologyKey)?.get(value) ?? 0;

type NamespaceLabels = (namespace: string) => Labels;
const matchesAll = (terms: readonly AffinityTerm[], other: PodInfo, labelsOf: NamespaceLabels): boolean =>
  terms.length > 0 && terms.every(term => termMatches(term, other, labelsOf));

function countExisting(data: Data, pod: PodInfo, other: PodInfo, node: NodeInfo, labelsOf: NamespaceLabels, by: number): void {
  for (const term of other.requiredAntiAffinity) {
    const value = node.labels[term.topologyKey];
    if (value !== undefined && termMatches(term, pod, labelsOf)) add(data.existingAntiAffinity, term.topologyKey, value, by);
  }
}
function countOwn(data: Data, pod: PodInfo, other: PodInfo, node: NodeInfo, labelsOf: NamespaceLabels, by: number): void {
  if (matchesAll(pod.requiredAffinity, other, labelsOf)) {
    for (const { topologyKey } of pod.requiredAffinity) {
      const value = node.labels[topologyKey];
      if (value !== undefined) add(data.affinity, topologyKey, value, by);
    }
  }
  for (const term of pod.requiredAntiAffinity) {
    const value = node.labels[term.topologyKey];
    if (value !== undefined && termMatches(term, other, labelsOf)) add(data.antiAffinity, term.topologyKey, value, by);
  }
}

function count(pod: PodInfo, world: World): Data {
  const data: Data = { existingAntiAffinity: new Map(), affinity: new Map(), antiAffinity: new Map() };
  for (const name of world.nodesWithRequiredAntiAffinity) {
    const node = world.info(name);
    for (const other of node?.withRequiredAntiAffinity ?? []) if (node !== undefined) countExisting(data, pod, other, node, world.labelsOfNamespace, 1);
  }
  if (pod.requiredAffinity.length === 0 && pod.requiredAntiAffinity.length === 0) return data;
  for (const node of world.nodes) {
    for (const other of node.pods) countOwn(data, pod, other, node, world.labelsOfNamespace, 1);
  }
  return data;
}

/** Every term must find its Pods in the node's topology; the first of a group that only wants its own kind may start anywhere. */
function affinityHolds(data: Data, pod: PodInfo, node: NodeInfo, labelsOf: NamespaceLabels): boolean {
  let found = true;
  for (const term of pod.requiredAffinity) {
    const value = node.labels[term.topologyKey];
    if (value === undefined) return false;
    if (countAt(data.affinity, term, value) <= 0) found = false;
  }
  return found || (data.affinity.size === 0 && matchesAll(pod.requiredAffinity, pod, labelsOf));
}
const antiAffinityHolds = (data: Data, pod: PodInfo, node: NodeInfo): boolean =>
  pod.requiredAntiAffinity.every(term => {
    const value = node.labels[term.topologyKey];
    return value === undefined || countAt(data.antiAffinity, term, value) <= 0;
  });
function existingHolds(data: Data, node: NodeInfo): boolean {
  for (const [key, values] of data.existingAntiAffinity) {
    const value = node.labels[key];
    if (value !== undefined && (values.get(value) ?? 0) > 0) return false;
  }
  return true;
}

function update(data: Data, pod: PodInfo, other: PodInfo, node: NodeInfo, world: World, by: number): void {
  countExisting(data, pod, other, node, world.labelsOfNamespace, by);
  countOwn(data, pod, other, node, world.labelsOfNamespace, by);
}

/** Without the labels of namespaces at hand a namespace selector is taken to match: asking once more does no harm. */
const ANY_NAMESPACE: NamespaceLabels = () => ({});
const concerns = (terms: readonly AffinityTerm[], other: PodInfo): boolean =>
  terms.some(term => term.namespaceSelector !== null || termMatches(term, other, ANY_NAMESPACE));

export const interPodAffinity: Plugin<Data, Counts> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      const data = count(pod, world);
      const idle = data.existingAntiAffinity.size === 0 && pod.requiredAffinity.length === 0 && pod.requiredAntiAffinity.length === 0;
      return idle ? SKIP : { data };
    },
    filter(data, pod, node, world) {
      if (!affinityHolds(data, pod, node, world.labelsOfNamespace)) return AFFINITY;
      if (!antiAffinityHolds(data, pod, node)) return ANTI_AFFINITY;
      return existingHolds(data, node) ? null : EXISTING;
    },
    clone: data => ({ existingAntiAffinity: cloned(data.existingAntiAffinity), affinity: cloned(data.affinity), antiAffinity: cloned(data.antiAffinity) }),
    addPod: (data, pod, other, node, world) => update(data, pod, other, node, world, 1),
    removePod: (data, pod, other, node, world) => update(data, pod, other, node, world, -1),
  },
  score: affinityScore,
  hint(pod, event) {
    switch (event.event) {
      case 'AssignedPodAdd': return concerns(pod.requiredAffinity, event.pod);
      case 'AssignedPodUpdate':
        return concerns(pod.requiredAffinity, event.pod) || concerns(pod.requiredAntiAffinity, event.before) || isTerminating(event.pod.pod);
      case 'AssignedPodDelete': return concerns(pod.requiredAntiAffinity, event.pod) || concerns(event.pod.requiredAntiAffinity, pod);
      case 'NodeAdd': return pod.requiredAffinity.every(term => event.node.labels[term.topologyKey] !== undefined);
      case 'NodeUpdate':
        return [...pod.requiredAffinity, ...pod.requiredAntiAffinity].some(term => event.node.labels[term.topologyKey] !== event.before.labels[term.topologyKey]);
      case 'PodUpdate': return true;
      default: return false;
    }
  },
};
