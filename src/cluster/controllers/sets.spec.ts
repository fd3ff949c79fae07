import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { deployment, Lab, newVersion, template } from '../../testing/lab.ts';
import { controllerOf } from './objects.ts';

const statefulSet = (rest: object = {}, command = 'sleep 3600') => ({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' },
  spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db', '1', command), ...rest },
});
const daemonSet = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent') } };
const versions = (lab: Lab, app: string): readonly (string | undefined)[] => lab.active(app).map(pod => pod.spec.containers[0]?.env?.[0]?.value);
const uids = (pods: readonly Pod[]): readonly string[] => pods.map(({ metadata }) => metadata.uid);
const statusOf = (lab: Lab): object => lab.get<{ status: object }>('statefulsets.apps', 'db').status;

describe('a StatefulSet', () => {
  test('takes over the Pods and the history that one of its name has left behind', () => {
    const lab = new Lab('node-1');
    lab.create(statefulSet({ replicas: 2 }));
    lab.run(5);
    const before = uids(lab.active('db'));
    lab.remove('statefulsets.apps', 'db', 'Orphan');
    lab.run(2);
    expect(lab.active('db').map(controllerOf)).toEqual([undefined, undefined]);
    lab.create(statefulSet());
    lab.run(5);
    expect(uids(lab.active('db')).slice(0, 2)).toEqual(before);
    expect(lab.active('db').map(pod => controllerOf(pod)?.name)).toEqual(['db', 'db', 'db']);
    expect(lab.simulation.view().list('controllerrevisions.apps', 'default').map(each => controllerOf(each)?.name)).toEqual(['db']);
  });
  test('lets a Pod go whose labels are not its own any more, and makes another only when that one is gone', () => {
    const lab = new Lab('node-1');
    lab.create(statefulSet({ replicas: 1 }));
    lab.run(5);
    lab.patch('pods', 'db-0', { metadata: { labels: { app: 'other' } } });
    lab.run(5);
    expect(controllerOf(lab.get<Pod>('pods', 'db-0'))).toBeUndefined();
    expect(lab.events('FailedCreate')).toEqual([]);
    lab.remove('pods', 'db-0');
    lab.run(30);
    expect(controllerOf(lab.get<Pod>('pods', 'db-0'))?.name).toBe('db');
  });
  test('in order is held up by a Pod of a bad version, also when the good one is put back: somebody has to delete it', () => {
    const lab = new Lab('node-1');
    lab.create(statefulSet({ replicas: 2 }));
    lab.run(5);
    lab.patch('statefulsets.apps', 'db', { spec: { template: { spec: { containers: [{ name: 'main', command: ['sh', '-c', 'exit 1'] }] } } } });
    lab.run(20);
    lab.patch('statefulsets.apps', 'db', { spec: { template: { spec: { containers: [{ name: 'main', command: ['sh', '-c', 'sleep 3600'] }] } } } });
    lab.run(20);
    expect(lab.get<Pod>('pods', 'db-1').spec.containers[0]?.command).toEqual(['sh', '-c', 'exit 1']);
    lab.remove('pods', 'db-1');
    lab.run(10);
    expect(statusOf(lab)).toMatchObject({ readyReplicas: 2, updatedReplicas: 2 });
  });
  test('replaces as many at once as may be unavailable, the last first', () => {
    const lab = new Lab('node-1');
    lab.create(statefulSet({ replicas: 4, podManagementPolicy: 'Parallel', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } } }));
    lab.run(5);
    lab.patch('statefulsets.apps', 'db', newVersion);
    lab.run(0.5);
    expect(lab.pods('db').filter(pod => pod.metadata.deletionTimestamp !== undefined).map(pod => pod.metadata.name)).toEqual(['db-2', 'db-3']);
    lab.run(20);
    expect(versions(lab, 'db')).toEqual(['2', '2', '2', '2']);
  });
  test('counts a Pod that terminates as ready while it is, but not for a version any more', () => {
    const lab = new Lab('node-1');
    lab.create(
      statefulSet({
        replicas: 1,
        template: { ...template('db', '1', 'trap "" TERM; while true; do sleep 1; done'), spec: { ...template('db', '1', 'trap "" TERM; while true; do sleep 1; done').spec, terminationGracePeriodSeconds: 20 } },
      }),
    );
    lab.run(5);
    lab.remove('pods', 'db-0');
    lab.run(5);
    expect(statusOf(lab)).toMatchObject({ replicas: 1, readyReplicas: 1, availableReplicas: 1 });
    expect(statusOf(lab)).not.toHaveProperty('updatedReplicas');
  });
  test('makes the claim again that a waiting Pod lacks', () => {
    const lab = new Lab('node-1');
    lab.create(statefulSet({ replicas: 1, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } } }] }));
    lab.run(2);
    lab.remove('persistentvolumeclaims', 'data-db-0');
    lab.run(1);
    lab.patch('statefulsets.apps', 'db', { spec: { minReadySeconds: 1 } });
    lab.run(1);
    expect(lab.simulation.view().list('persistentvolumeclaims', 'default').map(({ metadata }) => metadata.name)).toEqual(['data-db-0']);
  });
});

