/** CronJob: makes a Job each time that its schedule says. Follows pkg/controller/cronjob cronjob_controllerv2.go. */
import type { CronJob, Job, KubeObject, k8s } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import { after, simTime, type SimTime } from '../../model/time.ts';
import { localAt, UTC, zoneNamed } from '../../model/time-zone.ts';
import type { TimeZone } from '../../model/time-zone.ts';
import { jsonEqual } from '../../base/json.ts';
import type { Component } from '../contract/component.ts';
import { nextTime, parseSchedule, type Schedule } from './cron-schedule.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { byAge, controllerOf, isDeleted, isOwnedBy, ownerReference } from './objects.ts';
import { patchStatus } from './status.ts';

type Self = Controller<object>;

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** A little after the minute, so that its clock has surely reached it. */
const DELAY_MS = 100;
const MOST_MISSED = 100;
const ONE_MINUTE_MS = 60_000;

const finishedAs = (job: Job): string | null => job.status.conditions?.find(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'))?.type ?? null;

function sync(self: Self, key: string): void {
  const cronJob = self.plan.view.get('cronjobs.batch', ...splitKey(key));
  if (cronJob === undefined || isDeleted(cronJob)) return;
  const { namespace = '' } = cronJob.metadata;
  const jobs = self.plan.view.list('jobs.batch', namespace).filter(job => isOwnedBy(job, cronJob)).sort(byAge);
  const status = { ...cronJob.status, active: activeOf(self, cronJob, jobs), ...lastSuccess(cronJob, jobs) };
  cleanUp(self, key, cronJob, jobs);
  const started = runDue(self, key, cronJob, jobs);
  const { active } = { ...status, ...started };
  patchStatus(self, 'cronjobs.batch', cronJob, { ...status, ...started, active: active.length === 0 ? undefined : active });
}

/** Its zone; where the rules of one are not known here its schedule is read in UTC, and a note says so. */
const zoneOf = ({ spec }: CronJob): TimeZone => (spec.timeZone === undefined ? UTC : (zoneNamed(spec.timeZone) ?? UTC));
function noteTimeZone(self: Self, cronJob: CronJob): void {
  const { timeZone } = cronJob.spec;
  if (timeZone !== undefined && zoneNamed(timeZone) === null) self.plan.trace({ type: 'note', object: `CronJob/${keyOf(cronJob)}`, message: `spec.timeZone ${timeZone} is not simulated: the schedule is read in UTC` });
}

/** Its Jobs that run; what has finished since the last look is told. */
function activeOf(self: Self, cronJob: CronJob, jobs: readonly Job[]): readonly k8s.ObjectReference[] {
  const active: k8s.ObjectReference[] = [];
  for (const job of jobs) {
    const listed = cronJob.status.active?.find(({ uid }) => uid === job.metadata.uid);
    const finished = finishedAs(job);
    if (finished === null) active.push(listed ?? referenceTo(job));
    else if (listed !== undefined) self.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${finished}`);
  }
  for (const { uid, name = '' } of cronJob.status.active ?? []) {
    if (!jobs.some(job => job.metadata.uid === uid)) self.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
  }
  return active;
}
const referenceTo = ({ metadata: { namespace, name, uid, resourceVersion } }: Job): k8s.ObjectReference => ({ apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid, resourceVersion });

function lastSuccess({ status }: CronJob, jobs: readonly Job[]): { readonly lastSuccessfulTime?: string } {
  const times = jobs.filter(job => finishedAs(job) === 'Complete').map(job => job.status.completionTime ?? '');
  const latest = times.reduce((a, b) => (b > a ? b : a), status.lastSuccessfulTime ?? '');
  return latest === '' ? {} : { lastSuccessfulTime: latest };
}

function cleanUp(self: Self, key: string, { spec }: CronJob, jobs: readonly Job[]): void {
  for (const [type, limit] of [['Complete', spec.successfulJobsHistoryLimit ?? 3], ['Failed', spec.failedJobsHistoryLimit ?? 1]] as const) {
    const done = jobs.filter(job => finishedAs(job) === type);
    for (const job of done.slice(0, Math.max(0, done.length - limit))) remove(self, key, job);
  }
}
function remove(self: Self, key: string, { metadata: { namespace = '', name } }: Job): void {
  self.request({ verb: 'delete', resource: 'jobs.batch', namespace, name, options: { propagationPolicy: 'Background' } }, `delete|${key}|${name}`);
}

/** Starts a Job where one is due; gives what of the status changes by it. */
function runDue(self: Self, key: string, cronJob: CronJob, jobs: readonly Job[]): { readonly lastScheduleTime?: string; readonly active?: readonly k8s.ObjectReference[] } {
  const { spec, metadata } = cronJob;
  if (spec.suspend === true) return {};
  const schedule = parseSchedule(spec.schedule);
  if (schedule === null) {
    self.event(cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: "${spec.schedule}"`);
    return {};
  }
  const due = latestDue(self, cronJob, schedule);
  wakeForNext(self, key, schedule, zoneOf(cronJob));
  if (due === null) return {};
  const { startingDeadlineSeconds: deadline } = spec;
  if (deadline !== undefined && self.now > after(due, deadline * 1000)) {
    self.event(cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(self.state.epoch + due)}`);
    return {};
  }
  const running = jobs.filter(job => finishedAs(job) === null);
  if (spec.concurrencyPolicy === 'Forbid' && running.length > 0) {
    self.event(cronJob, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
    return {};
  }
  const replaced = spec.concurrencyPolicy === 'Replace' ? running : [];
  for (const job of replaced) remove(self, key, job);
  const name = `${metadata.name}-${Math.floor((self.state.epoch + due) / ONE_MINUTE_MS)}`;
  const { labels, annotations } = spec.jobTemplate.metadata ?? {};
  const body = {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: { name, namespace: metadata.namespace, labels, annotations: { ...annotations, [SCHEDULED_AT]: inZone(self.state.epoch + due, zoneOf(cronJob)) }, ownerReferences: [ownerReference(cronJob)] },
    spec: spec.jobTemplate.spec,
  };
  self.request({ verb: 'create', resource: 'jobs.batch', namespace: metadata.namespace ?? '', body }, `create|${key}|${name}`);
  self.acted(`CronJob/${key}`, `starts the Job ${name}`);
  return { lastScheduleTime: self.at(due), ...(replaced.length === 0 ? {} : { active: [] }) };
}

/** The last moment of the schedule that has passed and was not served. Follows pkg/controller/cronjob/utils.go mostRecentScheduleTime. */
function latestDue(self: Self, cronJob: CronJob, schedule: Schedule): SimTime | null {
  const { metadata, status, spec } = cronJob;
  const { epoch } = self.state;
  const zone = zoneOf(cronJob);
  let from = self.instant(status.lastScheduleTime ?? metadata.creationTimestamp);
  if (spec.startingDeadlineSeconds !== undefined) from = simTime(Math.max(from, self.now - spec.startingDeadlineSeconds * 1000));
  const first = nextTime(schedule, epoch + from, zone);
  if (first === null || first - epoch > self.now) return null;
  const second = nextTime(schedule, first, zone) ?? Infinity;
  const missed = Math.floor((epoch + self.now - first) / (second - first)) + 1;
  if (missed > MOST_MISSED) self.event(cronJob, 'Warning', 'TooManyMissedTimes', `too many missed start times: ${missed}. Set or decrease .spec.startingDeadlineSeconds or check clock skew`);
  let due = missed > MOST_MISSED ? first + (missed - 2) * (second - first) - 1 : first;
  for (let next: number | null = due; next !== null && next - epoch <= self.now; next = nextTime(schedule, due, zone)) due = next;
  return simTime(due - epoch);
}
function wakeForNext(self: Self, key: string, schedule: Schedule, zone: TimeZone): void {
  const next = nextTime(schedule, self.state.epoch + self.now, zone);
  if (next !== null) self.wakeAt(key, simTime(next - self.state.epoch + DELAY_MS), 'schedule');
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
/** `Thu, 01 Jan 2026 09:01:00 +0000`, as Go's RFC1123Z. */
function rfc1123(ms: number): string {
  const date = new Date(ms);
  return `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}
/** An instant in RFC 3339, by the clocks of its zone. */
function inZone(ms: number, zone: TimeZone): string {
  const { minutes } = localAt(zone, ms);
  const text = new Date(ms + minutes * ONE_MINUTE_MS).toISOString().slice(0, 19);
  return minutes === 0 ? `${text}Z` : `${text}${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

export const cronJobController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'cronjob-controller',
  watches: ['cronjobs.batch', 'jobs.batch'],
  init: () => ({}),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'cronjobs.batch') {
      if (value === null || (prev !== null && jsonEqual(value['spec'], prev['spec']))) return;
      noteTimeZone(self, value as unknown as CronJob);
      self.dirty(keyOf(object));
      return;
    }
    const owner = controllerOf(object);
    if (owner?.kind === 'CronJob') self.dirty(`${object.metadata.namespace ?? ''}/${owner.name}`);
  },
  sync,
  replied(self, reply, { code, body }) {
    const [what = '', key = '', name = ''] = reply.split('|');
    const cronJob = self.plan.view.get('cronjobs.batch', ...splitKey(key));
    if (cronJob === undefined) return;
    if (what === 'create' && code < 400) self.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
    else if (what === 'create' && code !== 409) self.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${isStatus(body) ? (body.message ?? '') : ''}`);
    else if (what === 'delete' && code < 400) self.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  },
});
