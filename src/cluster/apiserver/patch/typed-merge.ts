/** Merging an applied configuration into an object, taking fields out of it, and what is wrong with it. Follows structured-merge-diff typed. */
import { isObject } from '../../../base/json.ts';
import type { Field, ScalarType, Type } from '../../../model/schema.ts';
import { elementText, EMPTY, type FieldSet } from './field-set.ts';
import { elementOf, fieldOf, itemType, relationOf } from './typed.ts';


/** The object with the configuration merged into it. */
export function merge(type: Type, live: unknown, config: unknown, field: Field | null = null): unknown {
  if (config === undefined) return live;
  const relation = relationOf(type, field);
  if (live === undefined || live === null || config === null || relation === 'leaf') return config;
  if (relation === 'map') {
    if (!isObject(live) || !isObject(config)) return config;
    const made: Record<string, unknown> = { ...live };
    for (const name of Object.keys(config)) {
      const child = fieldOf(type, name);
      made[name] = child.type === null ? config[name] : merge(child.type, live[name], config[name], child.field);
    }
    return made;
  }
  return Array.isArray(live) && Array.isArray(config) ? mergeLists(type, live, config, field) : config;
}

/** Items of both keep the order of the configuration; those that only the object has stay before what followed them. Follows mergingWalker.visitListItems. */
function mergeLists(type: Type, live: readonly unknown[], config: readonly unknown[], field: Field | null): readonly unknown[] {
  const [left, right] = [live, config].map(list => list.map(item => elementOf(type, field, item))) as [string[], string[]];
  const liveBy = new Map(left.map((element, i) => [element, live[i]]));
  const configBy = new Map(right.map((element, i) => [element, config[i]]));
  const item = (element: string): unknown => (field?.listType === 'set' ? (configBy.get(element) ?? liveBy.get(element)) : merge(itemType(type), liveBy.get(element), configBy.get(element)));
  const shared = right.filter(element => liveBy.has(element));
  const made: unknown[] = [];
  const done = new Set<string>();
  let [l, r, next] = [0, 0, 0];
  const takeRight = (element: string): void => {
    made.push(item(element));
    done.add(element);
    r++;
    if (shared[next] === element) next++;
  };
  while (l < left.length || r < right.length) {
    const [a, b] = [left[l], right[r]];
    if (a !== undefined && b !== undefined) {
      if (a === b) {
        takeRight(a);
        l++;
        continue;
      }
      if (configBy.has(a) && shared[next] !== undefined && shared[next] !== a) {
        l++;
        continue;
      }
    }
    if (a !== undefined && !configBy.has(a)) {
      made.push(live[l]);
      l++;
      continue;
    }
    if (a !== undefined && done.has(a)) l++;
    if (b !== undefined) takeRight(b);
    else if (a !== undefined && !done.has(a)) l++;
  }
  return made;
}

/** The object without the members of a set. */
export function removeItems(type: Type, value: unknown, gone: FieldSet, field: Field | null = null): unknown {
  if (gone.children.size === 0) return value;
  const relation = relationOf(type, field);
  if (relation === 'leaf') return undefined;
  if (relation === 'map') {
    if (!isObject(value)) return value;
    const made: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const child = gone.children.get(`f:${name}`) ?? EMPTY;
      if (child.member) continue;
      const inner = fieldOf(type, name);
      const left = inner.type === null ? value[name] : removeItems(inner.type, value[name], child, inner.field);
      if (left !== undefined) made[name] = left;
    }
    return Object.keys(made).length === 0 ? undefined : made;
  }
  if (!Array.isArray(value)) return value;
  const made = value.flatMap((item: unknown) => {
    const child = gone.children.get(elementOf(type, field, item)) ?? EMPTY;
    return child.member ? [] : [removeItems(itemType(type), item, child)];
  });
  return made.length === 0 ? undefined : made;
}

/** What is wrong with a configuration, in the library's words. */
export function typeErrors(type: Type, value: unknown, field: Field | null = null, path = ''): readonly string[] {
  if (value === null || value === undefined) return [];
  const at = (message: string): string => (path === '' ? message : `${path}: ${message}`);
  switch (type.kind) {
    case 'struct': case 'map':
      if (!isObject(value)) return [at(`expected map, got ${goValue(value)}`)];
      return Object.keys(value).flatMap(name => {
        const child = fieldOf(type, name);
        return child.type === null ? [`${path}.${name}: field not declared in schema`] : typeErrors(child.type, value[name], child.field, `${path}.${name}`);
      });
    case 'list': return Array.isArray(value) ? listErrors(type, value, field, path) : [at(`expected list, got ${goValue(value)}`)];
    case 'bytes': return typeof value === 'string' ? [] : [at(`expected string, got ${goValue(value)}`)];
    case 'scalar': {
      const wrong = scalarError(type, value);
      return wrong === null ? [] : [at(wrong)];
    }
  }
}
function listErrors(type: Type, list: readonly unknown[], field: Field | null, path: string): readonly string[] {
  const relation = relationOf(type, field);
  const seen = new Set<string>();
  return list.flatMap((item, i) => {
    if (relation === 'leaf') return typeErrors(itemType(type), item, null, `${path}[${i}]`);
    if (relation === 'keyed' && !isObject(item)) return [`${path}: element ${i}: associative list with keys may not have ${item === null ? 'a null element' : 'non-map elements'}`];
    const element = elementOf(type, field, item);
    const text = elementText(element);
    const twice = seen.has(element) ? [`${path}: duplicate entries for key ${text}`] : [];
    seen.add(element);
    return [...twice, ...typeErrors(itemType(type), item, null, `${path}${text}`)];
  });
}
function scalarError({ scalar }: ScalarType, value: unknown): string | null {
  const got = `got &value.valueUnstructured{Value:${goValue(value)}}`;
  switch (scalar) {
    case 'string': case 'time': case 'microTime': return typeof value === 'string' ? null : `expected string, ${got}`;
    case 'bool': return typeof value === 'boolean' ? null : `expected boolean, ${got}`;
    case 'int32': case 'int64': case 'uint8': case 'float64': return typeof value === 'number' ? null : `expected numeric (int or float), ${got}`;
    default: return null;
  }
}
/** A value as Go prints it with %#v. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goValue).join(', ')}}`;
  if (isObject(value)) return `map[string]interface {}{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${goValue(value[key])}`).join(', ')}}`;
  return value === null ? 'interface {}(nil)' : JSON.stringify(value);
}
