import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '../../base/bytes.ts';
import type { k8s, Pod, PodSpec } from '../../model/objects.ts';
import type { Simulation } from '../contract/simulation.ts';
import { ask, create, createPod, messagesOf as messages, podIn, run, standing } from '../../testing/simulation.ts';
import type { Written } from '../../testing/simulation.ts';

type Spec = Partial<{ readonly [field in keyof PodSpec]: unknown }>;
const configMap = (name: string, data: Readonly<Record<string, string>>): Written => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
/** A cluster some seconds after this Pod was created. */
function after(seconds: number, spec: Spec, ...before: readonly Written[]): Simulation {
  const sim = standing();
  for (const each of before) create(sim, each);
  createPod(sim, 'app', spec);
  run(sim, seconds);
  return sim;
}
const get = (sim: Simulation, name = 'app'): Pod | undefined => podIn(sim, name);
const state = (sim: Simulation): k8s.ContainerState | undefined => get(sim)?.status.containerStatuses?.[0]?.state;
const inside = (sim: Simulation, path: string): string | null => sim.readFile({ namespace: 'default', pod: 'app', container: 'main' }, path);
const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] };
const nginx = { name: 'main', image: 'nginx:1.27' };

describe('what cannot be run', () => {
  const START = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';
  const script = (file: string, mode = 0o755): Spec => ({
    restartPolicy: 'Never', volumes: [{ name: 's', configMap: { name: 'scripts', defaultMode: mode } }],
    containers: [{ ...sleeper, command: [`/scripts/${file}`], terminationMessagePolicy: 'FallbackToLogsOnError', volumeMounts: [{ name: 's', mountPath: '/scripts' }] }],
  });
  const scripts = configMap('scripts', { bash: '#!/bin/bash\necho hello\n', raw: 'echo hello\n' });
  test('a script whose interpreter is missing starts, says so, and ends with 255', () => {
    expect(state(after(4, script('bash'), scripts))?.terminated).toMatchObject({ reason: 'Error', exitCode: 255, message: 'exec /scripts/bash: no such file or directory\n' });
  });
  test('a file that is no program starts, says so, and ends with 255', () => {
    expect(state(after(4, script('raw'), scripts))?.terminated).toMatchObject({ reason: 'Error', exitCode: 255, message: 'exec /scripts/raw: exec format error\n' });
  });
  test('a folder is no command', () => {
    expect(
      state(after(4, { restartPolicy: 'Never', containers: [{ ...sleeper, command: ['/bin'] }] }))?.terminated,
    ).toMatchObject({ reason: 'StartError', exitCode: 128, message: `${START}exec: "/bin": is a directory` });
  });
  test('a working directory that is missing is made, with all above it', () => {
    const sim = after(4, { restartPolicy: 'Never', containers: [{ ...sleeper, command: ['sh', '-c', 'pwd && ls -d . >/dev/null'], workingDir: '/some/where/new' }] });
    expect(state(sim)?.terminated?.exitCode).toBe(0);
  });
  test('a container that cannot start is not tried again where it never restarts, whatever its neighbours do meanwhile', () => {
    const quick = { ...sleeper, command: ['true'] };
    const sim = after(6, { restartPolicy: 'Never', containers: [{ ...quick, name: 'a' }, { ...quick, name: 'b' }, { ...sleeper, command: ['/bin'] }] });
    expect(get(sim)?.status.containerStatuses?.map(({ restartCount }) => restartCount)).toEqual([0, 0, 0]);
  });
});

