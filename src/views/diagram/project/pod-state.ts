/** How a Pod and its containers are doing, in the word that kubectl uses and the mark that the picture draws. Follows kubectl's printPod. */
import type { ContainerFact, PodFact } from '../../../cluster/contract/facts.ts';
import type { Container, Node, Pod, k8s } from '../../../model/objects.ts';
import type { SimTime } from '../../../model/time.ts';

export type MarkState = 'pending' | 'running' | 'ready' | 'succeeded' | 'failed' | 'terminating' | 'warning';
type ContainerKind = ContainerFact['kind'];
type ContainerLook = 'waiting' | 'pulling' | 'created' | 'running' | 'exited';

export interface ContainerChip {
  readonly name: string;
  readonly kind: ContainerKind;
  readonly look: ContainerLook;
  readonly ready: boolean;
  readonly restarts: number;
  /** `CrashLoopBackOff`, `exit 1`, …; '' while all is well. */
  readonly word: string;
  readonly failed: boolean;
  /** Of a pull: from when to when its bytes come. */
  readonly pull: { readonly from: SimTime; readonly to: SimTime } | null;
  /** Of a back-off: since when it waits, and when the next try is due. */
  readonly retry: { readonly from: SimTime; readonly to: SimTime } | null;
}

interface PodCondition {
  readonly mark: MarkState;
  readonly word: string;
}

const condition = (pod: Pod, type: string): k8s.PodCondition | undefined => pod.status.conditions?.find((one) => one.type === type);
const isReady = (pod: Pod): boolean => condition(pod, 'Ready')?.status === 'True';
export const isOver = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';

/** Why no node takes it, in the scheduler's own words; '' where it was placed or not tried yet. */
export function whyUnscheduled(pod: Pod): string {
  const scheduled = condition(pod, 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason !== 'SchedulingGated' ? (scheduled.message ?? '') : '';
}

/** Why a Pod has to leave that nobody deleted by name; '' where it need not. */
export function leavingOf(pod: Pod): '' | 'Preempted' | 'Evicted' {
  const target = condition(pod, 'DisruptionTarget');
  if (target?.status !== 'True') return '';
  return target.reason === 'PreemptionByScheduler' ? 'Preempted' : 'Evicted';
}
/** The span of its grace period, as long as something is left that it is given to; null else. */
export const graceOf = (fact: PodFact | undefined, chips: readonly ContainerChip[]): { readonly from: SimTime; readonly to: SimTime } | null =>
  (fact?.terminating && chips.some(({ look }) => look === 'running') ? { from: fact.terminating.since, to: fact.terminating.graceUntil } : null);
/** Nobody has heard of the node for a while. */
export const isCut = (node: Node | undefined): boolean => node?.status.conditions?.find((one) => one.type === 'Ready')?.status === 'Unknown';
/** Annotations of people; those that the cluster's own parts write are its bookkeeping. */
export const ownNotes = ({ metadata }: Pod): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !/^([\w-]+\.)*kubernetes\.io\//.test(key)));

const BENIGN = new Set(['', 'ContainerCreating', 'PodInitializing']);

export function podCondition(pod: Pod, chips: readonly ContainerChip[]): PodCondition {
  const { phase, reason } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined) return reason === 'NodeLost' ? { mark: 'warning', word: 'Unknown' } : { mark: 'terminating', word: leavingOf(pod) || 'Terminating' };
  if (phase === 'Succeeded') return { mark: 'succeeded', word: 'Succeeded' };
  if (phase === 'Failed') return { mark: 'failed', word: reason ?? 'Failed' };
  if (phase === 'Unknown') return { mark: 'warning', word: 'Unknown' };
  if (whyUnscheduled(pod) !== '' && (pod.status.nominatedNodeName ?? '') !== '') return { mark: 'pending', word: 'Nominated' };
  if (whyUnscheduled(pod) !== '') return { mark: 'warning', word: 'Unschedulable' };
  const trouble = chips.find((chip) => chip.failed);
  if (trouble) return { mark: 'failed', word: trouble.word };
  if (isReady(pod)) return { mark: 'ready', word: 'Ready' };
  if (phase === 'Running') return { mark: 'running', word: 'Running' };
  return { mark: 'pending', word: condition(pod, 'PodScheduled')?.reason === 'SchedulingGated' ? 'SchedulingGated' : 'Pending' };
}

const kindOf = (container: Container, init: boolean): ContainerKind =>
  init ? (container.restartPolicy === 'Always' ? 'sidecar' : 'init') : 'regular';

function look(status: k8s.ContainerStatus | undefined, fact: ContainerFact | undefined): ContainerLook {
  if (fact?.state === 'pulling') return 'pulling';
  // The kubelet writes the status a little after the process has ended.
  if (status?.state?.running) return fact?.state === 'exited' ? 'exited' : 'running';
  if (status?.state?.terminated) return 'exited';
  // The block stands as soon as its process does, which the node knows before the API server.
  if (fact?.state === 'running') return 'running';
  return fact?.state === 'created' ? 'created' : 'waiting';
}

function chip(container: Container, kind: ContainerKind, status: k8s.ContainerStatus | undefined, fact: ContainerFact | undefined): ContainerChip {
  const waiting = status?.state?.waiting?.reason ?? '';
  const ended = status?.state?.terminated;
  // The node knows of an end before the status tells it.
  const exitCode = ended?.exitCode ?? (status?.state?.running && fact?.state === 'exited' ? (fact.exitCode ?? 0) : null);
  const word = !BENIGN.has(waiting) ? waiting : exitCode === null ? '' : ended?.reason === 'OOMKilled' ? 'OOMKilled' : `exit ${exitCode}`;
  const retryAt = fact?.retryAt ?? null;
  return {
    name: container.name,
    kind,
    look: look(status, fact),
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    word,
    failed: !BENIGN.has(waiting) || (exitCode !== null && exitCode !== 0),
    pull: fact?.state === 'pulling' && fact.until !== null ? { from: fact.since, to: fact.until } : null,
    retry: fact && retryAt !== null ? { from: fact.since, to: retryAt } : null,
  };
}

/** The containers in the order in which they start: init containers and sidecars, then the app's, then ephemeral ones. */
export function containerChips(pod: Pod, fact: PodFact | undefined): readonly ContainerChip[] {
  const of = (containers: readonly Container[], statuses: readonly k8s.ContainerStatus[] | undefined, kind: (c: Container) => ContainerKind): ContainerChip[] =>
    containers.map((one) => chip(one, kind(one), statuses?.find((status) => status.name === one.name), fact?.containers.find((known) => known.name === one.name)));
  return [
    ...of(pod.spec.initContainers ?? [], pod.status.initContainerStatuses, (one) => kindOf(one, true)),
    ...of(pod.spec.containers, pod.status.containerStatuses, () => 'regular'),
    ...of((pod.spec.ephemeralContainers ?? []) as unknown as readonly Container[], pod.status.ephemeralContainerStatuses, () => 'ephemeral'),
  ];
}
/** What is worth a block on the map: an init container only until it has handed on. */
export const visibleChips = (chips: readonly ContainerChip[]): readonly ContainerChip[] => {
  const left = chips.filter((chip) => chip.kind !== 'init' || !(chip.look === 'exited' && !chip.failed));
  return left.length > 0 ? left : chips;
};
