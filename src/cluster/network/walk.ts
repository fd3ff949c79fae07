/** The way of a packet: every hop from a socket to a socket, with what changes it and the rule that decides. Asking changes nothing. */
import { hash32 } from '../../base/rng.ts';
import type { SimTime } from '../../model/time.ts';
import { API_POD, DNS_POD, NODE_RESOLVER } from '../contract/network.ts';
import type { Carried, Endpoint, NetNamespace, Protocol, Walk } from '../contract/network.ts';
import { API_SERVER_PORT } from '../contract/settings.ts';
import { podName } from '../contract/trace.ts';
import type { ClusterView } from '../contract/view.ts';
import type { CallResult, Hop, HopPlace } from '../contract/trace.ts';
import { dnsPods, DNS_PORT, planeSocket } from './coredns.ts';
import { inCidr, parseAddress } from './ip.ts';
import { hostPortKey } from './ipam.ts';
import { keptIn, keptOut } from './policies.ts';
import { ruleKey } from './services.ts';
import type { RuleEndpoint, ServiceRule } from './services.ts';
import { freePort, listenerAt } from './sockets.ts';
import { addressIn, namespaceKey, nodeOf } from './state.ts';
import type { NetworkState, NodeNet, SandboxNet } from './state.ts';

/** A packet on its way, and the hops it has left behind. */
interface Packet {
  readonly hops: Hop[];
  source: Endpoint;
  destination: Endpoint;
  via: string;
  /** The sender as it came to the node that the packet is on: masquerading comes after all filters. */
  arrived: string;
}
interface Trip {
  readonly state: NetworkState;
  readonly view: ClusterView;
  readonly from: NetNamespace;
  readonly protocol: Carried;
  readonly now: SimTime;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The endpoint that connection tracking has for this flow; '' for a new one. */
  readonly kept: string;
  readonly packet: Packet;
}

const text = ({ address, port }: Endpoint): string => `${address}:${port}`;
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1' || address === 'localhost';

function hop(trip: Trip, place: HopPlace, node: string, pod: string, change: string, rule: string): void {
  const { packet } = trip;
  packet.hops.push({ place, node, pod, source: text(packet.source), destination: text(packet.destination), change, rule });
}
function end(trip: Trip, result: CallResult, why: string): Walk<Carried> {
  const { packet, local, remote } = trip;
  return {
    from: nameOf(trip.state, trip.from), protocol: trip.protocol, result, hops: packet.hops, local, remote, source: packet.source, destination: packet.destination,
    via: packet.via, listener: null, listenerNamespace: null, why,
  };
}

function nameOf(state: NetworkState, from: NetNamespace): string {
  if ('outside' in from) return 'outside';
  if ('node' in from) return from.node;
  const sandbox = state.sandboxes.get(from.sandbox);
  return sandbox === undefined ? '' : podName(sandbox.pod.namespace, sandbox.pod.name);
}
const podOf = (sandbox: SandboxNet): string => podName(sandbox.pod.namespace, sandbox.pod.name);

/** The sender's port, where it has one already, and the endpoint that its flow was led to before. */
interface Known {
  readonly port?: number | undefined;
  readonly kept?: string | undefined;
}
export function walk(state: NetworkState, view: ClusterView, from: NetNamespace, protocol: Protocol, address: string, port: number, now: SimTime, known?: Known): Walk;
/** ICMP has no ports. */
export function walk(state: NetworkState, view: ClusterView, from: NetNamespace, protocol: 'ICMP', address: string, port: 0, now: SimTime): Walk<Carried>;
export function walk(state: NetworkState, view: ClusterView, from: NetNamespace, protocol: Carried, address: string, port: number, now: SimTime, known: Known = {}): Walk<Carried> {
  const key = namespaceKey(state, from);
  const own = addressIn(state, from);
  const local: Endpoint = { address: sourceFor(state, from, address), port: known.port ?? (protocol === 'ICMP' ? 0 : freePort(state, key, protocol)) };
  const remote: Endpoint = { address, port };
  const trip: Trip = { state, view, from, protocol, now, local, remote, kept: known.kept ?? '', packet: { hops: [], source: local, destination: remote, via: '', arrived: local.address } };
  const node = nodeOf(state, from);
  const sandbox = 'sandbox' in from ? state.sandboxes.get(from.sandbox) : undefined;
  if ('outside' in from) return fromOutside(trip);
  if (node === undefined || own === '') return end(trip, 'unreachable', 'The network namespace is gone.');
  const onHost = sandbox === undefined || sandbox.hostNetwork;
  hop(trip, 'socket', node.name, onHost ? '' : podOf(sandbox), '', '');
  if (isLoopback(address) || address === own) return onHost ? onLoopback(trip, node, key, own) : onLoopback(trip, node, key, own, podOf(sandbox));
  if (!onHost) {
    hop(trip, 'eth0', node.name, podOf(sandbox), '', `default via ${node.gateway}`);
    hop(trip, 'veth', node.name, podOf(sandbox), '', sandbox.veth);
    hop(trip, 'bridge', node.name, '', '', 'cni0');
  }
  return onNode(trip, node, onHost ? null : sandbox);
}

