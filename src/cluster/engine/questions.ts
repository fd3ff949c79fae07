/** Questions that are worked out from the cluster as it is, or as it was: why a node was chosen, where a packet would go. */
import type { TraceSerial } from '../contract/ids.ts';
import type { Walk } from '../contract/network.ts';
import type { Counterfactual, SchedulingExplanation } from '../contract/scheduling.ts';
import type { CallSource } from '../contract/simulation.ts';
import { counterfactuals as schedulingCounterfactuals, explainAttempt } from '../scheduler/index.ts';
import { viewOf } from '../store/view.ts';
import type { Engine } from './engine.ts';

/** A recorded attempt, the cluster that it saw, and its Pod. */
function lookBack({ state }: Engine, serial: TraceSerial) {
  const record = state.trace.find(each => each.serial === serial);
  if (record === undefined || record.type !== 'scheduler/attempt' || record.seen < state.store.compacted) return null;
  const view = viewOf(state.store, record.seen);
  const slash = record.pod.indexOf('/');
  const pod = view.get('pods', slash < 0 ? 'default' : record.pod.slice(0, slash), record.pod.slice(slash + 1));
  return pod === undefined ? null : { record, view, pod };
}
export function explain(engine: Engine, attempt: TraceSerial): SchedulingExplanation | null {
  const back = lookBack(engine, attempt);
  return back === null ? null : explainAttempt(back.view, back.pod, { chosen: back.record.chosen, feasible: back.record.feasible });
}
export function counterfactuals(engine: Engine, attempt: TraceSerial): readonly Counterfactual[] {
  const back = lookBack(engine, attempt);
  return back === null ? [] : schedulingCounterfactuals(back.view, back.pod);
}
export function walk(_engine: Engine, _from: CallSource, _host: string, _port: number): Walk {
  throw new Error('the network is not wired yet');
}
export function readFile(_engine: Engine, _where: unknown, _path: string): string | null {
  return null;
}
export function logText(_engine: Engine, _where: unknown): string {
  return '';
}
