/** Server-side apply: a configuration is merged in, and its applier owns what it says. Follows structured-merge-diff merge.Updater and endpoints/handlers/patch.go. */
import { isObject } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { groupOf, versionOf } from '../../../model/resources.ts';
import type { StructType } from '../../../model/schema.ts';
import { badRequest, conflict, failure, type Status } from '../../../model/status.ts';
import { isTextBody, type ApiResponse } from '../../contract/api.ts';
import { answer, live, passed, refusal, refusedAt } from '../call.ts';
import { decodePatched, parseText, tooLarge, warnOfStrict } from '../decode/index.ts';
import type { ParsedBody } from '../decode/body.ts';
import { kindOf } from '../decode/scalars.ts';
import { plain, zeroStruct } from '../decode/unmarshal.ts';
import { defaulted } from '../defaults/index.ts';
import { textOf, withMeta, type Fields } from '../fields.ts';
import { serverError } from '../invalid.ts';
import { difference, EMPTY, intersection, isEmpty, paths, union, type FieldSet } from '../patch/field-set.ts';
import { managersOf, owned, sameManager, withManagers, withoutChanged, type Manager } from '../patch/managed-fields.ts';
import { compare, setOf, withNamedFields } from '../patch/typed.ts';
import { merge, removeItems, typeErrors } from '../patch/typed-merge.ts';
import type { Call, Row } from '../types.ts';
import { fromStored, toStored } from '../versions.ts';
import { handedOver, withAnnotationRenewed } from './apply-kubectl.ts';
import { createObject, matchNamespace } from './create.ts';
import { isScale, scaleOf, scaleRow, writeScale } from './scale.ts';
import { answerUpdate, checkName, updateObject } from './replace.ts';

export function apply(call: Call): ApiResponse {
  const refuse = (status: Status): ApiResponse => refusal(call, refusedAt(call, 'decode', status));
  const row = isScale(call) ? scaleRow(call.row) : call.row;
  const config = readConfig(call, row);
  if (!config.ok) return refuse(config.error);

  const old = live(call, call.request.name ?? '');
  const before = old === null ? null : isScale(call) ? scaleOf(old) : fromStored(call.row, old);
  const applied = applyTo(call, row.schema, before, config.value.value as Fields);
  if (!applied.ok) return refuse(applied.error);
  const twice = config.value.strict.map(each => `${CONVERTING}${each}`);
  if (twice.length > 0 && (call.options.fieldValidation ?? 'Strict') === 'Strict') return refuse(badRequest(`error strict decoding patch: ${twice.join(', ')}`));
  if (call.options.fieldValidation === 'Warn') warnOfStrict(call, twice);
  const { value, managers } = applied.value;
  const decoded = decodePatched(call, row, value);
  if (!decoded.ok) return refuse(serverError(unfit(row, config.value.value, 'error' in decoded.error ? decoded.error.error : decoded.error.strict.join(', '))));
  const stray = decoded.value.metadata.uid;
  if (old === null && stray) return refuse(conflict(call.row.resource, call.request.name ?? '', `uid mismatch: the provided object specified uid ${stray}, and no existing object was found`));
  const misnamed = checkName(call, decoded.value);
  if (misnamed) return refuse(misnamed);
  const placed = matchNamespace(call, decoded.value);
  if (!placed.ok) return refuse(placed.error);
  passed(call, 'decode', () => `applied by ${call.options.fieldManager ?? ''}`);
  if (isScale(call)) return writeScale(call, placed.value);
  return store(call, withAnnotationRenewed(call.options.fieldManager ?? '', placed.value, config.value.value as Fields), old, managers);
}

function store(call: Call, object: KubeObject, old: KubeObject | null, managers: readonly Manager[]): ApiResponse {
  const track = (next: KubeObject): KubeObject => withManagers(next, managers);
  if (old === null) {
    const created = createObject(call, object, track);
    return created.ok ? answer(call, 201, fromStored(call.row, created.value)) : refusal(call, created.error);
  }
  const next = defaulted(call.row, toStored(call.row, object));
  passed(call, 'default', () => 'defaults set');
  return answerUpdate(call, updateObject(call, next, old, track));
}

const CONVERTING = 'error converting YAML to JSON: ';
const gvk = ({ group, apiVersion, kind }: Row): string => `${group}/${versionOf(apiVersion)}, Kind=${kind}`;
/** Follows objectGVKNN. */
function placeOf(row: Row, config: Fields): string {
  const { namespace, name } = isObject(config['metadata']) ? config['metadata'] : {};
  return `${textOf(namespace)}/${textOf(name)}; ${gvk(row)}`;
}
/** What was applied fits the schema, but no value of the type: a quantity, a time. */
const unfit = (row: Row, config: unknown, why: string): string =>
  `failed to convert new object (${placeOf(row, config as Fields)}) to proper version: unable to convert unstructured object to ${gvk(row)}: ${why}`;

