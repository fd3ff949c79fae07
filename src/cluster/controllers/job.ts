/** Job: Pods that run to their end, until enough have succeeded or too many failed. Follows pkg/controller/job. */
import { jsonEqual } from '../../base/json.ts';
import type { Job, KubeObject, Pod, k8s } from '../../model/objects.ts';
import { after, type SimTime } from '../../model/time.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables } from './group-index.ts';
import { isDeleted, isActive, isFinished, isReady, omitEmpty, withCondition } from './objects.ts';
import { podAnswered } from './pod-answers.ts';
import { controllerOf } from './objects.ts';
import { isJobFinished, jobCondition, podsOf, type Self, type State } from './job-state.ts';
import { countPods, finishedAt, hasFailed, indexOf, TRACKING, type Tally } from './job-tally.ts';
import { verdictOf, type JobVerdict } from './job-verdict.ts';
import { podOfJob, wantedIndexes } from './job-pods.ts';
import { byExpendability } from './ranking.ts';
import { patchStatus } from './status.ts';

/** Changes of Pods are gathered for so long. */
const BATCH_MS = 1000;
const FIRST_BACKOFF_MS = 10_000;
const MOST_BACKOFF_MS = 600_000;
const BURST = 500;

function hearPod(self: Self, pod: Pod, gone: boolean): void {
  const owner = controllerOf(pod);
  if (!gone && isOrphan(self, pod, owner)) letGo(self, [pod]);
  if (owner?.kind !== 'Job') return;
  const index = new GroupIndex(self.state);
  if (gone) index.delete(pod.metadata.uid);
  else index.set(pod.metadata.uid, owner.uid, pod);
  self.wakeBy(`${pod.metadata.namespace}/${owner.name}`, after(self.now, BATCH_MS));
}

/** A Pod that was to be counted by a Job that is not there any more. Follows job_controller.go syncOrphanPod. */
function isOrphan(self: Self, { metadata }: Pod, owner: k8s.OwnerReference | undefined): boolean {
  if (metadata.finalizers?.includes(TRACKING) !== true) return false;
  return owner?.kind !== 'Job' || self.plan.view.get('jobs.batch', metadata.namespace, owner.name)?.metadata.uid !== owner.uid;
}

function sync(self: Self, key: string): void {
  const job = self.plan.view.get('jobs.batch', ...splitKey(key));
  if (job === undefined) {
    self.state.backoffs.delete(key);
    return;
  }
  const pods = podsOf(self, job);
  if (isJobFinished(job)) {
    letGo(self, pods);
    expire(self, key, job);
    return;
  }
  if (isDeleted(job)) {
    letGo(self, pods);
    return;
  }
  const started = job.status.startTime === undefined && job.spec.suspend !== true ? { ...job.status, startTime: self.time } : job.status;
  const tally = countPods(self, job, pods);
  rememberFailures(self, key, tally);
  const verdict = verdictOf(self, job, started, tally, pods);
  if (verdict !== null) finish(self, key, job, started, tally, verdict, pods);
  else goOn(self, key, job, started, tally, pods);
}

/** Takes the finalizer off Pods whose end has been counted. */
function letGo(self: Self, pods: readonly Pod[]): void {
  for (const { metadata } of pods) {
    if (metadata.finalizers?.includes(TRACKING) !== true) continue;
    const finalizers = metadata.finalizers.filter(each => each !== TRACKING);
    self.request({
      verb: 'patch', patchType: 'merge', resource: 'pods', namespace: metadata.namespace, name: metadata.name,
      body: { metadata: { uid: metadata.uid, finalizers: finalizers.length === 0 ? null : finalizers } },
    });
  }
}

function expire(self: Self, key: string, job: Job): void {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  if (seconds === undefined || isDeleted(job)) return;
  const finished = jobCondition(job, 'Complete') ?? jobCondition(job, 'Failed');
  const due = after(self.instant(finished?.lastTransitionTime), seconds * 1000);
  if (due > self.now) self.wakeAt(key, due, 'ttl');
  else self.request({ verb: 'delete', resource: 'jobs.batch', namespace: job.metadata.namespace ?? '', name: job.metadata.name, options: { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } } });
}

