/** HorizontalPodAutoscalers (v2). Follows validateHorizontalPodAutoscalerSpec; bounds are declared beside the type and speak last. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, pathSegmentComplaints } from '../../../../model/names.ts';
import { canonicalQuantity, compareQuantities } from '../../../../model/quantity.ts';
import type { FieldErrors } from '../errors.ts';
import { NEGATIVE, SPEC, STATUS, checkName, notNegative, optionalWord } from '../common.ts';
import { jsonText } from '../go/values.ts';
import { containerResourceName, notNegativeQuantity } from '../pod/resources.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, items, number, object, optional, quantity, struct, text } from '../values.ts';

/** Follows ValidateCrossVersionObjectReference. */
function reference(errors: FieldErrors, path: FieldPath, ref: k8s.AutoscalingCrossVersionObjectReference, coreAllowed: boolean): void {
  for (const field of ['kind', 'name'] as const) {
    if (text(ref[field]) === '') errors.required(path.child(field));
    else checkName(errors, path.child(field), text(ref[field]), pathSegmentComplaints);
  }
  const version = text(ref.apiVersion);
  const slashes = version.split('/').length - 1;
  if (slashes > 1) errors.invalid(path.child('apiVersion'), version, `unexpected GroupVersion string: ${version}`);
  else if (!coreAllowed && (slashes === 0 || version.startsWith('/'))) errors.invalid(path.child('apiVersion'), version, 'apiVersion must specify API group');
}

/** Follows validateScalingRules. */
function scalingRules(errors: FieldErrors, path: FieldPath, rules: k8s.HPAScalingRules | undefined | null): void {
  const given = object(rules);
  if (!given) return;
  const window = optional(given.stabilizationWindowSeconds);
  if (window !== undefined && window < 0) errors.invalid(path.child('stabilizationWindowSeconds'), window, 'must be greater than or equal to zero');
  if (number(window) > 3600) errors.invalid(path.child('stabilizationWindowSeconds'), number(window), 'must be less than or equal to 3600');
  optionalWord(errors, path.child('selectPolicy'), given.selectPolicy, ['Disabled', 'Max', 'Min']);
  const policies = items(given.policies);
  if (policies.length === 0) errors.required(path.child('policies'), 'must specify at least one Policy');
  policies.forEach((policy, i) => {
    const at = path.child('policies').index(i);
    const [type, value, period] = [text(policy.type), number(policy.value), number(policy.periodSeconds)];
    if (type !== 'Pods' && type !== 'Percent') errors.notSupported(at.child('type'), type, ['Percent', 'Pods']);
    if (value <= 0) errors.invalid(at.child('value'), value, 'must be greater than zero');
    if (period <= 0) errors.invalid(at.child('periodSeconds'), period, 'must be greater than zero');
    if (period > 1800) errors.invalid(at.child('periodSeconds'), period, 'must be less than or equal to 1800');
  });
  if (has(given.tolerance)) notNegativeQuantity(errors, path.child('tolerance'), quantity(given.tolerance) ?? '0');
}

/** Follows validateMetricTarget. */
function target(errors: FieldErrors, path: FieldPath, given: k8s.MetricTarget): void {
  const type = text(given.type);
  if (type === '') errors.required(path.child('type'), 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) errors.invalid(path.child('type'), type, 'must be either Utilization, Value, or AverageValue');
  for (const field of ['value', 'averageValue'] as const) {
    const amount = quantity(given[field]);
    if (amount !== undefined && compareQuantities(amount, '0') <= 0) errors.invalid(path.child(field), { printed: jsonText(canonicalQuantity(amount)) }, 'must be positive');
  }
  const utilization = optional(given.averageUtilization);
  if (utilization !== undefined && utilization < 1) errors.invalid(path.child('averageUtilization'), utilization, 'must be greater than 0');
}
function identifier(errors: FieldErrors, path: FieldPath, metric: k8s.MetricIdentifier): void {
  if (text(metric.name) === '') errors.required(path.child('name'), 'must specify a metric name');
  else checkName(errors, path.child('name'), text(metric.name), pathSegmentComplaints);
}

