/** HorizontalPodAutoscaler: as many replicas as the load asks for, which here is what the nodes tell of their containers. Follows pkg/controller/podautoscaler. */
import type { HorizontalPodAutoscaler, KubeObject, Pod, k8s } from '../../model/objects.ts';
import { groupResourceOfKind } from '../../model/resources.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { matches } from '../../model/selectors.ts';
import { after } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { bounded, remember, type Memory } from './autoscaler-behavior.ts';
import { measure } from './autoscaler-metrics.ts';
import { isDeleted, isFinished } from './objects.ts';
import { patchStatus } from './status.ts';

interface State {
  readonly memories: Map<string, Memory>;
}
type Self = Controller<State>;

const PERIOD_MS = 15_000;

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas?: number; readonly selector?: string };
}

function sync(self: Self, key: string): void {
  const scaler = self.plan.view.get('horizontalpodautoscalers.autoscaling', ...splitKey(key));
  if (scaler === undefined) {
    self.state.memories.delete(key);
    return;
  }
  self.wakeAt(key, after(self.now, PERIOD_MS));
  const { apiVersion = '', kind, name } = scaler.spec.scaleTargetRef;
  const resource = groupResourceOfKind(apiVersion, kind);
  const target = resource === undefined ? undefined : (self.plan.view.get(resource, scaler.metadata.namespace ?? '', name) as Scale | undefined);
  if (resource === undefined || target === undefined) {
    const error = `${kind.toLowerCase()}s${apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : ''} "${name}" not found`;
    failed(self, scaler, 'AbleToScale', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error}`, error);
    return;
  }
  reconcile(self, key, scaler, resource, target);
}

function reconcile(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: string, target: Scale): void {
  const current = target.spec.replicas ?? 1;
  const { minReplicas = 1, maxReplicas } = scaler.spec;
  if (current === 0 && minReplicas !== 0) {
    failed(self, scaler, 'ScalingActive', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero', '');
    return;
  }
  const outside = current > maxReplicas ? maxReplicas : current < minReplicas ? minReplicas : null;
  if (outside !== null) {
    rescale(self, key, scaler, resource, target, outside, `Current number of replicas ${current > maxReplicas ? 'above Spec.MaxReplicas' : 'below Spec.MinReplicas'}`);
    writeStatus(self, scaler, target, outside, []);
    return;
  }
  const measured = measure(self, scaler, podsOf(self, scaler, target), current);
  if ('problem' in measured) {
    failed(self, scaler, 'ScalingActive', measured.reason, `the HPA was unable to compute the replica count: ${measured.problem}`, measured.problem);
    self.event(scaler, 'Warning', 'FailedComputeMetricsReplicas', measured.summary);
    return;
  }
  const kept = bounded(scaler, self.state.memories.get(key), self.now, current, measured.replicas);
  const { desired } = kept;
  self.state.memories.set(key, desired === current ? kept.memory : remember(kept.memory, self.now, desired - current));
  if (desired !== current) rescale(self, key, scaler, resource, target, desired, desired > current ? `${measured.name} above target` : 'All metrics below target');
  writeStatus(self, scaler, target, desired, [
    condition(self, 'AbleToScale', 'True', ...kept.able),
    condition(self, 'ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${measured.name}`),
    condition(self, 'ScalingLimited', kept.limited ? 'True' : 'False', ...kept.limit),
  ], measured.metrics);
}

function podsOf(self: Self, { metadata }: HorizontalPodAutoscaler, target: Scale): readonly Pod[] {
  const labels = (target['spec'] as { readonly selector?: k8s.LabelSelector }).selector?.matchLabels ?? {};
  const parsed = parseSelector(Object.entries(labels).map(([name, value]) => `${name}=${value}`).join(','));
  return self.plan.view.list('pods', metadata.namespace).filter(pod => parsed.ok && matches(parsed.value, pod.metadata.labels) && !isDeleted(pod) && !isFinished(pod));
}

function rescale(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: string, target: Scale, replicas: number, reason: string): void {
  self.request({ verb: 'patch', patchType: 'merge', resource, subresource: 'scale', namespace: scaler.metadata.namespace ?? '', name: target.metadata.name, body: { spec: { replicas } } });
  self.event(scaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  self.acted(`HorizontalPodAutoscaler/${key}`, `scales ${target.kind} ${target.metadata.name} to ${replicas}: ${reason}`);
}
type Condition = k8s.HorizontalPodAutoscalerCondition & { readonly type: string; readonly status: string };
const condition = (self: Self, type: string, status: string, reason: string, message: string): Condition => ({ type, status, reason, message, lastTransitionTime: self.time });

/** A condition keeps its place, and the time of its last change of status. */
function placed(conditions: readonly Condition[], next: Condition): readonly Condition[] {
  const before = conditions.find(({ type }) => type === next.type);
  if (before === undefined) return [...conditions, next];
  const now = before.status === next.status && before.lastTransitionTime !== undefined ? { ...next, lastTransitionTime: before.lastTransitionTime } : next;
  return conditions.map(each => (each === before ? now : each));
}

function writeStatus(self: Self, scaler: HorizontalPodAutoscaler, target: Scale, desired: number, found: readonly Condition[], metrics?: readonly k8s.MetricStatus[]): void {
  const current = target.spec.replicas ?? 1;
  const scaled = desired === current ? [] : [condition(self, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`)];
  let conditions: readonly Condition[] = (scaler.status.conditions ?? []) as readonly Condition[];
  for (const each of [...scaled, ...found.filter(({ type }) => scaled.length === 0 || type !== 'AbleToScale')]) conditions = placed(conditions, each);
  const now = { currentReplicas: target.status.replicas ?? current, desiredReplicas: desired, ...(metrics === undefined ? {} : { currentMetrics: metrics }), ...(desired === current ? {} : { lastScaleTime: self.time }) };
  patchStatus(self, 'horizontalpodautoscalers.autoscaling', scaler, { ...scaler.status, ...now, conditions });
}

function failed(self: Self, scaler: HorizontalPodAutoscaler, type: string, reason: string, message: string, error: string): void {
  const able = type === 'AbleToScale' ? [] : [condition(self, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")];
  let conditions: readonly Condition[] = (scaler.status.conditions ?? []) as readonly Condition[];
  for (const next of [...able, condition(self, type, 'False', reason, message)]) conditions = placed(conditions, next);
  if (error !== '') self.event(scaler, 'Warning', reason, error);
  patchStatus(self, 'horizontalpodautoscalers.autoscaling', scaler, { ...scaler.status, conditions });
}

export const autoscalerController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'horizontal-pod-autoscaler',
  watches: ['horizontalpodautoscalers.autoscaling'],
  init: () => ({ memories: new Map() }),
  hear(self, _, value, prev) {
    if (value !== null && prev === null) self.wakeAt(keyOf(value), after(self.now, PERIOD_MS));
  },
  sync,
});
