/** Values as Go prints them in the words of patches. */
import { isObject } from '../../../base/json.ts';

/** A map or list as %v prints it: keys in order. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value).sort().map(key => `${key}:${goMap(value[key])}`).join(' ')}]`;
}
/** The type of a decoded JSON value. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : value === null ? '<nil>' : 'string';
}
