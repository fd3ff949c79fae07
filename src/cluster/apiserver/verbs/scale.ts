/** The subresource scale: the number of replicas as an object of its own, autoscaling/v1 Scale. */
import { FieldPath } from '../../../model/field-path.ts';
import type { k8s, KubeObject } from '../../../model/objects.ts';
import { schemaOf } from '../../../model/schema.ts';
import { notFound } from '../../../model/status.ts';
import { selectorWords } from '../../../model/selector-words.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { answer, live, refusal, refusedAt } from '../call.ts';
import { decodeBody } from '../decode/index.ts';
import { at, numberOf, specOf, statusOf, withPath } from '../fields.ts';
import { invalid } from '../invalid.ts';
import { scaleTable } from '../table/index.ts';
import type { Call, Row } from '../types.ts';
import { checkName, updateObject } from './replace.ts';

export const isScale = (call: Call): boolean => call.subresource === 'scale';

/** The Scale of an object. Follows registry/apps scaleFromDeployment and its like. */
export function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    apiVersion: 'autoscaling/v1', kind: 'Scale',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicasOf(at(specOf(object), 'replicas')),
    status: { replicas: at(statusOf(object), 'replicas') ?? 0, ...selectorText(object) },
  };
}
const replicasOf = (replicas: unknown): object => (replicas === 0 || replicas === undefined ? {} : { replicas });
function selectorText(object: KubeObject): object {
  const selector = at(specOf(object), 'selector');
  const words = selectorWords((object.kind === 'ReplicationController' ? { matchLabels: selector } : (selector ?? {})) as k8s.LabelSelector);
  return words === '' ? {} : { selector: words };
}

export const readScale = (call: Call, object: KubeObject): ApiResponse => answer(call, 200, call.options.accept === 'table' ? scaleTable(call, scaleOf(object)) : scaleOf(object));

/** The Scale as a row, for decoding bodies. */
export const scaleRow = (row: Row): Row => ({ ...row, apiVersion: 'autoscaling/v1', kind: 'Scale', group: 'autoscaling', schema: schemaOf('autoscaling.v1.Scale') });

export function updateScale(call: Call): ApiResponse {
  const decoded = decodeBody(call, scaleRow(call.row));
  if (!decoded.ok) return refusal(call, refusedAt(call, 'decode', decoded.error));
  const misnamed = checkName(call, decoded.value);
  if (misnamed) return refusal(call, refusedAt(call, 'decode', misnamed));
  return writeScale(call, decoded.value);
}

/** Writes what a Scale says into the object that it scales. */
export function writeScale(call: Call, scale: KubeObject): ApiResponse {
  const name = call.request.name ?? '';
  const old = live(call, name);
  if (old === null) return refusal(call, refusedAt(call, 'store', notFound(call.row.resource, name)));
  const replicas = numberOf(at(scale, 'spec', 'replicas'));
  if (replicas < 0) return refusal(
    call,
    refusedAt(call, 'validate', invalid(scaleRow(call.row), name, [{ reason: 'FieldValueInvalid', field: FieldPath.of('spec', 'replicas'), message: `Invalid value: ${replicas}: must be greater than or equal to 0` }])),
  );
  const { resourceVersion } = scale.metadata;
  const next = withPath(withPath(old, ['spec', 'replicas'], replicas), ['metadata', 'resourceVersion'], resourceVersion || old.metadata.resourceVersion);
  const updated = updateObject(call, next, old);
  return updated.ok ? answer(call, 200, scaleOf(updated.value)) : refusal(call, updated.error);
}
