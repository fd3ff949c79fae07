/** Pods on their way into the store. Follows pkg/registry/core/pod/strategy.go. */
import { jsonEqual } from '../../../base/json.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { qosClassOf, type QosClass } from '../../../model/qos.ts';
import { APP_ARMOR } from '../../../model/well-known.ts';
import type { ResourceTexts } from '../resources.ts';
import { at, fieldsOf, inField, listOf, mapField, specOf, statusOf, textOf, textsOf, withField, withMeta, type Fields } from '../fields.ts';
import type { Call, Strategy } from '../types.ts';
import { podWarnings } from '../warnings/pod.ts';
import { warn } from '../call.ts';
import { withoutDisabledFields } from './disabled.ts';

export function qosClass(spec: Fields): QosClass {
  const holders = spec['resources'] === undefined ? [...listOf(spec['containers']), ...listOf(spec['initContainers'])] : [spec];
  return qosClassOf(holders.map(holder => fieldsOf(holder['resources'])).map(({ requests, limits }) => ({ requests: textsOf(requests), limits: textsOf(limits) })));
}

function prepareForCreate(pod: KubeObject, call: Call): KubeObject {
  const spec = withLabelKeys(withoutDisabledFields(specOf(pod)), textsOf(pod.metadata.labels));
  const gated = listOf(spec['schedulingGates']).length > 0;
  const status = { phase: 'Pending', ...(gated ? { conditions: [gatedCondition(call.now)] } : {}), qosClass: qosClass(spec) };
  const prepared = withField(withField(withMeta(pod, { generation: 1 }), 'spec', spec), 'status', status);
  return withAppArmorFields(prepared, call);
}
const gatedCondition = (now: string): Fields => ({
  type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime: now, reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates',
});

/** matchLabelKeys and mismatchLabelKeys become expressions of the selector beside them. */
function withLabelKeys(spec: Fields, labels: ResourceTexts): Fields {
  const term = (each: Fields): Fields => merged(merged(each, 'matchLabelKeys', 'In', labels), 'mismatchLabelKeys', 'NotIn', labels);
  const affinity = (each: Fields): Fields =>
    mapField(mapField(each, 'requiredDuringSchedulingIgnoredDuringExecution', term), 'preferredDuringSchedulingIgnoredDuringExecution', weighted => inField(weighted, 'podAffinityTerm', term));
  const made = inField(spec, 'affinity', all => inField(inField(all, 'podAffinity', affinity), 'podAntiAffinity', affinity));
  return mapField(made, 'topologySpreadConstraints', each => merged(each, 'matchLabelKeys', 'In', labels));
}
function merged(term: Fields, field: string, operator: string, labels: ResourceTexts): Fields {
  const keys = (Array.isArray(term[field]) ? (term[field] as readonly string[]) : []).filter(key => labels[key] !== undefined);
  if (keys.length === 0) return term;
  return inField(term, 'labelSelector', selector =>
    withField(selector, 'matchExpressions', [...listOf(selector['matchExpressions']), ...keys.map(key => ({ key, operator, values: [labels[key]] }))]));
}

/** The old annotations become fields. Follows applyAppArmorVersionSkew. */
function withAppArmorFields(pod: KubeObject, call: Call): KubeObject {
  const annotations = textsOf(pod.metadata.annotations);
  if (!Object.keys(annotations).some(key => key.startsWith(APP_ARMOR)) || at(pod, 'spec', 'os', 'name') === 'windows') return pod;
  const ofPod = at(pod, 'spec', 'securityContext', 'appArmorProfile');
  const sync = (container: Fields): Fields => {
    const key = `${APP_ARMOR}${textOf(container['name'])}`;
    const annotation = annotations[key];
    if (annotation === undefined || at(container, 'securityContext', 'appArmorProfile') !== undefined) return container;
    const profile = armorProfile(annotation);
    const isNew = profile !== null && !jsonEqual(profile, ofPod);
    if (profile === null || isNew) warn(call, `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    return isNew ? withField(container, 'securityContext', { ...fieldsOf(container['securityContext']), appArmorProfile: profile }) : container;
  };
  let spec = specOf(pod);
  for (const field of ['initContainers', 'containers']) spec = mapField(spec, field, sync);
  return withField(pod, 'spec', spec);
}
function armorProfile(annotation: string): Fields | null {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const name = annotation.startsWith('localhost/') ? annotation.slice('localhost/'.length) : '';
  return name === '' || name !== name.trim() ? null : { type: 'Localhost', localhostProfile: name };
}

const bumped = (next: KubeObject, old: KubeObject): KubeObject =>
  jsonEqual(next['spec'], old['spec']) ? next : withMeta(next, { generation: (old.metadata.generation ?? 0) + 1 });

function prepareForUpdate(next: KubeObject, old: KubeObject, call: Call): KubeObject {
  const kept = withField(next, 'status', old['status']);
  switch (call.subresource) {
    case 'ephemeralcontainers': return bumped(onlySpec(kept, old, { ephemeralContainers: specOf(next)['ephemeralContainers'] }), old);
    case 'resize': return bumped(onlyResize(kept, old), old);
    default: return bumped(kept, old);
  }
}
/** The old object with some fields of its spec replaced. */
function onlySpec(next: KubeObject, old: KubeObject, fields: Fields): KubeObject {
  const spec: Record<string, unknown> = { ...specOf(old) };
  for (const name in fields) {
    if (fields[name] === undefined) delete spec[name];
    else spec[name] = fields[name];
  }
  return {
    ...next, spec, status: old['status'],
    metadata: { ...old.metadata, resourceVersion: next.metadata.resourceVersion, ...(next.metadata.managedFields ? { managedFields: next.metadata.managedFields } : {}) },
  } as KubeObject;
}
/** Only resources and resize policies may change; containers that were added, dropped or renamed are left for validation to refuse. */
function onlyResize(next: KubeObject, old: KubeObject): KubeObject {
  const [spec, was] = [specOf(next), specOf(old)];
  const fields = ['containers', 'initContainers'];
  if (fields.some(field => listOf(spec[field]).length !== listOf(was[field]).length)) return next;
  const lists: Record<string, unknown> = {};
  for (const field of fields) {
    const [list, before] = [listOf(spec[field]), listOf(was[field])];
    if (before.length === 0) continue;
    const isRenamed = list.some((container, i) => container['name'] !== before[i]?.['name']);
    lists[field] = isRenamed ? list : before.map((container, i) => withField(withField(container, 'resources', list[i]?.['resources']), 'resizePolicy', list[i]?.['resizePolicy']));
  }
  return onlySpec(next, old, { ...lists, resources: spec['resources'] });
}

function prepareForStatusUpdate(next: KubeObject, old: KubeObject): KubeObject {
  const status = statusOf(next);
  const kept = withField(withField(next, 'spec', old['spec']), 'status', status['qosClass'] ? status : withField(status, 'qosClass', statusOf(old)['qosClass']));
  return withMeta(kept, { ownerReferences: old.metadata.ownerReferences });
}

export const podStrategy: Strategy = { prepareForCreate, prepareForUpdate, prepareForStatusUpdate, warnings: (pod, old) => (old === null ? podWarnings(pod) : []) };
