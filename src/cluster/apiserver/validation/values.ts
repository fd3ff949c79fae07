/**
 * Reading what came from outside: an object that is to be validated has been decoded, yet a field may be missing or null,
 * and validation never throws. Each reader gives the zero value that Go would hold.
 */

/** A map of text to anything, as JSON objects are. */
export type Fields = Readonly<Record<string, unknown>>;
const NO_ITEMS: readonly never[] = [];
const NOTHING = {};

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** A number, or undefined where there is none: a pointer in Go. */
export const optional = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
export const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const has = (value: unknown): boolean => value !== undefined && value !== null;

/** An object, or undefined where there is none. */
export const object = <T extends object>(value: T | null | undefined): T | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
/** An object, an empty one where there is none. */
export const struct = <T extends object>(value: T | null | undefined): T => object(value) ?? (NOTHING as T);

/** The items of a list of objects; null stands for an empty one. */
export function items<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  if (!Array.isArray(value)) return NO_ITEMS;
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return (value as readonly T[]).map(struct);
  }
  return value as readonly T[];
}
/** The items of a list of strings; null stands for ''. */
export function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return NO_ITEMS;
  return (value as readonly unknown[]).every(item => typeof item === 'string') ? (value as readonly string[]) : (value as readonly unknown[]).map(text);
}
export const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? (value as readonly unknown[]).map(number) : NO_ITEMS);

/** A map of strings. */
export function map(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOTHING;
  const held = value as Fields;
  for (const key in held) if (typeof held[key] !== 'string') return Object.fromEntries(Object.entries(held).map(([name, each]) => [name, text(each)]));
  return held as Readonly<Record<string, string>>;
}
/** A map of quantities, as texts. */
export function quantities(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOTHING;
  const held = value as Fields;
  for (const key in held) if (typeof held[key] !== 'string') return Object.fromEntries(Object.entries(held).map(([name, each]) => [name, quantity(each) ?? '0']));
  return held as Readonly<Record<string, string>>;
}
/** A quantity as text; a number may stand for one. */
export const quantity = (value: unknown): string | undefined => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined);

export const size = (value: unknown): number => (Array.isArray(value) ? value.length : typeof value === 'object' && value !== null ? Object.keys(value).length : 0);
/** An int-or-string. */
export const intOrText = (value: unknown): string | number => (typeof value === 'string' || typeof value === 'number' ? value : 0);
