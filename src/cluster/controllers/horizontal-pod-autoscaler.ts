/** HorizontalPodAutoscaler: as many replicas as the load asks for, which here is what the nodes tell of their containers. Follows pkg/controller/podautoscaler. */
import type { HorizontalPodAutoscaler, KubeObject, Pod, k8s } from '../../model/objects.ts';
import { groupResourceOfKind } from '../../model/resources.ts';
import { parseSelector, matches } from '../../model/selectors.ts';
import { after, type SimTime } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { measure, type Measured } from './autoscaler-metrics.ts';
import { isDeleted, isFinished, withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

interface Recommendation {
  readonly at: SimTime;
  readonly replicas: number;
}
interface State {
  /** What was recommended of late: scaling down waits for the highest of it. */
  readonly recommendations: Map<string, readonly Recommendation[]>;
}
type Self = Controller<State>;

const PERIOD_MS = 15_000;
const DOWN_WINDOW_MS = 300_000;

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas?: number; readonly selector?: string };
}

function sync(self: Self, key: string): void {
  const scaler = self.plan.view.get('horizontalpodautoscalers.autoscaling', ...splitKey(key));
  if (scaler === undefined) {
    self.state.recommendations.delete(key);
    return;
  }
  self.wakeAt(key, after(self.now, PERIOD_MS));
  const { apiVersion = '', kind, name } = scaler.spec.scaleTargetRef;
  const resource = groupResourceOfKind(apiVersion, kind);
  const target = resource === undefined ? undefined : (self.plan.view.get(resource, scaler.metadata.namespace ?? '', name) as Scale | undefined);
  if (resource === undefined || target === undefined) {
    failed(self, scaler, 'AbleToScale', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${kind.toLowerCase()}s${apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : ''} "${name}" not found`);
    return;
  }
  reconcile(self, key, scaler, resource, target);
}

function reconcile(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: string, target: Scale): void {
  const current = target.spec.replicas ?? 1;
  const { minReplicas = 1, maxReplicas } = scaler.spec;
  if (current === 0 && minReplicas !== 0) {
    failed(self, scaler, 'ScalingActive', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
    return;
  }
  const measured = measure(self, scaler, podsOf(self, scaler, target), current);
  if ('problem' in measured) {
    failed(self, scaler, 'ScalingActive', measured.reason, measured.problem);
    return;
  }
  const wanted = current > maxReplicas ? maxReplicas : current < minReplicas ? minReplicas : stabilised(self, key, scaler, current, measured.replicas);
  const desired = Math.min(Math.max(wanted, minReplicas), maxReplicas);
  if (desired !== current) rescale(self, key, scaler, resource, target, desired, reasonFor(current, desired, scaler, measured));
  writeStatus(self, scaler, target, measured, desired, wanted);
}

function podsOf(self: Self, { metadata }: HorizontalPodAutoscaler, target: Scale): readonly Pod[] {
  const labels = (target['spec'] as { readonly selector?: k8s.LabelSelector }).selector?.matchLabels ?? {};
  const parsed = parseSelector(Object.entries(labels).map(([name, value]) => `${name}=${value}`).join(','));
  return self.plan.view.list('pods', metadata.namespace).filter(pod => parsed.ok && matches(parsed.value, pod.metadata.labels) && !isDeleted(pod) && !isFinished(pod));
}

/** Down only as far as everything of the last five minutes allows; up at most to double, or by four. */
function stabilised(self: Self, key: string, { spec }: HorizontalPodAutoscaler, current: number, recommended: number): number {
  const windowMs = (spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWN_WINDOW_MS / 1000) * 1000;
  const recent = [...(self.state.recommendations.get(key) ?? []).filter(({ at }) => at > self.now - windowMs), { at: self.now, replicas: recommended }];
  self.state.recommendations.set(key, recent);
  if (recommended < current) return Math.min(current, recent.reduce((most, { replicas }) => Math.max(most, replicas), 0));
  return Math.min(recommended, Math.max(current * 2, current + 4));
}

function rescale(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: string, target: Scale, replicas: number, reason: string): void {
  self.request({ verb: 'patch', patchType: 'merge', resource, subresource: 'scale', namespace: scaler.metadata.namespace ?? '', name: target.metadata.name, body: { spec: { replicas } } });
  self.event(scaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  self.acted(`HorizontalPodAutoscaler/${key}`, `scales ${target.kind} ${target.metadata.name} to ${replicas}: ${reason}`);
}
function reasonFor(current: number, desired: number, { spec }: HorizontalPodAutoscaler, measured: Measured): string {
  if (current > spec.maxReplicas) return 'Current number of replicas above Spec.MaxReplicas';
  if (current < (spec.minReplicas ?? 1)) return 'Current number of replicas below Spec.MinReplicas';
  return desired > current ? `${measured.name} above target` : 'All metrics below target';
}

type Condition = k8s.HorizontalPodAutoscalerCondition & { readonly type: string; readonly status: string };
const condition = (self: Self, type: string, status: string, reason: string, message: string): Condition => ({ type, status, reason, message, lastTransitionTime: self.time });

function writeStatus(self: Self, scaler: HorizontalPodAutoscaler, target: Scale, { metrics, name }: Measured, desired: number, wanted: number): void {
  const { maxReplicas, minReplicas = 1 } = scaler.spec;
  const current = target.spec.replicas ?? 1;
  const limit = wanted > maxReplicas ? ['True', 'TooManyReplicas', 'the desired replica count is more than the maximum replica count'] : wanted < minReplicas ? ['True', 'TooFewReplicas', 'the desired replica count is less than the minimum replica count'] : ['False', 'DesiredWithinRange', 'the desired count is within the acceptable range'];
  let conditions: readonly Condition[] = (scaler.status.conditions ?? []) as readonly Condition[];
  for (const next of [
    desired === current ? condition(self, 'AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size') : condition(self, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`),
    condition(self, 'ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${name}`),
    condition(self, 'ScalingLimited', limit[0] ?? '', limit[1] ?? '', limit[2] ?? ''),
  ]) conditions = withCondition(conditions, next);
  const scaled = desired === current ? {} : { lastScaleTime: self.time };
  patchStatus(self, 'horizontalpodautoscalers.autoscaling', scaler, { ...scaler.status, ...scaled, currentReplicas: target.status.replicas ?? current, desiredReplicas: desired, currentMetrics: metrics, conditions });
}

function failed(self: Self, scaler: HorizontalPodAutoscaler, type: string, reason: string, message: string): void {
  const able = type === 'AbleToScale' ? [] : [condition(self, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")];
  let conditions: readonly Condition[] = (scaler.status.conditions ?? []) as readonly Condition[];
  for (const next of [...able, condition(self, type, 'False', reason, message)]) conditions = withCondition(conditions, next);
  if (reason !== 'ScalingDisabled') self.event(scaler, 'Warning', reason, message);
  patchStatus(self, 'horizontalpodautoscalers.autoscaling', scaler, { ...scaler.status, conditions });
}

export const autoscalerController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'horizontal-pod-autoscaler',
  watches: ['horizontalpodautoscalers.autoscaling'],
  init: () => ({ recommendations: new Map() }),
  hear(self, _, value, prev) {
    if (value !== null && prev === null) self.wakeAt(keyOf(value), after(self.now, PERIOD_MS));
  },
  sync,
});
