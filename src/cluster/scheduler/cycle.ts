/** One scheduling cycle as a function of the snapshot: PreFilter, Filter, Score. Follows pkg/scheduler/schedule_one.go; the runner asks, plugins answer. */
import { byText } from '../../base/order.ts';
import { SKIP, unresolvable, type FilterPlugin, type Plugin, type Refusal, type ScorePlugin, type World } from './framework.ts';
import { withPod, type NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import { defaultProfile, type ProfileEntry } from './profile.ts';

/** A plugin that has something to check in this cycle. */
export interface ActiveFilter {
  readonly name: string;
  readonly plugin: FilterPlugin<unknown>;
  readonly data: unknown;
}
export interface Prepared {
  readonly filters: readonly ActiveFilter[];
  /** The only nodes that come into question; null stands for all. */
  readonly only: ReadonlySet<string> | null;
  readonly narrowedBy: readonly string[];
  readonly refusal: Refusal | null;
}

const entryPlugins: readonly Plugin[] = defaultProfile.map(entry => entry.plugin);
export const filterPlugins: readonly Plugin[] = entryPlugins.filter(plugin => plugin.filter !== undefined);
export const scoreEntries: readonly ProfileEntry[] = defaultProfile.filter(({ plugin }) => plugin.score !== undefined);
const byName = new Map(entryPlugins.map(plugin => [plugin.name, plugin]));
export const pluginNamed = (name: string): Plugin | undefined => byName.get(name);

/** PreEnqueue: why a Pod may not enter the queue yet. */
export function refusedEntry(pod: PodInfo): Refusal | null {
  for (const plugin of entryPlugins) {
    const refusal = plugin.preEnqueue?.(pod) ?? null;
    if (refusal !== null) return refusal;
  }
  return null;
}

export function preFilter(pod: PodInfo, world: World): Prepared {
  const filters: ActiveFilter[] = [];
  const narrowedBy: string[] = [];
  let only: ReadonlySet<string> | null = null;
  for (const { name, filter } of filterPlugins) {
    if (filter === undefined) continue;
    const result = filter.preFilter(pod, world);
    if (result === SKIP) continue;
    if ('refusal' in result) return { filters, only, narrowedBy, refusal: result.refusal };
    filters.push({ name, plugin: filter, data: result.data });
    if (result.only === undefined) continue;
    narrowedBy.push(name);
    only = both(only, result.only);
    if (only.size === 0) return { filters, only, narrowedBy, refusal: nowhere(narrowedBy) };
  }
  return { filters, only, narrowedBy, refusal: null };
}
const both = (a: ReadonlySet<string> | null, b: ReadonlySet<string>): ReadonlySet<string> => (a === null ? b : new Set([...a].filter(each => b.has(each))));
const nowhere = (plugins: readonly string[]): Refusal =>
  plugins.length === 1
    ? unresolvable(plugins[0] ?? '', `node(s) didn't satisfy plugin ${plugins.join('')}`)
    : unresolvable(plugins[0] ?? '', `node(s) didn't satisfy plugin(s) [${plugins.join(' ')}] simultaneously`);

/** The first refusal of a node, or null. */
export function runFilters(filters: readonly ActiveFilter[], pod: PodInfo, node: NodeInfo, world: World): Refusal | null {
  for (let i = 0; i < filters.length; i++) {
    const each = filters[i];
    if (each === undefined) continue;
    const refusal = each.plugin.filter(each.data, pod, node, world);
    if (refusal !== null) return refusal;
  }
  return null;
}
/** Copies of what filters have counted, to be changed in thought. */
export const cloneFilters = (filters: readonly ActiveFilter[]): readonly ActiveFilter[] =>
  filters.map(each => (each.plugin.clone === undefined ? each : { ...each, data: each.plugin.clone(each.data) }));
export function countIn(filters: readonly ActiveFilter[], pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void {
  for (const { plugin, data } of filters) plugin.addPod?.(data, pod, other, node, world);
}
export function countOut(filters: readonly ActiveFilter[], pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void {
  for (const { plugin, data } of filters) plugin.removePod?.(data, pod, other, node, world);
}

/** The node must do with the Pods nominated for it that matter as much, and without them, as they may still go elsewhere. */
export function filterWithNominated(filters: readonly ActiveFilter[], pod: PodInfo, node: NodeInfo, world: World): Refusal | null {
  const nominated = world.nominated(node.name);
  if (nominated.length > 0) {
    const counted = cloneFilters(filters);
    let full = node;
    for (const other of nominated) {
      if (other.uid === pod.uid || other.priority < pod.priority) continue;
      full = withPod(full, other);
      countIn(counted, pod, other, full, world);
    }
    if (full !== node) {
      const refusal = runFilters(counted, pod, full, world);
      if (refusal !== null) return refusal;
    }
  }
  return runFilters(filters, pod, node, world);
}

export interface Filtered {
  readonly feasible: readonly NodeInfo[];
  /** Refusals by node, of the nodes that were asked. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** What stands for every node that was not asked. */
  readonly absent: Refusal | null;
  /** How many nodes were looked at. */
  readonly looked: number;
}

const MIN_FEASIBLE = 100;
/** How many feasible nodes are enough: percentageOfNodesToScore, adaptive. */
function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE) return nodes;
  const percentage = Math.max(50 - Math.trunc(nodes / 125), 5);
  return Math.max(Math.trunc((nodes * percentage) / 100), MIN_FEASIBLE);
}

/** `among` are the nodes that were found, when an attempt is looked back on: the search may have stopped before it saw all. */
export function findFeasible(prepared: Prepared, pod: PodInfo, world: World, start: number, among: ReadonlySet<string> | null = null): Filtered {
  const nodes = prepared.only === null ? world.nodes : [...prepared.only].sort(byText).map(name => world.info(name)).filter(node => node !== undefined);
  const enough = among === null ? feasibleNodesToFind(nodes.length) : nodes.length;
  const feasible: NodeInfo[] = [];
  const refusals = new Map<string, Refusal>();
  let looked = 0;
  for (; looked < nodes.length && feasible.length < enough; looked++) {
    const node = nodes[(start + looked) % nodes.length];
    if (node === undefined) continue;
    const refusal = filterWithNominated(prepared.filters, pod, node, world);
    if (refusal === null && (among === null || among.has(node.name))) feasible.push(node);
    else if (refusal !== null) refusals.set(node.name, refusal);
  }
  const absent = prepared.only === null ? null : unresolvable(prepared.narrowedBy[0] ?? '', `node(s) didn't satisfy plugin(s) [${prepared.narrowedBy.join(' ')}]`);
  return { feasible, refusals, absent, looked };
}

interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  readonly normalised: readonly number[];
}
export interface Scored {
  readonly totals: readonly number[];
  /** Kept only when asked for. */
  readonly plugins: readonly PluginScores[];
}

