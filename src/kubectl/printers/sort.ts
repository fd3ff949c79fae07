/** `--sort-by`: objects by the value of a field. Follows kubectl pkg/cmd/get/sorter.go; quantities are compared as quantities. */
import { compareQuantities, parseQuantity } from '../../model/quantity.ts';
import { CommandError } from '../errors.ts';
import { JsonPath, PathError, relaxedJsonPath } from './jsonpath.ts';

type Value = string | number | boolean | null | undefined;

function less(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    const quantities = parseQuantity(left) !== null && parseQuantity(right) !== null;
    return quantities ? compareQuantities(left, right) < 0 : left < right;
  }
  return typeof left === 'number' && typeof right === 'number' ? left < right : false;
}

/** Sorts by a path such as `.metadata.name`; those that lack the field come first. */
export function sortBy<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string): readonly T[] {
  try {
    const path = new JsonPath(relaxedJsonPath(field));
    const keyed = items.map((item) => ({ item, value: path.find(objectOf(item))[0]?.[0] as Value }));
    if (items.length > 0 && keyed.every(({ value }) => value === undefined)) throw new CommandError(`couldn't find any field with path ${JSON.stringify(path.template)} in the list of objects`);
    return keyed
      .sort((a, b) => {
        if (a.value === undefined || b.value === undefined) return Number(a.value !== undefined) - Number(b.value !== undefined);
        return less(a.value, b.value) ? -1 : less(b.value, a.value) ? 1 : 0;
      })
      .map(({ item }) => item);
  } catch (error) {
    throw error instanceof PathError ? new CommandError(error.message) : error;
  }
}
