import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import type { Status } from '../../model/status.ts';
import { Lab } from '../../testing/lab.ts';

const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec });
const shell = (command: string, rest: object = {}) => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command], ...rest });
function after(seconds: number, spec: object): Lab {
  const lab = new Lab('node-1');
  lab.create(pod(spec));
  lab.run(seconds);
  return lab;
}
const statusOf = (lab: Lab): Pod['status'] => lab.get<Pod>('pods', 'app').status;
/** What `kubectl logs` is told. */
function logs(lab: Lab, options: object = {}): string {
  const opened = lab.simulation.open({ verb: 'get', resource: 'pods', subresource: 'log', namespace: 'default', name: 'app', options });
  if (opened.stream === null) return (opened.response.body as Status).message ?? '';
  lab.run(0);
  return lab.simulation.read(opened.stream).map((chunk) => (chunk.channel === 'end' ? (chunk.error?.message ?? '') : chunk.channel === 'watch' ? '' : chunk.data)).join('');
}

describe('an image that cannot be had', () => {
  test('is told of with the code of the refusal where there is one', () => {
    const lab = after(3, { containers: [{ name: 'main', image: 'busybox:0.0' }] });
    const why = 'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/busybox:0.0": failed to resolve image: docker.io/library/busybox:0.0: not found';
    expect(statusOf(lab).containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'ErrImagePull', message: why });
    expect(lab.events('Failed')).toContain(`Failed to pull image "busybox:0.0": ${why}`);
    lab.run(12);
    expect(statusOf(lab).containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'ImagePullBackOff', message: `Back-off pulling image "busybox:0.0": ErrImagePull: ${why}` });
  });
});

describe('the log of a container', () => {
  test.each([
    ['whose image was not found', 3, { name: 'main', image: 'busybox:0.0' }, {}, 'container "main" in pod "app" is waiting to start: image can\'t be pulled'],
    ['whose image is tried again later', 16, { name: 'main', image: 'busybox:0.0' }, {}, 'container "main" in pod "app" is waiting to start: trying and failing to pull image'],
    ['whose image may not be pulled', 3, { name: 'main', image: 'redis:9', imagePullPolicy: 'Never' }, {}, 'container "main" in pod "app" is waiting to start: ErrImageNeverPull'],
    ['that waits for its postStart hook', 3, shell('echo hi; sleep 60', { lifecycle: { postStart: { exec: { command: ['sleep', '30'] } } } }), {}, 'container "main" in pod "app" is waiting to start: ContainerCreating'],
    ['that has not run before', 3, shell('sleep 60'), { previous: true }, 'previous terminated container "main" in pod "app" not found'],
    ['that waits for its next try is that of its last', 8, shell('echo bye; exit 1'), {}, 'bye\n'],
    ['holds what a hook writes to the output of process 1', 3, shell('sleep 60', { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'echo hi > /proc/1/fd/1'] } } } }), {}, 'hi\n'],
  ])('%s', (_, seconds, container, options, want) => expect(logs(after(seconds, { containers: [container] }), options)).toBe(want));
});

test('a rule that restarts all containers does so in a Pod that never restarts', () => {
  const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } };
  const lab = after(
    10,
    {
      restartPolicy: 'Never', terminationGracePeriodSeconds: 1,
      containers: [
        shell('test -e /tmp/kept/once && sleep 3600; touch /tmp/kept/once; sleep 2; exit 88', { restartPolicy: 'Never', restartPolicyRules: [rule], volumeMounts: [{ name: 'kept', mountPath: '/tmp/kept' }] }),
        shell('sleep 3600', { name: 'beside' }),
      ],
      volumes: [{ name: 'kept', emptyDir: {} }],
    },
  );
  expect(statusOf(lab).phase).toBe('Running');
  expect(statusOf(lab).containerStatuses?.map(({ restartCount, state, lastState }) => [restartCount, Object.keys(state ?? {}), lastState?.terminated?.reason])).toEqual([
    [1, ['running'], 'RestartingAllContainers'],
    [1, ['running'], 'RestartingAllContainers'],
  ]);
});

test('/etc/hosts says where its host is the node, and what its Pod adds', () => {
  const lab = after(3, { hostNetwork: true, hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo', 'bar'] }], containers: [shell('sleep 60')] });
  const hosts = lab.sh('app', 'cat /etc/hosts').split('\n');
  expect(hosts[0]).toBe('# Kubernetes-managed hosts file (host network).');
  expect(hosts.at(-5)?.split('\t')[1]).toBe(lab.get<Pod>('pods', 'app').spec.nodeName);
  expect(hosts.slice(-4)).toEqual(['', '# Entries added by HostAliases.', '10.1.2.3\tfoo\tbar', '']);
});
