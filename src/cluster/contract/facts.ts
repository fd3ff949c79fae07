/** Facts of nodes: what only a node knows and a picture shows, kept in the store's history under /node/. */
import { flat } from '../../base/flat.ts';
import type { SimTime } from '../../model/time.ts';
import type { ProcessFact } from './cri.ts';
import type { Interface, Route, SocketInfo } from './network.ts';
import type { NodeFact } from './store.ts';

export const podFactKey = (node: string, uid: string): string => flat(['/node/', node, '/pods/', uid]);
export const hostFactKey = (node: string): string => `/node/${node}/host`;

export interface ProbeFact {
  readonly probe: 'startup' | 'readiness' | 'liveness';
  /** `GET :80/`, `TCP :5000`, `exec cat /tmp/ok`, `gRPC :9000`. */
  readonly target: string;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  /** The latest results, oldest first, at most ten. */
  readonly results: readonly { readonly at: SimTime; readonly ok: boolean }[];
}
/** One container of a Pod on its node, in the run that is or was its latest. */
export interface ContainerFact {
  readonly name: string;
  readonly kind: 'init' | 'sidecar' | 'regular' | 'ephemeral';
  readonly image: string;
  readonly id: string;
  readonly attempt: number;
  readonly state: 'waiting' | 'pulling' | 'created' | 'running' | 'exited';
  readonly since: SimTime;
  /** Of a pull: when it will be done. */
  readonly until: SimTime | null;
  readonly exitCode: number | null;
  readonly processes: readonly ProcessFact[];
  readonly mounts: readonly { readonly volume: string; readonly path: string; readonly readOnly: boolean }[];
  /** The top of its own root file system. */
  readonly root: readonly string[];
  /** What it has written there itself, at most a dozen files. */
  readonly written: readonly string[];
  readonly cpu: { readonly usedMilli: number; readonly requestMilli: number; readonly limitMilli: number | null; readonly throttled: boolean };
  readonly memory: { readonly usedBytes: number; readonly requestBytes: number; readonly limitBytes: number | null };
  readonly probes: readonly ProbeFact[];
  /** The last line of its log. */
  readonly lastLine: string;
  /** Of a back-off: when the next try is due. */
  readonly retryAt: SimTime | null;
}
/** `/node/<node>/pods/<uid>`: one Pod on its node. */
export interface PodFact extends NodeFact {
  readonly fact: 'pod';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly sandbox: { readonly state: 'creating' | 'ready' | 'stopped'; readonly id: string; readonly ip: string; readonly since: SimTime };
  readonly hostname: string;
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketInfo[];
  readonly volumes: readonly { readonly name: string; readonly kind: string; readonly files: readonly string[] }[];
  readonly containers: readonly ContainerFact[];
  readonly terminating: { readonly since: SimTime; readonly graceUntil: SimTime } | null;
}
export interface ContainerUsage {
  readonly name: string;
  readonly milliCpu: number;
  readonly memoryBytes: number;
}
/** What the meters of a Pod's running containers show: what metrics.k8s.io tells, and autoscalers follow. */
export const usageOf = ({ containers }: PodFact): readonly ContainerUsage[] =>
  containers.flatMap(({ name, kind, state, cpu, memory }) => (kind === 'init' || state !== 'running' ? [] : [{ name, milliCpu: cpu.usedMilli, memoryBytes: Math.ceil(memory.usedBytes / PAGE) * PAGE }]));
/** A control group counts its memory in pages. */
const PAGE = 4096;

/** `/node/<node>/host`: the node's own network. */
export interface HostFact extends NodeFact {
  readonly fact: 'host';
  readonly node: string;
  readonly address: string;
  readonly podCIDR: string;
  readonly bridge: string;
  readonly routes: readonly Route[];
  readonly reachable: boolean;
  /** Service rules as kube-proxy wrote them. */
  readonly services: readonly { readonly service: string; readonly address: string; readonly port: number; readonly protocol: string; readonly endpoints: readonly string[] }[];
  readonly sockets: readonly SocketInfo[];
}