describe('what a container is given', () => {
  const score = (spec: Spec): string | null => inside(after(3, spec), '/proc/1/oom_score_adj');
  test.each([
    ['Guaranteed', { limits: { cpu: '50m', memory: '32Mi' } }, '-997\n'],
    ['BestEffort', {}, '1000\n'],
    ['Burstable without a request for memory', { requests: { cpu: '50m' } }, '999\n'],
  ])('the kernel is told how soon to kill it: %s', (_, resources, want) => expect(score({ containers: [{ ...sleeper, resources }] })).toBe(want));
  test('the limits of its Pod hold for a container that has none', () => {
    const sim = after(3, { resources: { limits: { cpu: '200m', memory: '128Mi' } }, containers: [sleeper, { ...sleeper, name: 'other' }] });
    expect([inside(sim, '/sys/fs/cgroup/memory.max'), inside(sim, '/sys/fs/cgroup/cpu.max')]).toEqual(['134217728\n', '20000 100000\n']);
  });
  test('a profile of the node that is not there stops its creation', () => {
    const sim = after(3, { containers: [{ ...sleeper, securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'mine.json' } } }] });
    const path = '/var/lib/kubelet/seccomp/mine.json';
    expect(state(sim)?.waiting).toEqual({ reason: 'CreateContainerError', message: `failed to create containerd container: cannot load seccomp profile "${path}": open ${path}: no such file or directory` });
  });
  test('a node turns away a Pod that would set more of its kernel than is safe', () => {
    const sim = after(2, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] }, containers: [sleeper] });
    expect(get(sim)?.status).toMatchObject({ phase: 'Failed', reason: 'SysctlForbidden', message: 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted' });
  });
  test('a file mounted by subPath stays as it was when its ConfigMap changes', () => {
    const volumeMounts = [{ name: 'all', mountPath: '/all' }, { name: 'all', mountPath: '/one', subPath: 'mode' }];
    const sim = after(4, { volumes: [{ name: 'all', configMap: { name: 'settings' } }], containers: [{ ...sleeper, volumeMounts }] }, configMap('settings', { mode: 'old' }));
    sim.request({ verb: 'update', resource: 'configmaps', namespace: 'default', name: 'settings', body: configMap('settings', { mode: 'new' }) });
    run(sim, 120);
    expect([inside(sim, '/all/mode'), inside(sim, '/one')]).toEqual(['new', 'old']);
  });
  test('a subPathExpr needs its variables', () => {
    const sim = after(3, { volumes: [{ name: 'w', emptyDir: {} }], containers: [{ ...sleeper, volumeMounts: [{ name: 'w', mountPath: '/w', subPathExpr: '$(NOBODY)' }] }] });
    expect(state(sim)?.waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'missing value for NOBODY' });
  });
  test('pull secrets that are not there are told of, and the Pod starts all the same', () => {
    const sim = after(3, { imagePullSecrets: [{ name: 'one' }, { name: 'two' }], containers: [sleeper] });
    expect(get(sim)?.status.phase).toBe('Running');
    expect(messages(sim, 'FailedToRetrieveImagePullSecret')).toEqual(['Unable to retrieve some image pull secrets (one, two); attempting to pull the image may not succeed.']);
  });
});

test('a Pod finds a token of its service account, with the claims of Kubernetes', () => {
  const [header = '', claims = ''] = (inside(after(3, { containers: [sleeper] }), '/var/run/secrets/kubernetes.io/serviceaccount/token')
    ?? '').split('.').map((part) => decodeBase64(part.replaceAll('-', '+').replaceAll('_', '/')));
  expect(JSON.parse(header)).toMatchObject({ alg: 'RS256' });
  const { exp, iat, nbf, ...rest } = JSON.parse(claims) as { readonly exp: number; readonly iat: number; readonly nbf: number };
  expect([exp - iat, nbf - iat]).toEqual([31_536_000, 0]);
  expect(rest).toMatchObject({
    aud: ['https://kubernetes.default.svc.cluster.local'], iss: 'https://kubernetes.default.svc.cluster.local', sub: 'system:serviceaccount:default:default',
    'kubernetes.io': { namespace: 'default', node: { name: 'node-1' }, pod: { name: 'app' }, serviceaccount: { name: 'default' }, warnafter: iat + 3607 },
  });
});

