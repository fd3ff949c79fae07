import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../model/objects.ts';
import { node, pod, viewOf } from './picture.fixture.ts';
import { layoutCluster, podId } from './layout/cluster.ts';
import { assignPlaces } from './layout/places.ts';
import { tiesOf } from './layout/ties.ts';
import { projectCluster, type ClusterGraph } from './project/cluster.ts';

const owner = (kind: string, name: string) => [{ apiVersion: 'apps/v1', kind, name, uid: `uid-${kind}-${name}`, controller: true }];
const thing = (kind: string, name: string, rest: object, by?: ReturnType<typeof owner>): KubeObject =>
  ({
    apiVersion: 'v1', kind,
    metadata: { name, namespace: 'default', uid: `uid-${kind}-${name}`, resourceVersion: '1', creationTimestamp: '2026-01-01T09:00:00Z', ownerReferences: by }, ...rest,
  }) as unknown as KubeObject;
const shop = (name: string, on: string, born: number): ReturnType<typeof pod> => {
  const made = pod(name, { on, ip: '10.0.10.9', born });
  return { ...made, metadata: { ...made.metadata, ownerReferences: owner('ReplicaSet', 'shop-5d8') } } as ReturnType<typeof pod>;
};
const endpoint = (name: string, ready: boolean): object => ({ addresses: ['10.0.10.9'], targetRef: { name }, conditions: { ready } });
const OBJECTS: Parameters<typeof viewOf>[0] = [
  node('node-1'), node('node-2'),
  shop('shop-a', 'node-1', 1), shop('shop-b', 'node-2', 2), pod('bare', { on: 'node-1', ip: '10.0.10.4', born: 3 }),
  thing('Deployment', 'shop', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }),
  thing('ReplicaSet', 'shop-5d8', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }, owner('Deployment', 'shop')),
  thing('ReplicaSet', 'shop-old', { spec: { replicas: 0 } }, owner('Deployment', 'shop')),
  thing('Service', 'shop', { spec: { selector: { app: 'shop' } } }),
  thing('Service', 'kubernetes', { spec: {} }),
  { ...thing('EndpointSlice', 'shop-x', { endpoints: [endpoint('shop-a', true), endpoint('shop-b', false)] }) },
];
const withLabels = OBJECTS.map((one) => (one.kind === 'EndpointSlice' ? { ...one, metadata: { ...one.metadata, labels: { 'kubernetes.io/service-name': 'shop' } } } : one));
const graph = projectCluster({ view: viewOf(withLabels), step: null, explanation: null });
const layout = (of: ClusterGraph, width = 1000): ReturnType<typeof layoutCluster> => layoutCluster(of, { width, height: 620, places: assignPlaces(new Map(), of), expanded: new Set() });
const key = (kind: string, name: string): string => `${kind} default/${name}`;

describe('what holds on to Pods', () => {
  test('Services come first, then owners with what they own; a ReplicaSet without Pods and a Service without selector are left out', () => {
    expect(graph.keepers.map(({ kind, name, count }) => `${kind} ${name} ${count}`)).toEqual(['Service shop 1/2', 'Deployment shop 1/2', 'ReplicaSet shop-5d8 1/2']);
  });
  test('a Service sends only to what is ready, and says whom it selects besides', () => {
    expect(graph.keepers[0]).toMatchObject({ pods: ['uid-shop-a'], idle: ['uid-shop-b'] });
  });
  test('a Pod is bare, or kept by its controller', () => {
    expect(graph.pods.map(({ name, keeper }) => `${name} ${keeper.by}`)).toEqual(['shop-a controller', 'shop-b controller', 'bare nobody']);
  });
});

describe('lines to Pods', () => {
  const seat = layout(graph);
  test('nothing is drawn until something is pointed at', () => expect(tiesOf(graph, seat, [], false)).toEqual([]));
  test('a Deployment draws its lines through its ReplicaSet', () => {
    const ties = tiesOf(graph, seat, [{ keeper: key('Deployment', 'shop') }], false);
    expect(ties.map(({ key: of, ends }) => [of, ends.length])).toEqual([[key('Deployment', 'shop'), 0], [key('ReplicaSet', 'shop-5d8'), 2]]);
  });
  test('a Pod shows who keeps it and who sends to it, by lines to itself alone', () => {
    const ties = tiesOf(graph, seat, [{ pod: 'uid-shop-b' }], false);
    expect(ties.map(({ kind, ends }) => [kind, ends.map(({ idle }) => idle)])).toEqual([['service', [true]], ['owner', [false]]]);
    expect(tiesOf(graph, seat, [{ pod: 'uid-bare' }], false)).toEqual([]);
  });
  test('every line ends at the left edge of its Pod and has right angles only', () => {
    const ties = tiesOf(graph, seat, [], true);
    expect(ties.flatMap(({ ends }) => ends)).toHaveLength(4);
    for (const tie of ties) {
      for (const end of tie.ends) expect(graph.pods.map(({ uid }) => seat.boxes.get(podId(uid))).some((box) => box !== undefined && box.x === end.x && box.y < end.y && end.y < box.y + box.height)).toBe(true);
      for (const leg of tie.path.split('M').slice(1)) {
        const [from, to] = leg.split('L').map((point) => point.split(' ').map(Number));
        if (from && to) expect(from[0] === to[0] || from[1] === to[1]).toBe(true);
      }
    }
  });
  test('a hundred Pods behind one word are one line to that word', () => {
    const many = projectCluster({ view: viewOf([...withLabels, ...Array.from({ length: 100 }, (_, i) => shop(`more-${i}`, 'node-1', 9))]), step: null, explanation: null });
    const tie = tiesOf(many, layout(many), [{ keeper: key('ReplicaSet', 'shop-5d8') }], false)[0];
    expect(tie?.ends.length).toBeLessThan(20);
  });
  test('a Deployment speaks for a ReplicaSet that the shelf has no room for', () => {
    const tight = layout(graph, 484);
    expect(tight.boxes.has(`keeper:${key('ReplicaSet', 'shop-5d8')}`)).toBe(false);
    expect(tiesOf(graph, tight, [{ keeper: key('Deployment', 'shop') }], false).map(({ key: of, ends }) => [of, ends.length])).toEqual([[key('Deployment', 'shop'), 2]]);
    expect(tiesOf(graph, tight, [], true).map(({ kind }) => kind)).toEqual(['service', 'owner']);
  });
  test('over several rows of nodes the shelf stands above them, where it is seen', () => {
    const rows = projectCluster({ view: viewOf([...withLabels, ...Array.from({ length: 8 }, (_, i) => node(`more-${i}`))]), step: null, explanation: null });
    const { boxes, rises } = layout(rows, 620);
    expect(rises).toBe(false);
    expect(boxes.get(`keeper:${key('Service', 'shop')}`)?.y ?? 0).toBeLessThan(boxes.get('node:node-1')?.y ?? 0);
  });
  test('a shelf that is too full says how many more there are', () => {
    const jobs = Array.from({ length: 12 }, (_, i) => thing('Job', `nightly-report-${i}`, { spec: {} }));
    const full = projectCluster({ view: viewOf([...withLabels, ...jobs]), step: null, explanation: null });
    expect(layout(full).more.get('shelf/')).toBeGreaterThan(0);
    expect(layoutCluster(full, { width: 1000, height: 620, places: new Map(), expanded: new Set(['shelf/']) }).more.get('shelf/')).toBe(0);
  });
});
