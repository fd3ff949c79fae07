/** A changed object on its way into the store, whichever verb changed it. Follows generic/registry Store.Update and registry/rest/update.go. */
import { jsonEqual } from '../../../base/json.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { badRequest, conflict, notFound } from '../../../model/status.ts';
import type { Status } from '../../../model/status.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { mutate, validateAdmission } from '../admission/index.ts';
import { answer, erase, live, passed, refusal, refusedAt, save, warn } from '../call.ts';
import type { Call } from '../types.ts';
import { withField, withMeta } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { invalid, serverError } from '../invalid.ts';
import { noteUnsimulated } from '../notes.ts';
import { withSingleOwners } from '../owners.ts';
import { recordWrite } from '../patch/managed-fields.ts';
import { validationContext } from '../settings.ts';
import { validateUpdate } from '../validation/index.ts';
import { fromStored } from '../versions.ts';
import type { Tracker } from './create.ts';

const RESOURCE_VERSION = FieldPath.of('metadata', 'resourceVersion');
export const answerUpdate = (call: Call, updated: Result<KubeObject, Status>): ApiResponse =>
  updated.ok ? answer(call, 200, fromStored(call.row, updated.value)) : refusal(call, updated.error);

/** A component's write of a status: well-formed by construction, so only the version is checked. */
export function replaceStatus(call: Call, body: KubeObject): ApiResponse {
  const name = call.request.name ?? '';
  const old = live(call, name);
  if (old === null) return refusal(call, notFound(call.row.resource, name));
  const given = body.metadata;
  if (given?.uid && given.uid !== old.metadata.uid) return refusal(call, uidConflict(call, name, given.uid, old.metadata.uid));
  if (given?.resourceVersion && given.resourceVersion !== old.metadata.resourceVersion) return refusal(call, staleConflict(call, name));
  const next = withField(old, 'status', body['status']);
  if (next === old || jsonEqual(next['status'], old['status'])) return answer(call, 200, fromStored(call.row, old));
  return answer(call, 200, fromStored(call.row, save(call, next)));
}

