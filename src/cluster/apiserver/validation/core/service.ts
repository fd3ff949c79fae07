/** Services. Follows ValidateServiceCreate and validateService. */
import type { FieldPath } from '../../../../model/field-path.ts';
import { FieldPath as Path } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { METADATA, SPEC, STATUS, dnsLabel, dnsSubdomain, labels, optionalWord, portNumber, portNumberOrName, qualifiedName, requiredWord } from '../common.ts';
import { endpointAddress, parseAddress, validateAddress, validateRange } from '../ip.ts';
import { PROTOCOLS } from '../pod/mounts.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, items, map, number, object, optional, size, struct, text, texts } from '../values.ts';
import { isHeadless, needsHealthCheck, validateClusterAddresses, validateServiceChanges } from './service-addresses.ts';

const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const [TOPOLOGY_MODE, TOPOLOGY_HINTS] = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];
const MOST_AFFINITY_SECONDS = 86400;


function validateService(errors: FieldErrors, service: k8s.Service, old: k8s.Service | undefined): void {
  const spec = struct(service.spec);
  const type = text(spec.type);
  topologyAnnotations(errors, service);
  if (size(spec.ports) === 0 && !isHeadless(spec) && type !== 'ExternalName') errors.required(SPEC.child('ports'));
  typeFields(errors, spec, type);
  ports(errors, SPEC.child('ports'), spec);
  if (spec.selector) labels(errors, SPEC.child('selector'), spec.selector);
  affinity(errors, spec);
  validateClusterAddresses(errors, spec, old ? struct(old.spec) : undefined);
  externalAddresses(errors, SPEC.child('externalIPs'), texts(spec.externalIPs), texts(object(old?.spec)?.externalIPs));
  requiredWord(errors, SPEC.child('type'), type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  portsAcrossThemselves(errors, SPEC.child('ports'), spec, type);
  sourceRanges(errors, service, old, type);
  loadBalancer(errors, spec, type);
  trafficPolicies(errors, spec, type);
}

function topologyAnnotations(errors: FieldErrors, service: k8s.Service): void {
  const held = map(struct(service.metadata).annotations);
  const [mode, hints] = [held[TOPOLOGY_MODE], held[TOPOLOGY_HINTS]];
  if (mode !== undefined && hints !== undefined && mode !== hints) errors.invalid(METADATA.child('annotations').key(TOPOLOGY_MODE), mode, `must match annotations[${TOPOLOGY_HINTS}] when both are specified`);
}

/** What a type needs or rules out. */
function typeFields(errors: FieldErrors, spec: k8s.ServiceSpec, type: string): void {
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) errors.invalid(SPEC.child('clusterIPs').index(0), 'None', `may not be set to 'None' for ${type} services`);
  if (type !== 'ExternalName') return;
  const message = 'may not be set for ExternalName services';
  if (size(spec.clusterIPs) > 0) errors.forbidden(SPEC.child('clusterIPs'), message);
  if (size(spec.ipFamilies) > 0) errors.forbidden(SPEC.child('ipFamilies'), message);
  if (has(spec.ipFamilyPolicy)) errors.forbidden(SPEC.child('ipFamilyPolicy'), message);
  const name = text(spec.externalName).replace(/\.$/, '');
  if (name === '') errors.required(SPEC.child('externalName'));
  else dnsSubdomain(errors, SPEC.child('externalName'), name);
}

/** Follows validateServicePort. */
function ports(errors: FieldErrors, path: FieldPath, spec: k8s.ServiceSpec): void {
  const given = items(spec.ports);
  const names = new Set<string>();
  given.forEach((port, i) => {
    const at = path.index(i);
    const name = text(port.name);
    if (name !== '') {
      dnsLabel(errors, at.child('name'), name);
      if (names.has(name)) errors.duplicate(at.child('name'), name);
      names.add(name);
    } else if (given.length > 1) errors.required(at.child('name'));
    portNumber(errors, at.child('port'), number(port.port));
    requiredWord(errors, at.child('protocol'), text(port.protocol), PROTOCOLS);
    portNumberOrName(errors, at.child('targetPort'), port.targetPort);
    if (has(port.appProtocol)) qualifiedName(errors, at.child('appProtocol'), text(port.appProtocol));
  });
}

