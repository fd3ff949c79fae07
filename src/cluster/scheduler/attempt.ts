/** One attempt to find a node for a Pod, from the snapshot to a verdict. Nothing is written here; looking back asks the same function. */
import { findFeasible, fitMessage, preFilter, scoreNodes, filterWithNominated, type Filtered, type Prepared, type Scored } from './cycle.ts';
import type { World } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import { preempt, type Candidate } from './preemption.ts';

interface AttemptOptions {
  readonly start: number;
  /** Chooses among equals. */
  readonly pick: (nodes: readonly string[]) => string;
  /** The nodes that were found, of an attempt that is looked back on. */
  readonly among?: ReadonlySet<string>;
  /** Whether the scores of each plugin are wanted. */
  readonly inDetail: boolean;
}
export interface Attempt {
  /** '' where no node was found. */
  readonly node: string;
  readonly feasible: readonly NodeInfo[];
  readonly filtered: Filtered;
  readonly prepared: Prepared;
  readonly scored: Scored | null;
  /** Nodes that share the best score. */
  readonly ties: readonly string[];
  /** Why there is no node, in full. */
  readonly message: string;
  readonly rejectors: readonly string[];
  readonly candidate: Candidate | null;
  /** The node to nominate, '' to clear a nomination, undefined to leave it. */
  readonly nominate: string | undefined;
}

const NO_NODES = 'no nodes available to schedule pods';
const NOTHING: Filtered = { feasible: [], refusals: new Map(), absent: null, looked: 0 };
const UNPREPARED: Prepared = { filters: [], only: null, narrowedBy: [], refusal: null };
const FAILED = { node: '', feasible: [], scored: null, ties: [], candidate: null, nominate: '' } as const;

export function attempt(pod: PodInfo, world: World, options: AttemptOptions): Attempt {
  if (world.nodes.length === 0) return { ...FAILED, filtered: NOTHING, prepared: UNPREPARED, message: NO_NODES, rejectors: [] };
  const prepared = preFilter(pod, world);
  if (prepared.refusal !== null) return refused(pod, world, options, prepared, { ...NOTHING, absent: prepared.refusal });
  const filtered = onNominated(pod, world, prepared) ?? findFeasible(prepared, pod, world, options.start, options.among);
  if (filtered.feasible.length === 0) return refused(pod, world, options, prepared, filtered);
  const { feasible } = filtered;
  const scored = feasible.length === 1 ? null : scoreNodes(pod, world, feasible, options.inDetail);
  const ties = scored === null ? feasible.map(node => node.name) : best(feasible, scored.totals);
  const node = ties.length === 1 ? (ties[0] ?? '') : options.pick(ties);
  return { node, feasible, filtered, prepared, scored, ties, message: '', rejectors: [], candidate: null, nominate: undefined };
}

/** A Pod that preempted others tries the node it was nominated for before any other. */
function onNominated(pod: PodInfo, world: World, { filters }: Prepared): Filtered | null {
  const name = pod.pod.status.nominatedNodeName ?? '';
  const node = name === '' ? undefined : world.info(name);
  if (node === undefined || filterWithNominated(filters, pod, node, world) !== null) return null;
  return { ...NOTHING, feasible: [node] };
}

function best(feasible: readonly NodeInfo[], totals: readonly number[]): readonly string[] {
  let most = -1;
  for (const total of totals) if (total > most) most = total;
  const names: string[] = [];
  for (let i = 0; i < feasible.length; i++) if (totals[i] === most) names.push(feasible[i]?.name ?? '');
  return names;
}

function refused(pod: PodInfo, world: World, { pick }: AttemptOptions, prepared: Prepared, filtered: Filtered): Attempt {
  const rejectors = new Set<string>(prepared.narrowedBy);
  if (prepared.refusal !== null) rejectors.add(prepared.refusal.plugin);
  for (const refusal of filtered.refusals.values()) rejectors.add(refusal.plugin);
  const reasons =
    prepared.refusal === null
      ? fitMessage(world.nodes.length, filtered.refusals, filtered.absent)
      : `0/${world.nodes.length} nodes are available: ${prepared.refusal.reasons.join(', ')}.`;
  const { message, nominate, candidate } = preempt(pod, world, prepared.filters, filtered, pick);
  return { ...FAILED, filtered, prepared, message: `${reasons} preemption: ${message}`, rejectors: [...rejectors], candidate, nominate };
}

