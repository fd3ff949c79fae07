/** The rows of `kubectl get`, after pkg/printers/internalversion. */
import { describe, expect, test } from 'vitest';
import { askIn, freshServer } from '../../../testing/api-server.ts';
import type { Table } from '../../contract/api.ts';

interface Body {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}
/** What the plain columns of an object say, without its age. */
function row(resource: string, body: Body, namespace = 'default'): Readonly<Record<string, unknown>> {
  const ask = askIn(freshServer());
  const created = ask('create', resource, { namespace, body });
  expect(created.code).toBe(201);
  if (body['status'] !== undefined) ask('patch', resource, { namespace, name: body.metadata.name, subresource: 'status', patchType: 'merge', body: { status: body['status'] } });
  const table = ask('get', resource, { namespace, name: body.metadata.name, options: { accept: 'table' } }).body as Table;
  return Object.fromEntries(table.columnDefinitions.map(({ name }, i) => [name, table.rows[0]?.cells[i]]));
}
const web = { name: 'web' };
const containers = [{ name: 'a', image: 'nginx' }, { name: 'b', image: 'nginx' }];
const state = (name: string, more: object): object => ({ name, image: 'nginx', imageID: '', restartCount: 0, ready: false, ...more });
const pod = (spec: object, status: object): Readonly<Record<string, unknown>> => row('pods', { apiVersion: 'v1', kind: 'Pod', metadata: web, spec: { containers, ...spec }, status });

describe('a Pod is told by', () => {
  test('the containers that are ready, and its phase', () => {
    expect(
      pod({}, { phase: 'Running', containerStatuses: [state('a', { ready: true, state: { running: {} } }), state('b', { restartCount: 3, state: { running: {} } })] }),
    ).toMatchObject({ Ready: '1/2', Status: 'Running', Restarts: '3' });
  });
  test('why a container waits', () => {
    expect(pod({}, { phase: 'Running', containerStatuses: [state('a', { state: { running: {} } }), state('b', { state: { waiting: { reason: 'CrashLoopBackOff' } } })] })).toMatchObject({ Status: 'CrashLoopBackOff' });
  });
  test('why it ended', () => {
    expect(
      pod({}, { phase: 'Succeeded', containerStatuses: [state('a', { state: { terminated: { exitCode: 0, reason: 'Completed' } } }), state('b', { state: { terminated: { exitCode: 0, reason: 'Completed' } } })] }),
    ).toMatchObject({ Status: 'Completed' });
    expect(pod({}, { phase: 'Failed', reason: 'Evicted' })).toMatchObject({ Status: 'Evicted', Ready: '0/2' });
  });
  test('how far its init containers are', () => {
    expect(
      pod(
        { initContainers: [{ name: 'i', image: 'nginx' }, { name: 'j', image: 'nginx' }] },
        { phase: 'Pending', initContainerStatuses: [state('i', { state: { running: {} } }), state('j', { state: { waiting: { reason: 'PodInitializing' } } })] },
      ),
    ).toMatchObject({ Status: 'Init:0/2' });
  });
});

describe('other kinds are told by', () => {
  test('a Service: its addresses and ports', () => {
    expect(
      row(
        'services',
        {
          apiVersion: 'v1', kind: 'Service', metadata: web,
          spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ name: 'a', port: 80, nodePort: 30080 }, { name: 'b', port: 53, protocol: 'UDP', nodePort: 30053 }] },
        },
      ),
    ).toMatchObject({ Type: 'NodePort', 'External-IP': '<none>', 'Port(s)': '80:30080/TCP,53:30053/UDP', Selector: 'app=web' });
    expect(
      row('services', { apiVersion: 'v1', kind: 'Service', metadata: web, spec: { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30080 }] } }),
    ).toMatchObject({ 'External-IP': '<pending>', 'Port(s)': '80:30080/TCP', Selector: '<none>' });
    expect(
      row('services', { apiVersion: 'v1', kind: 'Service', metadata: web, spec: { type: 'ExternalName', externalName: 'example.com' } }),
    ).toMatchObject({ 'Cluster-IP': '<none>', 'External-IP': 'example.com', 'Port(s)': '<none>' });
  });
  test('a node: its state, cordoned or not, and its roles', () => {
    expect(
      row(
        'nodes',
        { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', labels: { 'node-role.kubernetes.io/control-plane': '' } }, spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
        '',
      ),
    ).toMatchObject({ Status: 'Ready,SchedulingDisabled', Roles: 'control-plane' });
    expect(row('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }, '')).toMatchObject({ Status: 'Unknown', Roles: '<none>' });
  });
  test('a Deployment: the replicas that are ready of those wished for', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
    expect(
      row(
        'deployments.apps',
        {
          apiVersion: 'apps/v1', kind: 'Deployment', metadata: web, spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
          status: { replicas: 3, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1 },
        },
      ),
    ).toMatchObject({ Ready: '1/3', 'Up-to-date': 2, Available: 1, Containers: 'a,b', Images: 'nginx,nginx', Selector: 'app=web' });
  });
  test('a ConfigMap and a Secret: how much they hold', () => {
    expect(row('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: web, data: { a: '1' }, binaryData: { b: 'aGk=' } })).toMatchObject({ Data: 2 });
    expect(row('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: web, stringData: { a: '1' } })).toMatchObject({ Type: 'Opaque', Data: 1 });
  });
});