describe('a DaemonSet', () => {
  test('takes over the Pods that one of its kind has left behind', () => {
    const lab = new Lab('node-1', 'node-2');
    lab.create(daemonSet);
    lab.run(5);
    const before = uids(lab.active('agent'));
    lab.remove('daemonsets.apps', 'agent', 'Orphan');
    lab.run(2);
    lab.create(daemonSet);
    lab.run(5);
    expect(uids(lab.active('agent'))).toEqual(before);
    expect(lab.active('agent').map(pod => controllerOf(pod)?.name)).toEqual(['agent', 'agent']);
  });
  test('waits longer each time before it replaces a Pod that its node turns away', () => {
    const lab = new Lab('node-1');
    lab.create({ ...daemonSet, spec: { ...daemonSet.spec, template: { ...template('agent'), spec: { ...template('agent').spec, securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } } } } });
    lab.run(8.5);
    // At once, then after 1, 2 and 4 seconds.
    expect(lab.events('FailedDaemonPod').length).toBe(4);
  });
});

describe('a Job', () => {
  const job = (spec: object, command: string) => ({
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' },
    spec: { ...spec, template: { ...template('work', '1', command), spec: { ...template('work', '1', command).spec, restartPolicy: 'Never' } } },
  });
  const status = (lab: Lab): object => lab.get<{ status: object }>('jobs.batch', 'work').status;
  const polite = 'trap "exit 0" TERM; sleep 6 & wait';
  test('that is suspended takes its Pods away uncounted, and does all its work when it goes on', () => {
    const lab = new Lab('node-1');
    lab.create(job({ completions: 2, parallelism: 2 }, polite));
    lab.run(3);
    lab.patch('jobs.batch', 'work', { spec: { suspend: true } });
    lab.run(5);
    expect(lab.pods('work')).toEqual([]);
    expect(status(lab)).toMatchObject({ conditions: [{ type: 'Suspended', status: 'True', reason: 'JobSuspended' }] });
    expect(status(lab)).not.toHaveProperty('failed');
    expect(status(lab)).not.toHaveProperty('succeeded');
    lab.patch('jobs.batch', 'work', { spec: { suspend: false } });
    lab.run(20);
    expect(status(lab)).toMatchObject({ succeeded: 2, conditions: [{ type: 'Suspended', status: 'False', reason: 'JobResumed' }, { type: 'SuccessCriteriaMet' }, { type: 'Complete' }] });
  });
  test('with less parallelism does not count the Pods that it takes away as failed', () => {
    const lab = new Lab('node-1');
    lab.create(job({ completions: 4, parallelism: 3, backoffLimit: 0 }, 'sleep 30'));
    lab.run(3);
    lab.patch('jobs.batch', 'work', { spec: { parallelism: 1 } });
    lab.run(6);
    expect(status(lab)).toMatchObject({ active: 1 });
    expect(status(lab)).not.toHaveProperty('failed');
  });
  test('that has failed too often and is late says that it has failed too often', () => {
    const lab = new Lab('node-1');
    lab.create(job({ backoffLimit: 0, activeDeadlineSeconds: 3 }, 'sleep 1; exit 1'));
    lab.run(8);
    expect(status(lab)).toMatchObject({ conditions: [{ type: 'FailureTarget', reason: 'BackoffLimitExceeded' }, { type: 'Failed', reason: 'BackoffLimitExceeded' }] });
  });
});

