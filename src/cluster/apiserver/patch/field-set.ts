/** Sets of fields, as server-side apply keeps them: a tree of path elements. Follows structured-merge-diff fieldpath. */
import { byText } from '../../../base/order.ts';
import { isObject } from '../../../base/json.ts';

/** Children are named as in FieldsV1: `f:spec`, `k:{"name":"app"}`, `v:"x"`. `member` tells whether the path itself is in the set. */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}
const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();
export const EMPTY: FieldSet = { member: false, children: NO_CHILDREN };
export const LEAF: FieldSet = { member: true, children: NO_CHILDREN };

export const isEmpty = (set: FieldSet): boolean => !set.member && set.children.size === 0;
const make = (member: boolean, children: Map<string, FieldSet>): FieldSet => (children.size === 0 ? (member ? LEAF : EMPTY) : { member, children });

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const children = new Map(a.children);
  for (const [key, child] of b.children) {
    const own = children.get(key);
    children.set(key, own === undefined ? child : union(own, child));
  }
  return make(a.member || b.member, children);
}
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b) || isEmpty(a)) return a;
  const children = new Map<string, FieldSet>();
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    const left = other === undefined ? child : difference(child, other);
    if (!isEmpty(left)) children.set(key, left);
  }
  return make(a.member && !b.member, children);
}
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    const both = other === undefined ? EMPTY : intersection(child, other);
    if (!isEmpty(both)) children.set(key, both);
  }
  return make(a.member && b.member, children);
}
/** The set without everything at and below some fields. */
export function without(set: FieldSet, path: readonly string[]): FieldSet {
  const [first = '', ...rest] = path;
  const child = set.children.get(first);
  if (child === undefined) return set;
  const left = rest.length === 0 ? EMPTY : without(child, rest);
  if (left === child) return set;
  const children = new Map(set.children);
  if (isEmpty(left)) children.delete(first);
  else children.set(first, left);
  return make(set.member, children);
}

/** Paths as messages tell them: `.spec.containers[name="app"].image`; members come before what is below them. */
export function paths(set: FieldSet, prefix = ''): readonly string[] {
  const keys = [...set.children.keys()].sort(byText);
  const members = keys.filter(key => set.children.get(key)?.member === true).map(key => prefix + elementText(key));
  return [...members, ...keys.flatMap(key => {
    const child = set.children.get(key) ?? EMPTY;
    return child.children.size === 0 ? [] : paths(child, prefix + elementText(key));
  })];
}
export function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element.charAt(0)) {
    case 'f': return `.${rest}`;
    case 'v': return `[=${rest}]`;
    case 'i': return `[${rest}]`;
    default: return `[${Object.entries(JSON.parse(rest) as Record<string, unknown>).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
  }
}

/** The JSON text of a set, keys in order. */
function textOf(set: FieldSet): string {
  if (set.children.size === 0) return '{}';
  const parts = [...set.children.keys()].sort(byText).map(key => `${JSON.stringify(key)}:${textOf(set.children.get(key) ?? EMPTY)}`);
  return `{${set.member ? '".":{},' : ''}${parts.join(',')}}`;
}
const shared = new Map<string, object>();
/** FieldsV1 of a set. Like objects have like sets, so these are shared. */
export const toFieldsV1 = (set: FieldSet): object => sharedFields(textOf(set));
/** FieldsV1 from its text. */
export function sharedFields(text: string): object {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const made = JSON.parse(text) as object;
  if (shared.size > 2_000) shared.clear();
  shared.set(text, made);
  return made;
}
const read = new WeakMap<object, FieldSet>();
export function fromFieldsV1(fields: unknown): FieldSet {
  if (!isObject(fields)) return EMPTY;
  const known = read.get(fields);
  if (known !== undefined) return known;
  const made = parse(fields, false);
  read.set(fields, made);
  return made;
}
function parse(fields: Readonly<Record<string, unknown>>, isChild: boolean): FieldSet {
  const children = new Map<string, FieldSet>();
  const keys = Object.keys(fields);
  for (const key of keys) if (key !== '.') children.set(key, isObject(fields[key]) ? parse(fields[key], true) : LEAF);
  return make(isChild && (keys.length === 0 || keys.includes('.')), children);
}
