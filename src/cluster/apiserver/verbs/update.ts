/** PUT: a whole object in the place of another. Follows apiserver endpoints/handlers/update.go. */
import type { KubeObject } from '../../../model/objects.ts';
import { notFound } from '../../../model/status.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { answer, live, passed, refusal, refusedAt } from '../call.ts';
import { decodeBody } from '../decode/index.ts';
import { defaulted } from '../defaults/index.ts';
import { withMeta } from '../fields.ts';
import { recordWrite } from '../patch/managed-fields.ts';
import type { Call } from '../types.ts';
import { answerUpdate, checkName, prepare, replaceStatus, staleConflict, storeUpdate, uidConflict, updateObject } from './replace.ts';
import { isScale, updateScale } from './scale.ts';
import { fromStored, toStored } from '../versions.ts';
import { createObject, matchNamespace } from './create.ts';

export function update(call: Call): ApiResponse {
  if (isScale(call)) return updateScale(call);
  if (call.internal && call.subresource === 'status') return replaceStatus(call, call.request.body as KubeObject);
  if (call.internal && call.subresource === '') {
    const trusted = replaceTrusted(call, call.request.body as KubeObject);
    if (trusted !== null) return trusted;
  }
  const decoded = decodeBody(call, call.row);
  if (!decoded.ok) return refusal(call, refusedAt(call, 'decode', decoded.error));
  const placed = matchNamespace(call, decoded.value);
  if (!placed.ok) return refusal(call, refusedAt(call, 'decode', placed.error));
  const misnamed = checkName(call, placed.value);
  if (misnamed) return refusal(call, refusedAt(call, 'decode', misnamed));
  passed(call, 'decode', () => `${call.row.kind} of ${call.row.apiVersion}`);

  const name = call.request.name ?? '';
  const old = live(call, name);
  if (old === null) return createByUpdate(call, placed.value, name);
  const next = defaulted(call.row, toStored(call.row, placed.value));
  passed(call, 'default', () => 'defaults set');
  return answerUpdate(call, updateObject(call, next, old));
}

function createByUpdate(call: Call, object: KubeObject, name: string): ApiResponse {
  if (call.row.strategy.createsOnUpdate !== true || call.subresource !== '') return refusal(call, refusedAt(call, 'store', notFound(call.row.resource, name)));
  const created = createObject(call, withMeta(object, { resourceVersion: undefined }));
  return created.ok ? answer(call, 201, fromStored(call.row, created.value)) : refusal(call, created.error);
}

/** A component's write of a whole object: what it read, with some fields replaced. Null where there is nothing to replace yet. */
function replaceTrusted(call: Call, body: KubeObject): ApiResponse | null {
  const name = call.request.name ?? '';
  const old = live(call, name);
  if (old === null || body.apiVersion !== old.apiVersion) return null;
  const given = body.metadata;
  if (given.uid && given.uid !== old.metadata.uid) return refusal(call, refusedAt(call, 'store', uidConflict(call, name, given.uid, old.metadata.uid)));
  if (given.resourceVersion && given.resourceVersion !== old.metadata.resourceVersion) return refusal(call, refusedAt(call, 'store', staleConflict(call, name)));
  const isPlain = call.row.strategy.prepareForUpdate === undefined && given === old.metadata;
  return answerUpdate(call, storeUpdate(call, isPlain ? body : prepare(call, recordWrite(call, body, old), old), old));
}

