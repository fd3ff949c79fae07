/** Which Pods a controller deletes first. Follows pkg/controller ActivePodsWithRanks. */
import type { Pod } from '../../model/objects.ts';
import { isReady, podCondition } from './objects.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

interface Ranked {
  readonly pod: Pod;
  readonly figures: readonly number[];
}

/** The order in which they came settles what all this leaves open. Not placed before placed, pending before running, not ready before ready, cheap before dear, crowded before lonely, late before early. */
export function byExpendability(pods: readonly Pod[], onSameNode: ReadonlyMap<string, number>, nowMs: number): readonly Pod[] {
  const ranked = (pod: Pod): Ranked => {
    const node = pod.spec.nodeName ?? '';
    const ready = isReady(pod);
    return {
      pod,
      figures: [
        node === '' ? 0 : 1,
        PHASES[pod.status.phase] ?? 0,
        ready ? 1 : 0,
        Number(pod.metadata.annotations?.[DELETION_COST] ?? 0),
        -(onSameNode.get(node) ?? 0),
        ready ? ageRank(podCondition(pod, 'Ready')?.lastTransitionTime, nowMs) : 0,
        -(pod.status.containerStatuses ?? []).reduce((most, status) => Math.max(most, status.restartCount), 0),
        ageRank(pod.metadata.creationTimestamp, nowMs),
      ],
    };
  };
  return pods.map(ranked).sort((a, b) => compare(a, b)).map(({ pod }) => pod);
}
/** The age in powers of two: Pods of about the same age are alike (LogarithmicScaleDown). */
function ageRank(time: string | undefined, nowMs: number): number {
  let rank = 0;
  for (let age = time === undefined ? 0 : nowMs - Date.parse(time); age >= 1; age /= 2) rank++;
  return rank;
}

function compare(a: Ranked, b: Ranked): number {
  for (let i = 0; i < a.figures.length; i++) {
    const difference = (a.figures[i] ?? 0) - (b.figures[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