type Source = { readonly metric?: k8s.MetricIdentifier; readonly target?: k8s.MetricTarget; readonly describedObject?: k8s.AutoscalingCrossVersionObjectReference; readonly name?: string; readonly container?: string };
const SOURCES: Readonly<Record<string, (errors: FieldErrors, path: FieldPath, source: Source) => void>> = {
  object: (errors, path, source) => {
    reference(errors, path.child('describedObject'), struct(source.describedObject), true);
    identifier(errors, path.child('metric'), struct(source.metric));
    target(errors, path.child('target'), struct(source.target));
    const given = struct(source.target);
    if (!has(given.value) && !has(given.averageValue)) errors.required(path.child('target', 'averageValue'), 'must set either a target value or averageValue');
  },
  external: (errors, path, source) => {
    identifier(errors, path.child('metric'), struct(source.metric));
    target(errors, path.child('target'), struct(source.target));
    const given = struct(source.target);
    if (!has(given.value) && !has(given.averageValue)) errors.required(path.child('target', 'averageValue'), 'must set either a target value for metric or a per-pod target');
    if (has(given.value) && has(given.averageValue)) errors.forbidden(path.child('target', 'value'), 'may not set both a target value for metric and a per-pod target');
  },
  pods: (errors, path, source) => {
    identifier(errors, path.child('metric'), struct(source.metric));
    target(errors, path.child('target'), struct(source.target));
    if (!has(struct(source.target).averageValue)) errors.required(path.child('target', 'averageValue'), 'must specify a positive target averageValue');
  },
  resource: (errors, path, source) => {
    if (text(source.name) === '') errors.required(path.child('name'), 'must specify a resource name');
    utilisation(errors, path, source);
  },
  containerResource: (errors, path, source) => {
    if (text(source.name) === '') errors.required(path.child('name'), 'must specify a resource name');
    else containerResourceName(errors, path.child('name'), text(source.name));
    if (text(source.container) === '') errors.required(path.child('container'), 'must specify a container');
    else checkName(errors, path.child('container'), text(source.container), dnsLabelComplaints);
    utilisation(errors, path, source);
  },
};
function utilisation(errors: FieldErrors, path: FieldPath, source: Source): void {
  const given = struct(source.target);
  target(errors, path.child('target'), given);
  if (!has(given.averageUtilization) && !has(given.averageValue)) errors.required(path.child('target', 'averageUtilization'), 'must set either a target raw value or a target utilization');
  if (has(given.averageUtilization) && has(given.averageValue)) errors.forbidden(path.child('target', 'averageValue'), 'may not set both a target raw value and a target utilization');
}
const FIELD_OF: Readonly<Record<string, string>> = { Object: 'object', Pods: 'pods', Resource: 'resource', External: 'external', ContainerResource: 'containerResource' };

/** Follows validateMetricSpec: one source, the one that the type names. */
function metric(errors: FieldErrors, path: FieldPath, spec: k8s.MetricSpec): void {
  const [type, fields] = [text(spec.type), spec as unknown as Readonly<Record<string, Source | undefined>>];
  const types = Object.keys(FIELD_OF).sort();
  if (type === '') errors.required(path.child('type'), 'must specify a metric source type');
  if (FIELD_OF[type] === undefined) errors.notSupported(path.child('type'), type, types);
  const present = Object.keys(SOURCES).filter(field => object(fields[field]));
  const first = present[0];
  if (first !== undefined) SOURCES[first]?.(errors, path.child(first), struct(fields[first]));
  const wanted = FIELD_OF[type];
  if (wanted === undefined) errors.notSupported(path.child('type'), type, types);
  else if (!present.includes(wanted)) errors.required(path.child(wanted), 'must populate information for the given metric source');
  if (present.length !== 1) for (const field of present) if (field !== wanted) errors.forbidden(path.child(field), 'must populate the given metric source only');
}

function spec(errors: FieldErrors, given: k8s.AutoscalingHorizontalPodAutoscalerSpec): void {
  const [least, most] = [optional(given.minReplicas), number(given.maxReplicas)];
  if (least !== undefined && most < least) errors.invalid(SPEC.child('maxReplicas'), most, 'must be greater than or equal to `minReplicas`');
  reference(errors, SPEC.child('scaleTargetRef'), struct(given.scaleTargetRef), false);
  const metrics = items(given.metrics);
  metrics.forEach((each, i) => metric(errors, SPEC.child('metrics').index(i), each));
  if (least === 0 && !metrics.some(each => each.type === 'Object' || each.type === 'External')) errors.forbidden(
    SPEC.child('metrics'), 'must specify at least one Object or External metric to support scaling to zero replicas',
  );
  const behavior = object(given.behavior);
  scalingRules(errors, SPEC.child('behavior', 'scaleUp'), behavior?.scaleUp);
  scalingRules(errors, SPEC.child('behavior', 'scaleDown'), behavior?.scaleDown);
  if (least !== undefined && least < 0) errors.invalid(SPEC.child('minReplicas'), least, NEGATIVE);
  if (most === 0) errors.required(SPEC.child('maxReplicas'));
  else if (most < 0) errors.invalid(SPEC.child('maxReplicas'), most, 'must be greater than or equal to 1');
}

export const horizontalPodAutoscalers: KindRules = {
  create: (errors, raw) => {
    checkMeta(errors, raw, namespaced());
    spec(errors, struct(as<k8s.AutoscalingHorizontalPodAutoscaler>(raw).spec));
  },
  update: (errors, next) => {
    spec(errors, struct(as<k8s.AutoscalingHorizontalPodAutoscaler>(next).spec));
  },
  subresources: {
    status: (errors, next) => {
      const status = struct(as<k8s.AutoscalingHorizontalPodAutoscaler>(next).status);
      notNegative(errors, STATUS, 'currentReplicas', status.currentReplicas);
      notNegative(errors, STATUS, 'desiredReplicas', status.desiredReplicas);
    },
  },
};
