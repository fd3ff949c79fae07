/** What kubectl itself refuses in the metadata of a manifest, in the words of Go's JSON. Follows cli-runtime pkg/resource/metadata_decoder.go. */
import { isObject } from '../base/json.ts';
import { byText } from '../base/order.ts';

type Check = (value: unknown, path: string) => string | null;

const kindOf = (value: unknown): string => (typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value);
const refused = (value: unknown, path: string, type: string): string => `json: cannot unmarshal ${kindOf(value)} into Go struct field ${path} of type ${type}`;

const text = (type = 'string'): Check => (value, path) => (typeof value === 'string' ? null : refused(value, path, type));
const bool: Check = (value, path) => (typeof value === 'boolean' ? null : refused(value, path, 'bool'));
const whole: Check = (value, path) => {
  if (typeof value !== 'number') return refused(value, path, 'int64');
  return Number.isInteger(value) ? null : `json: cannot unmarshal number ${value} into Go struct field ${path} of type int64`;
};
const first = (values: readonly unknown[], path: string, check: Check): string | null => {
  for (const value of values) {
    const problem = value === null || value === undefined ? null : check(value, path);
    if (problem !== null) return problem;
  }
  return null;
};
const mapOf = (type: string, check: Check): Check => (value, path) => (isObject(value) ? first(Object.keys(value).sort(byText).map((key) => value[key]), path, check) : refused(value, path, type));
const listOf = (type: string, check: Check): Check => (value, path) => (Array.isArray(value) ? first(value, path, check) : refused(value, path, type));
const struct = (type: string, name: string, fields: Readonly<Record<string, Check>>): Check => (value, path) => {
  if (!isObject(value)) return refused(value, path, type);
  const inner = path.slice(path.indexOf('.'));
  for (const key of Object.keys(value).sort(byText)) {
    const problem = fields[key] === undefined ? null : first([value[key]], `${name}${inner}.${key}`, fields[key]);
    if (problem !== null) return problem;
  }
  return null;
};

const LABELS = mapOf('map[string]string', text());
const OWNER = struct('v1.OwnerReference', 'OwnerReference', { apiVersion: text(), kind: text(), name: text(), uid: text('types.UID'), controller: bool, blockOwnerDeletion: bool });
const META = struct('v1.ObjectMeta', 'ObjectMeta', {
  name: text(), generateName: text(), namespace: text(), selfLink: text(), uid: text('types.UID'), resourceVersion: text(), generation: whole, deletionGracePeriodSeconds: whole,
  labels: LABELS, annotations: LABELS, finalizers: listOf('[]string', text()), ownerReferences: listOf('[]v1.OwnerReference', OWNER),
});

/** The first field of the metadata that is of a wrong type, or null. */
export const metadataProblem = (object: Readonly<Record<string, unknown>>): string | null => first([object['metadata']], 'metadataOnlyObject.metadata', META);
