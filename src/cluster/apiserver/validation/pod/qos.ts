/** A Pod's class of service, from what it asks for. Follows pkg/apis/core/v1/helper/qos. */
import type { k8s } from '../../../../model/objects.ts';
import { compareQuantities } from '../../../../model/quantity.ts';
import { items, object, quantities, size } from '../values.ts';

const COMPUTE = ['cpu', 'memory'] as const;

export function qosClass(spec: k8s.PodSpec): k8s.PodStatus['qosClass'] & string {
  const own = object(spec.resources);
  const holders = own && size(own.requests) + size(own.limits) > 0 ? [{ resources: own }] : [...items(spec.containers), ...items(spec.initContainers)];
  const [requests, limits] = [new Map<string, string>(), new Map<string, string>()];
  let guaranteed = true;
  for (const holder of holders) {
    const [asked, capped] = [positiveOf(object(holder.resources)?.requests), positiveOf(object(holder.resources)?.limits)];
    for (const [name, value] of asked) if (!requests.has(name) || compareQuantities(value, requests.get(name) ?? '0') > 0) requests.set(name, value);
    for (const [name, value] of capped) limits.set(name, value);
    guaranteed &&= COMPUTE.every(name => capped.has(name) && (!asked.has(name) || compareQuantities(asked.get(name) ?? '0', capped.get(name) ?? '0') === 0));
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
const positiveOf = (list: unknown): ReadonlyMap<string, string> => {
  const given = quantities(list);
  return new Map(COMPUTE.filter(name => given[name] !== undefined && compareQuantities(given[name] ?? '0', '0') > 0).map(name => [name, given[name] ?? '0']));
};
