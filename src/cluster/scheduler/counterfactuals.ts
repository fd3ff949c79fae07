/** What would have let a Pod onto the nodes that refused it: small changes are made in thought, and the same plugins are asked again. */
import { applyJsonPatch } from '../../model/json-patch.ts';
import type { Node, Pod } from '../../model/objects.ts';
import type { Counterfactual } from '../contract/scheduling.ts';
import type { ClusterView } from '../contract/view.ts';
import { stateOf, worldOf } from './cache.ts';
import { filterWithNominated, preFilter } from './cycle.ts';
import { unresolvable, type Refusal, type World } from './framework.ts';
import { withNode } from './node-info.ts';
import { podInfoOf } from './pod-info.ts';
import { proposers } from './proposals.ts';
import type { Patch, Proposal, Question } from './proposal.ts';

/** A node that refuses for more reasons than this is not worth a proposal. */
const MOST_CHANGES = 6;

export function counterfactuals(view: ClusterView, pod: Pod): readonly Counterfactual[] {
  const world = worldOf(stateOf(view), view);
  return world.nodes.flatMap(({ name: node }) => {
    const found: Counterfactual[] = [];
    for (const change of ['pod', 'node'] as const) {
      const made = smallestChange(change, pod, node, world);
      if (made !== null) found.push({ node, change, ...made });
    }
    return found;
  });
}

/** Lifts one refusal after the other until the node takes the Pod; null where it does already, or where no change is known. */
function smallestChange(change: 'pod' | 'node', pod: Pod, node: string, world: World): Proposal | null {
  const texts: string[] = [];
  const patch: Patch[number][] = [];
  let question = ask(change, pod, node, world);
  for (let changes = 0; question !== null && changes <= MOST_CHANGES; changes++) {
    const refusal = refusalTo(question);
    if (refusal === null) return texts.length === 0 ? null : { text: joined(texts), patch };
    const proposal = proposers[refusal.plugin]?.(question) ?? null;
    if (proposal === null) return null;
    texts.push(proposal.text);
    patch.push(...proposal.patch);
    question = applied(question, proposal.patch);
  }
  return null;
}

function ask(change: 'pod' | 'node', pod: Pod, name: string, world: World): Question | null {
  const node = world.info(name);
  return node === undefined ? null : { change, pod: podInfoOf(pod), node, world };
}
/** The question after a change; null where the change cannot be made. */
function applied(question: Question, patch: Patch): Question | null {
  const changed = applyJsonPatch(question.change === 'pod' ? question.pod.pod : question.node.node, patch);
  if (!changed.ok) return null;
  if (question.change === 'pod') return { ...question, pod: podInfoOf(changed.value as Pod) };
  const node = withNode(question.node, changed.value as Node);
  const { world } = question;
  const nodes = world.nodes.map(each => (each.name === node.name ? node : each));
  return { ...question, node, world: { ...world, nodes, info: name => (name === node.name ? node : world.info(name)) } };
}

function refusalTo({ pod, node, world }: Question): Refusal | null {
  const prepared = preFilter(pod, world);
  if (prepared.refusal !== null) return prepared.refusal;
  if (prepared.only !== null && !prepared.only.has(node.name)) return unresolvable(prepared.narrowedBy[0] ?? '', '');
  return filterWithNominated(prepared.filters, pod, node, world);
}

const joined = (texts: readonly string[]): string => (texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`);
