/** A guess beside the scheduler's decision: what the real attempt says about both nodes, as data and in words. */
import type { NodeExplanation, SchedulingExplanation } from '../../cluster/contract/scheduling.ts';

export interface Side {
  readonly node: string;
  readonly feasible: boolean;
  /** The filter that refused it, and why in the API's words; '' and none where it was let in. */
  readonly refusedBy: string;
  readonly reasons: readonly string[];
  /** Its score, where several nodes were let in; a lone one is not scored. */
  readonly total: number | null;
}
interface Difference {
  readonly plugin: string;
  readonly yours: number;
  readonly theirs: number;
}
export interface Comparison {
  /** `nowhere`: both say that no node fits; `fits`: there is a node after all; `stuck`: no node fits, though one was guessed. */
  readonly outcome: 'same' | 'tied' | 'outscored' | 'refused' | 'nowhere' | 'fits' | 'stuck';
  /** null where the guess is that no node fits. */
  readonly yours: Side | null;
  /** null where the scheduler found none. */
  readonly theirs: Side | null;
  readonly ties: readonly string[];
  /** What the plugins gave to each, where that differs; the largest first. */
  readonly differences: readonly Difference[];
  /** Why there is no node, in the API's words. */
  readonly message: string;
}

/** `guess` is a node, or '' for "no node fits". */
export function comparisonOf(explanation: SchedulingExplanation, guess: string): Comparison {
  const { nodes, chosen, ties, message } = explanation;
  const [mine, best] = [guess, chosen].map(name => nodes.find(each => each.node === name));
  const yours = mine === undefined ? null : sideOf(mine, explanation);
  const theirs = best === undefined ? null : sideOf(best, explanation);
  const differences = yours?.feasible === true && mine !== undefined && best !== undefined && mine !== best ? differencesOf(mine, best) : [];
  return { outcome: outcomeOf(yours, theirs, ties), yours, theirs, ties: ties.length > 1 ? ties : [], differences, message };
}

function outcomeOf(yours: Side | null, theirs: Side | null, ties: readonly string[]): Comparison['outcome'] {
  if (yours === null) return theirs === null ? 'nowhere' : 'fits';
  if (theirs === null) return 'stuck';
  if (yours.node === theirs.node) return 'same';
  if (!yours.feasible) return 'refused';
  return ties.includes(yours.node) ? 'tied' : 'outscored';
}

function sideOf({ node, filters, total }: NodeExplanation, { feasible }: SchedulingExplanation): Side {
  const refusal = filters.find(({ status }) => status === 'Unschedulable' || status === 'UnschedulableAndUnresolvable');
  const fits = feasible.includes(node);
  return { node, feasible: fits, refusedBy: refusal?.plugin ?? '', reasons: refusal?.reasons ?? [], total: fits && feasible.length > 1 ? total : null };
}

function differencesOf(mine: NodeExplanation, best: NodeExplanation): readonly Difference[] {
  const plugins = new Set([...mine.scores, ...best.scores].map(({ plugin }) => plugin));
  const pointsOf = (node: NodeExplanation, plugin: string): number => node.scores.find(each => each.plugin === plugin)?.weighted ?? 0;
  return [...plugins]
    .map(plugin => ({ plugin, yours: pointsOf(mine, plugin), theirs: pointsOf(best, plugin) }))
    .filter(({ yours, theirs }) => yours !== theirs)
    .sort((a, b) => Math.abs(b.theirs - b.yours) - Math.abs(a.theirs - a.yours));
}

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`);
const points = (total: number | null): string => (total === null ? '' : ` with ${total} points`);
const refused = ({ refusedBy, reasons }: Side): string => (refusedBy === '' ? 'was not looked at: enough nodes had been found before' : `is refused by ${refusedBy}: ${reasons.join(', ')}`);

/** The difference in one or two sentences. */
export function comparisonText({ outcome, yours, theirs, ties, differences, message }: Comparison): string {
  switch (outcome) {
    case 'same': return ties.length > 0
      ? `You and the scheduler agree. ${listed(ties)} share the best score${points(theirs?.total ?? null)}; the die fell on ${theirs?.node ?? ''}.`
      : `You and the scheduler agree${points(theirs?.total ?? null) || ': no other node takes the Pod'}.`;
    case 'tied': return `Both are right: ${listed(ties)} share the best score${points(theirs?.total ?? null)}. The die fell on ${theirs?.node ?? ''}.`;
    case 'outscored': return `${yours?.node ?? ''} would do${points(yours?.total ?? null)}, but ${theirs?.node ?? ''} is better${points(theirs?.total ?? null)}.${reasonOf(differences)}`;
    case 'refused': return `${yours?.node ?? ''} ${yours === null ? '' : refused(yours)}. The scheduler chose ${theirs?.node ?? ''}${points(theirs?.total ?? null)}.`;
    case 'nowhere': return `You and the scheduler agree: no node fits. ${message}`;
    case 'fits': return `There is a node: ${theirs?.node ?? ''} passes every filter${points(theirs?.total ?? null)}.`;
    case 'stuck': return `No node fits. ${yours?.node ?? ''} ${yours === null ? '' : refused(yours)}.`;
  }
}
function reasonOf(differences: readonly Difference[]): string {
  const [most] = differences.filter(({ yours, theirs }) => theirs > yours);
  return most === undefined ? '' : ` ${most.plugin} gives it ${most.theirs} instead of ${most.yours}.`;
}
