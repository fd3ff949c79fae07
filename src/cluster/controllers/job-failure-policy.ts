/** The Pod failure policy of a Job: what a failed Pod means, by its exit codes and conditions. Follows pkg/controller/job/pod_failure_policy.go. */
import type { Job, Pod, k8s } from '../../model/objects.ts';

interface FailureAction {
  readonly action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';
  readonly message: string;
}
const COUNT: FailureAction = { action: 'Count', message: '' };

export function policyFor(job: Job, pod: Pod): FailureAction {
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const found = matched(rule, pod);
    if (found !== null) return { action: rule.action as FailureAction['action'], message: `${found} matching ${rule.action} rule at index ${index}` };
  }
  return COUNT;
}

function matched({ onExitCodes, onPodConditions = [] }: k8s.PodFailurePolicyRule, pod: Pod): string | null {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (onExitCodes !== undefined) {
    for (const status of [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]) {
      const code = status.state?.terminated?.exitCode ?? 0;
      if (code === 0 || (onExitCodes.containerName !== undefined && onExitCodes.containerName !== status.name)) continue;
      if (onExitCodes.values.includes(code) === (onExitCodes.operator === 'In')) return `Container ${status.name} for pod ${name} failed with exit code ${code}`;
    }
    return null;
  }
  for (const { type, status = 'True' } of onPodConditions) {
    if (pod.status.conditions?.some(each => each.type === type && each.status === status) === true) return `Pod ${name} has condition ${type}`;
  }
  return null;
}