/** Ports beside one another: node ports only where the type has them, no pair of protocol and number twice. */
function portsAcrossThemselves(errors: FieldErrors, path: FieldPath, spec: k8s.ServiceSpec, type: string): void {
  const given = items(spec.ports);
  const [nodePorts, pairs] = [new Set<string>(), new Set<string>()];
  if (type === 'ClusterIP') given.forEach((port, i) => {
    if (number(port.nodePort) !== 0) errors.forbidden(path.index(i).child('nodePort'), "may not be used when `type` is 'ClusterIP'");
  });
  given.forEach((port, i) => {
    const key = `${text(port.protocol)} ${number(port.nodePort)}`;
    if (number(port.nodePort) === 0) return;
    if (nodePorts.has(key)) errors.duplicate(path.index(i).child('nodePort'), number(port.nodePort));
    nodePorts.add(key);
  });
  given.forEach((port, i) => {
    const key = `${text(port.protocol)} ${number(port.port)}`;
    if (pairs.has(key)) errors.duplicate(path.index(i), asType('core.ServicePort', { protocol: port.protocol, port: port.port }));
    pairs.add(key);
  });
}

function affinity(errors: FieldErrors, spec: k8s.ServiceSpec): void {
  requiredWord(errors, SPEC.child('sessionAffinity'), text(spec.sessionAffinity), ['ClientIP', 'None']);
  const config = object(spec.sessionAffinityConfig);
  const path = SPEC.child('sessionAffinityConfig');
  if (spec.sessionAffinity === 'None' && config) errors.forbidden(path, 'must not be set when session affinity is None');
  if (spec.sessionAffinity !== 'ClientIP') return;
  const needed = 'when session affinity type is ClientIP';
  const client = object(config?.clientIP);
  const seconds = optional(client?.timeoutSeconds);
  if (!config) errors.required(path, needed);
  else if (!client) errors.required(path.child('clientIP'), needed);
  else if (seconds === undefined) errors.required(path.child('clientIP', 'timeoutSeconds'), needed);
  else if (seconds <= 0 || seconds > MOST_AFFINITY_SECONDS) errors.invalid(path.child('clientIP', 'timeoutSeconds'), seconds, `must be greater than 0 and less than ${MOST_AFFINITY_SECONDS}`);
}

function externalAddresses(errors: FieldErrors, path: FieldPath, given: readonly string[], existing: readonly string[]): void {
  given.forEach((address, i) => {
    const before = errors.length;
    validateAddress(errors, path.index(i), address, existing);
    if (errors.length === before) endpointAddress(errors, path.index(i), address);
  });
}

function sourceRanges(errors: FieldErrors, service: k8s.Service, old: k8s.Service | undefined, type: string): void {
  const message = "may only be used when `type` is 'LoadBalancer'";
  const ranges = texts(struct(service.spec).loadBalancerSourceRanges);
  if (ranges.length > 0) {
    const path = SPEC.child('LoadBalancerSourceRanges');
    const existing = texts(object(old?.spec)?.loadBalancerSourceRanges).map(range => range.trim());
    if (type !== 'LoadBalancer') errors.forbidden(path, message);
    ranges.forEach((range, i) => validateRange(errors, path.index(i), range.trim(), existing));
    return;
  }
  const annotation = map(struct(service.metadata).annotations)[RANGES_ANNOTATION];
  if (annotation === undefined) return;
  const path = METADATA.child('annotations').key(RANGES_ANNOTATION);
  if (type !== 'LoadBalancer') errors.forbidden(path, message);
  if (old && map(struct(old.metadata).annotations)[RANGES_ANNOTATION] === annotation) return;
  if (annotation.trim() !== '') for (const range of annotation.trim().split(',')) validateRange(errors, path, range.trim());
}

