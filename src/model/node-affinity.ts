/** Node selectors and node affinity. Follows component-helpers/scheduling/corev1/nodeaffinity. */
import type { k8s, Node, Pod } from './objects.ts';
import { matchesRequirement, type Labels, type SelectorOperator } from './selectors.ts';

const NO_LABELS: Labels = {};

/** A term without expressions and fields selects nothing; all of a term must hold. */
export function termSelects(term: k8s.NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const labels = node.metadata.labels ?? NO_LABELS;
  const fields = { 'metadata.name': node.metadata.name };
  return (
    matchExpressions.every(each => matchesRequirement(requirement(each), labels)) && matchFields.every(each => matchesRequirement(requirement(each), fields))
  );
}
const requirement = ({ key, operator, values = [] }: k8s.NodeSelectorRequirement): { key: string; operator: SelectorOperator; values: readonly string[] } =>
  ({ key, operator: operator as SelectorOperator, values });

/** Any of the terms must select the node. */
export const nodeSelectorSelects = (selector: k8s.NodeSelector, node: Node): boolean => selector.nodeSelectorTerms.some(term => termSelects(term, node));

/** Whether a Pod's nodeSelector and required node affinity let it onto a node. */
export function requiredNodeAffinityMatches(pod: Pod, node: Node): boolean {
  const { nodeSelector } = pod.spec;
  if (nodeSelector !== undefined) {
    const labels = node.metadata.labels ?? NO_LABELS;
    for (const key in nodeSelector) if (labels[key] !== nodeSelector[key]) return false;
  }
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || nodeSelectorSelects(required, node);
}
