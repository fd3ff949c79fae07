/** What the Deployment controller remembers, and what its parts hand each other. */
import type { ReplicaSet } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import {  } from '../../model/well-known.ts';
import type { Controller } from './framework.ts';
import type { IndexTables } from './group-index.ts';

export interface State extends IndexTables<ReplicaSet> {
  /** When the current roll-out began. */
  readonly rolloutStarts: Map<string, SimTime>;
}
export type Self = Controller<State>;

export interface Sets {
  readonly all: readonly ReplicaSet[];
  /** The one of the current template. */
  readonly current: ReplicaSet | null;
  readonly old: readonly ReplicaSet[];
}

/** The annotation of a ReplicaSet with the replicas that its Deployment wanted. */
