/** What every update is checked for, whatever the kind, and what Services keep. Words from kube-apiserver; rules from registry/rest/update.go and registry/core/service. */
import { describe, expect, test } from 'vitest';
import { askIn, freshServer, said } from '../../testing/api-server.ts';

type Ask = ReturnType<typeof askIn>;
const fresh = (): Ask => askIn(freshServer());
const merge = (ask: Ask, resource: string, name: string, body: object): string => said(ask('patch', resource, { name, patchType: 'merge', body }));

describe('metadata', () => {
  const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'range' }, spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } };
  const cases: readonly (readonly [name: string, metadata: object, says: string])[] = [
    ['keeps its uid, of kinds whose own rules do not speak of it', { uid: 'other' }, '422 LimitRange "range" is invalid: metadata.uid: Invalid value: "other": field is immutable'],
    ['gets no grace period by an update', { deletionGracePeriodSeconds: 2 }, '422 LimitRange "range" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 2: field is immutable'],
    ['may begin a name with two dots', { generateName: '../' }, '422 LimitRange "range" is invalid: [metadata.generateName: Invalid value: "../": may not contain \'/\', metadata.generateName: Invalid value: "../": '
      + "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
      + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]"],
  ];
  for (const [name, metadata, says] of cases) test(name, () => {
    const ask = fresh();
    ask('create', 'limitranges', { body: range });
    expect(merge(ask, 'limitranges', 'range', { metadata })).toBe(says);
  });
  test('counts a resourceVersion that is no number as none when an object is created', () => {
    const create = (resourceVersion: string): string => said(fresh()('create', 'limitranges', { body: { ...range, metadata: { name: 'range', resourceVersion } } }));
    expect(create('x')).toBe('201');
    expect(create('9')).toBe('500 resourceVersion should not be set on objects to be created');
  });
});

describe('what is written is checked whatever kind it is', () => {
  const update = (resource: string, body: object): string => {
    const ask = fresh();
    ask('create', resource, { body: { ...body, metadata: { name: 'it' } } });
    return said(ask('update', resource, { name: 'it', body: { ...body, metadata: { name: 'it', generateName: 'X' } } }));
  };
  const notAName = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
    + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  test('a StorageClass like a new one', () =>
    expect(update('storageclasses.storage.k8s.io', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'example.com/disk' })).toBe(`422 StorageClass.storage.k8s.io "it" is invalid: metadata.generateName: Invalid value: "X": ${notAName}`));
  test('a RuntimeClass only with the version that it replaces', () =>
    expect(update('runtimeclasses.node.k8s.io', { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', handler: 'runc' })).toBe('422 runtimeclasses.node.k8s.io "it" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update'));
  test('an Event by its name and labels, and by six digits of a second', () => {
    const event = { apiVersion: 'v1', kind: 'Event', involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' } };
    const create = (metadata: object, more: object = {}): string => said(fresh()('create', 'events', { body: { ...event, metadata, ...more } }));
    expect(create({ name: '..' })).toBe('422 Event ".." is invalid: metadata.name: Invalid value: "..": may not be \'..\'');
    expect(create({ name: 'it' }, { eventTime: '2024-01-01T00:00:00Z' })).toBe('400 Event in version "v1" cannot be handled as a Event: parsing time "2024-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"');
  });
  test('the bytes of a Secret, which a strategic patch tells apart', () => {
    const ask = fresh();
    ask('create', 'secrets', { body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'it' } } });
    expect(said(ask('patch', 'secrets', { name: 'it', patchType: 'strategic', body: { data: { user: '***' } } }))).toBe('422  "" is invalid: patch: Invalid value: "map[data:map[user:***]]": error decoding from json: illegal base64 data at input byte 0');
  });
});

test('a ResourceQuota without scopes gets none, not even an empty one', () => {
  const ask = fresh();
  ask('create', 'resourcequotas', { body: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota' }, spec: { hard: { pods: '1' } } } });
  expect(merge(ask, 'resourcequotas', 'quota', { spec: { scopes: [''] } })).toBe(
    '422 ResourceQuota "quota" is invalid: [spec.scopes: Invalid value: [""]: unsupported scope, spec.scopes: Invalid value: [""]: field is immutable]',
  );
});

describe('a Service', () => {
  const web = (): Ask => {
    const ask = fresh();
    ask('create', 'services', { body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] } } });
    return ask;
  };
  const cases: readonly (readonly [name: string, spec: object, says: string])[] = [
    ['has its first address first in the list of them', { clusterIPs: ['10.96.0.8'] }, '422 Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.8"]: first value must match `clusterIP`'],
    ['keeps its address where its type is no word', { type: 'clusterip' }, '422 Service "web" is invalid: spec.type: Unsupported value: "clusterip": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
  ];
  for (const [name, spec, says] of cases) test(name, () => expect(merge(web(), 'services', 'web', { spec })).toBe(says));
  test('that is new names its first address beside the list of them', () => {
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { clusterIPs: ['10.96.0.8'], ports: [{ port: 80 }] } };
    expect(said(fresh()('create', 'services', { body }))).toBe('422 Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.8"]: must be empty when `clusterIP` is not specified');
  });
});

test('the claims that a StatefulSet makes are claims, whatever its template calls them', () => {
  const ask = fresh();
  const claim = { apiVersion: 'v2', kind: 'Disk', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  const template = { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'redis:7' }] } };
  ask('create', 'statefulsets.apps', { body: { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template, volumeClaimTemplates: [claim] } } });
  expect(ask('get', 'statefulsets.apps', { name: 'db' }).body).toMatchObject({ spec: { volumeClaimTemplates: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }] } });
});

test('a refusal quotes a name as Go does', () => {
  expect(said(fresh()('get', 'pods', { name: 'a"b' }))).toBe('404 pods "a\\"b" not found');
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a\tb' }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } };
  expect(said(fresh()('create', 'pods', { body: pod }))).toMatch(/^422 Pod "a\\tb" is invalid: metadata.name: Invalid value: "a\\tb": /);
});

describe('a name that no object can have', () => {
  const create = (spec: object): string => said(fresh()('create', 'pods', { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }], ...spec } } }));
  // client-go rest/request.go Name refuses to ask for it.
  test('is not looked up as an account', () =>
    expect(create({ serviceAccountName: 'a/b%' })).toBe('403 pods "web" is forbidden: error looking up service account default/a/b%: invalid resource name "a/b%": [may not contain \'/\' may not contain \'%\']'));
  test('is not looked up as a runtime class', () => {
    expect(create({ runtimeClassName: '..' })).toBe('500 invalid resource name "..": [may not be \'..\']');
    expect(create({ runtimeClassName: '' })).toBe('500 resource name may not be empty');
  });
});
