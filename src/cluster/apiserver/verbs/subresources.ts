/** POST to a subresource: binding and eviction of a Pod, the token of a ServiceAccount. */
import { extended } from '../../../base/extended.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject, Pod } from '../../../model/objects.ts';
import { conflict, failure, notFound, SUCCESS, type Status } from '../../../model/status.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { answer, live, passed, refusal, refusedAt, save } from '../call.ts';
import { at, fieldsOf, textOf, withField, withMeta } from '../fields.ts';
import { serverError } from '../invalid.ts';
import type { Call } from '../types.ts';
import { FieldErrors } from '../validation/errors.ts';
import { evict } from './eviction.ts';
import { bindingRow, subresourceBody } from './subresource-body.ts';
import { requestToken } from './token.ts';


export function subresourceCreate(call: Call): ApiResponse {
  switch (call.subresource) {
    case 'binding': return bind(call);
    case 'eviction': return evict(call);
    case 'token': return requestToken(call);
    default: return refusal(call, failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}));
  }
}

/** The scheduler's word on where a Pod goes. Follows registry/core/pod/storage BindingREST. */
function bind(call: Call): ApiResponse {
  const name = call.request.name ?? '';
  const pod = live(call, name) as Pod | null;
  const refuse = (status: Status): ApiResponse => refusal(call, refusedAt(call, 'store', status));
  if (pod === null) return refuse(notFound('pods', name));
  const decoded = subresourceBody(call, bindingRow(call));
  if (!decoded.ok) return refusal(call, refusedAt(call, 'decode', decoded.error));
  const body = fieldsOf(decoded.value);
  const node = textOf(at(body, 'target', 'name'));
  const uid = textOf(at(body, 'metadata', 'uid'));
  const wrong = wrongTarget(textOf(at(body, 'target', 'kind')), node);
  if (wrong !== null) return refuse(serverError(wrong));
  const why = uid !== '' && uid !== pod.metadata.uid
    ? `the UID in the precondition (${uid}) does not match the UID in record (${pod.metadata.uid}). The object might have been deleted and then recreated`
    : pod.metadata.deletionTimestamp !== undefined ? `pod ${name} is being deleted, cannot be assigned to a host`
    : (pod.spec.nodeName ?? '') !== '' ? `pod ${name} is already assigned to node "${pod.spec.nodeName ?? ''}"`
    : (pod.spec.schedulingGates?.length ?? 0) > 0 ? `pod ${name} has non-empty .spec.schedulingGates` : null;
  if (why !== null) return refuse(conflict('pods/binding', name, why));
  save(call, bound(call, pod, node, body));
  passed(call, 'store', () => `bound to ${node}`);
  return answer(call, 201, SUCCESS);
}

/** Follows ValidatePodBinding, whose errors come as they are. */
function wrongTarget(kind: string, node: string): string | null {
  const errors = new FieldErrors();
  if (kind !== '' && kind !== 'Node') errors.notSupported(FieldPath.of('target', 'kind'), kind, ['Node', '<empty>']);
  if (node === '') errors.required(FieldPath.of('target', 'name'));
  const texts = errors.list.map(({ field, message }) => `${field.toString()}: ${message}`);
  return texts.length < 2 ? (texts[0] ?? null) : `[${texts.join(', ')}]`;
}

function bound(call: Call, pod: Pod, node: string, binding: Readonly<Record<string, unknown>>): KubeObject {
  const annotations = fieldsOf(at(binding, 'metadata', 'annotations'));
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const generation = pod.metadata.generation;
  const scheduled = { type: 'PodScheduled', observedGeneration: generation, lastProbeTime: null, lastTransitionTime: call.now, status: 'True' };
  const withNode = withField(pod as unknown as KubeObject, 'spec', extended(pod.spec, { nodeName: node }));
  const { nominatedNodeName: _, ...status } = pod.status;
  const withStatus = withField(withNode, 'status', extended(status, { conditions: (others as readonly object[]).concat(scheduled) }));
  if (Object.keys(annotations).length === 0) return withStatus;
  return withMeta(withStatus, { annotations: { ...pod.metadata.annotations, ...annotations } });
}
