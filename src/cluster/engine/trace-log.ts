/** The trace that a cluster keeps: a numbered list, whose older part is packed. */
import { PackedList } from '../../base/packed-list.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision, TraceSerial } from '../contract/ids.ts';
import type { TraceEvent, TraceRecord } from '../contract/trace.ts';

/** Records have their serials one after another, from 1: a serial is one more than its record's index. */
export class TraceLog {
  private constructor(private readonly records: PackedList<TraceEvent>) {}

  static empty(): TraceLog {
    return new TraceLog(new PackedList({ plain: 1024, packedAtOnce: 512 }));
  }

  /** The serial of the newest record, 0 before the first; no number is given twice. */
  get last(): TraceSerial {
    return this.records.length as TraceSerial;
  }

  add(record: TraceRecord, at: SimTime, revision: Revision, cause: TraceSerial | null): TraceSerial {
    this.records.push({ serial: this.last + 1, at, revision, cause, ...record } as TraceEvent);
    return this.last;
  }

  /** The records after one, or all that are kept. */
  since(serial: TraceSerial | null): readonly TraceEvent[] {
    return this.records.from(serial ?? 0);
  }

  find(serial: TraceSerial): TraceEvent | undefined {
    return this.records.at(serial - 1);
  }

  /** Unsays what came after a record, of which little may be. */
  takeBack(last: TraceSerial): void {
    this.records.truncate(last);
  }

  forget(before: SimTime): void {
    this.records.dropWhile(({ at }) => at < before);
  }

  copy(): TraceLog {
    return new TraceLog(this.records.copy());
  }
}
