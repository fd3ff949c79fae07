/** Workloads on their way into the store. Follows pkg/registry/apps and pkg/registry/batch. */
import { jsonEqual } from '../../../base/json.ts';
import { FieldPath } from '../../../model/field-path.ts';
import { dnsLabelComplaints } from '../../../model/names.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { at, fieldsOf, isEmptyMap, listOf, numberOf, specOf, textsOf, withField, withMeta, withPath, type Fields } from '../fields.ts';
import { templateWarnings } from '../warnings/pod.ts';
import { claimSpecWarnings } from '../warnings/storage.ts';
import { counted, specAndStatus, specChanged, withGeneration } from './common.ts';
import { withoutDisabledTemplateFields } from './disabled.ts';
import type { Strategy } from '../types.ts';

/** Warnings about the Pods that a workload would make, where it is new or asks for something else than before. */
const aboutTemplate = (...path: readonly string[]) => (next: KubeObject, old: KubeObject | null): readonly string[] => {
  const template = fieldsOf(at(next, ...path));
  const [first = '', ...rest] = path;
  if (old !== null && next.metadata.generation === old.metadata.generation) return [];
  return templateWarnings(fieldsOf(template['spec']), fieldsOf(template['metadata']), FieldPath.of(first, ...rest));
};
const warnings = aboutTemplate('spec', 'template');
/** The same of workloads whose name becomes part of host names. */
const named = (about: typeof warnings): typeof warnings => (next, old) => {
  const wrong = old === null ? dnsLabelComplaints(next.metadata.name) : [];
  const ofName = wrong.length === 0 ? [] : [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`];
  return [...ofName, ...about(next, old)];
};
/** Claims that are made for each Pod, and a history without an end. Follows registry/apps/statefulset/strategy.go. */
function statefulSetWarnings(next: KubeObject, old: KubeObject | null): readonly string[] {
  const spec = specOf(next);
  const claims = FieldPath.of('spec', 'volumeClaimTemplates');
  const ofClaims = listOf(spec['volumeClaimTemplates']).flatMap((claim, i) => claimSpecWarnings(fieldsOf(claim['spec']), claims.index(i)));
  const endless = numberOf(spec['revisionHistoryLimit']) < 0;
  return [...warnings(next, old), ...ofClaims, ...(endless ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : [])];
}
/** So many that those which fail cannot all be written down. Follows pkg/api/job/warnings.go. */
const aboutJob = (...path: readonly string[]) => (next: KubeObject, old: KubeObject | null): readonly string[] => {
  if (old !== null && next.metadata.generation === old.metadata.generation) return [];
  const spec = fieldsOf(at(next, ...path));
  const isHuge = spec['completionMode'] === 'Indexed' && numberOf(spec['completions']) > 100_000 && numberOf(spec['parallelism']) > 10_000;
  const ofSize = `${path.join('.')}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`;
  return [...(isHuge ? [ofSize] : []), ...aboutTemplate(...path, 'template')(next, old)];
};

/** Of the Pods that a workload would make, too, the fields of features that are switched off go. Follows DropDisabledTemplateFields. */
function ofPods(strategy: Strategy, ...path: readonly string[]): Strategy {
  const clean = (object: KubeObject): KubeObject => {
    const template = at(object, ...path);
    const made = withoutDisabledTemplateFields(fieldsOf(template));
    return template === undefined || made === template ? object : withPath(object, path, made);
  };
  return {
    ...strategy,
    prepareForCreate: (object, call) => strategy.prepareForCreate?.(clean(object), call) ?? clean(object),
    prepareForUpdate: (next, old, call) => strategy.prepareForUpdate?.(clean(next), old, call) ?? clean(next),
  };
}
const specWithPods = (status: string, more: Strategy): Strategy => ofPods(specAndStatus(status, more), 'spec', 'template');

export const deployment: Strategy = specWithPods('apps.v1.DeploymentStatus', {
  prepareForUpdate: (next, old) => counted(withField(next, 'status', old['status']), old, specChanged(next, old) || !jsonEqual(textsOf(next.metadata.annotations), textsOf(old.metadata.annotations))),
  warnings: named(warnings),
});
export const replicaSet: Strategy = specWithPods('apps.v1.ReplicaSetStatus', { warnings: named(warnings) });
export const statefulSet: Strategy = specWithPods('apps.v1.StatefulSetStatus', { warnings: statefulSetWarnings });
export const replicationController: Strategy = specWithPods('core.v1.ReplicationControllerStatus', { warnings: named(warnings) });

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
/** A DaemonSet's template has a generation of its own, kept in an annotation. */
const withTemplateGeneration = (object: KubeObject, generation: number): KubeObject =>
  withMeta(object, { annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) } });
export const daemonSet: Strategy = specWithPods('apps.v1.DaemonSetStatus', {
  prepareForCreate: object => withTemplateGeneration(withField(withGeneration(object, 1), 'status', { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }), 1),
  prepareForUpdate: (next, old) => {
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const isNew = !jsonEqual(at(next, 'spec', 'template'), at(old, 'spec', 'template'));
    return counted(withTemplateGeneration(withField(next, 'status', old['status']), before + (isNew ? 1 : 0)), old, specChanged(next, old));
  },
  warnings: (next, old) => (old !== null && jsonEqual(at(next, 'spec', 'template'), at(old, 'spec', 'template')) ? [] : warnings(next, old)),
});

const UID_LABEL = 'controller-uid';
const NAME_LABEL = 'job-name';
const PREFIX = 'batch.kubernetes.io/';
/** A Job's Pods are told apart by labels that the server makes up. Follows batch/job/strategy.go generateSelector. */
function withSelector(job: KubeObject): KubeObject {
  const spec = specOf(job);
  if (spec['manualSelector'] === true) return job;
  const { name, uid } = job.metadata;
  const template = fieldsOf(spec['template']);
  const labels = textsOf(at(template, 'metadata', 'labels'));
  const made = { [UID_LABEL]: uid, [NAME_LABEL]: name, [`${PREFIX}${UID_LABEL}`]: uid, [`${PREFIX}${NAME_LABEL}`]: name, ...labels };
  const selector = fieldsOf(spec['selector']);
  const matchLabels = { [`${PREFIX}${UID_LABEL}`]: uid, ...textsOf(selector['matchLabels']) };
  return withField(job, 'spec', { ...spec, selector: { ...selector, matchLabels }, template: withPath(template, ['metadata', 'labels'], made) });
}
/** A Job without labels takes those of its Pods. */
function withPodLabels(job: KubeObject): KubeObject {
  const labels = textsOf(at(job, 'spec', 'template', 'metadata', 'labels'));
  return isEmptyMap(textsOf(job.metadata.labels)) && !isEmptyMap(labels) ? withMeta(job, { labels }) : job;
}
const NO_STATUS: Fields = Object.freeze({});
export const job: Strategy = ofPods({
  prepareForCreate: object => {
    const hadLabels = !isEmptyMap(textsOf(at(object, 'spec', 'template', 'metadata', 'labels')));
    const made = withSelector(withField(withGeneration(object, 1), 'status', NO_STATUS));
    return hadLabels ? withPodLabels(made) : made;
  },
  finish: withPodLabels,
  prepareForUpdate: (next, old) => withPodLabels(counted(withField(next, 'status', old['status']), old, specChanged(next, old))),
  warnings: named(aboutJob('spec')),
}, 'spec', 'template');
export const cronJob: Strategy = ofPods(specAndStatus('batch.v1.CronJobStatus', { warnings: named(aboutJob('spec', 'jobTemplate', 'spec')) }), 'spec', 'jobTemplate', 'spec', 'template');
