/** The patch that `kubectl apply` sends: strategic, from three sides. Follows apimachinery util/strategicpatch CreateThreeWayMergePatch. */
import { isObject, jsonEqual } from '../base/json.ts';
import { byText } from '../base/order.ts';
import type { Field, Type } from '../model/schema.ts';
import { schemaOfKind } from '../model/schema.ts';

type Fields = Readonly<Record<string, unknown>>;
interface DiffOptions {
  readonly ignoreDeletions: boolean;
  readonly ignoreAdditions: boolean;
  readonly retainKeys: boolean;
}

const fieldOf = (type: Type | null, key: string): Field | null => (type?.kind === 'struct' ? (type.fields.get(key) ?? null) : null);
const typeBelow = (type: Type | null, key: string): Type | null => (type?.kind === 'map' ? type.value : (fieldOf(type, key)?.type ?? null));
const itemType = (field: Field | null): Type | null => (field?.type.kind === 'list' ? field.type.item : null);
const merges = (field: Field | null): boolean => (field?.patchStrategy ?? []).includes('merge');
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function diffMaps(original: Fields, modified: Fields, type: Type | null, options: DiffOptions): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(modified)) {
    if (value === undefined) continue;
    const before = original[key];
    if (before === undefined || before === null) {
      if (!options.ignoreAdditions && !(before === null && value === null)) patch[key] = value;
    } else diffField(patch, key, before, value, type, options);
  }
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (modified[key] === undefined && original[key] !== undefined) patch[key] = null;
  return patch;
}

function diffField(patch: Record<string, unknown>, key: string, before: unknown, value: unknown, type: Type | null, options: DiffOptions): void {
  const field = fieldOf(type, key);
  if (isObject(before) && isObject(value)) {
    if ((field?.patchStrategy ?? []).includes('replace')) {
      if (!options.ignoreAdditions && !jsonEqual(before, value)) patch[key] = value;
      return;
    }
    const inner = diffMaps(before, value, typeBelow(type, key), options);
    if (Object.keys(inner).length === 0) return;
    if (options.retainKeys && (field?.patchStrategy ?? []).includes('retainKeys')) inner['$retainKeys'] = Object.keys(value).sort(byText);
    patch[key] = inner;
  } else if (Array.isArray(before) && Array.isArray(value) && merges(field)) {
    diffLists(patch, key, before, value, field as Field, options);
  } else if (!options.ignoreAdditions && !jsonEqual(before, value)) patch[key] = value;
}

function diffLists(patch: Record<string, unknown>, key: string, before: readonly unknown[], value: readonly unknown[], field: Field, options: DiffOptions): void {
  if (before.length === 0) {
    if (value.length > 0 && !options.ignoreAdditions) patch[key] = value;
    return;
  }
  const mergeKey = field.patchMergeKey ?? '';
  if (mergeKey !== '' && [...before, ...value].every((item) => isObject(item) && item[mergeKey] !== undefined)) {
    diffObjectLists(patch, key, before as readonly Fields[], value as readonly Fields[], field, options);
    return;
  }
  if (mergeKey !== '') {
    if (!options.ignoreAdditions && !jsonEqual(before, value)) patch[key] = value;
    return;
  }
  const added = options.ignoreAdditions ? [] : value.filter((item) => !before.some((each) => jsonEqual(each, item)));
  const gone = options.ignoreDeletions ? [] : before.filter((item) => !value.some((each) => jsonEqual(each, item)));
  if (added.length > 0) patch[key] = added;
  if (gone.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = gone;
  const moved = !options.ignoreAdditions && !jsonEqual(before, value);
  if (moved || gone.length > 0) patch[`$setElementOrder/${key}`] = value;
}

function diffObjectLists(patch: Record<string, unknown>, key: string, before: readonly Fields[], value: readonly Fields[], field: Field, options: DiffOptions): void {
  const mergeKey = field.patchMergeKey ?? '';
  const keyOf = (item: Fields): unknown => item[mergeKey];
  const same = (a: Fields, b: Fields): boolean => jsonEqual(keyOf(a), keyOf(b));
  const changes = value.flatMap((item): readonly Fields[] => {
    const old = before.find((each) => same(each, item));
    if (old === undefined) return options.ignoreAdditions ? [] : [item];
    const inner = diffMaps(old, item, itemType(field), options);
    if (Object.keys(inner).length === 0) return [];
    const retain = options.retainKeys && (field.patchStrategy ?? []).includes('retainKeys') ? { $retainKeys: Object.keys(item).sort(byText) } : {};
    return [{ ...retain, ...inner, [mergeKey]: keyOf(item) }];
  });
  const gone = options.ignoreDeletions ? [] : before.filter((item) => !value.some((each) => same(each, item)));
  const list = [...changes, ...gone.map((item) => ({ $patch: 'delete', [mergeKey]: keyOf(item) }))];
  const ordered = before.length === value.length && before.every((item, at) => same(item, value[at] ?? {}));
  if (list.length > 0) patch[key] = list;
  if ((!options.ignoreAdditions && (list.length > 0 || !ordered)) || (!options.ignoreDeletions && list.length > 0)) patch[`$setElementOrder/${key}`] = value.map((item) => ({ [mergeKey]: keyOf(item) }));
}

/** Two patches as one; where both speak, the second has the word. */
function joinPatches(first: Fields, second: Fields, type: Type | null): Record<string, unknown> {
  const joined: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = joined[key];
    const field = fieldOf(type, key);
    if (isObject(before) && isObject(value)) joined[key] = joinPatches(before, value, typeBelow(type, key));
    else if (Array.isArray(before)
      && Array.isArray(value)
      && merges(field)
      && field?.patchMergeKey !== undefined
      && !key.startsWith('$')) joined[key] = joinLists(before as readonly Fields[], value as readonly Fields[], field);
    else joined[key] = value;
  }
  return joined;
}

