/** The network's state: who has which address, which sockets are open, which rules Services make. Records are replaced, never changed. */
import type { Endpoint, NetConfig, NetNamespace, SocketInfo } from '../contract/network.ts';
import type { Cidr } from './ip.ts';
import type { ServiceRule } from './services.ts';

export interface NodeNet {
  readonly name: string;
  readonly address: string;
  readonly cidr: Cidr;
  readonly podCIDR: string;
  readonly gateway: string;
}
export interface SandboxNet {
  readonly id: string;
  readonly node: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly hostNetwork: boolean;
  readonly address: string;
  /** The end of the veth pair on the node. */
  readonly veth: string;
  readonly config: NetConfig | null;
}
export interface SocketRecord {
  readonly info: SocketInfo;
  /** Of the namespace it is in. */
  readonly key: string;
  /** The other end of a connection, or 0. */
  readonly peer: number;
  readonly v6only: boolean;
}

/** A flow as the table of connection tracking has it: who asked, whom, and which endpoint it was led to. */
interface Flow {
  readonly client: number;
  /** Whom the client called: a Service's address stays that. */
  readonly called: Endpoint;
  readonly endpoint: string;
  readonly until: number;
}

export interface NetworkState {
  readonly nodes: ReadonlyMap<string, NodeNet>;
  /** The machine that CoreDNS runs on. */
  readonly controlPlane: NodeNet;
  readonly clusterCIDR: Cidr | null;
  readonly serviceCIDR: Cidr | null;
  readonly prelude: Readonly<Record<string, string>>;
  readonly sandboxes: Map<string, SandboxNet>;
  /** Pod address -> sandbox. */
  readonly addresses: Map<string, string>;
  /** Node -> the address that was given last, as host-local IPAM keeps it. */
  readonly lastGiven: Map<string, number>;
  readonly sockets: Map<number, SocketRecord>;
  /** Namespace -> its sockets, in order of their numbers. */
  readonly byNamespace: Map<string, readonly number[]>;
  /** Process -> its sockets. */
  readonly byOwner: Map<number, readonly number[]>;
  /** How late rules follow a change, and those that are still on their way. */
  readonly serviceMs: number;
  readonly late: Map<string, { readonly service: string; readonly rules: readonly ServiceRule[] }>;
  /** Nodes that are cut off. */
  readonly cutOff: Set<string>;
  /** `address:port/protocol` -> what the Services' rules do with it. */
  readonly rules: Map<string, ServiceRule>;
  /** Service -> the keys of its rules. */
  readonly rulesOf: Map<string, readonly string[]>;
  /** `service/port/source` -> the endpoint that a client sticks to. */
  readonly sticky: Map<string, { readonly endpoint: string; readonly since: number }>;
  /** `node:hostPort/protocol` -> the sandbox and port it leads to. */
  readonly hostPorts: Map<string, readonly HostPort[]>;
  /** Connection tracking of datagrams: `socket>address:port` as sent -> the flow; and as answered -> the key of the flow. */
  readonly flows: Map<string, Flow>;
  readonly replies: Map<string, string>;
  nextSocket: number;
  nextPort: number;
  nextDatagramPort: number;
}
interface HostPort {
  readonly sandbox: string;
  readonly hostIP: string;
  readonly address: string;
  readonly port: number;
}

/** A namespace's key: a sandbox on the host's network shares that of its node. */
export function namespaceKey(state: NetworkState, namespace: NetNamespace): string {
  if ('outside' in namespace) return 'outside';
  if ('node' in namespace) return `node/${namespace.node}`;
  const sandbox = state.sandboxes.get(namespace.sandbox);
  return sandbox?.hostNetwork === true ? `node/${sandbox.node}` : `pod/${namespace.sandbox}`;
}
export function nodeOf(state: NetworkState, namespace: NetNamespace): NodeNet | undefined {
  if ('outside' in namespace) return undefined;
  return state.nodes.get('node' in namespace ? namespace.node : (state.sandboxes.get(namespace.sandbox)?.node ?? ''));
}
/** The address that a namespace has in the cluster; '' for one that is gone. */
export function addressIn(state: NetworkState, namespace: NetNamespace): string {
  if ('outside' in namespace) return OUTSIDE_ADDRESS;
  if ('node' in namespace) return state.nodes.get(namespace.node)?.address ?? '';
  return state.sandboxes.get(namespace.sandbox)?.address ?? '';
}
/** A computer beyond the cluster, from the block that RFC 5737 keeps for examples. */
const OUTSIDE_ADDRESS = '203.0.113.7';
