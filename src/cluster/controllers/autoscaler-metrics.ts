/** The load of an autoscaler's Pods, and how many replicas it asks for. Follows pkg/controller/podautoscaler replica_calculator.go. */
import type { HorizontalPodAutoscaler, Pod, k8s } from '../../model/objects.ts';
import { amountOf } from '../../model/pod-requests.ts';
import { formatQuantity } from '../../model/quantity.ts';
import { podFactKey, type PodFact } from '../contract/facts.ts';
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

/** Within a tenth of the target nothing is done. */
const TOLERANCE = 0.1;
const DEFAULT_UTILISATION = 80;
const DEFAULT_METRIC: k8s.MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILISATION } } };

/** What a Pod uses and requests of a resource; null where its node tells nothing of it. CPU in thousandths, memory in bytes. */
function loadOf<S extends object>(self: Controller<S>, pod: Pod, resource: string): { readonly used: number; readonly requested: number } | null {
  const fact = self.plan.view.fact(podFactKey(pod.spec.nodeName ?? '', pod.metadata.uid)) as PodFact | undefined;
  if (fact === undefined || !isReady(pod)) return null;
  let used = 0;
  for (const { kind, cpu, memory } of fact.containers) if (kind !== 'init') used += resource === 'cpu' ? cpu.usedMilli : memory.usedBytes;
  const requested = pod.spec.containers.reduce((sum, container) => sum + amountOf(resource, container.resources.requests?.[resource]), 0);
  return { used, requested };
}

export function measure<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, pods: readonly Pod[], current: number): Measured | Unmeasured {
  let best: Measured | null = null;
  let problem: Unmeasured | null = null;
  const metrics: k8s.MetricStatus[] = [];
  for (const metric of scaler.spec.metrics ?? [DEFAULT_METRIC]) {
    const found = measureOne(self, metric, pods, current);
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

function measureOne<S extends object>(self: Controller<S>, { type, resource }: k8s.MetricSpec, pods: readonly Pod[], current: number): Measured | Unmeasured {
  if (type !== 'Resource' || resource === undefined) return { reason: 'InvalidMetricSourceType', problem: `the HPA was unable to compute the replica count: ${type} metrics are not simulated` };
  const { name, target } = resource;
  const loads = pods.map(pod => loadOf(self, pod, name)).filter(load => load !== null);
  if (loads.length === 0) {
    return { reason: 'FailedGetResourceMetric', problem: `the HPA was unable to compute the replica count: failed to get ${name} ${target.averageUtilization === undefined ? 'resource metric value: ' : 'utilization: '}unable to get metrics for resource ${name}: no metrics returned from resource metrics API` };
  }
  const used = loads.reduce((sum, load) => sum + load.used, 0);
  const average = Math.ceil(used / loads.length);
  const averageValue = formatQuantity({ nano: BigInt(average) * (name === 'cpu' ? 1_000_000n : 1_000_000_000n), format: 'DecimalSI' });
  if (target.averageUtilization !== undefined) {
    const requested = loads.reduce((sum, load) => sum + load.requested, 0);
    if (requested === 0) return { reason: 'FailedGetResourceMetric', problem: `the HPA was unable to compute the replica count: failed to get ${name} utilization: missing request for ${name} in container ${pods[0]?.spec.containers[0]?.name ?? ''} of Pod ${pods[0]?.metadata.name ?? ''}` };
    const utilisation = Math.floor((used * 100) / requested);
    return outcome(utilisation / target.averageUtilization, loads.length, current, `${name} resource utilization (percentage of request)`, { type: 'Resource', resource: { name, current: { averageUtilization: utilisation, averageValue } } });
  }
  const goal = amountOf(name, target.averageValue);
  return outcome(goal === 0 ? 1 : average / goal, loads.length, current, `${name} resource`, { type: 'Resource', resource: { name, current: { averageValue } } });
}
function outcome(ratio: number, counted: number, current: number, name: string, metric: k8s.MetricStatus): Measured {
  const replicas = Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(ratio * counted);
  return { replicas, name, metrics: [metric] };
}
