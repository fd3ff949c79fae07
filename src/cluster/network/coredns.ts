/** What runs on the machine of the control plane, which is no node that Pods are put on: CoreDNS' two Pods, where the cluster's names are answered, and the API server. */
import { API_POD, DNS_POD, type Protocol, type SocketInfo } from '../contract/network.ts';
import { API_SERVER_PORT, controlPlaneAddress, type ClusterSettings } from '../contract/settings.ts';
import { blockSize, formatAddress, gatewayOf, inCidr, parseCidr } from './ip.ts';
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
  return { name: 'control-plane', address: controlPlaneAddress(settings), cidr, podCIDR: `${formatAddress(base)}/${BLOCK_BITS}`, gateway: gatewayOf(cidr) };
}
export const dnsPods = ({ cidr }: NodeNet): readonly string[] => [formatAddress(cidr.base + 2), formatAddress(cidr.base + 3)];

/** What kube-proxy writes of the Service kube-dns, from the cluster's first moment on. */
export const dnsRules = (plane: NodeNet): readonly ServiceRule[] =>
  (['UDP', 'TCP'] as const).map((protocol) => ({
    service: DNS_SERVICE, kind: 'clusterIP', address: CLUSTER_DNS, port: DNS_PORT, portName: protocol === 'UDP' ? 'dns' : 'dns-tcp', protocol, affinitySeconds: 0, local: false,
    endpoints: dnsPods(plane).map((address) => ({ address, port: DNS_PORT, node: plane.name })), locals: [],
  }));

/** CoreDNS listens on all its addresses, for datagrams and for connections; the API server for connections only. */
export function planeSocket(pod: string, port: number, protocol: Protocol): SocketInfo | null {
  const container = pod === DNS_POD && port === DNS_PORT ? 'coredns' : pod === API_POD && port === API_SERVER_PORT && protocol === 'TCP' ? 'kube-apiserver' : '';
  return container === '' ? null : { id: 0, protocol, state: protocol === 'TCP' ? 'LISTEN' : 'UNCONN', local: { address: '::', port }, remote: null, owner: 0, container };
}
