/** NodeAffinity: nodeSelector and required node affinity filter, preferred node affinity scores. */
import type { k8s } from '../../../model/objects.ts';
import { requiredNodeAffinityMatches, termSelects } from '../../../model/node-affinity.ts';
import { normaliseByMost, SKIP, unresolvable, type Plugin } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

const NAME = 'NodeAffinity';
const REFUSAL = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = unresolvable(NAME, 'pod affinity terms conflict');

const required = (pod: PodInfo): k8s.NodeSelector | undefined => pod.pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
const preferred = (pod: PodInfo): readonly k8s.PreferredSchedulingTerm[] => pod.pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

/** The nodes named by matchFields, where every term names some: terms add up, what is within one term narrows. */
function namedNodes(pod: PodInfo): ReadonlySet<string> | null {
  const terms = required(pod)?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return null;
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let own: readonly string[] | null = null;
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In') own = own === null ? values : own.filter(name => values.includes(name));
    }
    if (own === null) return null;
    for (const name of own) names.add(name);
  }
  return names;
}

export const nodeAffinity: Plugin<null, null> = {
  name: NAME,
  filter: {
    preFilter(pod) {
      if (required(pod) === undefined && pod.pod.spec.nodeSelector === undefined) return SKIP;
      const only = namedNodes(pod);
      if (only === null) return { data: null };
      return only.size === 0 ? { refusal: CONFLICT } : { data: null, only };
    },
    filter: (_, pod, node) => (requiredNodeAffinityMatches(pod.pod, node.node) ? null : REFUSAL),
  },
  score: {
    preScore: pod => (preferred(pod).length === 0 ? SKIP : { data: null }),
    score(_, pod, node) {
      let score = 0;
      for (const { weight, preference } of preferred(pod)) if (weight !== 0 && termSelects(preference, node.node)) score += weight;
      return score;
    },
    normalise: (_, scores) => normaliseByMost(scores, 'most'),
  },
  hint(pod, event) {
    if (event.event === 'PodUpdate') return true;
    if (event.event !== 'NodeAdd' && event.event !== 'NodeUpdate') return false;
    if (!requiredNodeAffinityMatches(pod.pod, event.node.node)) return false;
    return event.event === 'NodeAdd' || !requiredNodeAffinityMatches(pod.pod, event.before.node);
  },
};
