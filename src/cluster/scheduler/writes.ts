/** What the scheduler writes: bindings, the PodScheduled condition, evictions, and claims of volumes. */
import { flat } from '../../base/flat.ts';
import type { Pod, k8s } from '../../model/objects.ts';
import { formatTime } from '../../model/time.ts';
import { BOUND_BY_CONTROLLER, SELECTED_NODE } from '../../model/volumes.ts';
import { componentUser, type ApiRequest } from '../contract/api.ts';
import type { EventNote, Plan } from '../contract/component.ts';
import type { ClaimDecision } from './plugins/volume-binding.ts';

const USER = componentUser('system:kube-scheduler');
const NOTE_LIMIT = 1024;

const aboutPod = ({ metadata: { namespace, name, uid, resourceVersion } }: Pod): EventNote['about'] => ({ apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion });
const named = ({ metadata: { namespace, name } }: Pod): Pick<ApiRequest, 'resource' | 'namespace' | 'name' | 'user'> => ({ resource: 'pods', namespace, name, user: USER });

export function bindingOf(pod: Pod, node: string): ApiRequest {
  const { namespace, name, uid } = pod.metadata;
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: { namespace, name, uid }, target: { kind: 'Node', name: node } };
  return { verb: 'create', subresource: 'binding', body, ...named(pod) };
}

export const scheduled = (plan: Plan, pod: Pod, node: string): void =>
  plan.event({
    about: aboutPod(pod), type: 'Normal', reason: 'Scheduled', action: 'Binding', source: 'default-scheduler',
    message: flat(['Successfully assigned ', pod.metadata.namespace ?? '', '/', pod.metadata.name, ' to ', node]),
  });

export const failedScheduling = (plan: Plan, pod: Pod, message: string): void =>
  plan.event({
    about: aboutPod(pod), type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', source: 'default-scheduler',
    message: message.length <= NOTE_LIMIT ? message : `${message.slice(0, NOTE_LIMIT - 4)} ...`,
  });

/** The patch that says why a Pod has no node, or null where its status says so already. `nominate` undefined leaves the nomination. */
export function notScheduled(plan: Plan, epoch: number, pod: Pod, reason: string, message: string, nominate: string | undefined): ApiRequest | null {
  const before = pod.status.conditions?.find(each => each.type === 'PodScheduled');
  const observedGeneration = pod.metadata.generation;
  const same = before?.status === 'False' && before.reason === reason && before.message === message && before.observedGeneration === observedGeneration;
  const renominated = nominate !== undefined && nominate !== (pod.status.nominatedNodeName ?? '');
  if (same && !renominated) return null;
  const lastTransitionTime = before?.status === 'False' ? before.lastTransitionTime : formatTime(epoch, plan.now);
  const condition: k8s.PodCondition = { type: 'PodScheduled', status: 'False', reason, message, lastProbeTime: undefined, lastTransitionTime, observedGeneration };
  const status = { ...(same ? {} : { conditions: [condition] }), ...(renominated ? { nominatedNodeName: nominate === '' ? null : nominate } : {}) };
  return { verb: 'patch', patchType: 'strategic', subresource: 'status', body: { metadata: { uid: pod.metadata.uid }, status }, ...named(pod) };
}

/** A victim is told why it goes, and deleted with its own grace period. */
export function evict(plan: Plan, epoch: number, preemptor: Pod, victim: Pod, node: string): void {
  const condition = {
    type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', lastTransitionTime: formatTime(epoch, plan.now), observedGeneration: victim.metadata.generation,
    message: `${preemptor.spec.schedulerName}: preempting to accommodate a higher priority pod`,
  };
  plan.request({ ...named(victim), verb: 'patch', patchType: 'strategic', subresource: 'status', body: { metadata: { uid: victim.metadata.uid }, status: { conditions: [condition] } } });
  plan.request({ ...named(victim), verb: 'delete', options: { preconditions: { uid: victim.metadata.uid } } });
  plan.event({
    about: aboutPod(victim), type: 'Normal', reason: 'Preempted', action: 'Preempting', source: 'default-scheduler',
    message: `Preempted by pod ${preemptor.metadata.uid} on node ${node}`,
  });
}

/** Writes for which node a Pod is meant; null takes that back. */
export const nominate = (plan: Plan, pod: Pod, node: string | null): void =>
  plan.request({ verb: 'patch', patchType: 'merge', subresource: 'status', body: { status: { nominatedNodeName: node } }, ...named(pod) });

/** PreBind: a claim is given its volume, or the node for which one is to be made. The volume controller does the rest. */
export function bindClaim({ claim, volume }: ClaimDecision, node: string): ApiRequest {
  const { namespace = '', name, uid, resourceVersion } = claim.metadata;
  if (volume === null) {
    return { verb: 'patch', patchType: 'merge', resource: 'persistentvolumeclaims', namespace, name, user: USER, body: { metadata: { annotations: { [SELECTED_NODE]: node } } } };
  }
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
  const body = { metadata: { annotations: { [BOUND_BY_CONTROLLER]: 'yes' } }, spec: { claimRef } };
  return { verb: 'patch', patchType: 'merge', resource: 'persistentvolumes', name: volume.metadata.name, user: USER, body };
}
