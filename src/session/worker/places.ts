/** Where in an object a decoding error happened: Go names the field without indices, and of a quantity it names nothing. */
import { isObject } from '../../base/json.ts';
import { schemaOfKind, type Type } from '../../model/schema.ts';
import { decodeQuantity, kindOf } from '../../cluster/apiserver/decode/scalars.ts';

const WRONG_TYPE = /cannot unmarshal (\w+)(?: \S+)? into Go struct field \w+\.(\S+) of type /;
const WRONG_QUANTITY = /quantities must match the regular expression|unable to parse quantity's suffix|unable to parse numeric part of quantity/;

/** The field, as the API writes it (`spec.containers[0].tty`), or '' where it cannot be told. */
export function decodePlace(message: string, object: Readonly<Record<string, unknown>>, apiVersion: string, kind: string): string {
  const type = WRONG_TYPE.exec(message);
  if (type !== null) return typePlace(object, (type[2] ?? '').split('.'), type[1] ?? '', '') ?? '';
  const schema = WRONG_QUANTITY.test(message) ? schemaOfKind(apiVersion, kind) : undefined;
  return schema === undefined ? '' : (quantityPlace(object, schema, '') ?? '');
}
const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The first place on the way that holds a value of the kind found. Names of embedded structs are no fields. */
function typePlace(value: unknown, way: readonly string[], found: string, path: string): string | null {
  const [name, ...rest] = way;
  if (Array.isArray(value)) return first(value, (item, i) => typePlace(item, way, found, `${path}[${i}]`)) ?? (name === undefined && kindOf(value) === found ? path : null);
  if (name === undefined) return kindOf(value) === found ? path : isObject(value) ? first(Object.entries(value), ([key, item]) => (kindOf(item) === found ? below(path, key) : null)) : null;
  if (!isObject(value)) return kindOf(value) === found ? path : null;
  return Object.hasOwn(value, name) ? typePlace(value[name], rest, found, below(path, name)) : typePlace(value, rest, found, path);
}
function quantityPlace(value: unknown, type: Type, path: string): string | null {
  if (value === null || value === undefined) return null;
  if (type.kind === 'scalar') return type.scalar === 'quantity' && !decodeQuantity(value).ok ? path : null;
  if (type.kind === 'list') return Array.isArray(value) ? first(value, (item, i) => quantityPlace(item, type.item, `${path}[${i}]`)) : null;
  if (!isObject(value)) return null;
  if (type.kind === 'map') return first(Object.entries(value), ([key, item]) => quantityPlace(item, type.value, below(path, key)));
  if (type.kind !== 'struct') return null;
  return first(Object.entries(value), ([key, item]) => {
    const field = type.fields.get(key);
    return field === undefined ? null : quantityPlace(item, field.type, below(path, key));
  });
}
function first<T>(items: readonly T[], find: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== null) return found;
  }
  return null;
}
