/**
 * NetworkPolicies, as a CNI plugin enforces them on every node: which packets a Pod may send and get.
 * Follows the API's own words (networking/v1 types.go): policies add up, and what none of them allows is dropped once any selects the Pod.
 */
import { selects } from '../../model/selectors.ts';
import type { k8s, NetworkPolicy } from '../../model/objects.ts';
import type { Carried, Endpoint } from '../contract/network.ts';
import type { ClusterView } from '../contract/view.ts';
import { dnsPods } from './coredns.ts';
import { inCidr, parseAddress, parseCidr } from './ip.ts';
import type { NetworkState, SandboxNet } from './state.ts';

const POLICIES = 'networkpolicies.networking.k8s.io';
type Direction = 'Ingress' | 'Egress';
type Rule = { readonly peers: readonly k8s.NetworkPolicyPeer[] | undefined; readonly ports: readonly k8s.NetworkPolicyPort[] | undefined };

/** Somebody at an address: what selectors see of a Pod; null of whoever is none. */
interface Peer {
  readonly address: string;
  readonly pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> | undefined; readonly ports: readonly k8s.ContainerPort[] } | null;
}

/** Policies without policyTypes are for what comes in, and for what goes out where they have rules for it. */
const concerns = ({ spec }: NetworkPolicy, direction: Direction): boolean =>
  (spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])]).includes(direction);
const rulesOf = ({ spec }: NetworkPolicy, direction: Direction): readonly Rule[] =>
  direction === 'Ingress' ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })) : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));

/** Pods on the host's network are the node to everybody: no selector finds them. */
function peerAt(state: NetworkState, view: ClusterView, address: string): Peer {
  if (dnsPods(state.controlPlane).includes(address)) return { address, pod: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [] } };
  const sandbox = state.sandboxes.get(state.addresses.get(address) ?? '');
  return { address, pod: sandbox === undefined ? null : podOf(view, sandbox) };
}
function podOf(view: ClusterView, { pod: { namespace, name } }: SandboxNet): Peer['pod'] {
  const pod = view.get('pods', namespace, name);
  return { namespace, labels: pod?.metadata.labels, ports: [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].flatMap(({ ports = [] }) => ports) };
}
const namespaceLabels = (view: ClusterView, name: string): Readonly<Record<string, string>> => view.get('namespaces', '', name)?.metadata.labels ?? { 'kubernetes.io/metadata.name': name };

/** Both selectors of one peer must agree; without a namespaceSelector it speaks of the policy's own namespace. */
function matchesPeer(view: ClusterView, policy: NetworkPolicy, { ipBlock, namespaceSelector, podSelector }: k8s.NetworkPolicyPeer, { address, pod }: Peer): boolean {
  if (ipBlock !== undefined) {
    const number = parseAddress(address);
    return number !== null && inCidr(parseCidr(ipBlock.cidr), number) && !(ipBlock.except ?? []).some((each) => inCidr(parseCidr(each), number));
  }
  if (pod === null) return false;
  const there = namespaceSelector === undefined ? pod.namespace === policy.metadata.namespace : selects(namespaceSelector, namespaceLabels(view, pod.namespace));
  return there && (podSelector === undefined || selects(podSelector, pod.labels));
}
/** A port by its number, a range, or the name that the Pod which is called gives it. Ports are never of ICMP. */
function matchesPort({ protocol = 'TCP', port, endPort }: k8s.NetworkPolicyPort, asked: Carried, number: number, called: Peer): boolean {
  if (protocol !== asked) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return called.pod?.ports.some((one) => one.name === port && (one.protocol ?? 'TCP') === asked && one.containerPort === number) === true;
  return number >= port && number <= (endPort ?? port);
}

/** The policies that isolate a Pod in this direction and let nothing like this through; [] where it may pass. */
function refusing(state: NetworkState, view: ClusterView, direction: Direction, own: SandboxNet, other: string, packet: { readonly protocol: Carried; readonly port: number }): readonly string[] {
  const listed = view.list(POLICIES, own.pod.namespace);
  if (listed.length === 0 || own.hostNetwork) return [];
  const self: Peer = { address: own.address, pod: podOf(view, own) };
  const isolating = listed.filter((policy) => concerns(policy, direction) && selects(policy.spec.podSelector ?? {}, self.pod?.labels));
  if (isolating.length === 0) return [];
  const peer = peerAt(state, view, other);
  const called = direction === 'Ingress' ? self : peer;
  const allows = (policy: NetworkPolicy, { peers = [], ports = [] }: Rule): boolean =>
    (peers.length === 0 || peers.some((each) => matchesPeer(view, policy, each, peer))) && (ports.length === 0 || ports.some((each) => matchesPort(each, packet.protocol, packet.port, called)));
  if (isolating.some((policy) => rulesOf(policy, direction).some((rule) => allows(policy, rule)))) return [];
  return isolating.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
}

/** What keeps a Pod from sending to this address; a Pod reaches itself and its own node whatever policies say. */
export function keptIn(state: NetworkState, view: ClusterView, from: SandboxNet, to: Endpoint, protocol: Carried): readonly string[] {
  if (to.address === from.address || to.address === state.nodes.get(from.node)?.address) return [];
  return refusing(state, view, 'Egress', from, to.address, { protocol, port: to.port });
}
/** What keeps a packet from a Pod; its own node always reaches it, as the kubelet's probes must. */
export function keptOut(state: NetworkState, view: ClusterView, to: SandboxNet, source: string, port: number, protocol: Carried): readonly string[] {
  const node = state.nodes.get(to.node);
  if (source === to.address || source === node?.address || source === node?.gateway) return [];
  return refusing(state, view, 'Ingress', to, source, { protocol, port });
}
