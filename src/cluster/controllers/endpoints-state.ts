/** What the endpoints controller remembers. */
import type { Pod } from '../../model/objects.ts';
import type { Controller } from './framework.ts';
import type { IndexTables } from './group-index.ts';

export interface State extends IndexTables<Pod> {
  /** Service -> how many endpoints it has. */
  readonly sizes: Map<string, number>;
}
export type Self = Controller<State>;
