/** The Pod's spec inside an object, wherever its kind keeps it, and a copy of the object with another one. */
import { isObject } from '../../base/json.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { CommandError } from '../errors.ts';
import { goType } from '../mapper.ts';

type Fields = Readonly<Record<string, unknown>>;
const PLACES: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const USUAL = ['spec', 'template', 'spec'];

const placeOf = (object: KubeObject): readonly string[] => PLACES[object.kind] ?? USUAL;

function at(object: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), object);
}
function put(object: Fields, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  const below = isObject(object[key]) ? object[key] : {};
  return { ...object, [key]: rest.length === 0 ? value : put(below, rest, value) };
}

/** Null where the kind has no Pods. */
export function podSpecOf(object: KubeObject): k8s.PodSpec | null {
  const spec = at(object, placeOf(object));
  return isObject(spec) && Array.isArray(spec['containers']) ? (spec as unknown as k8s.PodSpec) : null;
}
export const withPodSpec = (object: KubeObject, spec: k8s.PodSpec): KubeObject => put(object, placeOf(object), spec) as KubeObject;

/** The spec, or kubectl's refusal. */
export function requirePodSpec(object: KubeObject): k8s.PodSpec {
  const spec = podSpecOf(object);
  if (spec === null) throw new CommandError(`the object is not a pod or does not have a pod template: ${goType(object)}`);
  return spec;
}
