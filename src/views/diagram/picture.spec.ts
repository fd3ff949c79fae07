import { describe, expect, test } from 'vitest';
import type { PodFact } from '../../cluster/contract/facts.ts';
import { simTime } from '../../model/time.ts';
import { container, node, pod, told, viewOf } from './picture.fixture.ts';
import { layoutCluster, machineId, podId } from './layout/cluster.ts';
import { flightAt } from './layout/flight.ts';
import { assignPlaces, type Places } from './layout/places.ts';
import { stackPod } from './layout/pod-stack.ts';
import { layoutPod } from './layout/pod.ts';
import { packetAt } from './layout/packet.ts';
import { fitChips } from './flow/chip-fit.ts';
import { keepSame, toReactFlow } from './flow/adapt.ts';
import { asksFor, bytesText, cpuText } from './project/capacity.ts';
import { projectCluster, type ClusterGraph } from './project/cluster.ts';
import { packetIn } from './project/packet.ts';
import { projectPod } from './project/pod.ts';
import { containerChips, podCondition } from './project/pod-state.ts';
import { requestPicture, stagesTicked } from './project/request.ts';
import { nameLines } from './project/schedule.ts';

const WEB = [container('main', '250m', '128Mi'), container('helper', '100m', '64Mi')];
const NODES = [node('node-1'), node('node-2'), node('node-3', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] })];
const CART = pod('cart', { on: 'node-1', ip: '10.0.10.4', containers: [container('cart', '500m', '512Mi')] });
const none = { explanation: null, step: null };
const graphOf = (pods: readonly ReturnType<typeof pod>[], step: Parameters<typeof told>[0] | null = null): ClusterGraph => projectCluster({ view: viewOf([...NODES, ...pods]), step: step === null ? null : told(step), explanation: null });

describe('the cluster as plain data', () => {
  test('a node shows what its Pods request, and its taints', () => {
    expect(graphOf([CART]).machines.map(({ name, used, taints }) => ({ name, used, taints }))).toEqual([
      { name: 'node-1', used: { milliCpu: 500, memory: 512 * 1024 * 1024 }, taints: [] },
      { name: 'node-2', used: { milliCpu: 0, memory: 0 }, taints: [] },
      { name: 'node-3', used: { milliCpu: 0, memory: 0 }, taints: ['gpu'] },
    ]);
  });
  test('a Pod that is being bound takes its room hatched, and is the one in flight', () => {
    const graph = graphOf([CART, pod('web', { on: 'node-1', born: 4, containers: WEB })], { type: 'scheduler/bound', uid: 'uid-web', pod: 'web', node: 'node-1' });
    expect(graph.flying).toBe('uid-web');
    expect(graph.machines[0]).toMatchObject({ used: { milliCpu: 500 }, taking: { milliCpu: 350 }, heldFor: 'web', hot: true });
  });
  test('while nodes are weighed the Pod stands on its line', () => {
    const graph = graphOf(
      [pod('web', { on: 'node-1', containers: WEB })],
      { type: 'scheduler/attempt', uid: 'uid-web', pod: 'web', attempt: 1, seen: 1 as never, nodes: 3, feasible: ['node-1'], chosen: 'node-1', message: '' },
    );
    expect(graph.pods[0]).toMatchObject({ name: 'web', node: '', lit: true });
    expect(graph.plane[1]).toEqual({ id: 'scheduler', says: 'web: node-1', hot: true, lit: false });
  });
  test('a finished Pod requests nothing', () => expect(graphOf([pod('done', { on: 'node-1', phase: 'Succeeded', containers: WEB })]).machines[0]?.used.milliCpu).toBe(0));
  test('etcd shows its revision in threes', () => expect(projectCluster({ view: viewOf(NODES), ...none }).plane[0]?.says).toBe('revision 1 042'));
});

