/** What is asked of a plugin's refusal, and what may be proposed. */
import { pointerStep } from '../../model/json-patch.ts';
import type { Counterfactual } from '../contract/scheduling.ts';
import type { World } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

export type Patch = Counterfactual['patch'];
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

/** A label that would let a node take the Pod. */
export const labelled = ({ name, node }: NodeInfo, key: string, value: string): Proposal => ({
  text: `label ${name} with ${key}=${value}`,
  patch: [node.metadata.labels === undefined ? { op: 'add', path: '/metadata/labels', value: { [key]: value } } : { op: 'add', path: `/metadata/labels/${pointerStep(key)}`, value }],
});