/** The source that the routing table gives a packet: a process of a node that calls one of the node's own Pods speaks from the bridge. */
function sourceFor(state: NetworkState, from: NetNamespace, address: string): string {
  if (isLoopback(address)) return address === '::1' ? '::1' : '127.0.0.1';
  const own = addressIn(state, from);
  const node = nodeOf(state, from);
  const number = parseAddress(address);
  return node !== undefined && own === node.address && number !== null && inCidr(node.cidr, number) ? node.gateway : own;
}

/**
 * localhost and one's own address never leave the namespace; a node's own address, and with kube-proxy's route_localnet its localhost
 * too, may be rewritten by a Service or a host port first.
 */
function onLoopback(trip: Trip, node: NodeNet, key: string, own: string, pod = ''): Walk<Carried> {
  if (pod === '' && (trip.remote.address === own || trip.remote.address.startsWith('127.'))) {
    const rewritten = rewrite(trip, node, node, null);
    if (rewritten !== null) return rewritten;
  }
  hop(trip, 'lo', node.name, pod, '', 'local');
  return arrive(trip, key, node.name, pod, trip.remote.address, pod === '' ? { node: node.name as never } : trip.from);
}

function arrive(trip: Trip, key: string, node: string, pod: string, address: string, namespace: NetNamespace | null): Walk<Carried> {
  const { packet, protocol, state } = trip;
  if (protocol === 'ICMP') {
    hop(trip, 'socket', node, pod, '', 'echo reply');
    return end(trip, 'open', '');
  }
  const listener = namespace === null ? planeSocket(pod, packet.destination.port, protocol) : listenerAt(state, key, protocol, address, packet.destination.port, packet.source);
  if (listener === null) {
    const where = pod === '' ? node : `Pod ${pod}`;
    const answer = protocol === 'TCP' ? 'a reset' : 'the ICMP message "port unreachable"';
    return end(
      trip, 'refused',
      `Nothing listens on ${protocol === 'TCP' ? '' : `${protocol} `}port ${packet.destination.port} of ${address} in the network namespace of ${where}: Linux answers with ${answer}, "connection refused".`,
    );
  }
  hop(trip, 'socket', node, pod, '', `${listener.state} ${text(listener.local)}`);
  return { ...end(trip, 'open', ''), listener, listenerNamespace: namespace };
}

/** What a node does with a packet from a local Pod or from a process of its own: Services and host ports, then the routing table. */
function onNode(trip: Trip, node: NodeNet, sandbox: SandboxNet | null): Walk<Carried> {
  return rewrite(trip, node, node, sandbox) ?? route(trip, node, sandbox, false);
}

/** DNAT by the rules of a Service or of a host port, as `at` has them; null where no rule speaks of the destination. */
function rewrite(trip: Trip, at: NodeNet, caller: NodeNet | null, sandbox: SandboxNet | null): Walk<Carried> | null {
  const { state, packet, protocol } = trip;
  const { address, port } = packet.destination;
  const onThisNode = address === at.address || (caller === at && sandbox === null && isLoopback(address));
  const rule = ruleFor(state, packet.destination, protocol, onThisNode);
  if (rule !== undefined) return throughService(trip, at, rule, caller, sandbox);
  const mapped = onThisNode && protocol !== 'ICMP' ? state.hostPorts.get(hostPortKey(at.name, port, protocol))?.find(({ hostIP }) => hostIP === '' || hostIP === '0.0.0.0' || hostIP === address) : undefined;
  if (mapped === undefined) return null;
  packet.destination = { address: mapped.address, port: mapped.port };
  hop(trip, 'host', at.name, '', `DNAT ${address}:${port} -> ${text(packet.destination)}`, `hostPort ${port}`);
  // Follows the portmap plugin: what comes back to the same Pod, or from localhost, gets an address of the node to answer to.
  return route(trip, at, sandbox, sandbox?.address === mapped.address || isLoopback(packet.source.address));
}

