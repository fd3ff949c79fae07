import { describe, expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import { recordingCluster } from '../engine/presets.ts';
import { controllers } from './index.ts';
import { deployment, Lab, newVersion, template } from '../../testing/lab.ts';
import { isReady } from './objects.ts';

describe('a Deployment', () => {
  test('names its ReplicaSet by what the template says, in whatever order it is written', () => {
    const backwards = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(backwards) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([key, each]) => [key, backwards(each)])) : value;
    const names = [template('web'), backwards(template('web'))].map(each => {
      const lab = new Lab('node-1');
      lab.create(deployment('web', 1, { template: each }));
      lab.run(1);
      return lab.simulation.view().list('replicasets.apps', 'default').map(({ metadata }) => metadata.name);
    });
    expect(names[0]).toEqual(names[1]);
  });
  test('rolls over without ever having fewer available Pods than it promises', () => {
    const lab = new Lab();
    lab.create(deployment('web', 4));
    lab.run(10);
    lab.patch('deployments.apps', 'web', newVersion);
    for (let i = 0; i < 300; i++) {
      lab.run(0.1);
      expect(lab.active('web').filter(isReady).length).toBeGreaterThanOrEqual(3);
      expect(lab.active('web').length).toBeLessThanOrEqual(5);
    }
    expect(lab.active('web').every(pod => pod.spec.containers[0]?.env?.[0]?.value === '2')).toBe(true);
    expect(lab.get<{ status: object }>('deployments.apps', 'web').status).toMatchObject({ replicas: 4, updatedReplicas: 4, availableReplicas: 4 });
  });
  test('keeps its old ReplicaSet as history, and goes back to it', () => {
    const lab = new Lab();
    lab.create(deployment('web', 2));
    lab.run(5);
    lab.patch('deployments.apps', 'web', newVersion);
    lab.run(20);
    lab.patch('deployments.apps', 'web', { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'VERSION', value: '1' }] }] } } } });
    lab.run(20);
    const sets = lab.simulation.view().list('replicasets.apps', 'default');
    expect(sets.map(set => [set.spec.replicas, set.metadata.annotations?.['deployment.kubernetes.io/revision']]).sort()).toEqual([[0, '2'], [2, '3']]);
  });
  test('does not roll while it is paused', () => {
    const lab = new Lab();
    lab.create(deployment('web', 2, { paused: true }));
    lab.run(5);
    expect(lab.pods('web').length).toBe(0);
    lab.patch('deployments.apps', 'web', { spec: { paused: false } });
    lab.run(5);
    expect(lab.active('web').length).toBe(2);
  });
  test('says so when it does not get on', () => {
    const lab = new Lab();
    lab.create(deployment('web', 1, { progressDeadlineSeconds: 10, template: { ...template('web'), spec: { containers: [{ name: 'main', image: 'registry.invalid/none:1' }] } } }));
    lab.run(20);
    const { status } = lab.get<{ status: { conditions: readonly { type: string; status: string; reason: string }[] } }>('deployments.apps', 'web');
    expect(status.conditions.find(each => each.type === 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });
});

describe('deleting an owner', () => {
  const left = (lab: Lab): readonly number[] => [lab.simulation.view().list('deployments.apps').length, lab.simulation.view().list('replicasets.apps').length, lab.pods('web').length];
  const cases = [
    { policy: 'Background', want: [0, 0, 0] },
    { policy: 'Foreground', want: [0, 0, 0] },
    { policy: 'Orphan', want: [0, 1, 2] },
  ] as const;
  for (const { policy, want } of cases) {
    test(`with ${policy} leaves ${want.join(' / ')} Deployments, ReplicaSets and Pods`, () => {
      const lab = new Lab();
      lab.create(deployment('web', 2));
      lab.run(5);
      lab.remove('deployments.apps', 'web', policy);
      lab.run(10);
      expect(left(lab)).toEqual(want);
    });
  }
  test('a namespace takes everything in it along', () => {
    const lab = new Lab();
    lab.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
    lab.run(1);
    lab.ask({ verb: 'create', resource: 'deployments.apps', namespace: 'demo', body: deployment('web', 2) });
    lab.run(5);
    lab.ask({ verb: 'delete', resource: 'namespaces', name: 'demo' });
    lab.run(60);
    expect(lab.simulation.view().get('namespaces', '', 'demo')).toBeUndefined();
    expect(lab.simulation.view().list('pods', 'demo')).toEqual([]);
  });
});

