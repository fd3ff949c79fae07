/** What the Job controller, or another, may say of a Job. Follows ValidateJobStatusUpdate with the checks of JobManagedBy. */
import type { k8s } from '../../../../model/objects.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { STATUS, notNegative } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { has, items, number, object, optional, size, struct, text, texts } from '../values.ts';
import { readIndexes, readInterval } from './policies.ts';

export const isTrue = (job: k8s.Job, type: string): boolean => items(struct(job.status).conditions).some(condition => condition.type === type && condition.status === 'True');
const isFinished = (job: k8s.Job): boolean => isTrue(job, 'Complete') || isTrue(job, 'Failed');
const CONDITIONS = STATUS.child('conditions');

export function validateJobStatus(errors: FieldErrors, next: k8s.Job, old: k8s.Job): void {
  const [status, before] = [struct(next.status), struct(old.status)];
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const) notNegative(errors, STATUS, field, status[field]);
  uncounted(errors, status);
  conditionsAgree(errors, next, old);
  timesAgree(errors, next, old, status, before);
  finishedHasNoPods(errors, next, old, status, before);
  indexes(errors, next, status, before);
  if ((changed(status, before, 'ready') || changed(status, before, 'active'))
    && number(status.ready) > number(status.active)) errors.invalid(STATUS.child('ready'), number(status.ready), 'cannot set more ready pods than active');
  terminalStays(errors, next, old, status, before);
}
const changed = (status: k8s.JobStatus, before: k8s.JobStatus, field: keyof k8s.JobStatus): boolean => JSON.stringify(status[field] ?? null) !== JSON.stringify(before[field] ?? null);
const switched = (next: k8s.Job, old: k8s.Job, ...types: readonly string[]): boolean => types.some(type => isTrue(next, type) !== isTrue(old, type));

function uncounted(errors: FieldErrors, status: k8s.JobStatus): void {
  const seen = new Set<string>();
  for (const field of ['succeeded', 'failed'] as const) {
    texts(object(status.uncountedTerminatedPods)?.[field]).forEach((uid, i) => {
      const path = STATUS.child('uncountedTerminatedPods', field).index(i);
      if (uid === '') errors.invalid(path, uid, 'must not be empty');
      else if (seen.has(uid)) errors.duplicate(path, uid);
      seen.add(uid);
    });
  }
}

