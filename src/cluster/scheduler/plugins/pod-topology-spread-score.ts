/** How PodTopologySpread scores: fewer like Pods in the node's topologies is better. Follows plugins/podtopologyspread/scoring.go. */
import { HOSTNAME } from '../../../model/well-known.ts';
import { MAX_NODE_SCORE, SKIP, type ScorePlugin } from '../framework.ts';
import { naturalLog } from '../natural-log.ts';
import { countMatching, defaultSoftConstraints, hasAllKeys, includesNode, ownSoftConstraints, type Constraint } from './spread-constraints.ts';

export interface SpreadScoreData {
  readonly constraints: readonly Constraint[];
  readonly ignored: ReadonlySet<string>;
  /** For each constraint but those by host name: topology value -> matching Pods. */
  readonly counts: readonly Map<string, number>[];
  readonly weights: readonly number[];
}

export const spreadScore: ScorePlugin<SpreadScoreData> = {
  preScore(pod, world, feasible) {
    const own = (pod.pod.spec.topologySpreadConstraints ?? []).length > 0;
    const constraints = own ? ownSoftConstraints(pod) : defaultSoftConstraints(pod, world);
    if (constraints.length === 0) return SKIP;
    const ignored = new Set<string>();
    const counts = constraints.map(() => new Map<string, number>());
    for (const node of feasible) {
      // The built-in defaults let nodes take part that have no zone.
      if (own && !hasAllKeys(node, constraints)) {
        ignored.add(node.name);
        continue;
      }
      constraints.forEach(({ topologyKey }, i) => {
        if (topologyKey !== HOSTNAME) counts[i]?.set(node.labels[topologyKey] ?? '', 0);
      });
    }
    const weights = constraints.map(({ topologyKey }, i) => naturalLog((topologyKey === HOSTNAME ? feasible.length - ignored.size : (counts[i]?.size ?? 0)) + 2));
    if (counts.some(each => each.size > 0)) {
      for (const node of world.nodes) {
        if (own && !hasAllKeys(node, constraints)) continue;
        constraints.forEach((constraint, i) => {
          const value = node.labels[constraint.topologyKey] ?? '';
          const before = counts[i]?.get(value);
          if (before !== undefined && includesNode(constraint, pod, node)) counts[i]?.set(value, before + countMatching(node, constraint, pod.namespace));
        });
      }
    }
    return { data: { constraints, ignored, counts, weights } };
  },
  score({ constraints, ignored, counts, weights }, pod, node) {
    if (ignored.has(node.name)) return 0;
    let score = 0;
    constraints.forEach((constraint, i) => {
      const value = node.labels[constraint.topologyKey];
      if (value === undefined) return;
      const count = constraint.topologyKey === HOSTNAME ? countMatching(node, constraint, pod.namespace) : (counts[i]?.get(value) ?? 0);
      score += count * (weights[i] ?? 0) + (constraint.maxSkew - 1);
    });
    return Math.round(score);
  },
  normalise({ ignored }, scores, feasible) {
    let least = Number.MAX_SAFE_INTEGER;
    let most = 0;
    feasible.forEach((node, i) => {
      if (ignored.has(node.name)) return;
      least = Math.min(least, scores[i] ?? 0);
      most = Math.max(most, scores[i] ?? 0);
    });
    feasible.forEach((node, i) => {
      if (ignored.has(node.name)) scores[i] = 0;
      else scores[i] = most === 0 ? MAX_NODE_SCORE : Math.trunc((MAX_NODE_SCORE * (most + least - (scores[i] ?? 0))) / most);
    });
  },
};
