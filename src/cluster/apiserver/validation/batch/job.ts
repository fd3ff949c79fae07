/** Jobs. Follows ValidateJobCreate and ValidateJobSpec of pkg/apis/batch/validation. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { KubeObject, k8s } from '../../../../model/objects.ts';
import { byteLength, dnsLabelComplaints, dnsSubdomainComplaints, HTTP_PATH, isHttpPath } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { METADATA, SPEC, isReadableSelector, labelSelector, notNegative, selectsLabels } from '../common.ts';
import type { ValidationContext } from '../context.ts';
import type { PodOptions } from '../pod/scope.ts';
import { templateOptions } from '../pod/options.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { selectsTemplate, shownLabels } from '../apps/workload.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, map, number, object, optional, struct, text } from '../values.ts';
import { failurePolicy, successPolicy } from './policies.ts';
import { validateJobChanges } from './job-update.ts';
import { validateJobStatus } from './job-status.ts';

const MANY = 100000;
const MOST_PARALLEL = 10000;

/** Follows validateJobSpec, for a Job and for the template of a CronJob. */
export function validateJobSpec(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec, options: PodOptions, context: ValidationContext): void {
  for (const field of [
    'parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes',
  ] as const) notNegative(errors, path, field, spec[field]);
  if (has(spec.maxFailedIndexes) && !has(spec.backoffLimitPerIndex)) errors.required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified');
  if (has(spec.managedBy)) managedBy(errors, path.child('managedBy'), text(spec.managedBy));
  completionMode(errors, path, spec);
  const [failure, success] = [object(spec.podFailurePolicy), object(spec.successPolicy)];
  if (failure) failurePolicy(errors, path.child('podFailurePolicy'), spec, failure);
  if (success) {
    if (spec.completionMode === 'Indexed') successPolicy(errors, path.child('successPolicy'), spec, success);
    else errors.invalid(path.child('successPolicy'), asType('batch.SuccessPolicy', success), 'requires indexed completion mode');
  }
  if (has(spec.podReplacementPolicy)) {
    const known = failure ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
    if (!known.includes(text(spec.podReplacementPolicy))) errors.notSupported(path.child('podReplacementPolicy'), text(spec.podReplacementPolicy), known);
  }
  validatePodTemplate(errors, path.child('template'), struct(spec.template), options, context);
  restartPolicy(errors, path.child('template', 'spec', 'restartPolicy'), text(object(struct(spec.template).spec)?.restartPolicy), failure !== undefined);
}

/** Follows IsDomainPrefixedPath, and the length of a label. */
function managedBy(errors: FieldErrors, path: FieldPath, name: string): void {
  const slash = name.indexOf('/');
  const [host, rest] = [name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)];
  if (name === '') errors.required(path);
  else if (slash <= 0 || rest === '') errors.invalid(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")');
  else {
    errors.complaints(path, host, dnsSubdomainComplaints(host));
    if (!isHttpPath(rest)) errors.invalid(path, rest, `Invalid path (regex used for validation is '${HTTP_PATH}')`);
  }
  if (byteLength(name) > 63) errors.tooLong(path, 63);
}

/** What an indexed Job needs, and what only an indexed Job may have. */
function completionMode(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec): void {
  const mode = text(spec.completionMode);
  if (has(spec.completionMode) && mode !== 'NonIndexed' && mode !== 'Indexed') errors.notSupported(path.child('completionMode'), mode, ['NonIndexed', 'Indexed']);
  if (mode === 'Indexed') return indexed(errors, path, spec);
  if (has(spec.completionMode) && mode !== 'NonIndexed') return;
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) if (has(spec[field])) errors.invalid(path.child(field), number(spec[field]), 'requires indexed completion mode');
}
function indexed(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec): void {
  const [completions, parallelism, failed] = [optional(spec.completions), number(spec.parallelism), optional(spec.maxFailedIndexes)];
  const perIndex = `when completions are above ${MANY} and used with backoff limit per index`;
  if (completions === undefined) errors.required(path.child('completions'), 'when completion mode is Indexed');
  if (parallelism > MANY) errors.invalid(path.child('parallelism'), parallelism, `must be less than or equal to ${MANY} when completion mode is Indexed`);
  if (completions !== undefined && failed !== undefined && failed > completions) errors.invalid(path.child('maxFailedIndexes'), failed, 'must be less than or equal to completions');
  if (number(failed) > MANY) errors.invalid(path.child('maxFailedIndexes'), number(failed), `must be less than or equal to ${MANY}`);
  if (number(completions) <= MANY || !has(spec.backoffLimitPerIndex)) return;
  if (failed === undefined) errors.required(path.child('maxFailedIndexes'), `must be specified when completions is above ${MANY}`);
  if (parallelism > MOST_PARALLEL) errors.invalid(path.child('parallelism'), parallelism, `must be less than or equal to ${MOST_PARALLEL} ${perIndex}`);
  if (number(failed) > MOST_PARALLEL) errors.invalid(path.child('maxFailedIndexes'), number(failed), `must be less than or equal to ${MOST_PARALLEL} ${perIndex}`);
}

