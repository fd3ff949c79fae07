/**
 * What a component of the cluster is: it keeps a state, is stepped with one input at a time, and writes what it wants done
 * on its plan. Only cluster/engine carries plans out, so a step never acts. Components never see one another.
 */
import type { SimTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse } from './api.ts';
import type { StreamId, TraceSerial } from './ids.ts';
import type { ClusterSettings } from './settings.ts';
import type { NodeFact, StoreEvent } from './store.ts';
import type { TraceRecord } from './trace.ts';
import type { StreamChunk } from './api.ts';
import type { ClusterView } from './view.ts';

/**
 * A flat record: each value is immutable, or a Map or Set of immutable values. The engine copies the tables for a checkpoint
 * and shares the records; so a record is replaced, never changed.
 */
export type ComponentState = object;

export type ComponentInput =
  /** Once, before anything else. */
  | { readonly type: 'started' }
  /** Writes to the resources that it watches, oldest first. */
  | { readonly type: 'changed'; readonly events: readonly StoreEvent[] }
  /** A timer of its own. */
  | { readonly type: 'woken'; readonly key: string }
  /** The answer to a request of its own that asked for one. */
  | { readonly type: 'replied'; readonly key: string; readonly response: ApiResponse }
  /** A word from another part of the same node (kubelet and runtime), or from the engine (streams). */
  | { readonly type: 'told'; readonly message: unknown };

/** An Event to be recorded, as client-go's recorder takes it; the engine counts repeats up. */
export interface EventNote {
  readonly about: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string; readonly uid: string; readonly resourceVersion?: string; readonly fieldPath?: string };
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `kubelet`, `default-scheduler`, `deployment-controller`, … */
  readonly source: string;
  /** The node, of a kubelet's event. */
  readonly host?: string;
  /** The action of events.k8s.io, which the scheduler speaks: `Binding`, `Scheduling`. */
  readonly action?: string;
}

/** What a step may look at, and where it writes what it wants done. */
export interface Plan {
  readonly now: SimTime;
  /** The cluster at this instant, all writes so far included. */
  readonly view: ClusterView;
  /** A roll of the cluster's dice, in [0, 1). */
  random(): number;
  /** Sends a request when the step is over. With `reply` its answer comes back as an input, at the same instant. */
  request(request: ApiRequest, reply?: string): void;
  /** Wakes this component at an instant; a key that is armed already is moved. */
  wakeAt(key: string, at: SimTime): void;
  cancel(key: string): void;
  /** Speaks to another component by name: `kubelet`, `runtime`. */
  tell(component: string, message: unknown, at?: SimTime): void;
  event(note: EventNote): void;
  /** Records what was decided and why; gives the record's number, to be named as a cause. */
  trace(record: TraceRecord, cause?: TraceSerial): TraceSerial;
  /** Writes a fact of a node (facts.ts); at most one revision an instant and key. */
  fact(key: string, value: NodeFact | null): void;
  /** Puts something into a client's stream. */
  stream(id: StreamId, chunk: StreamChunk): void;
}

/** A component, bound to its state and plan. */
export interface Bound {
  step(input: ComponentInput): void;
}

/** A kind of component: how its state begins, and what steps it. `bind` makes no state of its own. */
export interface Component<S extends ComponentState = ComponentState, Deps = unknown, B extends Bound = Bound> {
  readonly name: string;
  /** Group-resources whose writes it is told of. */
  readonly watches: readonly string[];
  init(settings: ClusterSettings): S;
  bind(state: S, plan: Plan, deps: Deps): B;
}