function loadBalancer(errors: FieldErrors, spec: k8s.ServiceSpec, type: string): void {
  const message = "may only be used when `type` is 'LoadBalancer'";
  const balanced = type === 'LoadBalancer';
  if (has(spec.allocateLoadBalancerNodePorts) && !balanced) errors.forbidden(SPEC.child('allocateLoadBalancerNodePorts'), message);
  if (!has(spec.allocateLoadBalancerNodePorts) && balanced) errors.required(Path.of('allocateLoadBalancerNodePorts'));
  if (!has(spec.loadBalancerClass)) return;
  if (balanced) qualifiedName(errors, SPEC.child('loadBalancerClass'), text(spec.loadBalancerClass));
  else errors.forbidden(SPEC.child('loadBalancerClass'), message);
}

const POLICIES = ['Cluster', 'Local'];
/** Follows ExternallyAccessible. */
const isExternal = (spec: k8s.ServiceSpec): boolean => spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && size(spec.externalIPs) > 0);

/** Follows validateServiceExternalTrafficPolicy, validateServiceInternalTrafficFieldsValue and validateServiceTrafficDistribution. */
function trafficPolicies(errors: FieldErrors, spec: k8s.ServiceSpec, type: string): void {
  const [policy, port] = [text(spec.externalTrafficPolicy), number(spec.healthCheckNodePort)];
  const at = SPEC.child('externalTrafficPolicy');
  if (isExternal(spec)) requiredWord(errors, at, policy, POLICIES);
  else if (policy !== '') errors.invalid(at, policy, 'may only be set for externally-accessible services');
  const portAt = SPEC.child('healthCheckNodePort');
  if (!needsHealthCheck(spec)) {
    if (port !== 0) errors.invalid(portAt, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (port === 0) errors.required(portAt);
  else portNumber(errors, portAt, port);
  const internal = SPEC.child('internalTrafficPolicy');
  if (!has(spec.internalTrafficPolicy) && ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(type)) errors.required(internal);
  optionalWord(errors, internal, spec.internalTrafficPolicy, POLICIES);
  optionalWord(errors, SPEC.child('trafficDistribution'), spec.trafficDistribution, ['PreferClose', 'PreferSameZone', 'PreferSameNode']);
}

/** Follows ValidateLoadBalancerStatus. */
function loadBalancerStatus(errors: FieldErrors, service: k8s.Service, old: k8s.Service): void {
  const path = STATUS.child('loadBalancer', 'ingress');
  const ingress = items(object(struct(service.status).loadBalancer)?.ingress);
  const known = items(object(struct(old.status).loadBalancer)?.ingress).map(each => text(each.ip)).filter(ip => ip !== '');
  if (struct(service.spec).type !== 'LoadBalancer' && ingress.length > 0) return errors.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
  ingress.forEach((each, i) => {
    const at = path.index(i);
    const [ip, host] = [text(each.ip), text(each.hostname)];
    if (ip !== '') validateAddress(errors, at.child('ip'), ip, known);
    if (!has(each.ipMode)) {
      if (ip !== '') errors.required(at.child('ipMode'), 'must be specified when `ip` is set');
    } else if (ip === '') errors.forbidden(at.child('ipMode'), 'may not be specified when `ip` is not set');
    else optionalWord(errors, at.child('ipMode'), each.ipMode, ['Proxy', 'VIP']);
    if (host === '') return;
    errors.complaints(at.child('hostname'), host, dnsSubdomainComplaints(host));
    if (parseAddress(host)) errors.invalid(at.child('hostname'), host, 'must be a DNS name, not an IP address');
  });
}

export const services: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced(dnsLabelComplaints));
    validateService(errors, as<k8s.Service>(object), undefined);
  },
  update: (errors, next, old) => {
    validateServiceChanges(errors, struct(as<k8s.Service>(next).spec), struct(as<k8s.Service>(old).spec));
    validateService(errors, as<k8s.Service>(next), as<k8s.Service>(old));
  },
  subresources: {
    status: (errors, next, old) => {
      loadBalancerStatus(errors, as<k8s.Service>(next), as<k8s.Service>(old));
    },
  },
};