describe('a node that falls silent', () => {
  test('is marked after its grace, its Pods are driven out after theirs and come back elsewhere', () => {
    const lab = new Lab('node-1', 'node-2', 'node-3');
    lab.create(deployment('web', 3));
    lab.run(5);
    const lost = lab.active('web')[0]?.spec.nodeName ?? '';
    lab.simulation.act({ do: 'stopNode', node: lost });
    lab.run(70);
    const node = lab.get<{ spec: { taints: readonly { key: string; effect: string }[] }; status: { conditions: readonly { type: string; status: string }[] } }>('nodes', lost, '');
    expect(node.status.conditions.find(each => each.type === 'Ready')?.status).toBe('Unknown');
    expect(node.spec.taints.map(({ key, effect }) => `${key}:${effect}`)).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']);
    expect(lab.active('web').filter(pod => pod.spec.nodeName === lost).every(pod => !isReady(pod))).toBe(true);
    lab.run(310);
    expect(lab.active('web').filter(pod => pod.spec.nodeName !== lost && isReady(pod)).length).toBe(3);
    lab.simulation.act({ do: 'startNode', node: lost });
    lab.run(60);
    expect(lab.get<{ spec: { taints?: unknown } }>('nodes', lost, '').spec.taints).toBeUndefined();
    expect(lab.pods('web').length).toBe(3);
  });
});

describe('a Job', () => {
  test('lets its Pods go when it is deleted while they run', () => {
    const lab = new Lab('node-1');
    lab.create({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, spec: { template: { ...template('once'), spec: { ...template('once').spec, restartPolicy: 'Never' } } } });
    lab.run(4);
    expect(lab.pods('once')).toHaveLength(1);
    lab.remove('jobs.batch', 'once');
    lab.run(5);
    expect(lab.pods('once')).toEqual([]);
  });
  const job = (spec: object, command: string) => ({
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' },
    spec: { ...spec, template: { ...template('work', '1', command), spec: { ...template('work', '1', command).spec, restartPolicy: 'Never' } } },
  });
  const status = (lab: Lab) => lab.get<{ status: Record<string, unknown> }>('jobs.batch', 'work').status;
  test('is complete when enough Pods have succeeded', () => {
    const lab = new Lab();
    lab.create(job({ completions: 3, parallelism: 2 }, 'sleep 2'));
    lab.run(25);
    expect(status(lab)).toMatchObject({ succeeded: 3, conditions: [{ type: 'SuccessCriteriaMet' }, { type: 'Complete', status: 'True' }] });
  });
  test('waits longer after each failure, and gives up at its limit', () => {
    const lab = new Lab();
    lab.create(job({ backoffLimit: 2 }, 'exit 1'));
    lab.run(60);
    expect(status(lab)).toMatchObject({ failed: 3, conditions: [{ type: 'FailureTarget' }, { type: 'Failed', reason: 'BackoffLimitExceeded' }] });
    const [first, second, third] = lab.pods('work').map(pod => Date.parse(pod.metadata.creationTimestamp)).sort((a, b) => a - b);
    expect(((second ?? 0) - (first ?? 0)) / 1000).toBeGreaterThanOrEqual(10);
    expect(((third ?? 0) - (second ?? 0)) / 1000).toBeGreaterThanOrEqual(20);
  });
  test('gives each of its Pods an index', () => {
    const lab = new Lab();
    lab.create(job({ completions: 3, parallelism: 3, completionMode: 'Indexed' }, 'sleep 1'));
    lab.run(10);
    expect(status(lab)).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
    expect(lab.pods('work').map(pod => pod.spec.hostname).sort()).toEqual(['work-0', 'work-1', 'work-2']);
  });
});