describe('the state of a Pod in one word', () => {
  const word = (one: ReturnType<typeof pod>): string => podCondition(one, containerChips(one, undefined)).word;
  const waiting = (reason: string): NonNullable<Parameters<typeof pod>[1]> => ({
    on: 'node-1', ip: '10.0.10.9', ready: false, statuses: [{ name: 'x', image: '', imageID: '', ready: false, restartCount: 2, state: { waiting: { reason } } }],
  });
  const cases: readonly { readonly name: string; readonly pod: ReturnType<typeof pod>; readonly want: string }[] = [
    { name: 'running and Ready', pod: CART, want: 'Ready' },
    { name: 'running, not Ready', pod: pod('x', { on: 'node-1', ip: '10.0.10.9', ready: false }), want: 'Running' },
    { name: 'a container in back-off speaks for the Pod', pod: pod('x', waiting('CrashLoopBackOff')), want: 'CrashLoopBackOff' },
    { name: 'an image that cannot be pulled', pod: pod('x', waiting('ImagePullBackOff')), want: 'ImagePullBackOff' },
    { name: 'no node fits', pod: pod('x', { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available.' }] }), want: 'Unschedulable' },
    { name: 'scheduling gates are not trouble', pod: pod('x', { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }), want: 'SchedulingGated' },
    { name: 'being deleted comes first', pod: pod('x', { on: 'node-1', ip: '10.0.10.9', deleted: true }), want: 'Terminating' },
    { name: 'over and well', pod: pod('x', { on: 'node-1', phase: 'Succeeded' }), want: 'Succeeded' },
  ];
  for (const { name, pod: one, want } of cases) test(name, () => expect(word(one)).toBe(want));
});

describe('requests', () => {
  test('the largest init container counts where it asks for more', () => expect(asksFor(pod('x', { init: [container('big', '1', '1Gi')], containers: WEB })).milliCpu).toBe(1000));
  test('a sidecar counts beside the app', () => expect(asksFor(pod('x', { init: [{ ...container('side', '50m', '8Mi'), restartPolicy: 'Always' }], containers: WEB })).milliCpu).toBe(400));
  test('amounts read as a person writes them', () => expect([cpuText(850), cpuText(2000), bytesText(872415232), bytesText(4294967296)]).toEqual(['850m', '2', '832Mi', '4Gi']));
});

describe('places', () => {
  const slots = (places: Places): Record<string, number> => Object.fromEntries([...places].map(([uid, place]) => [uid.slice(4), place.slot]));
  const on = (name: string, born: number): ReturnType<typeof pod> => pod(name, { on: 'node-1', ip: '10.0.10.9', born });
  test('Pods stand in order of arrival', () => expect(slots(assignPlaces(new Map(), graphOf([on('b', 1), on('a', 2)])))).toEqual({ b: 0, a: 1 }));
  test('a place that falls empty is taken by the next arrival, and nobody moves', () => {
    const first = assignPlaces(new Map(), graphOf([on('a', 1), on('b', 2), on('c', 3)]));
    const second = assignPlaces(first, graphOf([on('a', 1), on('c', 3)]));
    const third = assignPlaces(second, graphOf([on('a', 1), on('c', 3), on('d', 4)]));
    expect(slots(third)).toEqual({ a: 0, b: 1, c: 2, d: 1 });
  });
  test('a Pod that is on its line keeps its place there until it has flown', () => {
    const first = assignPlaces(new Map(), graphOf([pod('x', { born: 1 }), pod('y', { born: 2 })]));
    expect([first.get('uid-x')?.line, first.get('uid-y')?.line]).toEqual([0, 1]);
    const next = assignPlaces(first, graphOf([pod('x', { born: 1, on: 'node-1' }), pod('y', { born: 2 })], { type: 'scheduler/bound', uid: 'uid-x', pod: 'x', node: 'node-1' }));
    expect(next.get('uid-x')).toEqual({ line: 0, node: 'node-1', slot: 0 });
  });
});

describe('the picture of the cluster', () => {
  const space = (graph: ClusterGraph, width = 628, height = 524): Parameters<typeof layoutCluster>[1] => ({ width, height, places: assignPlaces(new Map(), graph), expanded: new Set() });
  test('nodes stand by name in one row where they fit', () => {
    const graph = graphOf([CART]);
    const { boxes } = layoutCluster(graph, space(graph));
    expect(NODES.map((one) => boxes.get(machineId(one.metadata.name))?.x)).toEqual([20, 220, 420]);
  });
  test('edges are straight or have one right angle', () => {
    const many = projectCluster({ view: viewOf(Array.from({ length: 10 }, (_, i) => node(`n-${i}`))), ...none });
    const { lanes } = layoutCluster(many, space(many));
    expect(lanes.length).toBeGreaterThanOrEqual(10);
    for (const { points } of lanes) {
      expect(points.length).toBeLessThanOrEqual(3);
      for (const [i, point] of points.slice(1).entries()) expect(point.x === points[i]?.x || point.y === points[i]?.y).toBe(true);
    }
  });
  test('a node with more Pods than it has room for writes each on one line', () => {
    const graph = graphOf(Array.from({ length: 4 }, (_, i) => pod(`p${i}`, { on: 'node-1', ip: '10.0.10.9', born: i })));
    const { boxes, more } = layoutCluster(graph, space(graph));
    expect(graph.pods.map(({ uid }) => boxes.get(podId(uid))?.height)).toEqual([30, 30, 30, 30]);
    expect(more.has('node-1')).toBe(false);
  });
  test('a full node says how many more there are', () => {
    const graph = graphOf(Array.from({ length: 9 }, (_, i) => pod(`p${i}`, { on: 'node-1', ip: '10.0.10.9', born: i })));
    const layout = layoutCluster(graph, space(graph));
    expect(layout.more.get('node-1')).toBe(5);
    expect(layout.boxes.has(podId('uid-p0'))).toBe(true);
    expect(layout.boxes.has(podId('uid-p8'))).toBe(false);
  });
  test('a Pod that the story is about is seen on a full node, too', () => {
    const pods = Array.from({ length: 9 }, (_, i) => pod(`p${i}`, { on: 'node-1', ip: '10.0.10.9', born: i }));
    const graph = graphOf(pods, { type: 'kubelet/admitted', uid: 'uid-p8', pod: 'p8', node: 'node-1', ok: true, message: '' });
    const layout = layoutCluster(graph, space(graph));
    expect(layout.boxes.has(podId('uid-p8'))).toBe(true);
    expect(layout.boxes.has(podId('uid-p3'))).toBe(false);
    expect(layout.more.get('node-1')).toBe(5);
  });
  test('of hundreds of Pods, a step draws again only what it is about', () => {
    const pods = Array.from({ length: 300 }, (_, i) => pod(`p${i}`, { on: `node-${(i % 3) + 1}`, ip: '10.0.10.9', born: i % 60 }));
    const [before, after] = [graphOf(pods), graphOf(pods, { type: 'kubelet/condition', uid: 'uid-p0', pod: 'p0', node: 'node-1', condition: 'Ready', status: 'True', reason: '' } as never)];
    expect(after.pods.filter((box, at) => box !== before.pods[at]).map(({ name }) => name)).toEqual(['p0']);
    const flowOf = (graph: ClusterGraph): ReturnType<typeof toReactFlow>['nodes'] => toReactFlow(graph, layoutCluster(graph, space(graph)), { match: () => 'none', labels: false, first: false }).nodes;
    const [drawn, next] = [flowOf(before), flowOf(after)];
    expect(keepSame(drawn, next).filter((one) => !drawn.includes(one)).map(({ id }) => id)).toEqual(['node:node-1', 'pod:uid-p0']);
  });
  test('several rows of nodes share the room, or the heads of the next are seen', () => {
    const nodes = Array.from({ length: 10 }, (_, i) => node(`node-${i}`));
    const graph = projectCluster({ view: viewOf(nodes), ...none });
    const bottom = (height: number, name: string): number => { const box = layoutCluster(graph, space(graph, 900, height)).boxes.get(machineId(name)); return (box?.y ?? 0) + (box?.height ?? 0); };
    const top = (height: number, name: string): number => layoutCluster(graph, space(graph, 900, height)).boxes.get(machineId(name))?.y ?? 0;
    expect(bottom(860, 'node-9')).toBeLessThanOrEqual(860);
    expect(top(575, 'node-9')).toBeLessThanOrEqual(575 - 50);
  });
  test('on a phone nodes are rows, and only the one in the story is open', () => {
    const graph = graphOf([CART], { type: 'kubelet/admitted', uid: 'uid-cart', pod: 'cart', node: 'node-1', ok: true, message: '' });
    const layout = layoutCluster(graph, space(graph, 390, 500));
    expect([...layout.open]).toEqual(['node-1']);
    expect(layout.boxes.get(machineId('node-2'))?.height).toBe(44);
  });
  test('React Flow gets one node for each thing, Pods in order of arrival', () => {
    const graph = graphOf([CART]);
    const { nodes, edges } = toReactFlow(graph, layoutCluster(graph, space(graph)), { match: () => 'none', labels: false, first: false });
    expect(nodes.map((one) => one.id)).toEqual(['client', 'etcd', 'scheduler', 'controllers', 'bus', 'node:node-1', 'node:node-2', 'node:node-3', 'pod:uid-cart']);
    expect(edges).toHaveLength(7);
  });
});

describe('a flight is a function of the story', () => {
  const [from, to] = [{ x: 32, y: 124, width: 164, height: 61 }, { x: 232, y: 334, width: 164, height: 61 }];
  test('it begins on the line and ends in its place', () => {
    expect(flightAt(from, to, 0, false).box).toEqual(from);
    expect(flightAt(from, to, 1, false)).toEqual({ box: to, landed: true });
  });
  test('it goes along the line first, then down', () => {
    const middle = flightAt(from, to, 0.3, false).box;
    expect(middle.x === to.x || middle.y === from.y).toBe(true);
  });
  test('with reduced motion it is there at once', () => expect(flightAt(from, to, 0, true).landed).toBe(true));
});

describe('a request in the API server', () => {
  const request = (code: number, passed: number): Parameters<typeof told>[0] => ({
    type: 'api/request', verb: 'create', resource: 'pods', subresource: '', kind: 'Pod', namespace: 'default', name: 'web', user: 'kubernetes-admin', code, warnings: [], message: '', causes: [],
    stages: (['authenticate', 'authorise', 'decode', 'default', 'admission', 'validate', 'store'] as const).slice(0, passed + (code >= 400 ? 1 : 0)).map((stage, i) => ({ stage, passed: i < passed, detail: '' })),
  });
  test('a refusal ends the stages, and everything after it stays hollow', () => {
    expect(requestPicture(told(request(422, 5)))?.stages.map((one) => one.end)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed', 'refused', 'after']);
  });
  test('stages tick one after the other and stop at the refusal', () => {
    const picture = requestPicture(told(request(422, 5)));
    expect(picture && [0, 0.4, 0.85, 1].map((at) => stagesTicked(picture, at))).toEqual([0, 2, 6, 6]);
  });
  test('the breath of the cluster\u2019s own parts is not told', () => expect(requestPicture(told({ ...request(200, 7), user: 'system:node:node-1' } as never))).toBeNull());
});

test('names of containers are dropped, not shortened, and trouble stays', () => {
  const chips = containerChips(pod('x', { containers: ['first-one', 'second-one', 'third-one'].map((name) => container(name)) }), undefined);
  expect(fitChips(chips, 148)).toMatchObject({ shown: [{ name: 'first-one' }], hidden: 2 });
  expect(fitChips(chips.map((chip) => (chip.name === 'third-one' ? { ...chip, failed: true } : chip)), 148)).toMatchObject({ shown: [{ name: 'third-one' }], hidden: 2 });
});

describe('an opened Pod', () => {
  const PROBES = (['readiness', 'liveness'] as const).map((probe) => ({ probe, target: 'GET :80/', periodSeconds: 5, failureThreshold: 3, successThreshold: 1, results: [] }));
  const socket = (id: number, state: 'LISTEN' | 'ESTABLISHED', address: string, port: number, of: string): PodFact['sockets'][number] => ({ id, protocol: 'TCP', state, local: { address, port }, remote: null, owner: 1, container: of });
  const fact = {
    fact: 'pod', namespace: 'default', name: 'web', uid: 'uid-web', hostname: 'web', interfaces: [], terminating: null, volumes: [],
    sandbox: { state: 'ready', id: 's', ip: '10.0.10.15', since: simTime(0) },
    routes: [{ destination: 'default', via: '10.0.10.1', device: 'eth0', source: '' }],
    sockets: [socket(1, 'LISTEN', '0.0.0.0', 80, 'id-main'), socket(2, 'LISTEN', '127.0.0.1', 5000, 'id-helper'), socket(3, 'ESTABLISHED', '127.0.0.1', 41822, 'id-main')],
    containers: ['main', 'helper'].map((name) => ({
      name, kind: 'regular', image: 'nginx:1.27', id: `id-${name}`, attempt: 0, state: 'running', since: simTime(0), until: null, exitCode: null, processes: [],
      mounts: [], root: ['etc'], written: [], cpu: { usedMilli: 1, requestMilli: 0, limitMilli: 200, throttled: false },
      memory: { usedBytes: 22 << 20, requestBytes: 0, limitBytes: 64 << 20 }, probes: [], lastLine: '', retryAt: null,
    })),
  } as PodFact;
  const volumes = [{ name: 'content', emptyDir: {} }, { name: 'kube-api-access-x', projected: {} }];
  const mounted = WEB.map((one, i) => ({ ...one, volumeMounts: [{ name: 'content', mountPath: i === 0 ? '/srv' : '/work' }, { name: 'kube-api-access-x', mountPath: '/var/run/secrets' }] }));
  const web = pod('web', { on: 'node-1', ip: '10.0.10.15', containers: mounted });
  const view = viewOf([{ ...web, spec: { ...web.spec, volumes } }], { '/node/node-1/pods/uid-web': fact });
  const graph = projectPod({ view, ...none }, 'uid-web');
  test('rings are real sockets: all addresses on both wires, localhost on lo alone', () => {
    expect(graph?.rings.map(({ container: of, port, eth0, lo, listens }) => ({ of, port, eth0, lo, listens }))).toEqual([
      { of: 'main', port: 80, eth0: true, lo: true, listens: true },
      { of: 'helper', port: 5000, eth0: false, lo: true, listens: true },
      { of: 'main', port: 41822, eth0: false, lo: true, listens: false },
    ]);
  });
  test('a volume is a tray with a leg for each mount; what every Pod is given is told in words', () => {
    expect(graph?.trays.map(({ name, kind, mounts }) => ({ name, kind, at: mounts.map((mount) => mount.path) }))).toEqual([{ name: 'content', kind: 'emptyDir', at: ['/srv', '/work'] }]);
    expect(graph?.given).toEqual(['kube-api-access-x']);
  });
  test('meters and routes read as on the node', () => {
    expect(graph?.boxes[1]?.memory).toEqual({ share: 22 / 64, limited: true, throttled: false, text: '22 of 64Mi' });
    expect(graph?.routes).toEqual(['default via 10.0.10.1 dev eth0']);
  });
  test('legs of mounts and of sockets never share a column', () => {
    if (graph === null) throw new Error('the Pod is there');
    const { legs } = layoutPod(graph, 1236, 514);
    const columns = legs.map((leg) => leg.points[0]?.x);
    expect(new Set(columns).size).toBe(columns.length);
  });
  test('a container that is alone takes the whole row, and its volumes stand side by side', () => {
    if (graph === null) throw new Error('the Pod is there');
    const [box] = graph.boxes;
    if (box === undefined) throw new Error('a container is there');
    const tray = (name: string) => ({ name, kind: 'emptyDir', about: '', files: [], mounts: [{ container: box.chip.name, path: `/${name}`, readOnly: false }] });
    const { glass, boxes, trays } = layoutPod({ ...graph, boxes: [box], trays: [tray('logs'), tray('cache'), tray('work')] }, 1236, 514);
    const seat = boxes.get(box.chip.name);
    expect(seat && seat.x + seat.width).toBe(glass.x + glass.width - 18);
    expect(new Set([...trays.values()].map(({ y }) => y)).size).toBe(1);
  });
  test('a tall Pod of four containers with volumes in two rows stands closer, and fits a pane of 1236 by 514', () => {
    if (graph === null) throw new Error('the Pod is there');
    const [box] = graph.boxes;
    if (box === undefined) throw new Error('a container is there');
    const names = ['a', 'b', 'c', 'd'];
    const four = names.map((name) => ({ ...box, chip: { ...box.chip, name }, probes: PROBES }));
    const tray = (name: string, of: readonly string[]) => ({ name, kind: 'emptyDir', about: '', files: [], mounts: of.map((container) => ({ container, path: `/${name}`, readOnly: false })) });
    const tall = { ...graph, boxes: four, inits: [box], trays: [tray('logs', ['a', 'b']), tray('cache', ['a', 'd']), tray('work', ['c', 'd'])] };
    const { width, height, strip } = layoutPod(tall, 1236, 514);
    expect({ strip: strip > 0, fits: width <= 1236 && height <= 524 }).toEqual({ strip: true, fits: true });
    const stacked = stackPod(tall, 390);
    expect([...stacked.boxes.values()].every(({ x, width: own }) => x + own <= 390)).toBe(true);
    expect(stacked.width).toBe(390);
  });
  test('a call to localhost walks on lo from socket to socket', () => {
    if (graph === null) throw new Error('the Pod is there');
    const hop = { place: 'lo' as const, node: 'node-1', pod: 'web', source: '127.0.0.1:41822', destination: '127.0.0.1:5000', change: '', rule: '' };
    const call = told({
      type: 'network/call', from: 'web/main', to: 'web/helper', via: '', source: hop.source, address: '127.0.0.1', port: 5000, protocol: 'TCP', purpose: 'call',
      result: 'open', hops: [{ ...hop, place: 'socket' }, hop], answer: '', why: '',
    });
    const packet = packetIn(call, 'web', '10.0.10.15');
    expect(packet).toMatchObject({ wire: 'lo', way: 'within', source: '127.0.0.1:41822', destination: '127.0.0.1:5000' });
    if (packet === null) throw new Error('the packet is there');
    const layout = layoutPod(graph, 1236, 514);
    expect(packetAt(packet, layout, 0.45, false)).toMatchObject({ y: layout.lo, back: false });
    expect(packetAt(packet, layout, 1, false)).toMatchObject({ y: layout.lo, arrived: true, back: true });
    expect(packetAt({ ...packet, answered: false }, layout, 1, false)).toMatchObject({ arrived: true, back: false });
    expect(packetIn(call, 'cart', '10.0.10.4')).toBeNull();
  });
});

test('a plugin\u2019s name breaks between words and is never shortened', () => {
  expect(nameLines('NodeResourcesBalancedAllocation', 13)).toEqual(['NodeResources', 'Balanced', 'Allocation']);
  expect(nameLines('TaintToleration', 12)).toEqual(['Taint', 'Toleration']);
});
