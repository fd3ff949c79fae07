/** How many replicas each metric of an autoscaler asks for. Follows pkg/controller/podautoscaler horizontal.go computeReplicasForMetrics. */
import { byText } from '../../base/order.ts';
import type { HorizontalPodAutoscaler, Pod, k8s } from '../../model/objects.ts';
import { amountOf, podRequests } from '../../model/pod-requests.ts';
import { formatQuantity } from '../../model/quantity.ts';
import { podFactKey, usageOf, type PodFact } from '../contract/facts.ts';
import { tolerancesOf } from './autoscaler-behavior.ts';
import { countFor, groupsOf, type Count, type Load } from './autoscaler-count.ts';
import type { Controller } from './framework.ts';

interface Measured {
  readonly replicas: number;
  /** The metric that asked for the most. */
  readonly name: string;
  readonly status: k8s.MetricStatus;
}
interface Unmeasured {
  readonly reason: string;
  readonly problem: string;
  /** What is said of all metrics together. */
  readonly summary: string;
}
interface Measurement {
  readonly found: { readonly replicas: number; readonly name: string } | null;
  /** One for each metric, in order; one that is not known is there without anything in it. */
  readonly metrics: readonly k8s.MetricStatus[];
  readonly missing: readonly Unmeasured[];
  /** Of all that are missing. */
  readonly summary: string;
}

const DEFAULT_UTILISATION = 80;
const DEFAULT_METRIC: k8s.MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILISATION } } };
const UNKNOWN: k8s.MetricStatus = { type: '' };

/** All metrics together: the one that asks for most decides, but where one cannot be known nothing is scaled down. */
export function measure<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, pods: readonly Pod[], current: number): Measurement {
  const all = (scaler.spec.metrics ?? [DEFAULT_METRIC]).map(metric => measureOne(self, scaler, metric, pods, current));
  const missing = all.filter(each => 'problem' in each);
  const best = all.filter(each => 'status' in each).reduce<Measured | null>((most, each) => (most === null || most.replicas === 0 || each.replicas > most.replicas ? each : most), null);
  const halted = best === null || (missing.length > 0 && best.replicas < current);
  return {
    found: halted ? null : { replicas: best.replicas, name: best.name },
    metrics: all.map(each => ('status' in each ? each.status : UNKNOWN)),
    missing,
    summary: `invalid metrics (${missing.length} invalid out of ${all.length}), first error is: ${missing[0]?.summary ?? ''}`,
  };
}

function measureOne<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, metric: k8s.MetricSpec, pods: readonly Pod[], current: number): Measured | Unmeasured {
  const { resource, containerResource } = metric;
  if (metric.type === 'Resource' && resource !== undefined) {
    const found = measureResource(self, scaler, resource, '', pods, current);
    if (typeof found !== 'string') return { replicas: found.count.replicas, name: found.name, status: { type: 'Resource', resource: { name: resource.name, current: found.current } } };
    return { reason: 'FailedGetResourceMetric', problem: found, summary: `failed to get ${resource.name} resource metric value: ${found}` };
  }
  if (metric.type === 'ContainerResource' && containerResource !== undefined) {
    const { name, container } = containerResource;
    const found = measureResource(self, scaler, containerResource, container, pods, current);
    if (typeof found !== 'string') return { replicas: found.count.replicas, name: found.name, status: { type: 'ContainerResource', containerResource: { name, container, current: found.current } } };
    return { reason: 'FailedGetContainerResourceMetric', problem: found, summary: `failed to get ${container} container metric value: ${found}` };
  }
  return beyond(scaler, metric);
}

interface Wanted {
  readonly name: string;
  readonly target: k8s.MetricTarget;
}
interface Reading {
  readonly count: Count;
  readonly name: string;
  readonly current: k8s.MetricValueStatus;
}
/** A resource of the Pods, or of one of their containers; a text says why it cannot be known. */
function measureResource<S extends object>(self: Controller<S>, scaler: HorizontalPodAutoscaler, { name, target }: Wanted, container: string, pods: readonly Pod[], current: number): Reading | string {
  const byValue = target.averageValue !== undefined;
  const failed = (why: string): string => `failed to get ${name} ${byValue ? 'usage' : 'utilization'}: ${why}`;
  const loads = loadsOf(self, name, container, pods);
  if (typeof loads === 'string') return failed(`unable to get metrics for resource ${name}: ${loads}`);
  const groups = groupsOf(time => self.instant(time), self.now, name, pods, loads);
  if (groups.ready.length === 0) return failed('did not receive metrics for targeted pods (pods might be unready)');
  const tolerances = tolerancesOf(scaler);
  const unit = name === 'cpu' ? 1 : 1000;
  if (byValue) {
    const count = countFor(groups, { by: 'value', unit, target: amountOf(name, target.averageValue) }, tolerances, current);
    return { count, name: `${name} resource`, current: { averageValue: milliText(count.average) } };
  }
  const requests = requestsOf(pods, name, container);
  if (typeof requests === 'string') return failed(requests);
  const count = countFor(groups, { by: 'utilisation', unit, target: target.averageUtilization ?? DEFAULT_UTILISATION, requests }, tolerances, current);
  if (count.utilisation === null) return failed('no metrics returned matched known pods');
  const title = `${name}${container === '' ? '' : ' container'} resource utilization (percentage of request)`;
  return { count, name: title, current: { averageUtilization: count.utilisation, averageValue: milliText(count.average) } };
}
const milliText = (thousandths: number): string => formatQuantity({ nano: BigInt(thousandths) * 1_000_000n, format: 'DecimalSI' });

