import { describe, expect, test } from 'vitest';
import { node, pod, viewWith } from '../../testing/scheduling.ts';
import { explainAttempt } from './explain.ts';

const reasons = (objects: readonly object[], asked: ReturnType<typeof pod>): string => explainAttempt(viewWith(...objects, asked), asked).message;
const places = (objects: readonly object[], asked: ReturnType<typeof pod>): readonly string[] => explainAttempt(viewWith(...objects, asked), asked).feasible;

const gpu = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const affinity = (kind: 'podAffinity' | 'podAntiAffinity', app: string, topologyKey: string) => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app } }, topologyKey }] } },
});
const spread = (maxSkew: number, topologyKey: string) => ({
  topologySpreadConstraints: [{ maxSkew, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }],
});
const NOT_HELPFUL = 'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
const NO_VICTIMS = 'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';

describe('a refusal is told in the words of kube-scheduler', () => {
  const cases = [
    { name: 'more CPU than the node has', objects: [node('a')], asked: pod('p', { requests: { cpu: '5' } }), want: `0/1 nodes are available: 1 Insufficient cpu. ${NOT_HELPFUL}` },
    { name: 'more CPU than is left', objects: [node('a'), pod('x', { on: 'a', requests: { cpu: '3' } })], asked: pod('p', { requests: { cpu: '2' } }), want: `0/1 nodes are available: 1 Insufficient cpu. ${NO_VICTIMS}` },
    { name: 'a tainted node', objects: [node('a', { taints: [gpu] })], asked: pod('p'), want: `0/1 nodes are available: 1 node(s) had untolerated taint(s). ${NOT_HELPFUL}` },
    { name: 'a cordoned node', objects: [node('a', { unschedulable: true })], asked: pod('p'), want: `0/1 nodes are available: 1 node(s) were unschedulable. ${NOT_HELPFUL}` },
    { name: 'a node without the wanted label', objects: [node('a')], asked: pod('p', { spec: { nodeSelector: { disk: 'ssd' } } }), want: `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${NOT_HELPFUL}` },
    { name: 'a host port that is taken', objects: [node('a'), pod('x', { on: 'a', hostPort: 80 })], asked: pod('p', { hostPort: 80 }), want: `0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ${NO_VICTIMS}` },
    { name: 'a friend that is nowhere', objects: [node('a')], asked: pod('p', { spec: affinity('podAffinity', 'cache', 'kubernetes.io/hostname') }), want: `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${NOT_HELPFUL}` },
    { name: 'a Pod to keep away from', objects: [node('a'), pod('x', { on: 'a', labels: { app: 'web' } })], asked: pod('p', { spec: affinity('podAntiAffinity', 'web', 'kubernetes.io/hostname') }), want: `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${NO_VICTIMS}` },
    { name: 'a Pod that keeps others away', objects: [node('a'), pod('x', { on: 'a', spec: affinity('podAntiAffinity', 'web', 'kubernetes.io/hostname') })], asked: pod('p', { labels: { app: 'web' } }), want: `0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. ${NO_VICTIMS}` },
    { name: 'a node without the topology', objects: [node('a')], asked: pod('p', { labels: { app: 'web' }, spec: spread(1, 'zone') }), want: `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). ${NOT_HELPFUL}` },
    { name: 'a claim that does not exist', objects: [node('a')], asked: pod('p', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } }), want: `0/1 nodes are available: persistentvolumeclaim "data" not found. ${NOT_HELPFUL}` },
    { name: 'a cluster without nodes', objects: [], asked: pod('p'), want: 'no nodes available to schedule pods' },
  ];
  for (const { name, objects, asked, want } of cases) test(name, () => expect(reasons(objects, asked)).toBe(want));
});

test('reasons are counted over the nodes and sorted as texts', () => {
  const nodes = [...Array.from({ length: 10 }, (_, i) => node(`full-${i}`, { allocatable: { cpu: '1' } })), node('t1', { taints: [gpu] }), node('t2', { taints: [gpu] })];
  expect(reasons(nodes, pod('p', { requests: { cpu: '2' } }))).toMatch(/^0\/12 nodes are available: 10 Insufficient cpu, 2 node\(s\) had untolerated taint\(s\)\./);
});

