/** One scheduling attempt as a picture's plain data: filters as a funnel, refusals with their reason, scores with their weight, the winner. */
import type { Counterfactual, NodeExplanation, SchedulingExplanation } from '../../../cluster/contract/scheduling.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';
import type { Node, Pod } from '../../../model/objects.ts';
import { allocatable, asksFor, bytesText, cpuText, roomText, sumOf, type Amount } from './capacity.ts';
import { isOver } from './pod-state.ts';
import { refusalWords } from './refusal-words.ts';

interface FilterColumn {
  readonly plugin: string;
  /** Nodes still in after it. */
  readonly left: number;
  readonly drops: boolean;
}
interface ScoreColumn {
  readonly plugin: string;
  readonly weight: number;
}
export interface ScheduleRow {
  readonly node: string;
  /** What is free, or what is special about it. */
  readonly about: string;
  /** How many of the filter columns it passed. */
  readonly passed: number;
  /** Why it was refused, in the API's words; '' where it was not. */
  readonly reason: string;
  /** The same in plain words, with the figures at hand. */
  readonly plain: string;
  readonly feasible: boolean;
  readonly chosen: boolean;
  readonly tied: boolean;
  readonly scores: readonly { readonly weighted: number; readonly share: number }[];
  readonly total: number;
}
export interface SchedulePicture {
  readonly pod: string;
  readonly namespace: string;
  readonly uid: string;
  readonly asks: readonly string[];
  readonly filters: readonly FilterColumn[];
  readonly silentFilters: number;
  readonly scores: readonly ScoreColumn[];
  readonly silentScores: number;
  readonly rows: readonly ScheduleRow[];
  readonly message: string;
  readonly ties: readonly string[];
  readonly preemption: SchedulingExplanation['preemption'];
  readonly changes: readonly Counterfactual[];
}

/** What is known before an attempt: what the Pod asks for, and the nodes as they are. */
export interface ScheduleQuestion {
  readonly pod: string;
  readonly asks: readonly string[];
  readonly rows: readonly { readonly node: string; readonly about: string }[];
}
export function questionOf(view: ClusterView, uid: string, expected: string): ScheduleQuestion {
  const pods = view.list('pods');
  const pod = pods.find((one) => one.metadata.uid === uid);
  return {
    pod: pod?.metadata.name ?? expected,
    asks: pod === undefined ? [] : asksOf(pod),
    rows: view.list('nodes').map(({ metadata: { name } }) => ({ node: name, about: about(view, pods, name) })),
  };
}

const spoke = (node: NodeExplanation, plugin: string): boolean => node.filters.some((verdict) => verdict.plugin === plugin && verdict.status !== 'Skip');
const refusalOf = (node: NodeExplanation): NodeExplanation['filters'][number] | undefined => node.filters.find((verdict) => verdict.status === 'Unschedulable' || verdict.status === 'UnschedulableAndUnresolvable');

/** `view` is the cluster as the attempt saw it. */
export function projectSchedule(explanation: SchedulingExplanation, changes: readonly Counterfactual[], view: ClusterView): SchedulePicture {
  const { nodes, feasible, chosen, ties } = explanation;
  const filters = explanation.filterPlugins.filter((plugin) => nodes.some((node) => spoke(node, plugin)));
  const scores = explanation.scorePlugins.filter(({ plugin }) => nodes.some((node) => node.scores.some((score) => score.plugin === plugin && (score.raw !== 0 || score.normalised !== 0))));
  const pods = view.list('pods');
  const pod = pods.find((one) => one.metadata.uid === explanation.pod.uid);
  return {
    pod: explanation.pod.name,
    namespace: explanation.pod.namespace,
    uid: explanation.pod.uid,
    asks: pod ? asksOf(pod) : [],
    filters: filters.map((plugin, i) => ({ plugin, left: nodes.filter((node) => passedOf(node, filters) > i).length, drops: nodes.some((node) => refusalOf(node)?.plugin === plugin) })),
    silentFilters: explanation.filterPlugins.length - filters.length,
    scores,
    silentScores: explanation.scorePlugins.length - scores.length,
    rows: nodes.map((node) => rowOf(node, filters, scores, { feasible, chosen, ties }, { about: about(view, pods, node.node), plain: plainOf(view, pods, pod, node) })),
    message: explanation.message,
    ties,
    preemption: explanation.preemption,
    changes,
  };
}

