import { describe, expect, test } from 'vitest';
import type { Hop, TraceEvent } from '../../cluster/contract/trace.ts';
import { container, node, pod, told, viewOf } from './picture.fixture.ts';
import { layoutNetwork } from './layout/network.ts';
import { besideDisc } from './layout/pill.ts';
import { layoutSchedule } from './scheduler/layout.ts';
import { latestCalls } from './network/calls.ts';
import { targetOf } from './network/target.ts';
import { callOf, type CallRecord } from './project/packet.ts';
import { callOfRecord, projectNetwork } from './project/network.ts';
import { projectSchedule } from './project/schedule.ts';

const hop = (place: Hop['place'], on: string, of: string, destination = '10.0.20.7:5432', change = '', rule = ''): Hop => ({ place, node: on, pod: of, source: '10.0.10.15:34768', destination, change, rule });
const VIP = '10.96.14.7:5432';
const HOPS = [
  hop('socket', 'node-1', 'web', VIP), hop('eth0', 'node-1', 'web', VIP), hop('veth', 'node-1', 'web', VIP), hop('bridge', 'node-1', '', VIP, '', 'cni0'),
  hop('service', 'node-1', '', '10.0.20.7:5432', 'DNAT 10.96.14.7:5432 -> 10.0.20.7:5432'), hop('routing', 'node-1', '', undefined, '', '10.0.20.0/24 via 192.168.1.12'),
  hop('wire', '', ''), hop('routing', 'node-2', ''), hop('bridge', 'node-2', '', undefined, '', 'cni0'), hop('veth', 'node-2', 'db-0'), hop('eth0', 'node-2', 'db-0'),
];
const RECORD = callOf(
  told({ type: 'network/call', from: 'web/main', to: 'db-0', via: 'db', source: '', address: '', port: 5432, protocol: 'TCP', purpose: 'call', result: 'open', hops: HOPS, answer: '', why: '' }),
) as CallRecord;
const CALL = callOfRecord(RECORD);
const VIEW = viewOf([node('node-1'), node('node-2'), pod('web', { on: 'node-1', ip: '10.0.10.15' }), pod('db-0', { on: 'node-2', ip: '10.0.20.7' })]);

