/** Objects seen through their types: which fields they set, and how two of them differ. Follows structured-merge-diff typed. */
import { isObject, jsonEqual } from '../../../base/json.ts';
import type { Field, Type } from '../../../model/schema.ts';
import { EMPTY, LEAF, type FieldSet } from './field-set.ts';

type Fields = Readonly<Record<string, unknown>>;
/** How server-side apply takes a value: as one, by its fields, by keys of its items, or by its items. */
type Relation = 'leaf' | 'map' | 'keyed' | 'set';

export function relationOf(type: Type, field: Field | null): Relation {
  switch (type.kind) {
    case 'struct': return (field?.mapType ?? (type.atomic ? 'atomic' : 'granular')) === 'atomic' ? 'leaf' : 'map';
    case 'map': return field?.mapType === 'atomic' ? 'leaf' : 'map';
    case 'list': return field?.listType === 'map' ? 'keyed' : field?.listType === 'set' ? 'set' : 'leaf';
    default: return 'leaf';
  }
}

/** Below a map or struct: the type of a field, and whether it is one that the struct declares. */
export function fieldOf(type: Type, name: string): { readonly type: Type | null; readonly field: Field | null } {
  if (type.kind === 'struct') {
    const field = type.fields.get(name) ?? null;
    return { type: field?.type ?? null, field };
  }
  return { type: type.kind === 'map' ? type.value : null, field: null };
}
export const itemType = (type: Type): Type => (type.kind === 'list' ? type.item : type);

/** The key of a keyed item when a part of it is left out: its default, or nothing at all. */
function keyDefault(item: Type, name: string): unknown {
  const field = item.kind === 'struct' ? item.fields.get(name) : undefined;
  if (field?.default !== undefined) return field.default;
  if (field === undefined || field.omitEmpty || field.pointer) return undefined;
  return field.type.kind === 'scalar' && field.type.scalar !== 'string' ? 0 : '';
}
/** The path element of an item: `k:{"name":"app"}` or `v:"x"`. */
export function elementOf(type: Type, field: Field | null, item: unknown): string {
  if (field?.listType === 'set') return `v:${JSON.stringify(item)}`;
  const key: Record<string, unknown> = {};
  for (const name of [...(field?.listKeys ?? [])].sort()) {
    const value = isObject(item) && item[name] !== undefined ? item[name] : keyDefault(itemType(type), name);
    if (value !== undefined) key[name] = value;
  }
  return `k:${JSON.stringify(key)}`;
}

const withMember = (set: FieldSet): FieldSet => (set.member ? set : set.children.size === 0 ? LEAF : { member: true, children: set.children });
const isNothing = (value: unknown): boolean => value === null || (isObject(value) && Object.keys(value).length === 0);

/** The fields that an object sets, as its applier owns them. */
export function setOf(type: Type, value: unknown, field: Field | null = null): FieldSet {
  const relation = relationOf(type, field);
  if (relation === 'leaf') return LEAF;
  const children = new Map<string, FieldSet>();
  if (relation === 'map') {
    if (!isObject(value)) return EMPTY;
    for (const name of Object.keys(value)) {
      const child = fieldOf(type, name);
      const inner = child.type === null ? LEAF : setOf(child.type, value[name], child.field);
      const isOwn = isNothing(value[name]) || child.field === null;
      const made = isOwn ? withMember(inner) : inner;
      if (made.member || made.children.size > 0) children.set(`f:${name}`, made);
    }
  } else if (Array.isArray(value)) {
    for (const item of value) children.set(elementOf(type, field, item), withMember(relation === 'set' ? LEAF : setOf(itemType(type), item)));
  }
  return children.size === 0 ? EMPTY : { member: false, children };
}

export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}
const SAME: Comparison = { added: EMPTY, removed: EMPTY, modified: EMPTY };
const ADDED_LEAF: Comparison = { added: LEAF, removed: EMPTY, modified: EMPTY };
const REMOVED_LEAF: Comparison = { added: EMPTY, removed: LEAF, modified: EMPTY };
const MODIFIED_LEAF: Comparison = { added: EMPTY, removed: EMPTY, modified: LEAF };

const isVoid = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** How `next` differs from `old`. What is missing is undefined; null is a value. */
export function compare(type: Type, old: unknown, next: unknown, field: Field | null = null): Comparison {
  if (old === next) return SAME;
  const relation = relationOf(type, field);
  if (relation === 'leaf' || (isVoid(old) && isVoid(next))) {
    if (old === undefined) return ADDED_LEAF;
    if (next === undefined) return REMOVED_LEAF;
    return jsonEqual(old, next) ? SAME : MODIFIED_LEAF;
  }
  const inner = relation === 'map' ? compareMaps(type, old, next) : compareLists(type, old, next, field);
  if (old === undefined) return { ...inner, added: withMember(inner.added) };
  return next === undefined ? { ...inner, removed: withMember(inner.removed) } : inner;
}

interface Growing {
  readonly added: Map<string, FieldSet>;
  readonly removed: Map<string, FieldSet>;
  readonly modified: Map<string, FieldSet>;
}
function put(into: Growing, element: string, { added, removed, modified }: Comparison): void {
  if (added.member || added.children.size > 0) into.added.set(element, added);
  if (removed.member || removed.children.size > 0) into.removed.set(element, removed);
  if (modified.member || modified.children.size > 0) into.modified.set(element, modified);
}
const grown = ({ added, removed, modified }: Growing): Comparison => {
  const setFrom = (children: Map<string, FieldSet>): FieldSet => (children.size === 0 ? EMPTY : { member: false, children });
  return { added: setFrom(added), removed: setFrom(removed), modified: setFrom(modified) };
};
const growing = (): Growing => ({ added: new Map(), removed: new Map(), modified: new Map() });

function compareMaps(type: Type, old: unknown, next: unknown): Comparison {
  const [before, after]: [Fields, Fields] = [isObject(old) ? old : {}, isObject(next) ? next : {}];
  const found = growing();
  const one = (name: string): void => {
    const child = fieldOf(type, name);
    if (child.type !== null) put(found, `f:${name}`, compare(child.type, before[name], after[name], child.field));
  };
  for (const name in before) one(name);
  for (const name in after) if (before[name] === undefined) one(name);
  return grown(found);
}
function compareLists(type: Type, old: unknown, next: unknown, field: Field | null): Comparison {
  const index = (list: unknown): ReadonlyMap<string, unknown> => new Map(Array.isArray(list) ? list.map((item: unknown) => [elementOf(type, field, item), item]) : []);
  const [before, after] = [index(old), index(next)];
  const found = growing();
  const isSet = field?.listType === 'set';
  for (const [element, item] of before) put(found, element, isSet ? (after.has(element) ? SAME : REMOVED_LEAF) : compare(itemType(type), item, after.get(element)));
  for (const [element, item] of after) if (!before.has(element)) put(found, element, isSet ? ADDED_LEAF : compare(itemType(type), undefined, item));
  return grown(found);
}

/** The set with every named field on the way to a member a member itself. Follows EnsureNamedFieldsAreMembers. */
export function withNamedFields(set: FieldSet, type: Type): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    if (!element.startsWith('f:')) {
      children.set(element, withNamedFields(child, itemType(type)));
      continue;
    }
    const inner = fieldOf(type, element.slice(2));
    const deeper = inner.type === null ? child : withNamedFields(child, inner.type);
    children.set(element, inner.field !== null && deeper.children.size > 0 ? withMember(deeper) : deeper);
  }
  return children.size === 0 ? set : { member: set.member, children };
}
