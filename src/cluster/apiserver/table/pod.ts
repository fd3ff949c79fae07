/** A Pod's row. Follows pkg/printers/internalversion printPod. */
import type { Pod, k8s } from '../../../model/objects.ts';
import { age } from './duration.ts';
import type { Printer, Printing } from './printer.ts';
import { NONE } from './words.ts';

interface Shown {
  reason: string;
  ready: number;
  restarts: number;
  lastRestart: string;
}
const isSidecar = (container: k8s.Container | undefined): boolean => container?.restartPolicy === 'Always';
const isTrue = (pod: Pod, type: string): boolean => pod.status.conditions?.some(each => each.type === type && each.status === 'True') ?? false;

export const podRow: Printer = (object, printing) => {
  const pod = object as unknown as Pod;
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).length;
  const shown = statusOf(pod);
  return [
    pod.metadata.name, `${shown.ready}/${pod.spec.containers.length + sidecars}`, shown.reason, restartsText(shown, printing), age(printing, pod.metadata.creationTimestamp),
    pod.status.podIPs?.[0]?.ip || NONE, pod.spec.nodeName || NONE, pod.status.nominatedNodeName || NONE, gatesText(pod),
  ];
};
const restartsText = ({ restarts, lastRestart }: Shown, printing: Printing): string => (restarts === 0 || lastRestart === '' ? String(restarts) : `${restarts} (${age(printing, lastRestart)} ago)`);

function gatesText(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  return gates.length === 0 ? NONE : `${gates.filter(({ conditionType }) => isTrue(pod, conditionType)).length}/${gates.length}`;
}

/** What stands in the column STATUS. */
export const podStatusText = (pod: Pod): string => statusOf(pod).reason;

function statusOf(pod: Pod): Shown {
  const shown: Shown = { reason: pod.status.reason || pod.status.phase, ready: 0, restarts: 0, lastRestart: '' };
  if (pod.status.conditions?.some(each => each.type === 'PodScheduled' && each.reason === 'SchedulingGated')) shown.reason = 'SchedulingGated';
  const sidecars: Shown = { reason: '', ready: 0, restarts: 0, lastRestart: '' };
  const initializing = readInit(pod, shown, sidecars);
  if (!initializing || isTrue(pod, 'Initialized')) {
    shown.restarts = sidecars.restarts;
    shown.lastRestart = sidecars.lastRestart;
    readMain(pod, shown);
  }
  if (pod.metadata.deletionTimestamp === undefined) return shown;
  if (pod.status.reason === 'NodeLost') shown.reason = 'Unknown';
  else if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed') shown.reason = 'Terminating';
  return shown;
}

function addRestarts(shown: Shown, status: k8s.ContainerStatus): void {
  shown.restarts += status.restartCount ?? 0;
  const finished = status.lastState?.terminated?.finishedAt ?? '';
  if (finished > shown.lastRestart) shown.lastRestart = finished;
}

/** Goes through init containers up to the first that is not done; true when there is one. */
function readInit(pod: Pod, shown: Shown, sidecars: Shown): boolean {
  const specs = new Map((pod.spec.initContainers ?? []).map(each => [each.name, each]));
  for (const [i, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(specs.get(status.name));
    addRestarts(shown, status);
    if (sidecar) addRestarts(sidecars, status);
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready) shown.ready++;
      continue;
    }
    if (terminated) shown.reason = `Init:${endText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') shown.reason = `Init:${waiting.reason}`;
    else shown.reason = `Init:${i}/${specs.size}`;
    return true;
  }
  return false;
}
const endText = (end: k8s.ContainerStateTerminated): string => end.reason || (end.signal ? `Signal:${end.signal}` : `ExitCode:${end.exitCode}`);

function readMain(pod: Pod, shown: Shown): void {
  let isRunning = false;
  for (const status of [...(pod.status.containerStatuses ?? [])].reverse()) {
    addRestarts(shown, status);
    const { waiting, terminated, running } = status.state ?? {};
    if (waiting?.reason) shown.reason = waiting.reason;
    else if (terminated) shown.reason = endText(terminated);
    else if (status.ready && running) {
      isRunning = true;
      shown.ready++;
    }
  }
  if (shown.reason === 'Completed' && isRunning) shown.reason = isTrue(pod, 'Ready') ? 'Running' : 'NotReady';
}
