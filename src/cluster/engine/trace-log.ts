/** The trace that a cluster keeps: a numbered list, of which the older part is packed into few bytes. */
import { pack, type PackedValues } from '../../base/packed.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision, TraceSerial } from '../contract/ids.ts';
import type { TraceEvent, TraceRecord } from '../contract/trace.ts';

const PACKED_AT_ONCE = 512;
/** So many of the newest stay as they are. */
const PLAIN = 1024;

interface Block {
  readonly first: number;
  readonly lastAt: SimTime;
  readonly packed: PackedValues;
}

export class TraceLog {
  private blocks: readonly Block[] = [];
  private latest: TraceEvent[] = [];
  /** The serial of the newest record, 0 before the first; no number is given twice. */
  last = 0 as TraceSerial;

  add(record: TraceRecord, at: SimTime, revision: Revision, cause: TraceSerial | null): TraceSerial {
    this.last = (this.last + 1) as TraceSerial;
    this.latest.push({ serial: this.last, at, revision, cause, ...record } as TraceEvent);
    if (this.latest.length >= PLAIN + PACKED_AT_ONCE) this.packOldest();
    return this.last;
  }

  /** The records after one, or all that are kept. */
  since(serial: TraceSerial | null): readonly TraceEvent[] {
    const after = serial ?? 0;
    const plain = this.latest.slice(Math.max(0, after - this.firstPlain() + 1));
    return plain.length < this.latest.length ? plain : [...this.blocks.flatMap(block => recordsOf(block, after)), ...plain];
  }

  find(serial: TraceSerial): TraceEvent | undefined {
    const plain = this.latest[serial - this.firstPlain()];
    if (plain !== undefined) return plain;
    const block = this.blocks.find(({ first, packed }) => serial >= first && serial < first + packed.length);
    return block && (block.packed.at(serial - block.first) as TraceEvent);
  }

  /** Unsays what came after a record, of which little may be. */
  takeBack(last: TraceSerial): void {
    this.latest.length -= this.last - last;
    this.last = last;
  }

  /** Drops what is older; of the packed, only whole blocks. */
  forget(before: SimTime): void {
    this.blocks = this.blocks.filter(({ lastAt }) => lastAt >= before);
    if (this.blocks.length === 0) this.latest = this.latest.filter(({ at }) => at >= before);
  }

  copy(): TraceLog {
    const copy = new TraceLog();
    copy.blocks = this.blocks;
    copy.latest = this.latest.slice();
    copy.last = this.last;
    return copy;
  }

  private firstPlain(): number {
    return this.last - this.latest.length + 1;
  }

  private packOldest(): void {
    const oldest = this.latest.slice(0, PACKED_AT_ONCE);
    const [first, last] = [oldest[0], oldest.at(-1)];
    if (first === undefined || last === undefined) return;
    this.blocks = [...this.blocks, { first: first.serial, lastAt: last.at, packed: pack(oldest) }];
    this.latest = this.latest.slice(PACKED_AT_ONCE);
  }
}

function recordsOf({ first, packed }: Block, after: number): TraceEvent[] {
  const records: TraceEvent[] = [];
  for (let i = Math.max(0, after - first + 1); i < packed.length; i++) records.push(packed.at(i) as TraceEvent);
  return records;
}