/** The Pods of a Job end. */
function restartPolicy(errors: FieldErrors, path: FieldPath, policy: string, hasFailurePolicy: boolean): void {
  if (policy === '' || policy === 'Always') errors.required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never') errors.notSupported(path, policy, ['OnFailure', 'Never']);
  else if (hasFailurePolicy && policy !== 'Never') errors.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

/** Follows ValidateJobSpec: the spec with its selector. */
function validateJob(errors: FieldErrors, job: k8s.Job, old: k8s.JobSpec | undefined, context: ValidationContext): void {
  const spec = struct(job.spec);
  validateJobSpec(errors, SPEC, spec, templateOptions(object(old?.template)), context);
  const selector = object(spec.selector);
  if (!selector) errors.required(SPEC.child('selector'));
  else labelSelector(errors, SPEC.child('selector'), selector);
  const template = struct(spec.template);
  if (isReadableSelector(selector) && !selectsTemplate(selector, template)) errors.invalid(SPEC.child('template', 'metadata', 'labels'), shownLabels(template), '`selector` does not match template `labels`');
}

/** The labels by which a Job finds its Pods, unless it says otherwise. Follows validateGeneratedSelector. */
function generatedSelector(errors: FieldErrors, job: k8s.Job): void {
  const spec = struct(job.spec);
  const selector = object(spec.selector);
  if (spec.manualSelector === true || !selector) return;
  const meta = struct(job.metadata);
  const [uid, name] = [text(meta.uid), text(meta.name)];
  if (uid === '') errors.required(METADATA.child('uid'));
  const wanted: Readonly<Record<string, string>> = { 'controller-uid': uid, 'job-name': name, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const held = struct(struct(spec.template).metadata).labels;
  const labels = map(held);
  for (const key in wanted) {
    const path = SPEC.child('template', 'metadata', 'labels').key(key);
    if (labels[key] === undefined) errors.required(path, `must be '${wanted[key]}'`);
    else if (labels[key] !== wanted[key]) errors.invalid(path, shownLabels(struct(spec.template)), `must be '${wanted[key]}'`);
  }
  if (isReadableSelector(selector) && !selectsLabels(selector, wanted)) errors.invalid(SPEC.child('selector'), asType('metav1.LabelSelector', selector), '`selector` not auto-generated');
}

/** The last Pod of an indexed Job must have a name that a host can have. */
function nameAllowsCompletions(errors: FieldErrors, job: k8s.Job): void {
  const spec = struct(job.spec);
  if (spec.completionMode !== 'Indexed' || number(spec.completions) <= 0) return;
  const name = text(struct(job.metadata).name);
  const host = `${name}-${number(spec.completions) - 1}`;
  if (dnsLabelComplaints(host).length > 0) errors.invalid(METADATA.child('name'), name, `will not able to create pod with invalid DNS label: ${host}`);
}

/** Follows ValidateJob; `old` is the spec before an update. */
function wholeJob(errors: FieldErrors, job: k8s.Job, old: k8s.JobSpec | undefined, context: ValidationContext): void {
  checkMeta(errors, job as unknown as KubeObject, namespaced());
  generatedSelector(errors, job);
  validateJob(errors, job, old, context);
  nameAllowsCompletions(errors, job);
}

export const jobs: KindRules = {
  create: (errors, object, context) => wholeJob(errors, as<k8s.Job>(object), undefined, context),
  update: (errors, next, old, context) => {
    const [now, then] = [as<k8s.Job>(next), as<k8s.Job>(old)];
    wholeJob(errors, now, struct(then.spec), context);
    validateJobChanges(errors, now, then);
  },
  subresources: {
    status: (errors, next, old) => {
      validateJobStatus(errors, as<k8s.Job>(next), as<k8s.Job>(old));
    },
  },
};
