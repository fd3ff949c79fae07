/** Archives of lessons: reading within bounds, writing without compression. Follows PKWARE's APPNOTE 6.3, as far as small archives of texts need it. */
import { err, ok, type Result } from '../../base/result.ts';

interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries together, once unpacked. */
  readonly bytes: number;
}
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const UTF8_NAMES = 0x0800;
const ENCRYPTED = 0x0001;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Archive -> bytes by path. What an entry claims of its size is not believed: unpacking stops where the limit is reached. */
export async function unzip(bytes: Uint8Array<ArrayBuffer>, limits: ZipLimits): Promise<Result<ReadonlyMap<string, Uint8Array>, string>> {
  const entries = readEntries(bytes, limits);
  if (!entries.ok) return entries;
  const files = new Map<string, Uint8Array>();
  let left = limits.bytes;
  for (const { name, method, crc, data } of entries.value) {
    const unpacked = method === 0 ? (data.length <= left ? data : null) : await inflate(data, left).catch(() => undefined);
    if (unpacked === undefined) return err(`"${name}" in the archive is damaged`);
    if (unpacked === null) return err(`the archive unpacks to more than ${Math.round(limits.bytes / 1024)} KiB`);
    if (crc32(unpacked) !== crc) return err(`"${name}" in the archive is damaged`);
    left -= unpacked.length;
    files.set(name, unpacked);
  }
  return ok(files);
}

/** Null where there is more than `most`. */
export async function inflate(data: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array | null> {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    size += value.length;
    parts.push(value);
    if (size <= most) continue;
    await reader.cancel();
    return null;
  }
}

function readEntries(bytes: Uint8Array<ArrayBuffer>, limits: ZipLimits): Result<readonly Entry[], string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return err('this is no zip archive');
  const count = view.getUint16(end + 10, true);
  if (count > limits.entries) return err(`the archive has ${count} entries; ${limits.entries} is the most`);
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    const entry = readEntry(bytes, view, at);
    if (typeof entry === 'string') return err(entry);
    at = entry.next;
    if (!entry.name.endsWith('/')) entries.push(entry);
  }
  return ok(entries);
}

function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) if (view.getUint32(at, true) === END) return at;
  return null;
}

function readEntry(bytes: Uint8Array<ArrayBuffer>, view: DataView, at: number): (Entry & { readonly next: number }) | string {
  const damaged = 'the archive is damaged';
  if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return damaged;
  const [flags, method, crc, packed] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
  const [nameLength, extra, comment, local] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) return damaged;
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > bytes.length) return damaged;
  if ((flags & ENCRYPTED) !== 0) return `"${name}" in the archive is encrypted`;
  if (method !== 0 && method !== 8) return `"${name}" in the archive is packed in a way that this page does not read`;
  return { name, method, crc, data: bytes.subarray(from, from + packed), next: at + 46 + nameLength + extra + comment };
}

/** Texts by path -> an archive, byte for byte the same for the same texts. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)];
    const facts = factsOf(data, name.length);
    const local = joined([numbers([LOCAL, 4], [20, 2]), facts, name, data]);
    directory.push(joined([numbers([CENTRAL, 4], [20, 2], [20, 2]), facts, numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name]));
    parts.push(local);
    at += local.length;
  }
  const central = joined(directory);
  const count = directory.length;
  return joined([...parts, central, numbers([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [at, 4], [0, 2])]);
}

/** 1 January 1980, the first day that the format knows. */
const FIRST_DAY = 0x21;
/** What both headers say of an entry: flags, method, time, date, checksum, sizes, lengths. */
const factsOf = (data: Uint8Array, nameLength: number): Uint8Array =>
  numbers([UTF8_NAMES, 2], [0, 2], [0, 2], [FIRST_DAY, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [nameLength, 2], [0, 2]);

function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
