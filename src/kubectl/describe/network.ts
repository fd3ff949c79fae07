/** `kubectl describe` of Services and what belongs to them. Follows kubectl pkg/describe. */
import { byText } from '../../base/order.ts';
import type { Endpoints, EndpointSlice, Ingress, k8s, KubeObject, NetworkPolicy, Service } from '../../model/objects.ts';
import { selectorText } from '../verbs/pods.ts';
import { describeEvents, related } from './context.ts';
import type { Context, Describe } from './context.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { formatPairs, orNone, writeMetadata, writeName } from './writer.ts';
import type { Writer } from './writer.ts';

const MOST_ENDPOINTS = 3;

/** Ready addresses of the named ports; what is beyond the third is only counted. */
function endpointText(slices: readonly EndpointSlice[], portName: string): string {
  const list: string[] = [];
  let [count, more] = [0, false];
  for (const slice of slices) {
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    const ports = slice.ports ?? [];
    if (ports.length === 0) {
      for (const endpoint of ready) {
        if (list.length >= MOST_ENDPOINTS) more = true;
        else list.push(endpoint.addresses[0] ?? '');
        count++;
      }
      continue;
    }
    for (const port of ports) {
      if ((port.name ?? '') !== portName) continue;
      for (const endpoint of ready) {
        if (list.length >= MOST_ENDPOINTS) more = true;
        else list.push(`${endpoint.addresses[0] ?? ''}${port.port === undefined || port.port === null ? '' : `:${port.port}`}`);
        count++;
      }
    }
  }
  return more ? `${list.join(',')} + ${count - MOST_ENDPOINTS} more...` : list.join(',');
}

function* slicesOf(context: Context, namespace: string, service: string): Client<readonly EndpointSlice[]> {
  return (yield* related(context, 'endpointslices.discovery.k8s.io', namespace, { label: `kubernetes.io/service-name=${service}` })) as unknown as readonly EndpointSlice[];
}

export const describeService: Describe = function* (w, object, context) {
  const service = object as unknown as Service;
  const { spec, status, metadata } = service;
  const slices = yield* slicesOf(context, metadata.namespace ?? '', metadata.name);
  const given = (title: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') w.line(0, `${title}:\t${value}`);
  };
  writeName(w, service);
  writeMetadata(w, service);
  w.line(0, `Selector:\t${formatPairs(spec.selector)}`);
  w.line(0, `Type:\t${spec.type ?? ''}`);
  given('IP Family Policy', spec.ipFamilyPolicy);
  w.line(0, `IP Families:\t${orNone((spec.ipFamilies ?? []).join(','))}`);
  w.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  w.line(0, `IPs:\t${orNone((spec.clusterIPs ?? []).join(','))}`);
  given('External IPs', (spec.externalIPs ?? []).join(','));
  given('Desired LoadBalancer IP', spec.loadBalancerIP);
  given('External Name', spec.externalName);
  given('LoadBalancer Ingress', (status.loadBalancer?.ingress ?? []).map(({ ip, ipMode, hostname }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? ''))).join(', '));
  for (const port of spec.ports ?? []) describePort(w, port, slices);
  w.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
  given('External Traffic Policy', spec.externalTrafficPolicy);
  given('Internal Traffic Policy', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) w.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  given('LoadBalancer Source Ranges', (spec.loadBalancerSourceRanges ?? []).join(','));
  given('Traffic Distribution', spec.trafficDistribution);
  yield* describeEvents(w, object, context);
};

