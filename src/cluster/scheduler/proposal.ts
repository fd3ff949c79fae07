/** What is asked of a plugin's refusal, and what may be proposed. */
import type { World } from './framework.ts';
import type { Patch } from './json-patch.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

export interface Proposal {
  readonly text: string;
  readonly patch: Patch;
}
export interface Question {
  readonly change: 'pod' | 'node';
  readonly pod: PodInfo;
  readonly node: NodeInfo;
  readonly world: World;
}
