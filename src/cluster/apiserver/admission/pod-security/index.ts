/** PodSecurity: a namespace's labels say what its Pods may ask for. Follows pod-security-admission/admission. */
import { byText } from '../../../../base/order.ts';
import type { KubeObject } from '../../../../model/objects.ts';
import type { Status } from '../../../../model/status.ts';
import { find, findAll, warn } from '../../call.ts';
import { at, fieldsOf, listOf, specOf, textsOf, type Fields } from '../../fields.ts';
import { invalid } from '../../invalid.ts';
import type { Call } from '../../types.ts';
import type { AdmissionPlugin, Attributes } from '../plugin.ts';
import { refuse } from '../refuse.ts';
import type { PodParts } from './checks.ts';
import { detailText, isStricter, levelText, policyOf, reasonText, violations, type LevelVersion, type Policy } from './policy.ts';

/** Where each workload keeps its Pods' template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  podtemplates: ['template'],
  replicationcontrollers: ['spec', 'template'],
  'replicasets.apps': ['spec', 'template'],
  'deployments.apps': ['spec', 'template'],
  'statefulsets.apps': ['spec', 'template'],
  'daemonsets.apps': ['spec', 'template'],
  'jobs.batch': ['spec', 'template'],
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template'],
};
const PLAIN_SUBRESOURCES = new Set(['', 'ephemeralcontainers', 'resize']);

const partsOf = (holder: Fields): PodParts => ({ spec: fieldsOf(holder['spec']), annotations: textsOf(at(holder, 'metadata', 'annotations')) });
const namespacePolicy = (call: Call): Policy => policyOf(find(call, 'namespaces', '', call.namespace)?.metadata.labels ?? {}).policy;

function validatePod(attributes: Attributes, pod: KubeObject): Status | null {
  const { call, old } = attributes;
  const policy = namespacePolicy(call);
  if (policy.enforce.level === 'privileged' && policy.warn.level === 'privileged') return null;
  if (old !== null && !changesImages(specOf(pod), specOf(old))) return null;
  const parts = partsOf(pod);
  const found = violations(policy.enforce, parts);
  if (found.length > 0) return refuse(attributes, `violates PodSecurity "${levelText(policy.enforce)}": ${detailText(found)}`);
  warnAt(call, policy.warn, parts);
  return null;
}
function warnAt(call: Call, level: LevelVersion, parts: PodParts): void {
  const found = violations(level, parts);
  if (found.length > 0) warn(call, `would violate PodSecurity "${levelText(level)}": ${detailText(found)}`);
}

/** An update matters when it brings in another image or another container. */
function changesImages(spec: Fields, old: Fields): boolean {
  return ['containers', 'initContainers', 'ephemeralContainers'].some(field => {
    const before = listOf(old[field]);
    const list = listOf(spec[field]);
    if (field !== 'ephemeralContainers') return list.length !== before.length || list.some((each, i) => each['image'] !== before[i]?.['image']);
    return list.some(each => before.find(other => other['name'] === each['name'])?.['image'] !== each['image']);
  });
}

function validateNamespace({ call, object, old, operation }: Attributes): Status | null {
  if (object === null || call.subresource !== '') return null;
  const next = policyOf(textsOf(object.metadata.labels));
  const before = operation === 'create' || old === null ? null : policyOf(textsOf(old.metadata.labels));
  const isNews = before === null || before.errors.map(each => each.message).join() !== next.errors.map(each => each.message).join();
  if (next.errors.length > 0 && isNews) return invalid(call.row, object.metadata.name, next.errors);
  if (before === null) return null;
  const [enforce, was] = [next.policy.enforce, before.policy.enforce];
  const isSameVersion = enforce.minor === was.minor;
  if (enforce.level === 'privileged' || (isSameVersion && !isStricter(enforce.level, was.level))) return null;
  for (const text of podsInBreach(call, object.metadata.name, enforce)) warn(call, text);
  return null;
}

/** Pods that are there already, one warning for each kind of breach. */
function podsInBreach(call: Call, namespace: string, enforce: LevelVersion): readonly string[] {
  const byBreach = new Map<string, string[]>();
  for (const pod of findAll(call, 'pods', namespace)) {
    const found = violations(enforce, partsOf(pod as unknown as Fields));
    if (found.length > 0) byBreach.set(reasonText(found), [...(byBreach.get(reasonText(found)) ?? []), pod.metadata.name]);
  }
  if (byBreach.size === 0) return [];
  const texts = [...byBreach].map(([breach, names]) => {
    const first = [...names].sort(byText)[0] ?? '';
    const others = names.length - 1;
    return `${first}${others === 0 ? '' : ` (and ${others} other pod${others === 1 ? '' : 's'})`}: ${breach}`;
  });
  return [`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(enforce)}"`, ...texts.sort(byText)];
}

function validate(attributes: Attributes): Status | null {
  const { call, object, operation } = attributes;
  if (object === null || operation === 'delete') return null;
  const { resource } = call.row;
  if (resource === 'namespaces') return validateNamespace(attributes);
  if (resource === 'pods') return PLAIN_SUBRESOURCES.has(call.subresource) ? validatePod(attributes, object) : null;
  const path = TEMPLATES[resource];
  if (path === undefined || call.subresource !== '') return null;
  const { warn: level } = namespacePolicy(call);
  if (level.level !== 'privileged') warnAt(call, level, partsOf(fieldsOf(at(object, ...path))));
  return null;
}

export const podSecurity: AdmissionPlugin = { name: 'PodSecurity', validate };