export function checkName(call: Call, object: KubeObject): Status | null {
  const url = call.request.name ?? '';
  const { name } = object.metadata;
  if (!name) return badRequest(`the name of the object (${url} based on URL) was undeterminable: name must be provided`);
  return name === url ? null : badRequest(`the name of the object (${name}) does not match the name on the URL (${url})`);
}
export const staleConflict = (call: Call, name: string): Status => conflict(call.row.resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
export const uidConflict = (call: Call, name: string, wanted: string, is: string): Status =>
  conflict(
    call.row.resource, name,
    `StorageError: invalid object, Code: 4, Key: ${storagePath(call, name)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${is}`,
  );
/** Kinds that etcd keeps under an older name. */
const STORED_AS: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs', endpoints: 'services/endpoints', replicationcontrollers: 'controllers', ingresses: 'ingress' };
/** Where etcd keeps it. */
const storagePath = (call: Call, name: string): string => `/registry/${STORED_AS[call.row.plural] ?? call.row.plural}/${call.namespace === '' ? '' : `${call.namespace}/`}${name}`;

/** The resourceVersion of the new object, checked against the stored one. */
function checkVersion(call: Call, next: KubeObject, old: KubeObject): Result<KubeObject, Status> {
  const given = next.metadata.resourceVersion ?? '';
  const { name, resourceVersion } = old.metadata;
  if (given !== '' && !/^\d+$/.test(given)) return err(serverError(`strconv.ParseUint: parsing "${given}": invalid syntax`));
  if (given === '' || given === '0') {
    if (call.row.strategy.requiresResourceVersion !== true) return ok(withMeta(next, { resourceVersion }));
    return err(invalid(call.row, name, [{ reason: 'FieldValueInvalid', field: RESOURCE_VERSION, message: 'Invalid value: 0: must be specified for an update' }], call.row.plural));
  }
  return given === resourceVersion ? ok(next) : err(staleConflict(call, name));
}

/** A changed object (decoded and defaulted) on its way into the store. */
export function updateObject(call: Call, decoded: KubeObject, old: KubeObject, track: Tracker = recordWrite.bind(null, call)): Result<KubeObject, Status> {
  const { name, uid } = old.metadata;
  // A patch has no precondition: there, a uid is a field that does not change.
  if (call.request.verb === 'update' && decoded.metadata.uid && decoded.metadata.uid !== uid) return err(refusedAt(call, 'store', uidConflict(call, name, decoded.metadata.uid, uid)));
  // A patch is only looked at after admission.
  const single = call.request.verb === 'update' ? withSingleOwners(call, decoded, 'asSent') : decoded;
  const admitted = mutate(call, 'update', track(single, old), old);
  if (!admitted.ok) return err(refusedAt(call, 'admission', admitted.error));
  const versioned = checkVersion(call, withSingleOwners(call, admitted.value.object, 'afterAdmission'), old);
  if (!versioned.ok) return err(refusedAt(call, 'store', versioned.error));

  const begun = call.subresource === 'status' ? versioned : (call.row.strategy.beginUpdate?.(versioned.value, old, call) ?? versioned);
  if (!begun.ok) return err(refusedAt(call, 'validate', begun.error));
  const prepared = prepare(call, begun.value, old);
  const errors = validateUpdate(call.row.storage, call.subresource, prepared, old, validationContext);
  if (errors.length > 0) return err(refusedAt(call, 'validate', invalid(call.row, name, errors)));
  for (const text of call.subresource === '' ? (call.row.strategy.warnings?.(prepared, old) ?? []) : []) warn(call, text);

  const refused = validateAdmission(call, 'update', prepared, old);
  if (refused) return err(refusedAt(call, 'admission', refused));
  passed(call, 'admission', () => (admitted.value.changedBy.length === 0 ? 'nothing to change' : `changed by ${admitted.value.changedBy.join(', ')}`));
  passed(call, 'validate', () => 'every rule holds');
  return storeUpdate(call, prepared, old);
}

/** What only the server may set stays as it was; then the kind's own rules. */
export function prepare(call: Call, next: KubeObject, old: KubeObject): KubeObject {
  const was = old.metadata;
  const kept: Fields = { generation: was.generation };
  const withGeneration = withMeta(next, kept);
  const { strategy } = call.row;
  const prepared = call.subresource === 'status' ? prepareStatus(call, withGeneration, old) : (strategy.prepareForUpdate?.(withGeneration, old, call) ?? withGeneration);
  return withMeta(prepared, {
    uid: prepared.metadata.uid || was.uid,
    creationTimestamp: was.creationTimestamp,
    ...(prepared.metadata.selfLink === undefined ? {} : { selfLink: undefined }),
    ...(was.deletionTimestamp === undefined ? {} : { deletionTimestamp: was.deletionTimestamp }),
    ...(was.deletionGracePeriodSeconds !== undefined && prepared.metadata.deletionGracePeriodSeconds === undefined ? { deletionGracePeriodSeconds: was.deletionGracePeriodSeconds } : {}),
  });
}
function prepareStatus(call: Call, next: KubeObject, old: KubeObject): KubeObject {
  const own = call.row.strategy.prepareForStatusUpdate;
  return own ? own(next, old, call) : withField(next, 'spec', old['spec']);
}

export function storeUpdate(call: Call, object: KubeObject, old: KubeObject): Result<KubeObject, Status> {
  if (object.metadata.deletionTimestamp !== undefined && !object.metadata.finalizers?.length && (old.metadata.finalizers?.length ?? 0) > 0 && (object.metadata.deletionGracePeriodSeconds ?? 0) === 0) {
    erase(call, object);
    passed(call, 'store', () => 'the last finalizer is gone: deleted');
    return ok(object);
  }
  if (jsonEqual(object, old)) {
    passed(call, 'store', () => 'nothing changed');
    return ok(old);
  }
  const stored = save(call, object);
  if (call.subresource === '') noteUnsimulated(call, stored);
  passed(call, 'store', () => (call.dryRun ? 'dry run: not stored' : `resourceVersion ${stored.metadata.resourceVersion}`));
  return ok(stored);
}
