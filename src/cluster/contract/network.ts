/**
 * What the Pod network offers: addresses and namespaces to sandboxes (CNI), sockets to processes, and walk() to pictures.
 * Implemented in network/; the runtime's kernel calls it for sockets, the kubelet for probes; the engine wires them.
 */
import type { SandboxConfig } from './cri.ts';
import type { DnsAnswer, DnsQuestion, DnsType } from './dns.ts';
import type { NodeName, SandboxId } from './ids.ts';
import type { CallResult, Hop } from './trace.ts';

/** A network namespace: that of a sandbox, a node's own, or a computer beyond the cluster. */
export type NetNamespace = { readonly sandbox: SandboxId } | { readonly node: NodeName } | { readonly outside: true };
/** What the network takes of a sandbox's configuration: its resolver, its names and its host ports. */
export type NetConfig = Pick<SandboxConfig, 'hostname' | 'hostNames' | 'dns' | 'hostAliases' | 'portMappings'>;

/** CoreDNS' Pods as records name them: they run on the control plane's machine, beside the nodes. */
export const DNS_POD = 'kube-system/coredns';
/** The API server's Pod, of the host's own network there. */
export const API_POD = 'kube-system/kube-apiserver';
/** The resolver that a node itself asks: beyond the cluster, of which it knows nothing. */
export const NODE_RESOLVER = '192.168.0.1';
export type Protocol = 'TCP' | 'UDP';
/** ICMP asks whether an address is there at all: it knows no ports, no sockets and no Services. */
export type Carried = Protocol | 'ICMP';

/** A line of `ip addr`; `prefix` counts bits, `mtu` bytes. */
export interface Interface {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly prefix: number;
  readonly mtu: number;
  /** The other end of a veth pair. */
  readonly peer: string;
}
/** A line of `ip route`; `via` and `source` are '' where a route has none. */
export interface Route {
  /** `default` or a CIDR. */
  readonly destination: string;
  readonly via: string;
  readonly device: string;
  readonly source: string;
}

/** Who called, for the other side's /proc, logs and refusals. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** An open socket: what netstat would list. `owner` is the runtime's number of the process, `container` its container. */
export interface SocketInfo {
  readonly id: number;
  readonly protocol: Protocol;
  readonly state: 'LISTEN' | 'ESTABLISHED' | 'UNCONN' | 'CLOSE_WAIT' | 'TIME_WAIT';
  readonly local: Endpoint;
  readonly remote: Endpoint | null;
  readonly owner: number;
  readonly container: string;
}

/** How a way through the network ends. */
export interface Walk<P extends Carried = Protocol> {
  readonly from: string;
  readonly protocol: P;
  readonly result: CallResult;
  readonly hops: readonly Hop[];
  /** The connection as the caller sees it: its own address, and the one it called. */
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** As seen by the listener. */
  readonly source: Endpoint;
  /** Where it arrived: after a Service's rules. */
  readonly destination: Endpoint;
  /** The Service that was rewritten, `namespace/name`, or ''. */
  readonly via: string;
  /** The listening socket, where there is one: the kernel itself answers ICMP. */
  readonly listener: SocketInfo | null;
  readonly listenerNamespace: NetNamespace | null;
  /** In plain words, where it did not go through. */
  readonly why: string;
}

export type Resolution = ({ readonly ok: true; readonly addresses: readonly string[]; readonly canonical: string } | { readonly ok: false; readonly error: 'NXDOMAIN' | 'SERVFAIL' }) & { readonly questions: readonly DnsQuestion[] };

/** What became of a datagram. Nobody answers for UDP itself: `open` says that it lies in somebody's queue. */
export interface Sent {
  readonly result: CallResult;
  /** The socket that has it, or 0. */
  readonly socket: number;
  /** The sender as the other side sees it. */
  readonly source: Endpoint;
  /** Of the first datagram of a flow: the way it took. */
  readonly walk: Walk | null;
}

export interface Network {
  /** Gives a sandbox its namespace, interfaces and address (IPAM of its node). */
  attach(
    sandbox: SandboxId, node: string, pod: { readonly namespace: string; readonly name: string; readonly uid: string }, hostNetwork: boolean, config?: NetConfig,
  ): { readonly ok: true; readonly ip: string } | { readonly ok: false; readonly message: string };
  detach(sandbox: SandboxId): void;
  addressOf(namespace: NetNamespace): string;
  interfaces(namespace: NetNamespace): readonly Interface[];
  routes(namespace: NetNamespace): readonly Route[];
  sockets(namespace: NetNamespace): readonly SocketInfo[];

  /** Binds and listens. `EADDRINUSE` and `EADDRNOTAVAIL` are Linux' names. Port 0 takes a free one. */
  listen(
    namespace: NetNamespace, protocol: Protocol, local: Endpoint, owner: { readonly process: number; readonly container: string },
    options?: { /** Of `::`: leaves 0.0.0.0 to others, as nginx asks for. */ readonly v6only?: boolean },
  ): { readonly ok: true; readonly socket: number; readonly port: number } | { readonly ok: false; readonly error: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' };
  close(socket: number): void;
  /** Closes all sockets of a process that has ended. */
  closeOwner(process: number): void;

  /** The way from a namespace to an address, as Linux would send the first packet now. Changes nothing. */
  walk(from: NetNamespace, protocol: Protocol, address: string, port: number, sourcePort?: number): Walk;
  /** Whether an ICMP echo request to an address is answered. */
  answersEcho(from: NetNamespace, address: string): boolean;
  /** Records a connection that a walk opened: both ends appear in sockets(). Gives the two socket numbers. */
  connect(walk: Walk, from: NetNamespace, owner: { readonly process: number; readonly container: string }): { readonly client: number; readonly server: number };

  /** Ties a UDP socket to one other side: it hears nobody else, and learns that a port is closed. */
  tie(socket: number, from: NetNamespace, remote: Endpoint): Endpoint;
  /** Sends a datagram from a UDP socket. Connection tracking leads an answer back the way that the question came. */
  send(socket: number, from: NetNamespace, remote: Endpoint): Sent;

  /** Resolves a name as that sandbox's resolver would: /etc/hosts, search list, cluster DNS. `questions` are what it sent, in order. */
  resolve(namespace: NetNamespace, name: string): Resolution;
  /** One question to the name server of that namespace, without /etc/hosts and search list, as nslookup and dig ask. */
  query(namespace: NetNamespace, name: string, type: DnsType): DnsAnswer;
  /** The way of a question from a namespace to a server of names, from a port of its own each time. */
  questionWay(namespace: NetNamespace, server: string, protocol: Protocol): Walk;
  /** A node that is cut off answers nobody. */
  setReachable(node: string, reachable: boolean): void;
}
