/** Values as Go prints them in error messages, and their equality as the API server sees it (apimachinery's Semantic.DeepEqual). */
import { byText } from '../../../../base/order.ts';
import { canonicalQuantity, compareQuantities } from '../../../../model/quantity.ts';
import { partsOf, typeOf, type GoType } from './layout.ts';

type Fields = Readonly<Record<string, unknown>>;
const NOTHING: Fields = {};
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** encoding/json of a string: it also escapes what HTML minds. */
export const jsonText = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** encoding/json of any plain JSON value: keys of objects in order of text. */
export function plainJson(value: unknown): string {
  if (typeof value === 'string') return jsonText(value);
  if (Array.isArray(value)) return `[${value.map(plainJson).join(',')}]`;
  if (!isFields(value)) return value === undefined ? 'null' : JSON.stringify(value);
  return `{${Object.keys(value).sort(byText).filter(key => value[key] !== undefined).map(key => `${jsonText(key)}:${plainJson(value[key])}`).join(',')}}`;
}

/** encoding/json of a value of one of the server's types; with an indent as MarshalIndent writes it. */
export const goJson = (type: string, value: unknown, indent = ''): string => write(typeOf(type), value, indent, '');

function write(type: GoType, value: unknown, indent: string, margin: string): string {
  const missing = value === undefined || value === null;
  switch (type.kind) {
    case 'pointer': return missing ? 'null' : write(type.of, value, indent, margin);
    case 'string': return jsonText(typeof value === 'string' ? value : '');
    case 'bytes': return missing ? 'null' : plainJson(value);
    case 'bool': return value === true ? 'true' : 'false';
    case 'int': return typeof value === 'number' ? String(value) : '0';
    case 'quantity': return jsonText(missing ? '0' : canonicalQuantity(String(value)));
    case 'intstr': return missing ? '0' : plainJson(value);
    case 'time': case 'raw': return missing ? 'null' : plainJson(value);
    case 'list': return Array.isArray(value) ? enclose('[', ']', value.map(each => write(type.of, each, indent, margin + indent)), indent, margin) : 'null';
    case 'map': {
      if (!isFields(value)) return 'null';
      const lines = Object.keys(value).sort(byText).map(key => pair(key, write(type.of, value[key], indent, margin + indent), indent));
      return enclose('{', '}', lines, indent, margin);
    }
    case 'struct': return enclose('{', '}', structLines(type.name, value, indent, margin + indent), indent, margin);
  }
}
const pair = (key: string, text: string, indent: string): string => `${jsonText(key)}:${indent === '' ? '' : ' '}${text}`;

function enclose(open: string, close: string, parts: readonly string[], indent: string, margin: string): string {
  if (parts.length === 0) return open + close;
  if (indent === '') return open + parts.join(',') + close;
  return `${open}\n${parts.map(part => margin + indent + part).join(',\n')}\n${margin}${close}`;
}

function structLines(name: string, value: unknown, indent: string, margin: string): string[] {
  const lines: string[] = [];
  for (const part of partsOf(name)) {
    const from = within(value, part.key);
    for (const field of part.fields) {
      const held = from[field.key];
      if (field.omitEmpty && isZero(field.type, held)) continue;
      lines.push(pair(field.name, write(field.type, held, indent, margin), indent));
    }
  }
  return lines;
}
const within = (value: unknown, key: string): Fields => {
  if (!isFields(value)) return NOTHING;
  if (key === '') return value;
  const inner = value[key];
  return isFields(inner) ? inner : NOTHING;
};

/** Whether a value is its type's zero value, where an empty list or map counts as none. */
function isZero(type: GoType, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  switch (type.kind) {
    case 'pointer': return false;
    case 'string': case 'bytes': return value === '';
    case 'bool': return value === false;
    case 'int': case 'intstr': return value === 0;
    case 'list': return Array.isArray(value) && value.length === 0;
    case 'map': return isFields(value) && Object.keys(value).length === 0;
    case 'quantity': return compareQuantities(String(value), '0') === 0;
    case 'struct': return partsOf(type.name).every(part => part.fields.every(field => isZero(field.type, within(value, part.key)[field.key])));
    case 'time': case 'raw': return false;
  }
}

/** The fields of a struct that are set, as the API writes them, in order. */
export const setFields = (name: string, value: unknown): readonly string[] =>
  partsOf(name).flatMap(part => part.fields.filter(field => !isZero(field.type, within(value, part.key)[field.key])).map(field => field.key));

/** Equal to the API server: quantities and times by what they mean, an empty list like none, a zero like a missing field. */
export const goEqual = (type: string, a: unknown, b: unknown): boolean => a === b || equal(typeOf(type), a, b);

function equal(type: GoType, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  switch (type.kind) {
    case 'pointer': {
      const [noA, noB] = [a === undefined || a === null, b === undefined || b === null];
      return noA || noB ? noA && noB : equal(type.of, a, b);
    }
    case 'quantity': return isZero(type, a) || isZero(type, b) ? isZero(type, a) && isZero(type, b) : compareQuantities(String(a), String(b)) === 0;
    case 'time': return typeof a === 'string' && typeof b === 'string' ? Date.parse(a) === Date.parse(b) : (a ?? null) === (b ?? null);
    case 'raw': return plainJson(a) === plainJson(b);
    case 'list': {
      const [left, right] = [Array.isArray(a) ? a : [], Array.isArray(b) ? b : []];
      return left.length === right.length && left.every((item, i) => equal(type.of, item, right[i]));
    }
    case 'map': {
      const [left, right] = [isFields(a) ? a : NOTHING, isFields(b) ? b : NOTHING];
      const keys = Object.keys(left);
      return keys.length === Object.keys(right).length && keys.every(key => Object.hasOwn(right, key) && equal(type.of, left[key], right[key]));
    }
    case 'struct': return partsOf(type.name).every(part => {
      const [left, right] = [within(a, part.key), within(b, part.key)];
      return left === right || part.fields.every(field => equal(field.type, left[field.key], right[field.key]));
    });
    default: return isZero(type, a) && isZero(type, b);
  }
}