describe('a request on the Pod network', () => {
  test('the socket and the veth belong to eth0; everything else is a stop', () => {
    expect(CALL.stops.map((stop) => stop.title)).toEqual(['web eth0', 'cni0', 'node-1 rules', 'node-1 kernel', 'wire', 'node-2 kernel', 'cni0', 'db-0 eth0']);
  });
  test('a Service swaps the destination at one stop, and nothing else changes', () => {
    expect(
      CALL.stops.filter((stop) => stop.wasDestination !== '').map(({ title, wasDestination, destination, change }) => ({ title, wasDestination, destination, change })),
    ).toEqual([{ title: 'node-1 rules', wasDestination: '10.96.14.7', destination: '10.0.20.7', change: 'DNAT' }]);
    expect(CALL.stops.every((stop) => stop.wasSource === '')).toBe(true);
  });
  test('the answer comes back through the same stops, and the rules undo what they did', () => {
    expect(CALL.reply.map(({ title }) => title)).toEqual(CALL.stops.map(({ title }) => title).reverse());
    expect(
      CALL.reply.filter(({ change }) => change !== '').map(({ title, wasSource, source, change }) => ({ title, wasSource, source, change })),
    ).toEqual([{ title: 'node-1 rules', wasSource: '10.0.20.7', source: '10.96.14.7', change: 'un-DNAT' }]);
    expect(CALL.reply.at(-1)).toMatchObject({ source: '10.96.14.7', destination: '10.0.10.15', says: 'The answer arrives at web: it comes from 10.96.14.7, whom it called.' });
  });
  test('where nobody answers nothing comes back', () => {
    expect(callOfRecord({ ...RECORD, result: 'timeout' } as CallRecord).reply).toEqual([]);
  });
  test('every stop has a place, and ways between them have right angles only', () => {
    const layout = layoutNetwork(projectNetwork(VIEW, CALL), 1236);
    expect(layout.stops).toHaveLength(CALL.stops.length);
    expect(layout.ways).toHaveLength(CALL.stops.length - 1);
    for (const way of layout.ways) for (const [i, point] of way.slice(1).entries()) expect(point.x === way[i]?.x || point.y === way[i]?.y).toBe(true);
  });
  test.each([600, 960, 1236])('in %i pixels the words of a packet cover no disc and stay in their node', width => {
    const layout = layoutNetwork(projectNetwork(VIEW, CALL), width);
    layout.stops.forEach((disc, at) => {
      const offset = besideDisc(layout, at, { width: 120, height: 24 });
      const [left, top] = [disc.x + offset.x, disc.y + offset.y];
      const covered = layout.stops.filter(({ x, y }) => x > left - 12 && x < left + 132 && y > top - 12 && y < top + 36);
      const home = layout.machines.find(({ box }) => disc.x >= box.x && disc.x <= box.x + box.width && disc.y <= box.y + box.height);
      expect([at, covered]).toEqual([at, []]);
      if (home !== undefined) expect(left >= home.box.x && left + 120 <= home.box.x + home.box.width).toBe(true);
    });
  });
  test('a Pod that the packet touches is seen, however many there are', () => {
    const many = viewOf([node('node-1'), ...Array.from({ length: 20 }, (_, i) => pod(`p${i}`, { on: 'node-1', ip: '10.0.10.9' })), pod('web', { on: 'node-1', ip: '10.0.10.15' })]);
    expect(layoutNetwork(projectNetwork(many, CALL), 600).machines[0]?.pods.some(({ pod: one }) => one.name === 'web')).toBe(true);
  });
  test.each([[12, 'line'], [110, 'tile']])('%i Pods on a node are all there: those with no room for a card as a %s, none over another', (count, form) => {
    const many = viewOf([node('node-1'), ...Array.from({ length: count }, (_, i) => pod(`p${i}`, { on: 'node-1', ip: '10.0.10.9' }))]);
    const [machine] = layoutNetwork(projectNetwork(many, null), 600).machines;
    expect((machine?.pods.length ?? 0) + (machine?.small.length ?? 0)).toBe(count);
    expect(new Set(machine?.small.map((one) => one.form))).toEqual(new Set([form]));
    expect(new Set(machine?.small.map(({ box }) => `${box.x} ${box.y}`)).size).toBe(machine?.small.length);
    expect(Math.max(...(machine?.small ?? []).map(({ box }) => box.y + box.height))).toBeLessThan((machine?.box.y ?? 0) + (machine?.podTop ?? 0));
  });
});

describe('a target as it is typed', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['10.0.10.15:80', { host: '10.0.10.15', port: 80, protocol: 'TCP' }],
    ['web', { host: 'web', port: 80, protocol: 'TCP' }],
    ['http://web.default:8080/metrics', { host: 'web.default', port: 8080, protocol: 'TCP' }],
    ['10.96.0.10:53/udp', { host: '10.96.0.10', port: 53, protocol: 'UDP' }],
    ['udp://web:5000', { host: 'web', port: 5000, protocol: 'UDP' }],
    ['10.0.10.15:99999', null],
    ['', null],
  ];
  for (const [text, want] of cases) test(JSON.stringify(text), () => expect(targetOf(text)).toEqual(want));
});

