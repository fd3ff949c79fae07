/** Whether a node is one that a Pod asks for. Follows component-helpers scheduling/corev1/nodeaffinity. */
import type { k8s, Node, Pod } from '../../model/objects.ts';

function requirementMatches(value: string | undefined, { operator, values = [] }: k8s.NodeSelectorRequirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
function termMatches({ metadata }: Node, { matchExpressions = [], matchFields = [] }: k8s.NodeSelectorTerm): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return matchExpressions.every((each) => requirementMatches(metadata.labels?.[each.key], each)) && matchFields.every((each) => requirementMatches(each.key === 'metadata.name' ? metadata.name : undefined, each));
}
export function matchesNodeSelector({ spec }: Pod, node: Node): boolean {
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) if (node.metadata.labels?.[key] !== value) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termMatches(node, term));
}
