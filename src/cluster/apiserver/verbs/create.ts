/** POST: decode -> default -> admission -> validate -> store. Follows apiserver endpoints/handlers/create.go and registry/rest/create.go. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { alreadyExists, badRequest, failure, type Status } from '../../../model/status.ts';
import { registryKey } from '../../contract/store.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { mutate, validateAdmission } from '../admission/index.ts';
import { answer, newUid, passed, refusal, refusedAt, save, suffix, warn } from '../call.ts';
import { decodeBody } from '../decode/index.ts';
import { defaulted } from '../defaults/index.ts';
import { withMeta, type Fields } from '../fields.ts';
import { invalid } from '../invalid.ts';
import type { Call } from '../types.ts';
import { fromStored, toStored } from '../versions.ts';
import { recordWrite } from '../patch/managed-fields.ts';
import { noteUnsimulated } from '../notes.ts';
import { withSingleOwners } from '../owners.ts';
import { validateCreate } from '../validation/index.ts';
import { validationContext } from '../settings.ts';

export function create(call: Call): ApiResponse {
  if (!call.row.verbs.includes('create')) return refusal(call, refusedAt(call, 'decode', methodNotAllowed()));
  if (call.internal && isEvent(call)) return answer(call, 201, createEvent(call));
  const decoded = decodeBody(call, call.row);
  if (!decoded.ok) return refusal(call, refusedAt(call, 'decode', decoded.error));
  const created = createObject(call, decoded.value);
  return created.ok ? answer(call, 201, fromStored(call.row, created.value)) : refusal(call, created.error);
}
const methodNotAllowed = (): Status => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

const isEvent = (call: Call): boolean => call.row.storage === 'events';
/** Events of components come in great numbers and always well-formed. */
function createEvent(call: Call): KubeObject {
  const event = toStored(call.row, call.request.body as KubeObject);
  return save(call, withMeta(event, { uid: newUid(call.deps), creationTimestamp: call.now }));
}

