/** The flat Pod network as a picture's plain data: nodes with bridge, veths, routes and rules; and one request, hop by hop. */
import type { HostFact, PodFact } from '../../../cluster/contract/facts.ts';
import { hostFactKey, podFactKey } from '../../../cluster/contract/facts.ts';
import type { Protocol, Walk } from '../../../cluster/contract/network.ts';
import { podName, type CallResult, type Hop } from '../../../cluster/contract/trace.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';
import { replyHops } from '../../../session/index.ts';
import type { Pod } from '../../../model/objects.ts';
import type { CallRecord } from './packet.ts';
import { containerChips, isOver, podCondition, type MarkState } from './pod-state.ts';

export interface NetPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** As records name it. */
  readonly known: string;
  readonly ip: string;
  readonly mark: MarkState;
  readonly hostNetwork: boolean;
}
/** The rules of DNS are on every node; they are drawn for a question only. */
const DNS_SERVICE = 'kube-system/kube-dns';
/** The API server's own Service has no room in the picture until a request goes there. */
const API_SERVICE = 'default/kubernetes';

export interface NetRule {
  readonly name: string;
  readonly address: string;
  readonly endpoints: number;
}
export interface NetNode {
  readonly name: string;
  readonly address: string;
  readonly podCIDR: string;
  readonly bridge: string;
  readonly gateway: string;
  readonly routes: readonly string[];
  readonly reachable: boolean;
  readonly services: readonly NetRule[];
  readonly pods: readonly NetPod[];
}
/** A stop of the packet: hops that only pass it on inside one wire are one stop. */
export interface NetStop {
  readonly hop: Hop;
  readonly title: string;
  readonly source: string;
  readonly destination: string;
  /** What stood there before this hop changed it; '' where it did not. */
  readonly wasSource: string;
  readonly wasDestination: string;
  /** `DNAT`, `SNAT`, `REJECT`; '' for none. */
  readonly change: string;
  /** What happens here, in a sentence. */
  readonly says: string;
}
type Purpose = 'call' | 'dns' | 'probe' | 'forward' | 'asked';
export interface NetCall {
  readonly purpose: Purpose;
  /** What it does beside its purpose: `client asks for shop`. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly via: string;
  readonly result: CallResult;
  readonly why: string;
  readonly stops: readonly NetStop[];
  /** The answer, back through the same stops; empty where nobody answers. */
  readonly reply: readonly NetStop[];
  /** What comes back: `the answer`, `a reset`, an ICMP message. */
  readonly answer: string;
  /** Of a question to DNS: what was asked in this packet, and each answer. */
  readonly asked: readonly string[];
  /** Pods that the packet touches. */
  readonly touches: readonly string[];
}
export interface NetworkGraph {
  readonly nodes: readonly NetNode[];
  readonly call: NetCall | null;
}

export function projectNetwork(view: ClusterView, call: NetCall | null): NetworkGraph {
  const pods = view.list('pods').filter((pod) => pod.spec.nodeName !== undefined && !isOver(pod));
  return { nodes: view.list('nodes').map((node) => netNode(view, node.metadata.name, pods, call)), call };
}

function netNode(view: ClusterView, name: string, pods: readonly Pod[], call: NetCall | null): NetNode {
  const decided = new Set(call?.stops.map(({ hop }) => hop.rule));
  const host = view.fact(hostFactKey(name)) as HostFact | undefined;
  // Routes to machines that have gone, or are to come, lead nowhere.
  const there = new Set(view.list('nodes').flatMap((one) => one.status.addresses?.map(({ address }) => address) ?? []));
  const local = host?.routes.find((route) => route.device === host.bridge);
  return {
    name,
    address: host?.address ?? view.get('nodes', '', name)?.status.addresses?.find((one) => one.type === 'InternalIP')?.address ?? '',
    podCIDR: host?.podCIDR ?? '',
    bridge: host?.bridge ?? '',
    gateway: local?.source ?? '',
    routes: (host?.routes ?? []).filter((route) => route.destination !== 'default').map((route) => [route.via, route.via === '' ? `${route.destination} dev ${route.device}` : `${route.destination} via ${route.via}`] as const).filter(([via, words]) => via === '' || there.has(via) || decided.has(words)).map(([, words]) => words),
    reachable: host?.reachable ?? true,
    services: (host?.services ?? []).filter((one) => (one.service !== API_SERVICE || call?.stops.some(({ hop }) => hop.rule.startsWith(API_SERVICE)) === true) && (one.service !== DNS_SERVICE || (call?.via === DNS_SERVICE && one.protocol === 'UDP'))).map((one) => ({
      name: one.service.startsWith('default/') ? one.service.slice(8) : one.service, address: `${one.address}:${one.port}${one.protocol === 'UDP' ? '/udp' : ''}`,
      endpoints: one.endpoints.length,
    })),
    pods: pods.filter((pod) => pod.spec.nodeName === name).map((pod) => netPod(view, name, pod)),
  };
}
function netPod(view: ClusterView, node: string, pod: Pod): NetPod {
  const fact = view.fact(podFactKey(node, pod.metadata.uid)) as PodFact | undefined;
  const { name, namespace, uid } = pod.metadata;
  return { uid, namespace, name, known: podName(namespace, name), ip: fact?.sandbox.ip || pod.status.podIP || '', mark: podCondition(pod, containerChips(pod, fact)).mark, hostNetwork: pod.spec.hostNetwork === true };
}

