/** A Pod that is to be created. Follows ValidatePodCreate. */
import type { k8s } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints } from '../../../../model/names.ts';
import type { ValidationContext } from '../context.ts';
import type { FieldErrors } from '../errors.ts';
import { METADATA, SPEC, notNegative } from '../common.ts';
import { validateMeta } from '../metadata.ts';
import { has, items, object, size, struct, text } from '../values.ts';
import { annotationsMatchFields, annotationsOf, validatePodAnnotations } from './annotations.ts';
import { imageWhitespace } from './containers.ts';
import { STRICT, type PodOptions, type PodScope } from './scope.ts';
import { scopeOf, validatePodSpec } from './spec.ts';

export function validatePodCreate(errors: FieldErrors, pod: k8s.Pod, context: ValidationContext): void {
  validateMetadataAndSpec(errors, pod, STRICT, context);
  const spec = struct(pod.spec);
  if (size(spec.ephemeralContainers) > 0) errors.forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create');
  if (text(spec.nodeName) !== '' && size(spec.schedulingGates) > 0) errors.forbidden(SPEC.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  annotationsMatchFields(errors, SPEC, annotationsOf(pod.metadata), spec);
}

/** Follows validatePodMetadataAndSpec. */
export function validateMetadataAndSpec(errors: FieldErrors, pod: k8s.Pod, options: PodOptions, context: ValidationContext): void {
  const [meta, spec] = [struct(pod.metadata), struct(pod.spec)];
  validateMeta(errors, meta, { namespaced: true, name: dnsSubdomainComplaints });
  const scope: PodScope = scopeOf(errors, spec, options, context);
  const annotations = annotationsOf(meta);
  validatePodAnnotations(scope, METADATA.child('annotations'), annotations);
  validatePodSpec(scope, SPEC, { podName: text(meta.name), annotations });
  if (text(spec.serviceAccountName) === '' && spec.volumes) tokensNeedAnAccount(errors, spec);
  if (has(spec.terminationGracePeriodSeconds)) notNegative(errors, SPEC, 'terminationGracePeriodSeconds', spec.terminationGracePeriodSeconds);
  for (const field of ['containers', 'initContainers'] as const) {
    if (spec[field]) items(spec[field]).forEach((container, i) => imageWhitespace(errors, SPEC.child(field).index(i), container));
  }
}

function tokensNeedAnAccount(errors: FieldErrors, spec: k8s.PodSpec): void {
  items(spec.volumes).forEach((volume, v) => {
    items(object(volume.projected)?.sources).forEach((source, s) => {
      if (!has(source.serviceAccountToken)) return;
      errors.forbidden(SPEC.child('volumes').index(v).child('projected', 'sources').index(s).child('serviceAccountToken'), 'must not be specified when serviceAccountName is not set');
    });
  });
}
