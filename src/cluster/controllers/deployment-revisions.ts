/** A Deployment's revisions: which ReplicaSet stands for its template, what their annotations say, which are kept as history. */
import { hash32 } from '../../base/rng.ts';
import { jsonEqual, orderedText } from '../../base/json.ts';
import type { Deployment, ReplicaSet, k8s } from '../../model/objects.ts';
import { DEPLOYMENT_REVISION, DESIRED_REPLICAS, LAST_APPLIED, MAX_REPLICAS, TEMPLATE_HASH } from '../../model/well-known.ts';
import { type Self, type Sets } from './deployment-state.ts';
import { keyOf } from './framework.ts';
import { isDeleted, ownerReference, safeEncode } from './objects.ts';
import { maxSurge, newReplicas } from './deployment-scale.ts';
import { noteProgress } from './deployment-status.ts';

const HISTORY = 'deployment.kubernetes.io/revision-history';
const OWN: readonly string[] = [LAST_APPLIED, DEPLOYMENT_REVISION, HISTORY, DESIRED_REPLICAS, MAX_REPLICAS];

const DEFAULT_HISTORY = 10;

/** The oldest whose template is the Deployment's, but for the hash. */
export const findNew = (deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | null =>
  sets.find(set => jsonEqual(withoutHash(set.spec.template), withoutHash(deployment.spec.template))) ?? null;

const bare = new WeakMap<object, unknown>();
function withoutHash(template: k8s.PodTemplateSpec | undefined): unknown {
  if (template === undefined) return undefined;
  const known = bare.get(template);
  if (known !== undefined) return known;
  const { [TEMPLATE_HASH]: _, ...labels } = template.metadata?.labels ?? {};
  const made = { ...template, metadata: { ...template.metadata, labels, creationTimestamp: undefined } };
  bare.set(template, made);
  return made;
}

const revisionOf = (set: ReplicaSet): number => Number(set.metadata.annotations?.[DEPLOYMENT_REVISION] ?? 0) || 0;

/** The annotations that a ReplicaSet gets from its Deployment. */
function annotationsFor(deployment: Deployment, set: ReplicaSet | null, revision: number): Readonly<Record<string, string>> {
  const replicas = deployment.spec.replicas ?? 1;
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!OWN.includes(key)) annotations[key] = value;
  const before = set === null ? 0 : revisionOf(set);
  if (before < revision) {
    annotations[DEPLOYMENT_REVISION] = String(revision);
    if (before > 0) annotations[HISTORY] = [...(annotations[HISTORY] ?? '').split(',').filter(text => text !== ''), String(before)].join(',');
  }
  if (set === null) {
    annotations[DESIRED_REPLICAS] = String(replicas);
    annotations[MAX_REPLICAS] = String(replicas + maxSurge(deployment));
  }
  return annotations;
}

const nextRevision = (old: readonly ReplicaSet[]): number => old.reduce((most, set) => Math.max(most, revisionOf(set)), 0) + 1;

/** Brings the annotations of the current ReplicaSet and the Deployment's revision up to date; true where something was written. */
export function renewAnnotations(self: Self, deployment: Deployment, { current, old }: Sets): boolean {
  if (current === null) return false;
  const annotations = annotationsFor(deployment, current, nextRevision(old));
  const minReadySeconds = deployment.spec.minReadySeconds;
  const { namespace = '' } = deployment.metadata;
  if (!jsonEqual(annotations, current.metadata.annotations) || (minReadySeconds ?? 0) !== (current.spec.minReadySeconds ?? 0)) {
    const spec = (minReadySeconds ?? 0) === (current.spec.minReadySeconds ?? 0) ? {} : { spec: { minReadySeconds: minReadySeconds ?? null } };
    self.request({ verb: 'patch', patchType: 'merge', resource: 'replicasets.apps', namespace, name: current.metadata.name, body: { metadata: { annotations }, ...spec } });
    return true;
  }
  const revision = annotations[DEPLOYMENT_REVISION] ?? '';
  const noted = noteProgress(self, deployment, 'FoundNewReplicaSet', `Found new replica set "${current.metadata.name}"`);
  if (deployment.metadata.annotations?.[DEPLOYMENT_REVISION] === revision) return noted;
  setRevision(self, deployment, revision);
  return true;
}
const setRevision = (self: Self, deployment: Deployment, revision: string): void =>
  self.request({
    verb: 'patch', patchType: 'merge', resource: 'deployments.apps', namespace: deployment.metadata.namespace ?? '', name: deployment.metadata.name,
    body: { metadata: { annotations: { [DEPLOYMENT_REVISION]: revision } } },
  });

/** The ReplicaSet of a template that has none yet. */
export function makeNew(self: Self, deployment: Deployment, sets: Sets): void {
  const { namespace = '', name } = deployment.metadata;
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = safeEncode(String(hash32(orderedText(withoutHash(template)) + (deployment.status.collisionCount ?? ''))));
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH]: hash };
  const setName = `${name}-${hash}`;
  const revision = nextRevision(sets.old);
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: setName, namespace, labels, annotations: annotationsFor(deployment, null, revision), ownerReferences: [ownerReference(deployment)] },
    spec: {
      replicas: newReplicas(deployment, sets, null),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  self.request({ verb: 'create', resource: 'replicasets.apps', namespace, body }, `create|${keyOf(deployment)}|${setName}`);
  self.acted(`Deployment/${keyOf(deployment)}`, `creates the ReplicaSet ${setName}, revision ${revision}`);
  noteProgress(self, deployment, 'NewReplicaSetCreated', `Created new replica set "${setName}"`);
  setRevision(self, deployment, String(revision));
}

/** Old ReplicaSets beyond the history limit are deleted once they hold nothing. */
export function cleanUp(self: Self, deployment: Deployment, { old }: Sets): void {
  const limit = deployment.spec.revisionHistoryLimit ?? DEFAULT_HISTORY;
  const alive = old.filter(set => !isDeleted(set));
  const surplus = alive.length - limit;
  if (surplus <= 0) return;
  for (const set of [...alive].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus)) {
    const { replicas = 0, observedGeneration = 0 } = set.status;
    if (replicas !== 0 || (set.spec.replicas ?? 0) !== 0 || (set.metadata.generation ?? 0) > observedGeneration) continue;
    self.request({ verb: 'delete', resource: 'replicasets.apps', namespace: set.metadata.namespace ?? '', name: set.metadata.name, options: { preconditions: { uid: set.metadata.uid } } });
  }
}
