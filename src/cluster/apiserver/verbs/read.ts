/** GET, LIST and WATCH: objects or Tables, selected by labels and fields. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { parseSelector } from '../../../model/parse-selector.ts';
import { matches, parseFieldSelector } from '../../../model/selectors.ts';
import { badRequest, notFound, type Status } from '../../../model/status.ts';
import type { ApiResponse, ObjectList, Table } from '../../contract/api.ts';
import { registryPrefix } from '../../contract/store.ts';
import { answer, live, refusal, refusedAt } from '../call.ts';
import { withComponentManagers } from '../patch/component-managers.ts';
import { isSelectableField, selectableField } from '../selectable.ts';
import { tableOf } from '../table/index.ts';
import type { Call } from '../types.ts';
import { fromStored } from '../versions.ts';
import type { Opened, Predicate } from './opened.ts';
import { isScale, readScale } from './scale.ts';


export function get(call: Call): ApiResponse {
  const name = call.request.name ?? '';
  const found = live(call, name);
  if (found === null) return refusal(call, notFound(call.row.resource, name));
  if (isScale(call)) return readScale(call, found);
  const object = fromStored(call.row, found);
  return answer(call, 200, call.options.accept === 'table' ? tableOf(call, [object]) : shown(call, object));
}

/** An object as a person reads it. */
const shown = (call: Call, object: KubeObject): KubeObject => (call.internal ? object : withComponentManagers(object));

export function list(call: Call): ApiResponse {
  const predicate = predicateOf(call);
  if (!predicate.ok) return refusal(call, refusedAt(call, 'decode', predicate.error));
  const { limit = 0 } = call.options;
  const start = call.options.continue ?? '';
  const items: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const [key, object] of stored(call)) {
    if ((start !== '' && key <= start) || !predicate.value(object)) continue;
    if (limit > 0 && items.length >= limit) {
      remaining++;
      continue;
    }
    items.push(fromStored(call.row, object));
    last = key;
  }
  const metadata = { resourceVersion: String(call.deps.store.revision), ...(remaining === 0 ? {} : { continue: last, remainingItemCount: remaining }) };
  if (call.options.accept === 'table') return answer(call, 200, { ...tableOf(call, items), metadata } satisfies Table);
  return answer(call, 200, { apiVersion: call.row.apiVersion, kind: `${call.row.kind}List`, metadata, items: items.map(object => shown(call, object)) } satisfies ObjectList);
}

/** The objects in the request's scope: of a namespace, or of all. */
export function stored(call: Call): readonly (readonly [string, KubeObject])[] {
  const prefix = registryPrefix(call.row.storage, call.namespace === '' ? undefined : call.namespace);
  return call.deps.store.list(prefix) as readonly (readonly [string, KubeObject])[];
}

/** What the selectors of a request let through. */
export function predicateOf(call: Call): Result<Predicate, Status> {
  const { labelSelector = '', fieldSelector = '' } = call.options;
  const name = call.request.name ?? '';
  const labels = labelSelector === '' ? ok([]) : parseSelector(labelSelector);
  if (!labels.ok) return err(badRequest(labels.error));
  const fields = fieldSelector === '' ? ok([]) : parseFieldSelector(fieldSelector);
  if (!fields.ok) return err(badRequest(fields.error));
  for (const { path } of fields.value) {
    if (!isSelectableField(call.row, path)) return err(badRequest(`field label not supported: ${path}`));
  }
  return ok(object =>
    (name === '' || object.metadata.name === name) &&
    (labelSelector === '' || matches(labels.value, object.metadata.labels)) &&
    fields.value.every(({ path, equal, value }) => (selectableField(object, path) === value) === equal));
}

export function openWatch(call: Call): Opened {
  const predicate = predicateOf(call);
  if (!predicate.ok) return { kind: 'refused', response: refusal(call, predicate.error) };
  const since = call.options.resourceVersion;
  const initial = since === undefined || since === '' || since === '0' ? stored(call).map(([, object]) => object).filter(predicate.value) : [];
  const present = (object: KubeObject): KubeObject => {
    const shown = fromStored(call.row, object);
    return call.options.accept === 'table' ? (tableOf(call, [shown]) as unknown as KubeObject) : shown;
  };
  return {
    kind: 'watch', resource: call.row.storage, namespace: call.namespace, since: since === undefined || since === '' || since === '0' ? null : Number(since),
    matches: predicate.value, present, initial: initial.map(present), warnings: call.warnings,
  };
}
