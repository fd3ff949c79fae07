/** The trace: what each component decided, and why. Pictures, story sentences and lesson checks read it; nothing else explains. */
import type { StatusCause } from '../../model/status.ts';
import type { SimTime } from '../../model/time.ts';
import type { DnsQuestion } from './dns.ts';
import type { Revision, TraceSerial } from './ids.ts';

/** The stages of a request in the API server, in order. `store` is the last; a refusal ends the list. */
export const API_STAGES = ['authenticate', 'authorise', 'decode', 'default', 'admission', 'validate', 'store'] as const;
export type ApiStage = (typeof API_STAGES)[number];

/** What one stage made of a request. */
export interface StageRecord {
  readonly stage: ApiStage;
  readonly passed: boolean;
  /** What it checked or changed, in a few words: `user kubernetes-admin`, `set restartPolicy: Always`, the plugin that refused. */
  readonly detail: string;
}
/** A request that changed something, or was turned away; `causes` and `message` are those of its Status. */
export interface ApiRequestTrace {
  readonly type: 'api/request';
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: string;
  readonly code: number;
  readonly warnings: readonly string[];
  readonly stages: readonly StageRecord[];
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

/** A Pod as records name it. `pod` is `name`, or `namespace/name` outside the namespace `default`. */
interface AboutPod {
  readonly pod: string;
  readonly uid: string;
}
interface AboutContainer extends AboutPod {
  readonly container: string;
  readonly node: string;
}

/** `nodes` counts those that were looked at; `chosen` is '' where none took the Pod. */
type SchedulerTrace =
  | (AboutPod & { readonly type: 'scheduler/queued'; readonly queue: 'active' | 'backoff' | 'unschedulable' | 'gated'; readonly why: string })
  /** One scheduling cycle. Verdicts and scores are worked out again from the store at `seen` (Simulation.explain). */
  | (AboutPod & { readonly type: 'scheduler/attempt'; readonly attempt: number; readonly seen: Revision; readonly nodes: number; readonly feasible: readonly string[]; readonly chosen: string; readonly message: string })
  | (AboutPod & { readonly type: 'scheduler/filtered'; readonly node: string; readonly plugin: string; readonly verdict: string; readonly reason: string })
  | (AboutPod & { readonly type: 'scheduler/scored'; readonly node: string; readonly plugin: string; readonly score: number; readonly weight: number })
  | (AboutPod & { readonly type: 'scheduler/bound'; readonly node: string })
  | (AboutPod & { readonly type: 'scheduler/preempted'; readonly node: string; readonly victims: readonly string[] });

/** `grace` and `seconds` are in seconds, `until` is an instant. */
type KubeletTrace =
  | (AboutPod & { readonly type: 'kubelet/admitted'; readonly node: string; readonly ok: boolean; readonly message: string })
  | (AboutPod & { readonly type: 'kubelet/sandbox'; readonly node: string; readonly state: 'creating' | 'ready' | 'failed' | 'removed'; readonly ip: string; readonly message: string })
  | (AboutContainer & { readonly type: 'kubelet/pulling'; readonly image: string; readonly bytes: number; readonly until: SimTime })
  | (AboutContainer & { readonly type: 'kubelet/pulled'; readonly image: string; readonly ok: boolean; readonly present: boolean; readonly message: string })
  | (AboutContainer & { readonly type: 'kubelet/probe'; readonly probe: 'startup' | 'readiness' | 'liveness'; readonly ok: boolean; readonly failures: number; readonly threshold: number; readonly message: string })
  | (AboutContainer & { readonly type: 'kubelet/backoff'; readonly seconds: number; readonly why: string })
  | (AboutContainer & { readonly type: 'kubelet/killing'; readonly grace: number; readonly why: string })
  | (AboutPod & { readonly type: 'kubelet/terminating'; readonly node: string; readonly grace: number })
  | (AboutPod & { readonly type: 'kubelet/condition'; readonly condition: string; readonly status: string; readonly reason: string })
  | (AboutPod & { readonly type: 'kubelet/phase'; readonly phase: string; readonly reason: string });

/** `restart` counts from 0; `sinceDelete` counts whole seconds since the Pod was to go, 0 where it is not. */
export type RuntimeTrace =
  | (AboutContainer & { readonly type: 'runtime/created' })
  | (AboutContainer & { readonly type: 'runtime/started'; readonly restart: number; readonly ephemeral: boolean })
  | (AboutContainer & { readonly type: 'runtime/exited'; readonly exitCode: number; readonly reason: string; readonly signal: string; readonly sinceDelete: number; readonly message: string })
  | (AboutContainer & { readonly type: 'runtime/exec'; readonly command: readonly string[]; readonly ok: boolean; readonly exitCode: number })
  | (AboutContainer & { readonly type: 'runtime/listening'; readonly address: string; readonly port: number; /** TCP unless said. */ readonly protocol?: 'UDP' })
  | (AboutContainer & { readonly type: 'runtime/signal'; readonly signal: string })
  /** Something was cut short, with Podarium's word about it: an endless loop, a fork bomb, a log without end. */
  | (AboutContainer & { readonly type: 'runtime/bounded'; readonly message: string });

/** One hop of a packet: where it is (`node` or `pod` is '' where none is meant), and its addresses there, as `10.0.10.15:34768`. */
export interface Hop {
  readonly place: HopPlace;
  readonly node: string;
  readonly pod: string;
  readonly source: string;
  readonly destination: string;
  /** What this hop did to the packet, in a few words; '' for passing it on unchanged. */
  readonly change: string;
  /** The rule or route that decided: `10.0.20.0/24 via 192.168.1.12`. */
  readonly rule: string;
}
/** `bridge` is a node's cni0, `routing` its table, `service` the rules that rewrite; `host` is a node's own socket, `outside` beyond the cluster. */
export type HopPlace = 'socket' | 'lo' | 'eth0' | 'veth' | 'bridge' | 'routing' | 'service' | 'wire' | 'host' | 'outside';
/** How a connection ends: `refused` by a host on which nobody listens, `timeout` where nothing answers, `unreachable` where there is no way. */
export type CallResult = 'open' | 'refused' | 'timeout' | 'reset' | 'unknown host' | 'unreachable';

/** `from` and `to` are Pods or `pod/container`, nodes, or `outside`; `via` is the Service that was rewritten, or ''; `why` says in plain words why it did not arrive. */
export type NetworkTrace =
  | {
    readonly type: 'network/call'; readonly from: string; readonly to: string; readonly via: string; readonly source: string; readonly address: string;
    readonly port: number; readonly protocol: 'TCP' | 'UDP'; readonly purpose: 'call' | 'probe' | 'dns'; readonly result: CallResult; readonly hops: readonly Hop[];
    readonly answer: string; readonly why: string; readonly dns?: DnsQuestion;
  }
  | {
    readonly type: 'network/forward'; readonly from: string; readonly to: string; readonly via: string; readonly source: string; readonly address: string;
    readonly port: number; readonly result: CallResult; readonly hops: readonly Hop[];
  }
  | { readonly type: 'endpoints/added' | 'endpoints/removed'; readonly service: string; readonly pod: string };

type ClusterTrace =
  | { readonly type: 'node/ready' | 'node/lost'; readonly node: string; readonly message: string }
  | { readonly type: 'controller/acted'; readonly controller: string; readonly object: string; readonly message: string }
  | { readonly type: 'rollout/finished'; readonly name: string; readonly startedAt: SimTime }
  | { readonly type: 'note'; readonly object: string; readonly message: string };

export type TraceRecord = ApiRequestTrace | SchedulerTrace | KubeletTrace | RuntimeTrace | NetworkTrace | ClusterTrace;
export type TraceType = TraceRecord['type'];

/** A record in the trace: its number, its instant, and the record that led to it. */
export type TraceEvent = {
  readonly serial: TraceSerial;
  readonly at: SimTime;
  /** The store's revision when it was recorded, the record's own write included. */
  readonly revision: Revision;
  readonly cause: TraceSerial | null;
} & TraceRecord;

/** What a picture shows once this record has been told: what it led to, up to the next record; of a request its own writes. */
export function revisionAfter(record: TraceEvent, next: TraceEvent | undefined, latest: Revision): Revision {
  if (next === undefined) return latest;
  return next.type === 'api/request' ? record.revision : next.revision;
}

/** A Pod's name in records. */
export const podName = (namespace: string, name: string): string => (namespace === 'default' ? name : `${namespace}/${name}`);
/** What such a name stands for. */
export function podOf(name: string): { readonly namespace: string; readonly name: string } {
  const slash = name.indexOf('/');
  return slash < 0 ? { namespace: 'default', name } : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}
