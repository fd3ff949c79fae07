/** From the loads of Pods to a number of replicas. Follows pkg/controller/podautoscaler replica_calculator.go. */
import type { Pod } from '../../model/objects.ts';
import { after, type SimTime } from '../../model/time.ts';
import { isDeleted } from './objects.ts';

/** What is known of one Pod's use. */
export interface Load {
  readonly pod: Pod;
  readonly used: number;
}
interface Groups {
  readonly ready: readonly Load[];
  /** They run, but what they use tells nothing yet: they are starting. */
  readonly unready: readonly Pod[];
  readonly missing: readonly Pod[];
}
/** How far the load may be from its target without any change. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}
type Goal = ({ readonly by: 'value' } | { readonly by: 'utilisation'; readonly requests: ReadonlyMap<Pod, number> }) & {
  readonly target: number;
  /** How many thousandths one of the loads' units is: averages are counted in thousandths. */
  readonly unit: number;
};
export interface Count {
  readonly replicas: number;
  /** Percent of what is requested; null where nothing is. */
  readonly utilisation: number | null;
  /** In thousandths. */
  readonly average: number;
}

const CPU_START_MS = 300_000;
const FIRST_READY_MS = 30_000;
const WINDOW_MS = 15_000;

export function groupsOf(timeOf: (text: string) => SimTime, now: SimTime, resource: string, pods: readonly Pod[], loads: readonly Load[]): Groups {
  const known = new Map(loads.map(load => [load.pod, load]));
  const [ready, unready, missing]: [Load[], Pod[], Pod[]] = [[], [], []];
  for (const pod of pods) {
    const load = known.get(pod);
    if (isDeleted(pod) || pod.status.phase === 'Failed') continue;
    if (pod.status.phase === 'Pending') unready.push(pod);
    else if (load === undefined) missing.push(pod);
    else if (resource === 'cpu' && isStarting(timeOf, now, pod)) unready.push(pod);
    else ready.push(load);
  }
  return { ready, unready, missing };
}
/** In its first five minutes a Pod counts once it is ready and was measured since; later unless it has never been ready. */
function isStarting(timeOf: (text: string) => SimTime, now: SimTime, { status: { startTime, conditions } }: Pod): boolean {
  const ready = conditions?.find(({ type }) => type === 'Ready');
  if (ready === undefined || startTime === undefined) return true;
  const [started, turned] = [timeOf(startTime), timeOf(ready.lastTransitionTime ?? startTime)];
  if (after(started, CPU_START_MS) > now) return ready.status === 'False' || now < after(turned, WINDOW_MS);
  return ready.status === 'False' && after(started, FIRST_READY_MS) > turned;
}

const within = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

function ratioOf(goal: Goal, loads: readonly Load[]): { readonly ratio: number; readonly utilisation: number | null; readonly average: number } {
  const used = loads.reduce((sum, load) => sum + load.used, 0);
  const average = Math.floor((used * goal.unit) / loads.length);
  if (goal.by === 'value') return { ratio: average / (goal.target * goal.unit), utilisation: null, average };
  const requested = loads.reduce((sum, { pod }) => sum + (goal.requests.get(pod) ?? 0), 0);
  const utilisation = requested === 0 ? null : Math.floor((used * 100) / requested);
  return { ratio: (utilisation ?? 0) / goal.target, utilisation, average };
}

/** Where Pods are starting or unknown the count is made again with what they may use at the most cautious: nothing on the way up, all on the way down. */
export function countFor({ ready, unready, missing }: Groups, goal: Goal, tolerances: Tolerances, current: number): Count {
  const { ratio, utilisation, average } = ratioOf(goal, ready);
  const told = (replicas: number): Count => ({ replicas, utilisation, average });
  const idle = ratio > 1 ? unready : [];
  if (idle.length === 0 && missing.length === 0) return told(within(tolerances, ratio) ? current : Math.ceil(ratio * ready.length));
  // Where the load is just right the missing ones of a utilisation stay uncounted.
  const counted = ratio === 1 ? [] : missing.map(pod => ({ pod, used: ratio > 1 ? 0 : fullUse(goal, pod) }));
  const all = [...ready, ...counted, ...idle.map(pod => ({ pod, used: 0 }))];
  const again = ratioOf(goal, all).ratio;
  const replicas = Math.ceil(again * all.length);
  const turned = (ratio < 1 && again > 1) || (ratio > 1 && again < 1);
  const against = (again < 1 && replicas > current) || (again > 1 && replicas < current);
  return told(within(tolerances, again) || turned || against ? current : replicas);
}
/** A missing Pod is taken to use all of its request, or the target where that is more. */
const fullUse = (goal: Goal, pod: Pod): number => (goal.by === 'value' ? goal.target : Math.floor(((goal.requests.get(pod) ?? 0) * Math.max(100, goal.target)) / 100));
