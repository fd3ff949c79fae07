/**
 * One value that a key has had. Values that have been replaced are looked at when somebody looks back, and Events hardly ever:
 * after a while they are packed into few bytes, and a reader gets a copy.
 */
import { pack, type PackedValues } from '../../base/packed.ts';
import type { SimTime } from '../../model/time.ts';
import type { Revision } from '../contract/ids.ts';
import type { StoredValue } from '../contract/store.ts';

export class Version {
  private kept: StoredValue | PackedValues | null;
  /** Its place among the packed, or -1 while it is not. */
  private place = -1;

  constructor(
    readonly revision: Revision,
    readonly at: SimTime,
    readonly key: string,
    value: StoredValue | null,
  ) {
    this.kept = value;
  }

  get value(): StoredValue | null {
    return this.place < 0 ? (this.kept as StoredValue | null) : ((this.kept as PackedValues).at(this.place, this.key) as StoredValue);
  }

  get isDeletion(): boolean {
    return this.kept === null;
  }

  /** Whether packing it would save anything. */
  get packable(): boolean {
    return this.place < 0 && this.kept !== null;
  }

  static pack(versions: readonly Version[]): void {
    const plain = versions.filter(version => version.packable);
    const packed = pack(plain.map(({ value }) => value), plain.map(({ key }) => key));
    plain.forEach((version, place) => {
      version.kept = packed;
      version.place = place;
    });
  }
}

const PACKED_AT_ONCE = 256;
/** So many stay as they are: who goes a step back, and who is told a moment later, need no copies. */
const PLAIN = 1024;

/** What is to be packed, oldest first. */
export class Cooling {
  private waiting: Version[] = [];

  add(version: Version): void {
    if (!version.packable) return;
    this.waiting.push(version);
    if (this.waiting.length < PLAIN + PACKED_AT_ONCE) return;
    Version.pack(this.waiting.slice(0, PACKED_AT_ONCE));
    this.waiting = this.waiting.slice(PACKED_AT_ONCE);
  }

  copy(): Cooling {
    const copy = new Cooling();
    copy.waiting = this.waiting.slice();
    return copy;
  }
}
