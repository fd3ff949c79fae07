/** Where a step's run stands still: at the record with which one of its causes comes true, the cluster being as that record found it. */
import type { Simulation } from '../cluster/contract/simulation.ts';
import { revisionAfter, type TraceEvent } from '../cluster/contract/trace.ts';
import { err, ok, type Result } from '../base/result.ts';
import { evaluate } from './checks.ts';
import { subjectAsOf, type Mark } from './subject.ts';

export interface Stop {
  /** The record at which it stands still, by its place among those that were looked through. */
  readonly place: number;
  readonly mark: Mark;
}

/** The first of these records at which a cause holds. Its `trace` begins with the step. */
export function stopAt(cause: string, records: readonly TraceEvent[], stepBegan: Mark, simulation: Simulation): Result<Stop | null, string> {
  const first = records.findIndex(({ serial }) => serial > (stepBegan.trace ?? 0));
  for (let place = first; place >= 0 && place < records.length; place++) {
    const record = records[place] as TraceEvent;
    const mark: Mark = { at: record.at, revision: revisionAfter(record, records[place + 1], simulation.revision), trace: record.serial };
    const holds = evaluate(cause, subjectAsOf(simulation, mark, stepBegan));
    if (!holds.ok) return err(holds.error);
    if (holds.value) return ok({ place, mark });
  }
  return ok(null);
}

/** Looks for all of a step's causes in what it led to, one after the other; gives how many were met, in their order. */
export function stopsMet(causes: readonly string[], stepBegan: Mark, simulation: Simulation): Result<number, string> {
  let records = simulation.traceSince(stepBegan.trace);
  for (const [met, cause] of causes.entries()) {
    const found = stopAt(cause, records, stepBegan, simulation);
    if (!found.ok) return found;
    if (found.value === null) return ok(met);
    records = records.slice(found.value.place + 1);
  }
  return ok(causes.length);
}
