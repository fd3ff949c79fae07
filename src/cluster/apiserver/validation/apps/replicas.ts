/** Deployments and ReplicaSets. Follows ValidateDeploymentSpec and ValidateReplicaSetSpec. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { ValidationContext } from '../context.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { SPEC, amountOf, amountOrPercent, atMostAllPercent, immutable, notNegative } from '../common.ts';
import { ofEndlessPods, replicaCounts } from '../core/replication-controller.ts';
import { templateOptions } from '../pod/options.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { intOrText, number, object, optional, struct, text, type Fields } from '../values.ts';
import { collisionsGrow, counts, readable, requiredSelector, selectedTemplate } from './workload.ts';

interface Replicated {
  readonly selector?: k8s.LabelSelector | undefined;
  readonly template?: k8s.PodTemplateSpec | undefined;
}
/** Selector and template together. Follows ValidatePodTemplateSpecForReplicaSet. */
function selectorAndTemplate(errors: FieldErrors, spec: Replicated, old: Replicated | undefined, context: ValidationContext): void {
  requiredSelector(errors, spec.selector, 'deployment');
  if (!readable(errors, spec.selector, 'invalid label selector')) return;
  const [path, template] = [SPEC.child('template'), struct(spec.template)];
  selectedTemplate(errors, path, spec.selector, template);
  validatePodTemplate(errors, path, template, templateOptions(object(old?.template)), context);
  ofEndlessPods(errors, path, struct(template.spec), 'ReplicaSet');
}

function deploymentSpec(errors: FieldErrors, spec: k8s.DeploymentSpec, old: k8s.DeploymentSpec | undefined, context: ValidationContext): void {
  notNegative(errors, SPEC, 'replicas', spec.replicas);
  selectorAndTemplate(errors, spec, old, context);
  strategy(errors, SPEC.child('strategy'), struct(spec.strategy));
  notNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  notNegative(errors, SPEC, 'revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = optional(spec.progressDeadlineSeconds);
  if (deadline === undefined) return;
  notNegative(errors, SPEC, 'progressDeadlineSeconds', deadline);
  if (deadline <= number(spec.minReadySeconds)) errors.invalid(SPEC.child('progressDeadlineSeconds'), deadline, 'must be greater than minReadySeconds');
}

/** Follows ValidateDeploymentStrategy. */
function strategy(errors: FieldErrors, path: FieldPath, given: k8s.DeploymentStrategy): void {
  const rolling = object(given.rollingUpdate);
  switch (text(given.type)) {
    case 'Recreate':
      if (rolling) errors.forbidden(path.child('rollingUpdate'), "may not be specified when strategy `type` is 'Recreate'");
      return;
    case 'RollingUpdate':
      if (rolling) rollingUpdate(errors, path.child('rollingUpdate'), rolling);
      else errors.required(path.child('rollingUpdate'), 'this should be defaulted and never be nil');
      return;
    default: errors.notSupported(path, asType('apps.DeploymentStrategy', given), ['Recreate', 'RollingUpdate']);
  }
}
function rollingUpdate(errors: FieldErrors, path: FieldPath, rolling: k8s.RollingUpdateDeployment): void {
  const [unavailable, surge] = [intOrText(rolling.maxUnavailable), intOrText(rolling.maxSurge)];
  amountOrPercent(errors, path.child('maxUnavailable'), unavailable);
  amountOrPercent(errors, path.child('maxSurge'), surge);
  if (amountOf(unavailable) === 0 && amountOf(surge) === 0) errors.invalid(path.child('maxUnavailable'), unavailable, 'may not be 0 when `maxSurge` is 0');
  atMostAllPercent(errors, path.child('maxUnavailable'), unavailable);
}

export const deployments: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced());
    deploymentSpec(errors, struct(as<k8s.Deployment>(object).spec), undefined, context);
  },
  update: (errors, next, old, context) => {
    const [now, then] = [struct(as<k8s.Deployment>(next).spec), struct(as<k8s.Deployment>(old).spec)];
    deploymentSpec(errors, now, then, context);
    immutable(errors, SPEC.child('selector'), '*metav1.LabelSelector', now.selector, then.selector);
  },
  subresources: {
    status: (errors, next, old) => {
      const status = struct(next['status'] as Fields | undefined);
      counts(errors, status, ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount']);
      replicaCounts(errors, status, ['updatedReplicas', 'readyReplicas', 'availableReplicas']);
      collisionsGrow(errors, status, struct(old['status'] as Fields | undefined));
    },
  },
};

function replicaSetSpec(errors: FieldErrors, spec: k8s.ReplicaSetSpec, old: k8s.ReplicaSetSpec | undefined, context: ValidationContext): void {
  notNegative(errors, SPEC, 'replicas', spec.replicas);
  notNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  selectorAndTemplate(errors, spec, old, context);
}

export const replicaSets: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced());
    replicaSetSpec(errors, struct(as<k8s.ReplicaSet>(object).spec), undefined, context);
  },
  update: (errors, next, old, context) => {
    const [now, then] = [struct(as<k8s.ReplicaSet>(next).spec), struct(as<k8s.ReplicaSet>(old).spec)];
    replicaSetSpec(errors, now, then, context);
    immutable(errors, SPEC.child('selector'), '*metav1.LabelSelector', now.selector, then.selector);
  },
  subresources: {
    status: (errors, next) => {
      const status = struct(next['status'] as Fields | undefined);
      counts(errors, status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration', 'terminatingReplicas']);
      replicaCounts(errors, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']);
    },
  },
};
