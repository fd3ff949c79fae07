/** How many replicas each of a Deployment's ReplicaSets is to have. Follows pkg/controller/deployment/util and sync.go. */
import type { Deployment, ReplicaSet } from '../../model/objects.ts';
import { DESIRED_REPLICAS, MAX_REPLICAS } from '../../model/well-known.ts';
import { type Self, type Sets } from './deployment-state.ts';
import { keyOf } from './framework.ts';
import { byAge } from './objects.ts';


/** A number, or a share of the replicas. */
export function share(value: string | number | undefined, of: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const part = (Number(value.replace('%', '')) * of) / 100;
  return round === 'up' ? Math.ceil(part) : Math.floor(part);
}
const isRolling = ({ spec }: Deployment): boolean => spec.strategy?.type !== 'Recreate';
export const wanted = ({ spec }: Deployment): number => spec.replicas ?? 1;
export const maxSurge = (deployment: Deployment): number => (isRolling(deployment) ? share(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%', wanted(deployment), 'up') : 0);
/** If neither surge nor unavailability were allowed nothing could move: then one may be unavailable. */
export function maxUnavailable(deployment: Deployment): number {
  if (!isRolling(deployment) || wanted(deployment) === 0) return 0;
  const allowed = share(deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', wanted(deployment), 'down');
  return Math.min(allowed === 0 && maxSurge(deployment) === 0 ? 1 : allowed, wanted(deployment));
}

export const specReplicas = (sets: readonly (ReplicaSet | null)[]): number => sets.reduce((sum, set) => sum + (set?.spec.replicas ?? 0), 0);
export const statusOf = (sets: readonly ReplicaSet[], field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas'): number =>
  sets.reduce((sum, set) => sum + (set.status[field] ?? 0), 0);

/** What the current ReplicaSet may have now. */
export function newReplicas(deployment: Deployment, { all }: Sets, current: ReplicaSet | null): number {
  if (!isRolling(deployment)) return wanted(deployment);
  const total = specReplicas(all);
  const most = wanted(deployment) + maxSurge(deployment);
  const own = current?.spec.replicas ?? 0;
  if (total >= most) return own;
  return own + Math.min(most - total, wanted(deployment) - own);
}

/** True where the Deployment was scaled, rather than changed. */
export const isScalingEvent = (deployment: Deployment, { all }: Sets): boolean =>
  all.some(set => (set.spec.replicas ?? 0) > 0 && set.metadata.annotations?.[DESIRED_REPLICAS] !== undefined && Number(set.metadata.annotations[DESIRED_REPLICAS]) !== wanted(deployment));

/** Sets a ReplicaSet's replicas, and notes for how many it was done; true where something was written. */
export function scale(self: Self, deployment: Deployment, set: ReplicaSet, replicas: number): boolean {
  const desired = String(wanted(deployment));
  const most = String(wanted(deployment) + maxSurge(deployment));
  const before = set.spec.replicas ?? 0;
  const noted = set.metadata.annotations?.[DESIRED_REPLICAS] === desired && set.metadata.annotations[MAX_REPLICAS] === most;
  if (before === replicas && noted) return false;
  const body = { metadata: { annotations: { [DESIRED_REPLICAS]: desired, [MAX_REPLICAS]: most } }, ...(before === replicas ? {} : { spec: { replicas } }) };
  const message = before === replicas ? '' : `Scaled ${before < replicas ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`;
  self.request({ verb: 'patch', patchType: 'merge', resource: 'replicasets.apps', namespace: set.metadata.namespace ?? '', name: set.metadata.name, body }, `scale|${keyOf(deployment)}|${message}`);
  if (message !== '') self.acted(`Deployment/${keyOf(deployment)}`, message);
  return true;
}

/** A scaled or paused Deployment: one active ReplicaSet takes it all, several share it by their size. */
export function scaleEvenly(self: Self, deployment: Deployment, { all, current, old }: Sets): void {
  const active = all.filter(set => (set.spec.replicas ?? 0) > 0);
  const only = active.length === 0 ? (current ?? all.at(-1)) : active.length === 1 ? active[0] : undefined;
  if (only !== undefined) {
    scale(self, deployment, only, wanted(deployment));
    return;
  }
  if (current !== null && (current.status.availableReplicas ?? 0) === wanted(deployment) && (current.spec.replicas ?? 0) === wanted(deployment)) {
    for (const set of old) if ((set.spec.replicas ?? 0) > 0) scale(self, deployment, set, 0);
    return;
  }
  if (isRolling(deployment)) shareOut(self, deployment, all);
}

function shareOut(self: Self, deployment: Deployment, all: readonly ReplicaSet[]): void {
  const active = all.filter(set => (set.spec.replicas ?? 0) > 0);
  const allowed = wanted(deployment) > 0 ? wanted(deployment) + maxSurge(deployment) : 0;
  const toAdd = allowed - specReplicas(active);
  const bySize = [...active].sort((a, b) => (b.spec.replicas ?? 0) - (a.spec.replicas ?? 0) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  let added = 0;
  const next = bySize.map(set => {
    const own = set.spec.replicas ?? 0;
    if (toAdd === 0) return own;
    const most = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? 0) || wanted(deployment);
    const fraction = Math.round((own * allowed) / most) - own;
    const rest = toAdd - added;
    const part = toAdd > 0 ? Math.min(fraction, rest) : Math.max(fraction, rest);
    added += part;
    return own + part;
  });
  bySize.forEach((set, i) => {
    const leftover = i === 0 ? toAdd - added : 0;
    scale(self, deployment, set, Math.max(0, (next[i] ?? 0) + leftover));
  });
}
