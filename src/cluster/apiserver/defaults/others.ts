/** Defaults of everything but Pods and workloads. Follows the defaults.go of each group under pkg/apis. */
import type { KubeObject } from '../../../model/objects.ts';
import { at, fieldsOf, inField, inSpec, isEmptyMap, listOf, mapField, specOf, textsOf, withDefaults, withField, withMeta, withPath, withSameFirst, type Fields } from '../fields.ts';
import { roundedList } from './rounded.ts';
import { claimSpec, PERSISTENT_SOURCES } from './volumes.ts';


export function service(object: KubeObject): KubeObject {
  const made = inSpec(object, spec => {
    let next = withDefaults(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
    next = next['sessionAffinity'] === 'None' ? withField(next, 'sessionAffinityConfig', undefined) : next['sessionAffinity'] === 'ClientIP' ? clientIpAffinity(next) : next;
    next = mapField(next, 'ports', servicePort);
    const type = next['type'];
    const isExternal = type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && listOf(next['externalIPs']).length > 0);
    if (isExternal) next = withDefaults(next, { externalTrafficPolicy: 'Cluster' });
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP') next = withDefaults(next, { internalTrafficPolicy: 'Cluster' });
    return type === 'LoadBalancer' ? withDefaults(next, { allocateLoadBalancerNodePorts: true }) : next;
  });
  if (specOf(made)['type'] !== 'LoadBalancer') return made;
  return inField(made, 'status', status => inField(status, 'loadBalancer', balancer => mapField(balancer, 'ingress', each => (each['ip'] ? withDefaults(each, { ipMode: 'VIP' }) : each))));
}
function clientIpAffinity(spec: Fields): Fields {
  return at(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds') === undefined ? withField(spec, 'sessionAffinityConfig', { clientIP: { timeoutSeconds: 10800 } }) : spec;
}
function servicePort(port: Fields): Fields {
  const made = withDefaults(port, { protocol: 'TCP' });
  const target = made['targetPort'];
  return target === undefined || target === 0 || target === '' ? withField(made, 'targetPort', made['port']) : made;
}

export const secret = (object: KubeObject): KubeObject => (object['type'] ? object : { ...object, type: 'Opaque' });
/** Data is written even when it is empty; encoding leaves an empty map out again. */
export const persistentVolumeClaim = (object: KubeObject): KubeObject => {
  const spec = claimSpec(specOf(object));
  return withField(withField(object, 'spec', spec), 'status', withDefaults(fieldsOf(object['status']), { phase: 'Pending' }));
};
export function persistentVolume(object: KubeObject): KubeObject {
  const made = inSpec(object, spec => {
    let next = withDefaults(inField(spec, 'capacity', roundedList), { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    for (const name in PERSISTENT_SOURCES) next = inField(next, name, PERSISTENT_SOURCES[name] ?? (source => source));
    return next;
  });
  return withField(made, 'status', withDefaults(fieldsOf(made['status']), { phase: 'Pending' }));
}

/** The label that carries a namespace's own name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';
export function namespace(object: KubeObject): KubeObject {
  const made = withField(object, 'status', withDefaults(fieldsOf(object['status']), { phase: 'Active' }));
  const { name, labels } = made.metadata;
  return !name || labels?.[NAME_LABEL] === name ? made : withMeta(made, { labels: { ...labels, [NAME_LABEL]: name } });
}

export function node(object: KubeObject): KubeObject {
  const capacity = at(object, 'status', 'capacity');
  const ranged = inField(object, 'spec', spec => withSameFirst(spec, 'podCIDR', 'podCIDRs', range => range));
  const made = inField(ranged, 'status', status => inField(inField(status, 'capacity', roundedList), 'allocatable', roundedList));
  return capacity !== undefined && at(made, 'status', 'allocatable') === undefined ? withPath(made, ['status', 'allocatable'], at(made, 'status', 'capacity')) : made;
}

export const limitRange = (object: KubeObject): KubeObject => inSpec(object, spec => mapField(spec, 'limits', limitRangeItem));
/** A container's default limit is at most its maximum; its default request follows the limit, then the minimum. */
function limitRangeItem(given: Fields): Fields {
  let item = given;
  for (const name of ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']) item = inField(item, name, roundedList);
  if (item['type'] !== 'Container') return item;
  const limit = withDefaults(textsOf(item['default']), textsOf(item['max']));
  const request = withDefaults(withDefaults(textsOf(item['defaultRequest']), limit), textsOf(item['min']));
  const filled = (field: string, list: Fields): void => {
    if (!isEmptyMap(list)) item = withField(item, field, list);
  };
  filled('default', limit);
  filled('defaultRequest', request);
  return item;
}
export const resourceQuota = (object: KubeObject): KubeObject =>
  inField(inSpec(object, spec => inField(spec, 'hard', roundedList)), 'status', status => inField(inField(status, 'hard', roundedList), 'used', roundedList));

export const endpoints = (object: KubeObject): KubeObject => mapField(object, 'subsets', subset => mapField(subset, 'ports', port => withDefaults(port, { protocol: 'TCP' })));
export const endpointSlice = (object: KubeObject): KubeObject => mapField(object, 'ports', port => withDefaults(port, { name: '', protocol: 'TCP' }));

export const priorityClass = (object: KubeObject): KubeObject => withDefaults(object, { preemptionPolicy: 'PreemptLowerPriority' });
export const storageClass = (object: KubeObject): KubeObject => withDefaults(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
export const csiDriver = (object: KubeObject): KubeObject =>
  inSpec(object, spec => withDefaults(spec, { attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', volumeLifecycleModes: ['Persistent'], requiresRepublish: false, seLinuxMount: false }));

export function networkPolicy(object: KubeObject): KubeObject {
  return inSpec(object, spec => {
    const port = (each: Fields): Fields => withDefaults(each, { protocol: 'TCP' });
    let made = mapField(spec, 'ingress', rule => mapField(rule, 'ports', port));
    made = mapField(made, 'egress', rule => mapField(rule, 'ports', port));
    if (listOf(made['policyTypes']).length > 0) return made;
    return withField(made, 'policyTypes', listOf(made['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
  });
}
export const ingressClass = (object: KubeObject): KubeObject => inSpec(object, spec => inField(spec, 'parameters', each => withDefaults(each, { scope: 'Cluster' })));

const RBAC_GROUP = 'rbac.authorization.k8s.io';
/** Who a binding speaks of. Follows pkg/apis/rbac/v1/defaults.go. */
export function roleBinding(object: KubeObject): KubeObject {
  const made = inField(object, 'roleRef', ref => (ref['apiGroup'] ? ref : withField(ref, 'apiGroup', RBAC_GROUP)));
  return mapField(made, 'subjects', subject => (subject['kind'] === 'User' || subject['kind'] === 'Group' ? withDefaults(subject, { apiGroup: RBAC_GROUP }) : subject));
}
