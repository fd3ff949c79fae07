/** The kubelets' state: tables of all nodes, keyed by Pod or node. Records are replaced, never changed. */
import type { k8s, Pod, PodStatus } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { ContainerRunState } from '../contract/cri.ts';
import type { ContainerId, SandboxId } from '../contract/ids.ts';
import type { ClusterSettings } from '../contract/settings.ts';

/** A container's place in its Pod. */
export type ContainerKind = 'init' | 'sidecar' | 'regular' | 'ephemeral';

export interface ContainerRecord {
  readonly id: ContainerId;
  readonly name: string;
  readonly kind: ContainerKind;
  readonly attempt: number;
  /** As the Pod said when it was created. */
  readonly image: string;
  readonly imageName: string;
  readonly imageID: string;
  readonly resources: k8s.ResourceRequirements | undefined;
  /** What the kubelet saw when it last looked (the PLEG's cache); what is true now is known to the runtime. */
  readonly seen: ContainerRunState;
  /** The end of the run before, which `lastState` shows. */
  readonly last: k8s.ContainerState | undefined;
  /** When the run before ended. */
  readonly lastEnd: SimTime | null;
  /** The container of the run before, while it is kept. */
  readonly previous: ContainerId | null;
}
interface SandboxRecord {
  readonly id: SandboxId;
  readonly state: 'creating' | 'ready' | 'stopped';
  readonly ip: string;
  readonly attempt: number;
  readonly since: SimTime;
  /** Whether a relist has met it. */
  readonly seen: boolean;
}

/** Why a container could not be started, or not yet: shown as its waiting state. Follows pkg/kubelet/reason_cache.go. */
export interface Reason {
  readonly reason: string;
  readonly message: string;
  /** Of a back-off: when it is over. */
  readonly until?: SimTime;
}

export type Op =
  | { readonly op: 'kill'; readonly id: ContainerId; readonly message: string; readonly reason: KillReason }
  | { readonly op: 'killPod' }
  /** A rule asks for all containers to begin anew. */
  | { readonly op: 'resetAll' }
  | { readonly op: 'sandbox' }
  | { readonly op: 'start'; readonly name: string };
export type KillReason = 'plain' | 'liveness' | 'startup' | 'postStart' | 'reset';

/** What a sync of a Pod waits for. A worker does one thing at a time, as its goroutine does. */
type Wait =
  | { readonly on: 'sandbox' }
  | { readonly on: 'mount'; readonly since: SimTime; readonly tries: number }
  | { readonly on: 'pull'; readonly name: string; readonly image: string }
  | { readonly on: 'create' | 'start'; readonly id: ContainerId; readonly name: string }
  | { readonly on: 'hook'; readonly id: ContainerId; readonly name: string }
  | { readonly on: 'kills'; readonly ids: readonly ContainerId[]; readonly then: 'next' | 'stopSandbox' | 'reset' };
export interface Run {
  readonly mode: 'sync' | 'terminate';
  readonly ops: readonly Op[];
  readonly wait: Wait | null;
  /** By container: null is a success. */
  readonly results: Readonly<Record<string, Reason | null>>;
  /** Whether something was done, which asks for a relist when all went well. */
  readonly acted: boolean;
  readonly failed: boolean;
}

export interface Terminating {
  readonly since: SimTime;
  readonly grace: number;
  readonly evicted: { readonly reason: string; readonly message: string; readonly condition: boolean } | null;
}

/** One Pod on its node. Follows pkg/kubelet/pod_workers.go: a Pod syncs, then terminates, then is terminated. */
export interface Worker {
  readonly uid: string;
  readonly node: string;
  readonly namespace: string;
  readonly name: string;
  /** As the kubelet knows it; of a static Pod what its file says. */
  readonly pod: Pod;
  readonly source: 'api' | 'file';
  readonly stage: 'sync' | 'terminating' | 'terminated' | 'finished';
  /** Whether containers may still run: until then no terminal phase is told. */
  readonly mayRun: boolean;
  readonly rejected: boolean;
  readonly sandbox: SandboxRecord | null;
  readonly containers: Readonly<Record<string, ContainerRecord>>;
  /** How often containers ran that were removed to begin anew, by name. */
  readonly removed: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, Reason>>;
  readonly status: PodStatus;
  readonly startTime: string;
  readonly run: Run | null;
  /** What is counted for it in its node's usage, or null. */
  readonly charged: Readonly<Record<string, number>> | null;
  /** Asked to sync again as soon as the present run is over. */
  readonly pending: boolean;
  readonly mounted: boolean;
  /** When probes began to tick. */
  readonly probesSince: SimTime | null;
  readonly terminating: Terminating | null;
  /** When the last sync ended; the next one by itself comes a minute or more later. */
  readonly synced: SimTime;
  /** The resources that the node has granted, by container. */
  readonly allocated: Readonly<Record<string, k8s.ResourceRequirements>>;
  readonly resize: {
    readonly pending: Reason | null;
    /** When it began to wait. */
    readonly since: SimTime | null;
    readonly inProgress: Reason | null;
    readonly generation: number;
  };
}

