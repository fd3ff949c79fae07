/** ResourceQuota: what of a namespace's budget is used. The API server holds new objects to it. Follows pkg/controller/resourcequota and pkg/quota. */
import { jsonEqual } from '../../base/json.ts';
import type { KubeObject, PersistentVolumeClaim, Pod, ResourceQuota, Service, k8s } from '../../model/objects.ts';
import { podLimits, podRequests } from '../../model/pod-requests.ts';
import { addQuantities, formatQuantity } from '../../model/quantity.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { isFinished } from './objects.ts';
import { patchStatus } from './status.ts';

type Self = Controller<object>;

/** The names by which a quota counts objects, and what they count. */
const COUNTED: Readonly<Record<string, string>> = {
  pods: 'pods', 'count/pods': 'pods', services: 'services', configmaps: 'configmaps', secrets: 'secrets', persistentvolumeclaims: 'persistentvolumeclaims',
  replicationcontrollers: 'replicationcontrollers', resourcequotas: 'resourcequotas',
};
const WATCHED = [
  'resourcequotas', 'pods', 'services', 'configmaps', 'secrets', 'persistentvolumeclaims', 'replicationcontrollers', 'deployments.apps', 'replicasets.apps',
  'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch', 'ingresses.networking.k8s.io',
];

const resourceOf = (name: string): string | undefined => COUNTED[name] ?? (name.startsWith('count/') ? name.slice(6) : undefined);

const isBestEffort = (pod: Pod): boolean => pod.status.qosClass === 'BestEffort';
const terminates = (pod: Pod): boolean => pod.spec.activeDeadlineSeconds !== undefined;

function inScope(pod: Pod, { operator, scopeName, values = [] }: k8s.ScopedResourceSelectorRequirement): boolean {
  switch (scopeName) {
    case 'Terminating': return terminates(pod);
    case 'NotTerminating': return !terminates(pod);
    case 'BestEffort': return isBestEffort(pod);
    case 'NotBestEffort': return !isBestEffort(pod);
    case 'PriorityClass': {
      const name = pod.spec.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return values.includes(name) === (operator === 'In');
    }
    default: return true;
  }
}
function podsFor(self: Self, { metadata, spec }: ResourceQuota): readonly Pod[] {
  const scopes: readonly k8s.ScopedResourceSelectorRequirement[] = [...(spec.scopes ?? []).map(scopeName => ({ scopeName, operator: 'Exists' })), ...(spec.scopeSelector?.matchExpressions ?? [])];
  return self.plan.view.list('pods', metadata.namespace).filter(pod => !isFinished(pod) && scopes.every(scope => inScope(pod, scope)));
}

const NANO = 1_000_000_000n;
function sumOf(pods: readonly Pod[], kind: 'requests' | 'limits', resource: string): string {
  let sum = 0;
  for (const pod of pods) sum += (kind === 'requests' ? podRequests(pod) : podLimits(pod)).get(resource) ?? 0;
  return resource === 'cpu'
    ? formatQuantity({ nano: BigInt(sum) * 1_000_000n, format: 'DecimalSI' })
    : formatQuantity({ nano: BigInt(sum) * NANO, format: resource === 'memory' || resource.startsWith('hugepages-') || resource === 'ephemeral-storage' ? 'BinarySI' : 'DecimalSI' });
}

function usageOf(self: Self, quota: ResourceQuota, name: string, pods: readonly Pod[]): string | null {
  const { view } = self.plan;
  const { namespace } = quota.metadata;
  if (name === 'pods') return String(pods.length);
  const counted = resourceOf(name);
  if (counted !== undefined) return String(view.list(counted, namespace).length);
  if (name === 'services.nodeports' || name === 'services.loadbalancers') return String(view.list('services', namespace).reduce((sum, service) => sum + portsOf(service, name), 0));
  const storageClass = /^(.*)\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/.exec(name);
  if (name === 'requests.storage' || storageClass !== null) {
    const claims = view.list('persistentvolumeclaims', namespace).filter(claim => storageClass === null || claim.spec.storageClassName === storageClass[1]);
    return storageClass?.[2] === 'persistentvolumeclaims' ? String(claims.length) : claims.reduce((sum, claim) => addQuantities(sum, storageOf(claim)), '0');
  }
  const [, kind = 'requests', resource = ''] = /^(?:(requests|limits)\.)?(.+)$/.exec(name) ?? [];
  return resource === '' || resource.includes('/') && kind === 'limits' ? null : sumOf(pods, kind as 'requests' | 'limits', resource);
}
const storageOf = ({ spec }: PersistentVolumeClaim): string => spec.resources?.requests?.['storage'] ?? '0';
function portsOf({ spec }: Service, name: string): number {
  if (name === 'services.loadbalancers') return spec.type === 'LoadBalancer' ? 1 : 0;
  return spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false) ? (spec.ports ?? []).length : 0;
}

function sync(self: Self, key: string): void {
  const quota = self.plan.view.get('resourcequotas', ...splitKey(key));
  if (quota === undefined) return;
  const hard = quota.spec.hard ?? {};
  const pods = podsFor(self, quota);
  const used: Record<string, string> = {};
  for (const name of Object.keys(hard)) {
    const usage = usageOf(self, quota, name, pods);
    if (usage !== null) used[name] = usage;
  }
  patchStatus(self, 'resourcequotas', quota, { hard, used });
}

/** Whether a change of a Pod changes what is used. */
const podMatters = (a: Pod, b: Pod): boolean => isFinished(a) !== isFinished(b) || !jsonEqual(a.spec, b.spec);

export const resourceQuotaController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'resourcequota-controller',
  watches: WATCHED,
  init: () => ({}),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'resourcequotas' && value !== null && prev !== null && jsonEqual(value['spec'], prev['spec'])) return;
    if (value !== null && prev !== null && resource !== 'resourcequotas' && !(resource === 'pods' && podMatters(value as unknown as Pod, prev as unknown as Pod)) && resource !== 'services') return;
    for (const quota of self.plan.view.list('resourcequotas', object.metadata.namespace)) self.dirty(keyOf(quota));
  },
  sync,
});
