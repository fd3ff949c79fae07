/** What Go's converter from maps to structs says of a wrong type. Follows apimachinery runtime/converter.go. */
import type { Type } from '../../../model/schema.ts';

/** A value's kind in Go, once it has been decoded without a type. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  switch (typeof value) {
    case 'string': return 'string';
    case 'boolean': return 'bool';
    case 'number': return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int64' : 'float64';
    default: return 'map';
  }
}

export function converterError(value: unknown, wanted: Type): string {
  const found = goKind(value);
  switch (wanted.kind) {
    case 'struct': return `cannot restore struct from: ${found}`;
    case 'map': return `cannot restore map from ${found}`;
    case 'list': case 'bytes': return `cannot restore slice from ${found}`;
    case 'scalar': {
      const kind = wanted.scalar === 'string' || wanted.scalar === 'bool' || wanted.scalar === 'float64' ? wanted.scalar : wanted.scalar === 'int32' ? 'int32' : 'int64';
      // Go can make a text of an integer and an integer of a fraction; JSON cannot, and the converter says so.
      const couldConvert = (found === 'int64' && kind === 'string') || (found === 'float64' && (kind === 'int32' || kind === 'int64'));
      return couldConvert ? `cannot convert ${found} to ${wanted.go}` : `unrecognized type: ${kind}`;
    }
  }
}