test('what somebody writes into the status is put right by the kubelet; a condition of its own it leaves', () => {
  const sim = after(4, { containers: [sleeper] });
  const conditions = [{ type: 'Ready', status: 'False' }, { type: 'example.com/mine', status: 'True' }];
  sim.request({ verb: 'patch', patchType: 'strategic', resource: 'pods', subresource: 'status', namespace: 'default', name: 'app', body: { status: { reason: 'Because', conditions } } });
  expect(get(sim)?.status.reason).toBe('Because');
  run(sim, 10);
  const { reason, conditions: now = [] } = get(sim)?.status ?? {};
  expect([reason, now.find(({ type }) => type === 'Ready')?.status, now.find(({ type }) => type === 'example.com/mine')?.status]).toEqual([undefined, 'True', 'True']);
});

describe('what probes and hooks say', () => {
  const probed = (readinessProbe: object, container: object = sleeper): Spec => ({ containers: [{ ...container, readinessProbe }] });
  const site = configMap('site', { 'default.conf': 'server { listen 80; location / { return 200 "ok"; } location /home { return 302 http://$host/; } location /away { return 302 http://example.com/; } }\n' });
  const served = { ...nginx, volumeMounts: [{ name: 'site', mountPath: '/etc/nginx/conf.d' }] };
  const volumes = [{ name: 'site', configMap: { name: 'site' } }];
  const cases: readonly { readonly name: string; readonly spec: Spec; readonly want: (ip: string) => string }[] = [
    { name: 'a port name that no port has', spec: probed({ httpGet: { port: 'nobody' } }), want: () => 'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "nobody": invalid syntax' },
    { name: 'gRPC where nobody listens', spec: probed({ grpc: { port: 5000 } }), want: (ip) => `Readiness probe failed: timeout: failed to connect service "${ip}:5000" within 1s: context deadline exceeded` },
    {
      name: 'HTTPS asked of a plain server', spec: probed({ httpGet: { port: 80, scheme: 'HTTPS' } }, nginx),
      want: (ip) => `Readiness probe failed: Get "https://${ip}:80/": http: server gave HTTP response to HTTPS client`,
    },
  ];
  test.each(cases)('$name', ({ spec, want }) => {
    const sim = after(4, spec);
    expect(messages(sim, 'Unhealthy')).toEqual([want(get(sim)?.status.podIP ?? '')]);
  });
  test('a redirect on the same host is followed', () => {
    const sim = after(4, { ...probed({ httpGet: { port: 80, path: '/home' } }, served), volumes }, site);
    expect(get(sim)?.status.containerStatuses?.[0]?.ready).toBe(true);
    expect(messages(sim, 'ProbeWarning')).toEqual([]);
  });
  test('a redirect to another host counts as a success, with a warning', () => {
    const sim = after(4, { ...probed({ httpGet: { port: 80, path: '/away' } }, served), volumes }, site);
    expect(get(sim)?.status.containerStatuses?.[0]?.ready).toBe(true);
    expect(messages(sim, 'ProbeWarning')[0]).toMatch(/^Readiness probe warning: Probe terminated redirects, Response body: <html>/);
  });
  test('a postStart request that is refused', () => {
    const sim = after(2, { containers: [{ ...nginx, lifecycle: { postStart: { httpGet: { port: 8080, path: '/hi' } } } }] });
    const { metadata, status } = get(sim) ?? {};
    expect(state(sim)?.waiting).toEqual({
      reason: 'PostStartHookError',
      message: `HTTP lifecycle hook (/hi) for Container "main" in Pod "app_default(${metadata?.uid})" failed - error: Get "http://${status?.podIP}:8080/hi": dial tcp ${status?.podIP}:8080: connect: connection refused`,
    });
  });
});

