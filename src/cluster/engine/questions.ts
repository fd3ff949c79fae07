/** Questions that are worked out from the cluster as it is, or as it was: why a node was chosen, where a packet would go. */
import type { TraceSerial } from '../contract/ids.ts';
import type { Walk } from '../contract/network.ts';
import type { Counterfactual, SchedulingExplanation } from '../contract/scheduling.ts';
import type { CallSource } from '../contract/simulation.ts';
import type { Engine } from './engine.ts';

export function explain(_engine: Engine, _attempt: TraceSerial): SchedulingExplanation | null {
  return null;
}
export function counterfactuals(_engine: Engine, _attempt: TraceSerial): readonly Counterfactual[] {
  return [];
}
export function walk(_engine: Engine, _from: CallSource, _host: string, _port: number): Walk {
  throw new Error('the network is not wired yet');
}
export function readFile(_engine: Engine, _where: unknown, _path: string): string | null {
  return null;
}
