/** Resizing a Pod in place: what its node could never hold, and what a resize may not touch. Words from kube-apiserver v1.37. */
import { describe, expect, test } from 'vitest';
import { askIn, freshServer, said } from '../../../testing/api-server.ts';

function cluster(os = 'linux'): ReturnType<typeof askIn> {
  const ask = askIn(freshServer());
  ask(
    'create', 'nodes',
    { namespace: '', body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', labels: { 'kubernetes.io/os': os } }, status: { capacity: { cpu: '2', memory: '4Gi' }, allocatable: { cpu: '2', memory: '4Gi' } } } },
  );
  const amounts = { cpu: '500m', memory: '512Mi' };
  ask(
    'create', 'pods',
    {
      body: {
        apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' },
        spec: { nodeName: 'a', containers: [{ name: 'app', image: 'nginx:1.27', resources: { requests: amounts, limits: { cpu: '4', memory: '8Gi' } } }] },
      },
    },
  );
  return ask;
}
const resize = (ask: ReturnType<typeof askIn>, container: object, spec: object = {}): string =>
  said(ask('patch', 'pods', { name: 'web', subresource: 'resize', patchType: 'strategic', body: { spec: { ...spec, containers: [{ name: 'app', ...container }] } } }));
const requests = (amounts: object): object => ({ resources: { requests: amounts } });

describe('the node', () => {
  test('has room for what it has', () => expect(resize(cluster(), requests({ cpu: '2' }))).toBe('200'));
  test('will never hold more than it has', () => {
    expect(resize(cluster(), requests({ cpu: '3' }))).toBe('403 pods "web" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000');
    expect(resize(cluster(), requests({ cpu: '3', memory: '6Gi' }))).toBe(
      '403 pods "web" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000; memory, requested: 6442450944, allocatable: 4294967296',
    );
  });
  test('must run Linux', () => expect(resize(cluster('windows'), requests({ cpu: '1' }))).toBe('403 pods "web" is forbidden: pod resize is only supported on linux nodes, node "a" is "windows"'));
});

describe('a resize', () => {
  const cases = [
    ['changes cpu and memory alone', requests({ 'ephemeral-storage': '1Gi' }), '422 Pod "web" is invalid: spec: Forbidden: only cpu and memory resources are mutable'],
    ['takes no limit away', { resources: { limits: null } }, '422 Pod "web" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
    ['keeps requests within limits', requests({ memory: '9Gi' }), '422 Pod "web" is invalid: spec.containers[0].resources.requests: Invalid value: "9Gi": must be less than or equal to memory limit of 8Gi'],
    ['does not change the class of quality', { resources: { requests: { cpu: '4', memory: '8Gi' } } }, '422 Pod "web" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'],
  ] as const;
  for (const [name, container, says] of cases) test(name, () => expect(resize(cluster(), container)).toBe(says));
  test('lets everything else in the Pod be', () => {
    const ask = cluster();
    expect(resize(ask, { image: 'nginx:1.28', ...requests({ cpu: '600m' }) }, { restartPolicy: 'Never' })).toBe('200');
    expect((ask('get', 'pods', { name: 'web' }).body as unknown as { spec: object }).spec).toMatchObject({ restartPolicy: 'Always', containers: [{ image: 'nginx:1.27', resources: { requests: { cpu: '600m' } } }] });
  });
});
