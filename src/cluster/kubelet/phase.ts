/** A Pod's phase from its containers. Follows kubelet_pods.go getPhase. */
import type { k8s, Pod, PodPhase } from '../../model/objects.ts';
import { kindOfInit } from './kit.ts';
import { restartsAfter } from './restart.ts';

type Statuses = readonly k8s.ContainerStatus[];
export const statusNamed = (statuses: Statuses, name: string): k8s.ContainerStatus | undefined => statuses.find((each) => each.name === name);

/** Of a container that was removed so that all begin anew: it will, whatever its policy. */
const RESTARTING_ALL = 'RestartingAllContainers';

interface InitCount {
  pending: number;
  pendingSidecars: number;
  runningSidecars: number;
  failed: number;
}

function countInits(pod: Pod, statuses: Statuses): InitCount {
  const count: InitCount = { pending: 0, pendingSidecars: 0, runningSidecars: 0, failed: 0 };
  for (const spec of pod.spec.initContainers ?? []) {
    const status = statusNamed(statuses, spec.name);
    if (kindOfInit(spec) === 'sidecar') {
      const { running, waiting } = status?.state ?? {};
      if (running !== undefined) {
        if (status?.started === true) count.runningSidecars++;
        else count.pendingSidecars++;
      } else if (waiting !== undefined && status?.lastState?.terminated === undefined) count.pendingSidecars++;
      continue;
    }
    const ended = status?.state?.terminated ?? (status?.state?.waiting === undefined ? undefined : status.lastState?.terminated);
    if (ended === undefined) count.pending++;
    else if (ended.exitCode !== 0) {
      if (ended.reason === RESTARTING_ALL || restartsAfter(pod, spec, 'init', ended.exitCode)) count.pending++;
      else count.failed++;
    }
  }
  return count;
}

export function phaseOf(pod: Pod, inits: Statuses, statuses: Statuses, terminal: boolean): PodPhase {
  const count = countInits(pod, inits);
  let [unknown, running, waiting, stopped, succeeded, restarting] = [0, 0, 0, 0, 0, 0];
  for (const spec of pod.spec.containers) {
    const { state, lastState } = statusNamed(statuses, spec.name) ?? {};
    const ended = state?.terminated ?? (state?.waiting === undefined ? undefined : lastState?.terminated);
    if (state?.running !== undefined) running++;
    else if (ended !== undefined) {
      stopped++;
      if (ended.exitCode === 0) succeeded++;
      if (ended.reason === RESTARTING_ALL || restartsAfter(pod, spec, 'regular', ended.exitCode)) restarting++;
    } else if (state?.waiting !== undefined) waiting++;
    else unknown++;
  }
  if (count.failed > 0) return 'Failed';
  const initialized = running > 0 || stopped > 0;
  if (count.pending > 0 && !initialized) return 'Pending';
  if (count.pendingSidecars > 0 && !initialized) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (stopped === 0 || unknown > 0) return 'Pending';
  if (terminal) return stopped === succeeded ? 'Succeeded' : 'Failed';
  if (count.runningSidecars > 0 || restarting > 0) return 'Running';
  return stopped === succeeded ? 'Succeeded' : 'Failed';
}
