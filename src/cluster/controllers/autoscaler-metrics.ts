/** The load of an autoscaler's Pods, and how many replicas it asks for. Follows pkg/controller/podautoscaler replica_calculator.go. */
import type { HorizontalPodAutoscaler, Pod, k8s } from '../../model/objects.ts';
import { amountOf } from '../../model/pod-requests.ts';
import { formatQuantity } from '../../model/quantity.ts';
import { podFactKey, type PodFact } from '../contract/facts.ts';
import { toleranceOf } from './autoscaler-behavior.ts';
import type { Controller } from './framework.ts';
import { isReady } from './objects.ts';

export interface Measured {
  readonly replicas: number;
  /** The metric that asked for the most. */
  readonly name: string;
  readonly metrics: readonly k8s.MetricStatus[];
}
export interface Unmeasured {
  readonly problem: string;
  readonly reason: string;
}

const DEFAULT_UTILISATION = 80;
const DEFAULT_METRIC: k8s.MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILISATION } } };

/** What a Pod uses and requests of a resource; null where its node tells nothing of it. CPU in thousandths, memory in bytes. */
function loadOf<S extends object>(self: Controller<S>, pod: Pod, resource: string): { readonly used: number; readonly requested: number } | null {
  const fact = self.plan.view.fact(podFactKey(pod.spec.nodeName ?? '', pod.metadata.uid)) as PodFact | undefined;
  if (fact === undefined || !isReady(pod)) return null;
  let used = 0;
  for (const { kind, cpu, memory } of fact.containers) if (kind !== 'init') used += resource === 'cpu' ? cpu.usedMilli : memory.usedBytes;
  return { used, requested: requestOf(pod, resource) };
}
const requestOf = (pod: Pod, resource: string): number => pod.spec.containers.reduce((sum, container) => sum + amountOf(resource, container.resources.requests?.[resource]), 0);

export function measure<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, pods: readonly Pod[], current: number): Measured | Unmeasured {
  let best: Measured | null = null;
  let problem: Unmeasured | null = null;
  const metrics: k8s.MetricStatus[] = [];
  for (const metric of scaler.spec.metrics ?? [DEFAULT_METRIC]) {
    const found = measureOne(self, scaler, metric, pods, current);
    if ('problem' in found) {
      problem ??= found;
      continue;
    }
    metrics.push(...found.metrics);
    if (best === null || found.replicas > best.replicas) best = found;
  }
  if (best !== null) return { ...best, metrics };
  return problem ?? { reason: 'InvalidMetricSourceType', problem: 'the HPA was unable to compute the replica count: no metrics' };
}

function measureOne<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, { type, resource }: k8s.MetricSpec, pods: readonly Pod[], current: number): Measured | Unmeasured {
  if (type !== 'Resource' || resource === undefined) return { reason: 'InvalidMetricSourceType', problem: `the HPA was unable to compute the replica count: ${type} metrics are not simulated` };
  const { name, target } = resource;
  const told = pods.map(pod => ({ pod, load: loadOf(self, pod, name) }));
  const loads = told.flatMap(({ load }) => load ?? []);
  if (loads.length === 0) {
    return { reason: 'FailedGetResourceMetric', problem: `the HPA was unable to compute the replica count: failed to get ${name} ${target.averageUtilization === undefined ? 'resource metric value: ' : 'utilization: '}unable to get metrics for resource ${name}: no metrics returned from resource metrics API` };
  }
  const used = loads.reduce((sum, load) => sum + load.used, 0);
  const idle = told.flatMap(({ pod, load }) => (load === null ? [requestOf(pod, name)] : []));
  const average = Math.ceil(used / loads.length);
  const averageValue = formatQuantity({ nano: BigInt(average) * (name === 'cpu' ? 1_000_000n : 1_000_000_000n), format: 'DecimalSI' });
  if (target.averageUtilization !== undefined) {
    const goal = target.averageUtilization;
    const requested = loads.reduce((sum, load) => sum + load.requested, 0);
    if (requested === 0) return { reason: 'FailedGetResourceMetric', problem: `the HPA was unable to compute the replica count: failed to get ${name} utilization: missing request for ${name} in container ${pods[0]?.spec.containers[0]?.name ?? ''} of Pod ${pods[0]?.metadata.name ?? ''}` };
    const utilisation = (of: number): number => Math.floor((used * 100) / of);
    const all = idle.reduce((sum, request) => sum + request, requested);
    const replicas = replicasFor(scaler, current, { ratio: utilisation(requested) / goal, counted: loads.length }, { ratio: utilisation(all) / goal, counted: pods.length });
    return { replicas, name: `${name} resource utilization (percentage of request)`, metrics: [{ type: 'Resource', resource: { name, current: { averageUtilization: utilisation(requested), averageValue } } }] };
  }
  const goal = amountOf(name, target.averageValue);
  const ratio = (count: number): number => (goal === 0 ? 1 : used / count / goal);
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
