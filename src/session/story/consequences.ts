/** What came of a request: the steps of the story whose records go back to its record, cause by cause. */
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import type { Beat } from './beats.ts';

/** Places in `beats` for each of the records that are asked about; the record's own step comes first. */
export function consequencesOf(trace: readonly TraceEvent[], beats: readonly Beat[], roots: ReadonlySet<TraceSerial>): ReadonlyMap<TraceSerial, readonly number[]> {
  const rootOf = new Map<TraceSerial, TraceSerial>();
  for (const { serial, cause } of trace) {
    const root = roots.has(serial) ? serial : cause === null ? undefined : rootOf.get(cause);
    if (root !== undefined) rootOf.set(serial, root);
  }
  const found = new Map<TraceSerial, number[]>([...roots].map(root => [root, []]));
  beats.forEach(({ record }, index) => {
    const root = rootOf.get(record.serial);
    if (root !== undefined) found.get(root)?.push(index);
  });
  return found;
}
