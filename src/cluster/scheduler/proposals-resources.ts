/** How much less a Pod would have to request, or how much more a node would have to have. */
import { pointerStep } from '../../model/json-patch.ts';
import type { Pod } from '../../model/objects.ts';
import { amountOf } from '../../model/pod-requests.ts';
import type { Patch, Proposal, Question } from './proposal.ts';
import { shortages } from './plugins/node-resources-fit.ts';

const UNITS: readonly (readonly [suffix: string, size: number])[] = [['Gi', 2 ** 30], ['Mi', 2 ** 20], ['Ki', 2 ** 10]];

/** An amount as a quantity: CPU in thousandths, memory in the largest unit that divides it. */
function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  const unit = UNITS.find(([, size]) => amount !== 0 && amount % size === 0);
  return unit === undefined ? String(amount) : `${amount / unit[1]}${unit[0]}`;
}
const spoken = (resource: string): string => (resource === 'cpu' ? 'CPU' : resource);

export function resourceProposal({ change, pod, node }: Question): Proposal | null {
  const [short] = shortages(pod, node);
  if (short === undefined) return null;
  const { resource, requested, used, capacity } = short;
  const lacking = requested - (capacity - used);
  if (change === 'node') {
    const value = quantityText(resource, capacity + lacking);
    const text = resource === 'pods' ? `let ${node.name} hold ${value} Pods` : `give ${node.name} ${quantityText(resource, lacking)} more ${spoken(resource)}`;
    return { text, patch: [{ op: 'add', path: `/status/allocatable/${pointerStep(resource)}`, value }] };
  }
  if (resource === 'pods') return null;
  const patch = requestLess(pod.pod, resource, lacking);
  return patch === null ? null : { text: `remove ${quantityText(resource, lacking)} of the ${spoken(resource)} request`, patch };
}

/** Takes it from the Pod's own figure, or from its containers, the largest request first. */
function requestLess(pod: Pod, resource: string, lacking: number): Patch | null {
  const whole = pod.spec.resources?.requests?.[resource];
  if (whole !== undefined) return [requestOf('/spec/resources', resource, amountOf(resource, whole) - lacking)];
  const requests = pod.spec.containers
    .map((container, at) => ({ path: `/spec/containers/${at}/resources`, amount: amountOf(resource, container.resources.requests?.[resource]) }))
    .sort((a, b) => b.amount - a.amount);
  const patch: Patch[number][] = [];
  let rest = lacking;
  for (const { path, amount } of requests) {
    const less = Math.min(rest, amount);
    if (less > 0) patch.push(requestOf(path, resource, amount - less));
    rest -= less;
  }
  const starting = (pod.spec.initContainers ?? [])
    .map((container, at) => ({ path: `/spec/initContainers/${at}/resources`, amount: amountOf(resource, container.resources.requests?.[resource]) }))
    .filter(({ amount }) => amount > requests.reduce((sum, each) => sum + each.amount, 0) - lacking);
  if (starting.length === 0) return rest > 0 ? null : patch;
  // An init container alone asks for more than there is: it is the one to shrink.
  return starting.map(({ path, amount }) => requestOf(path, resource, Math.max(0, amount - lacking)));
}
const requestOf = (path: string, resource: string, amount: number): Patch[number] =>
  amount <= 0 ? { op: 'remove', path: `${path}/requests/${pointerStep(resource)}` } : { op: 'replace', path: `${path}/requests/${pointerStep(resource)}`, value: quantityText(resource, amount) };