const NO_NAMESPACE: Fields = { namespace: undefined };
/** The namespace of the URL goes into the object; another one in the body is refused. */
export function matchNamespace(call: Call, object: KubeObject): Result<KubeObject, Status> {
  const given = object.metadata.namespace ?? '';
  if (given === call.namespace) return ok(given === '' ? withMeta(object, NO_NAMESPACE) : object);
  if (given === '') return ok(withMeta(object, { namespace: call.namespace }));
  if (!call.row.namespaced) return ok(withMeta(object, NO_NAMESPACE));
  return err(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
}

const SYSTEM_FIELDS: Fields = { creationTimestamp: undefined, deletionTimestamp: undefined, deletionGracePeriodSeconds: undefined, uid: undefined, selfLink: undefined };

/** Writes down who set which fields. */
export type Tracker = (next: KubeObject, old: KubeObject | null) => KubeObject;

/** A decoded object on its way into the store. */
export function createObject(call: Call, decoded: KubeObject, track: Tracker = recordWrite.bind(null, call)): Result<KubeObject, Status> {
  const placed = matchNamespace(call, withMeta(decoded, SYSTEM_FIELDS));
  if (!placed.ok) return err(refusedAt(call, 'decode', placed.error));
  passed(call, 'decode', () => `${call.row.kind} of ${call.row.apiVersion}`);

  const withDefaults = defaulted(call.row, toStored(call.row, placed.value));
  passed(call, 'default', () => describeDefaults(placed.value, withDefaults));

  const admitted = mutate(call, 'create', track(withSingleOwners(call, withDefaults, 'asSent'), null), null);
  if (!admitted.ok) return err(refusedAt(call, 'admission', admitted.error));
  const { changedBy } = admitted.value;
  const object = withSingleOwners(call, admitted.value.object, 'afterAdmission');

  const begun = begin(call, nameObject(call, object));
  if (!begun.ok) return err(refusedAt(call, 'validate', begun.error));
  const named = begun.value;
  const prepared = call.row.strategy.prepareForCreate?.(named, call) ?? named;
  const errors = validateCreate(call.row.storage, prepared, validationContext);
  if (errors.length > 0) {
    passed(call, 'admission', () => describeAdmission(changedBy));
    return err(refusedAt(call, 'validate', invalid(call.row, prepared.metadata.name, errors)));
  }
  for (const text of call.row.strategy.warnings?.(prepared, null) ?? []) warn(call, text);

  const refused = validateAdmission(call, 'create', prepared, null);
  if (refused) return err(refusedAt(call, 'admission', refused));
  passed(call, 'admission', () => describeAdmission(changedBy));
  passed(call, 'validate', () => 'every rule holds');
  return store(call, prepared);
}

const begin = (call: Call, object: KubeObject): Result<KubeObject, Status> => call.row.strategy.beginCreate?.(object, call) ?? ok(object);

function store(call: Call, object: KubeObject): Result<KubeObject, Status> {
  const { name, namespace = '', generateName, resourceVersion } = object.metadata;
  // What is no number counts as none: storage/etcd3/store.go Create.
  if (resourceVersion && /^\d+$/.test(resourceVersion) && Number(resourceVersion) !== 0) return err(refusedAt(call, 'store', failure(500, '', 'resourceVersion should not be set on objects to be created')));
  if (call.deps.store.get(registryKey(call.row.storage, namespace, name)) !== null) {
    return err(refusedAt(call, 'store', generateName && !call.request.name ? nameTaken(call, name) : alreadyExists(call.row.resource, name)));
  }
  const stored = save(call, call.row.strategy.finish?.(object) ?? object);
  noteUnsimulated(call, stored);
  passed(call, 'store', () => (call.dryRun ? 'dry run: not stored' : `resourceVersion ${stored.metadata.resourceVersion}`));
  return ok(stored);
}
const nameTaken = (call: Call, name: string): Status => {
  const status = alreadyExists(call.row.resource, name);
  return { ...status, details: { ...status.details, retryAfterSeconds: 1 }, message: `${status.message ?? ''}, the server was not able to generate a unique name for the object` };
};

/** A made-up name has at most 63 characters, 5 of them random. Follows apiserver storage/names. */
const LONGEST_BASE = 58;
function nameObject(call: Call, object: KubeObject): KubeObject {
  const { generateName } = object.metadata;
  const name = object.metadata.name || !generateName ? object.metadata.name : `${generateName.slice(0, LONGEST_BASE)}${suffix(call.deps)}`;
  return withMeta(object, { name: name ?? '', uid: newUid(call.deps), creationTimestamp: call.now });
}

const describeAdmission = (changedBy: readonly string[]): string => (changedBy.length === 0 ? 'nothing to change' : `changed by ${changedBy.join(', ')}`);
const MOST_TOLD = 6;
function describeDefaults(before: KubeObject, after: KubeObject): string {
  const set: string[] = [];
  for (const part of ['spec', 'status', 'data', 'type']) tellNew(before[part], after[part], part, set);
  if (set.length === 0) return 'nothing to default';
  return `set ${set.slice(0, MOST_TOLD).join(', ')}${set.length > MOST_TOLD ? ', and more' : ''}`;
}
/** Notes fields that were not there, until there are enough to tell. */
function tellNew(before: unknown, after: unknown, path: string, into: string[]): void {
  if (before === after || after === undefined || into.length > MOST_TOLD) return;
  if (typeof after !== 'object' || after === null) {
    into.push(`${path.replace(/^(spec|status)\./, '')}: ${String(after)}`);
    return;
  }
  const old = (typeof before === 'object' && before !== null ? before : {}) as Fields;
  for (const key of Object.keys(after)) tellNew(old[key], (after as Fields)[key], Array.isArray(after) ? `${path}[${key}]` : `${path}.${key}`, into);
}
