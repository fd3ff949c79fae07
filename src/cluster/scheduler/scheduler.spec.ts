import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import { node, pod, viewWith, type NodeWords, type PodWords } from '../../testing/scheduling.ts';
import { createSimulation } from '../engine/index.ts';
import { recordingCluster } from '../engine/presets.ts';
import type { Simulation } from '../contract/simulation.ts';
import { explainAttempt } from './explain.ts';
import { naturalLog } from './natural-log.ts';

const cpu = fc.integer({ min: 1, max: 30 }).map(tenths => `${tenths * 100}m`);
const zone = fc.constantFrom('x', 'y');
const taint = fc.constantFrom<NodeWords['taints']>([], [], [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }]);
const nodeWords: fc.Arbitrary<NodeWords> = fc.record({
  labels: fc.record({ zone }), taints: taint, unschedulable: fc.constantFrom(false, false, true), allocatable: fc.record({ cpu, pods: fc.constantFrom('1', '2', '110') }),
}) as fc.Arbitrary<NodeWords>;
const spec = fc.constantFrom<NonNullable<PodWords['spec']>>(
  {},
  { nodeSelector: { zone: 'x' } },
  { tolerations: [{ key: 'dedicated', operator: 'Exists' }] },
  { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' }] } } },
);
const podWords: fc.Arbitrary<PodWords> = fc.record({ labels: fc.record({ app: fc.constantFrom('web', 'db') }), requests: fc.record({ cpu }), spec });

const milli = (text: string | undefined): number => Number((text ?? '0m').replace('m', ''));

describe('laws', () => {
  test('a node that is found fit satisfies every hard rule', () => {
    fc.assert(fc.property(fc.array(nodeWords, { minLength: 1, maxLength: 5 }), fc.array(podWords, { maxLength: 6 }), podWords, (nodes, there, asked) => {
      const cluster = nodes.map((words, i) => node(`n${i}`, words));
      const placed = there.map((words, i) => pod(`e${i}`, { ...words, on: `n${i % nodes.length}` }));
      const wanted = pod('p', asked);
      for (const name of explainAttempt(viewWith(...cluster, ...placed, wanted), wanted).feasible) {
        const words = nodes[Number(name.slice(1))] ?? {};
        const neighbours = placed.filter(each => each.spec.nodeName === name);
        const used = neighbours.reduce((sum, each) => sum + milli(each.spec.containers[0]?.resources.requests?.['cpu']), 0);
        expect(used + milli(asked.requests?.['cpu'])).toBeLessThanOrEqual(milli(words.allocatable?.['cpu']));
        expect(neighbours.length).toBeLessThan(Number(words.allocatable?.['pods']));
        expect(words.unschedulable).not.toBe(true);
        if ((words.taints ?? []).length > 0) expect(asked.spec?.tolerations).toBeDefined();
        for (const [key, value] of Object.entries(asked.spec?.nodeSelector ?? {})) expect(words.labels?.[key]).toBe(value);
        if (asked.spec?.affinity !== undefined) expect(neighbours.some(each => each.metadata.labels?.['app'] === 'web')).toBe(false);
      }
    }), { numRuns: 150 });
  });

  test('taking a node away never makes room for a Pod that had none', () => {
    fc.assert(fc.property(fc.array(nodeWords, { minLength: 2, maxLength: 4 }), podWords, (nodes, asked) => {
      const cluster = nodes.map((words, i) => node(`n${i}`, words));
      const wanted = pod('p', asked);
      if (explainAttempt(viewWith(...cluster, wanted), wanted).feasible.length > 0) return;
      for (const left of cluster.map(gone => cluster.filter(each => each !== gone))) expect(explainAttempt(viewWith(...left, wanted), wanted).feasible).toEqual([]);
    }), { numRuns: 100 });
  });

  test('the same seed gives the same picks, another seed may not', () => {
    const picks = (seed: number): readonly string[] => {
      const simulation = cluster(seed, 4);
      for (let i = 0; i < 12; i++) create(simulation, `p${i}`);
      simulation.advance(simTime(simulation.now + 1000));
      return simulation.view().list('pods').map(each => each.spec.nodeName ?? '');
    };
    expect(picks(7)).toEqual(picks(7));
    expect(new Set([1, 2, 3, 4, 5].map(seed => picks(seed).join())).size).toBeGreaterThan(1);
  });
});

function cluster(seed: number, nodes: number): Simulation {
  const simulation = createSimulation(recordingCluster([], { seed, run: { scheduler: true, controllers: false, kubelet: false } }));
  for (let i = 0; i < nodes; i++) {
    simulation.request({
      verb: 'create', resource: 'nodes',
      body: {
        apiVersion: 'v1', kind: 'Node', metadata: { name: `n${i}`, labels: { 'kubernetes.io/hostname': `n${i}` } },
        status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' }, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
      },
    });
    simulation.request({ verb: 'patch', patchType: 'merge', resource: 'nodes', name: `n${i}`, body: { spec: { taints: null } } });
  }
  simulation.advance(simTime(1000));
  return simulation;
}
const create = (simulation: Simulation, name: string, cpuRequest = '100m', extra: object = {}) =>
  simulation.request({
    verb: 'create', resource: 'pods', namespace: 'default',
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', resources: { requests: { cpu: cpuRequest } } }], ...extra } },
  });

describe('the queue', () => {
  test('a Pod that fits nowhere waits, and is tried again when a Pod goes', () => {
    const simulation = cluster(1, 1);
    create(simulation, 'first', '3');
    create(simulation, 'second', '3');
    simulation.advance(simTime(5000));
    const second = () => simulation.view().get('pods', 'default', 'second');
    expect(second()?.spec.nodeName).toBeUndefined();
    expect(second()?.status.conditions?.find(each => each.type === 'PodScheduled')).toMatchObject({
      status: 'False', reason: 'Unschedulable',
      message: '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    });
    simulation.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'first', options: { gracePeriodSeconds: 0 } });
    simulation.advance(simTime(6000));
    expect(second()?.spec.nodeName).toBe('n0');
  });
  test('a Pod that nothing happens to is tried again after five minutes', () => {
    const simulation = cluster(1, 1);
    create(simulation, 'big', '9');
    simulation.advance(simTime(200_000));
    const attempts = () => simulation.traceSince(null).filter(each => each.type === 'scheduler/attempt').length;
    expect(attempts()).toBe(1);
    simulation.advance(simTime(400_000));
    expect(attempts()).toBe(2);
  });
  test('an explanation of a recorded attempt tells what was chosen then', () => {
    const simulation = cluster(1, 3);
    create(simulation, 'web');
    simulation.advance(simTime(2000));
    const attempt = simulation.traceSince(null).find(each => each.type === 'scheduler/attempt');
    if (attempt === undefined) throw new Error('there was no attempt');
    const explanation = simulation.explain(attempt.serial);
    expect(explanation?.chosen).toBe(simulation.view().get('pods', 'default', 'web')?.spec.nodeName);
    expect(explanation?.ties).toEqual(['n0', 'n1', 'n2']);
    expect(explanation?.nodes.every(each => each.filters.every(({ status }) => status === 'Success' || status === 'Skip'))).toBe(true);
  });
});

test('the logarithm of its own agrees with the real one', () => {
  for (let value = 2; value < 6000; value += 7) expect(naturalLog(value)).toBeCloseTo(Math.log(value), 12);
});
