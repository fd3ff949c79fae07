/** The cluster's DNS, answered from Services and their EndpointSlices as CoreDNS' kubernetes plugin does. */
import type { Service } from '../../model/objects.ts';
import type { DnsAnswer, DnsRecord, DnsType } from '../contract/dns.ts';
import type { ClusterView } from '../contract/view.ts';
import { parseAddress } from './ip.ts';
import { serviceName, sliceOwner } from './services.ts';
import type { NetworkState } from './state.ts';

const ZONE = 'cluster.local';
const NXDOMAIN: DnsAnswer = { code: 'NXDOMAIN', records: [] };
const NODATA: DnsAnswer = { code: 'NOERROR', records: [] };

interface Target {
  readonly host: string;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}
const dashed = (address: string): string => address.replaceAll('.', '-');

function targets(view: ClusterView, service: Service): readonly Target[] {
  const name = serviceName(service);
  return view.list('endpointslices.discovery.k8s.io', service.metadata.namespace ?? '').flatMap((slice) =>
    sliceOwner(slice) !== name || slice.addressType !== 'IPv4'
      ? []
      : (slice.endpoints ?? []).flatMap(({ addresses, conditions, hostname }) => {
          const address = addresses?.[0];
          if (address === undefined || (conditions?.ready === false && service.spec.publishNotReadyAddresses !== true)) return [];
          const ports = (slice.ports ?? []).map((port) => ({ name: port.name ?? '', port: port.port ?? 0, protocol: (port.protocol ?? 'TCP').toLowerCase() }));
          return [{ host: hostname ?? dashed(address), address, ports }];
        }),
  );
}

const answer = (records: readonly DnsRecord[]): DnsAnswer => ({ code: 'NOERROR', records });
const addressRecords = (name: string, type: DnsType, addresses: readonly string[]): DnsAnswer => (type === 'A' ? answer(addresses.map((data) => ({ name, type, data }))) : NODATA);

/** Names under svc.cluster.local: `service.namespace`, `host.service.namespace`, `_port._protocol.service.namespace`. */
function serviceAnswer(view: ClusterView, name: string, labels: readonly string[], type: DnsType): DnsAnswer {
  const namespace = labels.at(-1) ?? '';
  const service = labels.length < 2 ? undefined : view.get('services', namespace, labels.at(-2) ?? '');
  if (service === undefined) return labels.length < 2 && view.get('namespaces', '', namespace) !== undefined ? NODATA : NXDOMAIN;
  const rest = labels.slice(0, -2);
  const full = `${service.metadata.name}.${namespace}.svc.${ZONE}`;
  if (service.spec.type === 'ExternalName') return rest.length > 0 ? NXDOMAIN : answer([{ name, type: 'CNAME', data: service.spec.externalName ?? '' }]);
  const headless = service.spec.clusterIP === 'None';
  if (rest.length === 2 && rest[0]?.startsWith('_') === true) return portAnswer(view, service, name, full, rest, type);
  if (rest.length === 0) {
    const found = headless ? targets(view, service).map(({ address }) => address) : [service.spec.clusterIP ?? ''];
    return headless && found.length === 0 ? NXDOMAIN : addressRecords(name, type, [...new Set(found)]);
  }
  const hosts = headless && rest.length === 1 ? targets(view, service).filter(({ host }) => host === rest[0]) : [];
  return hosts.length === 0 ? NXDOMAIN : addressRecords(name, type, hosts.map(({ address }) => address));
}

function portAnswer(view: ClusterView, service: Service, name: string, full: string, labels: readonly string[], type: DnsType): DnsAnswer {
  const [port = '', protocol = ''] = labels.map((label) => label.slice(1));
  const srv = (data: string): DnsRecord => ({ name, type: 'SRV', data });
  const records =
    service.spec.clusterIP === 'None'
      ? targets(view, service).flatMap((target) => target.ports.filter((each) => each.name === port && each.protocol === protocol).map((each) => srv(`0 100 ${each.port} ${target.host}.${full}`)))
      : (service.spec.ports ?? []).filter((each) => each.name === port && (each.protocol ?? 'TCP').toLowerCase() === protocol).map((each) => srv(`0 100 ${each.port} ${full}`));
  if (records.length === 0) return NXDOMAIN;
  return type === 'SRV' ? answer(records) : NODATA;
}

function reverseAnswer(state: NetworkState, view: ClusterView, name: string, labels: readonly string[]): DnsAnswer {
  const address = [...labels].reverse().join('.');
  const pointer = (data: string): DnsAnswer => answer([{ name, type: 'PTR', data }]);
  for (const service of view.list('services')) {
    const full = `${service.metadata.name}.${service.metadata.namespace ?? ''}.svc.${ZONE}`;
    if (service.spec.clusterIP === address) return pointer(full);
    const target = state.addresses.has(address) && service.spec.clusterIP === 'None' ? targets(view, service).find((each) => each.address === address) : undefined;
    if (target !== undefined) return pointer(`${target.host}.${full}`);
  }
  return NXDOMAIN;
}

/** What the cluster's name server says of one name. */
export function clusterAnswer(state: NetworkState, view: ClusterView, asked: string, type: DnsType): DnsAnswer {
  const name = asked.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (name.endsWith('.in-addr.arpa')) return type === 'PTR' ? reverseAnswer(state, view, name, labels.slice(0, -2)) : NODATA;
  if (!name.endsWith(`.${ZONE}`)) return name === ZONE ? NODATA : NXDOMAIN;
  const kind = labels.at(-3);
  const rest = labels.slice(0, -3);
  if (kind === 'svc') return rest.length === 0 ? NODATA : serviceAnswer(view, name, rest, type);
  if (kind === 'pod' && rest.length === 2) {
    const address = (rest[0] ?? '').replaceAll('-', '.');
    return parseAddress(address) === null || view.get('namespaces', '', rest[1] ?? '') === undefined ? NXDOMAIN : addressRecords(name, type, [address]);
  }
  return NXDOMAIN;
}
