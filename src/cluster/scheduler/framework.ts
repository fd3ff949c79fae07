/** The scheduling framework: what a plugin may implement, and the world that it is asked about. Follows kube-scheduler framework/interface.go. */
import type { Service } from '../../model/objects.ts';
import type { Labels } from '../../model/selectors.ts';
import type { ClusterView } from '../contract/view.ts';
import type { ClusterEvent } from './events.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** A plugin's no, with its reasons in the scheduler's words. */
export interface Refusal {
  readonly plugin: string;
  /** Whether taking Pods off the node could help: Unschedulable against UnschedulableAndUnresolvable. */
  readonly resolvable: boolean;
  readonly reasons: readonly string[];
}
export const unschedulable = (plugin: string, ...reasons: readonly string[]): Refusal => ({ plugin, resolvable: true, reasons });
export const unresolvable = (plugin: string, ...reasons: readonly string[]): Refusal => ({ plugin, resolvable: false, reasons });

export interface PresentImage {
  readonly nodes: number;
  readonly bytes: number;
}

/** The snapshot that one cycle works on. */
export interface World {
  readonly view: ClusterView;
  /** All nodes, zones taking turns. */
  readonly nodes: readonly NodeInfo[];
  info(name: string): NodeInfo | undefined;
  /** Nodes with a Pod that has any affinity term, or a required anti-affinity term. */
  readonly nodesWithAffinity: ReadonlySet<string>;
  readonly nodesWithRequiredAntiAffinity: ReadonlySet<string>;
  /** On how many nodes an image is present, and its bytes as the first of them reported it. */
  image(name: string): PresentImage | undefined;
  readonly labelsOfNamespace: (namespace: string) => Labels;
  services(namespace: string): readonly Service[];
  /** True where it is known that no node is tainted or cordoned: then there is nothing to ask about it. */
  readonly untainted: boolean;
  /** Pods that preempted others on this node and wait for their place. */
  nominated(node: string): readonly PodInfo[];
}

export const SKIP = Symbol('skip');
type Skip = typeof SKIP;

/** What a PreFilter may answer: data for Filter, nothing to check, a refusal of all nodes, or the only nodes that come into question. */
type PreFilterResult<D> = Skip | { readonly data: D; readonly only?: ReadonlySet<string> } | { readonly refusal: Refusal };

export interface FilterPlugin<D> {
  preFilter(pod: PodInfo, world: World): PreFilterResult<D>;
  filter(data: D, pod: PodInfo, node: NodeInfo, world: World): Refusal | null;
  /** Of plugins whose data counts Pods: a copy, and its change when a Pod comes to or leaves a node in thought. */
  clone?(data: D): D;
  addPod?(data: D, pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void;
  removePod?(data: D, pod: PodInfo, other: PodInfo, node: NodeInfo, world: World): void;
}
export interface ScorePlugin<D> {
  /** `same` is a score, as normalised, that all nodes share. */
  preScore(pod: PodInfo, world: World, feasible: readonly NodeInfo[]): Skip | { readonly data: D } | { readonly same: number };
  score(data: D, pod: PodInfo, node: NodeInfo, world: World): number;
  /** Brings the scores into 0 to 100, in place. */
  normalise?(data: D, scores: number[], feasible: readonly NodeInfo[]): void;
}
export interface Plugin<F = unknown, S = unknown> {
  readonly name: string;
  /** Why a Pod may not even enter the queue. */
  preEnqueue?(pod: PodInfo): Refusal | null;
  readonly filter?: FilterPlugin<F>;
  readonly score?: ScorePlugin<S>;
  /** Whether an event may have made a Pod schedulable that this plugin refused: the queueing hint. */
  hint?(pod: PodInfo, event: ClusterEvent): boolean;
}

export const MAX_NODE_SCORE = 100;
/** Scales scores so that the largest is 100; reversed, the smallest wins. Follows plugins/helper DefaultNormalizeScore. */
export function normaliseByMost(scores: number[], best: 'most' | 'least'): void {
  let most = 0;
  for (const score of scores) if (score > most) most = score;
  for (let i = 0; i < scores.length; i++) {
    const scaled = most === 0 ? 0 : Math.trunc((MAX_NODE_SCORE * (scores[i] ?? 0)) / most);
    scores[i] = best === 'least' ? MAX_NODE_SCORE - scaled : scaled;
  }
}
