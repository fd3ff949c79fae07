/** JSON patch, RFC 6902, with the words of the library that the API server uses (evanphx/json-patch). */
import { isObject, jsonEqual } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';

export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

class Refused extends Error {}
const steps = (path: string): readonly string[] => path.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));

export function applyJsonPatch(target: unknown, operations: readonly JsonPatchOperation[]): Result<unknown, string> {
  let document = target;
  try {
    for (const operation of operations) document = applyOne(document, operation);
  } catch (error) {
    if (error instanceof Refused) return err(error.message);
    throw error;
  }
  return ok(document);
}

function applyOne(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, path } = operation;
  switch (op) {
    case 'add': return change(document, path, op, (container, key) => insert(container, key, operation.value, path));
    case 'remove': return change(document, path, op, (container, key) => take(container, key, path));
    case 'replace': return change(document, path, op, (container, key) => replace(container, key, operation.value, path));
    case 'test': return test(document, operation);
    case 'move': {
      const moved = read(document, operation.from ?? '', op);
      const without = change(document, operation.from ?? '', op, (container, key) => take(container, key, operation.from ?? ''));
      return change(without, path, op, (container, key) => insert(container, key, moved, path));
    }
    case 'copy': {
      const copied = read(document, operation.from ?? '', op);
      return change(document, path, op, (container, key) => insert(container, key, copied, path));
    }
    default: throw new Refused(`Unexpected kind: ${op}`);
  }
}

const missing = (op: string, path: string): Refused => new Refused(`${op} operation does not apply: doc is missing path: "${path}": missing value`);

/** Rebuilds the document with the container of a path changed. */
function change(document: unknown, path: string, op: string, edit: (container: unknown, key: string) => unknown): unknown {
  const way = steps(path);
  const last = way.at(-1);
  if (last === undefined) return edit({ '': document }, '') && (edit({ '': document }, '') as { '': unknown })[''];
  const walk = (here: unknown, depth: number): unknown => {
    if (depth === way.length - 1) return edit(here, last);
    const step = way[depth] ?? '';
    const inner = childOf(here, step);
    if (inner === undefined || inner === null) throw missing(op, path);
    return setChild(here, step, walk(inner, depth + 1));
  };
  return walk(document, 0);
}
function childOf(container: unknown, step: string): unknown {
  if (Array.isArray(container)) return /^\d+$/.test(step) ? container[Number(step)] : undefined;
  return isObject(container) && Object.hasOwn(container, step) ? container[step] : undefined;
}
function setChild(container: unknown, step: string, value: unknown): unknown {
  if (Array.isArray(container)) return container.map((item: unknown, i) => (i === Number(step) ? value : item));
  return { ...(container as object), [step]: value };
}
function read(document: unknown, path: string, op: string): unknown {
  let here = document;
  for (const step of steps(path)) {
    here = childOf(here, step);
    if (here === undefined) throw missing(op, path);
  }
  return here;
}

function insert(container: unknown, key: string, value: unknown, path: string): unknown {
  if (!Array.isArray(container)) {
    if (!isObject(container)) throw missing('add', path);
    return { ...container, [key]: value ?? null };
  }
  if (key === '-') return [...(container as readonly unknown[]), value ?? null];
  const index = indexOf(key, path, 'add');
  if (index > container.length) throw new Refused(`add operation does not apply: doc is missing path: "${path}": Unable to access invalid index: ${index}: invalid index referenced`);
  return [...container.slice(0, index), value ?? null, ...container.slice(index)];
}
function take(container: unknown, key: string, path: string): unknown {
  if (Array.isArray(container)) {
    const index = indexOf(key, path, 'remove');
    if (index >= container.length) throw new Refused(`remove operation does not apply: doc is missing path: "${path}": Unable to access invalid index: ${index}: invalid index referenced`);
    return container.filter((_, i) => i !== index);
  }
  if (!isObject(container)) throw missing('remove', path);
  if (!Object.hasOwn(container, key)) throw new Refused(`remove operation does not apply: doc is missing path: "${path}": Unable to remove nonexistent key: ${key}: missing value`);
  const { [key]: _, ...rest } = container;
  return rest;
}
function replace(container: unknown, key: string, value: unknown, path: string): unknown {
  if (!Array.isArray(container)) {
    if (!isObject(container)) throw missing('replace', path);
    return { ...container, [key]: value ?? null };
  }
  const index = indexOf(key, path, 'replace');
  if (index >= container.length) throw new Refused(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  return setChild(container, key, value ?? null);
}
function indexOf(key: string, path: string, op: string): number {
  if (!/^-?\d+$/.test(key)) throw new Refused(`${op} operation does not apply: doc is missing path: "${path}": strconv.Atoi: parsing "${key}": invalid syntax`);
  return Number(key);
}

function test(document: unknown, { path, value }: JsonPatchOperation): unknown {
  let found: unknown = document;
  for (const step of steps(path)) found = found === undefined ? undefined : childOf(found, step);
  if (!jsonEqual(found ?? null, value ?? null)) throw new Refused(`testing value ${path} failed: test failed`);
  return document;
}