function rememberFailures(self: Self, key: string, { newlyFailed, newlySucceeded }: Tally): void {
  const { backoffs } = self.state;
  if (newlySucceeded.length > 0) backoffs.delete(key);
  if (newlyFailed.length === 0) return;
  const at = newlyFailed.reduce((latest, pod) => Math.max(latest, finishedAt(self, pod)), 0) as SimTime;
  backoffs.set(key, { failures: (backoffs.get(key)?.failures ?? 0) + newlyFailed.length, at });
}

function goOn(self: Self, key: string, job: Job, started: k8s.JobStatus, tally: Tally, pods: readonly Pod[]): void {
  const deadline = job.spec.activeDeadlineSeconds;
  if (deadline !== undefined && started.startTime !== undefined) self.wakeAt(key, after(self.instant(started.startTime), deadline * 1000), 'deadline');
  if (job.spec.suspend === true) suspend(self, key, job, started, tally, pods);
  else {
    const active = manage(self, key, job, tally, pods);
    write(self, job, resumed(self, job, started), tally, active);
  }
  letGo(self, [...tally.newlySucceeded, ...tally.newlyFailed]);
}

function resumed(self: Self, job: Job, status: k8s.JobStatus): k8s.JobStatus {
  if (jobCondition(job, 'Suspended') === undefined) return status;
  self.event(job, 'Normal', 'Resumed', 'Job resumed');
  return { ...status, startTime: self.time, conditions: withCondition(status.conditions, condition(self, 'Suspended', 'JobResumed', 'Job resumed', 'False')) };
}
function suspend(self: Self, key: string, job: Job, status: k8s.JobStatus, tally: Tally, pods: readonly Pod[]): void {
  discard(self, key, pods.filter(isActive));
  if (jobCondition(job, 'Suspended') === undefined) self.event(job, 'Normal', 'Suspended', 'Job suspended');
  write(self, job, { ...status, conditions: withCondition(status.conditions, condition(self, 'Suspended', 'JobSuspended', 'Job suspended')) }, tally, 0);
}

function condition(self: Self, type: string, reason: string, message: string, status = 'True'): k8s.JobCondition & { readonly type: string; readonly status: string } {
  return { type, status, reason, message, lastProbeTime: self.time, lastTransitionTime: self.time };
}

/** Creates the Pods that are missing, deletes those too many; gives how many will be active. */
function manage(self: Self, key: string, job: Job, tally: Tally, pods: readonly Pod[]): number {
  const active = pods.filter(pod => isActive(pod) && !tally.newlyFailed.includes(pod));
  const { parallelism = 1, completions } = job.spec;
  const open = completions === undefined ? (tally.succeeded > 0 ? active.length : parallelism) : Math.min(parallelism, completions - tally.succeeded - tally.failedIndexes.size);
  const wanted = Math.max(0, open);
  if (active.length > wanted) {
    discard(self, key, byExpendability(active, self.state.epoch + self.now).slice(0, active.length - wanted));
    return wanted;
  }
  const terminating = job.spec.podReplacementPolicy === 'Failed' ? pods.filter(pod => isDeleted(pod) && !isFinished(pod)).length : 0;
  const missing = Math.min(wanted - active.length - terminating, BURST);
  if (missing <= 0) return active.length;
  const backoff = self.state.backoffs.get(key);
  if (backoff !== undefined && job.spec.backoffLimitPerIndex === undefined && !isOver(self, key, backoff.failures, backoff.at)) return active.length;
  const indexes = job.spec.completionMode === 'Indexed' ? readyIndexes(self, key, job, tally, pods, active).slice(0, missing) : Array.from({ length: missing }, () => null);
  for (const index of indexes) self.request({ verb: 'create', resource: 'pods', namespace: job.metadata.namespace ?? '', body: podOfJob(job, index, tally) }, `create|${key}`);
  self.acted(`Job/${key}`, `creates ${indexes.length} Pods`);
  return active.length + indexes.length;
}

