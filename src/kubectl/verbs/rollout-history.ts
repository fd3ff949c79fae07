/** `kubectl rollout history` and `undo`: the templates that a workload had. Follows kubectl pkg/polymorphichelpers/history.go and rollback.go. */
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import { isObject, jsonEqual } from '../../base/json.ts';
import type { ControllerRevision, Deployment, k8s, KubeObject, ReplicaSet } from '../../model/objects.ts';
import { DEPLOYMENT_REVISION, DESIRED_REPLICAS, LAST_APPLIED, MAX_REPLICAS, TEMPLATE_HASH } from '../../model/well-known.ts';
import { list, place } from '../builder.ts';
import type { Target } from '../builder.ts';
import { CommandError, wrapped } from '../errors.ts';
import { describePodTemplate } from '../describe/pod.ts';
import { controllerOf } from '../describe/pod.ts';
import { Writer } from '../describe/writer.ts';
import { groupKind, mappingFor } from '../mapper.ts';
import { alignText, DESCRIBE } from '../printers/tabwriter.ts';
import { send } from '../session.ts';
import type { Session } from '../session.ts';
import { applyStrategic } from '../merge.ts';
import { CHANGE_CAUSE } from './change-cause.ts';
import { selectorText } from './pods.ts';


interface Past {
  readonly revision: number;
  readonly cause: string;
  readonly template: k8s.PodTemplateSpec;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly object: KubeObject;
}

const selectorOf = (object: KubeObject): string => {
  const spec: Readonly<Record<string, unknown>> = isObject(object['spec']) ? object['spec'] : {};
  return isObject(spec['selector']) ? selectorText(spec['selector'] as k8s.LabelSelector) : '';
};

/** All revisions that are kept, oldest first. */
export function* historyOf(session: Session, object: KubeObject): Client<readonly Past[]> {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind)) throw new CommandError(`no history viewer has been implemented for ${JSON.stringify(groupKind(object))}`);
  const resource = object.kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps';
  const mapping = mappingFor(resource);
  const body = (yield* list(session, { mapping, namespace: object.metadata.namespace ?? '' }, { labelSelector: selectorOf(object), fieldSelector: '' })).body as ObjectList;
  const own = body.items.filter(({ metadata }) => controllerOf(metadata)?.uid === object.metadata.uid).map((item) => ({ ...item, apiVersion: body.apiVersion, kind: mapping.kind }));
  return own.map((item) => (object.kind === 'Deployment' ? ofReplicaSet(item) : ofRevision(object, item))).toSorted((a, b) => a.revision - b.revision);
}

function ofReplicaSet(object: KubeObject): Past {
  const set = object as unknown as ReplicaSet;
  const annotations = set.metadata.annotations ?? {};
  return { revision: Number(annotations[DEPLOYMENT_REVISION] ?? 0), cause: annotations[CHANGE_CAUSE] ?? '', template: set.spec.template ?? {}, object };
}

function ofRevision(owner: KubeObject, object: KubeObject): Past {
  const revision = object as unknown as ControllerRevision;
  const past = isObject(revision.data) ? (applyStrategic(owner, revision.data) as KubeObject) : owner;
  const spec: Readonly<Record<string, unknown>> = isObject(past['spec']) ? past['spec'] : {};
  return { revision: revision.revision ?? 0, cause: object.metadata.annotations?.[CHANGE_CAUSE] ?? '', template: (spec['template'] ?? {}) as k8s.PodTemplateSpec, object };
}

/** The list of revisions, or one of them in full. */
export function historyText(history: readonly Past[], revision: number): string {
  if (history.length === 0) return 'No rollout history found.';
  if (revision > 0) {
    const found = history.find((past) => past.revision === revision);
    if (found === undefined) throw new CommandError('unable to find the specified revision');
    const w = new Writer();
    describePodTemplate(w, found.template);
    return w.raw();
  }
  return alignText(`REVISION\tCHANGE-CAUSE\n${history.map((past) => `${past.revision}\t${past.cause || '<none>'}\n`).join('')}`, DESCRIBE);
}

function bare(template: k8s.PodTemplateSpec): k8s.PodTemplateSpec {
  const { [TEMPLATE_HASH]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The revision to go back to: the one before the last unless one is named. */
function chosen(history: readonly Past[], revision: number, object: KubeObject): Past {
  if (revision > 0) {
    const found = history.find((past) => past.revision === revision);
    if (found === undefined) throw new CommandError(`unable to find specified revision ${revision} in history`);
    return found;
  }
  const previous = history.at(-2);
  if (previous === undefined) throw new CommandError(object.kind === 'Deployment' ? `no rollout history found for deployment ${JSON.stringify(object.metadata.name)}` : 'no last revision to roll back to');
  return previous;
}

const KEPT = [LAST_APPLIED, DEPLOYMENT_REVISION, 'deployment.kubernetes.io/revision-history', DESIRED_REPLICAS, MAX_REPLICAS];

/** Goes back; gives the words for the result line. */
export function* undo(session: Session, target: Target, object: KubeObject, revision: number, dryRun: 'none' | 'client' | 'server'): Client<string> {
  if (revision < 0) throw new CommandError(`unable to find specified revision ${revision} in history`);
  const history = yield* historyOf(session, object);
  const past = chosen(history, revision, object);
  if (dryRun === 'client') return `${object.kind === 'Deployment' ? '' : 'will roll back to '}${historyText(history, past.revision)}`;
  const options = dryRun === 'server' ? { options: { dryRun: true } } : {};
  if (object.kind !== 'Deployment') {
    if (jsonEqual(past.template, (object['spec'] as { template?: unknown } | undefined)?.template)) return `skipped rollback (current template already matches revision ${revision})`;
    yield* send(session, { verb: 'patch', ...place(target), patchType: 'strategic', body: (past.object as unknown as ControllerRevision).data ?? {}, ...options });
    return 'rolled back';
  }
  const deployment = object as unknown as Deployment;
  if (deployment.spec.paused) throw new CommandError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  if (jsonEqual(bare(past.template), bare(deployment.spec.template))) return `skipped rollback (current template already matches revision ${revision})`;
  const kept = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => KEPT.includes(key));
  const restored = Object.entries(past.object.metadata.annotations ?? {}).filter(([key]) => !KEPT.includes(key));
  const patch = [
    { op: 'replace', path: '/spec/template', value: bare(past.template) },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...kept, ...restored]) },
  ];
  try {
    yield* send(session, { verb: 'patch', ...place(target), patchType: 'json', body: patch, ...options });
  } catch (error) {
    throw error instanceof Error ? wrapped(`failed restoring revision ${revision}: `, error) : error;
  }
  return 'rolled back';
}
