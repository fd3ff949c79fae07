/**
 * Any JSON value -> an object of a type, as Go's decoder fills a struct and its encoder writes it back: unknown fields are told
 * and dropped, null is nothing, empty values are left out where Go leaves them out. Follows sigs.k8s.io/json.
 */
import { quote } from '../../../base/go-quote.ts';
import { base64Bytes, base64OfBytes } from '../../../base/bytes.ts';
import { isObject } from '../../../base/json.ts';
import type { Field, ListType, MapType, ScalarType, StructType, Type } from '../../../model/schema.ts';
import { NumberText } from './number.ts';
import { converterError } from './converter.ts';
import { decodeBase64Error, decodeInteger, decodeQuantity, decodeTime, kindOf } from './scalars.ts';

interface Unmarshalled {
  readonly value: Readonly<Record<string, unknown>>;
  /** The first wrong type, in Go's words. */
  readonly error: string | null;
  /** Unknown fields, in the order met. */
  readonly strict: readonly string[];
}

/** The walk's own notes: where it is, and what it has met. One is made for each body. */
interface Walk {
  readonly words: Words;
  readonly path: (string | number)[];
  readonly structs: StructType[];
  error: string | null;
  /** Whether the error is of a type that reads itself: Go stops there, and forgets the wrong types it met before. */
  ended: boolean;
  readonly strict: string[];
}
const MOST_STRICT_ERRORS = 100;

/** Bodies are read by Go's JSON decoder; what a strategic patch makes, by a converter of maps with words of its own. */
type Words = 'json' | 'converter';

export function unmarshal(type: StructType, value: unknown, words: Words = 'json'): Unmarshalled {
  const walk: Walk = { words, path: [], structs: [], error: null, ended: false, strict: [] };
  const made = isObject(value) ? struct(walk, type, value) : zeroStruct(type);
  if (!isObject(value) && value !== null && value !== undefined) mismatch(walk, value, type);
  return { value: made, error: walk.error, strict: walk.strict };
}

/** Notes the first type error, with Go's word on the field it stands in. */
function mismatch(walk: Walk, value: unknown, wanted: Type, found: string = kindOf(value)): void {
  const ends = walk.words === 'json' && isCustom(wanted);
  if (walk.ended || (walk.error !== null && !ends)) return;
  walk.ended = ends;
  if (walk.words === 'converter' && !isCustom(wanted)) {
    walk.error = converterError(value, wanted);
    return;
  }
  const owner = walk.structs.at(-1);
  const isBare = owner === undefined || walk.words === 'converter';
  const where = isBare ? 'Go value' : `Go struct field ${owner.name.slice(owner.name.lastIndexOf('.') + 1)}.${goPath(walk)}`;
  walk.error = `json: cannot unmarshal ${found} into ${where} of type ${decodedAs(wanted)}`;
}
/** Types with a decoder of their own, which reads a plainer one. */
const isCustom = (type: Type): boolean => type.kind === 'scalar' && (type.scalar === 'intOrString' || type.scalar === 'time' || type.scalar === 'microTime');
const decodedAs = (type: Type): string => (isCustom(type) ? (type.kind === 'scalar' && type.scalar === 'intOrString' ? 'int32' : 'string') : type.go);
/** A type with a decoder of its own could not read its text. */
function fail(walk: Walk, message: string): void {
  if (walk.ended || (walk.words === 'converter' && walk.error !== null)) return;
  walk.error = message;
  walk.ended = true;
}

/** Names of fields without indices and keys, embedded structs included: `spec.containers.livenessProbe.ProbeHandler.httpGet`. */
function goPath(walk: Walk): string {
  const names: string[] = [];
  let at = 0;
  for (const owner of walk.structs) {
    while (at < walk.path.length && !(typeof walk.path[at] === 'string' && owner.fields.has(walk.path[at] as string))) at++;
    const name = walk.path[at++];
    if (typeof name !== 'string') break;
    const embedded = owner.fields.get(name)?.embedded;
    if (embedded) names.push(embedded);
    names.push(name);
  }
  return names.join('.');
}
/** `spec.containers[0].ports[1]`, as strict errors have it. */
function strictPath(path: readonly (string | number)[], name: string): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text === '' ? name : `${text}.${name}`;
}

function struct(walk: Walk, type: StructType, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  const { fields } = type;
  walk.structs.push(type);
  for (const name of walk.words === 'json' ? Object.keys(value) : inOrder(type, value)) {
    const field = fields.get(name);
    if (field === undefined) {
      if (walk.strict.length < MOST_STRICT_ERRORS) walk.strict.push(`unknown field ${quote(strictPath(walk.path, name))}`);
      continue;
    }
    const given = value[name];
    if (given === null || given === undefined) continue;
    walk.path.push(name);
    const decoded = decode(walk, field.type, given);
    walk.path.pop();
    // An empty list is no list once it has been stored.
    if (!isLeftOut(field, decoded)) made[name] = Array.isArray(decoded) && decoded.length === 0 ? null : decoded;
  }
  walk.structs.pop();
  for (const field of type.always) if (made[field.name] === undefined) made[field.name] = zero(field);
  return made;
}

/** Go's converter takes the fields of a struct in their order, and what it does not know at the end. */
const inOrder = ({ order, fields }: StructType, value: Readonly<Record<string, unknown>>): readonly string[] =>
  [...order.map(field => field.name).filter(name => name in value), ...Object.keys(value).filter(name => !fields.has(name))];

