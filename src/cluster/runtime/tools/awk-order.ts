/** The order in which `for (key in array)` goes: that of busybox' hash table, as its awk.c fills it. */

const SIZES = [61, 251, 1021, 4093, 16_381, 65_521];
/** So many keys for each bucket before the table grows. */
const FULL = 8;

function hashOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 63) + ((key.charCodeAt(i) << 24) >> 24)) >>> 0;
  return hash;
}

/** The keys in the order in which they came, put into that of the table. */
export function walked(keys: Iterable<string>): readonly string[] {
  let size = 0;
  let buckets = empty(size);
  let count = 0;
  for (const key of keys) {
    count += 1;
    if (count > (SIZES[size] ?? 0) * FULL && size < SIZES.length - 1) {
      size += 1;
      buckets = moved(buckets, size);
    }
    put(buckets, key);
  }
  return buckets.flatMap((bucket) => bucket.slice().reverse());
}
const empty = (size: number): string[][] => Array.from({ length: SIZES[size] ?? 0 }, () => []);
/** The newest comes first in its bucket; here it stands last. */
const put = (buckets: readonly string[][], key: string): void => void buckets[hashOf(key) % buckets.length]?.push(key);
function moved(buckets: readonly string[][], size: number): string[][] {
  const larger = empty(size);
  for (const bucket of buckets) for (const key of bucket.slice().reverse()) put(larger, key);
  return larger;
}