function describePort(w: Writer, port: k8s.ServicePort, slices: readonly EndpointSlice[]): void {
  const name = port.name || '<unset>';
  const protocol = port.protocol ?? 'TCP';
  w.line(0, `Port:\t${name}\t${port.port}/${protocol}`);
  w.line(0, `TargetPort:\t${port.targetPort ?? port.port}/${protocol}`);
  if (port.appProtocol) w.line(0, `AppProtocol:\t${port.appProtocol}`);
  if (port.nodePort) w.line(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}`);
  w.line(0, `Endpoints:\t${slices.length === 0 ? '<none>' : endpointText(slices, port.name ?? '')}`);
}

export const describeEndpoints: Describe = function* (w, object, context) {
  const endpoints = object as unknown as Endpoints;
  writeName(w, endpoints);
  writeMetadata(w, endpoints);
  w.line(0, 'Subsets:');
  for (const { addresses, notReadyAddresses, ports } of endpoints.subsets ?? []) {
    w.line(1, `Addresses:\t${orNone((addresses ?? []).map(({ ip }) => ip).join(','))}`);
    w.line(1, `NotReadyAddresses:\t${orNone((notReadyAddresses ?? []).map(({ ip }) => ip).join(','))}`);
    if ((ports ?? []).length > 0) {
      w.line(1, 'Ports:');
      w.line(2, 'Name\tPort\tProtocol');
      w.line(2, '----\t----\t--------');
      for (const port of ports ?? []) w.line(2, `${port.name || '<unset>'}\t${port.port}\t${port.protocol ?? ''}`);
    }
    w.line(0, '');
  }
  yield* describeEvents(w, object, context);
};

export const describeEndpointSlice: Describe = function* (w, object, context) {
  const slice = object as unknown as EndpointSlice;
  writeName(w, slice);
  writeMetadata(w, slice);
  w.line(0, `AddressType:\t${slice.addressType}`);
  if ((slice.ports ?? []).length === 0) w.line(0, 'Ports: <unset>');
  else {
    w.line(0, 'Ports:');
    w.line(1, 'Name\tPort\tProtocol');
    w.line(1, '----\t----\t--------');
    for (const { name, port, protocol } of slice.ports ?? []) w.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? ''}`);
  }
  if ((slice.endpoints ?? []).length === 0) w.line(0, 'Endpoints: <none>');
  else w.line(0, 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of slice.endpoints ?? []) {
    w.line(1, `- Addresses:\t${orNone(addresses.join(', '))}`);
    w.line(2, 'Conditions:');
    w.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`);
    w.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
    if (targetRef) w.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    w.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
    w.line(2, `Zone:\t${zone ?? '<unset>'}`);
  }
  yield* describeEvents(w, object, context);
};

function* backendText(context: Context, namespace: string, backend: k8s.IngressBackend): Client<string> {
  const { service, resource } = backend;
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  if (!service) return '';
  const text = `${service.name}:${service.port?.number || (service.port?.name ?? '')}`;
  const [known] = (yield* related(context, 'services', namespace, { field: `metadata.name=${service.name}` })) as unknown as readonly Service[];
  if (known === undefined) return `${text} (<error: services "${service.name}" not found>)`;
  const port = (known.spec.ports ?? []).find((each) => (service.port?.number ? each.port === service.port.number : each.name === service.port?.name));
  const slices = yield* slicesOf(context, namespace, service.name);
  return `${text} (${slices.length === 0 ? '<none>' : endpointText(slices, port?.name ?? '')})`;
}

export const describeIngress: Describe = function* (w, object, context) {
  const ingress = object as unknown as Ingress;
  const { metadata, spec, status } = ingress;
  const namespace = metadata.namespace ?? '';
  w.line(0, `Name:\t${metadata.name}`);
  w.labels('Labels', metadata.labels);
  w.line(0, `Namespace:\t${namespace}`);
  w.line(0, `Address:\t${[...new Set((status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || (hostname ?? '')))].sort(byText).join(',')}`);
  w.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
  const fallback = spec.defaultBackend ? yield* backendText(context, namespace, spec.defaultBackend) : '<default>';
  w.line(0, `Default backend:\t${fallback}`);
  if ((spec.tls ?? []).length > 0) w.line(0, 'TLS:');
  for (const { secretName, hosts } of spec.tls ?? []) w.line(1, secretName ? `${secretName} terminates ${(hosts ?? []).join(',')}` : `SNI routes ${(hosts ?? []).join(',')}`);
  w.write(0, 'Rules:\n  Host\tPath\tBackends\n');
  w.line(1, '----\t----\t--------');
  const rules = (spec.rules ?? []).filter(({ http }) => http);
  for (const { host, http } of rules) {
    w.line(1, `${host || '*'}\t`);
    for (const { path, backend } of http?.paths ?? []) w.line(2, `\t${path ?? ''} \t${yield* backendText(context, namespace, backend)}`);
  }
  if (rules.length === 0) w.line(1, `*\t*\t${fallback}`);
  w.annotations('Annotations', metadata.annotations);
  yield* describeEvents(w, object, context);
};

type Peer = k8s.NetworkPolicyPeer;
interface PolicyRule {
  readonly ports?: readonly k8s.NetworkPolicyPort[] | undefined;
  readonly peers: readonly Peer[];
}

function describeRules(w: Writer, rules: readonly PolicyRule[], way: 'From' | 'To', nothing: string): void {
  const indent = '    ';
  if (rules.length === 0) return w.line(0, `${indent}<none> (${nothing})`);
  rules.forEach(({ ports, peers }, at) => {
    if ((ports ?? []).length === 0) w.line(0, `${indent}To Port: <any> (traffic allowed to all ports)`);
    for (const { port, endPort, protocol } of ports ?? []) w.line(0, endPort ? `${indent}To Port Range: ${port ?? ''}-${endPort}/${protocol ?? 'TCP'}` : `${indent}To Port: ${port ?? '<any>'}/${protocol ?? 'TCP'}`);
    if (peers.length === 0) w.line(0, `${indent}${way}: <any> (traffic not restricted by ${way === 'From' ? 'source' : 'destination'})`);
    for (const { podSelector, namespaceSelector, ipBlock } of peers) {
      w.line(0, `${indent}${way}:`);
      if (namespaceSelector) w.line(0, `${indent}  NamespaceSelector: ${orNone(selectorText(namespaceSelector))}`);
      if (podSelector) w.line(0, `${indent}  PodSelector: ${orNone(selectorText(podSelector))}`);
      if (ipBlock) {
        w.line(0, `${indent}  IPBlock:`);
        w.line(0, `${indent}    CIDR: ${ipBlock.cidr}`);
        w.line(0, `${indent}    Except: ${(ipBlock.except ?? []).join(', ')}`);
      }
    }
    if (at !== rules.length - 1) w.line(0, `${indent}----------`);
  });
}

export const describeNetworkPolicy: Describe = function* (w, object: KubeObject) {
  const policy = object as unknown as NetworkPolicy;
  const { spec, metadata } = policy;
  writeName(w, policy);
  w.line(0, `Created on:\t${metadata.creationTimestamp.replace('T', ' ').replace('Z', ' +0000 UTC')}`);
  writeMetadata(w, policy);
  w.line(0, 'Spec:');
  w.write(1, 'PodSelector: ');
  const selector = selectorText(spec.podSelector ?? {});
  w.line(2, selector === '' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector);
  const types = spec.policyTypes ?? ['Ingress'];
  if (types.includes('Ingress')) {
    w.line(1, 'Allowing ingress traffic:');
    describeRules(w, (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from ?? [] })), 'From', 'Selected pods are isolated for ingress connectivity');
  } else w.line(1, 'Not affecting ingress traffic');
  if (types.includes('Egress')) {
    w.line(1, 'Allowing egress traffic:');
    describeRules(w, (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to ?? [] })), 'To', 'Selected pods are isolated for egress connectivity');
  } else w.line(1, 'Not affecting egress traffic');
  w.line(1, `Policy Types: ${types.join(', ')}`);
};
