/** A Pod's conditions. Follows pkg/kubelet/status/generate.go. */
import type { k8s, Pod } from '../../model/objects.ts';
import { kindOfInit } from './kit.ts';
import { statusNamed } from './phase.ts';

export interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}
const TRUE: Verdict = { status: 'True' };
const no = (reason: string, message?: string): Verdict => (message === undefined ? { status: 'False', reason } : { status: 'False', reason, message });
type Statuses = readonly k8s.ContainerStatus[];
const listed = (what: string, names: readonly string[]): readonly string[] => (names.length === 0 ? [] : [`${what}: [${names.join(' ')}]`]);

export function initialized(pod: Pod, inits: Statuses, statuses: Statuses, phase: string): Verdict {
  const specs = pod.spec.initContainers ?? [];
  const unknown = specs.filter(({ name }) => statusNamed(inits, name) === undefined).map(({ name }) => name);
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  if (statuses.some(({ state, lastState }) => state?.running !== undefined || state?.terminated !== undefined || lastState?.terminated !== undefined)) return TRUE;
  const incomplete = specs.filter((spec) => {
    const status = statusNamed(inits, spec.name);
    return status !== undefined && (kindOfInit(spec) === 'sidecar' ? status.started !== true : !status.ready);
  });
  const messages = [...listed('containers with unknown status', unknown), ...listed('containers with incomplete status', incomplete.map(({ name }) => name))];
  return messages.length === 0 ? TRUE : no('ContainersNotInitialized', messages.join(', '));
}

export function containersReady(pod: Pod, inits: Statuses, statuses: Statuses, phase: string): Verdict {
  const specs = [...(pod.spec.initContainers ?? []).filter((spec) => kindOfInit(spec) === 'sidecar'), ...pod.spec.containers];
  const all = [...inits, ...statuses];
  const unknown = specs.filter(({ name }) => statusNamed(all, name) === undefined).map(({ name }) => name);
  if (phase === 'Succeeded' && unknown.length === 0) return no('PodCompleted');
  if (phase === 'Failed') return no('PodFailed');
  const unready = specs.filter(({ name }) => statusNamed(all, name)?.ready === false).map(({ name }) => name);
  const messages = [...listed('containers with unknown status', unknown), ...listed('containers with unready status', unready)];
  return messages.length === 0 ? TRUE : no('ContainersNotReady', messages.join(', '));
}

/** Ready: all containers, and every readiness gate as others have set it. */
export function podReady(pod: Pod, containers: Verdict, conditions: readonly k8s.PodCondition[]): Verdict {
  if (containers.status !== 'True') return containers;
  const messages = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = conditions.find(({ type }) => type === conditionType);
    if (found === undefined) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    return found.status === 'True' ? [] : [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`];
  });
  return messages.length === 0 ? TRUE : no('ReadinessGatesNotReady', messages.join(', '));
}

export const sandboxCondition = (ready: boolean): Verdict => (ready ? TRUE : no('PodSandboxNotReady'));

/** The kubelet's own conditions, in its order; what others have set comes after. */
const OWN = ['AllContainersRestarting', 'PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] as const;
const OPTIONAL = ['PodResizePending', 'PodResizeInProgress', 'DisruptionTarget'] as const;
const ORDER = [...OPTIONAL, ...OWN] as const;
export type OwnCondition = (typeof OWN)[number] | (typeof OPTIONAL)[number];
const isOwn = (type: string): boolean => (OWN as readonly string[]).includes(type) || (OPTIONAL as readonly string[]).includes(type);

const made = new Map<string, k8s.PodCondition>();
/** A condition; one copy for all Pods of which the same is said in the same second. */
function condition(type: string, { status, reason, message }: Verdict, lastTransitionTime: string, observedGeneration: number | undefined): k8s.PodCondition {
  const key = `${type}|${status}|${reason ?? ''}|${message ?? ''}|${lastTransitionTime}|${observedGeneration ?? ''}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const next = {
    type, status, lastProbeTime: null as never, lastTransitionTime, ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }),
  };
  if (made.size > 1000) made.clear();
  made.set(key, next);
  return next;
}

/** Joins verdicts with the conditions that stand; an unchanged condition keeps its record and its time. */
export function mergeConditions(pod: Pod, before: readonly k8s.PodCondition[], verdicts: Readonly<Partial<Record<OwnCondition, Verdict>>>, now: string): readonly k8s.PodCondition[] {
  const observedGeneration = pod.metadata.generation;
  const merged = ORDER.flatMap((type): readonly k8s.PodCondition[] => {
    const old = before.find((each) => each.type === type);
    const verdict = verdicts[type] ?? (type === 'DisruptionTarget' || type === 'PodScheduled' ? old : undefined);
    if (verdict === undefined) return type === 'PodScheduled' ? [condition(type, TRUE, now, observedGeneration)] : [];
    if (verdict === old) return [old];
    if (old !== undefined && old.status === verdict.status && old.reason === verdict.reason && old.message === verdict.message && old.observedGeneration === observedGeneration) return [old];
    return [condition(type, verdict as Verdict, (old?.status === verdict.status ? old.lastTransitionTime : undefined) ?? now, observedGeneration)];
  });
  return merged.concat(before.filter(({ type }) => !isOwn(type)));
}
