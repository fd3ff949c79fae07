/** A Pod's state in one word and one mark, as kubectl's STATUS column would say it, and what it waits for. */
import type { Pod } from '../../model/objects.ts';
import { podRequests } from '../../model/pod-requests.ts';
import { podStatusText } from '../../session/pod-status.ts';
import type { MarkName } from '../../ui/mark.tsx';

interface PodWord {
  readonly mark: MarkName;
  readonly word: string;
}

const ON_ITS_WAY = /^(Pending|ContainerCreating|PodInitializing|SchedulingGated|Init:\d+\/\d+)$/;
const MARKS: Readonly<Record<string, MarkName>> = { Terminating: 'terminating', Completed: 'succeeded', Unknown: 'warning', Running: 'running', NotReady: 'running' };

/** A Pod that runs says beside it whether it is Ready. */
export function podWord(pod: Pod): PodWord {
  const word = podStatusText(pod);
  if (ON_ITS_WAY.test(word)) return { mark: 'pending', word };
  if (word === 'Running' && pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true) return { mark: 'ready', word: 'Ready' };
  return { mark: MARKS[word] ?? 'failed', word };
}

/** What the Pod waits for, or '' when it waits for nothing. */
export function waitingFor(pod: Pod): string {
  const scheduled = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? 'a node that can take it';
  if (pod.spec.nodeName === undefined) return 'the scheduler to choose a node';
  if (pod.metadata.deletionTimestamp !== undefined) return 'its containers to end';
  for (const { name, state } of [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]) {
    if (state?.waiting !== undefined && state.waiting.reason !== 'PodInitializing' && state.waiting.reason !== 'ContainerCreating') return `${name}: ${state.waiting.message ?? state.waiting.reason ?? ''}`;
  }
  if (pod.status.containerStatuses === undefined) return `the kubelet on ${pod.spec.nodeName} to see the Pod`;
  const open = pod.status.containerStatuses.find(({ ready }) => !ready);
  return open === undefined || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' ? '' : `${open.name} to be ready`;
}

const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
function bytes(amount: number): string {
  let unit = 0;
  let value = amount;
  while (unit < UNITS.length - 1 && value >= 1024 && value % 1024 === 0) {
    value /= 1024;
    unit++;
  }
  return `${value}${UNITS[unit] ?? ''}`;
}
/** What the whole Pod asks of a node: `cpu 350m`, `memory 192Mi`. */
export const requestsOf = (pod: Pod): readonly string[] =>
  [...podRequests(pod)].filter(([, amount]) => amount > 0).map(([what, amount]) => `${what} ${what === 'cpu' ? (amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`) : what === 'memory' ? bytes(amount) : amount}`);
