/** DefaultPreemption: which less important Pods would have to go, and from which node. Follows plugins/defaultpreemption and framework/preemption. */
import type { k8s, Pod, PodDisruptionBudget } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import { cloneFilters, countIn, countOut, filterWithNominated, fitMessage, type ActiveFilter, type Filtered } from './cycle.ts';
import { unresolvable, type Refusal, type World } from './framework.ts';
import { withoutPod, withPod, type NodeInfo } from './node-info.ts';
import { isTerminating, podInfoOf, type PodInfo } from './pod-info.ts';

export interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  readonly violations: number;
}
interface Preemption {
  readonly message: string;
  /** The node to nominate, '' to clear a nomination, undefined to leave it. */
  readonly nominate: string | undefined;
  readonly candidate: Candidate | null;
}

const NOT_HELPFUL = unresolvable('DefaultPreemption', 'Preemption is not helpful for scheduling');
const NO_VICTIMS = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod');
const MIN_CANDIDATES = 100;
const MIN_CANDIDATES_PERCENTAGE = 10;

/** What is decided among candidates that are alike in everything. */
type Pick = (nodes: readonly string[]) => string;

export function preempt(pod: PodInfo, world: World, filters: readonly ActiveFilter[], filtered: Filtered, pick: Pick): Preemption {
  const unfit = whyNotEligible(pod, world, filtered);
  if (unfit !== null) return { message: unfit, nominate: undefined, candidate: null };
  const potential = world.nodes.filter(({ name }) => (filtered.refusals.get(name) ?? filtered.absent)?.resolvable === true);
  const { candidates, refusals } = dryRun(pod, world, filters, potential);
  if (candidates.length === 0) return { message: fitMessage(world.nodes.length, refusals, NOT_HELPFUL), nominate: '', candidate: null };
  const best = selectCandidate(candidates, pick);
  return { message: `found a potential placement for pod on node ${best.node}, preempting ${best.victims.length} victims`, nominate: best.node, candidate: best };
}

function whyNotEligible(pod: PodInfo, world: World, { refusals, absent }: Filtered): string | null {
  if (pod.pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.pod.status.nominatedNodeName ?? '';
  if (nominated === '' || (refusals.get(nominated) ?? absent)?.resolvable === false) return null;
  const leaving = world.info(nominated)?.pods.some(other => other.priority < pod.priority && isBeingPreempted(newest(other, world).pod)) ?? false;
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : null;
}
function isBeingPreempted(pod: Pod): boolean {
  if (!isTerminating(pod)) return false;
  const condition = pod.status.conditions?.find(each => each.type === 'DisruptionTarget');
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
}

function dryRun(pod: PodInfo, world: World, filters: readonly ActiveFilter[], potential: readonly NodeInfo[]): { readonly candidates: readonly Candidate[]; readonly refusals: ReadonlyMap<string, Refusal> } {
  const enough = Math.min(Math.max(Math.trunc((potential.length * MIN_CANDIDATES_PERCENTAGE) / 100), MIN_CANDIDATES), potential.length);
  const budgets = potential.length === 0 ? [] : world.view.list('poddisruptionbudgets.policy');
  const candidates: Candidate[] = [];
  const refusals = new Map<string, Refusal>();
  for (const node of potential) {
    const found = selectVictims(pod, world, filters, node, budgets);
    if ('reasons' in found) refusals.set(node.name, found);
    else candidates.push(found);
    if (candidates.length >= enough && candidates.some(each => each.violations === 0)) break;
  }
  return { candidates, refusals };
}

/** All less important Pods are taken off in thought; then as many as possible are put back, the most important first. */
function selectVictims(pod: PodInfo, world: World, filters: readonly ActiveFilter[], node: NodeInfo, budgets: readonly PodDisruptionBudget[]): Candidate | Refusal {
  const potential = node.pods.filter(other => other.priority < pod.priority).map(other => newest(other, world)).sort(byImportance);
  if (potential.length === 0) return NO_VICTIMS;
  const counted = cloneFilters(filters);
  let left = node;
  for (const other of potential) {
    left = withoutPod(left, other);
    countOut(counted, pod, other, left, world);
  }
  const refusal = filterWithNominated(counted, pod, left, world);
  if (refusal !== null) return refusal;
  const { violating, others } = byBudget(potential, budgets);
  const victims: PodInfo[] = [];
  let violations = 0;
  const staysToo = (other: PodInfo): boolean => {
    const fuller = withPod(left, other);
    countIn(counted, pod, other, fuller, world);
    if (filterWithNominated(counted, pod, fuller, world) === null) {
      left = fuller;
      return true;
    }
    countOut(counted, pod, other, left, world);
    victims.push(other);
    return false;
  };
  for (const other of violating) if (!staysToo(other)) violations++;
  for (const other of others) staysToo(other);
  return { node: node.name, victims: victims.sort(byImportance), violations };
}

/** The snapshot does not follow every change of a status. */
function newest(pod: PodInfo, { view }: World): PodInfo {
  const found = view.get('pods', pod.namespace, pod.pod.metadata.name);
  return found !== undefined && found.metadata.uid === pod.uid ? podInfoOf(found) : pod;
}
const startOf = (pod: PodInfo): string => pod.pod.status.startTime ?? '9999';
/** Higher priority first, then who has run longer. */
const byImportance = (a: PodInfo, b: PodInfo): number => b.priority - a.priority || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0);

function byBudget(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const allowed = budgets.map(({ status }) => status.disruptionsAllowed);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let violates = false;
    // A Pod without labels is not asked about, whatever a budget selects.
    if (Object.keys(pod.labels).length > 0) budgets.forEach(({ metadata, spec, status }, i) => {
      if (metadata.namespace !== pod.namespace || isEmpty(spec.selector) || !selects(spec.selector, pod.labels)) return;
      if (status.disruptedPods?.[pod.pod.metadata.name] !== undefined) return;
      const rest = (allowed[i] ?? 0) - 1;
      allowed[i] = rest;
      if (rest < 0) violates = true;
    });
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}
const isEmpty = (selector: k8s.LabelSelector | undefined): boolean =>
  selector === undefined || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0);

const LEAST_PRIORITY = 2 ** 31;
/** Criteria in their order; the smaller figure is better. */
const CRITERIA: readonly ((candidate: Candidate) => number | string)[] = [
  candidate => candidate.violations,
  candidate => candidate.victims[0]?.priority ?? 0,
  candidate => candidate.victims.reduce((sum, victim) => sum + victim.priority + LEAST_PRIORITY, 0),
  candidate => candidate.victims.length,
];
/** The earliest start among a candidate's most important victims; the latest of these wins. */
const earliestStart = ({ victims }: Candidate): string => {
  const starts = victims.filter(victim => victim.priority === victims[0]?.priority).map(startOf);
  return starts.reduce((least, start) => (start < least ? start : least), '9999');
};

function selectCandidate(candidates: readonly Candidate[], pick: Pick): Candidate {
  let best = candidates;
  for (const criterion of CRITERIA) {
    const figures = best.map(criterion);
    const least = figures.reduce((a, b) => (b < a ? b : a));
    best = best.filter((_, i) => figures[i] === least);
  }
  const latest = best.map(earliestStart).reduce((a, b) => (b > a ? b : a), '');
  best = best.filter(candidate => earliestStart(candidate) === latest);
  const chosen = pick(best.map(candidate => candidate.node));
  return best.find(candidate => candidate.node === chosen) ?? (best[0] as Candidate);
}