function readConfig(call: Call, row: Row): Result<ParsedBody, Status> {
  const { body } = call.request;
  let value: unknown = body;
  let strict: readonly string[] = [];
  if (isTextBody(body)) {
    const large = tooLarge(body.text);
    if (large) return err(large);
    const parsed = parseText(body.text, 'application/yaml');
    // What begins like JSON is looked at as YAML only when it is applied.
    if (!parsed.ok) return err(badRequest(body.text.trimStart().startsWith('{') ? `error decoding patch: ${CONVERTING}${parsed.error}` : `error encoding patch: ${parsed.error}`));
    value = plain(parsed.value.value);
    strict = parsed.value.strict;
  }
  if (value !== null && value !== undefined && !isObject(value)) return err(
    badRequest(`error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(value)} into Go value of type map[string]interface {}`),
  );
  const config = (value ?? {}) as Fields;
  const [apiVersion, kind] = [textOf(config['apiVersion']), textOf(config['kind'])];
  if (apiVersion !== row.apiVersion || kind !== row.kind) return err(badRequest(`invalid object type: ${groupOf(apiVersion)}/${apiVersion === '' ? '' : versionOf(apiVersion)}, Kind=${kind}`));
  const meta = config['metadata'];
  if (isObject(meta) && meta['managedFields'] !== undefined && meta['managedFields'] !== null) return err(badRequest('metadata.managedFields must be nil'));
  const errors = typeErrors(row.schema, config);
  if (errors.length === 0) return ok({ value: config, strict });
  return err(serverError(`failed to create typed patch object (${placeOf(row, config)}): ${errors.length === 1 ? (errors[0] ?? '') : ['errors:', ...errors.map(each => `  ${each}`)].join('\n')}`));
}

interface Applied {
  readonly value: unknown;
  readonly managers: readonly Manager[];
}
const BEFORE_FIRST_APPLY = 'before-first-apply';

function applyTo(call: Call, schema: StructType, old: KubeObject | null, config: Fields): Result<Applied, Status> {
  const before: Fields = old === null ? zeroStruct(schema) : (withMeta(old, { managedFields: undefined }) as unknown as Fields);
  const known = old === null ? [] : (managersOf(old) ?? []);
  const managers = old !== null && known.length === 0 ? [firstManager(call, schema, old, before)] : known;
  const me = { name: call.options.fieldManager ?? '', operation: 'Apply' as const, apiVersion: call.row.apiVersion, subresource: call.subresource };
  const last = managers.find(each => sameManager(each, me));
  const mine: Manager = { ...me, time: call.now, set: owned(call, setOf(schema, config)) };
  const others = managers.filter(each => each !== last);

  const merged = merge(schema, before, config);
  const pruned = last === undefined ? merged : prune(schema, merged, last.set, [...others, mine]);
  const found = compare(schema, before, pruned);
  const changed = union(found.modified, found.added);
  const conflicts = others.map(each => ({ manager: each, set: intersection(each.set, changed) })).filter(({ set }) => !isEmpty(set));
  const allowed = conflicts.length === 0 ? EMPTY : handedOver(me.name, schema, old, before);
  const refused = conflicts.map(({ manager, set }) => ({ manager, set: difference(set, allowed) })).filter(({ set }) => !isEmpty(set));
  if (refused.length > 0 && call.options.force !== true) return err(conflictStatus(refused));
  const isSame = last !== undefined && isEmpty(changed) && isEmpty(found.removed);
  return ok({ value: pruned, managers: [...withoutChanged(others, found), isSame ? { ...mine, time: last.time } : mine] });
}

/** Whoever wrote an object before anyone applied to it. */
function firstManager(call: Call, schema: StructType, old: KubeObject, before: Fields): Manager {
  const { added } = compare(schema, zeroStruct(schema), before);
  return { name: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion: old.apiVersion, subresource: '', time: call.now, set: owned(call, added) };
}

/** What this applier said last time and no longer says goes, unless someone else owns it. Follows Updater.prune. */
function prune(schema: StructType, merged: unknown, last: FieldSet, managers: readonly Manager[]): unknown {
  const named = (set: FieldSet): FieldSet => withNamedFields(set, schema);
  const without = removeItems(schema, merged, named(last));
  const [mergedSet, prunedSet] = [named(setOf(schema, merged)), named(setOf(schema, without))];
  const all = managers.reduce<FieldSet>((sum, { set }) => union(sum, set), prunedSet);
  const restored = removeItems(schema, merged, difference(mergedSet, union(prunedSet, named(all))));
  const restoredSet = named(setOf(schema, restored));
  return removeItems(schema, merged, intersection(difference(mergedSet, restoredSet), named(last)));
}

const managerText = ({ name, operation, apiVersion, subresource }: Manager): string =>
  `${JSON.stringify(name)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;

/** Follows managedfields/internal/conflict.go. */
function conflictStatus(conflicts: readonly { readonly manager: Manager; readonly set: FieldSet }[]): Status {
  const causes = conflicts.flatMap(({ manager, set }) => paths(set).map(field => ({ reason: 'FieldManagerConflict', message: `conflict with ${managerText(manager)}`, field })));
  const [only] = causes;
  const listed = conflicts.flatMap(({ manager, set }) => [`conflicts with ${managerText(manager)}:`, ...paths(set).map(path => `- ${path}`)]).join('\n');
  const message = causes.length === 1 && only !== undefined ? `Apply failed with 1 conflict: ${only.message}: ${only.field}` : `Apply failed with ${causes.length} conflicts: ${listed}`;
  return failure(409, 'Conflict', message, { causes });
}
