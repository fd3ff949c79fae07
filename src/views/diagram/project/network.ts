/** The flat Pod network as a picture's plain data: nodes with bridge, veths, routes and rules; and one request, hop by hop. */
import type { HostFact, PodFact } from '../../../cluster/contract/facts.ts';
import { hostFactKey, podFactKey } from '../../../cluster/contract/facts.ts';
import type { Walk } from '../../../cluster/contract/network.ts';
import { podName, type CallResult, type Hop } from '../../../cluster/contract/trace.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';
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
export interface NetNode {
  readonly name: string;
  readonly address: string;
  readonly podCIDR: string;
  readonly bridge: string;
  readonly gateway: string;
  readonly routes: readonly string[];
  readonly reachable: boolean;
  readonly services: readonly { readonly name: string; readonly address: string; readonly endpoints: number }[];
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
}
export interface NetCall {
  readonly from: string;
  readonly to: string;
  readonly via: string;
  readonly result: CallResult;
  readonly why: string;
  readonly stops: readonly NetStop[];
  /** Pods that the packet touches. */
  readonly touches: readonly string[];
}
export interface NetworkGraph {
  readonly nodes: readonly NetNode[];
  readonly call: NetCall | null;
}

export function projectNetwork(view: ClusterView, call: NetCall | null): NetworkGraph {
  const pods = view.list('pods').filter((pod) => pod.spec.nodeName !== undefined && !isOver(pod));
  return { nodes: view.list('nodes').map((node) => netNode(view, node.metadata.name, pods)), call };
}

function netNode(view: ClusterView, name: string, pods: readonly Pod[]): NetNode {
  const host = view.fact(hostFactKey(name)) as HostFact | undefined;
  const local = host?.routes.find((route) => route.device === host.bridge);
  return {
    name,
    address: host?.address ?? view.get('nodes', '', name)?.status.addresses?.find((one) => one.type === 'InternalIP')?.address ?? '',
    podCIDR: host?.podCIDR ?? '',
    bridge: host?.bridge ?? '',
    gateway: local?.source ?? '',
    routes: (host?.routes ?? []).filter((route) => route.destination !== 'default').map((route) => (route.via === '' ? `${route.destination} dev ${route.device}` : `${route.destination} via ${route.via}`)),
    reachable: host?.reachable ?? true,
    services: (host?.services ?? []).filter((one) => one.service !== 'default/kubernetes').map((one) => ({ name: one.service.startsWith('default/') ? one.service.slice(8) : one.service, address: `${one.address}:${one.port}`, endpoints: one.endpoints.length })),
    pods: pods.filter((pod) => pod.spec.nodeName === name).map((pod) => netPod(view, name, pod)),
  };
}
function netPod(view: ClusterView, node: string, pod: Pod): NetPod {
  const fact = view.fact(podFactKey(node, pod.metadata.uid)) as PodFact | undefined;
  const { name, namespace, uid } = pod.metadata;
  return { uid, namespace, name, known: podName(namespace, name), ip: fact?.sandbox.ip || pod.status.podIP || '', mark: podCondition(pod, containerChips(pod, fact)).mark, hostNetwork: pod.spec.hostNetwork === true };
}

export const hostOf = (address: string): string => (address.includes(':') ? address.slice(0, address.lastIndexOf(':')) : address);

const TITLES: Readonly<Record<Hop['place'], (hop: Hop) => string>> = {
  socket: (hop) => (hop.pod === '' ? hop.node : `${hop.pod} socket`),
  lo: (hop) => `${hop.pod} lo`,
  eth0: (hop) => `${hop.pod === '' ? hop.node : hop.pod} eth0`,
  veth: (hop) => `${hop.pod} veth`,
  bridge: (hop) => hop.rule || 'bridge',
  routing: (hop) => (hop.node === '' ? 'gateway' : `${hop.node} kernel`),
  service: (hop) => `${hop.node} rules`,
  wire: () => 'wire',
  host: (hop) => `${hop.node} host`,
  outside: () => 'outside',
};

/** The socket and the far end of the veth pair belong to eth0: where nothing changes there, they are no stops of their own. */
function isStop(hop: Hop, at: number, hops: readonly Hop[]): boolean {
  if (hop.change !== '') return true;
  if (hop.place === 'veth') return false;
  if (hop.place !== 'socket') return true;
  return !hops.some((other, i) => i !== at && other.pod === hop.pod && hop.pod !== '' && (other.place === 'eth0' || other.place === 'lo'));
}
function stopsOf(hops: readonly Hop[]): readonly NetStop[] {
  const kept = hops.filter(isStop);
  return kept.map((hop, i) => {
    const before = kept[i - 1] ?? hop;
    const [source, destination] = [hostOf(hop.source), hostOf(hop.destination)];
    const [wasSource, wasDestination] = [hostOf(before.source), hostOf(before.destination)];
    return { hop, title: TITLES[hop.place](hop), source, destination, wasSource: wasSource === source ? '' : wasSource, wasDestination: wasDestination === destination ? '' : wasDestination, change: hop.change.split(/[\s:]/)[0] ?? '' };
  });
}
const touched = (hops: readonly Hop[]): readonly string[] => [...new Set(hops.map((hop) => hop.pod).filter((pod) => pod !== ''))];

export const callOfRecord = (record: CallRecord): NetCall => ({ from: record.from, to: record.to, via: record.via, result: record.result, why: 'why' in record ? record.why : '', stops: stopsOf(record.hops), touches: touched(record.hops) });
export const callOfWalk = (walk: Walk): NetCall => ({ from: walk.from, to: `${walk.destination.address}:${walk.destination.port}`, via: walk.via, result: walk.result, why: walk.why, stops: stopsOf(walk.hops), touches: touched(walk.hops) });
