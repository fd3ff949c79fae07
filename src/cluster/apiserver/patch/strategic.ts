/** Strategic merge patch: lists merge by key where the API's types say so. Follows apimachinery util/strategicpatch mergeMap. */
import { isObject, jsonEqual } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Field, StructType, Type } from '../../../model/schema.ts';
import { goMap, goType } from './go-words.ts';

type Fields = Readonly<Record<string, unknown>>;
const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER = '$setElementOrder/';
/** Upstream looks for the beginning only, and so takes `$setElementOrder` alone for one, too. */
const SET_ORDER_MARK = '$setElementOrder';

/** `malformed` patches are bad requests, `unfit` ones unprocessable; for everything else the server blames itself. */
export interface PatchError {
  readonly kind: 'malformed' | 'unfit' | 'other';
  readonly message: string;
}
class Refused extends Error {
  constructor(
    message: string,
    readonly kind: PatchError['kind'] = 'other',
  ) {
    super(message);
  }
}

export function strategicPatch(target: unknown, patch: unknown, type: StructType): Result<unknown, PatchError> {
  try {
    return ok(mergeMap(isObject(target) ? target : {}, patch as Fields, type));
  } catch (error) {
    if (error instanceof Refused) return err({ kind: error.kind, message: error.message });
    throw error;
  }
}
const badType = (expected: string, value: unknown): Refused => new Refused(`expected a ${expected}, but received a ${goType(value)}`);
const badDirective = (directive: unknown, map: Fields): Refused => new Refused(`unknown patch type: ${String(directive)} in map: ${goMap(map)}`);

function mergeMap(target: Fields, patch: Fields, type: Type | null): unknown {
  if (DIRECTIVE in patch) {
    if (patch[DIRECTIVE] === 'replace') return without(patch, DIRECTIVE);
    if (patch[DIRECTIVE] === 'delete') return {};
    throw badDirective(patch[DIRECTIVE], patch);
  }
  const made = retained(target, patch);
  const left = mergeOrdered(made, patch, type);
  for (const key of left) mergeKey(made, key, patch[key], type);
  return made;
}
const without = (object: Fields, name: string): Fields => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

/** `$retainKeys`: every other field goes. */
function retained(target: Fields, patch: Fields): Record<string, unknown> {
  const keep = patch[RETAIN_KEYS];
  if (keep === undefined) return { ...target };
  if (!Array.isArray(keep)) throw new Refused('invalid patch format of retainKeys', 'malformed');
  for (const key of Object.keys(patch)) {
    const isPlain = key !== RETAIN_KEYS && !key.startsWith(DELETE_FROM) && !key.startsWith(SET_ORDER_MARK);
    if (isPlain && patch[key] !== null && !keep.includes(key)) throw new Refused('invalid patch format of retainKeys', 'malformed');
  }
  return Object.fromEntries(Object.entries(target).filter(([key]) => keep.includes(key)));
}

/** Lists with an order of their own are merged first; tells which keys of the patch are left. */
function mergeOrdered(made: Record<string, unknown>, patch: Fields, type: Type | null): readonly string[] {
  const left = new Set(Object.keys(patch).filter(key => key !== RETAIN_KEYS));
  for (const mark of Object.keys(patch)) {
    if (!mark.startsWith(SET_ORDER_MARK)) continue;
    left.delete(mark);
    const order = patch[mark];
    if (!Array.isArray(order)) throw badType('[]interface {}', order);
    const name = mark.slice(SET_ORDER.length);
    const [had, list] = [made[name], patch[name]];
    if (had !== undefined && !Array.isArray(had)) throw badType('[]interface {}', had);
    if (list !== undefined && !Array.isArray(list)) throw badType('[]interface {}', list);
    const merging = fieldOf(type, name);
    if (type?.kind === 'struct' && merging.field === null) throw new Refused(`unable to find api field in struct ${type.name.slice(type.name.lastIndexOf('.') + 1)} for the json field "${name}"`);
    checkOrder(list ?? [], order, mergeKeyOf(merging));
    left.delete(name);
    if (had === undefined && list === undefined) continue;
    const merged = had === undefined ? (withoutDirectives(list) as readonly unknown[]) : list === undefined ? had : mergeSliceAs(had, list, merging, false);
    if ((had ?? []).length + (list ?? []).length === 0) throw new Refused('no elements in any of the given slices');
    made[name] = ordered(merged, order, mergeKeyOf(merging), had ?? []);
  }
  return [...left];
}
/** Follows validatePatchWithSetOrderList. */
function checkOrder(list: readonly unknown[], order: readonly unknown[], key: string): void {
  if (order.length === 0 || list.length === 0) return;
  const items = key === '' ? list : list.filter(item => !(isObject(item) && item[DIRECTIVE] === 'delete'));
  let [at, place] = [0, 0];
  while (at < items.length && place < order.length) {
    const item = items[at];
    if (isObject(item) && DIRECTIVE in item) at++;
    else if (jsonEqual(orderedBy(item, key), orderedBy(order[place++], key))) at++;
  }
  if (at < items.length && place >= order.length) throw new Refused(`The order in patch list:\n${goMap(list)}\n doesn't match ${SET_ORDER_MARK} list:\n${goMap(order)}\n`);
}
/** What an item is ordered by: its merge key, or itself. */
function orderedBy(item: unknown, key: string): unknown {
  if (key === '') return item;
  if (!isObject(item)) throw badType('map[string]interface {}', item);
  if (!(key in item)) throw noMergeKey(item, key);
  return item[key];
}

