/** A scheduling attempt, worked out again with the same plugins from the cluster as it was then. */
import type { Pod } from '../../model/objects.ts';
import type { FilterVerdict, NodeExplanation, PluginScore, SchedulingExplanation } from '../contract/scheduling.ts';
import type { ClusterView } from '../contract/view.ts';
import { attempt, type Attempt } from './attempt.ts';
import { stateOf, worldOf } from './cache.ts';
import { filterPlugins, filterWithNominated, scoreEntries } from './cycle.ts';
import { unresolvable, type Refusal, type World } from './framework.ts';
import { podInfoOf, type PodInfo } from './pod-info.ts';

interface ExplainOptions {
  /** What was chosen then, among equals; '' where nothing was. */
  readonly chosen?: string;
  /** The nodes that were found then, where the search stopped before it had seen all. */
  readonly feasible?: readonly string[];
}

export function explainAttempt(view: ClusterView, pod: Pod, options: ExplainOptions = {}): SchedulingExplanation {
  const world = worldOf(stateOf(view), view);
  const info = podInfoOf(pod);
  const { chosen = '' } = options;
  const among = options.feasible === undefined || options.feasible.length === 0 ? {} : { among: new Set(options.feasible) };
  const result = attempt(info, world, { start: 0, inDetail: true, ...among, pick: nodes => (nodes.includes(chosen) ? chosen : (nodes[0] ?? '')) });
  const { namespace, uid } = pod.metadata;
  return {
    pod: { namespace, name: pod.metadata.name, uid },
    seen: view.revision,
    filterPlugins: filterPlugins.map(plugin => plugin.name),
    scorePlugins: scoreEntries.map(({ plugin, weight }) => ({ plugin: plugin.name, weight })),
    nodes: world.nodes.map(({ name }) => explainNode(name, info, world, result)),
    feasible: result.feasible.map(node => node.name),
    chosen: chosen === '' ? result.node : chosen,
    ties: result.ties,
    message: result.message,
    preemption:
      result.candidate === null
        ? null
        : { nominated: result.candidate.node, victims: result.candidate.victims.map(({ pod: { metadata } }) => ({ namespace: metadata.namespace, name: metadata.name })) },
  };
}

function explainNode(name: string, pod: PodInfo, world: World, result: Attempt): NodeExplanation {
  const at = result.feasible.findIndex(node => node.name === name);
  const scores = at < 0 ? [] : scoresAt(result, at);
  return { node: name, filters: verdicts(refusalOf(name, pod, world, result), result), scores, total: at < 0 ? 0 : (result.scored?.totals[at] ?? 0) };
}

/** Why this node refuses the Pod, or null. */
function refusalOf(name: string, pod: PodInfo, world: World, { prepared }: Attempt): Refusal | null {
  if (prepared.refusal !== null) return prepared.refusal;
  if (prepared.only !== null && !prepared.only.has(name)) {
    return unresolvable(prepared.narrowedBy[0] ?? '', `node(s) didn't satisfy plugin(s) [${prepared.narrowedBy.join(' ')}]`);
  }
  const node = world.info(name);
  return node === undefined ? null : filterWithNominated(prepared.filters, pod, node, world);
}

function verdicts(refusal: Refusal | null, { prepared }: Attempt): readonly FilterVerdict[] {
  const active = new Set(prepared.filters.map(filter => filter.name));
  const found: FilterVerdict[] = [];
  for (const { name } of filterPlugins) {
    if (refusal !== null && refusal.plugin === name) {
      found.push({ plugin: name, status: refusal.resolvable ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons: refusal.reasons });
      break;
    }
    found.push({ plugin: name, status: active.has(name) ? 'Success' : 'Skip', reasons: [] });
  }
  return found;
}

const scoresAt = ({ scored }: Attempt, at: number): readonly PluginScore[] =>
  (scored?.plugins ?? []).map(({ plugin, weight, raw, normalised }) => ({ plugin, weight, raw: raw[at] ?? 0, normalised: normalised[at] ?? 0, weighted: (normalised[at] ?? 0) * weight }));
