/** DELETE: preconditions, grace, finalizers, propagation. Follows registry/rest/delete.go and generic/registry Store.Delete. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { conflict, notFound, type Status } from '../../../model/status.ts';
import { after, formatTime, parseTime, simTime } from '../../../model/time.ts';
import type { ApiResponse, RequestOptions } from '../../contract/api.ts';
import { validateAdmission } from '../admission/index.ts';
import { answer, erase, live, passed, refusal, refusedAt, save } from '../call.ts';
import { at, withField, withMeta, withPath } from '../fields.ts';
import type { Call } from '../types.ts';
import { fromStored } from '../versions.ts';
import { predicateOf, stored } from './read.ts';

export function remove(call: Call): ApiResponse {
  const name = call.request.name ?? '';
  const object = live(call, name);
  if (object === null) return refusal(call, refusedAt(call, 'store', notFound(call.row.resource, name)));
  const removed = removeObject(call, object, deleteOptions(call));
  if (!removed.ok) return refusal(call, removed.error);
  const { object: left, gone } = removed.value;
  passed(call, 'store', () => (call.dryRun ? 'dry run: not stored' : gone ? 'deleted' : `marked for deletion at ${left.metadata.deletionTimestamp ?? ''}`));
  if (!gone || isPodLike(call)) return answer(call, 200, fromStored(call.row, left));
  return answer(call, 200, success(call, left));
}
const isPodLike = (call: Call): boolean => call.row.resource === 'pods'
  || call.row.resource === 'serviceaccounts'
  || call.row.resource === 'persistentvolumes'
  || call.row.resource === 'persistentvolumeclaims'
  || call.row.resource === 'resourcequotas'
  || call.row.resource === 'services'
  || call.row.resource === 'podtemplates';

const success = (call: Call, object: KubeObject): Status => ({
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success',
  details: { name: object.metadata.name, ...(call.row.group === '' ? {} : { group: call.row.group }), kind: call.row.plural, uid: object.metadata.uid }, code: 200,
});

/** Options of a deletion come as options or, as in the API, in the body. */
export function deleteOptions(call: Call): RequestOptions {
  const body = call.request.body as RequestOptions | undefined;
  return body === undefined ? call.options : { ...call.options, ...body };
}

interface Removed {
  readonly object: KubeObject;
  /** False where the object stays, marked, until its grace or its finalizers are over. */
  readonly gone: boolean;
}

export function removeObject(call: Call, object: KubeObject, options: RequestOptions): Result<Removed, Status> {
  const refused = checkPreconditions(call, object, options) ?? validateAdmission(call, 'delete', null, object);
  if (refused) return err(refusedAt(call, 'admission', refused));
  if (call.row.resource === 'namespaces') return removeNamespace(call, object);
  const finalizing = withPropagation(call, object, options);
  const grace = call.row.resource === 'pods' ? podGrace(object, options) : 0;
  if (object.metadata.deletionTimestamp !== undefined) return removeAgain(call, finalizing, grace, options);
  if (grace === 0 && !finalizing.metadata.finalizers?.length) {
    erase(call, object);
    return ok({ object, gone: true });
  }
  return ok({ object: save(call, marked(call, finalizing, grace)), gone: false });
}

function checkPreconditions(call: Call, object: KubeObject, { preconditions }: RequestOptions): Status | null {
  const { name, uid, resourceVersion } = object.metadata;
  const clash = (what: string, wanted: string, is: string, hint: string): Status =>
    conflict(call.row.resource, name, `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is}). ${hint}`);
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) return clash('UID', preconditions.uid, uid, 'The object might have been deleted and then recreated');
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) return clash(
    'ResourceVersion', preconditions.resourceVersion, resourceVersion, 'The object might have been modified',
  );
  return null;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
/** Orphan and foreground deletion are finalizers, which the garbage collector takes off. */
function withPropagation(call: Call, object: KubeObject, { propagationPolicy }: RequestOptions): KubeObject {
  const had = object.metadata.finalizers ?? [];
  if (propagationPolicy === undefined || call.row.resource === 'events') return object;
  const wanted = [...had.filter(each => each !== ORPHAN && each !== FOREGROUND), ...(propagationPolicy === 'Orphan' ? [ORPHAN] : propagationPolicy === 'Foreground' ? [FOREGROUND] : [])];
  if (wanted.length === had.length && wanted.every((each, i) => each === had[i])) return object;
  return withMeta(object, { finalizers: wanted.length === 0 ? undefined : wanted });
}