export function scoreNodes(pod: PodInfo, world: World, feasible: readonly NodeInfo[], inDetail: boolean): Scored {
  const totals = feasible.map(() => 0);
  const plugins: PluginScores[] = [];
  for (const { plugin, weight } of scoreEntries) {
    const { score } = plugin;
    if (score === undefined) continue;
    const prepared = score.preScore(pod, world, feasible);
    if (prepared === SKIP) continue;
    if ('same' in prepared) {
      const points = prepared.same * weight;
      for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] ?? 0) + points;
      if (inDetail) plugins.push({ plugin: plugin.name, weight, raw: feasible.map(() => 0), normalised: feasible.map(() => prepared.same) });
      continue;
    }
    const scores = scoresOf(score, prepared.data, pod, world, feasible);
    const raw = inDetail ? scores.slice() : scores;
    score.normalise?.(prepared.data, scores, feasible);
    for (let i = 0; i < scores.length; i++) totals[i] = (totals[i] ?? 0) + (scores[i] ?? 0) * weight;
    if (inDetail) plugins.push({ plugin: plugin.name, weight, raw, normalised: scores });
  }
  return { totals, plugins };
}
function scoresOf(score: ScorePlugin<unknown>, data: unknown, pod: PodInfo, world: World, feasible: readonly NodeInfo[]): number[] {
  const scores: number[] = [];
  for (let i = 0; i < feasible.length; i++) {
    const node = feasible[i];
    if (node !== undefined) scores.push(score.score(data, pod, node, world));
  }
  return scores;
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 …`: reasons counted, and sorted as texts. Follows framework/types.go FitError. */
export function fitMessage(nodes: number, refusals: ReadonlyMap<string, Refusal>, absent: Refusal | null): string {
  const counts = new Map<string, number>();
  const count = (refusal: Refusal, by: number): void => {
    for (const reason of refusal.reasons) counts.set(reason, (counts.get(reason) ?? 0) + by);
  };
  for (const refusal of refusals.values()) count(refusal, 1);
  if (absent !== null && nodes > refusals.size) count(absent, nodes - refusals.size);
  const reasons = [...counts].map(([reason, times]) => `${times} ${reason}`).sort(byText);
  return `0/${nodes} nodes are available${reasons.length === 0 ? '' : `: ${reasons.join(', ')}.`}`;
}
