/** Defaults of Pods and of Pod templates. Follows pkg/apis/core/v1/defaults.go. */
import type { KubeObject } from '../../../model/objects.ts';
import { pullPolicyOf } from './pull-policy.ts';
import { inField, isEmptyMap, mapField, numberOf, specOf, textOf, textsOf, withDefaults, withField, withSameFirst, type Fields } from '../fields.ts';
import { aggregateLimits, aggregateRequests, isHugePages, isPodLevelResource, type ResourceTexts } from '../resources.ts';
import { requirements, roundedList } from './rounded.ts';
import { volume } from './volumes.ts';

const POD_SPEC: Fields = Object.freeze({
  restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: Object.freeze({}), schedulerName: 'default-scheduler',
});

/** What a Pod and a template have in common. */
function podSpec(spec: Fields): Fields {
  let made = withAccount(withDefaults(spec, POD_SPEC));
  made = mapField(made, 'volumes', volume);
  made = mapField(made, 'initContainers', container);
  made = mapField(made, 'containers', container);
  made = mapField(made, 'ephemeralContainers', container);
  made = inField(made, 'overhead', roundedList);
  return inField(made, 'resources', requirements);
}
/** The account has an old name beside its own; the two are kept the same. Follows core/v1/conversion.go. */
function withAccount(spec: Fields): Fields {
  const account = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']);
  return account === '' ? spec : withField(withField(spec, 'serviceAccountName', account), 'serviceAccount', account);
}
/** `spec.template` of a workload. */
export const podTemplate = <T extends Fields>(holder: T): T => inField(holder, 'template', template => inField(template, 'spec', podSpec));

function container(each: Fields): Fields {
  let made = withDefaults(each, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: typeof each['imagePullPolicy'] === 'string' ? each['imagePullPolicy'] : pullPolicyOf(textOf(each['image'])),
  });
  made = mapField(made, 'ports', port);
  made = mapField(made, 'env', envVar);
  made = inField(made, 'resources', requirements);
  made = inField(made, 'lifecycle', lifecycle);
  made = inField(made, 'livenessProbe', probe);
  made = inField(made, 'readinessProbe', probe);
  return inField(made, 'startupProbe', probe);
}
const PORT: Fields = { protocol: 'TCP' };
const port = (each: Fields): Fields => withDefaults(each, PORT);

const V1: Fields = { apiVersion: 'v1' };
const envVar = (each: Fields): Fields =>
  inField(each, 'valueFrom', source => inField(inField(source, 'fieldRef', ref => withDefaults(ref, V1)), 'fileKeyRef', ref => withDefaults(ref, { optional: false })));

function probe(each: Fields): Fields {
  const made = withDefaults(each, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return inField(inField(made, 'httpGet', httpGet), 'grpc', grpc);
}
const httpGet = (each: Fields): Fields => withDefaults(each, { path: '/', scheme: 'HTTP' });
const grpc = (each: Fields): Fields => withDefaults(each, { service: '' });
const lifecycle = (each: Fields): Fields => inField(inField(each, 'postStart', handler), 'preStop', handler);
const handler = (each: Fields): Fields => inField(each, 'httpGet', httpGet);

/** A Pod, which unlike a template has its requests filled in from its limits. */
export function pod(object: KubeObject): KubeObject {
  let spec = podSpec(specOf(object));
  // Less than nothing is one second, for a Pod but not for a template.
  if (numberOf(spec['terminationGracePeriodSeconds']) < 0) spec = withField(spec, 'terminationGracePeriodSeconds', 1);
  spec = mapField(spec, 'containers', requestsFromLimits);
  spec = mapField(spec, 'initContainers', requestsFromLimits);
  spec = podLevelResources(spec);
  spec = withDefaults(spec, { enableServiceLinks: true });
  if (spec['hostNetwork'] === true) spec = mapField(mapField(spec, 'containers', hostPorts), 'initContainers', hostPorts);
  return inField(withField(object, 'spec', spec), 'status', status => withSameFirst(status, 'podIP', 'podIPs', ip => ({ ip })));
}

function requestsFromLimits(each: Fields): Fields {
  return inField(each, 'resources', resources => {
    const limits = textsOf(resources['limits']);
    return isEmptyMap(limits) ? resources : withField(resources, 'requests', withDefaults(textsOf(resources['requests']), limits));
  });
}
const hostPorts = (each: Fields): Fields => mapField(each, 'ports', one => (one['hostPort'] === undefined ? withField(one, 'hostPort', one['containerPort']) : one));

/** Requests and limits of a Pod as a whole, where it has any. Follows defaultHugePagePodLimits, defaultPodRequests, defaultPodLimits. */
function podLevelResources(spec: Fields): Fields {
  if (spec['resources'] === undefined) return spec;
  return inField(spec, 'resources', given => podLimits(spec, podRequests(spec, hugePageLimits(spec, given))));
}

function hugePageLimits(spec: Fields, resources: Fields): Fields {
  const [limits, requests] = [textsOf(resources['limits']), textsOf(resources['requests'])];
  if (isEmptyMap(limits) && isEmptyMap(requests)) return resources;
  const sums = pick(aggregateLimits(spec), name => isHugePages(name) && requests[name] === undefined);
  return withLimits(resources, 'limits', withDefaults(limits, sums));
}
function podRequests(spec: Fields, resources: Fields): Fields {
  const limits = textsOf(resources['limits']);
  if (isEmptyMap(limits)) return resources;
  const sums = pick(aggregateRequests(spec), name => isPodLevelResource(name) && !isHugePages(name));
  const requests = withDefaults(withDefaults(textsOf(resources['requests']), sums), pick(limits, isPodLevelResource));
  return withLimits(resources, 'requests', requests);
}
function podLimits(spec: Fields, resources: Fields): Fields {
  const has = (field: string): boolean => Object.keys(textsOf(resources[field])).some(isPodLevelResource);
  if (has('limits') || !has('requests')) return resources;
  const all = [...((spec['containers'] ?? []) as readonly Fields[]), ...((spec['initContainers'] ?? []) as readonly Fields[]).filter(each => each['restartPolicy'] === 'Always')];
  const isLimitedEverywhere = (name: string): boolean => all.every(each => textsOf((each['resources'] as Fields | undefined)?.['limits'])[name] !== undefined);
  const sums = pick(aggregateLimits(spec), name => isPodLevelResource(name) && !isHugePages(name) && isLimitedEverywhere(name));
  return withLimits(resources, 'limits', withDefaults(textsOf(resources['limits']), sums));
}
const withLimits = (resources: Fields, field: string, list: Fields): Fields => (isEmptyMap(list) ? resources : withField(resources, field, list));
const pick = (list: ResourceTexts, wanted: (name: string) => boolean): ResourceTexts => Object.fromEntries(Object.entries(list).filter(([name]) => wanted(name)));