function passedOf(node: NodeExplanation, filters: readonly string[]): number {
  const refusal = refusalOf(node);
  return refusal ? Math.max(0, filters.indexOf(refusal.plugin)) : filters.length;
}

function rowOf(
  node: NodeExplanation, filters: readonly string[], scores: readonly ScoreColumn[], end: Pick<SchedulingExplanation, 'feasible' | 'chosen' | 'ties'>,
  words: Pick<ScheduleRow, 'about' | 'plain'>,
): ScheduleRow {
  const of = (plugin: string): NodeExplanation['scores'][number] | undefined => node.scores.find((score) => score.plugin === plugin);
  return {
    node: node.node,
    ...words,
    passed: passedOf(node, filters),
    reason: refusalOf(node)?.reasons.join(', ') ?? '',
    feasible: end.feasible.includes(node.node),
    chosen: node.node === end.chosen,
    tied: end.ties.length > 1 && end.ties.includes(node.node),
    scores: scores.map(({ plugin }) => ({ weighted: of(plugin)?.weighted ?? 0, share: (of(plugin)?.normalised ?? 0) / 100 })),
    total: node.total,
  };
}

function freeOn(node: Node, pods: readonly Pod[]): Amount {
  const size = allocatable(node);
  const used = sumOf(pods.filter((pod) => pod.spec.nodeName === node.metadata.name && !isOver(pod)).map(asksFor));
  return { milliCpu: size.milliCpu - used.milliCpu, memory: size.memory - used.memory };
}

/** What is free on it; taints and cordons come first, as they decide first. */
function about(view: ClusterView, pods: readonly Pod[], name: string): string {
  const node: Node | undefined = view.get('nodes', '', name);
  if (!node) return '';
  if (node.spec.unschedulable === true) return 'cordoned';
  const taint = (node.spec.taints ?? []).find((one) => one.effect !== 'PreferNoSchedule');
  return taint ? `taint ${taint.value ? `${taint.key}=${taint.value}` : taint.key}` : `${roomText(freeOn(node, pods))} free`;
}
function plainOf(view: ClusterView, pods: readonly Pod[], pod: Pod | undefined, node: NodeExplanation): string {
  const stored = view.get('nodes', '', node.node);
  const reasons = refusalOf(node)?.reasons ?? [];
  return pod === undefined || stored === undefined || reasons.length === 0 ? '' : refusalWords({ pod, node: stored, asks: asksFor(pod), free: freeOn(stored, pods), reasons });
}

/** What the Pod asks of a node, in short. */
function asksOf(pod: Pod): readonly string[] {
  const { milliCpu, memory } = asksFor(pod);
  const asks: string[] = [];
  if (milliCpu > 0) asks.push(`cpu ${cpuText(milliCpu)}`);
  if (memory > 0) asks.push(`memory ${bytesText(memory)}`);
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) asks.push(`${key}=${value}`);
  if (pod.spec.affinity?.nodeAffinity) asks.push('nodeAffinity');
  if (pod.spec.affinity?.podAffinity) asks.push('podAffinity');
  if (pod.spec.affinity?.podAntiAffinity) asks.push('podAntiAffinity');
  if ((pod.spec.topologySpreadConstraints ?? []).length > 0) asks.push('topologySpread');
  for (const container of pod.spec.containers) for (const port of container.ports ?? []) if (port.hostPort) asks.push(`hostPort ${port.hostPort}`);
  return asks;
}

/** `NodeResourcesBalancedAllocation` in lines of a width: broken between words, never shortened. */
export function nameLines(plugin: string, letters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of plugin.match(/[A-Z][a-z0-9]*|[a-z0-9]+/g) ?? [plugin]) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length <= letters) lines[lines.length - 1] = last + word;
    else lines.push(word);
  }
  return lines;
}
