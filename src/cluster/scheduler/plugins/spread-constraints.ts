/** Spread constraints made ready: selectors compiled, defaults filled in. Follows plugins/podtopologyspread/common.go. */
import { requiredNodeAffinityMatches } from '../../../model/node-affinity.ts';
import type { k8s } from '../../../model/objects.ts';
import { matches, selectorOf, type Requirement, type Selector } from '../../../model/selectors.ts';
import { toleratesTaints } from '../../../model/tolerations.ts';
import { HOSTNAME, ZONE } from '../../../model/well-known.ts';
import type { World } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { isTerminating, type PodInfo } from '../pod-info.ts';


export interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
  /** Tells equal selectors apart from others, for counts that are remembered. */
  readonly key: string;
  /** Where it stands among the Pod's constraints; -1 of the built-in defaults. */
  readonly index: number;
}

/** Selects nothing, as a missing label selector does. */
const NOTHING: Selector = [{ key: '', operator: 'In', values: [] }];

function constraintOf(pod: PodInfo, given: k8s.TopologySpreadConstraint, index: number): Constraint {
  const own = given.labelSelector === undefined ? NOTHING : selectorOf(given.labelSelector);
  const keyed: Requirement[] = [];
  for (const key of given.matchLabelKeys ?? []) {
    const value = pod.labels[key];
    if (value !== undefined) keyed.push({ key, operator: 'In', values: [value] });
  }
  const selector = keyed.length === 0 ? own : [...own, ...keyed];
  return {
    maxSkew: given.maxSkew,
    topologyKey: given.topologyKey,
    selector,
    key: keyOf(pod, selector),
    minDomains: given.minDomains ?? 1,
    honoursAffinity: given.nodeAffinityPolicy !== 'Ignore',
    honoursTaints: given.nodeTaintsPolicy === 'Honor',
    index,
  };
}

const keyOf = ({ namespace }: PodInfo, selector: Selector): string => `${namespace}|${selector.map(({ key, operator, values }) => `${key} ${operator} ${values.join()}`).join('|')}`;

interface Constraints {
  readonly hard: readonly Constraint[];
  readonly soft: readonly Constraint[];
}
const known = new WeakMap<PodInfo, Constraints>();
function constraintsOf(pod: PodInfo): Constraints {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const all = (pod.pod.spec.topologySpreadConstraints ?? []).map((given, i) => ({ hard: given.whenUnsatisfiable === 'DoNotSchedule', made: constraintOf(pod, given, i) }));
  const made = { hard: all.filter(each => each.hard).map(each => each.made), soft: all.filter(each => !each.hard).map(each => each.made) };
  known.set(pod, made);
  return made;
}
export const hardConstraints = (pod: PodInfo): readonly Constraint[] => constraintsOf(pod).hard;
export const ownSoftConstraints = (pod: PodInfo): readonly Constraint[] => constraintsOf(pod).soft;

/** What a Pod without constraints of its own gets, if Services or its controller tell which Pods are like it. */
export function defaultSoftConstraints(pod: PodInfo, world: World): readonly Constraint[] {
  const selector = defaultSelector(pod, world);
  if (selector.length === 0) return [];
  const common = { selector, key: keyOf(pod, selector), minDomains: 1, honoursAffinity: true, honoursTaints: false, index: -1 };
  return [
    { maxSkew: 3, topologyKey: HOSTNAME, ...common },
    { maxSkew: 5, topologyKey: ZONE, ...common },
  ];
}

/** Follows plugins/helper DefaultSelector: the selectors of all its Services and of its controller together. */
function defaultSelector(pod: PodInfo, world: World): Selector {
  const labels: Record<string, string> = {};
  for (const service of world.services(pod.namespace)) {
    const { selector } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    if (Object.entries(selector).every(([key, value]) => pod.labels[key] === value)) Object.assign(labels, selector);
  }
  const made: Requirement[] = Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  const owner = pod.pod.metadata.ownerReferences?.find(each => each.controller === true);
  if (owner === undefined) return made;
  if (owner.kind === 'ReplicationController') {
    const selector = world.view.get('replicationcontrollers', pod.namespace, owner.name)?.spec.selector ?? {};
    for (const [key, value] of Object.entries(selector)) made.push({ key, operator: 'In', values: [value] });
  }
  const set =
    owner.kind === 'ReplicaSet' ? world.view.get('replicasets.apps', pod.namespace, owner.name)
    : owner.kind === 'StatefulSet' ? world.view.get('statefulsets.apps', pod.namespace, owner.name)
    : undefined;
  return set?.spec.selector === undefined ? made : [...made, ...selectorOf(set.spec.selector)];
}

export const hasAllKeys = (node: NodeInfo, constraints: readonly Constraint[]): boolean => constraints.every(constraint => node.labels[constraint.topologyKey] !== undefined);

/** Whether a node counts for a constraint, by its inclusion policies. */
export const includesNode = (constraint: Constraint, pod: PodInfo, node: NodeInfo): boolean =>
  (!constraint.honoursAffinity || requiredNodeAffinityMatches(pod.pod, node.node)) &&
  (!constraint.honoursTaints || toleratesTaints(pod.pod.spec.tolerations, node.taints, 'NoSchedule', 'NoExecute'));

const counted = new WeakMap<NodeInfo, Map<string, number>>();
/**
 * How many Pods on a node a constraint means: none, as countPodsMatchSelector has it, where the selector is empty. A node's record is
 * replaced when its Pods change, so that the count can be remembered with it.
 */
export function countMatching(node: NodeInfo, { key, selector }: Constraint, namespace: string): number {
  if (selector.length === 0) return 0;
  const known = counted.get(node) ?? new Map<string, number>();
  const before = known.get(key);
  if (before !== undefined) return before;
  let count = 0;
  for (const other of node.pods) if (other.namespace === namespace && !isTerminating(other.pod) && matches(selector, other.labels)) count++;
  counted.set(node, known.set(key, count));
  return count;
}
