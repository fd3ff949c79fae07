/** JSON patch, RFC 6902, as evanphx/json-patch v4 carries it out for the API server: positions may count from the end, and a replacement need not find anything. */
import { isObject, jsonEqual } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';

export interface JsonPatchOperation {
  readonly op?: string | null;
  readonly path?: string | null;
  readonly from?: string | null;
  readonly value?: unknown;
}
type Container = unknown[] | Readonly<Record<string, unknown>>;
type Edit = (container: Container, key: string) => Container;

class Refused extends Error {}
/** A key as a step of a JSON pointer, RFC 6901. */
export const pointerStep = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
/** The keys that a JSON pointer leads through; the first is what stands before its first slash. */
export const pointerKeys = (path: string): readonly string[] => path.split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The patched document, or why it cannot be patched. What was there stays as it is. */
export function applyJsonPatch(target: unknown, operations: readonly (JsonPatchOperation | null)[]): Result<unknown, string> {
  let document = target;
  try {
    for (const operation of operations) document = applyOne(document, operation ?? {});
  } catch (error) {
    if (error instanceof Refused) return err(error.message);
    throw error;
  }
  return ok(document);
}

function applyOne(document: unknown, operation: JsonPatchOperation): unknown {
  const value = operation.value ?? null;
  switch (operation.op) {
    case 'add': return change(document, pathOf(operation), insert(value));
    case 'remove': return change(document, pathOf(operation), take);
    case 'replace': return replaceAt(document, pathOf(operation), value);
    case 'test': return test(document, pathOf(operation), value);
    case 'move': return change(change(document, fromOf(operation), take), pathOf(operation), insert(read(document, fromOf(operation))));
    case 'copy': return change(document, pathOf(operation), insert(read(document, fromOf(operation))));
    default: throw new Refused(`Unexpected kind: ${operation.op ?? 'unknown'}`);
  }
}
function pathOf({ op, path }: JsonPatchOperation): string {
  if (typeof path === 'string') return path;
  throw new Refused(`${op ?? ''} operation failed to decode path: missing value`);
}
function fromOf({ op, from }: JsonPatchOperation): string {
  if (typeof from === 'string') return from;
  throw new Refused(`${op ?? ''} operation failed to decode from: operation, missing from field: missing value`);
}
const missing = (path: string): Refused => new Refused(`doc is missing path: "${path}": missing value`);
const invalidIndex = (index: number): Refused => new Refused(`Unable to access invalid index: ${index}: invalid index referenced`);

/** The steps to the container that a path ends in, and the key in it. A path begins with a slash. */
function stepsOf(path: string): readonly [way: readonly string[], key: string] {
  const steps = pointerKeys(path);
  if (steps.length < 2) throw missing(path);
  return [steps.slice(1, -1), steps.at(-1) ?? ''];
}
const asContainer = (value: unknown): Container | null => (Array.isArray(value) ? (value as unknown[]) : isObject(value) ? value : null);

/** Rebuilds the document with the container of a path changed. */
function change(document: unknown, path: string, edit: Edit): unknown {
  const [way, key] = stepsOf(path);
  const walk = (here: unknown, depth: number): unknown => {
    const container = asContainer(here);
    if (container === null) throw missing(path);
    const step = way[depth];
    if (step === undefined) return edit(container, key);
    const inner = walk(childOf(container, step), depth + 1);
    return Array.isArray(container) ? container.with(indexIn(container, step), inner) : { ...container, [step]: inner };
  };
  return walk(document, 0);
}
/** What stands at a key: nothing in a map is nothing, past the end of a list is a mistake. */
function childOf(container: Container, step: string): unknown {
  if (Array.isArray(container)) return container[indexIn(container, step)];
  return Object.hasOwn(container, step) ? container[step] : undefined;
}
function read(document: unknown, path: string): unknown {
  const [way, key] = stepsOf(path);
  let here: unknown = document;
  for (const step of [...way, key]) {
    const container = asContainer(here);
    if (container === null) throw missing(path);
    here = childOf(container, step);
  }
  return here;
}

/** A position, counted from the end where it is negative. `room` is one more than there are items where something is to be added. */
function indexIn(list: readonly unknown[], key: string, room: number = list.length): number {
  if (!/^[+-]?\d+$/.test(key)) throw new Refused(`strconv.Atoi: parsing "${key}": invalid syntax`);
  const index = Number(key);
  if (index >= room || index < -room) throw invalidIndex(index);
  return index < 0 ? index + room : index;
}
const insert = (value: unknown): Edit => (container, key) => {
  if (!Array.isArray(container)) return { ...container, [key]: value ?? null };
  return container.toSpliced(key === '-' ? container.length : indexIn(container, key, container.length + 1), 0, value ?? null);
};
function take(container: Container, key: string): Container {
  if (Array.isArray(container)) return container.toSpliced(indexIn(container, key), 1);
  if (!Object.hasOwn(container, key)) throw new Refused(`Unable to remove nonexistent key: ${key}: missing value`);
  const { [key]: _, ...rest } = container;
  return rest;
}
function replaceAt(document: unknown, path: string, value: unknown): unknown {
  if (path !== '') return change(document, path, (container, key) => (Array.isArray(container) ? container.with(indexIn(container, key), value) : { ...container, [key]: value }));
  if (asContainer(value) === null) throw new Refused('replace operation value must be object or array');
  return value;
}

function test(document: unknown, path: string, value: unknown): unknown {
  const found = path === '' ? document : read(document, path);
  if (!jsonEqual(found ?? null, value)) throw new Refused(`testing value ${path} failed: test failed`);
  return document;
}
