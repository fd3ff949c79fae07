/** MD5 and the SHA family over texts of one character a byte. */

/** Which byte of a word or of a length comes first. */
type Order = 'big end first' | 'little end first';
const hex = (words: readonly number[], order: Order = 'big end first'): string => words.map((word) => (order === 'little end first' ? swap(word) : word >>> 0).toString(16).padStart(8, '0')).join('');
const swap = (word: number): number => (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
const rotl = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const rotr = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

/** The message in blocks, with its length at the end. */
function padded(data: string, block: number, order: Order): string {
  const bits = data.length * 8;
  const zeros = '\0'.repeat((block - ((data.length + 1 + (block === 128 ? 16 : 8)) % block)) % block);
  const high = Math.floor(bits / 2 ** 32);
  const bytes = (word: number): string => String.fromCharCode((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
  const length = order === 'little end first' ? bytes(swap(bits)) + bytes(swap(high)) : bytes(high) + bytes(bits);
  return `${data}\x80${zeros}${block === 128 ? '\0'.repeat(8) : ''}${length}`;
}
const wordAt = (data: string, at: number): number => (data.charCodeAt(at) << 24) | (data.charCodeAt(at + 1) << 16) | (data.charCodeAt(at + 2) << 8) | data.charCodeAt(at + 3);

/** The first bits of the fractions of roots of primes, in whole numbers: no engine's own powers or sines. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
function rootBits(n: number, degree: 2 | 3, bits: bigint): bigint {
  const target = BigInt(n) << (bits * BigInt(degree));
  let low = 0n;
  let high = BigInt(n) << bits;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle - 1n;
  }
  return low & ((1n << bits) - 1n);
}
/** A table that is worked out when it is first asked for. */
function table<T>(make: () => readonly T[]): () => readonly T[] {
  let made: readonly T[] | null = null;
  return () => (made ??= make());
}
const k256 = table(() => primes(64).map((prime) => Number(rootBits(prime, 3, 32n))));
const h256 = table(() => primes(8).map((prime) => Number(rootBits(prime, 2, 32n))));
const k512 = table(() => primes(80).map((prime) => rootBits(prime, 3, 64n)));
const h512 = table(() => primes(8).map((prime) => rootBits(prime, 2, 64n)));

/** SHA-256 in hexadecimal, of a text of one character a byte. */
export function sha256(data: string): string {
  const message = padded(data, 64, 'big end first');
  const hash = [...h256()];
  const k = k256();
  const w = new Array<number>(64).fill(0);
  for (let at = 0; at < message.length; at += 64) {
    for (let i = 0; i < 64; i++) {
      const [a, b] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
      w[i] = i < 16 ? wordAt(message, at + i * 4) : ((w[i - 16] ?? 0) + (rotr(a, 7) ^ rotr(a, 18) ^ (a >>> 3)) + (w[i - 7] ?? 0) + (rotr(b, 17) ^ rotr(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + (w[i] ?? 0)) | 0;
      const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] = ((hash[i] ?? 0) + value) | 0; });
  }
  return hex(hash);
}
export function sha1(data: string): string {
  const message = padded(data, 64, 'big end first');
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Array<number>(80).fill(0);
  for (let at = 0; at < message.length; at += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? wordAt(message, at + i * 4) : rotl((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      [e, d, c, b, a] = [d, c, rotl(b, 30), a, (rotl(a, 5) + f + e + k + (w[i] ?? 0)) | 0];
    }
    [a, b, c, d, e].forEach((value, i) => { hash[i] = ((hash[i] ?? 0) + value) | 0; });
  }
  return hex(hash);
}
const MASK = (1n << 64n) - 1n;
const rot64 = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & MASK;
export function sha512(data: string): string {
  const message = padded(data, 128, 'big end first');
  const hash = [...h512()];
  const k = k512();
  const w = new Array<bigint>(80).fill(0n);
  for (let at = 0; at < message.length; at += 128) {
    for (let i = 0; i < 80; i++) {
      const [a, b] = [w[i - 15] ?? 0n, w[i - 2] ?? 0n];
      w[i] = i < 16
        ? (BigInt(wordAt(message, at + i * 8) >>> 0) << 32n) | BigInt(wordAt(message, at + i * 8 + 4) >>> 0)
        : ((w[i - 16] ?? 0n) + (rot64(a, 1n) ^ rot64(a, 8n) ^ (a >> 7n)) + (w[i - 7] ?? 0n) + (rot64(b, 19n) ^ rot64(b, 61n) ^ (b >> 6n))) & MASK;
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = hash;
    for (let i = 0; i < 80; i++) {
      const t1 = (h + (rot64(e, 14n) ^ rot64(e, 18n) ^ rot64(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + (k[i] ?? 0n) + (w[i] ?? 0n)) & MASK;
      const t2 = ((rot64(a, 28n) ^ rot64(a, 34n) ^ rot64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] = ((hash[i] ?? 0n) + value) & MASK; });
  }
  return hash.map((word) => word.toString(16).padStart(16, '0')).join('');
}

const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
/** floor(2^32 |sin i|), by a series in whole numbers. */
function sineBits(i: number): number {
  const scale = 1n << 96n;
  const x = BigInt(i) * scale;
  let term = x;
  let sum = x;
  for (let n = 1n; n < 260n; n++) {
    term = -((((term * x) / scale) * x) / scale) / (2n * n * (2n * n + 1n));
    sum += term;
  }
  return Number(((sum < 0n ? -sum : sum) * (1n << 32n)) / scale);
}
const sines = table(() => Array.from({ length: 64 }, (_, i) => sineBits(i + 1)));
export function md5(data: string): string {
  const message = padded(data, 64, 'little end first');
  const sine = sines();
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < message.length; at += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = hash;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const sum = (a + f + (sine[i] ?? 0) + swap(wordAt(message, at + g * 4))) | 0;
      [a, d, c, b] = [d, c, b, (b + rotl(sum, SHIFTS[round]?.[i % 4] ?? 0)) | 0];
    }
    [a, b, c, d].forEach((value, i) => { hash[i] = ((hash[i] ?? 0) + value) | 0; });
  }
  return hex(hash, 'little end first');
}
