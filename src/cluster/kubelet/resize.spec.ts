import { describe, expect, test } from 'vitest';
import type { k8s } from '../../model/objects.ts';
import type { Simulation } from '../contract/simulation.ts';
import { ask, create, createPod, podIn as pod, run, standing } from '../../testing/simulation.ts';

/** A node of two CPUs with these Pods, each with requests of its own. */
function cluster(pods: Readonly<Record<string, object>>): Simulation {
  const sim = standing();
  create(sim, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 1000 });
  for (const [name, spec] of Object.entries(pods)) createPod(sim, name, spec);
  run(sim, 5);
  return sim;
}
const box = (resources: object, rest: object = {}): object => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', "trap 'exit 0' TERM; sleep 3600 & wait"], resources, ...rest });
const cpu = (amount: string, rest: object = {}): object => ({ terminationGracePeriodSeconds: 1, containers: [box({ requests: { cpu: amount } })], ...rest });
const resize = (sim: Simulation, name: string, resources: object): void => ask(
  sim, { verb: 'patch', patchType: 'strategic', resource: 'pods', subresource: 'resize', name, body: { spec: { containers: [{ name: 'main', resources }] } } },
);
const remove = (sim: Simulation, name: string): void => ask(sim, { verb: 'delete', resource: 'pods', name });
const granted = (sim: Simulation, name: string): k8s.ResourceRequirements | undefined => pod(sim, name)?.status.containerStatuses?.[0]?.resources;
const resizing = (sim: Simulation, name: string): readonly object[] => (pod(sim, name)?.status.conditions ?? []).filter(({ type }) => type.startsWith('PodResize')).map(({ type, status, reason, message }) => ({ type, status, reason, message }));
const told = (sim: Simulation, name: string): readonly string[] => sim.view().list('events').filter(({ involvedObject, reason }) => involvedObject.name === name && reason?.startsWith('Resize')).map(({ reason }) => reason ?? '');

describe('a resize in place', () => {
  test('is granted and applied without a restart, and the container sees it', () => {
    const sim = cluster({ app: { containers: [box({ requests: { cpu: '50m' }, limits: { cpu: '100m' } })] } });
    resize(sim, 'app', { requests: { cpu: '100m' }, limits: { cpu: '200m' } });
    run(sim, 2);
    expect([granted(sim, 'app'), pod(sim, 'app')?.status.containerStatuses?.[0]?.restartCount]).toEqual([{ requests: { cpu: '100m' }, limits: { cpu: '200m' } }, 0]);
    expect(sim.readFile({ namespace: 'default', pod: 'app', container: 'main' }, '/sys/fs/cgroup/cpu.max')).toBe('20000 100000\n');
    expect([told(sim, 'app'), resizing(sim, 'app')]).toEqual([['ResizeStarted', 'ResizeCompleted'], []]);
  });
  test('restarts the container where its policy for that resource says so', () => {
    const sim = cluster({ app: { containers: [box({ requests: { memory: '32Mi' }, limits: { memory: '64Mi' } }, { resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }] })] } });
    resize(sim, 'app', { limits: { memory: '128Mi' } });
    run(sim, 3);
    expect([granted(sim, 'app')?.limits, pod(sim, 'app')?.status.containerStatuses?.[0]?.restartCount]).toEqual([{ memory: '128Mi' }, 1]);
  });
  test('ends the wait of a container that crashes: other resources begin a count of their own', () => {
    const sim = cluster({ app: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'exit 1'], resources: { requests: { cpu: '50m' } } }] } });
    run(sim, 60);
    const restarts = (): number | undefined => pod(sim, 'app')?.status.containerStatuses?.[0]?.restartCount;
    const before = restarts();
    run(sim, 5);
    expect(restarts()).toBe(before);
    resize(sim, 'app', { requests: { cpu: '60m' } });
    run(sim, 3);
    expect(restarts()).toBe((before ?? 0) + 1);
  });
  test('does not take memory away that is in use, and tries again until it is free', () => {
    const hold = 'head -c 2097152 /dev/zero > /tmp/f; tail -f /tmp/f > /dev/null & wait';
    const sim = cluster({ app: { containers: [box({ requests: { memory: '16Mi' }, limits: { memory: '64Mi' } }, { command: ['sh', '-c', hold] })] } });
    resize(sim, 'app', { limits: { memory: '24Mi' } });
    run(sim, 2);
    expect(resizing(sim, 'app')).toEqual([
      {
        type: 'PodResizeInProgress', status: 'True', reason: 'Error',
        message: expect.stringMatching(/^cannot decrease memory limits: attempting to set container "main" memory limit \(25165824\) below current usage \(\d+\)$/),
      },
    ]);
    expect([granted(sim, 'app')?.limits, told(sim, 'app')]).toEqual([{ memory: '64Mi' }, ['ResizeStarted', 'ResizeError']]);
    resize(sim, 'app', { limits: { memory: '48Mi' } });
    run(sim, 20);
    expect([granted(sim, 'app')?.limits, resizing(sim, 'app')]).toEqual([{ memory: '48Mi' }, []]);
  });
});

describe('a resize for which the node has no room', () => {
  const waiting = { type: 'PodResizePending', status: 'True', reason: 'Deferred', message: "Node didn't have enough resource: cpu, requested: 1200, used: 1200, capacity: 2000" };
  test('is deferred, and granted when another Pod has gone', () => {
    const sim = cluster({ app: cpu('50m'), other: cpu('1200m') });
    resize(sim, 'app', { requests: { cpu: '1200m' } });
    run(sim, 2);
    expect([granted(sim, 'app'), resizing(sim, 'app')]).toEqual([{ requests: { cpu: '50m' } }, [waiting]]);
    remove(sim, 'other');
    run(sim, 5);
    expect([granted(sim, 'app'), resizing(sim, 'app'), told(sim, 'app')]).toEqual([{ requests: { cpu: '1200m' } }, [], ['ResizeDeferred', 'ResizeStarted', 'ResizeCompleted']]);
  });
  test('is called off when the Pod asks for what it has', () => {
    const sim = cluster({ app: cpu('50m'), other: cpu('1200m') });
    resize(sim, 'app', { requests: { cpu: '1200m' } });
    run(sim, 2);
    resize(sim, 'app', { requests: { cpu: '50m' } });
    run(sim, 2);
    expect([granted(sim, 'app'), resizing(sim, 'app')]).toEqual([{ requests: { cpu: '50m' } }, []]);
  });
  test('among several that wait, the one that matters most is granted first', () => {
    const sim = cluster({ low: cpu('50m'), high: cpu('50m', { priorityClassName: 'high' }), other: cpu('1200m') });
    for (const name of ['low', 'high']) resize(sim, name, { requests: { cpu: '1200m' } });
    run(sim, 2);
    remove(sim, 'other');
    run(sim, 5);
    expect([granted(sim, 'high'), granted(sim, 'low')]).toEqual([{ requests: { cpu: '1200m' } }, { requests: { cpu: '50m' } }]);
  });
  test('is looked at again every three minutes, as the node may have grown', () => {
    const sim = cluster({ app: cpu('50m'), other: cpu('1200m') });
    resize(sim, 'app', { requests: { cpu: '1200m' } });
    run(sim, 2);
    sim.act({ do: 'resizeNode', node: 'node-1', amounts: { cpu: '4' } });
    run(sim, 60);
    expect(resizing(sim, 'app')).toEqual([waiting]);
    run(sim, 130);
    expect([granted(sim, 'app'), resizing(sim, 'app')]).toEqual([{ requests: { cpu: '1200m' } }, []]);
  });
});
