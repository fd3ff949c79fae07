/** `kubectl describe` of the workloads. Follows kubectl pkg/describe. */
import { isObject, jsonEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { CronJob, DaemonSet, Deployment, Job, k8s, ReplicaSet, ReplicationController, StatefulSet } from '../../model/objects.ts';
import { TEMPLATE_HASH } from '../../model/well-known.ts';
import { humanDuration, rfc1123 } from '../printers/age.ts';
import { selectorText } from '../verbs/pods.ts';
import { storageClassOf } from './claim.ts';
import { describeEvents, podsStatus, related } from './context.ts';
import type { Describe } from './context.ts';
import { controllerOf, describePodTemplate } from './pod.ts';
import { formatPairs, titled, writeMetadata, writeName } from './writer.ts';
import type { Writer } from './writer.ts';

interface Condition {
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
}
function conditions(w: Writer, list: readonly Condition[] | undefined): void {
  if ((list ?? []).length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  w.line(1, '----\t------\t------');
  for (const { type, status, reason } of list ?? []) w.line(1, `${type ?? ''} \t${status ?? ''}\t${reason ?? ''}`);
}

/** A template without the label that tells its ReplicaSets apart. */
function bareTemplate(template: k8s.PodTemplateSpec | undefined): unknown {
  const { [TEMPLATE_HASH]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** A Deployment's ReplicaSets: the one of its present template, and older ones that still have Pods. */
function splitReplicaSets(deployment: Deployment, all: readonly ReplicaSet[]): { readonly fresh: ReplicaSet | undefined; readonly old: readonly ReplicaSet[] } {
  const own = all.filter(({ metadata }) => controllerOf(metadata)?.uid === deployment.metadata.uid).toSorted((a, b) => byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp)
    || byText(a.metadata.name, b.metadata.name));
  const fresh = own.find(({ spec }) => jsonEqual(bareTemplate(spec.template), bareTemplate(deployment.spec.template)));
  return { fresh, old: own.filter((set) => set !== fresh) };
}

const replicaSetText = (sets: readonly ReplicaSet[]): string =>
  sets.length === 0 ? '<none>' : sets.map(({ metadata, status, spec }) => `${metadata.name} (${status.replicas}/${spec.replicas ?? 0} replicas created)`).join(', ');

export const describeDeployment: Describe = function* (w, object, context) {
  const deployment = object as unknown as Deployment;
  const { spec, status, metadata } = deployment;
  writeName(w, deployment);
  w.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  writeMetadata(w, deployment);
  w.line(0, `Selector:\t${selectorText(spec.selector)}`);
  w.line(
    0,
    `Replicas:\t${spec.replicas ?? 1} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  w.line(0, `StrategyType:\t${spec.strategy?.type ?? ''}`);
  w.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling) w.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge`);
  describePodTemplate(w, spec.template);
  conditions(w, status.conditions);
  const all = (yield* related(context, 'replicasets.apps', metadata.namespace ?? '', { label: selectorText(spec.selector) })) as unknown as readonly ReplicaSet[];
  const { fresh, old } = splitReplicaSets(deployment, all);
  if (fresh !== undefined || old.length > 0) {
    w.line(0, `OldReplicaSets:\t${replicaSetText(old)}`);
    w.line(0, `NewReplicaSet:\t${replicaSetText(fresh ? [fresh] : [])}`);
  }
  yield* describeEvents(w, object, context);
};

/** What keeps a number of Pods: the two kinds differ in their selectors, and only one of them has an owner. */
function* describeReplicas(w: Writer, object: Parameters<Describe>[1], context: Parameters<Describe>[2], selector: string, owner: k8s.OwnerReference | undefined): ReturnType<Describe> {
  const { metadata, spec, status } = object as unknown as ReplicaSet;
  writeName(w, { metadata });
  w.line(0, `Selector:\t${selector}`);
  writeMetadata(w, { metadata });
  if (owner) w.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
  w.line(0, `Replicas:\t${status.replicas} current / ${spec.replicas ?? 0} desired`);
  w.line(0, `Pods Status:\t${yield* podsStatus(context, object, selector)}`);
  describePodTemplate(w, spec.template);
  conditions(w, status.conditions);
  yield* describeEvents(w, object, context);
}
export const describeReplicaSet: Describe = (w, object, context) => {
  const { metadata, spec } = object as unknown as ReplicaSet;
  return describeReplicas(w, object, context, selectorText(spec.selector), controllerOf(metadata));
};
export const describeReplicationController: Describe = (w, object, context) =>
  describeReplicas(w, object, context, formatPairs((object as unknown as ReplicationController).spec.selector), undefined);

export const describeDaemonSet: Describe = function* (w, object, context) {
  const daemon = object as unknown as DaemonSet;
  const { status } = daemon;
  writeName(w, daemon);
  const selector = selectorText(daemon.spec.selector);
  w.line(0, `Selector:\t${selector}`);
  w.line(0, `Node-Selector:\t${formatPairs(daemon.spec.template.spec?.nodeSelector)}`);
  writeMetadata(w, daemon);
  w.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`);
  w.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`);
  w.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  w.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  w.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`);
  w.line(0, `Pods Status:\t${yield* podsStatus(context, object, selector)}`);
  describePodTemplate(w, daemon.spec.template);
  yield* describeEvents(w, object, context);
};

export const describeStatefulSet: Describe = function* (w, object, context) {
  const set = object as unknown as StatefulSet;
  const { spec, status } = set;
  writeName(w, set);
  w.line(0, `CreationTimestamp:\t${rfc1123(set.metadata.creationTimestamp)}`);
  const selector = selectorText(spec.selector);
  w.line(0, `Selector:\t${selector}`);
  writeMetadata(w, set);
  if (spec.serviceName) w.line(0, `Service Name:\t${spec.serviceName}`);
  if (spec.podManagementPolicy) w.line(0, `Pod Management Policy:\t${spec.podManagementPolicy}`);
  w.line(0, `Replicas:\t${spec.replicas ?? 0} desired | ${status.replicas} total`);
  w.line(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}`);
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined && rolling.partition !== null) {
    w.line(1, `Partition:\t${rolling.partition}`);
    if (rolling.maxUnavailable !== undefined && rolling.maxUnavailable !== null) w.line(1, `MaxUnavailable:\t${rolling.maxUnavailable}`);
  }
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  if (retention) {
    w.line(0, 'Persistent Volume Claim Retention Policy:');
    w.line(1, `WhenDeleted:\t${retention.whenDeleted ?? ''}`);
    w.line(1, `WhenScaled:\t${retention.whenScaled ?? ''}`);
  }
  w.line(0, `Pods Status:\t${yield* podsStatus(context, object, selector)}`);
  describePodTemplate(w, spec.template);
  describeClaimTemplates(w, spec.volumeClaimTemplates);
  yield* describeEvents(w, object, context);
};

