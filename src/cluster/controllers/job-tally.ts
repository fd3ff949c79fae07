/** Counting a Job's Pods: each end is counted once, then its finalizer is taken off. */
import type { Job, Pod } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { Self } from './job-state.ts';
import { indexesOf, indexText } from './job-indexes.ts';
import { isDeleted } from './objects.ts';
import { policyFor } from './job-failure-policy.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';
export const INDEX = 'batch.kubernetes.io/job-completion-index';
export const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';

export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly newlySucceeded: readonly Pod[];
  readonly newlyFailed: readonly Pod[];
  readonly completedIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  readonly completedText: string;
  readonly failedText: string;
  /** Index -> how often its Pods have failed. */
  readonly indexFailures: ReadonlyMap<number, number>;
  /** What a rule of the Pod failure policy says about the Job as a whole. */
  readonly failJob: string | null;
}

export const indexOf = ({ metadata }: Pod): number => Number(metadata.annotations?.[INDEX] ?? -1);
const isUncounted = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING) === true;
/** A Pod that is deleted counts as failed as soon as it terminates, unless only failed ones are replaced. */
export const hasFailed = (pod: Pod, job: Job): boolean =>
  pod.status.phase === 'Failed' || (job.spec.podReplacementPolicy !== 'Failed' && job.spec.podFailurePolicy === undefined && isDeleted(pod) && pod.status.phase !== 'Succeeded');

/** When the last of its containers ended, or when it was deleted. */
export function finishedAt(self: Self, pod: Pod): SimTime {
  const ends = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].map(({ state }) => state?.terminated?.finishedAt).filter(text => text !== undefined);
  if (ends.length > 0) return Math.max(...ends.map(text => self.instant(text))) as SimTime;
  return self.instant(pod.status.conditions?.find(each => each.type === 'Ready')?.lastTransitionTime);
}

export function countPods(_self: Self, job: Job, pods: readonly Pod[]): Tally {
  const completed = new Set(indexesOf(job.status.completedIndexes));
  const failedIndexes = new Set(indexesOf(job.status.failedIndexes));
  const indexed = job.spec.completionMode === 'Indexed';
  const newlySucceeded = pods.filter(pod => isUncounted(pod) && pod.status.phase === 'Succeeded');
  const ended = pods.filter(pod => isUncounted(pod) && hasFailed(pod, job));
  const policies = ended.map(pod => ({ pod, policy: policyFor(job, pod) }));
  if (indexed) for (const pod of newlySucceeded) if (indexOf(pod) < (job.spec.completions ?? 0)) completed.add(indexOf(pod));
  const indexFailures = new Map<number, number>();
  for (const pod of pods) indexFailures.set(indexOf(pod), Math.max(indexFailures.get(indexOf(pod)) ?? 0, failuresOf(pod, job)));
  const { backoffLimitPerIndex: limit } = job.spec;
  if (limit !== undefined) {
    for (const { pod, policy } of policies) {
      const index = indexOf(pod);
      if (!completed.has(index) && (policy.action === 'FailIndex' || (indexFailures.get(index) ?? 0) > limit)) failedIndexes.add(index);
    }
  }
  const counted = policies.filter(({ policy }) => policy.action !== 'Ignore');
  return {
    succeeded: indexed ? completed.size : (job.status.succeeded ?? 0) + newlySucceeded.length,
    failed: (job.status.failed ?? 0) + counted.length,
    newlySucceeded,
    newlyFailed: ended,
    completedIndexes: completed,
    failedIndexes,
    completedText: indexed ? indexText(completed) : '',
    failedText: indexText(failedIndexes),
    indexFailures,
    failJob: policies.find(({ policy }) => policy.action === 'FailJob')?.policy.message ?? null,
  };
}

/** How often Pods of this one's index have failed, itself included; the count is handed on from Pod to Pod. */
function failuresOf(pod: Pod, job: Job): number {
  const before = Number(pod.metadata.annotations?.[INDEX_FAILURES] ?? 0);
  return before + (hasFailed(pod, job) ? 1 : 0);
}
