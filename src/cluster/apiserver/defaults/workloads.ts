/** Defaults of workloads. Follows pkg/apis/apps/v1, batch/v1 and autoscaling/v2 defaults.go. */
import type { KubeObject } from '../../../model/objects.ts';
import { at, fieldsOf, inField, inSpec, isEmptyMap, listOf, mapField, specOf, textsOf, withDefaults, withField, withFields, withMeta } from '../fields.ts';
import { podTemplate } from './pod.ts';
import { claimSpec } from './volumes.ts';


export const deployment = (object: KubeObject): KubeObject => inSpec(object, spec => {
  const made = withDefaults(podTemplate(spec), { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = withDefaults(fieldsOf(made['strategy']), { type: 'RollingUpdate' });
  if (strategy['type'] !== 'RollingUpdate') return withField(made, 'strategy', strategy);
  return withField(made, 'strategy', withField(strategy, 'rollingUpdate', withDefaults(fieldsOf(strategy['rollingUpdate']), { maxUnavailable: '25%', maxSurge: '25%' })));
});

export const replicaSet = (object: KubeObject): KubeObject => inSpec(object, spec => withDefaults(podTemplate(spec), { replicas: 1 }));

export const daemonSet = (object: KubeObject): KubeObject => inSpec(object, spec => {
  const made = withDefaults(podTemplate(spec), { revisionHistoryLimit: 10 });
  const strategy = withDefaults(fieldsOf(made['updateStrategy']), { type: 'RollingUpdate' });
  if (strategy['type'] !== 'RollingUpdate') return withField(made, 'updateStrategy', strategy);
  return withField(made, 'updateStrategy', withField(strategy, 'rollingUpdate', withDefaults(fieldsOf(strategy['rollingUpdate']), { maxUnavailable: 1, maxSurge: 0 })));
});

export const statefulSet = (object: KubeObject): KubeObject => inSpec(object, spec => {
  let made = withDefaults(podTemplate(spec), { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10, persistentVolumeClaimRetentionPolicy: {} });
  made = inField(made, 'persistentVolumeClaimRetentionPolicy', policy => withDefaults(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }));
  made = mapField(made, 'volumeClaimTemplates', claim => withFields(
    inField(inField(claim, 'spec', claimSpec), 'status', status => withDefaults(status, { phase: 'Pending' })), { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  ));
  const strategy = fieldsOf(made['updateStrategy']);
  const type = strategy['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return made;
  const rolling = withDefaults(fieldsOf(strategy['rollingUpdate']), { partition: 0, maxUnavailable: 1 });
  return withField(made, 'updateStrategy', { ...strategy, type, rollingUpdate: rolling });
});

export function replicationController(object: KubeObject): KubeObject {
  const labels = textsOf(at(object, 'spec', 'template', 'metadata', 'labels'));
  let made = inSpec(object, spec => withDefaults(podTemplate(spec), { replicas: 1 }));
  if (isEmptyMap(labels)) return made;
  if (isEmptyMap(textsOf(specOf(made)['selector']))) made = inSpec(made, spec => withField(spec, 'selector', labels));
  return isEmptyMap(textsOf(made.metadata.labels)) ? withMeta(made, { labels }) : made;
}

const MOST_RETRIES = 2_147_483_647;
export function job(object: KubeObject): KubeObject {
  return inSpec(object, spec => {
    const defaulted = withDefaults(podTemplate(spec), {
      ...(spec['completions'] === undefined && spec['parallelism'] === undefined ? { completions: 1 } : {}),
      parallelism: 1,
      backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : MOST_RETRIES,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    });
    return inField(defaulted, 'podFailurePolicy', policy => mapField(policy, 'rules', rule => mapField(rule, 'onPodConditions', condition => (condition['status'] ? condition : withField(condition, 'status', 'True')))));
  });
}

export const cronJob = (object: KubeObject): KubeObject => inSpec(object, spec =>
  inField(withDefaults(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 }), 'jobTemplate', template => inField(template, 'spec', podTemplate)));

const CPU_METRIC = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
const SCALE_UP = [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }];
const SCALE_DOWN = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

export const horizontalPodAutoscaler = (object: KubeObject): KubeObject => inSpec(object, spec => {
  let made = withDefaults(spec, { minReplicas: 1 });
  if (listOf(made['metrics']).length === 0) made = withField(made, 'metrics', CPU_METRIC);
  return inField(made, 'behavior', behavior => ({
    ...behavior,
    scaleUp: withDefaults(fieldsOf(behavior['scaleUp']), { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: SCALE_UP }),
    scaleDown: withDefaults(fieldsOf(behavior['scaleDown']), { selectPolicy: 'Max', policies: SCALE_DOWN }),
  }));
});
