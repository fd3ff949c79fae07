/** PodResizeValidator: what can never fit on the Pod's node is not even noted down. Follows plugin/pkg/admission/podresize. */
import type { Pod } from '../../../model/objects.ts';
import { podRequests } from '../../../model/pod-requests.ts';
import { milliValue, wholeValue } from '../../../model/quantity.ts';
import type { Status } from '../../../model/status.ts';
import { find } from '../call.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { refuse } from './refuse.ts';

const withCause = (status: Status, reason: string): Status => ({ ...status, details: { ...status.details, causes: [...(status.details?.causes ?? []), { reason, message: '', field: '' }] } });

/** By the spec alone: what is in force already does not count. */
const wishesOf = (pod: Pod): ReturnType<typeof podRequests> => podRequests({ ...pod, status: { phase: pod.status.phase, qosClass: pod.status.qosClass } });

function validate(attributes: Attributes): Status | null {
  const { call, object, old, operation } = attributes;
  if (operation !== 'update' || call.row.resource !== 'pods' || call.subresource !== 'resize' || object === null) return null;
  const pod = object as unknown as Pod;
  const name = pod.spec.nodeName;
  if (name === undefined || name === '' || object.metadata.generation === old?.metadata.generation) return null;
  const node = find(call, 'nodes', '', name);
  if (node === null) return refuse(attributes, `node "${name}" not found`);
  const system = node.metadata.labels?.['kubernetes.io/os'] ?? 'linux';
  if (system !== 'linux') return withCause(refuse(attributes, `pod resize is only supported on linux nodes, node "${name}" is "${system}"`), 'UnsupportedPlatform');
  const wishes = wishesOf(pod);
  const { allocatable } = node.status;
  const short = [
    { resource: 'cpu', has: milliValue(allocatable?.['cpu']) },
    { resource: 'memory', has: wholeValue(allocatable?.['memory']) },
  ].flatMap(({ resource, has }) => ((wishes.get(resource) ?? 0) > has ? [`${resource}, requested: ${wishes.get(resource)}, allocatable: ${has}`] : []));
  return short.length === 0 ? null : withCause(refuse(attributes, `node didn't have enough allocatable resources: ${short.join('; ')}`), 'NodeCapacity');
}

export const podResizeValidator: AdmissionPlugin = { name: 'PodResizeValidator', validate };
