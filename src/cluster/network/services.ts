/** What kube-proxy writes on every node: from Services and their EndpointSlices to rules that rewrite a destination. */
import { byText } from '../../base/order.ts';
import type { EndpointSlice, Service } from '../../model/objects.ts';
import { SERVICE_NAME } from '../../model/well-known.ts';
import type { Protocol } from '../contract/network.ts';

export interface RuleEndpoint {
  readonly address: string;
  readonly port: number;
  readonly node: string;
}
export interface ServiceRule {
  /** `namespace/name`. */
  readonly service: string;
  readonly kind: 'clusterIP' | 'nodePort' | 'externalIP';
  /** '' of a node port: every node's own address. */
  readonly address: string;
  readonly port: number;
  readonly portName: string;
  readonly protocol: Protocol;
  /** What the Service sends to, wherever it is. */
  readonly endpoints: readonly RuleEndpoint[];
  /** What each node sends to under the policy Local: its own ready ones, or else its own that end but still serve. */
  readonly locals: readonly RuleEndpoint[];
  /** Seconds for which a client keeps its endpoint, or 0. */
  readonly affinitySeconds: number;
  /** externalTrafficPolicy or internalTrafficPolicy Local: only endpoints of the same node. */
  readonly local: boolean;
}

export const ruleKey = (address: string, port: number, protocol: string): string => `${address}:${port}/${protocol}`;
export const serviceName = (service: { readonly metadata: { readonly namespace?: string | undefined; readonly name: string } }): string => `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
/** The Service that a slice belongs to, by its label. */
export const sliceOwner = (slice: EndpointSlice): string => `${slice.metadata.namespace ?? ''}/${slice.metadata.labels?.[SERVICE_NAME] ?? ''}`;

const hasClusterIP = (service: Service): boolean => service.spec.clusterIP !== undefined && service.spec.clusterIP !== '' && service.spec.clusterIP !== 'None';

function endpointsOf(service: Service, portName: string, slices: readonly EndpointSlice[]): Pick<ServiceRule, 'endpoints' | 'locals'> {
  const ready: RuleEndpoint[] = [];
  const serving: RuleEndpoint[] = [];
  for (const slice of slices) {
    const port = slice.ports?.find((each) => (each.name ?? '') === portName)?.port;
    if (port === undefined || slice.addressType !== 'IPv4') continue;
    for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
      const list = conditions?.ready !== false ? ready : conditions.serving === true && conditions.terminating === true ? serving : null;
      const address = addresses?.[0];
      if (list !== null && address !== undefined) list.push({ address, port, node: nodeName ?? '' });
    }
  }
  const sorted = (list: readonly RuleEndpoint[]): readonly RuleEndpoint[] => list.toSorted((a, b) => byText(a.address, b.address));
  // Follows pkg/proxy/topology.go: endpoints that are terminating but still serving are the last resort, of the cluster and of each node.
  const nodes = new Set(ready.map(({ node }) => node));
  return {
    endpoints: sorted(ready.length > 0 || service.spec.publishNotReadyAddresses === true ? ready : serving),
    locals: sorted([...ready, ...serving.filter(({ node }) => !nodes.has(node))]),
  };
}

/** All rules of one Service. Headless and ExternalName Services have none: DNS is all there is of them. */
export function rulesFor(service: Service, slices: readonly EndpointSlice[]): readonly ServiceRule[] {
  if (!hasClusterIP(service) || service.spec.type === 'ExternalName') return [];
  const name = serviceName(service);
  const affinitySeconds = service.spec.sessionAffinity === 'ClientIP' ? (service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800) : 0;
  return (service.spec.ports ?? []).flatMap((port) => {
    const protocol = port.protocol ?? 'TCP';
    if (protocol !== 'TCP' && protocol !== 'UDP') return [];
    const portName = port.name ?? '';
    const common = { service: name, portName, protocol, ...endpointsOf(service, portName, slices), affinitySeconds } as const;
    const rules: ServiceRule[] = [{ ...common, kind: 'clusterIP', address: service.spec.clusterIP ?? '', port: port.port, local: service.spec.internalTrafficPolicy === 'Local' }];
    for (const address of service.spec.externalIPs ?? []) rules.push({ ...common, kind: 'externalIP', address, port: port.port, local: service.spec.externalTrafficPolicy === 'Local' });
    if (port.nodePort !== undefined && port.nodePort !== 0) rules.push({ ...common, kind: 'nodePort', address: '', port: port.nodePort, local: service.spec.externalTrafficPolicy === 'Local' });
    return rules;
  });
}
