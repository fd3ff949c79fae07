/** What an object uses of a quota. Follows pkg/quota/v1/evaluator/core; the quota controller counts in the same way. */
import type { GroupResource, KubeObject } from '../../../model/objects.ts';

import { at, listOf, specOf, statusOf, textOf, textsOf } from '../fields.ts';
import { isHugePages, podTotal, type ResourceTexts } from '../resources.ts';

/** Kinds that may be counted under their plain name. */
const PLAIN_NAMES = new Set(['configmaps', 'secrets', 'services', 'resourcequotas', 'replicationcontrollers', 'persistentvolumeclaims', 'pods']);
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

function podUsage(pod: KubeObject): ResourceTexts {
  const phase = statusOf(pod)['phase'];
  if (phase === 'Succeeded' || phase === 'Failed') return { 'count/pods': '1' };
  const used: Record<string, string> = { 'count/pods': '1', pods: '1' };
  const requests = podTotal(specOf(pod), 'requests');
  for (const name in requests) {
    const amount = requests[name] ?? '0';
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name)) used[name] = amount;
    if (isNative(name) || !name.startsWith('requests.')) used[`requests.${name}`] = amount;
  }
  const limits = podTotal(specOf(pod), 'limits');
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) if (limits[name] !== undefined) used[`limits.${name}`] = limits[name];
  return used;
}

function serviceUsage(service: KubeObject): ResourceTexts {
  const spec = specOf(service);
  const ports = listOf(spec['ports']);
  const nodePorts = spec['type'] === 'NodePort'
    ? ports.length
    : spec['type'] === 'LoadBalancer' ? (spec['allocateLoadBalancerNodePorts'] === false ? ports.filter(port => Boolean(port['nodePort'])).length : ports.length) : 0;
  return { services: '1', 'count/services': '1', 'services.nodeports': String(nodePorts), 'services.loadbalancers': spec['type'] === 'LoadBalancer' ? '1' : '0' };
}

function claimUsage(claim: KubeObject): ResourceTexts {
  const spec = specOf(claim);
  const storageClass = textOf(spec['storageClassName']);
  const [asked, had] = [textsOf(at(spec, 'resources', 'requests'))['storage'], textsOf(statusOf(claim)['allocatedResources'])['storage']];
  const storage = asked ?? had;
  return {
    persistentvolumeclaims: '1', 'count/persistentvolumeclaims': '1',
    ...(storageClass === '' ? {} : { [`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`]: '1' }),
    ...(storage === undefined ? {} : { 'requests.storage': storage, ...(storageClass === '' ? {} : { [`${storageClass}.storageclass.storage.k8s.io/requests.storage`]: storage }) }),
  };
}

/** Names as quotas have them: `pods`, `requests.cpu`, `count/deployments.apps`. */
export function usageOf(resource: GroupResource, object: KubeObject): ResourceTexts {
  switch (resource) {
    case 'pods': return podUsage(object);
    case 'services': return serviceUsage(object);
    case 'persistentvolumeclaims': return claimUsage(object);
    default: return { [`count/${resource}`]: '1', ...(PLAIN_NAMES.has(resource) ? { [resource]: '1' } : {}) };
  }
}
