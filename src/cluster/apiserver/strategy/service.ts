/** Services on their way into the store. Follows pkg/registry/core/service/strategy.go and pkg/api/service/warnings.go. */
import { jsonEqual } from '../../../base/json.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { fieldsOf, listOf, mapField, numberOf, specOf, textListOf, textOf, withField, withFields, type Fields } from '../fields.ts';
import { addressWarnings, rangeWarnings } from '../warnings/addresses.ts';
import { allocate, needsHealthCheck } from './service-allocation.ts';
import type { Strategy } from '../types.ts';

const withSpec = (object: KubeObject, spec: Fields): KubeObject => withField(object, 'spec', spec);
const clusterIps = (spec: Fields): readonly string[] => (Array.isArray(spec['clusterIPs']) ? (spec['clusterIPs'] as readonly string[]) : []);

/** Who speaks of clusterIP alone means clusterIPs, too; who speaks of both is taken at their word. Follows normalizeClusterIPs. */
function normalized(spec: Fields, old: Fields | null): Fields {
  const [ip, ips] = [textOf(spec['clusterIP']), clusterIps(spec)];
  if (old === null) return ip !== '' && ips.length === 0 ? withField(spec, 'clusterIPs', [ip]) : spec;
  if (ip === textOf(old['clusterIP']) || !jsonEqual(ips, clusterIps(old))) return spec;
  return withField(spec, 'clusterIPs', ip === '' ? undefined : [ip]);
}
/** A word that is no type is left to validation, which takes it for one that has an address. */
const hasClusterIp = (spec: Fields): boolean => spec['type'] !== 'ExternalName';
const hasNodePorts = (spec: Fields): boolean => spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';

/** What the server has handed out stays, where the update does not speak of it. Follows patchAllocatedValues. */
function keepAllocated(spec: Fields, old: Fields): Fields {
  let made = spec;
  if (hasClusterIp(old) && hasClusterIp(made)) {
    if (!made['clusterIP']) made = withField(made, 'clusterIP', old['clusterIP']);
    if (clusterIps(made).length === 0) made = withField(made, 'clusterIPs', old['clusterIPs']);
  }
  if (hasNodePorts(old) && hasNodePorts(made)) made = keepNodePorts(made, old);
  if (needsHealthCheck(old) && needsHealthCheck(made) && !made['healthCheckNodePort']) made = withField(made, 'healthCheckNodePort', old['healthCheckNodePort']);
  return made;
}
function keepNodePorts(spec: Fields, old: Fields): Fields {
  const known = new Map(listOf(old['ports']).map(port => [textOf(port['name']), numberOf(port['nodePort'])]));
  const used = new Set(listOf(spec['ports']).map(port => numberOf(port['nodePort'])));
  return mapField(spec, 'ports', port => {
    const was = known.get(textOf(port['name'])) ?? 0;
    if (numberOf(port['nodePort']) !== 0 || was === 0 || used.has(was)) return port;
    used.add(was);
    return withField(port, 'nodePort', was);
  });
}

/** Fields that belong to the old type go with it, unless the update changed them. Follows dropTypeDependentFields. */
function dropTypeDependent(spec: Fields, old: Fields): Fields {
  let made = spec;
  const drop = (name: string): void => {
    if (jsonEqual(made[name], old[name])) made = withField(made, name, undefined);
  };
  if (hasClusterIp(old) && !hasClusterIp(spec)) {
    if (jsonEqual(clusterIps(spec), clusterIps(old)) && spec['clusterIP'] === old['clusterIP']) made = withFields(made, { clusterIP: undefined, clusterIPs: undefined });
    for (const name of ['ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']) drop(name);
  }
  if (hasNodePorts(old) && !hasNodePorts(spec)) {
    const ports = (each: Fields): readonly number[] => listOf(each['ports']).map(port => numberOf(port['nodePort']));
    const known = new Set([0, ...ports(old)]);
    if (ports(spec).every(port => known.has(port))) made = mapField(made, 'ports', port => withField(port, 'nodePort', undefined));
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec)) drop('healthCheckNodePort');
  const isExternal = (each: Fields): boolean => hasNodePorts(each) || (each['type'] === 'ClusterIP' && listOf(each['externalIPs']).length > 0);
  if (isExternal(old) && !isExternal(spec)) drop('externalTrafficPolicy');
  if (old['type'] === 'LoadBalancer' && spec['type'] !== 'LoadBalancer') for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) drop(name);
  return made;
}

const SPEC = FieldPath.of('spec');
const OLD_HINTS = 'service.kubernetes.io/topology-aware-hints';
/** Follows pkg/api/service/warnings.go GetWarningsForService. */
function warnings(service: KubeObject): readonly string[] {
  const spec = specOf(service);
  const found: string[] = [];
  const external = textListOf(spec['externalIPs']);
  const [isName, isHeadless] = [spec['type'] === 'ExternalName', spec['type'] === 'ClusterIP' && spec['clusterIP'] === 'None'];
  if (service.metadata.annotations?.[OLD_HINTS] !== undefined) found.push(`annotation ${OLD_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (!isName && spec['clusterIP'] !== 'None') found.push(...textListOf(spec['clusterIPs']).flatMap((address, i) => addressWarnings(SPEC.child('clusterIPs').index(i), address)));
  if (isHeadless) {
    if (spec['loadBalancerIP']) found.push('spec.loadBalancerIP is ignored for headless services');
    if (external.length > 0) found.push('spec.externalIPs is ignored for headless services');
    if (spec['sessionAffinity'] !== 'None') found.push('spec.SessionAffinity is ignored for headless services');
  }
  found.push(...external.flatMap((address, i) => addressWarnings(SPEC.child('externalIPs').index(i), address)));
  if (external.length > 0 && !isHeadless && !isName) found.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  found.push(...addressWarnings(SPEC.child('loadBalancerIP'), textOf(spec['loadBalancerIP'])));
  found.push(...textListOf(spec['loadBalancerSourceRanges']).flatMap((range, i) => rangeWarnings(SPEC.child('loadBalancerSourceRanges').index(i), range)));
  if (isName && external.length > 0) found.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isName && spec['externalName']) found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec['trafficDistribution'] === 'PreferClose') found.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return found;
}

const NO_STATUS: Fields = Object.freeze({ loadBalancer: Object.freeze({}) });
export const serviceStrategy: Strategy = {
  beginCreate: (object, call) => allocate(call, withSpec(object, normalized(specOf(object), null)), null),
  beginUpdate: (next, old, call) => {
    const was = specOf(old);
    const spec = dropTypeDependent(normalized(keepAllocated(specOf(next), was), was), was);
    return allocate(call, withSpec(next, spec), old);
  },
  prepareForCreate: object => withField(object, 'status', NO_STATUS),
  // A load balancer is gone as soon as nobody asks for one.
  prepareForUpdate: (next, old) => withField(next, 'status', specOf(next)['type'] === 'LoadBalancer' ? old['status'] : { ...fieldsOf(old['status']), ...NO_STATUS }),
  warnings: object => warnings(object),
};
