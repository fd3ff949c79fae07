/** Workloads on their way into the store. Follows pkg/registry/apps and pkg/registry/batch. */
import { jsonEqual } from '../../../base/json.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { at, fieldsOf, isEmptyMap, specOf, textsOf, withField, withMeta, withPath, type Fields } from '../fields.ts';
import { templateWarnings } from '../warnings/pod.ts';
import { counted, specAndStatus, specChanged, withGeneration } from './common.ts';
import type { Strategy } from './index.ts';

/** Warnings about the Pods that a workload would make, where the template is new or changed. */
const aboutTemplate = (...path: readonly string[]) => (next: KubeObject, old: KubeObject | null): readonly string[] => {
  const template = fieldsOf(at(next, ...path));
  const [first = '', ...rest] = path;
  if (old !== null && jsonEqual(template, at(old, ...path))) return [];
  return templateWarnings(fieldsOf(template['spec']), fieldsOf(template['metadata']), FieldPath.of(first, ...rest));
};
const warnings = aboutTemplate('spec', 'template');

export const deployment: Strategy = specAndStatus('apps.v1.DeploymentStatus', {
  prepareForUpdate: (next, old) => counted(withField(next, 'status', old['status']), old, specChanged(next, old) || !jsonEqual(textsOf(next.metadata.annotations), textsOf(old.metadata.annotations))),
  warnings,
});
export const replicaSet: Strategy = specAndStatus('apps.v1.ReplicaSetStatus', { warnings });
export const statefulSet: Strategy = specAndStatus('apps.v1.StatefulSetStatus', { warnings });
export const replicationController: Strategy = specAndStatus('core.v1.ReplicationControllerStatus', { warnings });

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
/** A DaemonSet's template has a generation of its own, kept in an annotation. */
const withTemplateGeneration = (object: KubeObject, generation: number): KubeObject =>
  withMeta(object, { annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) } });
export const daemonSet: Strategy = specAndStatus('apps.v1.DaemonSetStatus', {
  prepareForCreate: object => withTemplateGeneration(withField(withGeneration(object, 1), 'status', { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }), 1),
  prepareForUpdate: (next, old) => {
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const isNew = !jsonEqual(at(next, 'spec', 'template'), at(old, 'spec', 'template'));
    return counted(withTemplateGeneration(withField(next, 'status', old['status']), before + (isNew ? 1 : 0)), old, specChanged(next, old));
  },
  warnings,
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
export const job: Strategy = {
  prepareForCreate: object => {
    const hadLabels = !isEmptyMap(textsOf(at(object, 'spec', 'template', 'metadata', 'labels')));
    const made = withSelector(withField(withGeneration(object, 1), 'status', NO_STATUS));
    return hadLabels ? withPodLabels(made) : made;
  },
  finish: withPodLabels,
  prepareForUpdate: (next, old) => withPodLabels(counted(withField(next, 'status', old['status']), old, specChanged(next, old))),
  warnings,
};
export const cronJob: Strategy = specAndStatus('batch.v1.CronJobStatus', { warnings: aboutTemplate('spec', 'jobTemplate', 'spec', 'template') });
