/** What an admission plugin is: asked with a request's attributes, it changes the object, refuses it, or lets it pass. */
import type { Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import type { Call } from '../types.ts';

export type Operation = 'create' | 'update' | 'delete';
export interface Attributes {
  readonly operation: Operation;
  readonly call: Call;
  /** Missing for a deletion. */
  readonly object: KubeObject | null;
  /** What stands in the store; missing for a creation. */
  readonly old: KubeObject | null;
}
export interface AdmissionPlugin {
  readonly name: string;
  /** Changes the object, or refuses it. */
  admit?(object: KubeObject, attributes: Attributes): Result<KubeObject, Status>;
  /** Looks at the object as it will be stored. */
  validate?(attributes: Attributes): Status | null;
}
