/** PriorityClasses, PodDisruptionBudgets, RuntimeClasses and Leases. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, qualifiedNameComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { SPEC, STATUS, amountOrPercent, atMostAllPercent, immutable, labelSelector, labels, notNegative, requiredWord } from '../common.ts';
import { goJson } from '../go/values.ts';
import { validateContainerResources } from '../pod/resources.ts';
import { STRICT } from '../pod/scope.ts';
import { PREEMPTION_POLICIES } from '../pod/spec.ts';
import { validateTolerations } from '../pod/tolerations.ts';
import { as, checkMeta, clusterWide, namespaced, type KindRules } from '../rules.ts';
import { has, intOrText, items, number, object, optional, optionalText, struct, text, type Fields } from '../values.ts';

const HIGHEST = 1000000000;
const SYSTEM: Readonly<Record<string, number>> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 };

/** Follows IsKnownSystemPriorityClass. */
function systemProblem(name: string, given: k8s.PriorityClass): string {
  const value = SYSTEM[name];
  if (value === undefined) return `${name} is not a known system priority class`;
  if (number(given.value) !== value) return `value of ${name} PriorityClass must be ${value}`;
  return given.globalDefault === true ? `globalDefault of ${name} PriorityClass must be false` : '';
}

/** Follows ValidatePriorityClass. */
export const priorityClasses: KindRules = {
  create: (errors, object) => {
    const given = as<k8s.PriorityClass>(object);
    checkMeta(errors, object, clusterWide());
    const name = text(struct(given.metadata).name);
    if (name.startsWith('system-')) {
      const problem = systemProblem(name, given);
      if (problem !== '') errors.forbidden(FieldPath.of('metadata', 'name'), `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`);
    } else if (number(given.value) > HIGHEST) errors.forbidden(FieldPath.of('value'), `maximum allowed value of a user defined priority is ${HIGHEST}`);
    if (has(given.preemptionPolicy)) requiredWord(errors, FieldPath.of('preemptionPolicy'), text(given.preemptionPolicy), PREEMPTION_POLICIES);
  },
  update: (errors, next, old) => {
    if (number(next['value']) !== number(old['value'])) errors.forbidden(FieldPath.of('value'), 'may not be changed in an update.');
    immutable(errors, FieldPath.of('preemptionPolicy'), '*string', next['preemptionPolicy'], old['preemptionPolicy']);
  },
};

/** Follows ValidatePodDisruptionBudgetSpec; metadata has been seen to by the store's own rules. */
function budget(errors: FieldErrors, spec: k8s.PodDisruptionBudgetSpec): void {
  if (has(spec.minAvailable) && has(spec.maxUnavailable)) errors.invalid(SPEC, asType('policy.PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set');
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    if (!has(spec[field])) continue;
    amountOrPercent(errors, SPEC.child(field), intOrText(spec[field]));
    atMostAllPercent(errors, SPEC.child(field), intOrText(spec[field]));
  }
  labelSelector(errors, SPEC.child('selector'), spec.selector);
  const policy = optionalText(spec.unhealthyPodEvictionPolicy);
  if (policy !== undefined && policy !== 'IfHealthyBudget' && policy !== 'AlwaysAllow') errors.notSupported(SPEC.child('unhealthyPodEvictionPolicy'), policy, ['AlwaysAllow', 'IfHealthyBudget']);
}
export const podDisruptionBudgets: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    budget(errors, struct(as<k8s.PodDisruptionBudget>(object).spec));
  },
  update: (errors, next) => {
    budget(errors, struct(as<k8s.PodDisruptionBudget>(next).spec));
  },
  subresources: {
    status: (errors, next) => {
      const status = struct(next['status'] as Fields | undefined);
      for (const field of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods']) notNegative(errors, STATUS, field, status[field]);
    },
  },
};

const HANDLER = FieldPath.of('handler');
/** Follows ValidateRuntimeClass; the handler's rules are declared beside the type, and speak last. */
export const runtimeClasses: KindRules = {
  create: (errors, raw) => {
    const given = as<k8s.RuntimeClass>(raw);
    checkMeta(errors, raw, clusterWide());
    const [overhead, scheduling] = [object(given.overhead), object(given.scheduling)];
    if (overhead) validateContainerResources({ errors, options: STRICT, claims: new Set() }, FieldPath.of('overhead'), { limits: overhead.podFixed });
    if (scheduling) runtimeScheduling(errors, FieldPath.of('scheduling'), scheduling);
    const handler = text(given.handler);
    if (handler === '') errors.required(HANDLER);
    else errors.complaints(HANDLER, handler, dnsLabelComplaints(handler));
  },
  update: (errors, next, old) => {
    immutable(errors, HANDLER, 'string', text(next['handler']), text(old['handler']));
  },
};
function runtimeScheduling(errors: FieldErrors, path: FieldPath, scheduling: k8s.Scheduling): void {
  if (scheduling.nodeSelector) labels(errors, path.child('nodeSelector'), scheduling.nodeSelector);
  validateTolerations(errors, path.child('tolerations'), scheduling.tolerations);
  const seen = new Set<string>();
  items(scheduling.tolerations).forEach((toleration, i) => {
    const key = goJson('core.Toleration', { ...toleration, tolerationSeconds: undefined });
    if (seen.has(key)) errors.duplicate(path.child('tolerations').index(i), asType('core.Toleration', toleration));
    seen.add(key);
  });
}

/** Follows ValidateLeaseSpec. */
function lease(errors: FieldErrors, spec: k8s.LeaseSpec): void {
  const [seconds, transitions, strategy] = [optional(spec.leaseDurationSeconds), optional(spec.leaseTransitions), text(spec.strategy)];
  if (seconds !== undefined && seconds <= 0) errors.invalid(SPEC.child('leaseDurationSeconds'), seconds, 'must be greater than 0');
  if (transitions !== undefined && transitions < 0) errors.invalid(SPEC.child('leaseTransitions'), transitions, 'must be greater than or equal to 0');
  if (has(spec.strategy)) {
    const path = SPEC.child('strategy', 'strategy');
    if (strategy.includes('/')) errors.complaints(path, strategy, qualifiedNameComplaints(strategy));
    else if (strategy !== 'OldestEmulationVersion') errors.notSupported(path, strategy, ['OldestEmulationVersion']);
  }
  if (text(spec.preferredHolder) !== '' && strategy === '') errors.forbidden(SPEC.child('preferredHolder'), 'may only be specified if `strategy` is defined');
}
export const leases: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    lease(errors, struct(as<k8s.Lease>(object).spec));
  },
  update: (errors, next) => {
    lease(errors, struct(as<k8s.Lease>(next).spec));
  },
};