function joinLists(first: readonly Fields[], second: readonly Fields[], field: Field): readonly Fields[] {
  const mergeKey = field.patchMergeKey ?? '';
  const rest = second.filter((item) => !first.some((each) => jsonEqual(each[mergeKey], item[mergeKey])));
  const joined = first.map((item) => {
    const other = second.find((each) => jsonEqual(each[mergeKey], item[mergeKey]));
    return other === undefined ? item : joinPatches(item, other, itemType(field));
  });
  return [...rest, ...joined];
}

/** What must change in `current` so that it holds what `modified` says and no longer what only `original` said. */
export function threeWayPatch(original: unknown, modified: Fields, current: Fields): Record<string, unknown> {
  const type = schemaOfKind(text(current['apiVersion']), text(current['kind'])) ?? null;
  const delta = diffMaps(current, modified, type, { ignoreDeletions: true, ignoreAdditions: false, retainKeys: true });
  const deletions = diffMaps(isObject(original) ? original : {}, modified, type, { ignoreDeletions: false, ignoreAdditions: true, retainKeys: false });
  return joinPatches(deletions, delta, type);
}
/** What must change to make one object of the other. */
export function twoWayPatch(original: Fields, modified: Fields): Record<string, unknown> {
  const type = schemaOfKind(text(original['apiVersion']), text(original['kind'])) ?? null;
  return diffMaps(original, modified, type, { ignoreDeletions: false, ignoreAdditions: false, retainKeys: true });
}

/** Applies such a patch here, for dry runs that ask no server. */
export function applyStrategic(target: Fields, patch: Fields): Fields {
  return applyMap(target, patch, schemaOfKind(text(target['apiVersion']), text(target['kind'])) ?? null);
}

function applyMap(target: Fields, patch: Fields, type: Type | null): Fields {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  const made: Record<string, unknown> = { ...target };
  const retained = patch['$retainKeys'];
  if (Array.isArray(retained)) for (const key of Object.keys(made)) if (!retained.includes(key)) delete made[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice(25);
      made[name] = (Array.isArray(made[name]) ? (made[name] as readonly unknown[]) : []).filter((item) => !(value as readonly unknown[]).includes(item));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete made[key];
    else made[key] = applyField(made[key], value, typeBelow(type, key), fieldOf(type, key));
  }
  return made;
}

function applyField(before: unknown, value: unknown, type: Type | null, field: Field | null): unknown {
  if (isObject(value)) return applyMap(isObject(before) ? before : {}, value, type);
  if (Array.isArray(value) && value.some((item) => isObject(item) && item['$patch'] === 'replace')) return value.filter((item) => !(isObject(item) && item['$patch'] === 'replace'));
  if (!Array.isArray(value) || !Array.isArray(before) || !merges(field)) return value;
  const mergeKey = field?.patchMergeKey;
  if (mergeKey === undefined) return [...(before as readonly unknown[]), ...(value as readonly unknown[])];
  let list = before as readonly Fields[];
  for (const item of value as readonly Fields[]) {
    const at = list.findIndex((each) => jsonEqual(each[mergeKey], item[mergeKey]));
    if (item['$patch'] === 'delete') list = list.filter((_, index) => index !== at);
    else if (at < 0) list = [...list, item];
    else list = list.map((each, index) => (index === at ? applyMap(each, item, itemType(field)) : each));
  }
  return list;
}