describe('a Pod goes', () => {
  const cases = [
    { name: 'to a tainted node that it tolerates', objects: [node('a', { taints: [gpu] })], asked: pod('p', { spec: { tolerations: [{ key: 'dedicated', operator: 'Exists' }] } }), want: ['a'] },
    { name: 'where a Pod of its own kind may start the group', objects: [node('a')], asked: pod('p', { labels: { app: 'web' }, spec: affinity('podAffinity', 'web', 'kubernetes.io/hostname') }), want: ['a'] },
    { name: 'to the zone with fewer of its kind', objects: [node('a', { labels: { zone: 'x' } }), node('b', { labels: { zone: 'y' } }), pod('1', { on: 'a', labels: { app: 'web' } })], asked: pod('p', { labels: { app: 'web' }, spec: spread(1, 'zone') }), want: ['b'] },
    { name: 'anywhere, where its spread constraint selects by nothing and so counts no Pod', objects: [node('a'), node('b'), pod('1', { on: 'a' }), pod('2', { on: 'a' })], asked: pod('p', { spec: { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }] } }), want: ['a', 'b'] },
    { name: 'only to nodes that its required affinity names', objects: [node('a'), node('b')], asked: pod('p', { spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }] } } } } }), want: ['b'] },
  ];
  for (const { name, objects, asked, want } of cases) test(name, () => expect(places(objects, asked)).toEqual(want));
});

describe('scores', () => {
  test('an empty node scores more than a busy one, and a Pod that changes no balance has 75 points', () => {
    const asked = pod('p', { requests: { cpu: '1', memory: '2Gi' } });
    const { nodes, chosen, ties } = explainAttempt(viewWith(node('a'), node('b'), pod('x', { on: 'a', requests: { cpu: '1', memory: '2Gi' } }), asked), asked);
    const points = Object.fromEntries(nodes.map(({ node: name, scores }) => [name, Object.fromEntries(scores.map(({ plugin, weighted }) => [plugin, weighted]))]));
    expect(points['a']).toMatchObject({ NodeResourcesFit: 50, NodeResourcesBalancedAllocation: 75, TaintToleration: 300 });
    expect(points['b']).toMatchObject({ NodeResourcesFit: 75, NodeResourcesBalancedAllocation: 75, TaintToleration: 300 });
    expect([chosen, ties]).toEqual(['b', ['b']]);
  });
});

test('an image counts with the size that the first node reported', () => {
  const asked = pod('p');
  const { nodes } = explainAttempt(viewWith(node('a', { images: { 'busybox:1.36': 500 * 1024 * 1024 } }), node('b', { images: { 'busybox:1.36': 900 * 1024 * 1024 } }), asked), asked);
  expect(nodes.map(({ scores }) => scores.find(({ plugin }) => plugin === 'ImageLocality')?.weighted)).toEqual([48, 48]);
});

describe('preemption', () => {
  const low = (name: string, on: string, cpu: string, startTime = '2026-01-01T00:00:00Z') => pod(name, { on, requests: { cpu }, startTime });
  test('as few Pods go as possible, the less important first', () => {
    const asked = pod('vip', { requests: { cpu: '2' }, priority: 1000 });
    const objects = [node('a'), low('small', 'a', '1'), pod('kept', { on: 'a', requests: { cpu: '1' }, priority: 500 }), low('big', 'a', '2')];
    expect(explainAttempt(viewWith(...objects, asked), asked).preemption).toEqual({ nominated: 'a', victims: [{ namespace: 'default', name: 'big' }] });
  });
  test('of equal victims those go that started last', () => {
    const asked = pod('vip', { requests: { cpu: '4' }, priority: 1000 });
    const objects = [node('a'), node('b'), low('old', 'a', '4', '2025-01-01T00:00:00Z'), low('young', 'b', '4', '2026-01-01T00:00:00Z')];
    expect(explainAttempt(viewWith(...objects, asked), asked).message).toBe('0/2 nodes are available: 2 Insufficient cpu. preemption: found a potential placement for pod on node b, preempting 1 victims');
  });
  test('a class that never preempts waits', () => {
    const asked = pod('polite', { requests: { cpu: '4' }, priority: 1000, spec: { preemptionPolicy: 'Never' } });
    expect(reasons([node('a'), low('x', 'a', '4')], asked)).toBe('0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.');
  });
});
