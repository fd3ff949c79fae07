/** NodeResourcesFit: what a Pod requests must be free on the node; emptier nodes score higher (LeastAllocated). */
import { MAX_NODE_SCORE, type Plugin, type Refusal } from '../framework.ts';
import { emptied, shrank } from '../events.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const FIT = 'NodeResourcesFit';

/** A resource of which a node has too little. */
interface Shortage {
  readonly resource: string;
  readonly reason: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

export function shortages(pod: PodInfo, node: NodeInfo): readonly Shortage[] {
  const { requests } = pod;
  const { allocatable, requested } = node;
  const found: Shortage[] = [];
  const check = (resource: string, wanted: number, used: number, capacity: number): void => {
    if (wanted > 0 && wanted > capacity - used) found.push({ resource, reason: `Insufficient ${resource}`, requested: wanted, used, capacity });
  };
  if (node.pods.length + 1 > node.allowedPods) found.push({ resource: 'pods', reason: 'Too many pods', requested: 1, used: node.pods.length, capacity: node.allowedPods });
  check('cpu', requests.milliCPU, requested.milliCPU, allocatable.milliCPU);
  check('memory', requests.memory, requested.memory, allocatable.memory);
  check('ephemeral-storage', requests.ephemeralStorage, requested.ephemeralStorage, allocatable.ephemeralStorage);
  for (const [name, wanted] of requests.scalars) check(name, wanted, requested.scalars.get(name) ?? 0, allocatable.scalars.get(name) ?? 0);
  return found;
}

/** The usual case, without building anything. */
function fits({ requests }: PodInfo, { allocatable, requested, pods, allowedPods }: NodeInfo): boolean {
  return (
    pods.length < allowedPods &&
    (requests.milliCPU === 0 || requests.milliCPU <= allocatable.milliCPU - requested.milliCPU) &&
    (requests.memory === 0 || requests.memory <= allocatable.memory - requested.memory) &&
    (requests.ephemeralStorage === 0 || requests.ephemeralStorage <= allocatable.ephemeralStorage - requested.ephemeralStorage) &&
    requests.scalars.size === 0
  );
}

function refusalOf(pod: PodInfo, node: NodeInfo): Refusal | null {
  if (fits(pod, node)) return null;
  const short = shortages(pod, node);
  if (short.length === 0) return null;
  // What exceeds the whole node is not helped by preemption.
  const resolvable = short.every(({ resource, requested, capacity }) => resource === 'pods' || requested <= capacity);
  return { plugin: FIT, resolvable, reasons: short.map(each => each.reason) };
}

const leastRequested = (requested: number, capacity: number): number =>
  capacity === 0 || requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);

export const nodeResourcesFit: Plugin<null, null> = {
  name: FIT,
  filter: {
    preFilter: () => ({ data: null }),
    filter: (_, pod, node) => refusalOf(pod, node),
  },
  score: {
    preScore: () => ({ data: null }),
    score(_, { nonZero }, node) {
      const { allocatable } = node;
      let sum = 0;
      let weights = 0;
      if (allocatable.milliCPU > 0) {
        sum += leastRequested(node.nonZero.milliCPU + nonZero.milliCPU, allocatable.milliCPU);
        weights++;
      }
      if (allocatable.memory > 0) {
        sum += leastRequested(node.nonZero.memory + nonZero.memory, allocatable.memory);
        weights++;
      }
      return weights === 0 ? 0 : Math.trunc(sum / weights);
    },
  },
  hint(pod, event) {
    switch (event.event) {
      case 'AssignedPodDelete': return true;
      case 'AssignedPodUpdate': return shrank(event.before, event.pod);
      case 'PodUpdate': return shrank(event.before, event.pod);
      case 'NodeAdd': return refusalOf(pod, emptied(event.node)) === null;
      case 'NodeUpdate': return refusalOf(pod, emptied(event.node)) === null && grew(pod, event.before, event.node);
      default: return false;
    }
  },
};

function grew(pod: PodInfo, { allocatable: before, allowedPods: slots }: NodeInfo, { allocatable: after, allowedPods }: NodeInfo): boolean {
  const { requests } = pod;
  return (
    allowedPods > slots ||
    (requests.milliCPU > 0 && after.milliCPU > before.milliCPU) ||
    (requests.memory > 0 && after.memory > before.memory) ||
    (requests.ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) ||
    [...requests.scalars.keys()].some(name => (after.scalars.get(name) ?? 0) > (before.scalars.get(name) ?? 0))
  );
}
