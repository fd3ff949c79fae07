/** How a scheduling cycle is explained: every verdict and score, worked out again from the store with the same plugins. */
import type { Revision } from './ids.ts';

export interface FilterVerdict {
  readonly plugin: string;
  /** `Skip` stands for a plugin that had nothing to check for this Pod; after a refusal there is no further verdict. */
  readonly status: 'Success' | 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Skip';
  readonly reasons: readonly string[];
}
export interface PluginScore {
  readonly plugin: string;
  readonly raw: number;
  /** 0 to 100, after normalising. */
  readonly normalised: number;
  readonly weight: number;
  readonly weighted: number;
}
export interface NodeExplanation {
  readonly node: string;
  readonly filters: readonly FilterVerdict[];
  readonly scores: readonly PluginScore[];
  readonly total: number;
}
interface PreemptionExplanation {
  readonly nominated: string;
  readonly victims: readonly { readonly namespace: string; readonly name: string }[];
}
export interface SchedulingExplanation {
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly seen: Revision;
  /** Plugins in the order in which they are asked. */
  readonly filterPlugins: readonly string[];
  readonly scorePlugins: readonly { readonly plugin: string; readonly weight: number }[];
  readonly nodes: readonly NodeExplanation[];
  readonly feasible: readonly string[];
  readonly chosen: string;
  /** Nodes that shared the best score; the die chose among them. */
  readonly ties: readonly string[];
  readonly message: string;
  readonly preemption: PreemptionExplanation | null;
}
/** The smallest change that would have let a Pod onto a node that refused it. */
export interface Counterfactual {
  readonly node: string;
  readonly change: 'pod' | 'node';
  /** In plain words: `remove 300m of the CPU request`. */
  readonly text: string;
  /** A JSON patch of the manifest (change `pod`) or of the Node object. */
  readonly patch: readonly { readonly op: 'add' | 'remove' | 'replace'; readonly path: string; readonly value?: unknown }[];
}