function throughService(trip: Trip, at: NodeNet, rule: ServiceRule, caller: NodeNet | null, sandbox: SandboxNet | null): Walk<Carried> {
  const { packet } = trip;
  packet.via = rule.service;
  const before = text(packet.destination);
  // Only what comes from elsewhere is held to the endpoints of this node: to its own Pods and processes a node port is like the Service's own address.
  const atHome = rule.kind !== 'clusterIP' && caller === at;
  const local = rule.local && !atHome;
  const usable = local ? rule.locals.filter((each) => each.node === at.name) : rule.endpoints;
  const any = rule.endpoints.length > 0 || (local && rule.locals.length > 0);
  const endpoint = pick(trip, at, rule, usable);
  if (endpoint === undefined) {
    const why = any ? `has no ready endpoint on ${at.name}, and its traffic policy is Local` : 'has no ready endpoints';
    hop(trip, 'service', at.name, '', any ? 'DROP' : 'REJECT', `${rule.service} ${why}`);
    return any ? end(trip, 'timeout', `Service ${rule.service} ${why}: the packet is dropped.`) : end(trip, 'refused', `Service ${rule.service} ${why}: every node rejects the packet.`);
  }
  packet.destination = { address: endpoint.address, port: endpoint.port };
  hop(trip, 'service', at.name, '', `DNAT ${before} -> ${text(packet.destination)}`, `${rule.service}${rule.portName === '' ? '' : `:${rule.portName}`}, 1 of ${usable.length} endpoint${usable.length === 1 ? '' : 's'}`);
  // Follows pkg/proxy/iptables: what comes from outside the Pods' range, or back to the same Pod, gets an address of the node to answer to.
  const fromPod = sandbox !== null;
  const hairpin = sandbox?.address === endpoint.address;
  const masquerade = hairpin || (rule.kind === 'clusterIP' || (rule.local && atHome) ? !fromPod : !rule.local);
  return route(trip, at, sandbox, masquerade);
}

function pick(trip: Trip, at: NodeNet, rule: ServiceRule, usable: readonly RuleEndpoint[]): RuleEndpoint | undefined {
  if (usable.length < 2) return usable[0];
  const { state, packet, now, kept } = trip;
  const tracked = kept === '' ? undefined : usable.find(({ address }) => address === kept);
  if (tracked !== undefined) return tracked;
  if (rule.affinitySeconds > 0) {
    const last = state.sticky.get(stickyKey(rule, at.name, packet.source.address));
    const known = last && now - last.since < rule.affinitySeconds * 1000 ? usable.find(({ address }) => address === last.endpoint) : undefined;
    if (known !== undefined) return known;
  }
  return usable[hash32(`${text(packet.source)}>${text(packet.destination)}@${now}#${state.nextPort}`) % usable.length];
}
/** Each node keeps its own list of recent clients for each port of a Service, as iptables' `recent` does; all its addresses share it. */
const stickyKey = ({ service, portName, protocol }: ServiceRule, node: string, source: string): string => `${service}:${portName}/${protocol}/${node}/${source}`;
/** Session affinity: the client keeps its endpoint for so long after its latest connection. */
export function stick(state: NetworkState, way: Walk, now: SimTime): void {
  const node = way.hops.find(({ place }) => place === 'service')?.node;
  const rule = node === undefined ? undefined : ruleFor(state, way.remote, way.protocol, true);
  if (node !== undefined && rule !== undefined && rule.affinitySeconds > 0) state.sticky.set(stickyKey(rule, node, way.local.address), { endpoint: way.destination.address, since: now });
}
/** What kube-proxy has to say of a destination; node ports are of a node's own addresses. */
const ruleFor = (state: NetworkState, { address, port }: Endpoint, protocol: Carried, onThisNode: boolean): ServiceRule | undefined =>
  state.rules.get(ruleKey(address, port, protocol)) ?? (onThisNode ? state.rules.get(ruleKey('', port, protocol)) : undefined);

