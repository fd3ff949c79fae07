/** The cluster as its users hold it: the page's worker, Node, lessons, tests. Implemented in engine/. */
import type { SimTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse, StreamChunk, StreamResponse } from './api.ts';
import type { Revision, StreamId, TraceSerial } from './ids.ts';
import type { Protocol, Walk } from './network.ts';
import type { Counterfactual, SchedulingExplanation } from './scheduling.ts';
import type { ClusterSettings } from './settings.ts';
import type { StoreEvent } from './store.ts';
import type { TraceEvent } from './trace.ts';
import type { ClusterView } from './view.ts';

/** What a person or a program did to the cluster from outside, with its instant. The log of these and the settings are the whole session. */
export type Command = { readonly at: SimTime } & (
  | { readonly command: 'request'; readonly request: ApiRequest }
  | { readonly command: 'open'; readonly request: ApiRequest }
  | { readonly command: 'write'; readonly stream: StreamId; readonly data: string | null }
  | { readonly command: 'close'; readonly stream: StreamId }
  | { readonly command: 'sim'; readonly action: SimAction }
);
/** What is outside the API: machines and their files, and calls from anywhere. */
export type SimAction =
  | { readonly do: 'stopNode' | 'startNode'; readonly node: string }
  /** The machine becomes larger or smaller, by resource; its kubelet reports what there is now. */
  | { readonly do: 'resizeNode'; readonly node: string; readonly amounts: Readonly<Record<string, string>> }
  | { readonly do: 'putFile'; readonly node: string; readonly path: string; readonly text: string }
  | { readonly do: 'removeFile'; readonly node: string; readonly path: string }
  /** A TCP connection (path null) or an HTTP GET from a container, a node or a computer beyond the cluster. */
  | { readonly do: 'call'; readonly from: CallSource; readonly host: string; readonly port: number; readonly path: string | null };
/** Where a call sets out: from a container, from a node itself, or from a computer beyond the cluster. */
export type CallSource = { readonly pod: string; readonly container: string; readonly namespace: string } | { readonly node: string } | { readonly outside: true };

/** A session as it is kept and shared: playing the log again from the settings up to `now` gives the same cluster, byte for byte. */
export interface SavedSession {
  readonly version: 1;
  readonly settings: ClusterSettings;
  readonly log: readonly Command[];
  readonly now: SimTime;
}

/** What ends an `advance` before its instant is reached. */
export interface AdvanceLimits {
  /** Stops after the first instant that left a trace record. */
  readonly toNextTrace?: boolean;
  /** At most so many steps of components, to keep a slice short. */
  readonly maxSteps?: number;
}
/** How far an `advance` came. */
export interface Advanced {
  readonly now: SimTime;
  /** True when the goal was reached, false when a limit came first. */
  readonly done: boolean;
  readonly steps: number;
}

export interface Simulation {
  readonly settings: ClusterSettings;
  readonly now: SimTime;
  readonly revision: Revision;
  /** The newest trace record's serial, 0 before the first. */
  readonly traceSerial: TraceSerial;
  /** The instant of the next thing that is due, or null when nothing ever is. */
  readonly nextDue: SimTime | null;
  /** All commands so far, put together when it is asked for. */
  readonly log: readonly Command[];
  /** How many there are. */
  readonly commands: number;

  /** Asks the API server, at this instant. Changing requests are logged; a dry run and a read are not. */
  request(request: ApiRequest): ApiResponse;
  /** Asks for what lasts: a watch, a log that is followed, exec, attach, port-forward. */
  open(request: ApiRequest): StreamResponse;
  /** Takes what a stream has brought since it was last read. */
  read(stream: StreamId): readonly StreamChunk[];
  /** Types into a stream of exec, attach or port-forward; null is the end of the input. */
  write(stream: StreamId, data: string | null): void;
  close(stream: StreamId): void;
  act(action: SimAction): void;

  /** Runs everything that is due up to `to`, and stands there. */
  advance(to: SimTime, limits?: AdvanceLimits): Advanced;

  /** The cluster as it is, or as it was at a revision that is still kept. */
  view(at?: Revision): ClusterView;
  /** Writes after a revision, for a replica. */
  eventsSince(revision: Revision): readonly StoreEvent[];
  /** Records after a serial, oldest first; all of them for null. */
  traceSince(serial: TraceSerial | null): readonly TraceEvent[];

  /** Works a scheduling attempt out again. */
  explain(attempt: TraceSerial): SchedulingExplanation | null;
  /** For each node that refused the Pod of this attempt, the smallest change that would have let it in. */
  counterfactuals(attempt: TraceSerial): readonly Counterfactual[];
  /** Where a connection would go now; asking changes nothing. Names are resolved. */
  walk(from: CallSource, host: string, port: number, protocol?: Protocol): Walk;
  /** The text of a file as a container or a node sees it. */
  readFile(where: { readonly namespace: string; readonly pod: string; readonly container: string } | { readonly node: string }, path: string): string | null;

  /** The log of a container's latest run, '' where there is none. */
  logText(where: { readonly namespace: string; readonly pod: string; readonly container: string }): string;

  /** An independent copy that goes on from here. */
  fork(): Simulation;
  save(): SavedSession;
}
