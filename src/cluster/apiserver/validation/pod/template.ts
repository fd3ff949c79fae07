/** A template of Pods. Follows ValidatePodTemplateSpec. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { ValidationContext } from '../context.ts';
import type { FieldErrors } from '../errors.ts';
import { labels } from '../common.ts';
import { annotations } from '../metadata.ts';
import { size, struct } from '../values.ts';
import { annotationsMatchFields, annotationsOf, validatePodAnnotations } from './annotations.ts';
import type { PodOptions } from './scope.ts';
import { TEMPLATE, scopeOf, validatePodSpec } from './spec.ts';

export function validatePodTemplate(errors: FieldErrors, path: FieldPath, template: k8s.PodTemplateSpec, options: PodOptions, context: ValidationContext): void {
  const [meta, spec] = [struct(template.metadata), struct(template.spec)];
  labels(errors, path.child('labels'), meta.labels);
  annotations(errors, path.child('annotations'), meta.annotations);
  const scope = scopeOf(errors, spec, options, context);
  const held = annotationsOf(meta);
  validatePodAnnotations(scope, path.child('annotations'), held);
  validatePodSpec(scope, path.child('spec'), TEMPLATE);
  annotationsMatchFields(errors, path.child('spec'), held, spec);
  if (size(spec.ephemeralContainers) > 0) errors.forbidden(path.child('spec', 'ephemeralContainers'), 'ephemeral containers not allowed in pod template');
}
