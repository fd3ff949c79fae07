/** Gives sandboxes their addresses, one node's block each. Follows CNI's host-local plugin: the next free one after the last given. */
import type { ClusterSettings } from '../contract/settings.ts';
import type { NetConfig } from '../contract/network.ts';
import { blockSize, formatAddress, gatewayOf, parseAddress, parseCidr } from './ip.ts';
import { hash32 } from '../../base/rng.ts';
import type { NetworkState, NodeNet, SandboxNet } from './state.ts';

export function nodeTable(settings: ClusterSettings): ReadonlyMap<string, NodeNet> {
  const nodes = new Map<string, NodeNet>();
  for (const { name, address, podCIDR } of settings.nodes) {
    const cidr = parseCidr(podCIDR);
    if (cidr !== null) nodes.set(name, { name, address, cidr, podCIDR, gateway: gatewayOf(cidr) });
  }
  return nodes;
}

/** The address that a Pod of the prelude got long ago, while nobody else has it. */
function reserved(state: NetworkState, pod: SandboxNet['pod']): number | null {
  const address = state.prelude[`${pod.namespace}/${pod.name}`];
  return address === undefined || state.addresses.has(address) ? null : parseAddress(address);
}

type Given = { readonly ok: true; readonly ip: string } | { readonly ok: false; readonly message: string };

function freeAddress(state: NetworkState, node: NodeNet): number | null {
  const first = node.cidr.base + 2;
  const last = node.cidr.base + blockSize(node.cidr.bits) - 2;
  const start = state.lastGiven.get(node.name) ?? first - 1;
  for (let tried = 0, next = start + 1; tried <= last - first; tried++, next++) {
    if (next > last) next = first;
    if (!state.addresses.has(formatAddress(next))) return next;
  }
  return null;
}

export function attach(state: NetworkState, sandbox: string, nodeName: string, pod: SandboxNet['pod'], hostNetwork: boolean, config: NetConfig | null): Given {
  const node = state.nodes.get(nodeName);
  if (node === undefined) return { ok: false, message: `plugin type="bridge" failed (add): no network is configured on ${nodeName}` };
  const veth = `veth${hash32(sandbox).toString(16).padStart(8, '0')}`;
  if (hostNetwork) {
    state.sandboxes.set(sandbox, { id: sandbox, node: nodeName, pod, hostNetwork, address: node.address, veth: '', config });
    return { ok: true, ip: node.address };
  }
  const kept = reserved(state, pod);
  const free = kept ?? freeAddress(state, node);
  if (free === null) return {
    ok: false,
    message: `plugin type="bridge" failed (add): no IP addresses available in range set: ${formatAddress(node.cidr.base + 1)}-${formatAddress(node.cidr.base + blockSize(node.cidr.bits) - 2)}`,
  };
  const address = formatAddress(free);
  if (kept === null) state.lastGiven.set(nodeName, free);
  state.addresses.set(address, sandbox);
  state.sandboxes.set(sandbox, { id: sandbox, node: nodeName, pod, hostNetwork, address, veth, config });
  for (const mapping of config?.portMappings ?? []) {
    const key = hostPortKey(nodeName, mapping.hostPort, mapping.protocol);
    state.hostPorts.set(key, [...(state.hostPorts.get(key) ?? []), { sandbox, hostIP: mapping.hostIP, address, port: mapping.containerPort }]);
  }
  return { ok: true, ip: address };
}

export const hostPortKey = (node: string, port: number, protocol: string): string => `${node}:${port}/${protocol}`;

export function detach(state: NetworkState, id: string): void {
  const sandbox = state.sandboxes.get(id);
  if (sandbox === undefined) return;
  state.sandboxes.delete(id);
  if (!sandbox.hostNetwork) state.addresses.delete(sandbox.address);
  for (const mapping of sandbox.config?.portMappings ?? []) {
    const key = hostPortKey(sandbox.node, mapping.hostPort, mapping.protocol);
    const left = (state.hostPorts.get(key) ?? []).filter((each) => each.sandbox !== id);
    if (left.length === 0) state.hostPorts.delete(key);
    else state.hostPorts.set(key, left);
  }
}
