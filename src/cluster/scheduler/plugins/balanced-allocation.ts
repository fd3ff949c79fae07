/**
 * NodeResourcesBalancedAllocation: rewards nodes whose use of CPU and of memory the Pod brings closer together. A Pod that
 * changes nothing scores 75; making the two shares more or less alike adds or takes off up to 25.
 */
import { MAX_NODE_SCORE, SKIP, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

/** How even the two shares in use are, in whole points: 100 less their standard deviation, which of two values is half their distance. */
function evenness({ allocatable }: NodeInfo, milliCPU: number, memory: number): number {
  if (allocatable.milliCPU === 0 || allocatable.memory === 0) return MAX_NODE_SCORE;
  const deviation = Math.abs((Math.min(1, milliCPU / allocatable.milliCPU) - Math.min(1, memory / allocatable.memory)) / 2);
  return Math.trunc((1 - deviation) * MAX_NODE_SCORE);
}

export const balancedAllocation: Plugin<null, null> = {
  name: 'NodeResourcesBalancedAllocation',
  score: {
    preScore: pod => (pod.requests.milliCPU === 0 && pod.requests.memory === 0 ? SKIP : { data: null }),
    score(_, { requests }, node) {
      const { milliCPU, memory } = node.requested;
      const gain = evenness(node, milliCPU + requests.milliCPU, memory + requests.memory) - evenness(node, milliCPU, memory);
      return MAX_NODE_SCORE / 2 + Math.trunc((MAX_NODE_SCORE / 2 + gain) / 2);
    },
  },
};
