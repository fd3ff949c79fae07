/** How InterPodAffinity scores: preferences of the Pod, and those of Pods that are there already, by topology. */
import { MAX_NODE_SCORE, SKIP, type ScorePlugin, type World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { termMatches, type AffinityTerm, type PodInfo } from '../pod-info.ts';

/** Topology key -> value -> weight. */
type Weights = Map<string, Map<string, number>>;
/** What a required affinity of a Pod that is there counts for (hardPodAffinityWeight). */
const REQUIRED_WEIGHT = 1;

function weigh(weights: Weights, term: AffinityTerm, weight: number, target: PodInfo, node: NodeInfo, world: World): void {
  const value = node.labels[term.topologyKey];
  if (value === undefined || !termMatches(term, target, world.labelsOfNamespace)) return;
  const values = weights.get(term.topologyKey);
  if (values === undefined) weights.set(term.topologyKey, new Map([[value, weight]]));
  else values.set(value, (values.get(value) ?? 0) + weight);
}

function weighExisting(weights: Weights, pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void {
  for (const term of pod.preferredAffinity) weigh(weights, term, term.weight, other, node, world);
  for (const term of pod.preferredAntiAffinity) weigh(weights, term, -term.weight, other, node, world);
  for (const term of other.requiredAffinity) weigh(weights, term, REQUIRED_WEIGHT, pod, node, world);
  for (const term of other.preferredAffinity) weigh(weights, term, term.weight, pod, node, world);
  for (const term of other.preferredAntiAffinity) weigh(weights, term, -term.weight, pod, node, world);
}

export const affinityScore: ScorePlugin<Weights> = {
  preScore(pod, world) {
    const weights: Weights = new Map();
    const own = pod.preferredAffinity.length > 0 || pod.preferredAntiAffinity.length > 0;
    const nodes = own ? world.nodes : [...world.nodesWithAffinity].map(name => world.info(name)).filter(node => node !== undefined);
    for (const node of nodes) {
      for (const other of own ? node.pods : node.withAffinity) weighExisting(weights, pod, other, node, world);
    }
    return weights.size === 0 ? SKIP : { data: weights };
  },
  score(weights, _, node) {
    let score = 0;
    for (const [key, values] of weights) {
      const value = node.labels[key];
      if (value !== undefined) score += values.get(value) ?? 0;
    }
    return score;
  },
  normalise(_, scores) {
    // Upstream starts both bounds at the first score.
    const least = Math.min(...scores);
    const most = Math.max(...scores);
    for (let i = 0; i < scores.length; i++) scores[i] = most > least ? Math.trunc(MAX_NODE_SCORE * (((scores[i] ?? 0) - least) / (most - least))) : 0;
  },
};
