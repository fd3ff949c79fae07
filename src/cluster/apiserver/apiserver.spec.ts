/** The API server as its clients see it. Expected values from kube-apiserver v1.37. */
import { describe, expect, test } from 'vitest';
import { nextRandom, seedRng } from '../../base/rng.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Status } from '../../model/status.ts';
import { DEFAULT_EPOCH, simTime } from '../../model/time.ts';
import { componentUser, type ApiRequest, type ApiResponse, type ObjectList, type Table, type UserInfo } from '../contract/api.ts';
import type { TraceSerial } from '../contract/ids.ts';
import { DEFAULT_DELAYS, type ClusterSettings } from '../contract/settings.ts';
import type { ApiRequestTrace, TraceRecord } from '../contract/trace.ts';
import { createStore } from '../store/index.ts';
import { bootstrap } from './bootstrap.ts';
import { createApiServer, type ApiServer } from './index.ts';

const settings: ClusterSettings = {
  seed: 1, epoch: DEFAULT_EPOCH, nodes: [], podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16', images: [], delays: DEFAULT_DELAYS,
  run: { scheduler: false, controllers: false, kubelet: false }, prelude: [], retentionMs: 3_600_000,
};
const intern: UserInfo = { name: 'intern', groups: ['system:authenticated'] };
const kubelet = componentUser('system:node:node-1', 'system:nodes');

interface Sandbox {
  readonly server: ApiServer;
  readonly records: TraceRecord[];
  now: number;
  ask(verb: ApiRequest['verb'], resource: string, request?: Partial<ApiRequest>): ApiResponse;
}
function sandbox(): Sandbox {
  let rng = seedRng(7);
  const records: TraceRecord[] = [];
  const box = { records, now: 0 } as { -readonly [K in keyof Sandbox]: Sandbox[K] };
  const deps = {
    store: createStore(), settings, now: () => simTime(box.now),
    random: () => {
      const [value, next] = nextRandom(rng);
      rng = next;
      return value;
    },
    trace: (record: TraceRecord) => records.push(record) as TraceSerial,
  };
  box.server = createApiServer(deps);
  bootstrap(box.server, deps);
  box.ask = (verb, resource, request = {}) => box.server.handle({ verb, resource, namespace: 'default', ...request });
  box.ask('create', 'serviceaccounts', { body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } });
  records.length = 0;
  return box;
}
const pod = (name: string, spec: object = {}, metadata: object = {}): unknown => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }], ...spec },
});
const message = (response: ApiResponse): string => (response.body as Status).message ?? '';
const object = (response: ApiResponse): KubeObject => response.body as KubeObject;

describe('users', () => {
  test('a user without rights is refused in the words of the authoriser', () => {
    const response = sandbox().ask('create', 'pods', { user: intern, body: pod('web') });
    expect(response.code).toBe(403);
    expect(message(response)).toBe('pods is forbidden: User "intern" cannot create resource "pods" in API group "" in the namespace "default"');
  });
  test('a RoleBinding lets a user do what its Role says, in its namespace', () => {
    const box = sandbox();
    box.ask(
      'create', 'roles.rbac.authorization.k8s.io',
      { body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] } },
    );
    box.ask(
      'create', 'rolebindings.rbac.authorization.k8s.io',
      {
        body: {
          apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'interns' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' }, subjects: [{ kind: 'User', name: 'intern' }],
        },
      },
    );
    expect(box.ask('list', 'pods', { user: intern }).code).toBe(200);
    expect(box.ask('list', 'pods', { user: intern, namespace: 'kube-system' }).code).toBe(403);
    expect(message(box.ask('delete', 'pods', { user: intern, name: 'web' }))).toBe('pods "web" is forbidden: User "intern" cannot delete resource "pods" in API group "" in the namespace "default"');
  });
  test('a review tells who one is and what one may do', () => {
    const box = sandbox();
    expect(object(box.ask('create', 'selfsubjectreviews.authentication.k8s.io', { user: intern, body: {} }))['status']).toEqual({ userInfo: { username: 'intern', groups: ['system:authenticated'] } });
    const spec = { resourceAttributes: { verb: 'delete', resource: 'pods', namespace: 'default' } };
    expect(object(box.ask('create', 'selfsubjectaccessreviews.authorization.k8s.io', { user: intern, body: { spec } }))['status']).toEqual({ allowed: false });
  });
});

