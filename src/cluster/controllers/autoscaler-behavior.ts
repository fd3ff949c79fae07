/** How fast an autoscaler may follow what its metrics ask for: windows, and steps in a time. Follows pkg/controller/podautoscaler horizontal.go. */
import type { HorizontalPodAutoscaler, k8s } from '../../model/objects.ts';
import { parseQuantity } from '../../model/quantity.ts';
import { after, type SimTime } from '../../model/time.ts';
import type { Tolerances } from './autoscaler-count.ts';

interface Recommendation {
  readonly at: SimTime;
  readonly replicas: number;
}
interface ScaleChange {
  readonly at: SimTime;
  /** Replicas added, or taken away where it is negative. */
  readonly by: number;
}
/** What is remembered of an autoscaler. */
export interface Memory {
  readonly recommendations: readonly Recommendation[];
  readonly changes: readonly ScaleChange[];
}
type Words = readonly [reason: string, message: string];
interface Bounded {
  readonly desired: number;
  /** What the condition AbleToScale says. */
  readonly able: Words;
  /** What ScalingLimited says, and whether it is true. */
  readonly limit: Words;
  readonly limited: boolean;
  readonly memory: Memory;
}

const DOWN_WINDOW_S = 300;
const TENTH = 0.1;
const READY: Words = ['ReadyForNewScale', 'recommended size matches current size'];
const HIGHER: Words = ['ScaleDownStabilized', 'recent recommendations were higher than current one, applying the highest recent recommendation'];
const LOWER: Words = ['ScaleUpStabilized', 'recent recommendations were lower than current one, applying the lowest recent recommendation'];
const WITHIN: Words = ['DesiredWithinRange', 'the desired count is within the acceptable range'];
const MOST: Words = ['TooManyReplicas', 'the desired replica count is more than the maximum replica count'];
const LEAST: Words = ['TooFewReplicas', 'the desired replica count is less than the minimum replica count'];
const UP_FAST: Words = ['ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate'];
const DOWN_FAST: Words = ['ScaleDownLimit', 'the desired replica count is decreasing faster than the maximum scale rate'];

type Rules = k8s.HPAScalingRules;
const windowOf = (rules: Rules | undefined, otherwise: number): number => (rules?.stabilizationWindowSeconds ?? otherwise) * 1000;
const toleranceOf = (rules: Rules | undefined): number => (rules?.tolerance === undefined ? TENTH : Number(parseQuantity(rules.tolerance)?.nano ?? 0n) / 1e9);
export const tolerancesOf = ({ spec: { behavior } }: HorizontalPodAutoscaler): Tolerances => ({ up: toleranceOf(behavior?.scaleUp), down: toleranceOf(behavior?.scaleDown) });
/** What is remembered from the first look on: the count that was found. */
export const firstMemory = (at: SimTime, replicas: number): Memory => ({ recommendations: [{ at, replicas }], changes: [] });

/** What the metrics recommend, held to what was recommended of late, to the rates, and to the bounds. */
export function bounded(scaler: HorizontalPodAutoscaler, { recommendations: known, changes }: Memory, now: SimTime, current: number, recommended: number): Bounded {
  const { minReplicas = 1, maxReplicas, behavior } = scaler.spec;
  const [up, down] = [windowOf(behavior?.scaleUp, 0), windowOf(behavior?.scaleDown, DOWN_WINDOW_S)];
  const of = (window: number): readonly number[] => known.filter(({ at }) => after(at, window) > now).map(({ replicas }) => replicas);
  const lowest = Math.min(recommended, ...of(up));
  const highest = Math.max(recommended, ...of(down));
  const stable = behavior === undefined ? highest : Math.min(Math.max(current, lowest), highest);
  const able = stable === recommended ? READY : behavior === undefined || recommended < current ? HIGHER : LOWER;
  const recommendations = [...known.filter(({ at }) => after(at, Math.max(up, down)) > now), { at: now, replicas: recommended }];
  const [floor, tooLow] = floorOf(behavior?.scaleDown, behavior !== undefined, changes, now, current, minReplicas);
  const [ceiling, tooHigh] = ceilingOf(behavior?.scaleUp, behavior !== undefined, changes, now, current, maxReplicas);
  const memory = { recommendations, changes };
  if (stable > ceiling) return { desired: ceiling, able, limit: tooHigh, limited: true, memory };
  if (stable < floor) return { desired: floor, able, limit: tooLow, limited: true, memory };
  return { desired: stable, able, limit: WITHIN, limited: false, memory };
}

/** Rates look back no further than the longest period of any rule. */
const LONGEST_PERIOD_MS = 1_800_000;
export const remember = ({ recommendations, changes }: Memory, now: SimTime, by: number): Memory => ({ recommendations, changes: [...changes.filter(({ at }) => after(at, LONGEST_PERIOD_MS) > now), { at: now, by }] });

const DEFAULT_UP: readonly k8s.HPAScalingPolicy[] = [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }];
const DEFAULT_DOWN: readonly k8s.HPAScalingPolicy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
const SIMPLE_FACTOR = 2;
const SIMPLE_LEAST = 4;

/** How many replicas there were when a period began. */
function atStart(changes: readonly ScaleChange[], now: SimTime, current: number, { periodSeconds }: k8s.HPAScalingPolicy): number {
  return changes.filter(({ at }) => after(at, periodSeconds * 1000) > now).reduce((count, { by }) => count - by, current);
}
function ceilingOf(rules: Rules | undefined, ruled: boolean, changes: readonly ScaleChange[], now: SimTime, current: number, most: number): readonly [number, Words] {
  let limit = Math.max(current * SIMPLE_FACTOR, SIMPLE_LEAST);
  if (ruled) {
    const proposals = (rules?.policies ?? DEFAULT_UP).map((policy) => {
      const start = atStart(changes, now, current, policy);
      return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
    });
    limit = rules?.selectPolicy === 'Disabled' ? current : Math.max(current, rules?.selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals));
  }
  return most > limit ? [limit, UP_FAST] : [most, MOST];
}
function floorOf(rules: Rules | undefined, ruled: boolean, changes: readonly ScaleChange[], now: SimTime, current: number, least: number): readonly [number, Words] {
  if (!ruled) return [least, LEAST];
  const proposals = (rules?.policies ?? DEFAULT_DOWN).map((policy) => {
    const start = atStart(changes, now, current, policy);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  const limit = rules?.selectPolicy === 'Disabled' ? current : Math.min(current, rules?.selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals));
  return least < limit ? [limit, DOWN_FAST] : [least, LEAST];
}
