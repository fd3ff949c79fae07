/** Following a path of field names through the API's types. */
import type { Field, StructType, Type } from '../../model/schema.ts';

/** Lists and maps open to what they hold; a scalar has no fields. */
export function structIn(type: Type): StructType | null {
  if (type.kind === 'struct') return type;
  if (type.kind === 'list') return structIn(type.item);
  return type.kind === 'map' ? structIn(type.value) : null;
}

/** The kind's own name of a struct: `Container`. */
export const plainName = (type: StructType): string => type.name.slice(type.name.lastIndexOf('.') + 1);

/** A field and the struct that has it. */
interface Place {
  readonly owner: StructType;
  readonly field: Field;
}

/** Where a path of field names leads; undefined where there is no such field. */
export function placeAt(root: StructType, path: readonly string[]): Place | undefined {
  let owner: StructType | null = root;
  let place: Place | undefined;
  for (const name of path) {
    const field: Field | undefined = owner?.fields.get(name);
    if (owner === null || field === undefined) return undefined;
    place = { owner, field };
    owner = structIn(field.type);
  }
  return place;
}
