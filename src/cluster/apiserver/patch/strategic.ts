/** Strategic merge patch: lists merge by key where the API's types say so. Follows apimachinery util/strategicpatch MergeMap. */
import { isObject, jsonEqual } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Field, StructType, Type } from '../../../model/schema.ts';

type Fields = Readonly<Record<string, unknown>>;
const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER_MARK = '$setElementOrder';
const SET_ORDER = `${SET_ORDER_MARK}/`;

class Refused extends Error {}

export { goMap };
export function strategicPatch(target: unknown, patch: unknown, type: StructType): Result<unknown, string> {
  try {
    return ok(mergeMap(target, patch as Fields, type));
  } catch (error) {
    if (error instanceof Refused) return err(error.message);
    throw error;
  }
}

/** A Go map as %v prints it: keys in order. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value).sort().map(key => `${key}:${goMap(value[key])}`).join(' ')}]`;
}
const goType = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : 'string';
};

function mergeMap(target: unknown, patch: Fields, type: Type | null): unknown {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    if (directive === 'replace') return without(patch, [DIRECTIVE]);
    if (directive === 'delete') return {};
    if (directive !== 'merge') throw new Refused(`unknown patch type: ${String(directive)} in map: ${goMap(patch)}`);
  }
  let made: Record<string, unknown> = isObject(target) ? { ...target } : {};
  made = retained(made, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(SET_ORDER_MARK)) continue;
    if (key.startsWith(DELETE_FROM)) made = deletedFrom(made, key.slice(DELETE_FROM.length), value);
    else if (value === null) delete made[key];
    else made[key] = mergeField(made[key], value, fieldOf(type, key), patch[`${SET_ORDER}${key}`]);
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(SET_ORDER_MARK)) continue;
    const order = patch[key];
    if (!Array.isArray(order)) throw new Refused(`expected a []interface {}, but received a ${goType(order)}`);
    const name = key.slice(SET_ORDER.length);
    if (patch[name] === undefined && Array.isArray(made[name])) made[name] = ordered(made[name] as readonly unknown[], order, mergeKeyOf(fieldOf(type, name)), made[name] as readonly unknown[]);
  }
  return made;
}

/** `$retainKeys`: every other field goes. Follows handleDirectiveInMergeMap and applyRetainKeysDirective. */
function retained(made: Record<string, unknown>, patch: Fields): Record<string, unknown> {
  const keep = patch[RETAIN_KEYS];
  if (keep === undefined) return made;
  if (!Array.isArray(keep)) throw new Refused(`invalid patch format of retainKeys list`);
  for (const key of Object.keys(patch)) {
    if (!key.startsWith('$') && patch[key] !== null && !keep.includes(key)) throw new Refused(`${key} is not in retainKeys list`);
  }
  return Object.fromEntries(Object.entries(made).filter(([key]) => keep.includes(key)));
}

function deletedFrom(made: Record<string, unknown>, name: string, gone: unknown): Record<string, unknown> {
  const list = made[name];
  if (!Array.isArray(list) || !Array.isArray(gone)) return made;
  return { ...made, [name]: list.filter(item => !gone.some(each => jsonEqual(each, item))) };
}

const without = (object: Fields, names: readonly string[]): Record<string, unknown> => Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)));

interface Merging {
  readonly type: Type | null;
  readonly field: Field | null;
}
function fieldOf(type: Type | null, key: string): Merging {
  if (type?.kind === 'struct') {
    const field = type.fields.get(key) ?? null;
    return { type: field?.type ?? null, field };
  }
  return { type: type?.kind === 'map' ? type.value : null, field: null };
}
const isMergedList = ({ field }: Merging): boolean => field?.patchStrategy?.includes('merge') ?? false;
const mergeKeyOf = ({ field }: Merging): string => field?.patchMergeKey ?? '';