/** Seconds that a Pod is given. Follows registry/core/pod CheckGracefulDelete: none where no kubelet has it, or where it has ended. */
function podGrace(pod: KubeObject, options: RequestOptions): number {
  const asked = options.gracePeriodSeconds;
  const period = asked === undefined ? Number(at(pod, 'spec', 'terminationGracePeriodSeconds') ?? 0) : asked < 0 ? 1 : asked;
  if (!at(pod, 'spec', 'nodeName')) return 0;
  const phase = at(pod, 'status', 'phase');
  return phase === 'Failed' || phase === 'Succeeded' ? 0 : period < 0 ? 1 : period;
}

function marked(call: Call, object: KubeObject, grace: number): KubeObject {
  const { settings } = call.deps;
  const { generation } = object.metadata;
  return withMeta(object, {
    deletionTimestamp: formatTime(settings.epoch, after(call.deps.now(), grace * 1000)),
    deletionGracePeriodSeconds: grace,
    ...(generation !== undefined && generation > 0 ? { generation: generation + 1 } : {}),
  });
}

/** An object that is being deleted already: its grace may only be shortened. */
function removeAgain(call: Call, object: KubeObject, grace: number, options: RequestOptions): Result<Removed, Status> {
  const held = (object.metadata.finalizers?.length ?? 0) > 0;
  const left = object.metadata.deletionGracePeriodSeconds ?? 0;
  if (left !== 0 && (options.gracePeriodSeconds === undefined || grace >= left)) return ok({ object, gone: false });
  if (left !== 0 && grace > 0) return ok({ object: save(call, shortened(call, object, left, grace)), gone: false });
  if (held) return ok({ object: left === 0 ? object : save(call, withMeta(object, { deletionGracePeriodSeconds: 0 })), gone: false });
  erase(call, object);
  return ok({ object, gone: true });
}
function shortened(call: Call, object: KubeObject, left: number, grace: number): KubeObject {
  const { epoch } = call.deps.settings;
  const moved = parseTime(epoch, object.metadata.deletionTimestamp ?? '') + (grace - left) * 1000;
  const now = call.deps.now();
  const isPast = moved < now;
  return withMeta(object, { deletionTimestamp: formatTime(epoch, simTime(isPast ? now : moved)), deletionGracePeriodSeconds: isPast ? 1 : grace });
}

/** A namespace goes through Terminating: its controller empties it and then takes the finalizer `kubernetes` off its spec. */
function removeNamespace(call: Call, namespace: KubeObject): Result<Removed, Status> {
  const finalizers = at(namespace, 'spec', 'finalizers');
  if (namespace.metadata.deletionTimestamp === undefined) {
    const going = withPath(withMeta(namespace, { deletionTimestamp: call.now }), ['status', 'phase'], 'Terminating');
    return ok({ object: save(call, going), gone: false });
  }
  if ((Array.isArray(finalizers) && finalizers.length > 0) || (namespace.metadata.finalizers?.length ?? 0) > 0) return ok({ object: namespace, gone: false });
  erase(call, namespace);
  return ok({ object: namespace, gone: true });
}

export function deleteCollection(call: Call): ApiResponse {
  const predicate = predicateOf(call);
  if (!predicate.ok) return refusal(call, refusedAt(call, 'decode', predicate.error));
  const items: KubeObject[] = [];
  for (const [, object] of stored(call)) {
    if (!predicate.value(object)) continue;
    const removed = removeObject(call, object, deleteOptions(call));
    if (!removed.ok) return refusal(call, removed.error);
    items.push(fromStored(call.row, withField(removed.value.object, 'kind', call.row.kind)));
  }
  passed(call, 'store', () => `${items.length} deleted`);
  return answer(call, 200, { apiVersion: call.row.apiVersion, kind: `${call.row.kind}List`, metadata: { resourceVersion: String(call.deps.store.revision) }, items });
}
