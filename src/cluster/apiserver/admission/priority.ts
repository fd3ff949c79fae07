/** Priority: a class's name becomes the Pod's number; one class alone may be the global default. Follows plugin/pkg/admission/priority. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject, PriorityClass } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { find, findAll } from '../call.ts';
import { specOf, textOf, withField, withFields } from '../fields.ts';
import type { Call } from '../types.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { refuse } from './refuse.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

function admit(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const { call, operation, old } = attributes;
  if (call.row.resource !== 'pods' || call.subresource !== '') return ok(object);
  return operation === 'create' ? admitPod(object, attributes) : ok(old === null ? object : keepPriority(object, old));
}

/** An update that leaves the numbers out keeps them. */
function keepPriority(object: KubeObject, old: KubeObject): KubeObject {
  const [spec, was] = [specOf(object), specOf(old)];
  const missing = {
    ...(spec['priority'] === undefined && was['priority'] !== undefined ? { priority: was['priority'] } : {}),
    ...(spec['preemptionPolicy'] === undefined && was['preemptionPolicy'] !== undefined ? { preemptionPolicy: was['preemptionPolicy'] } : {}),
  };
  return withField(object, 'spec', withFields(spec, missing));
}

interface Found {
  readonly name: string;
  readonly value: number;
  readonly policy: string;
}

function admitPod(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const spec = specOf(object);
  const asked = textOf(spec['priorityClassName']);
  const found = asked === '' ? defaultClass(attributes.call) : classOf(find(attributes.call, CLASSES, '', asked));
  if (found === null) return err(refuse(attributes, `no PriorityClass with name ${asked} was found`));
  const { priority, preemptionPolicy } = spec as { priority?: number; preemptionPolicy?: string };
  if (priority !== undefined && priority !== found.value) {
    return err(refuse(attributes, `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${found.value} from the given PriorityClass name`));
  }
  if (preemptionPolicy !== undefined && preemptionPolicy !== found.policy) {
    return err(refuse(attributes, `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${found.policy} from the given PriorityClass name`));
  }
  return ok(withField(object, 'spec', withFields(spec, { ...(found.name === '' ? {} : { priorityClassName: found.name }), priority: found.value, preemptionPolicy: found.policy })));
}

const classOf = (each: PriorityClass | null): Found | null => (each === null ? null : { name: each.metadata.name, value: each.value ?? 0, policy: each.preemptionPolicy ?? 'PreemptLowerPriority' });

/** The global default with the smallest value; no class and 0 where there is none. */
function defaultClass(call: Call): Found {
  const defaults = findAll(call, CLASSES).filter(each => each.globalDefault === true).sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return classOf(defaults[0] ?? null) ?? { name: '', value: 0, policy: 'PreemptLowerPriority' };
}

/** A second global default is refused. */
function validate(attributes: Attributes): Status | null {
  const { call, object, operation } = attributes;
  if (call.row.resource !== CLASSES || operation === 'delete' || object?.['globalDefault'] !== true) return null;
  const other = findAll(call, CLASSES).find(each => each.globalDefault === true && each.metadata.name !== object.metadata.name);
  return other === undefined ? null : refuse(attributes, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
}

export const priority: AdmissionPlugin = { name: 'Priority', admit, validate };