/** A node's routing table: its own bridge, the other nodes' blocks, and whatever is beyond. */
function route(trip: Trip, node: NodeNet, sandbox: SandboxNet | null, masquerade: boolean): Walk<Carried> {
  const { state, packet } = trip;
  const { address } = packet.destination;
  const number = parseAddress(address);
  if (number === null) return end(trip, 'unreachable', `${address} is no IPv4 address.`);
  if (sandbox !== null) {
    const kept = keptIn(state, trip.view, sandbox, packet.destination, trip.protocol);
    if (kept.length > 0) return drop(trip, node, kept, `${podOf(sandbox)} may not send to ${portOf(trip)} of ${address}`);
  }
  if (address === node.address) {
    hop(trip, 'host', node.name, '', '', `local ${address}`);
    return arrive(trip, `node/${node.name}`, node.name, '', address, { node: node.name as never });
  }
  if (inCidr(node.cidr, number)) {
    // kube-proxy marks what does not come from a Pod; it leaves by the bridge with the bridge's address.
    if (packet.source.address === node.address || masquerade) translate(trip, node.gateway);
    return toPod(trip, node, address, sandbox === null || packet.via !== '');
  }
  for (const other of [...state.nodes.values(), state.controlPlane]) {
    if (other === node || !inCidr(other.cidr, number)) continue;
    if (masquerade) translate(trip, node.address);
    hop(trip, 'routing', node.name, '', '', `${other.podCIDR} via ${other.address}`);
    return overWire(trip, node, other) ?? enterNode(trip, other, address);
  }
  return routeBeyond(trip, node, sandbox, number);
}

function routeBeyond(trip: Trip, node: NodeNet, sandbox: SandboxNet | null, number: number): Walk<Carried> {
  const { state, packet } = trip;
  const { address } = packet.destination;
  for (const other of [...state.nodes.values(), state.controlPlane]) {
    if (other.address !== address) continue;
    if (sandbox !== null) translate(trip, node.address);
    hop(trip, 'routing', node.name, '', '', `${address} dev eth0`);
    const lost = overWire(trip, node, other);
    if (lost !== null) return lost;
    return rewrite(trip, other, node, null) ?? toHost(trip, other);
  }
  if (inCidr(state.clusterCIDR, number)) {
    hop(trip, 'routing', node.name, '', '', 'no node has a block with this address');
    return end(trip, 'timeout', `${address} is in the Pods' range, but no node hands out this block: the packet leaves by the default route and nobody answers.`);
  }
  if (sandbox !== null) translate(trip, node.address);
  hop(trip, 'routing', node.name, '', '', 'default');
  hop(trip, 'outside', '', '', '', '');
  if (address === NODE_RESOLVER && packet.destination.port === DNS_PORT) return end(trip, 'open', 'The resolver of the nodes answers, beyond the cluster: it knows nothing of cluster.local.');
  const why = inCidr(state.serviceCIDR, number)
    ? `No Service has the address ${address} and port ${packet.destination.port}: no rule rewrites the packet, it leaves by the default route, and nobody answers.`
    : `${address} is beyond the cluster, where nothing answers.`;
  return end(trip, 'timeout', why);
}

function toHost(trip: Trip, node: NodeNet): Walk<Carried> {
  const { address, port } = trip.packet.destination;
  if (node === trip.state.controlPlane) {
    const pod = port === API_SERVER_PORT ? API_POD : '';
    hop(trip, 'host', node.name, pod, '', `local ${address}`);
    return arrive(trip, '', node.name, pod, address, null);
  }
  hop(trip, 'host', node.name, '', '', `local ${address}`);
  return arrive(trip, `node/${node.name}`, node.name, '', address, { node: node.name as never });
}