const hostOf = (address: string): string => (address.includes(':') ? address.slice(0, address.lastIndexOf(':')) : address);

const TITLES: Readonly<Record<Hop['place'], (hop: Hop) => string>> = {
  socket: (hop) => (hop.pod === '' ? hop.node : `${hop.pod} socket`),
  lo: (hop) => `${hop.pod} lo`,
  eth0: (hop) => isBeside(hop) ? 'CoreDNS' : `${hop.pod === '' ? hop.node : hop.pod} eth0`,
  veth: (hop) => `${hop.pod} veth`,
  bridge: (hop) => hop.rule || 'bridge',
  routing: (hop) => (hop.node === '' ? 'masquerade' : `${hop.node} kernel`),
  service: (hop) => `${hop.node} rules`,
  wire: () => 'wire',
  host: (hop) => (isBeside(hop) && hop.pod !== '' ? 'API server' : `${hop.node} host`),
  outside: () => 'outside',
};

/** The socket and the far end of the veth pair belong to eth0: where nothing changes there, they are no stops of their own. */
function isStop(hop: Hop, at: number, hops: readonly Hop[]): boolean {
  if (hop.change !== '') return true;
  // On the control plane's machine only CoreDNS and the API server are drawn.
  if (isBeside(hop) && hop.place !== 'eth0' && hop.place !== 'host') return false;
  // What is dropped where it is routed is one stop.
  const next = hops[at + 1];
  if (next?.change === 'DROP' && next.place === hop.place && next.node === hop.node) return false;
  if (hop.place === 'veth') return false;
  if (hop.place !== 'socket') return true;
  return !hops.some((other, i) => i !== at && other.pod === hop.pod && hop.pod !== '' && (other.place === 'eth0' || other.place === 'lo'));
}
/** The control plane's machine is none of the nodes. */
export const isBeside = (hop: Hop): boolean => hop.node === 'control-plane';