describe('writes', () => {
  test('a name that is taken is refused', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web') });
    const response = box.ask('create', 'pods', { body: pod('web') });
    expect([response.code, message(response)]).toEqual([409, 'pods "web" already exists']);
  });
  test('a stale resourceVersion is a conflict', () => {
    const box = sandbox();
    const first = object(box.ask('create', 'configmaps', { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } } }));
    box.ask('update', 'configmaps', { name: 'c', body: { ...first, data: { a: '2' } } });
    expect(message(box.ask('update', 'configmaps', { name: 'c', body: { ...first, data: { a: '3' } } }))).toBe(
      'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
    );
  });
  test('an update that changes nothing makes no revision', () => {
    const box = sandbox();
    const first = object(box.ask('create', 'configmaps', { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } } }));
    expect(object(box.ask('patch', 'configmaps', { name: 'c', patchType: 'merge', body: { data: { a: '1' } } })).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });
  test('a dry run answers as the write would, and leaves nothing behind', () => {
    const box = sandbox();
    const response = box.ask('create', 'pods', { body: pod('web'), options: { dryRun: true } });
    expect([response.code, object(response).metadata.name, object(response).metadata.resourceVersion]).toEqual([201, 'web', undefined]);
    expect(box.ask('get', 'pods', { name: 'web' }).code).toBe(404);
    expect(box.records.filter(record => record.type === 'api/request' && record.verb === 'create')).toEqual([]);
  });
  test('the generation of a Deployment counts changes of its spec', () => {
    const box = sandbox();
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } };
    box.ask('create', 'deployments.apps', { body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template } } });
    expect(object(box.ask('patch', 'deployments.apps', { name: 'web', patchType: 'merge', body: { metadata: { labels: { a: 'b' } } } })).metadata.generation).toBe(1);
    expect(object(box.ask('patch', 'deployments.apps', { name: 'web', subresource: 'scale', patchType: 'merge', body: { spec: { replicas: 3 } } }))['spec']).toEqual({ replicas: 3 });
    expect(object(box.ask('get', 'deployments.apps', { name: 'web' })).metadata.generation).toBe(2);
  });
});

describe('deletion', () => {
  const bound = (box: Sandbox): void => {
    box.ask('create', 'pods', { body: pod('web', { terminationGracePeriodSeconds: 20 }) });
    box.ask(
      'create', 'pods',
      { name: 'web', subresource: 'binding', user: componentUser('system:kube-scheduler'), body: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } } },
    );
  };
  test('a Pod that no node has is gone at once', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web') });
    box.ask('delete', 'pods', { name: 'web' });
    expect(box.ask('get', 'pods', { name: 'web' }).code).toBe(404);
  });
  test('a bound Pod is marked with the instant at which its grace ends', () => {
    const box = sandbox();
    bound(box);
    box.now = 5000;
    const { metadata } = object(box.ask('delete', 'pods', { name: 'web' }));
    expect([metadata.deletionTimestamp, metadata.deletionGracePeriodSeconds, metadata.generation]).toEqual(['2026-01-01T09:00:35Z', 20, 2]);
  });
  test('grace may be shortened but not lengthened', () => {
    const box = sandbox();
    bound(box);
    box.ask('delete', 'pods', { name: 'web' });
    expect(object(box.ask('delete', 'pods', { name: 'web', options: { gracePeriodSeconds: 60 } })).metadata.deletionGracePeriodSeconds).toBe(20);
    expect(object(box.ask('delete', 'pods', { name: 'web', options: { gracePeriodSeconds: 5 } })).metadata.deletionTimestamp).toBe('2026-01-01T09:00:15Z');
  });
  test('the kubelet ends it with no grace at all', () => {
    const box = sandbox();
    bound(box);
    box.ask('delete', 'pods', { name: 'web' });
    box.ask('delete', 'pods', { name: 'web', user: kubelet, options: { gracePeriodSeconds: 0 } });
    expect(box.ask('get', 'pods', { name: 'web' }).code).toBe(404);
  });
  test('an object with finalizers stays until the last one is taken off', () => {
    const box = sandbox();
    box.ask('create', 'configmaps', { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', finalizers: ['example.com/hold'] } } });
    expect(object(box.ask('delete', 'configmaps', { name: 'c' })).metadata.deletionTimestamp).toBe('2026-01-01T09:00:10Z');
    box.ask('patch', 'configmaps', { name: 'c', patchType: 'merge', body: { metadata: { finalizers: null } } });
    expect(box.ask('get', 'configmaps', { name: 'c' }).code).toBe(404);
  });
  test('a namespace goes through Terminating, and takes nothing new meanwhile', () => {
    const box = sandbox();
    box.ask('create', 'namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } } });
    expect(object(box.ask('delete', 'namespaces', { name: 'demo' }))['status']).toEqual({ phase: 'Terminating' });
    expect(
      message(box.ask('create', 'configmaps', { namespace: 'demo', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } } })),
    ).toBe('configmaps "c" is forbidden: unable to create new content in namespace demo because it is being terminated');
  });
  test('an eviction that a budget does not allow is refused', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web', {}, { labels: { app: 'web' } }) });
    box.ask('patch', 'pods', { name: 'web', subresource: 'status', patchType: 'merge', body: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } } });
    box.ask('create', 'poddisruptionbudgets.policy', { body: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'pdb' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } } });
    box.ask(
      'patch', 'poddisruptionbudgets.policy',
      { name: 'pdb', subresource: 'status', patchType: 'merge', body: { status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 } } },
    );
    const response = box.ask('create', 'pods', { name: 'web', subresource: 'eviction', body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } } });
    expect([response.code, message(response)]).toEqual([429, "Cannot evict pod as it would violate the pod's disruption budget."]);
  });
});

