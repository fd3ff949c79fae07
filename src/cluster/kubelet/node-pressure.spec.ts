import { describe, expect, test } from 'vitest';
import type { Node } from '../../model/objects.ts';
import type { Simulation } from '../contract/simulation.ts';
import { createPod as create, podIn as pod, run, standing } from '../../testing/simulation.ts';
import { recordingCluster } from '../engine/presets.ts';

/** A node of 512Mi, to which these Pods came. */
function cluster(pods: Readonly<Record<string, object>>): Simulation {
  const settings = recordingCluster(['node-1']);
  const sim = standing({ ...settings, nodes: settings.nodes.map((node) => ({ ...node, memory: '512Mi' })) });
  for (const [name, spec] of Object.entries(pods)) create(sim, name, spec);
  return sim;
}
const node = (sim: Simulation): Node | undefined => sim.view().get('nodes', '', 'node-1');
const condition = (sim: Simulation, type: string): string => {
  const found = node(sim)?.status.conditions?.find((each) => each.type === type);
  return `${found?.status} ${found?.reason}`;
};
const taints = (sim: Simulation): readonly string[] => (node(sim)?.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
const nodeEvents = (sim: Simulation): readonly string[] => sim.view().list('events').filter(({ involvedObject, source }) => involvedObject.kind === 'Node' && source?.component === 'kubelet').map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
const box = (command: string, resources: object = {}): object => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command], resources });
/** Takes so much memory, and keeps it: 16 MiB for each megabyte of a file without lines. */
const takes = (mebibytes: number): string => `head -c ${(mebibytes / 16) * 2 ** 20} /dev/zero > /tmp/f; exec tail -f /tmp/f > /dev/null`;
const quiet = { containers: [box('sleep 3600')] };

describe('a node with too little memory', () => {
  const greedy = { terminationGracePeriodSeconds: 30, containers: [box(takes(432), { requests: { memory: '64Mi' } })] };
  test('evicts the Pod that is beyond its request, and says with how much', () => {
    const sim = cluster({ quiet, greedy });
    run(sim, 15);
    expect(pod(sim, 'quiet')?.status.phase).toBe('Running');
    const { phase, reason, message, conditions } = pod(sim, 'greedy')?.status ?? {};
    expect([phase, reason]).toEqual(['Failed', 'Evicted']);
    expect(message).toMatch(/^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+Ki\. Container main was using \d+Ki, request is 64Mi, has larger consumption of memory\. $/);
    expect(conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'TerminationByKubelet', message });
    expect(nodeEvents(sim)).toEqual(expect.arrayContaining(['Warning EvictionThresholdMet: Attempting to reclaim memory', 'Normal NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory']));
  });
  test('says so, is tainted, and turns away Pods that ask for nothing; five minutes later all is well again', () => {
    const sim = cluster({ quiet, greedy });
    run(sim, 15);
    expect([condition(sim, 'MemoryPressure'), taints(sim)]).toEqual(['True KubeletHasInsufficientMemory', ['node.kubernetes.io/memory-pressure:NoSchedule']]);
    create(sim, 'placed', { ...quiet, nodeName: 'node-1' });
    create(sim, 'asking', { nodeName: 'node-1', containers: [box('sleep 3600', { requests: { memory: '16Mi' } })] });
    run(sim, 5);
    expect(pod(sim, 'placed')?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Pod was rejected: The node had condition: [MemoryPressure]. ' });
    expect(pod(sim, 'asking')?.status.phase).toBe('Running');
    run(sim, 270);
    expect(condition(sim, 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
    run(sim, 40);
    expect([condition(sim, 'MemoryPressure'), taints(sim)]).toEqual(['False KubeletHasSufficientMemory', []]);
    expect(nodeEvents(sim)).toContain('Normal NodeHasSufficientMemory: Node node-1 status is now: NodeHasSufficientMemory');
  });
  test('among Pods beyond their requests the one that matters least goes first, however little it takes', () => {
    const low = { name: 'low' };
    const settings = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: low, value: -10 };
    const sim = cluster({});
    sim.request({ verb: 'create', resource: 'priorityclasses.scheduling.k8s.io', body: settings });
    create(sim, 'little', { priorityClassName: 'low', containers: [box(takes(32))] });
    create(sim, 'much', { containers: [box(takes(400))] });
    run(sim, 15);
    expect(['little', 'much'].map((name) => pod(sim, name)?.status.phase)).toEqual(['Failed', 'Running']);
  });
  test('a machine without any memory left kills what takes most, and the kubelet tells of it', () => {
    const sim = cluster({ endless: { restartPolicy: 'Never', containers: [box('exec tail /dev/zero')] }, quiet });
    run(sim, 5);
    expect(pod(sim, 'endless')?.status).toMatchObject({ phase: 'Failed', containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }] });
    expect(nodeEvents(sim)).toContain('Warning SystemOOM: System OOM encountered, victim process: tail, pid: 1');
    expect(pod(sim, 'quiet')?.status.phase).toBe('Running');
  });
});

test('a node with too little disk evicts who takes most of it, and takes no Pods at all', () => {
  const sim = cluster({ quiet, hoarder: { containers: [box('head -c 60000000 /dev/zero > /tmp/big; sleep 3600')] } });
  sim.act({ do: 'resizeNode', node: 'node-1', amounts: { 'ephemeral-storage': '60Mi' } });
  run(sim, 15);
  expect(pod(sim, 'hoarder')?.status).toMatchObject({
    phase: 'Failed', reason: 'Evicted',
    message: expect.stringMatching(
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: 6Mi, available: \d+Ki\. Container main was using \d+Ki, request is 0, has larger consumption of ephemeral-storage\. $/,
    ),
  });
  expect([condition(sim, 'DiskPressure'), taints(sim)]).toEqual(['True KubeletHasDiskPressure', ['node.kubernetes.io/disk-pressure:NoSchedule']]);
  create(sim, 'asking', { nodeName: 'node-1', containers: [box('sleep 3600', { requests: { memory: '16Mi' } })] });
  run(sim, 2);
  expect(pod(sim, 'asking')?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Pod was rejected: The node had condition: [DiskPressure]. ' });
});
