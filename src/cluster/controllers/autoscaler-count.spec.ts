import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import { countFor, groupsOf, type Load } from './autoscaler-count.ts';

const NOW = simTime(3_600_000);
const seconds = (text: string): ReturnType<typeof simTime> => simTime(Number(text) * 1000);
interface Given {
  /** Thousandths of a CPU; null where nothing is known. */
  readonly used: number | null;
  readonly request?: number;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly deleted?: boolean;
  /** Seconds before now. */
  readonly started?: number;
  readonly turned?: number;
}
const podOf = ({ ready = true, phase = 'Running', deleted = false, started = 3000, turned = started }: Given, i: number): Pod => ({
  metadata: { name: `pod-${i}`, namespace: 'default', uid: `${i}`, ...(deleted ? { deletionTimestamp: 'now' } : {}) },
  status: { phase, startTime: `${3600 - started}`, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: `${3600 - turned}` }] },
}) as unknown as Pod;

/** `replicas, percent of requests, average in thousandths` for a target in percent. */
function count(current: number, target: number, given: readonly Given[], tolerances = { up: 0.1, down: 0.1 }): readonly (number | null)[] {
  const pods = given.map(podOf);
  const loads = given.flatMap(({ used }, i): readonly Load[] => (used === null ? [] : [{ pod: pods[i] as Pod, used }]));
  const requests = new Map(pods.map((pod, i) => [pod, given[i]?.request ?? 1000]));
  const told = countFor(groupsOf(seconds, NOW, 'cpu', pods, loads), { by: 'utilisation', unit: 1, target, requests }, tolerances, current);
  return [told.replicas, told.utilisation, told.average];
}
const using = (...levels: readonly (number | null)[]): readonly Given[] => levels.map(used => ({ used }));
const unready = (given: Given): Given => ({ ...given, ready: false });

// The numbers are those of upstream's replica_calculator_test.go.
describe('an autoscaler with a target in percent of the requests', () => {
  test('asks for as many as bring the average to the target', () => {
    expect(count(3, 30, using(300, 500, 700))).toEqual([5, 50, 500]);
    expect(count(5, 50, using(100, 300, 500, 250, 250))).toEqual([3, 28, 280]);
  });
  test('leaves it where the average is within a tenth', () => {
    expect(count(3, 100, [{ used: 1010, request: 900 }, { used: 1030, request: 1000 }, { used: 1020, request: 1100 }])).toEqual([3, 102, 1020]);
    expect(count(1, 100, using(1100))[0]).toBe(1);
    expect(count(1, 100, using(1110))[0]).toBe(2);
  });
  test('has its own tolerance for each way', () => {
    expect(count(4, 100, using(1050, 1050, 1050, 1050), { up: 0.02, down: 0.3 })[0]).toBe(5);
    expect(count(4, 100, using(720, 720, 720, 720), { up: 0.02, down: 0.3 })[0]).toBe(4);
  });
  test('takes Pods that are starting for idle on the way up, and leaves them out on the way down', () => {
    expect(count(3, 30, [{ used: 300, ready: false, started: 10 }, { used: 500 }, { used: 700 }])).toEqual([4, 60, 600]);
    expect(count(5, 50, [...using(100, 300, 500), ...using(250, 250).map(each => unready({ ...each, started: 60 }))])).toEqual([2, 30, 300]);
  });
  test('measures a new Pod for a window after it became ready before it counts', () => {
    expect(count(3, 30, [{ used: 300, started: 60, turned: 14 }, { used: 500 }, { used: 700 }])[0]).toBe(4);
    expect(count(3, 30, [{ used: 300, started: 60, turned: 15 }, { used: 500 }, { used: 700 }])[0]).toBe(5);
  });
  test('counts a Pod that was ready once, after its first five minutes', () => {
    expect(count(3, 30, [unready({ used: 300, started: 400, turned: 100 }), { used: 500 }, { used: 700 }])[0]).toBe(5);
    expect(count(3, 30, [unready({ used: 300, started: 400, turned: 390 }), { used: 500 }, { used: 700 }])[0]).toBe(4);
  });
  test('does not see Pods that failed or are being deleted', () => {
    expect(count(2, 30, [...using(500, 700), { used: null, phase: 'Failed' }, { used: 900, deleted: true }])).toEqual([4, 60, 600]);
  });
  test('is careful where nothing is known of a Pod', () => {
    expect(count(4, 100, using(400, 95, null, null))).toEqual([3, 24, 247]);
    expect(count(2, 100, using(1000, null))).toEqual([2, 100, 1000]);
    expect(count(2, 100, using(1900, null))).toEqual([2, 190, 1900]);
    expect(count(2, 100, using(600, null))).toEqual([2, 60, 600]);
  });
});

test('an average value is compared as it is, in thousandths', () => {
  const pods = [0, 1, 2].map(i => podOf({ used: 0 }, i));
  const groups = groupsOf(seconds, NOW, 'memory', pods, pods.map((pod, i) => ({ pod, used: 1000 + i * 5 })));
  expect(countFor(groups, { by: 'value', unit: 1000, target: 500 }, { up: 0.1, down: 0.1 }, 3)).toEqual({ replicas: 7, utilisation: null, average: 1_005_000 });
});