describe('a CronJob', () => {
  const cronJob = (spec: object) => ({
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' },
    spec: { schedule: '* * * * *', ...spec, jobTemplate: { spec: { template: { ...template('tick', '1', 'true'), spec: { ...template('tick', '1', 'true').spec, restartPolicy: 'Never' } } } } },
  });
  const jobs = (lab: Lab) => lab.simulation.view().list('jobs.batch', 'default');
  test('says by the clocks of its zone for when a Job was meant', () => {
    const lab = new Lab('node-1');
    lab.create(cronJob({ timeZone: 'Europe/Berlin', schedule: '1 10 * * *' }));
    lab.run(60);
    expect(jobs(lab).map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'])).toEqual(['2026-01-01T10:01:00+01:00']);
  });
  test('that was suspended for hours starts the last one that was due, and says how many it has missed', () => {
    const lab = new Lab('node-1');
    lab.create(cronJob({ suspend: true }));
    lab.run(3 * 3600);
    lab.patch('cronjobs.batch', 'tick', { spec: { suspend: false } });
    lab.run(1);
    expect(jobs(lab).map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'])).toEqual(['2026-01-01T12:00:00Z']);
    expect(lab.events('TooManyMissedTimes')).toEqual(['too many missed start times: 180. Set or decrease .spec.startingDeadlineSeconds or check clock skew']);
  });
  test('starts nothing that is later than its deadline allows', () => {
    const lab = new Lab('node-1');
    lab.create(cronJob({ suspend: true, schedule: '*/5 * * * *', startingDeadlineSeconds: 20 }));
    lab.run(5 * 60 + 30);
    lab.patch('cronjobs.batch', 'tick', { spec: { suspend: false } });
    lab.run(10);
    expect(jobs(lab)).toEqual([]);
  });
});

/** A StatefulSet keeps the Pods of a lost node, a Job and a Deployment make others, a DaemonSet has none to make; back again, the node ends what was deleted meanwhile. */
test('a node that is lost for hours and comes back leaves each controller with what it promises', () => {
  const lab = new Lab('node-1', 'node-2');
  const once = { ...template('work', '1', 'sleep 400'), spec: { ...template('work', '1', 'sleep 400').spec, restartPolicy: 'Never' } };
  lab.create({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db') } });
  lab.create({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' }, spec: { completions: 4, parallelism: 2, template: once } });
  lab.create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent') } });
  lab.create(deployment('web', 4));
  lab.run(20);
  const kept = lab.pods('db').filter(({ spec }) => spec.nodeName === 'node-2').map(({ metadata }) => metadata.uid);
  expect(kept.length).toBeGreaterThan(0);
  lab.simulation.act({ do: 'stopNode', node: 'node-2' });
  lab.run(3 * 3600);
  const lost = lab.pods('db').filter(({ spec }) => spec.nodeName === 'node-2');
  expect(lost.map(({ metadata }) => metadata.uid)).toEqual(kept);
  expect(lost.every(({ metadata, status }) => metadata.deletionTimestamp !== undefined && status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'False') === true)).toBe(true);
  expect(lab.active('web').map(({ spec }) => spec.nodeName)).toEqual(['node-1', 'node-1', 'node-1', 'node-1']);
  expect(lab.get<{ status: object }>('jobs.batch', 'work').status).toMatchObject({ succeeded: 4 });
  lab.simulation.act({ do: 'startNode', node: 'node-2' });
  lab.run(120);
  const ready = (app: string): number => lab.active(app).filter(({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')).length;
  expect([ready('db'), ready('agent'), ready('web')]).toEqual([3, 2, 4]);
  expect([...lab.pods('db'), ...lab.pods('web'), ...lab.pods('agent')].filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([]);
  expect(lab.pods('db').some(({ metadata }) => kept.includes(metadata.uid))).toBe(false);
});
