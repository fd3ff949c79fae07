/** The older Endpoints object of a Service, which kubectl still shows. Follows pkg/controller/endpoint. */
import { jsonEqual } from '../../base/json.ts';
import { byKey } from '../../base/order.ts';
import type { Pod, Service, k8s } from '../../model/objects.ts';
import { HEADLESS } from '../../model/well-known.ts';
import type { Backend } from './endpoint.ts';
import type { Self } from './endpoints-state.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';

function addressOf({ spec, status, metadata: { namespace, name, uid } }: Pod, service: Service): k8s.EndpointAddress {
  const hostname = (spec.hostname ?? '') !== '' && spec.subdomain === service.metadata.name ? { hostname: spec.hostname } : {};
  return { ...hostname, ip: status.podIP ?? '', ...(spec.nodeName === undefined ? {} : { nodeName: spec.nodeName }), targetRef: { kind: 'Pod', namespace, name, uid } };
}

function subsetsOf(service: Service, backends: readonly Backend[]): readonly k8s.EndpointSubset[] {
  const groups = new Map<string, { readonly ports: readonly k8s.DiscoveryEndpointPort[]; readonly ready: k8s.EndpointAddress[]; readonly notReady: k8s.EndpointAddress[] }>();
  for (const { pod, ports, portsKey, serving, terminating } of backends) {
    if (terminating && service.spec.publishNotReadyAddresses !== true) continue;
    const group = groups.get(portsKey) ?? { ports, ready: [], notReady: [] };
    groups.set(portsKey, group);
    (service.spec.publishNotReadyAddresses === true || serving ? group.ready : group.notReady).push(addressOf(pod, service));
  }
  const byIp = byKey((address: k8s.EndpointAddress) => address.ip ?? '');
  return [...groups.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length === 0 ? {} : { addresses: ready.sort(byIp) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.sort(byIp) }),
    ...(ports.length === 0
      ? {}
      : {
        ports: ports.map(({ name = '', port, protocol, appProtocol }) => ({
          ...(name === '' ? {} : { name }), port: port ?? 0, ...(protocol === undefined ? {} : { protocol }), ...(appProtocol === undefined ? {} : { appProtocol }),
        })),
      }),
  }));
}

export function writeEndpoints(self: Self, service: Service, backends: readonly Backend[]): void {
  const { namespace = '', name, labels } = service.metadata;
  const subsets = subsetsOf(service, backends);
  const wanted = { ...labels, [MANAGED_BY]: 'endpoint-controller', ...(service.spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}) };
  const before = self.plan.view.get('endpoints', namespace, name);
  const body = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, labels: wanted }, ...(subsets.length === 0 ? {} : { subsets }) };
  if (before === undefined) self.request({ verb: 'create', resource: 'endpoints', namespace, body });
  else if (!jsonEqual(before.subsets ?? [], subsets) || !jsonEqual(before.metadata.labels, wanted)) self.request({ verb: 'update', resource: 'endpoints', namespace, name, body });
}