function stopsOf(hops: readonly Hop[], back = false): readonly NetStop[] {
  const kept = hops.filter(isStop);
  return kept.map((hop, i) => {
    const before = kept[i - 1] ?? hop;
    const [source, destination] = [hostOf(hop.source), hostOf(hop.destination)];
    const [wasSource, wasDestination] = [hostOf(before.source), hostOf(before.destination)];
    const stop = {
      hop, title: TITLES[hop.place](hop), source, destination, wasSource: wasSource === source || hop.change === '' ? '' : wasSource,
      wasDestination: wasDestination === destination || hop.change === '' ? '' : wasDestination, change: hop.change.split(/[\s:]/)[0] ?? '',
    };
    return { ...stop, says: back ? answerSays(stop, i === 0) : saysOf(stop, i === 0) };
  });
}
/** What the hop itself recorded, as a sentence. */
function saysOf({ hop, destination, wasDestination, source, wasSource, change }: Omit<NetStop, 'says'>, first: boolean): string {
  const swapped = wasDestination === '' ? '' : `the destination ${wasDestination} becomes ${destination}`;
  const masked = wasSource === '' ? '' : `the source ${wasSource} becomes ${source}`;
  switch (hop.place) {
    case 'socket': return `A socket of ${hop.pod || hop.node}: from ${hop.source} to ${hop.destination}.`;
    case 'lo': return `lo of ${hop.pod || hop.node}: the packet stays in its network namespace.`;
    case 'eth0': return first ? `It leaves ${hop.pod || hop.node} by eth0${hop.rule === '' ? '' : `: ${hop.rule}`}.` : `It arrives at eth0 of ${hop.pod || hop.node}.`;
    case 'veth': return `The veth pair joins ${hop.pod} to the bridge of ${hop.node}.`;
    case 'bridge': return `The bridge ${hop.rule || 'cni0'} of ${hop.node} joins all Pods there${first ? '' : `; from ${source} to ${destination}`}.`;
    case 'service': return swapped === ''
      ? `The rules that kube-proxy wrote on ${hop.node}: ${hop.rule || change}.`
      : `The kernel of ${hop.node} finds ${wasDestination} in the rules that kube-proxy wrote and picks an endpoint: ${swapped} (${change}).`;
    case 'routing': if (change === 'DROP') return `The kernel of ${hop.node} drops it: ${hop.rule} lets nothing like this through.`;
      if (masked !== '') return `On its last step here the node puts an address of its own in front: ${masked} (${change}).`;
      return `The kernel of ${hop.node} looks for the way${hop.rule === '' ? '' : `: ${hop.rule}`}.`;
    case 'wire': return 'Between the nodes, with the addresses as they are.';
    case 'host': return swapped === '' ? `It is for ${hop.node} itself.` : `A host port of ${hop.node}: ${swapped} (${change}).`;
    case 'outside': return `Beyond the cluster${masked === '' ? '.' : `: ${masked} (${change}).`}`;
  }
}
/** On the way back only connection tracking has something to do. */
function answerSays({ hop, source, wasSource, destination, wasDestination, change }: Omit<NetStop, 'says'>, first: boolean): string {
  const who = hop.pod || hop.node;
  if (wasSource !== '') return `Connection tracking of ${hop.node} knows this flow: the source ${wasSource} becomes ${source} again (${change}), the address that was called.`;
  if (wasDestination !== '') return `Connection tracking of ${hop.node || 'the node'} knows this flow: the destination ${wasDestination} becomes ${destination} again (${change}).`;
  switch (hop.place) {
    case 'eth0': case 'socket': return first ? `The answer leaves ${who}, to ${destination}.` : `The answer arrives at ${who}: it comes from ${source}, whom it called.`;
    case 'lo': return `Back on lo of ${who}.`;
    case 'bridge': return `Back over the bridge of ${hop.node}.`;
    case 'service': return first ? `${hop.node} answers itself, in the name of ${source}.` : `Back through the rules of ${hop.node}, which leave an answer as it is.`;
    case 'wire': return 'Back over the wire between the nodes.';
    default: return first ? `${who || 'The other side'} answers ${destination}.` : `Back through the kernel of ${hop.node || 'the node'}.`;
  }
}
/** What a caller gets back, by what became of the call. */
function answerOf(result: CallResult, protocol: Protocol): string {
  if (result === 'refused') return protocol === 'TCP' ? 'a reset (RST)' : 'ICMP “port unreachable”';
  return result === 'unreachable' ? 'ICMP “host unreachable”' : result === 'reset' ? 'a reset (RST)' : 'the answer';
}
const backOf = (hops: readonly Hop[], result: CallResult): readonly NetStop[] => stopsOf(replyHops(hops, result), true);
const askedOf = (record: CallRecord): readonly string[] =>
  record.type === 'network/forward'
    ? []
    : (record.dns?.asked ?? []).map(({ type, code, data }) => `${type}: ${data.length > 0
      ? data.slice(0, 4).join(', ') + (data.length > 4 ? ` and ${data.length - 4} more` : '')
      : code === 'NOERROR' ? 'no such record' : code}`);
const touched = (hops: readonly Hop[]): readonly string[] => [...new Set(hops.map((hop) => hop.pod).filter((pod) => pod !== ''))];

/** Who does what, short enough for a chip. */
function labelOf(record: CallRecord): string {
  const target = `${record.via === '' ? record.to || record.address : record.via}:${record.port}`;
  if (record.type === 'network/forward') return `kubectl to ${record.to}:${record.port}`;
  if (record.purpose === 'dns') return `${record.from} asks for ${record.answer}`;
  return record.purpose === 'probe' ? `${record.to || record.address}:${record.port}` : `${record.from} to ${target}`;
}
export const callOfRecord = (record: CallRecord): NetCall => ({
  purpose: record.type === 'network/forward' ? 'forward' : record.purpose, label: labelOf(record), from: record.from, to: record.to, via: record.via,
  result: record.result, why: 'why' in record ? record.why : '', stops: stopsOf(record.hops), reply: backOf(record.hops, record.result),
  answer: answerOf(record.result, 'protocol' in record ? record.protocol : 'TCP'), asked: askedOf(record), touches: touched(record.hops),
});
export const callOfWalk = (walk: Walk): NetCall => {
  const to = `${walk.destination.address}:${walk.destination.port}`;
  return {
    purpose: 'asked', label: `Can ${walk.from} reach ${to}?`, from: walk.from, to, via: walk.via, result: walk.result, why: walk.why, stops: stopsOf(walk.hops),
    reply: backOf(walk.hops, walk.result), answer: answerOf(walk.result, walk.protocol), asked: [], touches: touched(walk.hops),
  };
};
