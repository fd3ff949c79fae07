/** JSON as Go's encoding/json writes it: `<`, `>` and `&` escaped, four spaces, keys of maps sorted by bytes. */
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';

/** A value with all its keys sorted, as a map in Go is written. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort(byText)) if (value[key] !== undefined) result[key] = sortedKeys(value[key]);
  return result;
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };
const htmlSafe = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char] ?? char);

export const goJson = (value: unknown): string => htmlSafe(JSON.stringify(value) ?? 'null');
/** Empty maps and lists stay on one line, as in Go. */
export const goJsonIndent = (value: unknown): string => htmlSafe(JSON.stringify(value, null, 4) ?? 'null');

/** `%v` of a value out of a decoded JSON object. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => byText(a, b));
  return `map[${entries.map(([key, each]) => `${key}:${goText(each)}`).join(' ')}]`;
}

function goNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  return power >= -4 && power < 21 ? String(value) : `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `%#v` of a decoded JSON object: `map[string]interface {}{"a":[]interface {}{"b"}}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => byText(a, b));
  return `map[string]interface {}{${entries.map(([key, each]) => `${JSON.stringify(key)}:${goSyntax(each)}`).join(', ')}}`;
}
