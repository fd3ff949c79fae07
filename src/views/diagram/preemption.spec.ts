import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { node, pod, viewWith } from '../../testing/scheduling.ts';
import { projectCluster, withExpected } from './project/cluster.ts';

const moment = (...objects: readonly object[]): Parameters<typeof projectCluster>[0] => ({ view: viewWith(...objects), step: null, explanation: null });
const leaving = (name: string, reason: string): Pod => {
  const plain = pod(name, { on: 'a' });
  return { ...plain, metadata: { ...plain.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' }, status: { ...plain.status, conditions: [{ type: 'DisruptionTarget', status: 'True', reason }] } };
};
const nominated: Pod = (() => {
  const plain = pod('urgent', { priority: 1000 });
  return { ...plain, status: { ...plain.status, nominatedNodeName: 'a', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' }] } };
})();

describe('a preemption in the picture', () => {
  const graph = projectCluster(moment(node('a'), node('b'), leaving('low', 'PreemptionByScheduler'), leaving('moved', 'EvictionByEvictionAPI'), nominated));
  test('a victim says that it was preempted, and one that a drain moves that it was evicted', () =>
    expect(graph.pods.map(({ name, leaving: why, mark }) => [name, why, mark])).toEqual([['low', 'Preempted', 'terminating'], ['moved', 'Evicted', 'terminating'], ['urgent', '', 'pending']]));
  test('the nominated node holds a place for the Pod that waits', () => expect(graph.machines.map(({ heldFor }) => heldFor)).toEqual(['urgent', '']));
  test('the Pod that waits says that it is nominated', () => expect(graph.pods.find(({ name }) => name === 'urgent')?.word).toBe('Nominated'));
});
test('a Pod that is only expected waits on the line, once', () => {
  const graph = projectCluster(moment(node('a')));
  expect(withExpected(withExpected(graph, 'x', 'web'), 'x', 'web').pods.map(({ name, node: on }) => `${name} on "${on}"`)).toEqual(['web on ""']);
});
