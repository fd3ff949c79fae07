/** What small panes and full Pods still show: everything in its row, names whole, and why a container cannot start. */
import { describe, expect, test } from 'vitest';
import type { PodFact } from '../../cluster/contract/facts.ts';
import type { k8s } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import { layoutPod, type PodLayout } from './layout/pod.ts';
import { container, pod, viewOf } from './picture.fixture.ts';
import { projectPod, type PodGraph } from './project/pod.ts';
import { layoutSchedule, winnerSign } from './scheduler/layout.ts';
import type { SchedulePicture } from './project/schedule.ts';

const none = { explanation: null, step: null };
const NAMES = ['web', 'writer', 'shipper', 'cache', 'admin', 'metrics', 'proxy'];
function opened(words: NonNullable<Parameters<typeof pod>[1]>, fact?: PodFact): PodGraph {
  const graph = projectPod({ view: viewOf([pod('web', { on: 'node-1', ip: '10.0.10.15', ...words })], fact === undefined ? {} : { '/node/node-1/pods/uid-web': fact }), ...none }, 'uid-web');
  if (graph === null) throw new Error('the Pod is there');
  return graph;
}
const inOneRow = ({ boxes }: PodLayout): boolean => new Set([...boxes.values()].map(({ y }) => y)).size === 1;

describe('containers of a Pod in the room there is', () => {
  const cases = [
    { name: 'six stand in a row of a window of 1280', count: 6, width: 1236 },
    { name: 'seven do, too', count: 7, width: 1236 },
    { name: 'two stand side by side between the editor and a lesson', count: 2, width: 536 },
    { name: 'three do, too', count: 3, width: 536 },
  ];
  for (const { name, count, width } of cases) test(name, () => {
    const layout = layoutPod(opened({ containers: NAMES.slice(0, count).map((one) => container(one)) }), width, 514);
    expect({ row: inOneRow(layout), fits: layout.width <= width + 1 }).toEqual({ row: true, fits: true });
  });
  test('the names of its wires are written where no leg runs through them', () => {
    const graph = opened({ containers: NAMES.slice(0, 6).map((one) => container(one)) });
    const ring = { key: 'web TCP 80', container: 'web', port: 80, protocol: 'TCP', eth0: true, lo: true, listens: true, connected: false } as const;
    const layout = layoutPod({ ...graph, rings: [ring] }, 1236, 514);
    const leg = layout.rings[0]?.x ?? 0;
    expect(layout.ethName > leg || layout.ethName + 262 < leg).toBe(true);
    expect(layout.loName > leg || layout.loName + 96 < leg).toBe(true);
  });
});

describe('what is said of a container that does not run', () => {
  const waiting = (reason: string, message: string): k8s.ContainerStatus => ({ name: 'web', image: '', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason, message } } });
  const trouble = (status: k8s.ContainerStatus): string | undefined => opened({ containers: [container('web')], statuses: [status], ready: false }).boxes[0]?.trouble;
  test('the kubelet\u2019s own words, where it cannot start', () =>
    expect(trouble(waiting('CreateContainerConfigError', 'configmap "settings" not found'))).toBe('configmap "settings" not found'));
  test('nothing while it only waits for its turn, or for its next start', () =>
    expect([trouble(waiting('ContainerCreating', '')), trouble(waiting('CrashLoopBackOff', 'back-off 10s restarting failed container'))]).toEqual(['', '']));

  const fact = (state: 'running' | 'exited', exitCode: number | null): PodFact => ({
    fact: 'pod', namespace: 'default', name: 'web', uid: 'uid-web', hostname: 'web', interfaces: [], terminating: { since: simTime(0), graceUntil: simTime(30_000) }, volumes: [], routes: [], sockets: [],
    sandbox: { state: 'ready', id: 's', ip: '10.0.10.15', since: simTime(0) },
    containers: [{
      name: 'web', kind: 'regular', image: 'nginx:1.27', id: 'id-web', attempt: 0, state, since: simTime(0), until: null, exitCode, processes: [], mounts: [], root: [], written: [],
      cpu: { usedMilli: 0, requestMilli: 0, limitMilli: null, throttled: false }, memory: { usedBytes: 0, requestBytes: 0, limitBytes: null }, probes: [], lastLine: '', retryAt: null,
    }],
  });
  test('one that was killed has failed from the moment on which the node knows it', () =>
    expect(opened({ containers: [container('web')] }, fact('exited', 137)).boxes[0]).toMatchObject({ mark: 'failed', word: 'exit 137' }));
  test('a grace period runs as long as there is something to end', () => {
    expect(opened({ containers: [container('web')], deleted: true }, fact('running', null)).grace).toEqual({ from: 0, to: 30_000 });
    expect(opened({ containers: [container('web')], deleted: true }, fact('exited', 0)).grace).toBeNull();
  });
});

describe('the scheduler\u2019s columns in a narrow pane', () => {
  const plugin = (name: string, weight: number): SchedulePicture['scores'][number] => ({ plugin: name, weight });
  const picture = {
    filters: ['NodeUnschedulable', 'TaintToleration', 'NodeResourcesFit'].map((name) => ({ plugin: name, left: 2, drops: false })),
    scores: [plugin('TaintToleration', 3), plugin('NodeResourcesFit', 1), plugin('PodTopologySpread', 2), plugin('NodeResourcesBalancedAllocation', 1)],
  } as unknown as SchedulePicture;
  test('four votes and their total stay in a pane of 826', () => expect(layoutSchedule(picture, 826).width).toBeLessThanOrEqual(826));
  test('the sign of the winner keeps to its place before the votes, and shows what tells a Pod from its like', () => {
    const layout = layoutSchedule(picture, 826);
    const sign = winnerSign('shop-84c5c64864-rnncv', layout);
    expect(sign.x + sign.width).toBeLessThan(layout.scores[0]?.x ?? 0);
    expect(sign.name.endsWith('rnncv')).toBe(true);
    expect(winnerSign('web', layout).name).toBe('web');
  });
});
