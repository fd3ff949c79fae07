/** The functions of Go's text/template, and those that kubectl adds. */
import { decodeBase64 } from '../../base/bytes.ts';
import { isObject } from '../../base/json.ts';
import { goText } from './go-json.ts';

/** A template that cannot be parsed or applied. */
export class TemplateError extends Error {
  constructor(
    message: string,
    /** What was written before it failed. */
    readonly written = '',
  ) {
    super(message);
  }
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new TemplateError(`error calling len: ${value === null || value === undefined ? 'reflect: call of reflect.Value.Type on zero Value' : `len of type ${goTypeName(value)}`}`);
}
function indexOf(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce<unknown>((current, key) => {
    if (Array.isArray(current)) {
      if (typeof key !== 'number') throw new TemplateError(`error calling index: cannot index slice/array with type ${goTypeName(key)}`);
      if (key < 0 || key >= current.length) throw new TemplateError(`error calling index: index out of range: ${goText(key)}`);
      return (current as readonly unknown[])[key];
    }
    if (isObject(current)) return current[String(key)];
    throw new TemplateError('error calling index: index of untyped nil');
  }, value);
}
function formatted(format: unknown, ...values: readonly unknown[]): string {
  let at = 0;
  return String(format).replace(/%(-?\d*)([vsdq%])/g, (_, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = values[at++];
    const text = verb === 'q' ? JSON.stringify(goText(value)) : goText(value);
    const size = Math.abs(Number(width === '' || width === '-' ? 0 : width));
    return width.startsWith('-') ? text.padEnd(size) : text.padStart(size);
  });
}
const same = (a: unknown, b: unknown): boolean => a === b;
/** A value of a template, as Go names its type. */
const goTypeName = (value: unknown): string => (typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float64') : typeof value === 'boolean' ? 'bool' : typeof value);
function below(name: string, a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  throw new TemplateError(`error calling ${name}: incompatible types for comparison: ${goTypeName(a)} and ${goTypeName(b)}`);
}
function decoded(value: unknown): string {
  const text = String(value);
  const wrong = text.search(/[^A-Za-z0-9+/=\r\n]/);
  const at = wrong >= 0 ? wrong : text.length % 4 > 0 ? text.length - (text.length % 4) : -1;
  if (at >= 0) throw new TemplateError(`error calling base64decode: base64 decode failed: illegal base64 data at input byte ${at}`);
  return decodeBase64(text);
}
const unit = (char: string): string => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
const forScript = (text: string): string => text.replace(/[\\'"]/g, (char) => `\\${char}`).replace(/[<>&=\p{Cc}]/gu, unit);
const MARKUP: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' };
const forMarkup = (text: string): string => text.replace(/[<>&"']/g, (char) => MARKUP[char] ?? char);
const forQuery = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const joined = (values: readonly unknown[]): string => values.map(goText).join('');
function part(value: unknown, from: unknown = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new TemplateError(`error calling slice: ${value === null || value === undefined ? 'slice of untyped nil' : `can't slice item of type ${goTypeName(value)}`}`);
  const ends = [Number(from), to === undefined ? value.length : Number(to)] as const;
  for (const end of ends) if (!(end >= 0 && end <= value.length)) throw new TemplateError(`error calling slice: index out of range: ${end}`);
  return value.slice(...ends);
}
const lines = (values: readonly unknown[]): string => `${values.map(goText).join(' ')}\n`;

export const FUNCTIONS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  and: (...values) => values.find(isEmpty) ?? values.at(-1),
  or: (...values) => values.find((value) => !isEmpty(value)) ?? values.at(-1),
  not: (value) => isEmpty(value),
  len: lengthOf,
  index: indexOf,
  eq: (first, ...rest) => rest.some((each) => same(first, each)),
  ne: (a, b) => !same(a, b),
  lt: (a, b) => below('lt', a, b),
  le: (a, b) => !below('le', b, a),
  gt: (a, b) => below('gt', b, a),
  ge: (a, b) => !below('ge', a, b),
  slice: part,
  html: (...values) => forMarkup(joined(values)),
  js: (...values) => forScript(joined(values)),
  urlquery: (...values) => forQuery(joined(values)),
  print: (...values) => joined(values),
  println: (...values) => lines(values),
  printf: formatted,
  exists: (value, ...keys) => keys.reduce<unknown>((current, key) => (Array.isArray(current) ? (current as readonly unknown[])[Number(key)] : isObject(current) ? current[String(key)] : undefined), value) !== undefined,
  base64decode: decoded,
};
