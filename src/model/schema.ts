/**
 * The API's types as data: for each struct its fields with their Go types, how Go writes them, and how lists merge.
 * Drawn from facts/types.json (list types, merge keys, enums, kinds) and facts/go-types.json (order, Go types, omitempty).
 * Go's own names of types are kept, as the API server's decoding errors tell them.
 */
import goFacts from './facts/go-types.json' with { type: 'json' };
import typeFacts from './facts/types.json' with { type: 'json' };

type ScalarKind = 'string' | 'bool' | 'int32' | 'int64' | 'uint8' | 'float64' | 'quantity' | 'intOrString' | 'time' | 'microTime' | 'raw';

export interface StructType {
  readonly kind: 'struct';
  /** `core.v1.PodSpec`; `v1.PodSpec` in Go's words. */
  readonly name: string;
  readonly go: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields in Go's order. */
  readonly order: readonly Field[];
  /** Fields that are written even when nobody gave them. */
  readonly always: readonly Field[];
  /** Server-side apply takes it as one value. */
  readonly atomic: boolean;
}
export interface ListType {
  readonly kind: 'list';
  readonly go: string;
  readonly item: Type;
  /** Items are pointers in Go: `null` stays. */
  readonly pointers: boolean;
}
export interface MapType {
  readonly kind: 'map';
  readonly go: string;
  readonly value: Type;
}
export interface ScalarType {
  readonly kind: 'scalar';
  readonly go: string;
  readonly scalar: ScalarKind;
}
/** Base64 text in JSON, bytes in Go. */
interface BytesType {
  readonly kind: 'bytes';
  readonly go: string;
}
export type Type = StructType | ListType | MapType | ScalarType | BytesType;

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly pointer: boolean;
  /** The struct of Go's that this field is embedded through: `ProbeHandler`; it shows in decoding errors only. */
  readonly embedded: string;
  /** Left out of JSON when it has its zero value (omitempty); structs only with omitzero. */
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  readonly required: boolean;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategy?: readonly string[];
  readonly patchMergeKey?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

interface FieldFacts {
  readonly type?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}
interface TypeFacts {
  readonly mapType?: string;
  readonly kinds?: readonly string[];
  readonly required?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldFacts>>;
}
const types = typeFacts as unknown as Readonly<Record<string, TypeFacts>>;
const structs = goFacts.structs as Readonly<Record<string, readonly string[]>>;
const named = goFacts.named as Readonly<Record<string, string>>;

const SCALARS: Readonly<Record<string, ScalarKind>> = {
  string: 'string', bool: 'bool', int: 'int64', int32: 'int32', int64: 'int64', uint8: 'uint8', float64: 'float64',
  'api.resource.Quantity': 'quantity', 'util.intstr.IntOrString': 'intOrString', 'meta.v1.Time': 'time', 'meta.v1.MicroTime': 'microTime',
  'meta.v1.FieldsV1': 'raw', 'runtime.RawExtension': 'raw', 'meta.v1.Duration': 'string',
};
/** `core.v1.PodSpec` -> `v1.PodSpec`: Go tells the package by its last name. */
const goName = (name: string): string => {
  const parts = name.split('.');
  return parts.length < 2 ? name : parts.slice(-2).join('.');
};

const known = new Map<string, Type>();

function typeOf(text: string): Type {
  const found = known.get(text);
  if (found) return found;
  const made = makeType(text);
  known.set(text, made);
  return made;
}

function makeType(text: string): Type {
  if (text.startsWith('*')) return typeOf(text.slice(1));
  if (text === '[]uint8') return { kind: 'bytes', go: '[]uint8' };
  if (text.startsWith('[]')) {
    const item = typeOf(text.slice(2));
    const pointers = text.startsWith('[]*');
    return { kind: 'list', go: `[]${pointers ? '*' : ''}${item.go}`, item, pointers };
  }
  if (text.startsWith('map[')) {
    const close = text.indexOf(']');
    const value = typeOf(text.slice(close + 1));
    return { kind: 'map', go: `map[${goName(text.slice(4, close))}]${value.go}`, value };
  }
  const scalar = SCALARS[text];
  if (scalar) return { kind: 'scalar', go: goName(text), scalar };
  const underlying = named[text];
  if (underlying !== undefined) return { ...typeOf(underlying), go: goName(text) };
  return structOf(text);
}

function structOf(name: string): StructType {
  const lines = structs[name] ?? [];
  const facts = types[name];
  let order: readonly Field[] | null = null;
  let fields: ReadonlyMap<string, Field> | null = null;
  let always: readonly Field[] | null = null;
  // Types refer to one another in circles, so the fields are made when they are first asked for.
  return {
    kind: 'struct', name, go: goName(name), atomic: facts?.mapType === 'atomic',
    get order() {
      return (order ??= lines.map(line => fieldOf(line, facts)));
    },
    get fields() {
      return (fields ??= new Map(this.order.map(field => [field.name, field])));
    },
    get always() {
      return (always ??= this.order.filter(isAlwaysWritten));
    },
  };
}

/** What encoding/json writes for a field that is not set: pointers and empty values are left out only where the tag says so. */
const isAlwaysWritten = (field: Field): boolean => !field.omitZero && (!field.omitEmpty || (isGoStruct(field.type) && !field.pointer));
/** Quantities and times are structs in Go, which omitempty never leaves out. */
const isGoStruct = (type: Type): boolean => type.kind === 'struct' || (type.kind === 'scalar' && (type.scalar === 'quantity' || type.scalar === 'intOrString' || type.scalar === 'time' || type.scalar === 'microTime'));

function fieldOf(line: string, facts: TypeFacts | undefined): Field {
  const [name = '', type = '', omit = '', embedded = ''] = line.split(' ');
  const fact = facts?.fields?.[name] ?? {};
  return {
    name,
    type: typeOf(type),
    pointer: type.startsWith('*'),
    embedded,
    omitEmpty: omit.includes('e'),
    omitZero: omit.includes('z'),
    required: facts?.required?.includes(name) ?? false,
    ...(fact.listType ? { listType: fact.listType } : {}),
    ...(fact.listKeys ? { listKeys: fact.listKeys } : {}),
    ...(fact.mapType ? { mapType: fact.mapType } : {}),
    ...(fact.patchStrategy ? { patchStrategy: fact.patchStrategy.split(',') } : {}),
    ...(fact.patchMergeKey ? { patchMergeKey: fact.patchMergeKey } : {}),
    ...(fact.enum ? { enum: fact.enum } : {}),
    ...('default' in fact ? { default: fact.default } : {}),
  };
}

const structNames = new Map<string, string>();
for (const [name, facts] of Object.entries(types)) for (const kind of facts.kinds ?? []) if (structs[name]) structNames.set(kind, name);

/** The struct of a kind (`v1`, `Pod`), or undefined where the API has none. */
export function schemaOfKind(apiVersion: string, kind: string): StructType | undefined {
  const name = structNames.get(`${apiVersion}/${kind}`);
  const type = name === undefined ? undefined : typeOf(name);
  return type?.kind === 'struct' ? type : undefined;
}
/** The struct of a name: `core.v1.PodSpec`. */
export function schemaOf(name: string): StructType {
  const type = typeOf(name);
  if (type.kind !== 'struct') throw new Error(`${name} is no struct`);
  return type;
}
