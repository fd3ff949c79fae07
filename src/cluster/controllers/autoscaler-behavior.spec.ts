import { describe, expect, test } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import { bounded, firstMemory, remember, tolerancesOf } from './autoscaler-behavior.ts';

const scaler = (spec: object = {}): HorizontalPodAutoscaler => ({ spec: { minReplicas: 1, maxReplicas: 100, scaleTargetRef: { kind: 'Deployment', name: 'web' }, ...spec } }) as unknown as HorizontalPodAutoscaler;
/** One decision after another, 15 s apart, each from the count that the one before left. */
function follow(spec: object, from: number, recommended: readonly number[]): readonly string[] {
  let [memory, current] = [firstMemory(simTime(0), from), from];
  return recommended.map((each, i) => {
    const at = simTime(i * 15_000);
    const { desired, able, limit, memory: next } = bounded(scaler(spec), memory, at, current, each);
    memory = desired === current ? next : remember(next, at, desired - current);
    current = desired;
    return `${desired} ${able[0]} ${limit[0]}`;
  });
}

describe('an autoscaler without a behaviour of its own', () => {
  test('doubles at most, or goes to four', () => {
    expect(follow({}, 1, [20, 20, 20])).toEqual(['4 ReadyForNewScale ScaleUpLimit', '8 ReadyForNewScale ScaleUpLimit', '16 ReadyForNewScale ScaleUpLimit']);
  });
  test('goes down only when nothing in five minutes has asked for more', () => {
    const wants = Array.from({ length: 22 }, () => 1);
    const said = follow({}, 5, [5, ...wants]);
    expect(said.slice(0, 20).every((each) => each.startsWith('5 '))).toBe(true);
    expect(said[1]).toBe('5 ScaleDownStabilized DesiredWithinRange');
    expect(said.slice(20)).toEqual(['1 ReadyForNewScale DesiredWithinRange', '1 ReadyForNewScale DesiredWithinRange', '1 ReadyForNewScale DesiredWithinRange']);
  });
  test('stays between its bounds', () => {
    expect(follow({ maxReplicas: 3 }, 2, [9])).toEqual(['3 ReadyForNewScale TooManyReplicas']);
    expect(follow({ minReplicas: 2, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } }, 4, [0])).toEqual(['2 ReadyForNewScale TooFewReplicas']);
  });
});

describe('a behaviour', () => {
  test('adds four or doubles in 15 s unless it says otherwise', () => {
    expect(follow({ behavior: { scaleDown: {} } }, 1, [20, 20, 20])).toEqual(['5 ReadyForNewScale ScaleUpLimit', '10 ReadyForNewScale ScaleUpLimit', '20 ReadyForNewScale DesiredWithinRange']);
  });
  test('allows so many Pods in a period, counted from its start', () => {
    const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } };
    expect(follow({ behavior }, 3, [20, 20, 20, 20, 20]).map((each) => each.split(' ')[0])).toEqual(['5', '5', '5', '5', '7']);
  });
  test('takes the smallest step with selectPolicy Min, none with Disabled', () => {
    const policies = [{ type: 'Pods', value: 1, periodSeconds: 15 }, { type: 'Percent', value: 50, periodSeconds: 15 }];
    expect(follow({ behavior: { scaleUp: { policies, selectPolicy: 'Min' } } }, 10, [30])[0]).toBe('11 ReadyForNewScale ScaleUpLimit');
    expect(follow({ behavior: { scaleUp: { policies, selectPolicy: 'Max' } } }, 10, [30])[0]).toBe('15 ReadyForNewScale ScaleUpLimit');
    expect(follow({ behavior: { scaleUp: { policies, selectPolicy: 'Disabled' } } }, 10, [30])[0]).toBe('10 ReadyForNewScale ScaleUpLimit');
  });
  test('goes down by a share, at its own pace', () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 10, periodSeconds: 15 }] } };
    expect(follow({ behavior }, 100, [1, 1, 1]).map((each) => each.split(' ').slice(0, 3).join(' '))).toEqual([
      '90 ReadyForNewScale ScaleDownLimit', '81 ReadyForNewScale ScaleDownLimit', '72 ReadyForNewScale ScaleDownLimit',
    ]);
  });
  test('waits for the lowest of a window before it goes up', () => {
    const behavior = { scaleUp: { stabilizationWindowSeconds: 40 } };
    expect(follow({ behavior }, 2, [2, 6, 6, 6]).map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual(['2 ReadyForNewScale', '2 ScaleUpStabilized', '2 ScaleUpStabilized', '6 ReadyForNewScale']);
  });
  test('has tolerances of its own, a tenth otherwise', () => {
    const own = scaler({ behavior: { scaleUp: { tolerance: '50m' } } });
    expect(tolerancesOf(own)).toEqual({ up: 0.05, down: 0.1 });
  });
});
