/** A list of plain values that grows at its end and is seldom read far back: the older part is packed into few bytes. */
import { pack, type PackedValues } from './packed.ts';

interface Block {
  /** The index of its first value. */
  readonly first: number;
  readonly values: PackedValues;
}

interface Sizes {
  /** So many of the newest stay as they are. */
  readonly plain: number;
  readonly packedAtOnce: number;
}

/** A value keeps its index when older ones are dropped. */
export class PackedList<T> {
  private blocks: readonly Block[] = [];
  private plain: T[] = [];
  /** The index of the first that is not packed. */
  private firstPlain = 0;

  constructor(private readonly sizes: Sizes) {}

  /** The index that the next value will have. */
  get length(): number {
    return this.firstPlain + this.plain.length;
  }

  push(value: T): void {
    const { plain, packedAtOnce } = this.sizes;
    this.plain.push(value);
    if (this.plain.length < plain + packedAtOnce) return;
    this.blocks = [...this.blocks, { first: this.firstPlain, values: pack(this.plain.slice(0, packedAtOnce)) }];
    this.plain = this.plain.slice(packedAtOnce);
    this.firstPlain += packedAtOnce;
  }

  /** A value by its index; what has been packed comes as a copy. */
  at(index: number): T | undefined {
    if (index >= this.firstPlain) return this.plain[index - this.firstPlain];
    const block = this.blocks.find(({ first, values }) => index >= first && index < first + values.length);
    return block?.values.at(index - block.first) as T | undefined;
  }

  /** All that are kept from an index on. */
  from(index: number): readonly T[] {
    const plain = this.plain.slice(Math.max(0, index - this.firstPlain));
    return index >= this.firstPlain ? plain : [...this.blocks.flatMap(block => valuesOf<T>(block, index)), ...plain];
  }

  /** Takes back the newest, of which little may be. */
  truncate(length: number): void {
    this.plain.length = length - this.firstPlain;
  }

  /** Drops the oldest; of the packed, only whole blocks. */
  dropWhile(isOld: (value: T) => boolean): void {
    const young = this.blocks.findIndex(({ values }) => !isOld(values.at(values.length - 1) as T));
    this.blocks = young < 0 ? [] : this.blocks.slice(young);
    if (this.blocks.length > 0) return;
    const kept = this.plain.findIndex(value => !isOld(value));
    const dropped = kept < 0 ? this.plain.length : kept;
    this.plain = this.plain.slice(dropped);
    this.firstPlain += dropped;
  }

  copy(): PackedList<T> {
    const copy = new PackedList<T>(this.sizes);
    copy.blocks = this.blocks;
    copy.plain = this.plain.slice();
    copy.firstPlain = this.firstPlain;
    return copy;
  }
}

function valuesOf<T>({ first, values }: Block, from: number): T[] {
  const found: T[] = [];
  for (let i = Math.max(0, from - first); i < values.length; i++) found.push(values.at(i) as T);
  return found;
}
