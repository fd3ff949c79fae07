/** Which Pods a controller deletes first. Follows pkg/controller ActivePodsWithRanks. */
import type { Pod } from '../../model/objects.ts';
import { DELETION_COST } from '../../model/well-known.ts';
import { isReady, podCondition } from './objects.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Facts {
  readonly placed: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  readonly restarts: number;
  readonly readySince: number;
  readonly created: number;
}
const known = new WeakMap<Pod, Facts>();
function factsOf(pod: Pod): Facts {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const facts: Facts = {
    placed: (pod.spec.nodeName ?? '') === '' ? 0 : 1,
    phase: PHASES[pod.status.phase] ?? 0,
    ready: isReady(pod) ? 1 : 0,
    cost: Number(pod.metadata.annotations?.[DELETION_COST] ?? 0),
    restarts: (pod.status.containerStatuses ?? []).reduce((most, status) => Math.max(most, status.restartCount), 0),
    readySince: Date.parse(podCondition(pod, 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp),
    created: Date.parse(pod.metadata.creationTimestamp),
  };
  known.set(pod, facts);
  return facts;
}

/**
 * Not placed before placed, pending before running, not ready before ready, cheap before dear, crowded before lonely,
 * often restarted before steady, late before early. The order in which they came settles what all this leaves open.
 */
export function byExpendability(pods: readonly Pod[], nowMs: number): readonly Pod[] {
  const onNode = new Map<string, number>();
  for (const { spec } of pods) onNode.set(spec.nodeName ?? '', (onNode.get(spec.nodeName ?? '') ?? 0) + 1);
  const crowd = (pod: Pod): number => onNode.get(pod.spec.nodeName ?? '') ?? 0;
  return [...pods].sort((p, q) => {
    const [a, b] = [factsOf(p), factsOf(q)];
    return (
      a.placed - b.placed || a.phase - b.phase || a.ready - b.ready || a.cost - b.cost || crowd(q) - crowd(p) ||
      (a.ready === 1 ? ageRank(nowMs - a.readySince) - ageRank(nowMs - b.readySince) : 0) ||
      b.restarts - a.restarts || ageRank(nowMs - a.created) - ageRank(nowMs - b.created)
    );
  });
}

/** The age in powers of two: Pods of about the same age are alike (LogarithmicScaleDown). */
function ageRank(ageMs: number): number {
  let rank = 0;
  for (let age = ageMs; age >= 1; age /= 2) rank++;
  return rank;
}
