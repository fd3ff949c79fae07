/**
 * NodeResourcesBalancedAllocation: rewards nodes whose use of CPU and of memory the Pod brings closer together. A Pod that
 * changes nothing scores 75; making the two shares more or less alike adds or takes off up to 25.
 */
import { MAX_NODE_SCORE, SKIP, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

/** The standard deviation of the two shares in use; of two values it is half their distance. */
function deviation({ allocatable }: NodeInfo, milliCPU: number, memory: number): number {
  if (allocatable.milliCPU === 0 || allocatable.memory === 0) return 0;
  return Math.abs((Math.min(1, milliCPU / allocatable.milliCPU) - Math.min(1, memory / allocatable.memory)) / 2);
}

export const balancedAllocation: Plugin<null, null> = {
  name: 'NodeResourcesBalancedAllocation',
  score: {
    preScore: pod => (pod.requests.milliCPU === 0 && pod.requests.memory === 0 ? SKIP : { data: null }),
    score(_, { requests }, node) {
      const { milliCPU, memory } = node.requested;
      const without = deviation(node, milliCPU, memory);
      const having = deviation(node, milliCPU + requests.milliCPU, memory + requests.memory);
      return Math.trunc(MAX_NODE_SCORE / 2 + (MAX_NODE_SCORE / 2) * (0.5 + without - having));
    },
  },
};
