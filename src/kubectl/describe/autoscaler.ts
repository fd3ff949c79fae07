/** Descriptions of autoscalers. Follows kubectl pkg/describe describeHorizontalPodAutoscalerV2. */
import type { HorizontalPodAutoscaler, k8s } from '../../model/objects.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import { rfc1123 } from '../printers/age.ts';
import { describeEvents } from './context.ts';
import type { Describe } from './context.ts';
import { writeMetadata, writeName } from './writer.ts';
import type { Writer } from './writer.ts';

type Metric = k8s.MetricSpec;
type Current = k8s.MetricStatus | undefined;
const UNKNOWN = '<unknown>';

const amount = (value: unknown): string => (value === undefined || value === null ? UNKNOWN : canonicalQuantity(String(value)));
const given = (value: unknown): boolean => value !== undefined && value !== null;

/** How much of what Pods ask for is used, or how much each uses. */
function usage(head: string, target: k8s.MetricTarget, current: k8s.MetricValueStatus | undefined): string {
  if (given(target.averageValue)) return `${head}:\t${amount(current?.averageValue)} / ${amount(target.averageValue)}`;
  const now = given(current?.averageUtilization) ? `${current?.averageUtilization}% (${given(current?.averageValue) ? amount(current?.averageValue) : '<nil>'})` : UNKNOWN;
  return `${head}  (as a percentage of request):\t${now} / ${given(target.averageUtilization) ? `${target.averageUtilization}%` : '<auto>'}`;
}

function metricText({ type, resource, containerResource, pods, object, external }: Metric, current: Current): string {
  if (type === 'Resource' && resource) return usage(`resource ${resource.name} on pods`, resource.target, current?.resource?.current);
  if (type === 'ContainerResource' && containerResource) return usage(
    `resource ${containerResource.name} of container "${containerResource.container}" on pods`, containerResource.target, current?.containerResource?.current,
  );
  if (type === 'Pods' && pods) return `${JSON.stringify(pods.metric.name)} on pods:\t${amount(current?.pods?.current.averageValue)} / ${amount(pods.target.averageValue)}`;
  if (type === 'Object' && object) {
    const head = `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} `;
    const { averageValue, value } = object.target;
    return object.target.type === 'AverageValue'
      ? `${head}(target average value):\t${amount(current?.object?.current.averageValue)} / ${amount(averageValue)}`
      : `${head}(target value):\t${amount(current?.object?.current.value)} / ${amount(value)}`;
  }
  if (type === 'External' && external) {
    const { averageValue, value } = external.target;
    const name = JSON.stringify(external.metric.name);
    return given(averageValue)
      ? `${name} (target average value):\t${amount(current?.external?.current.averageValue)} / ${amount(averageValue)}`
      : `${name} (target value):\t${amount(current?.external?.current.value)} / ${amount(value)}`;
  }
  return `<unknown metric type ${JSON.stringify(type)}>`;
}

function writeDirection(w: Writer, title: string, rules: k8s.HPAScalingRules | undefined): void {
  if (!rules) return;
  w.line(1, `${title}:`);
  if (given(rules.stabilizationWindowSeconds)) w.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if ((rules.policies ?? []).length === 0) return;
  w.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  w.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of rules.policies ?? []) w.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}

export const describeAutoscaler: Describe = function* (w, object, context) {
  const { metadata, spec, status } = object as unknown as HorizontalPodAutoscaler;
  writeName(w, object);
  writeMetadata(w, object);
  w.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  w.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  w.line(0, 'Metrics:\t( current / target )');
  (spec.metrics ?? []).forEach((metric, at) => w.line(1, metricText(metric, status.currentMetrics?.[at])));
  w.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
  w.line(0, `Max replicas:\t${spec.maxReplicas}`);
  if (spec.behavior) {
    w.line(0, 'Behavior:');
    writeDirection(w, 'Scale Up', spec.behavior.scaleUp ?? undefined);
    writeDirection(w, 'Scale Down', spec.behavior.scaleDown ?? undefined);
  }
  w.line(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`);
  if ((status.conditions ?? []).length > 0) {
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tReason\tMessage');
    w.line(1, '----\t------\t------\t-------');
    for (const each of status.conditions ?? []) w.line(1, `${each.type}\t${each.status}\t${each.reason ?? ''}\t${each.message ?? ''}`);
  }
  yield* describeEvents(w, object, context);
};
