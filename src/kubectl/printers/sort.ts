/** `--sort-by`: objects by the value of a field. Follows kubectl pkg/cmd/get/sorter.go; quantities are compared as quantities. */
import { compareQuantities, parseQuantity } from '../../model/quantity.ts';
import { CommandError } from '../errors.ts';
import { JsonPath, PathError, relaxedJsonPath } from './jsonpath.ts';

/** A value that has no order: there kubectl ends at once, with a line of its log. */
export class UnsortableError extends Error {}

const goTypeOf = (value: unknown): string =>
  typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';

function less(left: unknown, right: unknown): boolean {
  if (left === null || right === null) return left === null && right !== null;
  if (typeof left === 'boolean' || typeof left === 'object') throw new UnsortableError(`unsortable type: ${goTypeOf(left)}`);
  if (typeof left === 'string' && typeof right === 'string') {
    const quantities = parseQuantity(left) !== null && parseQuantity(right) !== null;
    return quantities ? compareQuantities(left, right) < 0 : left < right;
  }
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  throw new UnsortableError('unsortable interface: interface');
}

interface Keyed<T> {
  readonly item: T;
  readonly value: unknown;
}
/** What lacks the field goes before everything it meets, another such one too. */
const before = (a: Keyed<unknown>, b: Keyed<unknown>): boolean => a.value === undefined || (b.value !== undefined && less(a.value, b.value));

/** In the steps in which Go sorts a short list: they show where `before` is no order. */
function sorted<T>(given: readonly Keyed<T>[]): readonly T[] {
  const list = [...given];
  for (let from = 1; from < list.length; from++) {
    const one = list[from] as Keyed<T>;
    let at = from;
    for (; at > 0 && before(one, list[at - 1] as Keyed<T>); at--) list[at] = list[at - 1] as Keyed<T>;
    list[at] = one;
  }
  return list.map(({ item }) => item);
}

/** Sorts by a path such as `.metadata.name`. */
export function sortBy<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string): readonly T[] {
  let template = field;
  try {
    const path = new JsonPath(relaxedJsonPath(field));
    template = path.template;
    const keyed = items.map((item) => ({ item, value: path.find(objectOf(item))[0]?.[0] }));
    if (items.length > 0 && keyed.every(({ value }) => value === undefined)) throw new CommandError(`couldn't find any field with path ${JSON.stringify(path.template)} in the list of objects`);
    return sorted(keyed);
  } catch (error) {
    if (error instanceof UnsortableError) throw new UnsortableError(`Field ${template} in %T is an unsortable type: interface, err: ${error.message}`);
    throw error instanceof PathError ? new CommandError(error.message) : error;
  }
}
