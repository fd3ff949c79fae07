/** What metrics.k8s.io tells: what Pods and nodes use. Follows k8s.io/metrics pkg/apis/metrics/v1beta1. */
import { groupResource, type ResourceFact } from './resources.ts';

export const METRICS_GROUP = 'metrics.k8s.io';
export const METRICS_API = `${METRICS_GROUP}/v1beta1`;
export const POD_METRICS = groupResource(METRICS_GROUP, 'pods');
export const NODE_METRICS = groupResource(METRICS_GROUP, 'nodes');

/** What discovery says of them, where somebody measures. */
export const metricsFacts: readonly ResourceFact[] = [
  { groupVersion: METRICS_API, name: 'nodes', kind: 'NodeMetrics', singularName: '', namespaced: false, verbs: ['get', 'list'] },
  { groupVersion: METRICS_API, name: 'pods', kind: 'PodMetrics', singularName: '', namespaced: true, verbs: ['get', 'list'] },
];

/** Quantities of `cpu` and `memory`. */
export type UsageTexts = Readonly<Record<string, string>>;
interface Metrics {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>; readonly creationTimestamp: string };
  /** The end of the time that was measured, and its length. */
  readonly timestamp: string;
  readonly window: string;
}
export interface ContainerMetrics {
  readonly name: string;
  readonly usage: UsageTexts;
}
export interface PodMetrics extends Metrics {
  readonly kind: 'PodMetrics';
  readonly containers: readonly ContainerMetrics[];
}
export interface NodeMetrics extends Metrics {
  readonly kind: 'NodeMetrics';
  readonly usage: UsageTexts;
}
