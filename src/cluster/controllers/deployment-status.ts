/** What a Deployment's status says: counts, and the conditions Available, Progressing and ReplicaFailure. Follows progress.go and sync.go. */
import type { Deployment, k8s } from '../../model/objects.ts';
import type { Self, Sets } from './deployment-state.ts';
import { maxUnavailable, specReplicas, statusOf, wanted } from './deployment-scale.ts';
import { keyOf } from './framework.ts';
import { patchStatus } from './status.ts';
import { omitEmpty, withCondition, withoutCondition } from './objects.ts';
import { after } from '../../model/time.ts';

type Conditions = readonly k8s.DeploymentCondition[];
const AVAILABLE = 'Available';
const PROGRESSING = 'Progressing';
const FAILURE = 'ReplicaFailure';
const TIMED_OUT = 'ProgressDeadlineExceeded';
const NEW_AVAILABLE = 'NewReplicaSetAvailable';
/** Stands for "no deadline". */
const FOREVER = 2147483647;

const conditionOf = (conditions: Conditions | undefined, type: string): k8s.DeploymentCondition | undefined => conditions?.find(each => each.type === type);
type Made = k8s.DeploymentCondition & { readonly type: string };
function made(self: Self, type: string, status: string, reason: string, message: string): Made {
  return { type, status, lastUpdateTime: self.time, lastTransitionTime: self.time, reason, message };
}
/** Like withCondition, but words alone do not renew a condition that stays as it is. */
function withDeploymentCondition(conditions: Conditions | undefined, next: Made): Conditions {
  const before = conditionOf(conditions, next.type);
  if (before !== undefined && before.status === next.status && before.reason === next.reason) return conditions ?? [];
  return withCondition(conditions, next) as Conditions;
}

export function isComplete(deployment: Deployment, { all, current }: Sets): boolean {
  const updated = current?.status.replicas ?? 0;
  return updated === wanted(deployment) && statusOf(all, 'replicas') === wanted(deployment) && statusOf(all, 'availableReplicas') === wanted(deployment)
    && (deployment.status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0) && (current === null || (current.status.observedGeneration ?? 0) >= (current.metadata.generation ?? 0));
}

interface Counts {
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}
const countsOf = ({ all, current }: Sets): Counts => ({
  replicas: statusOf(all, 'replicas'),
  updated: current?.status.replicas ?? 0,
  ready: statusOf(all, 'readyReplicas'),
  available: statusOf(all, 'availableReplicas'),
});

/** Whether anything has moved since the status was written. */
function isProgressing({ status }: Deployment, { replicas, updated, ready, available }: Counts): boolean {
  const oldBefore = (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return updated > (status.updatedReplicas ?? 0) || replicas - updated < oldBefore || ready > (status.readyReplicas ?? 0) || available > (status.availableReplicas ?? 0);
}

/** Notes that the current ReplicaSet was made or found; true where it had to be written. */
export function noteProgress(self: Self, deployment: Deployment, reason: string, message: string): boolean {
  if (deployment.spec.progressDeadlineSeconds === undefined || deployment.spec.progressDeadlineSeconds === FOREVER) return false;
  const before = conditionOf(deployment.status.conditions, PROGRESSING);
  if (reason === 'FoundNewReplicaSet' && before !== undefined) return false;
  const conditions = withDeploymentCondition(deployment.status.conditions, made(self, PROGRESSING, 'True', reason, message));
  write(self, deployment, { ...deployment.status, conditions });
  return true;
}

export function writeStatus(self: Self, deployment: Deployment, sets: Sets): void {
  const counts = countsOf(sets);
  const available = counts.available >= wanted(deployment) - maxUnavailable(deployment)
    ? made(self, AVAILABLE, 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : made(self, AVAILABLE, 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  const conditions = progress(self, deployment, sets, counts, withDeploymentCondition(deployment.status.conditions, available));
  const { replicas, updated, ready } = counts;
  write(self, deployment, {
    ...omitEmpty({
      observedGeneration: deployment.metadata.generation, replicas, updatedReplicas: updated, readyReplicas: ready, availableReplicas: counts.available,
      unavailableReplicas: Math.max(0, specReplicas(sets.all) - counts.available), collisionCount: deployment.status.collisionCount, conditions,
    }),
    terminatingReplicas: statusOf(sets.all, 'terminatingReplicas'),
  });
}

function progress(self: Self, deployment: Deployment, sets: Sets, counts: Counts, conditions: Conditions): Conditions {
  const { spec } = deployment;
  const failure = sets.all.flatMap(set => set.status.conditions ?? []).find(condition => condition.type === FAILURE);
  const failed = failure === undefined
    ? withoutCondition(conditions, FAILURE)
    : withDeploymentCondition(conditions, made(self, FAILURE, failure.status ?? 'True', failure.reason ?? '', failure.message ?? ''));
  if (spec.progressDeadlineSeconds === undefined || spec.progressDeadlineSeconds === FOREVER) return withoutCondition(failed, PROGRESSING);
  const before = conditionOf(failed, PROGRESSING);
  if (spec.paused === true) return before?.reason === 'DeploymentPaused' ? failed : withDeploymentCondition(failed, made(self, PROGRESSING, 'Unknown', 'DeploymentPaused', 'Deployment is paused'));
  if (before?.reason === 'DeploymentPaused') return withDeploymentCondition(failed, made(self, PROGRESSING, 'Unknown', 'DeploymentResumed', 'Deployment is resumed'));
  const settled = counts.replicas === counts.updated && before?.reason === NEW_AVAILABLE;
  if (settled) return failed;
  const subject = sets.current === null ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${sets.current.metadata.name}"`;
  if (isDone(deployment, counts)) return withDeploymentCondition(failed, made(self, PROGRESSING, 'True', NEW_AVAILABLE, `${subject} has successfully progressed.`));
  if (isProgressing(deployment, counts)) return progressing(self, deployment, failed, made(self, PROGRESSING, 'True', 'ReplicaSetUpdated', `${subject} is progressing.`));
  return timedOut(self, deployment, failed, `${subject} has timed out progressing.`);
}
const isDone = (deployment: Deployment, { replicas, updated, available }: Counts): boolean =>
  updated === wanted(deployment) && replicas === wanted(deployment) && available === wanted(deployment);
/** Each move starts the deadline anew; the time of the last change of status stays. */
function progressing(self: Self, deployment: Deployment, conditions: Conditions, next: Made): Conditions {
  const before = conditionOf(conditions, PROGRESSING);
  const lastTransitionTime = before !== undefined && before.status === next.status ? before.lastTransitionTime : next.lastTransitionTime;
  self.wakeAt(keyOf(deployment), after(self.now, (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 + 1000));
  return [...withoutCondition(conditions, PROGRESSING), { ...next, lastTransitionTime }] as Conditions;
}
function timedOut(self: Self, deployment: Deployment, conditions: Conditions, message: string): Conditions {
  const before = conditionOf(conditions, PROGRESSING);
  if (before?.lastUpdateTime === undefined || before.reason === TIMED_OUT || before.reason === NEW_AVAILABLE) return conditions;
  const deadline = after(self.instant(before.lastUpdateTime), (deployment.spec.progressDeadlineSeconds ?? 0) * 1000);
  if (self.now >= deadline) return withDeploymentCondition(conditions, made(self, PROGRESSING, 'False', TIMED_OUT, message));
  self.wakeAt(keyOf(deployment), after(deadline, 1000));
  return conditions;
}

const write = (self: Self, deployment: Deployment, status: k8s.DeploymentStatus): void => void patchStatus(self, 'deployments.apps', deployment, status);