/** What a metrics server tells of the Pods: CPU in thousandths, memory in bytes. Pods of which nothing is known are left out. */
function loadsOf<S extends object>(self: Controller<S>, resource: string, container: string, pods: readonly Pod[]): readonly Load[] | string {
  if (!self.state.metrics) return 'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
  const loads: Load[] = [];
  for (const pod of pods) {
    const fact = self.plan.view.fact(podFactKey(pod.spec.nodeName ?? '', pod.metadata.uid)) as PodFact | undefined;
    const usages = fact === undefined ? [] : usageOf(fact);
    if (usages.length === 0) continue;
    const counted = container === '' ? usages : usages.filter(({ name }) => name === container);
    if (counted.length === 0) return `failed to get container metrics: container ${container} not present in metrics for pod ${pod.metadata.namespace}/${pod.metadata.name}`;
    loads.push({ pod, used: counted.reduce((sum, { milliCpu, memoryBytes }) => sum + (resource === 'cpu' ? milliCpu : memoryBytes), 0) });
  }
  return loads.length === 0 ? 'no metrics returned from resource metrics API' : loads;
}

/** Each Pod's request, also of Pods that do not count; a text names the first that has none. */
function requestsOf(pods: readonly Pod[], resource: string, container: string): ReadonlyMap<Pod, number> | string {
  const requests = new Map<Pod, number>();
  for (const pod of pods) {
    const request = requestOf(pod, resource, container);
    if (typeof request === 'string') return request;
    requests.set(pod, request);
  }
  return requests;
}
function requestOf(pod: Pod, resource: string, container: string): number | string {
  const { name } = pod.metadata;
  if (container === '' && Object.keys(pod.spec.resources?.requests ?? {}).length > 0) return podRequests(pod).get(resource) ?? `missing pod-level request for ${resource} in Pod ${name}`;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const counted = [...pod.spec.containers, ...sidecars].filter(each => container === '' || each.name === container);
  if (counted.length === 0) return `container ${container} not found in Pod ${name}`;
  const bare = counted.find(({ resources }) => resources.requests?.[resource] === undefined);
  if (bare !== undefined) return `missing request for ${resource} in container ${bare.name} of Pod ${name}`;
  return counted.reduce((sum, { resources }) => sum + amountOf(resource, resources.requests?.[resource]), 0);
}

const NO_CUSTOM = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
/** Metrics that an adapter would tell of: this cluster has none, as most have none. */
function beyond({ metadata: { namespace = '' } }: HorizontalPodAutoscaler, { type, pods, object, external }: k8s.MetricSpec): Unmeasured {
  if (type === 'Pods') {
    const problem = `unable to get metric ${pods?.metric.name ?? ''}: ${NO_CUSTOM}`;
    return { reason: 'FailedGetPodsMetric', problem, summary: `failed to get pods metric value: ${problem}` };
  }
  if (type === 'Object') {
    const name = object?.metric.name ?? '';
    const problem = `unable to get metric ${name}: ${object?.describedObject.kind ?? ''} on ${namespace} ${object?.describedObject.name ?? ''}/${NO_CUSTOM}`;
    return { reason: 'FailedGetObjectMetric', problem, summary: `failed to get object metric value: ${object?.target.type === 'AverageValue' ? `failed to get ${name} object metric: ` : ''}${problem}` };
  }
  const name = external?.metric.name ?? '';
  const problem = `unable to get external metric ${namespace}/${name}/${goSelector(external?.metric.selector)}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
  const inner = external?.target.averageValue === undefined ? `failed to get external metric ${name}` : `failed to get ${name} external metric`;
  return { reason: 'FailedGetExternalMetric', problem, summary: `failed to get ${name} external metric value: ${inner}: ${problem}` };
}
/** As Go writes a pointer to a LabelSelector. */
function goSelector(selector: k8s.LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => byText(a, b)).map(([key, value]) => `${key}: ${value},`).join('');
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
