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
  throw new TemplateError(`error calling len: len of type ${value === null || value === undefined ? 'nil' : typeof value}`);
}
function indexOf(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce<unknown>((current, key) => {
    if (Array.isArray(current)) {
      if (typeof key !== 'number' || key < 0 || key >= current.length) throw new TemplateError(`error calling index: index out of range: ${goText(key)}`);
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
const below = (a: unknown, b: unknown): boolean => (typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b));
const lines = (values: readonly unknown[]): string => `${values.map(goText).join(' ')}\n`;

export const FUNCTIONS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  and: (...values) => values.find(isEmpty) ?? values.at(-1),
  or: (...values) => values.find((value) => !isEmpty(value)) ?? values.at(-1),
  not: (value) => isEmpty(value),
  len: lengthOf,
  index: indexOf,
  eq: (first, ...rest) => rest.some((each) => same(first, each)),
  ne: (a, b) => !same(a, b),
  lt: below,
  le: (a, b) => !below(b, a),
  gt: (a, b) => below(b, a),
  ge: (a, b) => !below(a, b),
  print: (...values) => values.map(goText).join(''),
  println: (...values) => lines(values),
  printf: formatted,
  exists: (value, ...keys) => keys.reduce<unknown>((current, key) => (Array.isArray(current) ? (current as readonly unknown[])[Number(key)] : isObject(current) ? current[String(key)] : undefined), value) !== undefined,
  base64decode: (value) => decodeBase64(String(value)),
};