/** Conditions that exclude or need one another. */
function conditionsAgree(errors: FieldErrors, next: k8s.Job, old: k8s.Job): void {
  const [complete, failed, target, met] = ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'].map(type => isTrue(next, type));
  const refuse = (wrong: boolean | undefined, message: string): void => {
    if (wrong) errors.invalidWithoutValue(CONDITIONS, message);
  };
  refuse(switched(next, old, 'Complete', 'Failed') && complete && failed, 'cannot set Complete=True and Failed=true conditions');
  refuse(switched(next, old, 'Complete', 'FailureTarget') && complete && target, 'cannot set Complete=True and FailureTarget=true conditions');
  refuse(switched(next, old, 'Failed') && failed && !target, 'cannot set Failed=True condition without the FailureTarget=true condition');
  refuse(switched(next, old, 'Complete', 'SuccessCriteriaMet') && complete && !met, 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  refuse(met && failed, 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  refuse(met && target, 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  refuse(has(struct(next.spec).successPolicy) && !met && complete, 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True');
}

function timesAgree(errors: FieldErrors, next: k8s.Job, old: k8s.Job, status: k8s.JobStatus, before: k8s.JobStatus): void {
  const [path, complete] = [STATUS.child('completionTime'), isTrue(next, 'Complete')];
  const shown = asType('*time', status.completionTime);
  const moved = changed(status, before, 'completionTime');
  if (switched(next, old, 'Complete') || moved) {
    if (has(status.completionTime) && !complete) errors.invalid(path, shown, 'cannot set completionTime when there is no Complete=True condition');
    if (!has(status.completionTime) && complete) errors.required(path, 'completionTime is required for Complete jobs');
  }
  const early = has(status.startTime) && has(status.completionTime) && Date.parse(text(status.completionTime)) < Date.parse(text(status.startTime));
  if ((moved || changed(status, before, 'startTime')) && early) errors.invalid(path, shown, 'must be equal to or after `startTime`');
}

/** A finished Job has no Pods left, and had a start. */
function finishedHasNoPods(errors: FieldErrors, next: k8s.Job, old: k8s.Job, status: k8s.JobStatus, before: k8s.JobStatus): void {
  if (!isFinished(next)) return;
  const ended = !isFinished(old);
  const neverRan = struct(next.spec).suspend === true && struct(next.spec).completions === 0;
  const left = object(status.uncountedTerminatedPods);
  if ((ended || changed(status, before, 'active')) && number(status.active) > 0) errors.invalid(STATUS.child('active'), number(status.active), 'active>0 is invalid for finished job');
  if ((ended || changed(status, before, 'startTime')) && !neverRan && !has(status.startTime)) errors.required(STATUS.child('startTime'), 'startTime is required for finished job');
  if ((ended || changed(status, before, 'uncountedTerminatedPods')) && size(left?.failed) + size(left?.succeeded) > 0) {
    errors.invalid(STATUS.child('uncountedTerminatedPods'), asType('*batch.UncountedTerminatedPods', left), 'must be empty for finished job');
  }
  if ((ended || changed(status, before, 'terminating')) && number(status.terminating) > 0) errors.invalid(STATUS.child('terminating'), number(status.terminating), 'terminating>0 is invalid for finished job');
}

function indexes(errors: FieldErrors, job: k8s.Job, status: k8s.JobStatus, before: k8s.JobStatus): void {
  const spec = struct(job.spec);
  const completions = optional(spec.completions);
  const [completed, failed] = [text(status.completedIndexes), text(status.failedIndexes)];
  const [completedMoved, failedMoved] = [completed !== text(before.completedIndexes), changed(status, before, 'failedIndexes')];
  const read = (field: 'completedIndexes' | 'failedIndexes', written: string): void => {
    const problem = completions === undefined ? 0 : readIndexes(written, completions);
    if (typeof problem === 'string') errors.invalid(STATUS.child(field), written, `error parsing ${field}: ${problem}`);
  };
  if (completedMoved) read('completedIndexes', completed);
  if (failedMoved && has(spec.backoffLimitPerIndex) && has(status.failedIndexes)) read('failedIndexes', failed);
  if (completedMoved && completed !== '' && spec.completionMode !== 'Indexed') errors.invalid(STATUS.child('completedIndexes'), completed, 'cannot set non-empty completedIndexes when non-indexed completion mode');
  if (failedMoved && !has(spec.backoffLimitPerIndex) && has(status.failedIndexes)) errors.invalid(STATUS.child('failedIndexes'), failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null');
  if (!(completedMoved || failedMoved) || completions === undefined || !has(status.failedIndexes)) return;
  const overlap = firstOverlap(completed, failed, completions);
  if (overlap !== null) errors.invalid(STATUS.child('failedIndexes'), failed, `failedIndexes and completedIndexes overlap at index: ${overlap}`);
}
/** The first index that is in both lists. Follows validateFailedIndexesNotOverlapCompleted. */
function firstOverlap(completed: string, failed: string, completions: number): number | null {
  const read = (written: string): (readonly [number, number])[] => (written === '' ? [] : written.split(',').map(each => readInterval(each, completions)).filter(each => typeof each !== 'string'));
  for (const [first, last] of read(completed)) for (const [low, high] of read(failed)) if (first <= high && low <= last) return Math.max(first, low);
  return null;
}

/** What has been said for good is not taken back, and counters do not fall. */
function terminalStays(errors: FieldErrors, next: k8s.Job, old: k8s.Job, status: k8s.JobStatus, before: k8s.JobStatus): void {
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (isTrue(old, type) && !isTrue(next, type)) errors.invalidWithoutValue(CONDITIONS, `cannot disable the terminal ${type}=True condition`);
  }
  const spec = struct(next.spec);
  const scalable = spec.completionMode === 'Indexed' && goEqual('*int', spec.completions, spec.parallelism);
  if (number(status.failed) < number(before.failed)) errors.invalid(STATUS.child('failed'), number(status.failed), 'cannot decrease the failed counter');
  if (!scalable && number(status.succeeded) < number(before.succeeded)) errors.invalid(STATUS.child('succeeded'), number(status.succeeded), 'cannot decrease the succeeded counter');
  if (has(status.completionTime)
    && has(before.completionTime)
    && !goEqual('*time', status.completionTime, before.completionTime)) errors.invalid(STATUS.child('completionTime'), asType('*time', status.completionTime), 'field is immutable');
  const resuming = isTrue(old, 'Suspended') && items(status.conditions).some(condition => condition.type === 'Suspended' && condition.status === 'False');
  const restarted = has(before.startTime) && !goEqual('*time', before.startTime, status.startTime);
  if (restarted && !resuming && spec.suspend !== true) errors.invalid(STATUS.child('startTime'), asType('*time', status.startTime), 'field is immutable for unsuspended job once set');
  if (isTrue(old, 'SuccessCriteriaMet') && !isTrue(next, 'SuccessCriteriaMet')) errors.invalidWithoutValue(CONDITIONS, 'cannot disable the SuccessCriteriaMet=True condition');
  if (isTrue(old, 'Complete') && !isTrue(old, 'SuccessCriteriaMet') && isTrue(next, 'SuccessCriteriaMet')) {
    errors.invalidWithoutValue(CONDITIONS, 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
  }
}
