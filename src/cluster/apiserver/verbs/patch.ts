/** PATCH: the patch is applied to the object as a client would see it, then it goes the way of an update. Follows endpoints/handlers/patch.go. */
import { isObject } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { badRequest, failure, notFound, type Status } from '../../../model/status.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { live, passed, refusal, refusedAt } from '../call.ts';
import { decodePatched } from '../decode/index.ts';
import { defaulted } from '../defaults/index.ts';
import { invalidPatch, serverError } from '../invalid.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../../model/json-patch.ts';
import { mergePatch } from '../../../model/json-merge-patch.ts';
import { goMap } from '../patch/go-words.ts';
import { readPatch } from '../patch/read-patch.ts';
import { strategicPatch, type PatchError } from '../patch/strategic.ts';
import type { Type } from '../../../model/schema.ts';
import type { Call, Row } from '../types.ts';
import { fromStored, toStored } from '../versions.ts';
import { apply } from './apply.ts';
import { matchNamespace } from './create.ts';
import { isScale, scaleOf, scaleRow, writeScale } from './scale.ts';
import { answerUpdate, checkName, replaceStatus, updateObject } from './replace.ts';

export function patch(call: Call): ApiResponse {
  if (call.request.patchType === 'apply') return apply(call);
  const refuse = (status: Status): ApiResponse => refusal(call, refusedAt(call, 'decode', status));
  const read = readPatch(call);
  if (!read.ok) return refuse(read.error);
  const name = call.request.name ?? '';
  const old = live(call, name);
  if (old === null) return refuse(notFound(call.row.resource, name));

  const row = isScale(call) ? scaleRow(call.row) : call.row;
  const before = isScale(call) ? scaleOf(old) : fromStored(call.row, old);
  const patched = applyPatch(call, row, before, read.value.value);
  if (!patched.ok) return refuse(patched.error);
  if (call.internal && call.subresource === 'status') return replaceStatus(call, patched.value as KubeObject);
  const decoded = decodePatched(call, row, patched.value, read.value.strict);
  if (!decoded.ok) return refuse(wrongPatch(call, row, patched.value, decoded.error, read.value.value));
  const placed = matchNamespace(call, decoded.value);
  const misnamed = placed.ok ? checkName(call, placed.value) : placed.error;
  if (misnamed || !placed.ok) return refuse(misnamed ?? badRequest(''));
  passed(call, 'decode', () => `${call.request.patchType ?? 'strategic'} patch of ${call.row.kind}`);
  if (isScale(call)) return writeScale(call, placed.value);
  const next = defaulted(call.row, toStored(call.row, placed.value));
  passed(call, 'default', () => 'defaults set');
  return answerUpdate(call, updateObject(call, next, old));
}

function applyPatch(call: Call, row: Row, before: KubeObject, value: unknown): Result<unknown, Status> {
  switch (call.request.patchType) {
    case 'json': {
      const patched = applyJsonPatch(before, value as readonly (JsonPatchOperation | null)[]);
      return patched.ok ? patched : err(UNFIT);
    }
    case 'merge': return ok(mergePatch(before, value));
    default: {
      const patched = strategicPatch(before, value, row.schema);
      return patched.ok ? patched : err(patchError(patched.error));
    }
  }
}

const UNFIT = failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
/** Follows interpretStrategicMergePatchError. */
function patchError({ kind, message }: PatchError): Status {
  return kind === 'malformed' ? badRequest(message) : kind === 'unfit' ? UNFIT : serverError(message);
}

/** What a patch made is no object of its kind. */
function wrongPatch(call: Call, row: Row, patched: unknown, why: { readonly error: string } | { readonly strict: readonly string[] }, given: unknown): Status {
  const shown = call.request.patchType === 'strategic' || call.request.patchType === undefined ? goMap(given) : inGoOrder(row, patched);
  return invalidPatch(shown, 'strict' in why ? `strict decoding error: ${why.strict.join(', ')}` : why.error);
}
/** JSON with the fields of each struct in Go's order, as the server wrote the object before it was patched. */
function inGoOrder(row: Row, value: unknown): string {
  const ordered = (type: Type | undefined, each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(item => ordered(type?.kind === 'list' ? type.item : undefined, item));
    if (!isObject(each)) return each;
    const names = type?.kind === 'struct' ? [...type.order.map(field => field.name).filter(name => name in each), ...Object.keys(each).filter(name => !type.fields.has(name))] : Object.keys(each);
    return Object.fromEntries(names.map(name => [name, ordered(type?.kind === 'struct' ? type.fields.get(name)?.type : type?.kind === 'map' ? type.value : undefined, each[name])]));
  };
  const top = ordered(row.schema, value);
  return JSON.stringify(isObject(top) ? Object.fromEntries(Object.keys(top).sort().map(key => [key, top[key]])) : top);
}
