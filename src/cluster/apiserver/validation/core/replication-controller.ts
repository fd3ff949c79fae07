/** ReplicationControllers and PodTemplates, and what all controllers of replicas have in common. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { KubeObject, k8s } from '../../../../model/objects.ts';
import type { FieldErrors } from '../errors.ts';
import { shownLabels } from '../apps/workload.ts';
import { SPEC, STATUS, TEMPLATE, notNegative } from '../common.ts';
import type { ValidationContext } from '../context.ts';
import { templateOptions } from '../pod/options.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { map, number, object, optional, struct, text } from '../values.ts';

/** Follows ValidateReplicationControllerSpec; numbers are checked last, as rules declared beside the type. */
function replicationController(errors: FieldErrors, controller: k8s.ReplicationController, old: k8s.ReplicationController | undefined, context: ValidationContext): void {
  const spec = struct(controller.spec);
  const selector = map(spec.selector);
  if (Object.keys(selector).length === 0) errors.required(SPEC.child('selector'));
  const template = object(spec.template);
  const path = SPEC.child('template');
  if (!template) errors.required(path);
  else {
    const labels = map(struct(template.metadata).labels);
    if (Object.keys(selector).some(key => labels[key] !== selector[key])) errors.invalid(path.child('metadata', 'labels'), shownLabels(template), '`selector` does not match template `labels`');
    validatePodTemplate(errors, path, template, templateOptions(object(struct(old?.spec).template)), context);
    ofEndlessPods(errors, path, struct(template.spec), 'ReplicationController');
  }
  notNegative(errors, SPEC, 'replicas', spec.replicas);
  notNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
}
/** A controller that keeps Pods running takes only those that restart, and without an end. */
export function ofEndlessPods(errors: FieldErrors, path: FieldPath, spec: k8s.PodSpec, kind: string): void {
  if (spec.restartPolicy !== 'Always') errors.notSupported(path.child('spec', 'restartPolicy'), text(spec.restartPolicy), ['Always']);
  if (optional(spec.activeDeadlineSeconds) !== undefined) errors.forbidden(path.child('spec', 'activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`);
}

/** Counts that go with a number of replicas. */
export function replicaCounts(errors: FieldErrors, status: { readonly [field: string]: unknown }, fields: readonly string[], sentence = 'cannot be greater than readyReplicas'): void {
  const replicas = number(status['replicas']);
  for (const field of fields) if (number(status[field]) > replicas) errors.invalid(STATUS.child(field), number(status[field]), 'cannot be greater than status.replicas');
  if (number(status['availableReplicas']) > number(status['readyReplicas'])) errors.invalid(STATUS.child('availableReplicas'), number(status['availableReplicas']), sentence);
}

export const replicationControllers: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced());
    replicationController(errors, as<k8s.ReplicationController>(object), undefined, context);
  },
  update: (errors, next, old, context) => {
    replicationController(errors, as<k8s.ReplicationController>(next), as<k8s.ReplicationController>(old), context);
  },
  subresources: {
    status: (errors, next) => {
      const status = struct(next['status'] as Record<string, unknown> | undefined);
      for (const field of ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration']) notNegative(errors, STATUS, field, status[field]);
      replicaCounts(errors, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']);
    },
  },
};

const templateOf = (object: KubeObject): k8s.PodTemplateSpec => struct(as<k8s.PodTemplate>(object).template);
/** Follows ValidatePodTemplate. */
export const podTemplates: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced());
    validatePodTemplate(errors, TEMPLATE, templateOf(object), templateOptions(undefined), context);
  },
  update: (errors, next, old, context) => {
    validatePodTemplate(errors, TEMPLATE, templateOf(next), templateOptions(templateOf(old)), context);
  },
};