const portOf = ({ protocol, packet }: Trip): string => (protocol === 'ICMP' ? protocol : `${protocol} port ${packet.destination.port}`);
/** A NetworkPolicy selects a Pod, and no rule of any lets this packet through. */
function drop(trip: Trip, node: NodeNet, policies: readonly string[], what: string): Walk<Carried> {
  const names = policies.map((name) => name.replace(/^default\//, '')).join(', ');
  hop(trip, 'routing', node.name, '', 'DROP', `NetworkPolicy ${names}`);
  return end(trip, 'timeout', `NetworkPolicy ${names}: ${what}. The packet is dropped, and nobody answers.`);
}

/** Masquerading. */
function translate(trip: Trip, address: string): void {
  const { packet } = trip;
  if (packet.source.address === address) return;
  const before = packet.source.address;
  packet.source = { address, port: packet.source.port };
  hop(trip, 'routing', '', '', `SNAT ${before} -> ${address}`, 'MASQUERADE');
}

function overWire(trip: Trip, from: NodeNet | null, to: NodeNet): Walk<Carried> | null {
  const { cutOff } = trip.state;
  const lost = from !== null && cutOff.has(from.name) ? from : cutOff.has(to.name) ? to : null;
  if (lost === null) {
    hop(trip, 'wire', '', '', '', '');
    trip.packet.arrived = trip.packet.source.address;
    return null;
  }
  hop(trip, 'wire', '', '', 'lost', `${lost.name} is cut off`);
  return end(trip, 'timeout', `${lost.name} is cut off from the network: packets are lost and nobody answers.`);
}

function enterNode(trip: Trip, node: NodeNet, address: string): Walk<Carried> {
  hop(trip, 'routing', node.name, '', '', `${node.podCIDR} dev cni0`);
  return toPod(trip, node, address, true);
}

function toPod(trip: Trip, node: NodeNet, address: string, overBridge: boolean): Walk<Carried> {
  if (node === trip.state.controlPlane) return toCoreDns(trip, node, address);
  const id = trip.state.addresses.get(address);
  const sandbox = id === undefined ? undefined : trip.state.sandboxes.get(id);
  if (sandbox !== undefined) {
    const { packet, protocol, state, view } = trip;
    const kept = keptOut(state, view, sandbox, packet.arrived, packet.destination.port, protocol);
    if (kept.length > 0) return drop(trip, node, kept, `nothing from ${packet.arrived} may come to ${portOf(trip)} of ${podOf(sandbox)}`);
  }
  if (overBridge) hop(trip, 'bridge', node.name, '', '', 'cni0');
  if (id === undefined || sandbox === undefined) return end(trip, 'unreachable', `No Pod has the address ${address}: nobody on cni0 of ${node.name} answers to it, "no route to host".`);
  hop(trip, 'veth', node.name, podOf(sandbox), '', sandbox.veth);
  hop(trip, 'eth0', node.name, podOf(sandbox), '', '');
  return arrive(trip, `pod/${id}`, node.name, podOf(sandbox), address, { sandbox: id as never });
}

function toCoreDns(trip: Trip, plane: NodeNet, address: string): Walk<Carried> {
  hop(trip, 'bridge', plane.name, '', '', 'cni0');
  if (!dnsPods(plane).includes(address)) return end(trip, 'unreachable', `No Pod has the address ${address}: nobody on cni0 of ${plane.name} answers to it, "no route to host".`);
  hop(trip, 'eth0', plane.name, DNS_POD, '', '');
  return arrive(trip, '', plane.name, DNS_POD, address, null);
}

/** A computer beyond the cluster reaches nodes only: neither Pods' nor Services' addresses have a route out there. */
function fromOutside(trip: Trip): Walk<Carried> {
  const { state, packet } = trip;
  const { address } = packet.destination;
  hop(trip, 'outside', '', '', '', '');
  for (const node of [...state.nodes.values(), state.controlPlane]) {
    if (node.address !== address) continue;
    const lost = overWire(trip, null, node);
    if (lost !== null) return lost;
    return rewrite(trip, node, null, null) ?? toHost(trip, node);
  }
  const number = parseAddress(address);
  if (number !== null && ([...state.nodes.values()].some(({ cidr }) => inCidr(cidr, number)) || inCidr(state.clusterCIDR, number)))
    return end(trip, 'timeout', `${address} is a Pod's address. It has a meaning only inside the cluster: out here no router knows a way to it, so the packet is lost and the connection times out.`);
  if (number !== null && inCidr(state.serviceCIDR, number))
    return end(trip, 'timeout', `${address} is a Service's address. It exists only as rules on the cluster's nodes: out here no router knows a way to it, so the connection times out.`);
  return end(trip, 'timeout', `Nothing in this cluster has the address ${address}.`);
}
