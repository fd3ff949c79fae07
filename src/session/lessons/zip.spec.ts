import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzip, zipOf } from './zip.ts';

const LIMITS = { entries: 20, bytes: 100_000 };
const textsOf = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> => Object.fromEntries([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));

test('what is packed unpacks to the same', async () => {
  await fc.assert(fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z0-9/]{1,20}[a-z]$/), fc.string({ unit: 'grapheme' }), { maxKeys: 10, noNullPrototype: true }), async files => {
    const back = await unzip(zipOf(files), LIMITS);
    expect(back.ok && textsOf(back.value)).toEqual(files);
  }), { numRuns: 60 });
});

/** An archive whose entries are compressed, as every other tool makes them. `claims` is what it says of the size. */
function packed(name: string, data: Uint8Array, claims = data.length): Uint8Array<ArrayBuffer> {
  const raw = deflateRawSync(data);
  const stored = zipOf({ [name]: 'x'.repeat(raw.length) });
  const own = new Uint8Array(stored);
  const view = new DataView(own.buffer);
  const from = 30 + name.length;
  own.set(raw, from);
  const checksum = new DataView(zipOf({ [name]: new TextDecoder().decode(data) }).buffer).getUint32(14, true);
  for (const at of [8, from + raw.length + 10]) view.setUint16(at, 8, true);
  for (const at of [14, from + raw.length + 16]) view.setUint32(at, checksum, true);
  for (const at of [22, from + raw.length + 24]) view.setUint32(at, claims, true);
  return own;
}

test('a compressed entry is unpacked', async () => {
  const back = await unzip(packed('lesson.md', new TextEncoder().encode('hello '.repeat(100))), LIMITS);
  expect(back.ok && textsOf(back.value)).toEqual({ 'lesson.md': 'hello '.repeat(100) });
});

test('an archive that unpacks to too much is refused while it unpacks, whatever it claims', async () => {
  const bomb = packed('lesson.md', new Uint8Array(5_000_000).fill(65), 10);
  expect(bomb.length).toBeLessThan(100_000);
  expect(await unzip(bomb, LIMITS)).toEqual({ ok: false, error: 'the archive unpacks to more than 98 KiB' });
});

test('too many entries, strange packing and damage are told', async () => {
  expect(await unzip(zipOf(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, '']))), LIMITS)).toEqual({ ok: false, error: 'the archive has 21 entries; 20 is the most' });
  expect(await unzip(new TextEncoder().encode('no archive at all, but long enough to be one'), LIMITS)).toEqual({ ok: false, error: 'this is no zip archive' });
  const flipped = packed('a', new TextEncoder().encode('hello hello hello'));
  flipped[33] = (flipped[33] ?? 0) ^ 0xff;
  expect(await unzip(flipped, LIMITS)).toEqual({ ok: false, error: '"a" in the archive is damaged' });
  const odd = zipOf({ a: 'x' });
  new DataView(odd.buffer).setUint16(odd.length - 22 - 47 + 10, 9, true);
  expect(await unzip(odd, LIMITS)).toEqual({ ok: false, error: '"a" in the archive is packed in a way that this page does not read' });
});

test('no archive, however it is broken, does more than say so', async () => {
  const sound = packed('lesson.md', new TextEncoder().encode('hello '.repeat(20)));
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async changes => {
    const broken = new Uint8Array(sound);
    for (const [at, value] of changes) broken[at] = value;
    const back = await unzip(broken, LIMITS);
    expect(typeof back.ok).toBe('boolean');
  }), { numRuns: 100 });
});