describe('a container that ends by itself just as it is to be stopped', () => {
  test('keeps nothing waiting: the Pod goes on with its new image', () => {
    const sim = after(1, { containers: [{ ...nginx, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3'] }] });
    const hasEnded = (): boolean => sim.traceSince(null).some(({ type }) => type === 'runtime/exited');
    while (!hasEnded()) run(sim, 0.05);
    expect(state(sim)?.running).toBeDefined();
    ask(sim, { verb: 'patch', patchType: 'strategic', resource: 'pods', name: 'app', body: { spec: { containers: [{ name: 'main', image: 'busybox:latest' }] } } });
    run(sim, 2);
    expect(get(sim)?.status.containerStatuses?.[0]).toMatchObject({ image: 'docker.io/library/busybox:latest', restartCount: 1 });
  });
});

describe('static Pods', () => {
  const path = '/etc/kubernetes/manifests/static.yaml';
  const put = (sim: Simulation, container: object, rest: Spec = {}): void => {
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'static' }, spec: { terminationGracePeriodSeconds: 3, containers: [container], ...rest } };
    sim.act({ do: 'putFile', node: 'node-1', path, text: JSON.stringify(body) });
  };
  const image = (sim: Simulation): string | undefined => get(sim, 'static-node-1')?.spec.containers[0]?.image;
  test('a changed file replaces the Pod once nothing is left of the one before, and so its mirror', () => {
    const sim = standing();
    put(sim, nginx);
    run(sim, 5);
    put(sim, { ...nginx, image: 'nginx:latest', imagePullPolicy: 'IfNotPresent' });
    run(sim, 5);
    expect(image(sim)).toBe('nginx:1.27');
    run(sim, 20);
    expect(image(sim)).toBe('nginx:latest');
    expect(get(sim, 'static-node-1')?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 0, ready: true }] });
  });
  test('one that has come to its end is seen until its file goes', () => {
    const sim = standing();
    put(sim, { ...sleeper, command: ['sh', '-c', 'exit 3'] }, { restartPolicy: 'Never' });
    run(sim, 60);
    expect(get(sim, 'static-node-1')?.status).toMatchObject({ phase: 'Failed', containerStatuses: [{ restartCount: 0, state: { terminated: { exitCode: 3 } } }] });
    sim.act({ do: 'removeFile', node: 'node-1', path });
    run(sim, 5);
    expect(get(sim, 'static-node-1')).toBeUndefined();
    put(sim, sleeper);
    run(sim, 5);
    expect(get(sim, 'static-node-1')?.status.phase).toBe('Running');
  });
  test('its manifest may be taken away, put back and changed by a container that has the node\'s disk', () => {
    const sim = standing();
    put(sim, sleeper);
    ask(sim, {
      verb: 'create', resource: 'pods',
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec: { nodeName: 'node-1', containers: [{ ...sleeper, volumeMounts: [{ name: 'host', mountPath: '/host' }] }], volumes: [{ name: 'host', hostPath: { path: '/' } }] } },
    });
    run(sim, 10);
    const inHost = (script: string): void => {
      sim.open({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'default', name: 'app', options: { command: ['sh', '-c', `cd /host/etc/kubernetes/manifests; ${script}`] } });
      run(sim, 12);
    };
    expect(get(sim, 'static-node-1')?.status.phase).toBe('Running');
    inHost('mv static.yaml /host/tmp/');
    expect(get(sim, 'static-node-1')).toBeUndefined();
    inHost('cp /host/tmp/static.yaml again.yaml');
    expect(get(sim, 'static-node-1')?.status.phase).toBe('Running');
    inHost('sed -i s/busybox:1.36/busybox:latest/ again.yaml');
    run(sim, 20);
    expect(image(sim)).toBe('busybox:latest');
  });
  test('one whose manifest comes while its kubelet is off starts when that is back', () => {
    const sim = standing();
    sim.act({ do: 'stopNode', node: 'node-1' });
    put(sim, sleeper);
    run(sim, 10);
    sim.act({ do: 'startNode', node: 'node-1' });
    run(sim, 10);
    expect(get(sim, 'static-node-1')?.status.phase).toBe('Running');
  });
  test('a file that refers to a ConfigMap is ignored', () => {
    const sim = standing();
    put(sim, { ...nginx, envFrom: [{ configMapRef: { name: 'settings' } }] });
    run(sim, 5);
    expect(get(sim, 'static-node-1')).toBeUndefined();
  });
});
