/** PodTopologySpread: like Pods are kept spread over topologies such as zones and nodes. DoNotSchedule filters, ScheduleAnyway scores. */
import { matches } from '../../../model/selectors.ts';
import { SKIP, unresolvable, unschedulable, type Plugin, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { isTerminating, type PodInfo } from '../pod-info.ts';
import { countMatching, hasAllKeys, hardConstraints, includesNode, type Constraint } from './spread-constraints.ts';
import { spreadScore, type SpreadScoreData } from './pod-topology-spread-score.ts';

const NAME = 'PodTopologySpread';
const MISSING_LABEL = unresolvable(NAME, "node(s) didn't match pod topology spread constraints (missing required label)");
const SKEWED = unschedulable(NAME, "node(s) didn't match pod topology spread constraints");

interface Data {
  readonly constraints: readonly Constraint[];
  /** For each constraint: topology value -> matching Pods there. */
  readonly counts: readonly Map<string, number>[];
}

function count(pod: PodInfo, world: World, constraints: readonly Constraint[]): Data {
  const counts = constraints.map(() => new Map<string, number>());
  for (const node of world.nodes) {
    if (!hasAllKeys(node, constraints)) continue;
    constraints.forEach((constraint, i) => {
      if (!includesNode(constraint, pod, node)) return;
      const value = node.labels[constraint.topologyKey] ?? '';
      counts[i]?.set(value, (counts[i]?.get(value) ?? 0) + countMatching(node, constraint, pod.namespace));
    });
  }
  return { constraints, counts };
}

/** The least count of any domain; 0 where there are fewer domains than minDomains. */
function leastCount(counts: ReadonlyMap<string, number>, minDomains: number): number {
  if (counts.size < minDomains) return 0;
  let least = Number.MAX_SAFE_INTEGER;
  for (const value of counts.values()) if (value < least) least = value;
  return least;
}

function update(data: Data, pod: PodInfo, other: PodInfo, node: NodeInfo, by: number): void {
  if (other.namespace !== pod.namespace || !hasAllKeys(node, data.constraints)) return;
  data.constraints.forEach((constraint, i) => {
    if (!matches(constraint.selector, other.labels) || !includesNode(constraint, pod, node)) return;
    const value = node.labels[constraint.topologyKey] ?? '';
    data.counts[i]?.set(value, (data.counts[i]?.get(value) ?? 0) + by);
  });
}

/** How many Pods more than the least domain this node's domain would have, for each constraint. */
export function skews(pod: PodInfo, node: NodeInfo, world: World): readonly { readonly constraint: Constraint; readonly skew: number }[] {
  const data = count(pod, world, hardConstraints(pod));
  return data.constraints.map((constraint, i) => ({ constraint, skew: skewOf(data, i, constraint, pod, node) }));
}
function skewOf(data: Data, i: number, constraint: Constraint, pod: PodInfo, node: NodeInfo): number {
  const counts = data.counts[i] ?? new Map<string, number>();
  const self = matches(constraint.selector, pod.labels) ? 1 : 0;
  return (counts.get(node.labels[constraint.topologyKey] ?? '') ?? 0) + self - leastCount(counts, constraint.minDomains);
}

export const podTopologySpread: Plugin<Data, SpreadScoreData> = {
  name: NAME,
  filter: {
    preFilter(pod, world) {
      const constraints = hardConstraints(pod);
      return constraints.length === 0 ? SKIP : { data: count(pod, world, constraints) };
    },
    filter(data, pod, node) {
      for (let i = 0; i < data.constraints.length; i++) {
        const constraint = data.constraints[i];
        if (constraint === undefined) continue;
        if (node.labels[constraint.topologyKey] === undefined) return MISSING_LABEL;
        if (skewOf(data, i, constraint, pod, node) > constraint.maxSkew) return SKEWED;
      }
      return null;
    },
    clone: data => ({ constraints: data.constraints, counts: data.counts.map(counts => new Map(counts)) }),
    addPod: (data, pod, other, node) => update(data, pod, other, node, 1),
    removePod: (data, pod, other, node) => update(data, pod, other, node, -1),
  },
  score: spreadScore,
  hint(pod, event) {
    switch (event.event) {
      case 'AssignedPodAdd': case 'AssignedPodDelete': return concerns(pod, event.pod);
      case 'AssignedPodUpdate': return concerns(pod, event.pod) !== concerns(pod, event.before) || isTerminating(event.pod.pod) !== isTerminating(event.before.pod);
      case 'NodeAdd': return hasAllKeys(event.node, hardConstraints(pod));
      case 'NodeDelete': return hasAllKeys(event.node, hardConstraints(pod));
      case 'NodeUpdate': return hasAllKeys(event.node, hardConstraints(pod)) || hasAllKeys(event.before, hardConstraints(pod));
      case 'PodUpdate': return true;
      default: return false;
    }
  },
};

const concerns = (pod: PodInfo, other: PodInfo): boolean =>
  other.namespace === pod.namespace && hardConstraints(pod).some(constraint => matches(constraint.selector, other.labels));