export interface Backoff {
  readonly ms: number;
  readonly at: SimTime;
  /** Of a pull: what went wrong. */
  readonly error?: string;
}

export interface ProbeRecord {
  readonly uid: string;
  readonly container: string;
  readonly type: ProbeType;
  /** The container that the counts are about. */
  readonly id: ContainerId | null;
  readonly last: boolean | null;
  readonly run: number;
  readonly onHold: boolean;
  readonly result: boolean | null;
  /** The exec or call under way, or 0. */
  readonly running: number;
  /** Asked for once more while it ran. */
  readonly again: boolean;
  readonly stopped: boolean;
  readonly results: readonly { readonly at: SimTime; readonly ok: boolean }[];
}
export type ProbeType = 'startup' | 'readiness' | 'liveness';

/** A container that is being stopped. Follows kuberuntime killContainer: hook, turn, signal, SIGKILL. */
export interface Kill {
  readonly id: ContainerId;
  readonly uid: string;
  readonly name: string;
  readonly node: string;
  readonly phase: 'hook' | 'turn' | 'signalled' | 'killed';
  readonly deadline: SimTime;
  /** The command of its hook, or 0. */
  readonly exec: number;
  /** Whether its hook is only a pause, which cannot fail. */
  readonly pause: boolean;
  /** Containers that go first. */
  readonly after: readonly ContainerId[];
}

/** What an exec or a call that is under way is for. */
export type Use =
  | { readonly for: 'probe'; readonly key: string; readonly node: string }
  | { readonly for: 'postStart' | 'preStop'; readonly uid: string; readonly id: ContainerId };

export interface NodeRecord {
  readonly name: string;
  readonly address: string;
  /** The same as the statuses of its Pods have it, which share it. */
  readonly hostIPs: readonly k8s.HostIP[];
  readonly stopped: boolean;
  readonly registered: boolean;
  /** Milliseconds within a second at which it relists. */
  readonly phase: number;
  readonly statusAt: SimTime;
  /** When too little of it was last seen; null when that is long ago. */
  readonly memoryPressure: SimTime | null;
  readonly diskPressure: SimTime | null;
  /** What the machine has since it was resized, by resource. */
  readonly resized: Readonly<Record<string, string>>;
}

/** What the Pods of a node have asked for together. */
export interface NodeUsage {
  readonly pods: number;
  readonly amounts: Readonly<Record<string, number>>;
}

export interface KubeletState {
  readonly settings: ClusterSettings;
  readonly nodes: Map<string, NodeRecord>;
  readonly workers: Map<string, Worker>;
  readonly usage: Map<string, NodeUsage>;
  /** Container -> Pod. */
  readonly containers: Map<string, string>;
  readonly sandboxes: Map<string, string>;
  readonly uses: Map<number, Use>;
  readonly calls: Map<number, Use>;
  readonly kills: Map<string, Kill>;
  /** `node image` -> Pods that wait for it. */
  readonly pulls: Map<string, readonly string[]>;
  /** Images that were pulled with a request of the kubelet: `node image`. */
  readonly crashes: Map<string, Backoff>;
  readonly imageBackoffs: Map<string, Backoff>;
  readonly probes: Map<string, ProbeRecord>;
  /** Pods whose containers are to be looked at in the next relist. */
  readonly stale: Set<string>;
  /** Pods whose status is to be written when the step is over. */
  readonly dirty: Set<string>;
  readonly factDirty: Set<string>;
  /** Pods whose objects are to be deleted when the step is over. */
  readonly deletions: Set<string>;
  /** `configmaps/ns/name` or `secrets/ns/name` -> Pods that mount it or wait for it. */
  readonly users: Map<string, readonly string[]>;
  /** `node path` -> uid. */
  readonly statics: Map<string, string>;
  /** `node path` -> what its file says now, while the Pod that it said before is still ending. */
  readonly heldStatics: Map<string, Pod>;
  /** `node path` -> a digest of the manifest that was last read there. */
  readonly manifests: Map<string, string>;
  readonly streams: Map<number, StreamUse>;
}
export interface StreamUse {
  readonly uid: string;
  readonly container: ContainerId | null;
  readonly kind: 'log' | 'exec' | 'attach' | 'portforward';
  readonly exec: number;
}
