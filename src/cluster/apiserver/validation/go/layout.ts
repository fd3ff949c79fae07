/**
 * How the API server's own (internal) types are laid out: the order and the Go names of their fields, which its messages
 * show, and which zero value a missing field stands for. The rows in internal-types.json are
 * [name in messages, name in the API, type, 1 where a zero value is left out]; a row without a name is an embedded type.
 */
import rows from './internal-types.json' with { type: 'json' };

interface Field {
  /** As messages show it: `ContainerPort`. */
  readonly name: string;
  /** As the API writes it: `containerPort`. */
  readonly key: string;
  readonly type: GoType;
  readonly omitEmpty: boolean;
}
export type GoType =
  | { readonly kind: 'string' | 'bool' | 'int' | 'quantity' | 'intstr' | 'time' | 'bytes' | 'raw' }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly of: GoType }
  | { readonly kind: 'struct'; readonly name: string };

const SCALARS = new Set(['string', 'bool', 'int', 'quantity', 'intstr', 'time', 'bytes']);

function parseType(text: string): GoType {
  if (text.startsWith('*')) return { kind: 'pointer', of: parseType(text.slice(1)) };
  if (text.startsWith('[]')) return { kind: 'list', of: parseType(text.slice(2)) };
  if (text.startsWith('{}')) return { kind: 'map', of: parseType(text.slice(2)) };
  if (SCALARS.has(text)) return { kind: text as 'string' };
  return text.includes('?') ? { kind: 'raw' } : { kind: 'struct', name: text };
}

/** One step of an embedded type: `key` is '' where the fields stand beside those of the outer type in the API as well. */
interface Part {
  readonly key: string;
  readonly fields: readonly Field[];
}
const known = new Map<string, readonly Part[]>();
const table = rows as Readonly<Record<string, readonly (readonly unknown[])[]>>;

/** The fields of a struct in order, in parts: its own, and those of types that it embeds. */
export function partsOf(name: string): readonly Part[] {
  const found = known.get(name);
  if (found) return found;
  const parts: { key: string; fields: Field[] }[] = [];
  for (const [shown, key, type, omit] of table[name] ?? []) {
    if (shown === '') {
      for (const part of partsOf(type as string)) parts.push({ key: key as string, fields: [...part.fields] });
      continue;
    }
    const last = parts.at(-1);
    const field: Field = { name: shown as string, key: key as string, type: parseType(type as string), omitEmpty: omit === 1 };
    if (last?.key === '') last.fields.push(field);
    else parts.push({ key: '', fields: [field] });
  }
  known.set(name, parts);
  return parts;
}

export const typeOf = (text: string): GoType => {
  const type = types.get(text) ?? parseType(text);
  types.set(text, type);
  return type;
};
const types = new Map<string, GoType>();
