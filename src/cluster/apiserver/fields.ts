/** Reading and replacing fields of JSON objects with structural sharing: what is stored is never changed, only replaced. */
import { extended } from '../../base/extended.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';

export type Fields = Readonly<Record<string, unknown>>;
const NOTHING: Fields = Object.freeze({});
const NO_ITEMS: readonly Fields[] = Object.freeze([]);

/** The value as an object; an empty one where it is none. */
export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : NOTHING);
/** The value as a list of objects; empty where it is none. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : NO_ITEMS);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The value at a path of fields, or undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here: unknown = value;
  for (const step of path) {
    if (!isObject(here)) return undefined;
    here = here[step];
  }
  return here;
}

/** The object with a field set, or left out where the value is undefined; the same object where nothing changes. */
export function withField<T extends Fields>(object: T, name: string, value: unknown): T {
  if (object[name] === value && (value !== undefined || !(name in object))) return object;
  if (value !== undefined) return extended(object, { [name]: value });
  const { [name]: _, ...rest } = object;
  return rest as T;
}
/** The object with the value at a path of fields set; missing objects on the way are made. */
export function withPath<T extends Fields>(object: T, path: readonly string[], value: unknown): T {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return withField(object, first, value);
  const inner = isObject(object[first]) ? object[first] : NOTHING;
  if (value === undefined && inner === NOTHING) return object;
  return withField(object, first, withPath(inner, rest, value));
}
/** The object with some fields replaced; the same object where nothing changes. */
export function withFields<T extends Fields>(object: T, fields: Fields): T {
  let next = object;
  for (const name in fields) next = withField(next, name, fields[name]);
  return next;
}
/**
 * One address and a list of them are the same field to the server, which keeps the list. Where they differ, the one counts, for the
 * sake of old clients. Follows pkg/apis/core/v1 conversion.go.
 */
export function withSameFirst(object: Fields, one: string, many: string, inList: (text: string) => unknown): Fields {
  const [first, list] = [textOf(object[one]), object[many]];
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  const [head] = items;
  const known = typeof head === 'string' ? head : textOf(fieldsOf(head)['ip']);
  if (first === known) return object;
  return first === '' ? withField(object, one, known) : withField(object, many, [inList(first)]);
}
/** Missing fields filled in. */
export function withDefaults<T extends Fields>(object: T, defaults: Fields): T {
  let made: Record<string, unknown> | null = null;
  for (const name in defaults) {
    if (object[name] !== undefined && object[name] !== null) continue;
    made ??= extended(object, NOTHING) as Record<string, unknown>;
    made[name] = defaults[name];
  }
  return (made ?? object) as T;
}
/** A list mapped item by item; the same list where no item changes. */
export function mapShared<T>(list: readonly T[], change: (item: T, index: number) => T): readonly T[] {
  let made: T[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T;
    const next = change(item, i);
    if (next !== item && made === null) made = list.slice();
    if (made !== null) made[i] = next;
  }
  return made ?? list;
}
/** A field that holds a list of objects, mapped item by item; untouched where it holds none. */
export function mapField<T extends Fields>(object: T, name: string, change: (item: Fields, index: number) => Fields): T {
  const list = object[name];
  return Array.isArray(list) ? withField(object, name, mapShared(list as readonly Fields[], change)) : object;
}
/** A field that holds an object, changed; untouched where it holds none. */
export function inField<T extends Fields>(object: T, name: string, change: (inner: Fields) => Fields): T {
  const inner = object[name];
  return isObject(inner) ? withField(object, name, change(inner)) : object;
}

export const withMeta = (object: KubeObject, fields: Fields): KubeObject => withField(object, 'metadata', withFields(object.metadata as unknown as Fields, fields));
export const specOf = (object: KubeObject): Fields => fieldsOf(object['spec']);
export const inSpec = (object: KubeObject, change: (spec: Fields) => Fields): KubeObject => withField(object, 'spec', change(specOf(object)));
/** The texts of a list; none where it is no list. */
export const textListOf = (list: unknown): readonly string[] => (Array.isArray(list) ? (list as readonly unknown[]).map(textOf) : []);
export const statusOf = (object: KubeObject): Fields => fieldsOf(object['status']);
/** A map of texts: labels, annotations, a quota's hard limits. */
export const textsOf = (value: unknown): Readonly<Record<string, string>> => fieldsOf(value) as Readonly<Record<string, string>>;
export function isEmptyMap(map: object): boolean {
  for (const _ in map) return false;
  return true;
}
