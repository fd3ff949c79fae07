/** What may change in a Job. Follows ValidateJobSpecUpdate. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { FieldErrors } from '../errors.ts';
import { SPEC, immutable } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { has, items, number, object, struct, text } from '../values.ts';
import { isTrue } from './job-status.ts';

export function validateJobChanges(errors: FieldErrors, next: k8s.Job, old: k8s.Job): void {
  const [now, then] = [struct(next.spec), struct(old.spec)];
  completions(errors, now, then);
  immutable(errors, SPEC.child('selector'), '*metav1.LabelSelector', now.selector, then.selector);
  template(errors, now, then, mayChangeTemplate(old));
  immutable(errors, SPEC.child('completionMode'), '*string', now.completionMode, then.completionMode);
  immutable(errors, SPEC.child('podFailurePolicy'), '*batch.PodFailurePolicy', now.podFailurePolicy, then.podFailurePolicy);
  immutable(errors, SPEC.child('backoffLimitPerIndex'), '*int', now.backoffLimitPerIndex, then.backoffLimitPerIndex);
  immutable(errors, SPEC.child('managedBy'), '*string', now.managedBy, then.managedBy);
  immutable(errors, SPEC.child('successPolicy'), '*batch.SuccessPolicy', now.successPolicy, then.successPolicy);
}

/** An indexed Job may be scaled, both numbers together. Follows validateCompletions. */
function completions(errors: FieldErrors, next: k8s.JobSpec, old: k8s.JobSpec): void {
  const path = SPEC.child('completions');
  if (next.completionMode !== 'Indexed') return scalar(errors, path, next.completions, old.completions);
  if (goEqual('*int', next.completions, old.completions) || !has(next.completions)) return;
  if (number(next.completions) !== number(next.parallelism)) errors.invalid(path, number(next.completions), `can only be modified in tandem with ${FieldPath.of('spec').child('parallelism').toString()}`);
}
function scalar(errors: FieldErrors, path: FieldPath, next: unknown, old: unknown): void {
  if (!goEqual('*int', next, old)) errors.invalid(path, typeof next === 'number' ? next : null, 'field is immutable');
}

/** A Job that is suspended and has no Pods may still be told where and with what they run. Follows shouldAllowMutablePodTemplate. */
function mayChangeTemplate(job: k8s.Job): boolean {
  const status = struct(job.status);
  return struct(job.spec).suspend === true && (!has(status.startTime) || isTrue(job, 'Suspended')) && number(status.active) === 0;
}

/** Follows validatePodTemplateUpdate. */
function template(errors: FieldErrors, next: k8s.JobSpec, old: k8s.JobSpec, mayChange: boolean): void {
  const [now, then] = [struct(next.template), struct(old.template)];
  if (!mayChange) return immutable(errors, SPEC.child('template'), 'core.PodTemplateSpec', now, then);
  const [spec, before] = [struct(now.spec), withDirectives(struct(then.spec), struct(now.spec))];
  immutable(errors, SPEC.child('template.spec'), 'core.PodSpec', spec, withResources(before, spec));
}
/** The old spec with the new directives of scheduling. */
function withDirectives(old: k8s.PodSpec, next: k8s.PodSpec): k8s.PodSpec {
  const [affinity, now] = [object(old.affinity), object(next.affinity)];
  const merged: k8s.Affinity | undefined = affinity || now ? { ...affinity, nodeAffinity: now?.nodeAffinity } : undefined;
  const empty = merged && !now && !has(merged.podAffinity) && !has(merged.podAntiAffinity);
  return { ...old, affinity: empty ? undefined : merged, nodeSelector: next.nodeSelector, tolerations: next.tolerations, schedulingGates: next.schedulingGates };
}
/** The old spec with the new resources of containers of the same name. Follows validatePodResourceUpdatesOnly. */
function withResources(old: k8s.PodSpec, next: k8s.PodSpec): k8s.PodSpec {
  const taken = (field: 'containers' | 'initContainers'): readonly k8s.Container[] => {
    const [then, now] = [items(old[field]), items(next[field])];
    if (then.length !== now.length) return then;
    return then.map((container, i) => (text(now[i]?.name) === text(container.name) ? { ...container, resources: now[i]?.resources } : container));
  };
  return { ...old, containers: taken('containers'), initContainers: old.initContainers ? taken('initContainers') : undefined };
}
