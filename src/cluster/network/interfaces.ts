/** What `ip addr` and `ip route` show in a namespace. */
import type { Interface, NetNamespace, Route } from '../contract/network.ts';
import { hash32 } from '../../base/rng.ts';
import { formatAddress, macOf, parseAddress } from './ip.ts';
import { nodeOf } from './state.ts';
import type { NetworkState, NodeNet } from './state.ts';

const LO: Interface = { name: 'lo', mac: '00:00:00:00:00:00', address: '127.0.0.1', prefix: 8, mtu: 65536, peer: '' };
const mac = (address: string): string => macOf(0x0a, parseAddress(address) ?? hash32(address));

export function interfacesOf(state: NetworkState, namespace: NetNamespace): readonly Interface[] {
  const node = nodeOf(state, namespace);
  if (node === undefined) return [];
  const sandbox = 'sandbox' in namespace ? state.sandboxes.get(namespace.sandbox) : undefined;
  if (sandbox !== undefined && !sandbox.hostNetwork) return [LO, { name: 'eth0', mac: mac(sandbox.address), address: sandbox.address, prefix: node.cidr.bits, mtu: 1500, peer: sandbox.veth }];
  const veths = [...state.sandboxes.values()].filter((each) => each.node === node.name && !each.hostNetwork);
  return [
    LO,
    { name: 'eth0', mac: mac(node.address), address: node.address, prefix: 24, mtu: 1500, peer: '' },
    { name: 'cni0', mac: mac(node.gateway), address: node.gateway, prefix: node.cidr.bits, mtu: 1500, peer: '' },
    ...veths.map((each) => ({ name: each.veth, mac: mac(each.veth), address: '', prefix: 0, mtu: 1500, peer: each.address })),
  ];
}

export function nodeRoutes(state: NetworkState, node: NodeNet): readonly Route[] {
  const others = [state.controlPlane, ...state.nodes.values()].filter((other) => other !== node);
  return [
    { destination: 'default', via: formatAddress(((parseAddress(node.address) ?? 0) & 0xffffff00) + 1), device: 'eth0', source: '' },
    ...others.map((other) => ({ destination: other.podCIDR, via: other.address, device: 'eth0', source: '' })),
    { destination: node.podCIDR, via: '', device: 'cni0', source: node.gateway },
  ];
}

export function routesOf(state: NetworkState, namespace: NetNamespace): readonly Route[] {
  const node = nodeOf(state, namespace);
  if (node === undefined) return [];
  const sandbox = 'sandbox' in namespace ? state.sandboxes.get(namespace.sandbox) : undefined;
  if (sandbox === undefined || sandbox.hostNetwork) return nodeRoutes(state, node);
  return [
    { destination: 'default', via: node.gateway, device: 'eth0', source: '' },
    { destination: node.podCIDR, via: '', device: 'eth0', source: sandbox.address },
  ];
}
