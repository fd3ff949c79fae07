/** HorizontalPodAutoscaler: as many replicas as the load asks for, which here is what the nodes tell of their containers. Follows pkg/controller/podautoscaler. */
import { byText } from '../../base/order.ts';
import type { GroupResource, HorizontalPodAutoscaler, KubeObject, Pod, k8s } from '../../model/objects.ts';
import { groupResourceOfKind } from '../../model/resources.ts';
import { selectorWords } from '../../model/selector-words.ts';
import { selects, selectsByMap } from '../../model/selectors.ts';
import { after } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { bounded, firstMemory, remember, type Memory } from './autoscaler-behavior.ts';
import { measure } from './autoscaler-metrics.ts';
import { patchStatus } from './status.ts';

interface State {
  readonly memories: Map<string, Memory>;
}
type Self = Controller<State>;

const PERIOD_MS = 15_000;

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: unknown };
  }

function sync(self: Self, key: string): void {
  const scaler = self.plan.view.get('horizontalpodautoscalers.autoscaling', ...splitKey(key));
  if (scaler === undefined) {
    self.state.memories.delete(key);
    return;
  }
  self.wakeAt(key, after(self.now, PERIOD_MS));
  const found = targetOf(self, scaler);
  if (typeof found === 'string') {
    self.event(scaler, 'Warning', 'FailedGetScale', found);
    const unable = condition(self, 'AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${found}`);
    writeStatus(self, scaler, scaler.status, [unable]);
    return;
  }
  reconcile(self, key, scaler, found.resource, found.target);
}

const SCALABLE = new Set<string>(['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers']);
/** What is scaled; a text says why there is nothing to scale. */
function targetOf(self: Self, { metadata, spec }: HorizontalPodAutoscaler): { readonly resource: GroupResource; readonly target: Scale } | string {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef;
  const resource = groupResourceOfKind(apiVersion, kind);
  if (resource === undefined) return `no matches for kind "${kind}" in group "${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}"`;
  if (!SCALABLE.has(resource)) return 'the server could not find the requested resource';
  const target = self.plan.view.get(resource, metadata.namespace ?? '', name) as Scale | undefined;
  return target === undefined ? `${resource} "${name}" not found` : { resource, target };
}

function reconcile(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: GroupResource, target: Scale): void {
  const current = target.spec.replicas ?? 1;
  const { minReplicas = 1, maxReplicas } = scaler.spec;
  const memory = self.state.memories.get(key) ?? firstMemory(self.now, current);
  self.state.memories.set(key, memory);
  const able = condition(self, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  if (current === 0 && minReplicas !== 0) {
    const off = condition(self, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
    writeStatus(self, scaler, { currentReplicas: 0, desiredReplicas: 0 }, [able, off]);
    return;
  }
  const outside = current > maxReplicas ? maxReplicas : current < minReplicas ? minReplicas : null;
  if (outside !== null) {
    const done = rescale(self, key, scaler, resource, target, outside, `Current number of replicas ${current > maxReplicas ? 'above Spec.MaxReplicas' : 'below Spec.MinReplicas'}`);
    self.state.memories.set(key, remember(memory, self.now, outside - current));
    writeStatus(self, scaler, { currentReplicas: current, desiredReplicas: outside, lastScaleTime: self.time }, [done]);
    return;
  }
  follow(self, key, scaler, resource, target, memory, able);
}

/** Within its bounds an autoscaler follows its metrics. */
function follow(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: GroupResource, target: Scale, memory: Memory, able: Condition): void {
  const current = target.spec.replicas ?? 1;
  const halt = (active: Condition, summary: string, metrics?: readonly k8s.MetricStatus[]): void => {
    writeStatus(self, scaler, { currentReplicas: current, desiredReplicas: scaler.status.desiredReplicas ?? 0, ...(metrics === undefined ? {} : { currentMetrics: metrics }) }, [able, active]);
    self.event(scaler, 'Warning', 'FailedComputeMetricsReplicas', summary);
  };
  const pods = podsOf(self, scaler, target);
  const rivals = rivalsOf(self, key, scaler, target, pods);
  if (rivals !== '') {
    self.event(scaler, 'Warning', 'AmbiguousSelector', rivals);
    halt(condition(self, 'ScalingActive', 'False', 'AmbiguousSelector', rivals), rivals);
    return;
  }
  const { found, metrics, missing, summary } = measure(self, scaler, pods, current);
  for (const { reason, problem } of missing) self.event(scaler, 'Warning', reason, problem);
  if (found === null) {
    halt(condition(self, 'ScalingActive', 'False', missing[0]?.reason ?? '', `the HPA was unable to compute the replica count: ${missing[0]?.problem ?? ''}`), summary, metrics);
    return;
  }
  const kept = bounded(scaler, memory, self.now, current, found.replicas);
  const { desired } = kept;
  self.state.memories.set(key, desired === current ? kept.memory : remember(kept.memory, self.now, desired - current));
  const reason = found.replicas > current ? `${found.name} above target` : found.replicas < current ? 'All metrics below target' : '';
  const done = desired === current ? condition(self, 'AbleToScale', 'True', ...kept.able) : rescale(self, key, scaler, resource, target, desired, reason);
  const status = { currentReplicas: current, desiredReplicas: desired, currentMetrics: metrics, ...(desired === current ? {} : { lastScaleTime: self.time }) };
  writeStatus(self, scaler, status, [
    done,
    condition(self, 'ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${found.name}`),
    condition(self, 'ScalingLimited', kept.limited ? 'True' : 'False', ...kept.limit),
  ]);
}

/** Of a ReplicationController it is a map of labels. */
type Picks = (pod: Pod) => boolean;
function picksOf({ kind, spec: { selector } }: Scale): Picks {
  return kind === 'ReplicationController' ? pod => selectsByMap(selector as Readonly<Record<string, string>> | undefined, pod.metadata.labels) : pod => selects(selector as k8s.LabelSelector | undefined, pod.metadata.labels);
}
const podsOf = (self: Self, { metadata }: HorizontalPodAutoscaler, target: Scale): readonly Pod[] => self.plan.view.list('pods', metadata.namespace).filter(picksOf(target));

/** Pods follow one autoscaler only: the words about all that would have them, '' where there is one. */
function rivalsOf(self: Self, key: string, { metadata: { namespace = '' } }: HorizontalPodAutoscaler, target: Scale, pods: readonly Pod[]): string {
  const words = selectorWords(target.kind === 'ReplicationController' ? { matchLabels: target.spec.selector as Readonly<Record<string, string>> } : (target.spec.selector as k8s.LabelSelector));
  const rivals = self.plan.view.list('horizontalpodautoscalers.autoscaling', namespace).filter((other) => {
    if (keyOf(other) === key) return true;
    const found = targetOf(self, other);
    return typeof found !== 'string' && pods.some(picksOf(found.target));
  });
  return rivals.length < 2 ? '' : `pods by selector ${words} are controlled by multiple HPAs: [${rivals.map(keyOf).sort(byText).join(' ')}]`;
}

function rescale(self: Self, key: string, scaler: HorizontalPodAutoscaler, resource: GroupResource, target: Scale, replicas: number, reason: string): Condition {
  self.request({ verb: 'patch', patchType: 'merge', resource, subresource: 'scale', namespace: scaler.metadata.namespace ?? '', name: target.metadata.name, body: { spec: { replicas } } });
  self.event(scaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  self.acted(`HorizontalPodAutoscaler/${key}`, `scales ${target.kind} ${target.metadata.name} to ${replicas}: ${reason}`);
  return condition(self, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
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

/** Metrics that are not in the new status are forgotten, the time of the last change of size never. */
function writeStatus(self: Self, scaler: HorizontalPodAutoscaler, status: Partial<HorizontalPodAutoscaler['status']>, found: readonly Condition[]): void {
  const { conditions: before, lastScaleTime } = scaler.status;
  let conditions: readonly Condition[] = (before ?? []) as readonly Condition[];
  for (const each of found) conditions = placed(conditions, each);
  patchStatus(self, 'horizontalpodautoscalers.autoscaling', scaler, { ...(lastScaleTime === undefined ? {} : { lastScaleTime }), ...status, conditions });
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
