/**
 * Plain values in few bytes, for what is kept for long and seldom read: objects, arrays, texts, numbers, true, false, null and
 * undefined. A batch shares its texts, its objects' lists of keys, and records that several values have in common; each value can be
 * read by itself.
 */

/** What follows a tag: nothing, a number, items. From `TEXT` on, the tag itself is a text's number. */
const enum Tag {
  Null,
  Undefined,
  False,
  True,
  Positive,
  Negative,
  Double,
  /** A text that is an integer in decimal, such as a resourceVersion. */
  Decimal,
  Array,
  Object,
  /** What stands elsewhere in the batch, too. */
  Same,
  FarText,
  Text,
}
const NEAR_TEXTS = 256 - Tag.Text;

/** What takes fewer bytes is written again instead of being remembered. */
const WORTH_SHARING = 8;

/** The keys of objects seen so far, as a tree: objects with the same keys in the same order end at the same place. */
interface Shape {
  readonly next: Map<string, Shape>;
  /** Its number, once an object has ended here. */
  id: number;
}
const newShape = (): Shape => ({ next: new Map(), id: -1 });

export class PackedValues {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly starts: Uint32Array,
    private readonly texts: readonly string[],
    private readonly shapes: readonly (readonly string[])[],
  ) {}

  get length(): number {
    return this.starts.length;
  }

  /** A new copy of one value. */
  at(index: number): unknown {
    const start = this.starts[index];
    if (start === undefined) throw new RangeError(`there is no value ${index} among ${this.length}`);
    return new Reader(this.bytes, start, this.texts, this.shapes).value();
  }
}

export function pack(values: readonly unknown[]): PackedValues {
  const writer = new Writer();
  const starts = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    starts[i] = writer.length;
    writer.value(values[i]);
  }
  return writer.packed(starts);
}

const isDecimal = (text: string): boolean => text.length > 0 && text.length < 10 && text.charCodeAt(0) <= 57 && String(Number(text)) === text && !text.startsWith('-') && !text.includes('.');

class Writer {
  length = 0;
  private bytes = new Uint8Array(16_384);
  private readonly texts: string[] = [];
  private readonly textIds = new Map<string, number>();
  private readonly root = newShape();
  private readonly shapes: (readonly string[])[] = [];
  /** Where each larger object and array has been written. */
  private readonly places = new Map<object, number>();

  packed(starts: Uint32Array): PackedValues {
    return new PackedValues(this.bytes.slice(0, this.length), starts, this.texts.slice(), this.shapes.slice());
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string': return this.text(value);
      case 'number': return this.number(value);
      case 'boolean': return this.byte(value ? Tag.True : Tag.False);
      case 'undefined': return this.byte(Tag.Undefined);
      case 'object':
        if (value === null) return this.byte(Tag.Null);
        return this.shared(value);
      default: throw new TypeError(`a ${typeof value} is no plain value`);
    }
  }

  private shared(value: object): void {
    const place = this.places.get(value);
    if (place !== undefined) {
      this.byte(Tag.Same);
      return this.varint(place);
    }
    const start = this.length;
    if (Array.isArray(value)) this.array(value);
    else this.object(value as Readonly<Record<string, unknown>>);
    if (this.length - start >= WORTH_SHARING) this.places.set(value, start);
  }

  private array(items: readonly unknown[]): void {
    this.byte(Tag.Array);
    this.varint(items.length);
    for (const item of items) this.value(item);
  }

  private object(object: Readonly<Record<string, unknown>>): void {
    let shape = this.root;
    for (const key in object) {
      let next = shape.next.get(key);
      if (next === undefined) shape.next.set(key, (next = newShape()));
      shape = next;
    }
    if (shape.id < 0) shape.id = this.shapes.push(Object.keys(object)) - 1;
    this.byte(Tag.Object);
    this.varint(shape.id);
    for (const key in object) this.value(object[key]);
  }

  private number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0)) {
      this.byte(value < 0 ? Tag.Negative : Tag.Positive);
      return this.varint(Math.abs(value));
    }
    this.byte(Tag.Double);
    for (const byte of new Uint8Array(new Float64Array([value]).buffer)) this.byte(byte);
  }

  private text(text: string): void {
    if (isDecimal(text)) {
      this.byte(Tag.Decimal);
      return this.varint(Number(text));
    }
    let id = this.textIds.get(text);
    if (id === undefined) this.textIds.set(text, (id = this.texts.push(text) - 1));
    if (id < NEAR_TEXTS) return this.byte(Tag.Text + id);
    this.byte(Tag.FarText);
    this.varint(id - NEAR_TEXTS);
  }

  /** Seven bits a byte, the lowest first. */
  private varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  private byte(byte: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly texts: readonly string[],
    private readonly shapes: readonly (readonly string[])[],
  ) {}

  value(): unknown {
    const tag = this.byte();
    switch (tag) {
      case Tag.Null: return null;
      case Tag.Undefined: return undefined;
      case Tag.False: return false;
      case Tag.True: return true;
      case Tag.Positive: return this.varint();
      case Tag.Negative: return -this.varint();
      case Tag.Double: return new Float64Array(Uint8Array.from({ length: 8 }, () => this.byte()).buffer)[0];
      case Tag.Decimal: return String(this.varint());
      case Tag.Array: return this.array();
      case Tag.Object: return this.object();
      case Tag.Same: return new Reader(this.bytes, this.varint(), this.texts, this.shapes).value();
      case Tag.FarText: return this.texts[this.varint() + NEAR_TEXTS];
      default: return this.texts[tag - Tag.Text];
    }
  }

  private array(): unknown[] {
    const items = new Array<unknown>(this.varint());
    for (let i = 0; i < items.length; i++) items[i] = this.value();
    return items;
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const key of this.shapes[this.varint()] ?? []) {
      // The key that plain assignment would not make.
      if (key === '__proto__') Object.defineProperty(object, key, { value: this.value(), writable: true, enumerable: true, configurable: true });
      else object[key] = this.value();
    }
    return object;
  }

  private varint(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7;
    }
  }

  private byte(): number {
    return this.bytes[this.at++] ?? 0;
  }
}