function isLeftOut(field: Field, value: unknown): boolean {
  if (value === undefined) return true;
  if (!field.omitEmpty) return false;
  if (field.pointer) return value === null;
  switch (field.type.kind) {
    case 'struct': return false;
    case 'list': return (value as readonly unknown[]).length === 0;
    case 'map': {
      for (const _ in value as object) return false;
      return true;
    }
    case 'bytes': return value === '';
    case 'scalar': return value === '' || value === 0 || value === false || value === null ? isPlain(field.type) : false;
  }
}
/** A scalar that is no struct in Go, whose zero value omitempty leaves out. */
const isPlain = ({ scalar }: ScalarType): boolean => scalar !== 'quantity' && scalar !== 'intOrString' && scalar !== 'time' && scalar !== 'microTime' && scalar !== 'raw';

/** Nearly every container has one, as its resources: they share it. */
const EMPTY = Object.freeze({});
/** What Go writes for a field that was not given. */
function zero(field: Field): unknown {
  if (field.pointer) return field.omitEmpty ? undefined : null;
  switch (field.type.kind) {
    case 'struct': return field.type.always.length === 0 ? EMPTY : zeroStruct(field.type);
    case 'list': case 'map': case 'bytes': return null;
    case 'scalar': return zeroScalar(field.type);
  }
}
function zeroScalar({ scalar }: ScalarType): unknown {
  switch (scalar) {
    case 'string': return '';
    case 'bool': return false;
    case 'quantity': return '0';
    case 'time': case 'microTime': case 'raw': return null;
    default: return 0;
  }
}
export function zeroStruct(type: StructType): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const field of type.always) {
    const value = zero(field);
    if (value !== undefined) made[field.name] = value;
  }
  return made;
}
/** What stands in a list or map for null. */
function zeroOf(type: Type): unknown {
  if (type.kind === 'struct') return zeroStruct(type);
  return type.kind === 'scalar' ? zeroScalar(type) : type.kind === 'bytes' ? '' : null;
}

function decode(walk: Walk, type: Type, value: unknown): unknown {
  switch (type.kind) {
    case 'struct':
      if (isObject(value) && !(value instanceof NumberText)) return struct(walk, type, value);
      mismatch(walk, value, type);
      return undefined;
    case 'list':
      if (Array.isArray(value)) return list(walk, type, value);
      mismatch(walk, value, type);
      return undefined;
    case 'map':
      if (isObject(value) && !(value instanceof NumberText)) return map(walk, type, value);
      mismatch(walk, value, type);
      return undefined;
    case 'bytes':
      if (Array.isArray(value)) return bytesOf(walk, value);
      if (typeof value === 'string') return bytes(walk, value);
      mismatch(walk, value, type);
      return undefined;
    case 'scalar': return scalar(walk, type, value);
  }
}
function list(walk: Walk, type: ListType, value: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  for (let i = 0; i < value.length; i++) {
    walk.path.push(i);
    const item = value[i];
    items.push(item === null || item === undefined ? (type.pointers ? null : zeroOf(type.item)) : decode(walk, type.item, item));
    walk.path.pop();
  }
  return items;
}
function map(walk: Walk, type: MapType, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    walk.path.push(key);
    const decoded = item === null || item === undefined ? zeroOf(type.value) : decode(walk, type.value, item);
    walk.path.pop();
    if (key === '__proto__') Object.defineProperty(made, key, { value: decoded, enumerable: true, configurable: true, writable: true });
    else made[key] = decoded;
  }
  return made;
}
function bytes(walk: Walk, value: string): string {
  const wrong = decodeBase64Error(value);
  if (wrong !== null) walk.error ??= walk.words === 'converter' ? `error decoding from json: ${wrong}` : wrong;
  return isCanonical(value) ? value : base64OfBytes(base64Bytes(value));
}

/** Written again, base64 has no line breaks and no bits left over at its end. */
const isCanonical = (text: string): boolean => !text.endsWith('=') && !text.includes('\n') && !text.includes('\r');
/** A list of numbers stands for bytes, too. */
function bytesOf(walk: Walk, value: readonly unknown[]): string {
  return base64OfBytes(value.map(each => (each === null ? 0 : Number(decode(walk, BYTE, each) ?? 0))));
}
const BYTE: ScalarType = { kind: 'scalar', scalar: 'uint8', go: 'uint8' };

function scalar(walk: Walk, type: ScalarType, value: unknown): unknown {
  switch (type.scalar) {
    case 'string':
      if (typeof value === 'string') return value;
      mismatch(walk, value, type);
      return undefined;
    case 'bool':
      if (typeof value === 'boolean') return value;
      mismatch(walk, value, type);
      return undefined;
    case 'int32': case 'int64': case 'uint8': return integer(walk, value, type.scalar, type);
    case 'float64':
      if (typeof value === 'number') return value;
      if (value instanceof NumberText) return Number(value.text);
      mismatch(walk, value, type);
      return undefined;
    case 'intOrString': return typeof value === 'string' ? value : integer(walk, value, 'int32', type);
    case 'quantity': {
      const result = decodeQuantity(value);
      if (result.ok) return result.value;
      fail(walk, result.error);
      return undefined;
    }
    case 'time': case 'microTime': {
      if (typeof value !== 'string') {
        mismatch(walk, value, type);
        return undefined;
      }
      const result = decodeTime(value, type.scalar === 'microTime');
      if (result.ok) return result.value;
      fail(walk, result.error);
      return undefined;
    }
    case 'raw': return plain(value);
  }
}

function integer(walk: Walk, value: unknown, size: 'int32' | 'int64' | 'uint8', type: ScalarType): unknown {
  const result = decodeInteger(value, size);
  if (result.ok) return result.value;
  // Go's converter lets an integer overflow without a word.
  if (walk.words === 'converter' && typeof value === 'number' && Number.isInteger(value)) return value | 0;
  mismatch(walk, value, type, result.error);
  return undefined;
}

/** A free-form value, with its numbers as plain numbers. */
export function plain(value: unknown): unknown {
  if (value instanceof NumberText) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