/** Whether the wait after so many failures is over; if not, the Job is looked at again when it is. */
function isOver(self: Self, key: string, failures: number, since: SimTime): boolean {
  const due = after(since, Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 16), MOST_BACKOFF_MS));
  if (due <= self.now) return true;
  self.wakeBy(key, due);
  return false;
}
/** Indexes that are to be worked on now; with a limit for each index, each waits for its own failures. */
function readyIndexes(self: Self, key: string, job: Job, tally: Tally, pods: readonly Pod[], active: readonly Pod[]): readonly number[] {
  const wanted = wantedIndexes(job, tally, active, job.spec.completions ?? 0);
  if (job.spec.backoffLimitPerIndex === undefined) return wanted;
  return wanted.filter(index => {
    const failures = tally.indexFailures.get(index) ?? 0;
    const ends = pods.filter(pod => indexOf(pod) === index && hasFailed(pod, job)).map(pod => finishedAt(self, pod));
    return failures === 0 || ends.length === 0 || isOver(self, key, failures, Math.max(...ends) as SimTime);
  });
}

function remove(self: Self, key: string, pods: readonly Pod[]): void {
  for (const { metadata } of pods) self.request(
    { verb: 'delete', resource: 'pods', namespace: metadata.namespace, name: metadata.name, options: { preconditions: { uid: metadata.uid }, propagationPolicy: 'Background' } },
    `delete|${key}|${metadata.name}`,
  );
}

/** Pods that are not wanted any more go uncounted: their finalizer is taken off first. Follows deleteJobPods. */
function discard(self: Self, key: string, pods: readonly Pod[]): void {
  letGo(self, pods);
  remove(self, key, pods);
}

/** First the end is announced (SuccessCriteriaMet, FailureTarget) and what still runs is stopped; when nothing runs the Job is over. */
function finish(self: Self, key: string, job: Job, status: k8s.JobStatus, tally: Tally, verdict: JobVerdict, pods: readonly Pod[]): void {
  const { failed, reason, message } = verdict;
  const active = pods.filter(isActive);
  remove(self, key, active);
  const announced = withCondition(status.conditions, condition(self, failed ? 'FailureTarget' : 'SuccessCriteriaMet', reason, message));
  const running = pods.some(pod => !isFinished(pod));
  const stopped = failed ? { ...tally, failed: tally.failed + active.filter(pod => !tally.newlyFailed.includes(pod)).length } : tally;
  letGo(self, running && failed ? [...tally.newlySucceeded, ...tally.newlyFailed, ...active] : pods);
  if (running) {
    write(self, job, { ...status, conditions: announced }, stopped, 0);
    return;
  }
  const conditions = withCondition(announced, condition(self, failed ? 'Failed' : 'Complete', reason, message));
  write(self, job, { ...status, conditions, ...(failed ? {} : { completionTime: self.time }) }, stopped, 0);
  self.event(job, failed ? 'Warning' : 'Normal', failed ? reason : 'Completed', failed ? message : 'Job completed');
  self.acted(`Job/${key}`, failed ? message : 'is complete');
  if (job.spec.ttlSecondsAfterFinished !== undefined) self.wakeAt(key, after(self.now, job.spec.ttlSecondsAfterFinished * 1000), 'ttl');
}

function write(self: Self, job: Job, base: k8s.JobStatus, tally: Tally, active: number): void {
  const pods = podsOf(self, job);
  const status = {
    ...omitEmpty({ ...base, active, succeeded: tally.succeeded, failed: tally.failed, completedIndexes: tally.completedText, failedIndexes: undefined as string | undefined }),
    ...(job.spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: tally.failedText }),
    ready: active === 0 ? 0 : pods.filter(pod => isActive(pod) && isReady(pod)).length,
    terminating: pods.filter(pod => isDeleted(pod) && !isFinished(pod)).length,
    uncountedTerminatedPods: {},
  };
  patchStatus(self, 'jobs.batch', job, status);
}

export const jobController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'job-controller',
  watches: ['jobs.batch', 'pods'],
  init: () => ({ ...indexTables<Pod>(), backoffs: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'pods') return hearPod(self, object as unknown as Pod, value === null);
    if (value === null) letGo(self, new GroupIndex(self.state).list(object.metadata.uid));
    if (value === null || prev === null || !jsonEqual(value['spec'], prev['spec']) || value.metadata.deletionTimestamp !== prev.metadata.deletionTimestamp) self.dirty(keyOf(object));
  },
  sync,
  replied(self, reply, response) {
    const answered = reply.split('|');
    const job = self.plan.view.get('jobs.batch', ...splitKey(answered[1] ?? ''));
    if (job !== undefined) podAnswered(self, job, answered, response);
  },
});
