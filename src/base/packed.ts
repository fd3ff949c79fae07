/**
 * Plain values in few bytes, for what is kept for long and seldom read: objects, arrays, texts, numbers, true, false, null and
 * undefined. A batch shares its texts, its objects' lists of keys, and records that several values have in common; each value can be
 * read by itself. A value may be packed with a text that is kept elsewhere, such as its key: what that ends with is not kept again.
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
  /** A text of the form of a UUID that is met for the first time: many are met only once. */
  Uuid,
  /** As many characters as the text beside the value ends with. */
  Ending,
  Array,
  Object,
  /** What stands elsewhere in the batch, too. */
  Same,
  FarText,
  Text,
}
const NEAR_TEXTS = 256 - Tag.Text;

/** What is larger is hardly ever alike, and is known by its identity. */
const MOST_COMPARED = 64;
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

  /** A new copy of one value, read with the text that it was packed with. */
  at(index: number, beside = ''): unknown {
    const start = this.starts[index];
    if (start === undefined) throw new RangeError(`there is no value ${index} among ${this.length}`);
    return new Reader(this.bytes, start, this.texts, this.shapes, beside).value();
  }
}

export function pack(values: readonly unknown[], beside: readonly string[] = []): PackedValues {
  const writer = new Writer();
  const starts = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    starts[i] = writer.length;
    writer.begin(values[i], beside[i] ?? '');
  }
  return writer.packed(starts);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const UUID_BYTES = 16;
const DASH = 45;
/** What a hexadecimal digit stands for, by its code. */
const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);

const isDecimal = (text: string): boolean => text.length > 0 && text.length < 10 && text.charCodeAt(0) <= 57 && String(Number(text)) === text && !text.startsWith('-') && !text.includes('.');

class Writer {
  length = 0;
  private bytes = new Uint8Array(16_384);
  private readonly texts: string[] = [];
  private readonly textIds = new Map<string, number>();
  private readonly root = newShape();
  private readonly shapes: (readonly string[])[] = [];
  /** UUIDs that have been met once; the second time they are texts like others. */
  private readonly uuids = new Set<string>();
  /** Where each large object and array has been written. */
  private readonly places = new Map<object, number>();
  /** Where smaller ones have been written, by a sum of their bytes: they often say the same, whoever made them. */
  private readonly alike = new Map<number, number>();
  /** Values of the objects at work, met with their keys and written after them. */
  private readonly waiting: unknown[] = [];
  private waitingTop = 0;
  private beside = '';
  /** Where the last text was written that only the value's own text beside it can tell. */
  private lastEnding = -1;

  packed(starts: Uint32Array): PackedValues {
    return new PackedValues(this.bytes.slice(0, this.length), starts, this.texts.slice(), this.shapes.slice());
  }

  begin(value: unknown, beside: string): void {
    this.beside = beside;
    this.value(value);
  }

  private value(value: unknown): void {
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
    const size = this.length - start;
    // Another value has another text beside it.
    if (size < WORTH_SHARING || this.lastEnding >= start) return;
    if (size > MOST_COMPARED) this.places.set(value, start);
    else this.shareAlike(start, size);
  }

  /** Where the same bytes stand already, takes back what was written and points there instead. */
  private shareAlike(start: number, size: number): void {
    let sum = size;
    for (let i = start; i < this.length; i++) sum = (Math.imul(sum, 31) + (this.bytes[i] as number)) | 0;
    const place = this.alike.get(sum);
    if (place === undefined || !this.sameBytes(place, start, size)) {
      this.alike.set(sum, start);
      return;
    }
    this.length = start;
    this.byte(Tag.Same);
    this.varint(place);
  }
  private sameBytes(a: number, b: number, size: number): boolean {
    if (a + size > b) return false;
    for (let i = 0; i < size; i++) if (this.bytes[a + i] !== this.bytes[b + i]) return false;
    return true;
  }

  private array(items: readonly unknown[]): void {
    this.byte(Tag.Array);
    this.varint(items.length);
    for (const item of items) this.value(item);
  }

  private object(object: Readonly<Record<string, unknown>>): void {
    let shape = this.root;
    const first = this.waitingTop;
    for (const key in object) {
      let next = shape.next.get(key);
      if (next === undefined) shape.next.set(key, (next = newShape()));
      shape = next;
      this.waiting[this.waitingTop++] = object[key];
    }
    if (shape.id < 0) shape.id = this.shapes.push(Object.keys(object)) - 1;
    this.byte(Tag.Object);
    this.varint(shape.id);
    const end = this.waitingTop;
    for (let i = first; i < end; i++) this.value(this.waiting[i]);
    this.waitingTop = first;
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
    if (id === undefined) {
      if (this.byOtherMeans(text)) return;
      this.textIds.set(text, (id = this.texts.push(text) - 1));
    }
    if (id < NEAR_TEXTS) return this.byte(Tag.Text + id);
    this.byte(Tag.FarText);
    this.varint(id - NEAR_TEXTS);
  }

  /** Writes a text that need not be kept as one; false where it must. */
  private byOtherMeans(text: string): boolean {
    if (text.length >= WORTH_SHARING && text.length < this.beside.length && this.beside.endsWith(text)) {
      this.lastEnding = this.length;
      this.byte(Tag.Ending);
      this.varint(text.length);
      return true;
    }
    if (text.length !== UUID_LENGTH || text.charCodeAt(8) !== DASH || this.uuids.has(text) || !UUID.test(text)) return false;
    this.uuids.add(text);
    this.byte(Tag.Uuid);
    for (let i = 0; i < UUID_LENGTH; i += 2) {
      if (text.charCodeAt(i) === DASH) i++;
      this.byte(digit(text.charCodeAt(i)) * 16 + digit(text.charCodeAt(i + 1)));
    }
    return true;
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
    private readonly beside: string,
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
      case Tag.Uuid: return this.uuid();
      case Tag.Ending: return this.beside.slice(-this.varint());
      case Tag.Same: return new Reader(this.bytes, this.varint(), this.texts, this.shapes, '').value();
      case Tag.FarText: return this.texts[this.varint() + NEAR_TEXTS];
      default: return this.texts[tag - Tag.Text];
    }
  }

  private uuid(): string {
    const digits = Array.from({ length: UUID_BYTES }, () => this.byte().toString(16).padStart(2, '0')).join('');
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
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
