/** RuntimeClass: its overhead and its demands on nodes become the Pod's. Follows plugin/pkg/admission/runtimeclass. */
import { err, ok, type Result } from '../../../base/result.ts';
import { jsonEqual } from '../../../base/json.ts';
import type { KubeObject, RuntimeClass } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { find } from '../call.ts';
import { isEmptyMap, listOf, specOf, textOf, textsOf, withField, type Fields } from '../fields.ts';
import { serverError } from '../invalid.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { refuse, unaskable } from './refuse.ts';

const isPodCreation = ({ call, operation }: Attributes): boolean => call.row.resource === 'pods' && call.subresource === '' && operation === 'create';

function classOf(object: KubeObject, { call }: Attributes): RuntimeClass | null {
  const name = textOf(specOf(object)['runtimeClassName']);
  return name === '' ? null : find(call, 'runtimeclasses.node.k8s.io', '', name);
}

function admit(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const spec = specOf(object);
  if (!isPodCreation(attributes) || spec['runtimeClassName'] === undefined) return ok(object);
  const found = classOf(object, attributes);
  if (found === null) return err(notFound(textOf(spec['runtimeClassName']), attributes));
  const overhead = found.overhead?.podFixed;
  let next = spec;
  if (overhead !== undefined) {
    if (!isEmptyMap(textsOf(spec['overhead'])) && !jsonEqual(spec['overhead'], overhead)) return err(refuse(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"));
    next = withField(next, 'overhead', overhead);
  }
  const scheduled = withScheduling(next, found);
  return scheduled.ok ? ok(withField(object, 'spec', scheduled.value)) : err(refuse(attributes, scheduled.error));
}

/** A name that no object can have is no refusal but an error. */
function notFound(name: string, attributes: Attributes): Status {
  const problem = unaskable(name);
  return problem === '' ? refuse(attributes, `pod rejected: RuntimeClass "${name}" not found`) : serverError(problem);
}

function withScheduling(spec: Fields, { scheduling }: RuntimeClass): Result<Fields, string> {
  if (scheduling === undefined) return ok(spec);
  const selector = textsOf(spec['nodeSelector']);
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = selector[key];
    if (own !== undefined && own !== value) return err(`conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`);
  }
  let next = isEmptyMap(scheduling.nodeSelector ?? {}) ? spec : withField(spec, 'nodeSelector', { ...selector, ...scheduling.nodeSelector });
  const tolerations = listOf(spec['tolerations']);
  const added = ((scheduling.tolerations ?? []) as unknown as readonly Fields[]).filter(each => !tolerations.some(own => jsonEqual(own, each)));
  if (added.length > 0) next = withField(next, 'tolerations', [...tolerations, ...added]);
  return ok(next);
}

/** An overhead must come from a class. */
function validate(attributes: Attributes): Status | null {
  const { object } = attributes;
  if (object === null || !isPodCreation(attributes) || isEmptyMap(textsOf(specOf(object)['overhead']))) return null;
  const found = classOf(object, attributes);
  return found?.overhead === undefined ? refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead') : null;
}

export const runtimeClass: AdmissionPlugin = { name: 'RuntimeClass', admit, validate };