describe('reads', () => {
  test('lists are selected by labels and by fields', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('a', {}, { labels: { app: 'web' } }) });
    box.ask('create', 'pods', { body: pod('b') });
    const names = (options: ApiRequest['options']): readonly string[] => (box.ask('list', 'pods', options === undefined ? {} : { options }).body as ObjectList).items.map(each => each.metadata.name);
    expect(names(undefined)).toEqual(['a', 'b']);
    expect(names({ labelSelector: 'app in (web)' })).toEqual(['a']);
    expect(names({ fieldSelector: 'metadata.name!=a' })).toEqual(['b']);
  });
  test('a Table has the columns of kubectl get', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web') });
    box.now = 65_000;
    const table = box.ask('list', 'pods', { options: { accept: 'table' } }).body as Table;
    expect(table.columnDefinitions.filter(({ priority }) => priority === 0).map(({ name }) => name)).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
    expect(table.rows[0]?.cells.slice(0, 5)).toEqual(['web', '0/1', 'Pending', '0', '65s']);
  });
  test('an unknown resource is not found', () => {
    expect(message(sandbox().ask('list', 'widgets.example.com'))).toBe('the server could not find the requested resource');
  });
  test('a log of a Pod with two containers needs a name', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('two', { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'y' }] }) });
    const opened = box.server.open({ verb: 'get', resource: 'pods', namespace: 'default', name: 'two', subresource: 'log' });
    expect(opened.kind === 'refused' && message(opened.response)).toBe('a container name must be specified for pod two, choose one of: [a b]');
  });
});

describe('the trace', () => {
  const last = (box: Sandbox): ApiRequestTrace => box.records.at(-1) as ApiRequestTrace;
  test('a request by a person leaves its stages, and what each did', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web') });
    expect(last(box).stages.map(({ stage, passed }) => [stage, passed])).toEqual([
      ['authenticate', true], ['authorise', true], ['decode', true], ['default', true], ['admission', true], ['validate', true], ['store', true],
    ]);
    expect(last(box).stages.find(({ stage }) => stage === 'admission')?.detail).toBe('changed by ServiceAccount, Priority, DefaultTolerationSeconds');
  });
  test('a refusal ends the stages', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web', { containers: [] }) });
    expect(last(box).stages.at(-1)).toEqual({ stage: 'validate', passed: false, detail: 'Pod "web" is invalid: spec.containers: Required value' });
    expect(last(box).causes).toEqual([{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' }]);
  });
  test('a component is told of only where it makes or ends something', () => {
    const box = sandbox();
    box.ask('create', 'pods', { body: pod('web') });
    const before = box.records.length;
    box.ask('patch', 'pods', { name: 'web', subresource: 'status', user: kubelet, patchType: 'merge', body: { status: { phase: 'Running' } } });
    expect(box.records.length).toBe(before);
    box.ask('delete', 'pods', { name: 'web', user: kubelet });
    expect(last(box)).toMatchObject({ verb: 'delete', user: 'system:node:node-1', stages: [] });
  });
});

describe('server-side apply', () => {
  const config = (data: object): unknown => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });
  const apply = (box: Sandbox, fieldManager: string, data: object, force = false): ApiResponse => box.ask('patch', 'configmaps', { name: 'c', patchType: 'apply', body: config(data), options: { fieldManager, force } });
  test('a field that is no longer applied goes, unless someone else applies it too', () => {
    const box = sandbox();
    apply(box, 'one', { a: '1', b: '2' });
    apply(box, 'two', { b: '2' });
    expect(object(apply(box, 'one', {}))['data']).toEqual({ b: '2' });
  });
  test('another value for a field of another manager is a conflict, until it is forced', () => {
    const box = sandbox();
    apply(box, 'one', { a: '1' });
    expect(message(apply(box, 'two', { a: '2' }))).toBe('Apply failed with 1 conflict: conflict with "one": .data.a');
    expect(object(apply(box, 'two', { a: '2' }, true))['data']).toEqual({ a: '2' });
    const managers = object(box.ask('get', 'configmaps', { name: 'c' })).metadata.managedFields as readonly { manager: string }[];
    expect(managers.map(({ manager }) => manager)).toEqual(['two']);
  });
});