function describeClaimTemplates(w: Writer, templates: readonly k8s.PersistentVolumeClaim[] | undefined): void {
  if ((templates ?? []).length === 0) return w.line(0, 'Volume Claims:\t<none>');
  w.line(0, 'Volume Claims:');
  for (const template of templates ?? []) {
    const { metadata, spec } = template;
    w.line(1, `Name:\t${metadata?.name ?? ''}`);
    w.line(1, `StorageClass:\t${storageClassOf(template)}`);
    w.labels('Labels', metadata?.labels, '  ');
    w.labels('Annotations', metadata?.annotations, '  ');
    const storage = isObject(spec?.resources?.requests) ? (spec.resources.requests as Readonly<Record<string, unknown>>)['storage'] : undefined;
    w.line(1, `Capacity:\t${storage === undefined ? '<default>' : String(storage)}`);
    w.line(1, `Access Modes:\t[${(spec?.accessModes ?? []).join(' ')}]`);
  }
}

export const describeJob: Describe = function* (w, object, context) {
  const job = object as unknown as Job;
  const { spec, status } = job;
  writeName(w, job);
  w.line(0, `Selector:\t${spec.selector ? selectorText(spec.selector) : ''}`);
  writeMetadata(w, job);
  const owner = controllerOf(job.metadata);
  if (owner) w.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
  const given = (title: string, value: unknown, unit = ''): void => {
    if (value !== undefined && value !== null) w.line(0, `${title}:\t${String(value)}${unit}`);
  };
  given('Parallelism', spec.parallelism);
  w.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
  given('Completion Mode', spec.completionMode);
  given('Suspend', spec.suspend);
  given('Backoff Limit', spec.backoffLimit);
  given('TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  if (status.startTime) w.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
  if (status.completionTime) w.line(0, `Completed At:\t${rfc1123(status.completionTime)}`);
  if (status.startTime && status.completionTime) w.line(0, `Duration:\t${humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime))}`);
  given('Active Deadline Seconds', spec.activeDeadlineSeconds, 's');
  const ready = status.ready === undefined || status.ready === null ? '' : ` (${status.ready} Ready)`;
  w.line(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
  if (spec.completionMode === 'Indexed') w.line(0, `Completed Indexes:\t${status.completedIndexes || '<none>'}`);
  describePodTemplate(w, spec.template);
  yield* describeEvents(w, object, context);
};

export const describeCronJob: Describe = function* (w, object, context) {
  const cron = object as unknown as CronJob;
  const { spec, status } = cron;
  writeName(w, cron);
  writeMetadata(w, cron);
  const or = (value: unknown, unit = ''): string => (value === undefined || value === null ? '<unset>' : `${String(value)}${unit}`);
  w.line(0, `Schedule:\t${spec.schedule}`);
  w.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
  w.line(0, `Suspend:\t${spec.suspend === undefined || spec.suspend === null ? '<unset>' : titled(spec.suspend)}`);
  w.line(0, `Time Zone:\t${or(spec.timeZone)}`);
  w.line(0, `Successful Job History Limit:\t${or(spec.successfulJobsHistoryLimit)}`);
  w.line(0, `Failed Job History Limit:\t${or(spec.failedJobsHistoryLimit)}`);
  w.line(0, `Starting Deadline Seconds:\t${or(spec.startingDeadlineSeconds, 's')}`);
  const template: k8s.JobSpec | undefined = spec.jobTemplate.spec;
  w.line(0, `Selector:\t${template?.selector ? selectorText(template.selector) : '<unset>'}`);
  w.line(0, `Parallelism:\t${or(template?.parallelism)}`);
  w.line(0, `Completions:\t${or(template?.completions)}`);
  if (template?.activeDeadlineSeconds) w.line(0, `Active Deadline Seconds:\t${template.activeDeadlineSeconds}s`);
  describePodTemplate(w, template?.template);
  w.line(0, `Last Schedule Time:\t${status.lastScheduleTime ? rfc1123(status.lastScheduleTime) : '<unset>'}`);
  w.line(0, `Active Jobs:\t${(status.active ?? []).length === 0 ? '<none>' : (status.active ?? []).map(({ name }) => name).join(', ')}`);
  yield* describeEvents(w, object, context);
};
