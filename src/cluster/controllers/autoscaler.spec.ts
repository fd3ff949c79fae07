import { expect, test } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../model/objects.ts';
import type { Simulation } from '../contract/simulation.ts';
import { create, messagesOf, run, standing } from '../../testing/simulation.ts';
import { recordingCluster } from '../engine/presets.ts';

const scaler = (sim: Simulation): HorizontalPodAutoscaler | undefined => sim.view().get('horizontalpodautoscalers.autoscaling', 'default', 'web');
const replicas = (sim: Simulation): number | undefined => sim.view().get('deployments.apps', 'default', 'web')?.spec.replicas;
const conditions = (sim: Simulation): readonly string[] => (scaler(sim)?.status.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`);
const rescales = (sim: Simulation): readonly string[] => messagesOf(sim, 'SuccessfulRescale');

const deploymentOf = (name: string, replicas: number, container: object) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', ...container }] } } },
});
const web = deploymentOf('web', 1, { image: 'nginx:1.27', resources: { requests: { cpu: '10m' } } });
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
/** Three clients that call ten times a second each. */
const load = deploymentOf('load', 3, { image: 'busybox:1.36', command: ['sh', '-c', 'while true; do wget -q -T 2 -O /dev/null http://web; sleep 0.1; done'] });
const autoscaler = {
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' },
  spec: {
    minReplicas: 1, maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
};

test('a Deployment under load is scaled up, and down again five minutes after the load has gone', () => {
  const sim = standing(recordingCluster(['node-1'], { metrics: true }));
  create(sim, web);
  create(sim, service);
  create(sim, autoscaler);
  run(sim, 40);
  expect([replicas(sim), scaler(sim)?.status.conditions?.find(({ type }) => type === 'ScalingActive')?.reason]).toEqual([1, 'ValidMetricFound']);
  create(sim, load);
  run(sim, 32);
  expect(replicas(sim)).toBe(2);
  expect(rescales(sim)).toEqual(['New size: 2; reason: cpu resource utilization (percentage of request) above target']);
  sim.request({ verb: 'delete', resource: 'deployments.apps', namespace: 'default', name: 'load', options: { propagationPolicy: 'Background' } });
  run(sim, 240);
  expect([replicas(sim), conditions(sim)[0]]).toEqual([2, 'AbleToScale True ScaleDownStabilized']);
  run(sim, 120);
  expect([replicas(sim), rescales(sim)[1]]).toEqual([1, 'New size: 1; reason: All metrics below target']);
});

test('where nobody tells what Pods use nothing is scaled, and the autoscaler says why', () => {
  const sim = standing();
  create(sim, web);
  create(sim, autoscaler);
  run(sim, 20);
  const error = 'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
  expect(conditions(sim)).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False FailedGetResourceMetric']);
  expect(scaler(sim)?.status.conditions?.[1]?.message).toBe(`the HPA was unable to compute the replica count: ${error}`);
  const told = sim.view().list('events').filter(({ involvedObject }) => involvedObject.kind === 'HorizontalPodAutoscaler').map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  expect(told).toEqual([`Warning FailedGetResourceMetric: ${error}`, `Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${error}`]);
});

const eventsOf = (sim: Simulation): readonly string[] => sim.view().list('events').filter(({ involvedObject }) => involvedObject.kind === 'HorizontalPodAutoscaler').map(({ reason, message }) => `${reason}: ${message}`);
const withSpec = (name: string, spec: object): typeof autoscaler => ({ ...autoscaler, metadata: { name }, spec: { ...autoscaler.spec, ...spec } });

test('two autoscalers for the same Pods halt both', () => {
  const sim = standing(recordingCluster(['node-1'], { metrics: true }));
  create(sim, web);
  create(sim, autoscaler);
  create(sim, withSpec('other', {}));
  run(sim, 20);
  const words = 'pods by selector app=web are controlled by multiple HPAs: [default/other default/web]';
  expect(scaler(sim)?.status.conditions?.find(({ type }) => type === 'ScalingActive')).toMatchObject({ status: 'False', reason: 'AmbiguousSelector', message: words });
  expect(new Set(eventsOf(sim))).toEqual(new Set([`AmbiguousSelector: ${words}`, `FailedComputeMetricsReplicas: ${words}`]));
});

test('what cannot be scaled is named as the API server and the mapper name it', () => {
  const sim = standing();
  const refs = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'no' }, { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'no' }, { apiVersion: 'example.com/v1', kind: 'Thing', name: 'no' }];
  for (const [i, scaleTargetRef] of refs.entries()) create(sim, withSpec(`web-${i}`, { scaleTargetRef }));
  run(sim, 20);
  expect(eventsOf(sim)).toEqual([
    'FailedGetScale: deployments.apps "no" not found', 'FailedGetScale: the server could not find the requested resource', 'FailedGetScale: no matches for kind "Thing" in group "example.com"',
  ]);
});

test('a metric that is not known keeps its place in the status, and another may still scale up', () => {
  const sim = standing(recordingCluster(['node-1'], { metrics: true }));
  create(sim, web);
  const requests = { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '10' } } };
  const memory = { type: 'ContainerResource', containerResource: { name: 'memory', container: 'main', target: { type: 'AverageValue', averageValue: '1Ki' } } };
  create(sim, withSpec('web', { metrics: [requests, memory] }));
  run(sim, 20);
  expect(replicas(sim)).toBe(3);
  expect(scaler(sim)?.status.currentMetrics).toMatchObject([{ type: '' }, { type: 'ContainerResource', containerResource: { name: 'memory', container: 'main' } }]);
  expect(eventsOf(sim)).toEqual([
    'FailedGetPodsMetric: unable to get metric requests: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    'SuccessfulRescale: New size: 3; reason: memory resource above target',
  ]);
});

test('a container without a request, or one that is not there, is named', () => {
  const sim = standing(recordingCluster(['node-1'], { metrics: true }));
  create(sim, deploymentOf('web', 1, { image: 'nginx:1.27' }));
  const other = { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'other', target: { type: 'Utilization', averageUtilization: 50 } } };
  create(sim, withSpec('web', { metrics: [...autoscaler.spec.metrics, other] }));
  run(sim, 40);
  const name = sim.view().list('pods', 'default')[0]?.metadata.name ?? '';
  expect(eventsOf(sim)).toContain(`FailedGetResourceMetric: failed to get cpu utilization: missing request for cpu in container main of Pod ${name}`);
  expect(eventsOf(sim)).toContain(`FailedGetContainerResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: failed to get container metrics: container other not present in metrics for pod default/${name}`);
  expect(scaler(sim)?.status).toMatchObject({ currentReplicas: 1, currentMetrics: [{ type: '' }, { type: '' }] });
});