function mergeKey(made: Record<string, unknown>, mark: string, value: unknown, type: Type | null): void {
  const isDeletion = mark.startsWith(DELETE_FROM);
  const key = isDeletion ? mark.slice(DELETE_FROM.length) : mark;
  if (value === null) {
    delete made[key];
    return;
  }
  const had = made[key];
  if (had === undefined || goType(had) !== goType(value)) {
    if (isDeletion) return;
    const kept = withoutDirectives(withoutNulls(value));
    if (kept === undefined) delete made[key];
    else made[key] = kept;
    return;
  }
  const merging = fieldOf(type, key);
  if (isObject(value)) made[key] = merging.field?.patchStrategy?.includes('replace') ? value : mergeMap(had as Fields, value, merging.type);
  else if (Array.isArray(value)) made[key] = mergeSliceAs(had as readonly unknown[], value, merging, isDeletion);
  else made[key] = value;
}

/** What a directive sits in is left out where there is nothing that it could be carried out on. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter(item => item !== undefined);
  if (!isObject(value)) return value;
  if (DIRECTIVE in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDirectives(item)]).filter(([, item]) => item !== undefined));
}
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]));
}

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
const mergeKeyOf = ({ field }: Merging): string => field?.patchMergeKey ?? '';

function mergeSliceAs(had: readonly unknown[], patch: readonly unknown[], merging: Merging, isDeletion: boolean): readonly unknown[] {
  if (!isDeletion && !(merging.field?.patchStrategy?.includes('merge') ?? false)) return patch;
  if (had.length === 0 && patch.length === 0) return had;
  const isMaps = checkItems(had, patch);
  if (!isMaps) {
    if (isDeletion) return had.filter(item => !patch.includes(item));
    return ordered([...new Set([...had, ...patch])], patch, '', had);
  }
  const key = mergeKeyOf(merging);
  if (key === '') throw new Refused('cannot merge lists without merge key for struct');
  const { original, items } = specialItems(had, patch, key);
  return ordered(mergeItems(original, items, key, merging.type?.kind === 'list' ? merging.type.item : null), items, key, original);
}
/** All items must be of one type; tells whether that is a map. */
function checkItems(had: readonly unknown[], patch: readonly unknown[]): boolean {
  const types = [...new Set([...had, ...patch].map(goType))];
  if (types[0] === '[]interface {}') throw new Refused('lists of lists are not supported', 'unfit');
  if (types.length > 1) throw new Refused(`list element types are not identical: ${goMap([had, patch])}`);
  return types[0] === 'map[string]interface {}';
}
/** Carries out the directives among the items. */
function specialItems(had: readonly unknown[], patch: readonly unknown[], key: string): { readonly original: readonly unknown[]; readonly items: readonly Fields[] } {
  let original = had;
  let isReplaced = false;
  const items: Fields[] = [];
  for (const item of patch as readonly Fields[]) {
    if (!(DIRECTIVE in item)) {
      items.push(item);
      continue;
    }
    switch (item[DIRECTIVE]) {
      case 'delete':
        if (!(key in item)) throw noMergeKey(item, key);
        original = original.filter(other => !jsonEqual((other as Fields)[key], item[key]));
        break;
      case 'replace': isReplaced = true; break;
      case 'merge': throw new Refused('merging lists cannot yet be specified in the patch');
      default: throw badDirective(item[DIRECTIVE], item);
    }
  }
  return isReplaced ? { original: items, items: [] } : { original, items };
}
const noMergeKey = (item: Fields, key: string): Refused => new Refused(`map: ${goMap(item)} does not contain declared merge key: ${key}`);

function mergeItems(original: readonly unknown[], items: readonly Fields[], key: string, type: Type | null): readonly unknown[] {
  const made = [...original];
  for (const item of items) {
    if (!(key in item)) throw noMergeKey(item, key);
    const index = made.findIndex(other => isObject(other) && jsonEqual(other[key], item[key]));
    if (index >= 0) made[index] = mergeMap(made[index] as Fields, item, type);
    else made.push(item);
  }
  return made;
}

/** Items in the order asked for; items that only the server has keep their place before what followed them. Follows normalizeElementOrder. */
function ordered(merged: readonly unknown[], order: readonly unknown[], key: string, server: readonly unknown[]): readonly unknown[] {
  const keyOf = (item: unknown): unknown => (key !== '' && isObject(item) ? item[key] : item);
  const placeIn = (list: readonly unknown[], value: unknown): number => list.findIndex(each => jsonEqual(each, value));
  const [asked, serverKeys] = [order.map(keyOf), server.map(keyOf)];
  const patched = merged.filter(item => placeIn(asked, keyOf(item)) >= 0).sort((a, b) => placeIn(asked, keyOf(a)) - placeIn(asked, keyOf(b)));
  const serverOnly = merged.filter(item => placeIn(asked, keyOf(item)) < 0);
  const made: unknown[] = [];
  let [p, s] = [0, 0];
  while (p < patched.length && s < serverOnly.length) {
    const [right, left] = [placeIn(serverKeys, keyOf(patched[p])), placeIn(serverKeys, keyOf(serverOnly[s]))];
    if (right >= 0 && left >= 0 && left < right) made.push(serverOnly[s++]);
    else made.push(patched[p++]);
  }
  return [...made, ...patched.slice(p), ...serverOnly.slice(s)];
}