function mergeField(target: unknown, value: unknown, merging: Merging, order: unknown): unknown {
  if (isObject(value)) {
    const isReplaced = merging.field?.patchStrategy?.includes('replace') ?? false;
    if (isReplaced) return without(value, [DIRECTIVE]);
    return mergeMap(isObject(target) ? target : {}, value, merging.type);
  }
  if (!Array.isArray(value)) return value;
  if (!isMergedList(merging)) return value;
  const had: readonly unknown[] = Array.isArray(target) ? target : [];
  const item = merging.type?.kind === 'list' ? merging.type.item : null;
  if (item?.kind !== 'struct') return orderedPrimitives(had, value, order);
  const merged = mergeList(had, value, item, mergeKeyOf(merging));
  if (order !== undefined && !Array.isArray(order)) throw new Refused(`expected a []interface {}, but received a ${goType(order)}`);
  return ordered(merged, Array.isArray(order) ? order : value, mergeKeyOf(merging), had);
}

/** Sets of scalars: what is new is added. */
function orderedPrimitives(had: readonly unknown[], patch: readonly unknown[], order: unknown): readonly unknown[] {
  const merged = [...new Set([...had, ...patch])];
  return ordered(merged, Array.isArray(order) ? order : patch, '', had);
}

function mergeList(had: readonly unknown[], patch: readonly unknown[], item: StructType, key: string): readonly unknown[] {
  if (patch.some(each => isObject(each) && each[DIRECTIVE] === 'replace')) return patch.filter(each => !(isObject(each) && each[DIRECTIVE] === 'replace'));
  let made = [...had];
  const added: unknown[] = [];
  for (const each of patch) {
    if (!isObject(each)) throw new Refused(`expected a map[string]interface {}, but received a ${goType(each)}`);
    const keyValue = each[key];
    const directive = each[DIRECTIVE];
    if (keyValue === undefined) throw new Refused(`map: ${goMap(each)} does not contain declared merge key: ${key}`);
    const isThis = (other: unknown): boolean => isObject(other) && jsonEqual(other[key], keyValue);
    if (directive === 'delete') {
      made = made.filter(other => !isThis(other));
      continue;
    }
    if (directive !== undefined && directive !== 'merge') throw new Refused(`unknown patch type: ${String(directive)} in map: ${goMap(each)}`);
    const index = made.findIndex(isThis);
    if (index >= 0) made[index] = mergeMap(made[index], each, item);
    else if (added.some(isThis)) added[added.findIndex(isThis)] = mergeMap(added.find(isThis), each, item);
    else added.push(mergeMap({}, each, item));
  }
  return [...made, ...added];
}

/** Items in the order asked for; items that only the server has keep their place before what followed them. Follows normalizeElementOrder. */
function ordered(merged: readonly unknown[], order: readonly unknown[], key: string, server: readonly unknown[]): readonly unknown[] {
  const keyOf = (item: unknown): unknown => (key !== '' && isObject(item) ? item[key] : item);
  const asked = order.map(keyOf);
  const placeIn = (list: readonly unknown[], value: unknown): number => list.findIndex(each => jsonEqual(each, value));
  const serverKeys = server.map(keyOf);
  const patched = merged.filter(item => placeIn(asked, keyOf(item)) >= 0).sort((a, b) => placeIn(asked, keyOf(a)) - placeIn(asked, keyOf(b)));
  const serverOnly = merged.filter(item => placeIn(asked, keyOf(item)) < 0);
  const made: unknown[] = [];
  let p = 0;
  let s = 0;
  while (p < patched.length && s < serverOnly.length) {
    const at = placeIn(serverKeys, keyOf(patched[p]));
    // An item that the server does not have yet goes first; else the server's order decides between the two.
    if (at < 0 || at < placeIn(serverKeys, keyOf(serverOnly[s]))) made.push(patched[p++]);
    else made.push(serverOnly[s++]);
  }
  return [...made, ...patched.slice(p), ...serverOnly.slice(s)];
}
