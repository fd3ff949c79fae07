/** What kinds do to an object on its way into the store. Follows pkg/registry. */
import { expect, test } from 'vitest';
import { askIn, freshServer } from '../../../testing/api-server.ts';
import type { Fields } from '../fields.ts';

const text = (value: unknown): string => JSON.stringify(value);
const created = (resource: string, body: object): Fields => askIn(freshServer())('create', resource, { body }).body as unknown as Fields;
const claim = (spec: object): unknown => created(
  'persistentvolumeclaims',
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } },
)['spec'];

test('a claim says twice where its data comes from', () => {
  const source = { apiGroup: null, kind: 'PersistentVolumeClaim', name: 'old' };
  expect(claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'old' } })).toMatchObject({ dataSource: source, dataSourceRef: source });
  expect(claim({ dataSourceRef: { apiGroup: 'example.com', kind: 'Backup', name: 'old' } })).toMatchObject({ dataSource: { apiGroup: 'example.com', kind: 'Backup', name: 'old' } });
});
test('a source of data that is neither claim nor snapshot goes, as does one in another namespace', () => {
  expect(claim({ dataSource: { kind: 'ConfigMap', name: 'old' } })).not.toHaveProperty('dataSource');
  expect(claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'old', namespace: 'other' } })).not.toHaveProperty('dataSourceRef');
});
test('a LimitRange without a name gets one', () => {
  expect(created('limitranges', { apiVersion: 'v1', kind: 'LimitRange', metadata: {}, spec: { limits: [] } })).toMatchObject({ metadata: { name: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown } });
});
test('bytes are written back as Go writes them', () => {
  expect(
    created('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { lines: 'YQ==\n', left: 'YR==', none: null, list: [97] } })['data'],
  ).toEqual({ lines: 'YQ==', left: 'YQ==', none: '', list: 'YQ==' });
});
test('fields of features that are switched off go without a word, from Pods and from templates', () => {
  const spec = { containers: [{ name: 'app', image: 'nginx', lifecycle: { stopSignal: 'SIGUSR1' }, livenessProbe: { grpc: { port: 80, mode: 'TLS' } } }], volumes: [{ name: 'tmp', emptyDir: { mode: 5 } }] };
  const kept = { containers: [{ livenessProbe: { grpc: { port: 80 } } }], volumes: [{ name: 'tmp', emptyDir: {} }] };
  const pod = created('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec })['spec'];
  const deployment = created(
    'deployments.apps',
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec } } },
  )['spec'];
  expect(pod).toMatchObject({ containers: kept.containers });
  for (const made of [pod, deployment]) expect(text(made)).not.toMatch(/stopSignal|"mode"/);
});
test('what a Job generated stays on it', () => {
  const ask = askIn(freshServer());
  ask(
    'create', 'jobs.batch',
    { body: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'nginx' }] } } } } },
  );
  const answer = ask('patch', 'jobs.batch', { name: 'once', patchType: 'merge', body: { spec: { template: { metadata: { labels: { 'job-name': 'twice' } } } } } });
  expect(text(answer.body)).toContain("must be 'once'");
});
