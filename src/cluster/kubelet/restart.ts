/** Whether a container is to be started again: its own policy and rules, then the Pod's. Follows pkg/kubelet/container/helpers.go. */
import type { k8s, Pod } from '../../model/objects.ts';
import type { ContainerRecord, ContainerKind } from './state.ts';

export const exitCodeOf = (record: ContainerRecord | undefined): number | null => (record?.seen.kind === 'exited' ? record.seen.exitCode : null);

function ruleMatches(rule: k8s.ContainerRestartRule, exitCode: number): boolean {
  const values = rule.exitCodes?.values ?? [];
  if (rule.exitCodes === undefined) return false;
  return rule.exitCodes.operator === 'In' ? values.includes(exitCode) : !values.includes(exitCode);
}
/** The policy that holds for a container: `Always`, `OnFailure`, `Never`. */
function policyOf(pod: Pod, spec: k8s.Container, kind: ContainerKind): string {
  if (kind === 'sidecar') return 'Always';
  if (spec.restartPolicy !== undefined) return spec.restartPolicy;
  // An init container that has succeeded is done.
  return kind === 'init' && pod.spec.restartPolicy === 'Always' ? 'OnFailure' : pod.spec.restartPolicy;
}
/** After an exit with this code. */
export function restartsAfter(pod: Pod, spec: k8s.Container, kind: ContainerKind, exitCode: number): boolean {
  if (spec.restartPolicyRules?.some((rule) => ruleMatches(rule, exitCode)) === true) return true;
  const policy = policyOf(pod, spec, kind);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
/** A container that may be started again at all. */
export const isRestartable = (pod: Pod, spec: k8s.Container, kind: ContainerKind): boolean => policyOf(pod, spec, kind) !== 'Never' || (spec.restartPolicyRules?.length ?? 0) > 0;

const mayRestartAll = ({ restartPolicyRules }: k8s.Container): boolean => restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers') === true;
/** Whether one of its rules could ask for all containers to begin anew: then a condition tells of it. */
export const hasRestartAll = ({ spec }: Pod): boolean => spec.containers.some(mayRestartAll) || (spec.initContainers ?? []).some(mayRestartAll);
/** Whether a container has ended in a way for which its rules ask for that. Follows container/helpers.go ShouldAllContainersRestart. */
export function restartsAll(pod: Pod, containers: Readonly<Record<string, ContainerRecord>>): boolean {
  if (!hasRestartAll(pod) || pod.metadata.deletionTimestamp !== undefined) return false;
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some(({ name, restartPolicyRules }) => {
    const exitCode = exitCodeOf(containers[name]);
    return exitCode !== null && restartPolicyRules?.find((rule) => ruleMatches(rule, exitCode))?.action === 'RestartAllContainers';
  });
}

export function shouldBeRestarted(pod: Pod, spec: k8s.Container, kind: ContainerKind, record: ContainerRecord | undefined): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  if (record === undefined) return true;
  if (record.seen.kind === 'running') return false;
  if (record.seen.kind === 'created') return true;
  return kind !== 'ephemeral' && restartsAfter(pod, spec, kind, record.seen.exitCode);
}
