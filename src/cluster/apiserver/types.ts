/** What the parts of the API server hand one another: a request under way, the row of its kind, and what is particular to the kind. */
import type { Result } from '../../base/result.ts';
import type { GroupResource, KubeObject } from '../../model/objects.ts';
import type { ResourceFact } from '../../model/resources.ts';
import type { StructType } from '../../model/schema.ts';
import type { Status } from '../../model/status.ts';
import type { SimTime } from '../../model/time.ts';
import type { ApiRequest, RequestOptions, SimulationNote, UserInfo } from '../contract/api.ts';
import type { TraceSerial } from '../contract/ids.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import type { Store } from '../contract/store.ts';
import type { StageRecord, TraceRecord } from '../contract/trace.ts';

/** What the API server is given: it has no state of its own. */
export interface ApiServerDeps {
  readonly store: Store;
  readonly settings: ClusterSettings;
  now(): SimTime;
  random(): number;
  trace(record: TraceRecord): TraceSerial;
}

/** One request under way, with what has been said about it so far. */
export interface Call {
  readonly deps: ApiServerDeps;
  readonly request: ApiRequest;
  readonly options: RequestOptions;
  readonly row: Row;
  readonly subresource: string;
  readonly user: UserInfo;
  /** '' outside a namespace. */
  readonly namespace: string;
  readonly dryRun: boolean;
  /** A component's request: well-formed, and not explained stage by stage. */
  readonly internal: boolean;
  /** This instant, as metav1.Time writes it. */
  readonly now: string;
  readonly warnings: string[];
  readonly notes: SimulationNote[];
  readonly stages: StageRecord[];
}

/** One kind in one version, as discovery lists it. */
export interface Row {
  readonly resource: GroupResource;
  readonly plural: string;
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: ReadonlyMap<string, ResourceFact>;
  /** Where objects are kept: events.k8s.io shares the store of core's events. */
  readonly storage: GroupResource;
  readonly schema: StructType;
  readonly strategy: Strategy;
}

/** What is particular to a kind on its way into the store, after upstream's rest.RESTCreateStrategy and RESTUpdateStrategy. */
export interface Strategy {
  /** Clears what only the server may set, before validation. */
  prepareForCreate?(object: KubeObject, call: Call): KubeObject;
  prepareForUpdate?(next: KubeObject, old: KubeObject, call: Call): KubeObject;
  /** The same for a write to the status subresource. */
  prepareForStatusUpdate?(next: KubeObject, old: KubeObject, call: Call): KubeObject;
  /** What the registry does before anything else, such as handing out addresses; may refuse. */
  beginCreate?(object: KubeObject, call: Call): Result<KubeObject, Status>;
  beginUpdate?(next: KubeObject, old: KubeObject, call: Call): Result<KubeObject, Status>;
  /** What reading an object back from the store fills in; runs after validation. */
  finish?(object: KubeObject): KubeObject;
  /** The API server's warnings about an object; `old` is null for a new one. */
  warnings?(next: KubeObject, old: KubeObject | null): readonly string[];
  /** An update without a resourceVersion is refused. */
  readonly requiresResourceVersion?: boolean;
  /** PUT of an object that is not there creates it. */
  readonly createsOnUpdate?: boolean;
}
