/** The load of an autoscaler's Pods, and how many replicas it asks for. Follows pkg/controller/podautoscaler replica_calculator.go. */
import type { HorizontalPodAutoscaler, Pod, k8s } from '../../model/objects.ts';
import { amountOf } from '../../model/pod-requests.ts';
import { formatQuantity } from '../../model/quantity.ts';
import { podFactKey, usageOf, type PodFact } from '../contract/facts.ts';
import { toleranceOf } from './autoscaler-behavior.ts';
import type { Controller } from './framework.ts';
import { isReady } from './objects.ts';

interface Measured {
  readonly replicas: number;
  /** The metric that asked for the most. */
  readonly name: string;
  readonly metrics: readonly k8s.MetricStatus[];
}
interface Unmeasured {
  readonly reason: string;
  readonly problem: string;
  /** What is said of all metrics together. */
  readonly summary: string;
}

const DEFAULT_UTILISATION = 80;
const DEFAULT_METRIC: k8s.MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILISATION } } };

/** What a Pod uses and requests of a resource; null where its node tells nothing of it. CPU in thousandths, memory in bytes. */
function loadOf<S extends object>(self: Controller<S>, pod: Pod, resource: string): { readonly used: number; readonly requested: number } | null {
  const fact = self.plan.view.fact(podFactKey(pod.spec.nodeName ?? '', pod.metadata.uid)) as PodFact | undefined;
  if (fact === undefined || !isReady(pod)) return null;
  const used = usageOf(fact).reduce((sum, { milliCpu, memoryBytes }) => sum + (resource === 'cpu' ? milliCpu : memoryBytes), 0);
  return { used, requested: requestOf(pod, resource) };
}
const requestOf = (pod: Pod, resource: string): number => pod.spec.containers.reduce((sum, container) => sum + amountOf(resource, container.resources.requests?.[resource]), 0);

/** All metrics together: the one that asks for most decides, but where one cannot be known nothing is scaled down. Follows horizontal.go computeReplicasForMetrics. */
export function measure<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, pods: readonly Pod[], current: number): Measured | Unmeasured {
  const all = (scaler.spec.metrics ?? [DEFAULT_METRIC]).map(metric => measureOne(self, scaler, metric, pods, current));
  const missing = all.filter(each => 'problem' in each);
  const found = all.filter(each => 'metrics' in each);
  const best = found.reduce<Measured | null>((most, each) => (most === null || each.replicas > most.replicas ? each : most), null);
  const first = missing[0];
  if (first !== undefined && (best === null || best.replicas < current)) return { ...first, summary: `invalid metrics (${missing.length} invalid out of ${all.length}), first error is: ${first.summary}` };
  return { replicas: best?.replicas ?? current, name: best?.name ?? '', metrics: found.flatMap(({ metrics }) => metrics) };
}

function measureOne<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, { type, resource }: k8s.MetricSpec, pods: readonly Pod[], current: number): Measured | Unmeasured {
  if (type !== 'Resource' || resource === undefined) return { reason: 'InvalidMetricSourceType', problem: `${type} metrics are not simulated`, summary: `${type} metrics are not simulated` };
  const { name, target } = resource;
  const goal = target.averageUtilization;
  const failed = (why: string): Unmeasured => {
    const problem = `failed to get ${name} ${goal === undefined ? 'resource metric value' : 'utilization'}: ${why}`;
    return { reason: 'FailedGetResourceMetric', problem, summary: goal === undefined ? problem : `failed to get ${name} resource metric value: ${problem}` };
  };
  if (!self.state.metrics) return failed(`unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`);
  const told = pods.map(pod => ({ pod, load: loadOf(self, pod, name) }));
  const loads = told.flatMap(({ load }) => load ?? []);
  if (loads.length === 0) return failed(`unable to get metrics for resource ${name}: no metrics returned from resource metrics API`);
  const used = loads.reduce((sum, load) => sum + load.used, 0);
  const idle = told.flatMap(({ pod, load }) => (load === null ? [requestOf(pod, name)] : []));
  const average = Math.ceil(used / loads.length);
  const averageValue = formatQuantity({ nano: BigInt(average) * (name === 'cpu' ? 1_000_000n : 1_000_000_000n), format: 'DecimalSI' });
  if (goal !== undefined) {
    const requested = loads.reduce((sum, load) => sum + load.requested, 0);
    if (requested === 0) return failed(`missing request for ${name} in container ${pods[0]?.spec.containers[0]?.name ?? ''} of Pod ${pods[0]?.metadata.name ?? ''}`);
    const utilisation = (of: number): number => Math.floor((used * 100) / of);
    const all = idle.reduce((sum, request) => sum + request, requested);
    const replicas = replicasFor(scaler, current, { ratio: utilisation(requested) / goal, counted: loads.length }, { ratio: utilisation(all) / goal, counted: pods.length });
    return { replicas, name: `${name} resource utilization (percentage of request)`, metrics: [{ type: 'Resource', resource: { name, current: { averageUtilization: utilisation(requested), averageValue } } }] };
  }
  const value = amountOf(name, target.averageValue);
  const ratio = (count: number): number => (value === 0 ? 1 : used / count / value);
  const replicas = replicasFor(scaler, current, { ratio: ratio(loads.length), counted: loads.length }, { ratio: ratio(pods.length), counted: pods.length });
  return { replicas, name: `${name} resource`, metrics: [{ type: 'Resource', resource: { name, current: { averageValue } } }] };
}

interface Share {
  /** Of the target: 1 is just right. */
  readonly ratio: number;
  readonly counted: number;
}
/** Pods that are not ready yet are left out, but where more are asked for they are taken for idle ones: so nothing is scaled up twice. */
function replicasFor(scaler: HorizontalPodAutoscaler, current: number, ready: Share, all: Share): number {
  const near = ({ ratio }: Share): boolean => (ratio > 1 ? ratio - 1 <= toleranceOf(scaler, true) : 1 - ratio <= toleranceOf(scaler, false));
  if (all.counted === ready.counted || ready.ratio <= 1) return near(ready) ? current : Math.ceil(ready.ratio * ready.counted);
  if (near(all) || all.ratio < 1) return current;
  return Math.max(current, Math.ceil(all.ratio * all.counted));
}
