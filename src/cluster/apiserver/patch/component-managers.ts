/**
 * What the kubelet has set on a Pod, worked out when a person reads it: its writes are many and all of one kind, so they leave
 * nothing in managedFields when they are made.
 */
import type { KubeObject, Pod, k8s } from '../../../model/objects.ts';
import { schemaOf } from '../../../model/schema.ts';
import { withMeta } from '../fields.ts';
import { isEmpty, toFieldsV1, union } from './field-set.ts';
import { compare } from './typed.ts';

const KUBELET = 'kubelet';

/** The Pod as it was when it had been bound and no kubelet had spoken yet. */
function beforeKubelet(pod: Pod): unknown {
  const scheduled = (pod.status.conditions ?? []).filter(({ type }) => type === 'PodScheduled').map(({ observedGeneration: _unused, ...condition }) => condition);
  return { ...pod, status: { phase: 'Pending', qosClass: pod.status.qosClass, ...(scheduled.length === 0 ? {} : { conditions: scheduled }) } };
}
const latest = (pod: Pod): string | undefined => [
  pod.status.startTime, ...(pod.status.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime),
].filter((time): time is string => typeof time === 'string').sort().at(-1);

export function withComponentManagers(object: KubeObject): KubeObject {
  if (object.kind !== 'Pod' || object.metadata.managedFields === undefined) return object;
  const pod = object as unknown as Pod;
  const { added, modified } = compare(schemaOf('core.v1.Pod'), beforeKubelet(pod), pod);
  const set = union(added, modified);
  if (isEmpty(set)) return object;
  const time = latest(pod);
  const entry = { manager: KUBELET, operation: 'Update', apiVersion: 'v1', ...(time === undefined ? {} : { time }), fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(set), subresource: 'status' };
  const others = ((object.metadata.managedFields ?? []) as readonly k8s.ManagedFieldsEntry[]).filter(({ manager, subresource }) => manager !== KUBELET || subresource !== 'status');
  return withMeta(object, { managedFields: [...others, entry] });
}
