/** Where the cluster's names are answered: CoreDNS' two Pods on the machine of the control plane, which is no node that Pods are put on. */
import type { Protocol, SocketInfo } from '../contract/network.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { blockSize, formatAddress, gatewayOf, inCidr, parseAddress, parseCidr } from './ip.ts';
import type { ServiceRule } from './services.ts';
import type { NodeNet } from './state.ts';

export const CLUSTER_DNS = '10.96.0.10';
export const DNS_SERVICE = 'kube-system/kube-dns';
export const DNS_PORT = 53;
const BLOCK_BITS = 24;

/** kubeadm's first machine has the Pods' first block that nobody else has, and stands before node-1. */
export function controlPlaneOf(settings: ClusterSettings): NodeNet {
  const taken = settings.nodes.map(({ podCIDR }) => parseCidr(podCIDR));
  let base = parseCidr(settings.podCIDR)?.base ?? 0;
  while (taken.some((cidr) => inCidr(cidr, base))) base += blockSize(BLOCK_BITS);
  const cidr = { base, bits: BLOCK_BITS };
  const first = parseAddress(settings.nodes[0]?.address ?? '') ?? 0;
  return { name: 'control-plane', address: formatAddress(first - (first % 256) + 10), cidr, podCIDR: `${formatAddress(base)}/${BLOCK_BITS}`, gateway: gatewayOf(cidr) };
}
export const dnsPods = ({ cidr }: NodeNet): readonly string[] => [formatAddress(cidr.base + 2), formatAddress(cidr.base + 3)];

/** What kube-proxy writes of the Service kube-dns, from the cluster's first moment on. */
export const dnsRules = (plane: NodeNet): readonly ServiceRule[] =>
  (['UDP', 'TCP'] as const).map((protocol) => ({
    service: DNS_SERVICE, kind: 'clusterIP', address: CLUSTER_DNS, port: DNS_PORT, portName: protocol === 'UDP' ? 'dns' : 'dns-tcp', protocol, affinitySeconds: 0, local: false,
    endpoints: dnsPods(plane).map((address) => ({ address, port: DNS_PORT, node: plane.name })), locals: [],
  }));

/** CoreDNS listens on all its addresses, for datagrams and for connections. */
export const dnsSocket = (port: number, protocol: Protocol): SocketInfo | null =>
  port !== DNS_PORT ? null : { id: 0, protocol, state: protocol === 'TCP' ? 'LISTEN' : 'UNCONN', local: { address: '::', port }, remote: null, owner: 0, container: 'coredns' };