describe('a StatefulSet', () => {
  const set = (rest: object = {}) => ({
    apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' },
    spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db'), ...rest },
  });
  test('brings its Pods up in order and keeps their names', () => {
    const lab = new Lab();
    lab.create(set());
    lab.run(20);
    const born = lab.pods('db').map(pod => [pod.metadata.name, pod.metadata.creationTimestamp]);
    expect(born.map(([name]) => name)).toEqual(['db-0', 'db-1', 'db-2']);
    expect(born.map(([, time]) => time)).toEqual(born.map(([, time]) => time).sort());
    lab.remove('pods', 'db-1');
    lab.run(10);
    expect(lab.active('db').map(pod => pod.metadata.name)).toEqual(['db-0', 'db-1', 'db-2']);
  });
  test('rolls from the last to the first, down to its partition', () => {
    const lab = new Lab();
    lab.create(set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }));
    lab.run(20);
    lab.patch('statefulsets.apps', 'db', newVersion);
    lab.run(30);
    expect(lab.active('db').map(pod => pod.spec.containers[0]?.env?.[0]?.value)).toEqual(['1', '2', '2']);
  });
});

test('a DaemonSet has one Pod on each node, cordoned ones included, and on a node that joins', () => {
  const lab = new Lab('node-1', 'node-2');
  lab.ask({ verb: 'patch', patchType: 'merge', resource: 'nodes', name: 'node-2', body: { spec: { unschedulable: true } } });
  lab.run(1);
  lab.create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent') } });
  lab.run(5);
  expect(lab.active('agent').map(pod => pod.spec.nodeName).sort()).toEqual(['node-1', 'node-2']);
});

test('a budget counts who may be evicted', () => {
  const lab = new Lab();
  lab.create({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'guard' }, spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } } });
  lab.create(deployment('web', 3));
  lab.run(5);
  expect(lab.get<{ status: object }>('poddisruptionbudgets.policy', 'guard').status).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 });
});

test('a claim that waits for its consumer is bound on the node of the Pod', () => {
  const lab = new Lab();
  lab.create({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local' }, provisioner: 'rancher.io/local-path', volumeBindingMode: 'WaitForFirstConsumer' });
  lab.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } } } });
  lab.run(2);
  expect(lab.get<{ status: { phase: string } }>('persistentvolumeclaims', 'data').status.phase).toBe('Pending');
  lab.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', labels: { app: 'app' } }, spec: { ...template('app').spec, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } });
  lab.run(5);
  const node = lab.pods('app')[0]?.spec.nodeName ?? '';
  expect(node).not.toBe('');
  expect(lab.get<{ metadata: { annotations: object } }>('persistentvolumeclaims', 'data').metadata.annotations).toMatchObject({ 'volume.kubernetes.io/selected-node': node });
});

test('a CronJob makes a Job each minute and keeps the last three', () => {
  const lab = new Lab();
  lab.create({
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { ...template('tick', '1', 'true'), spec: { ...template('tick', '1', 'true').spec, restartPolicy: 'Never' } } } } },
  });
  lab.run(330);
  expect(lab.events('SuccessfulCreate').filter(message => message.startsWith('Created job')).length).toBe(5);
  expect(lab.simulation.view().list('jobs.batch', 'default').length).toBe(3);
});

test('a copy of a cluster goes its own way: no table is shared', () => {
  const tables = (state: object): readonly string[] => Object.entries(state).filter(([, value]) => typeof value === 'object' && value !== null && !(value instanceof Map || value instanceof Set)).map(([name]) => name);
  const settings = recordingCluster([]);
  for (const controller of controllers) expect(tables(controller.init(settings))).toEqual([]);
  const lab = new Lab();
  lab.create(deployment('web', 3));
  lab.run(5);
  const copy = lab.simulation.fork();
  copy.request({ verb: 'delete', resource: 'deployments.apps', namespace: 'default', name: 'web', options: { propagationPolicy: 'Background' } });
  copy.advance(simTime(copy.now + 10_000));
  expect(copy.view().list('pods', 'default')).toEqual([]);
  lab.remove('pods', lab.pods('web')[0]?.metadata.name ?? '');
  lab.run(10);
  expect(lab.active('web').filter(isReady).length).toBe(3);
});