describe('the scheduler\u2019s picture', () => {
  const verdict = (plugin: string, status: 'Success' | 'Skip' | 'Unschedulable', reason = ''): { plugin: string; status: 'Success' | 'Skip' | 'Unschedulable'; reasons: string[] } => ({ plugin, status, reasons: reason === '' ? [] : [reason] });
  const picture = projectSchedule(
    {
      pod: { namespace: 'default', name: 'web', uid: 'uid-web' },
      seen: 1 as never,
      filterPlugins: ['NodeName', 'TaintToleration', 'NodeResourcesFit'],
      scorePlugins: [{ plugin: 'TaintToleration', weight: 3 }, { plugin: 'ImageLocality', weight: 1 }],
      nodes: [
        {
          node: 'node-1', filters: [verdict('NodeName', 'Skip'), verdict('TaintToleration', 'Success'), verdict('NodeResourcesFit', 'Success')],
          scores: [{ plugin: 'TaintToleration', raw: 0, normalised: 100, weight: 3, weighted: 300 }, { plugin: 'ImageLocality', raw: 0, normalised: 0, weight: 1, weighted: 0 }],
          total: 300,
        },
        { node: 'node-2', filters: [verdict('NodeName', 'Skip'), verdict('TaintToleration', 'Success'), verdict('NodeResourcesFit', 'Unschedulable', 'Insufficient cpu')], scores: [], total: 0 },
      ],
      feasible: ['node-1'], chosen: 'node-1', ties: [], message: '', preemption: null,
    },
    [],
    viewOf([node('node-1'), node('node-2'), pod('web', { containers: [container('web', '250m', '128Mi')] })]),
  );
  test('plugins that had nothing to check are counted, not drawn', () => {
    expect(picture.filters).toEqual([{ plugin: 'TaintToleration', left: 2, drops: false }, { plugin: 'NodeResourcesFit', left: 1, drops: true }]);
    expect([picture.silentFilters, picture.silentScores]).toEqual([1, 1]);
  });
  test('a refused node\u2019s track ends at the plugin that refused, with its reason', () => expect(picture.rows[1]).toMatchObject({ passed: 1, reason: 'Insufficient cpu', feasible: false }));
  test('what the Pod asks and what a node has left read as a person says them', () => {
    expect(picture.asks).toEqual(['cpu 250m', 'memory 128Mi']);
    expect(picture.rows[0]?.about).toBe('2 CPU, 4Gi free');
  });
  test('columns of scores are as wide as their weight', () => {
    const wide = layoutSchedule({ ...picture, scores: [{ plugin: 'TaintToleration', weight: 3 }, { plugin: 'ImageLocality', weight: 1 }] }, 1236);
    expect((wide.scores[0]?.width ?? 0) / (wide.scores[1]?.width ?? 1)).toBe(3);
  });
});

describe('packets of the latest while', () => {
  const call = (purpose: 'call' | 'dns' | 'probe', to: string, serial: number): TraceEvent => ({
    ...told({ type: 'network/call', from: 'client', to, via: '', source: '', address: '10.0.20.7', port: 80, protocol: 'TCP', purpose, result: 'open', hops: HOPS, answer: 'db', why: '' }),
    serial,
  }) as TraceEvent;
  test('each way is offered once, what people did before what the kubelet does', () => {
    const known = latestCalls([call('dns', 'dns', 1), call('call', 'db-0', 2), ...Array.from({ length: 9 }, (_, i) => call('probe', `web-${i % 5}`, 3 + i))], 8);
    expect(known.map(({ call: one }) => `${one.purpose} ${one.label}`)).toEqual(['call client to db-0:80', 'dns client asks for db', 'probe web-3:80', 'probe web-2:80', 'probe web-1:80']);
  });
  test('every hop says what happens there, with the rule that decided', () => {
    expect(CALL.stops.map(({ says }) => says).slice(2, 4)).toEqual([
      'The kernel of node-1 finds 10.96.14.7 in the rules that kube-proxy wrote and picks an endpoint: the destination 10.96.14.7 becomes 10.0.20.7 (DNAT).',
      'The kernel of node-1 looks for the way: 10.0.20.0/24 via 192.168.1.12.',
    ]);
  });
});
