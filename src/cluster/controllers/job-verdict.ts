/** Whether a Job is over: enough has succeeded, or something says that it failed. */
import type { Job, Pod, k8s } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import { jobCondition, type Self } from './job-state.ts';
import { indexesOf } from './job-indexes.ts';
import type { Tally } from './job-tally.ts';
import { isActive, isFinished } from './objects.ts';

export interface JobVerdict {
  readonly failed: boolean;
  readonly reason: string;
  readonly message: string;
}
const REACHED: JobVerdict = { failed: false, reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
const TOO_MANY_FAILURES: JobVerdict = { failed: true, reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
const TOO_LATE: JobVerdict = { failed: true, reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
const TOO_MANY_INDEXES: JobVerdict = { failed: true, reason: 'MaxFailedIndexesExceeded', message: 'Job has exceeded the specified maximal number of failed indexes' };
const SOME_INDEXES: JobVerdict = { failed: true, reason: 'FailedIndexes', message: 'Job has failed indexes' };
const DEFAULT_BACKOFF_LIMIT = 6;

export function verdictOf(self: Self, job: Job, status: k8s.JobStatus, tally: Tally, pods: readonly Pod[]): JobVerdict | null {
  return announced(job)
    ?? (tally.failJob === null ? null : { failed: true, reason: 'PodFailurePolicy', message: tally.failJob })
    ?? tooManyFailures(job, tally, pods)
    ?? outOfTime(self, job, status)
    ?? failedIndexes(job, tally)
    ?? success(job, tally, pods);
}

/** A verdict that has been announced stands, while the last Pods come to their end. */
function announced(job: Job): JobVerdict | null {
  const failure = jobCondition(job, 'FailureTarget');
  const found = failure ?? jobCondition(job, 'SuccessCriteriaMet');
  return found === undefined ? null : { failed: failure !== undefined, reason: found.reason ?? '', message: found.message ?? '' };
}

function outOfTime(self: Self, { spec }: Job, { startTime }: k8s.JobStatus): JobVerdict | null {
  if (spec.activeDeadlineSeconds === undefined || startTime === undefined || spec.suspend === true) return null;
  return self.now >= after(self.instant(startTime), spec.activeDeadlineSeconds * 1000) ? TOO_LATE : null;
}

function tooManyFailures({ spec }: Job, tally: Tally, pods: readonly Pod[]): JobVerdict | null {
  const limit = spec.backoffLimit ?? (spec.backoffLimitPerIndex === undefined ? DEFAULT_BACKOFF_LIMIT : Number.POSITIVE_INFINITY);
  return tally.failed > limit || restartsExceed(spec, pods, limit) ? TOO_MANY_FAILURES : null;
}
function failedIndexes({ spec }: Job, tally: Tally): JobVerdict | null {
  if (spec.backoffLimitPerIndex === undefined) return null;
  if (spec.maxFailedIndexes !== undefined && tally.failedIndexes.size > spec.maxFailedIndexes) return TOO_MANY_INDEXES;
  return tally.failedIndexes.size > 0 && tally.succeeded + tally.failedIndexes.size >= (spec.completions ?? 0) ? SOME_INDEXES : null;
}
/** With restartPolicy OnFailure the containers' restarts count. */
function restartsExceed(spec: Job['spec'], pods: readonly Pod[], limit: number): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const pod of pods) {
    if (isFinished(pod)) continue;
    for (const { restartCount } of [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]) restarts += restartCount;
  }
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function success({ spec }: Job, tally: Tally, pods: readonly Pod[]): JobVerdict | null {
  for (const { succeededIndexes, succeededCount } of spec.successPolicy?.rules ?? []) {
    const asked = succeededIndexes === undefined ? null : new Set(indexesOf(succeededIndexes));
    const reached = [...tally.completedIndexes].filter(index => asked?.has(index) ?? true).length;
    if (reached >= (succeededCount ?? asked?.size ?? 0)) return {
      failed: false, reason: 'SuccessPolicy',
      message: `Matched rules at index ${spec.successPolicy?.rules.findIndex(rule => rule.succeededIndexes === succeededIndexes && rule.succeededCount === succeededCount) ?? 0}`,
    };
  }
  if (spec.completions === undefined) return tally.succeeded > 0 && !pods.some(isActive) ? REACHED : null;
  return tally.succeeded >= spec.completions ? REACHED : null;
}
