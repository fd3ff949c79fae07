/** One Pod as an endpoint of a Service: its address, its conditions, the ports it has for it. */
import type { EndpointSlice, Pod, Service, k8s } from '../../model/objects.ts';
import { ZONE } from '../../model/well-known.ts';
import type { Self } from './endpoints-state.ts';
import { isDeleted, isReady } from './objects.ts';


/** A Pod as a Service sees it. */
export interface Backend {
  readonly pod: Pod;
  readonly service: Service;
  readonly zone: string | undefined;
  readonly ports: readonly k8s.DiscoveryEndpointPort[];
  /** Pods with the same ports are in the same slices. */
  readonly portsKey: string;
  readonly endpoint: k8s.Endpoint;
  readonly serving: boolean;
  readonly terminating: boolean;
}
const known = new WeakMap<Pod, Backend>();
/** Worked out again only when the Pod, the Service or the node's zone has changed. */
export function backendOf(service: Service, pod: Pod, zone: string | undefined): Backend {
  const before = known.get(pod);
  if (before !== undefined && before.service === service && before.zone === zone) return before;
  const ports = portsFor(service, pod);
  const made: Backend = { pod, service, zone, ports, portsKey: portsKey(ports), endpoint: endpointOf(service, pod, zone), serving: isReady(pod), terminating: isDeleted(pod) };
  known.set(pod, made);
  return made;
}
export const zoneOf = (self: Self, pod: Pod): string | undefined => self.plan.view.get('nodes', '', pod.spec.nodeName ?? '')?.metadata.labels?.[ZONE];

function endpointOf(service: Service, pod: Pod, zone: string | undefined): k8s.Endpoint {
  const { namespace, name, uid } = pod.metadata;
  const serving = isReady(pod);
  const terminating = isDeleted(pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const nodeName = pod.spec.nodeName ?? '';
  const hostname = (pod.spec.hostname ?? '') !== '' && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined;
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === '' ? {} : { nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone === undefined ? {} : { zone }),
  };
}

/** The port of a Pod that a Service's port means; a name is looked up among its containers. */
function targetPort(port: k8s.ServicePort, pod: Pod): number | null {
  const { targetPort: target = port.port, protocol = 'TCP' } = port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter(container => container.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars]) {
    const found = container.ports?.find(each => each.name === target && (each.protocol ?? 'TCP') === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return null;
}

function portsFor({ spec }: Service, pod: Pod): readonly k8s.DiscoveryEndpointPort[] {
  return (spec.ports ?? []).flatMap(each => {
    const port = targetPort(each, pod);
    if (port === null) return [];
    return [{ name: each.name ?? '', port, protocol: each.protocol ?? 'TCP', ...(each.appProtocol === undefined ? {} : { appProtocol: each.appProtocol }) }];
  });
}
const portsKey = (ports: readonly k8s.DiscoveryEndpointPort[]): string => ports.map(({ name, port, protocol }) => `${name ?? ''}:${port ?? 0}/${protocol ?? ''}`).sort().join();
export const slicePorts = ({ ports }: EndpointSlice): readonly k8s.DiscoveryEndpointPort[] => ports ?? [];
