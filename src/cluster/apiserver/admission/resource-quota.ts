/** ResourceQuota: what a namespace may use in all. Follows apiserver pkg/admission/plugin/resourcequota and pkg/quota/v1/evaluator/core. */
import { byText } from '../../../base/order.ts';
import type { KubeObject, ResourceQuota, k8s } from '../../../model/objects.ts';
import { addQuantities, compareQuantities, subtractQuantities } from '../../../model/quantity.ts';
import type { Status } from '../../../model/status.ts';
import { registryKey } from '../../contract/store.ts';
import { findAll } from '../call.ts';
import { at, isEmptyMap, listOf, specOf, textOf, textsOf, type Fields } from '../fields.ts';
import { qosClass } from '../strategy/pod.ts';
import type { ResourceTexts } from '../resources.ts';
import type { Call } from '../types.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { usageOf } from './quota-usage.ts';
import { refuse } from './refuse.ts';

/** Whether an object counts for a scope. Only Pods have scopes; claims know the class of their attributes. */
function inScope({ scopeName, operator, values = [] }: k8s.ScopedResourceSelectorRequirement, object: KubeObject, resource: string): boolean {
  const spec = specOf(object);
  if (scopeName === 'VolumeAttributesClass') return resource === 'persistentvolumeclaims' && byOperator(operator, textOf(spec['volumeAttributesClassName']), values);
  if (resource !== 'pods') return false;
  switch (scopeName) {
    case 'Terminating': return spec['activeDeadlineSeconds'] !== undefined;
    case 'NotTerminating': return spec['activeDeadlineSeconds'] === undefined;
    case 'BestEffort': return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort': return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass': return byOperator(operator, textOf(spec['priorityClassName']), values);
    case 'CrossNamespacePodAffinity': return reachesOtherNamespaces(spec);
    default: return false;
  }
}
function byOperator(operator: string, value: string, values: readonly string[]): boolean {
  switch (operator) {
    case 'In': return values.includes(value);
    case 'NotIn': return !values.includes(value);
    case 'DoesNotExist': return value === '';
    default: return value !== '';
  }
}
function reachesOtherNamespaces(spec: Fields): boolean {
  return ['podAffinity', 'podAntiAffinity'].some(kind => [
    ...listOf(at(spec, 'affinity', kind, 'requiredDuringSchedulingIgnoredDuringExecution')),
    ...listOf(at(spec, 'affinity', kind, 'preferredDuringSchedulingIgnoredDuringExecution')).map(each => (each['podAffinityTerm'] ?? {}) as Fields),
  ].some(term => listOf(term['namespaces']).length > 0 || term['namespaceSelector'] !== undefined));
}
function selectorsOf(quota: ResourceQuota): readonly k8s.ScopedResourceSelectorRequirement[] {
  const plain = (quota.spec.scopes ?? []).map(scopeName => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...(quota.spec.scopeSelector?.matchExpressions ?? [])];
}

const COMPUTE = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);
/** Containers must say what a quota counts. Follows evaluator/core/pods.go Constraints. */
function missingWords(names: readonly string[], object: KubeObject): string | null {
  const spec = specOf(object);
  const ofPod = (field: string, name: string): boolean => textsOf(at(spec, 'resources', field))[name] !== undefined;
  const byName = new Map<string, string[]>();
  for (const container of [...listOf(spec['containers']), ...listOf(spec['initContainers'])]) {
    for (const name of names) {
      if (!COMPUTE.has(name)) continue;
      const field = name.startsWith('limits.') ? 'limits' : 'requests';
      const plain = name.slice(name.indexOf('.') + 1);
      if (textsOf(at(container, 'resources', field))[plain] !== undefined || ofPod(field, plain)) continue;
      byName.set(name, [...(byName.get(name) ?? []), textOf(container['name'])]);
    }
  }
  if (byName.size === 0) return null;
  return `must specify ${[...byName].sort(([a], [b]) => byText(a, b)).map(([name, containers]) => `${name} for: ${containers.join(',')}`).join('; ')}`;
}

const listText = (list: ResourceTexts): string => Object.keys(list).sort(byText).map(name => `${name}=${list[name] ?? '0'}`).join(',');
const only = (list: ResourceTexts, names: readonly string[]): ResourceTexts => Object.fromEntries(names.filter(name => list[name] !== undefined).map(name => [name, list[name] ?? '0']));

interface Charge {
  readonly quota: ResourceQuota;
  readonly used: ResourceTexts;
}

/** What one quota says of the object: a refusal's words, or what it will count. */
function charge(quota: ResourceQuota, object: KubeObject, resource: string, usage: ResourceTexts, delta: ResourceTexts): string | Charge | null {
  const { name } = quota.metadata;
  const hard = textsOf(quota.status.hard);
  const names = Object.keys(hard).filter(each => usage[each] !== undefined || (resource === 'pods' && COMPUTE.has(each)));
  if (names.length === 0 || !selectorsOf(quota).every(selector => inScope(selector, object, resource))) return null;
  const missing = resource === 'pods' ? missingWords(names, object) : null;
  if (missing !== null) return `failed quota: ${name}: ${missing}`;
  const used = textsOf(quota.status.used);
  if (names.some(each => used[each] === undefined)) return `status unknown for quota: ${name}, resources: ${[...names].sort(byText).join(',')}`;
  const requested = Object.fromEntries(Object.entries(only(delta, names)).filter(([, amount]) => compareQuantities(amount, '0') > 0));
  if (isEmptyMap(requested)) return null;
  const next = Object.fromEntries(Object.entries(requested).map(([each, amount]) => [each, addQuantities(used[each] ?? '0', amount)]));
  const over = Object.keys(next).filter(each => compareQuantities(next[each] ?? '0', hard[each] ?? '0') > 0);
  if (over.length > 0) return `exceeded quota: ${name}, requested: ${listText(only(requested, over))}, used: ${listText(only(used, over))}, limited: ${listText(only(hard, over))}`;
  return { quota, used: { ...used, ...next } };
}

function validate(attributes: Attributes): Status | null {
  const { call, object, old, operation } = attributes;
  if (object === null || operation === 'delete' || !call.row.namespaced || (call.subresource !== '' && call.subresource !== 'resize')) return null;
  const quotas = findAll(call, 'resourcequotas', call.namespace);
  if (quotas.length === 0) return null;
  const { storage } = call.row;
  const usage = usageOf(storage, object);
  const before = old === null ? {} : usageOf(storage, old);
  const delta = Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, before[name] === undefined ? amount : subtractQuantities(amount, before[name])]));
  if (old !== null && Object.values(delta).every(amount => compareQuantities(amount, '0') <= 0)) return null;
  const charges: Charge[] = [];
  for (const quota of quotas) {
    const result = charge(quota, object, storage, usage, delta);
    if (typeof result === 'string') return refuse(attributes, result);
    if (result !== null) charges.push(result);
  }
  for (const each of charges) spend(call, each);
  return null;
}

/** Counts the object at once; the quota controller counts again later. */
function spend(call: Call, { quota, used }: Charge): void {
  if (call.dryRun) return;
  const { store } = call.deps;
  const { namespace = '', name } = quota.metadata;
  store.put(registryKey('resourcequotas', namespace, name), { ...quota, metadata: { ...quota.metadata, resourceVersion: String(store.revision + 1) }, status: { ...quota.status, used } }, call.deps.now());
}

export const resourceQuota: AdmissionPlugin = { name: 'ResourceQuota', validate };
