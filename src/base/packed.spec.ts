/** Packed values are what was packed, whatever it was. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack } from './packed.ts';

const plain = fc.jsonValue({ depthSize: 'medium' });

it('gives back every value of a batch as it was, keys in their order', () => {
  fc.assert(fc.property(fc.array(plain, { maxLength: 20 }), values => {
    const packed = pack(values);
    expect(packed.length).toBe(values.length);
    expect(values.map((_, i) => JSON.stringify(packed.at(i)))).toEqual(values.map(value => JSON.stringify(value)));
  }));
});

it('keeps numbers, undefined and unusual texts apart', () => {
  const values = [0, -0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 40), 1.5, Number.MAX_VALUE, '', '0', '00', '-1', '1.0', '123456789', '1234567890', 'é', '🚀', undefined, null, { a: undefined }, [undefined]];
  const packed = pack(values);
  expect(values.map((_, i) => packed.at(i))).toEqual(values);
  expect(Object.keys(packed.at(values.length - 2) as object)).toEqual(['a']);
});

it('takes a key for a key, even __proto__', () => {
  const value = JSON.parse('{"data":{"__proto__":"text","constructor":"other"}}') as { data: object };
  const back = pack([value]).at(0) as { data: object };
  expect(JSON.stringify(back)).toBe(JSON.stringify(value));
  expect(Object.getPrototypeOf(back.data)).toBe(Object.prototype);
});

it('gives a copy that shares nothing with what was packed, nor with another reading', () => {
  const inner = { list: [1, 2] };
  const packed = pack([{ a: inner, b: inner }]);
  const first = packed.at(0) as { a: { list: number[] }; b: { list: number[] } };
  first.a.list.push(3);
  expect(first.b.list).toEqual([1, 2]);
  expect(packed.at(0)).toEqual({ a: { list: [1, 2] }, b: { list: [1, 2] } });
});

it('keeps more texts than a byte can number', () => {
  const texts = Array.from({ length: 1000 }, (_, i) => `text-${i}`);
  expect(pack([texts, [...texts].reverse()]).at(1)).toEqual([...texts].reverse());
});

it('packs nothing that is no plain value, and has no value beyond its last', () => {
  expect(() => pack([() => 1])).toThrow('no plain value');
  expect(() => pack([1]).at(1)).toThrow(RangeError);
});

it('reads what ends a text beside the value from there, also where two values share an object', () => {
  const shared = { name: 'second-pod.17c0ffee', rest: 'something long enough to be shared' };
  const keys = ['/events/default/second-pod.17c0ffee', '/events/default/other'];
  const packed = pack([{ a: shared }, { b: shared }], keys);
  expect(packed.at(0, keys[0])).toEqual({ a: shared });
  expect(packed.at(1, keys[1])).toEqual({ b: shared });
  const [first, again] = [pack([{ a: shared }], keys), pack([{ b: shared }, { a: shared }], [...keys].reverse())];
  expect(first.at(0, keys[0])).toEqual({ a: shared });
  expect([again.at(0, keys[1]), again.at(1, keys[0])]).toEqual([{ b: shared }, { a: shared }]);
});

it('gives UUIDs back, those that are met often and those that only look like one', () => {
  const texts = ['3f4ab5b0-f5be-4406-a63a-584de2ae77bb', '3F4AB5B0-f5be-4406-a63a-584de2ae77bb', '00000000-0000-0000-0000-000000000000', '3f4ab5b0-f5be-4406-a63a-584de2ae77bg'];
  const packed = pack([texts, texts, [...texts].reverse()]);
  expect([0, 1, 2].map(i => packed.at(i))).toEqual([texts, texts, [...texts].reverse()]);
});

it('keeps once what values say alike, whoever made it, and reads each back as it was', () => {
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', inner: { reason: type, list: ['a', 'b', 'c', 'd', type] } });
  const values = Array.from({ length: 50 }, (_, i) => ({ at: i, conditions: ['Ready', 'Initialized', 'Ready'].map(condition) }));
  const packed = pack(values);
  expect(values.map((_, i) => packed.at(i))).toEqual(values);
});
it('gives back values that are alike in part, in every order', () => {
  const part = fc.record({ a: fc.constantFrom(1, 2), b: fc.record({ c: fc.constantFrom('x', 'y'), d: fc.array(fc.constantFrom(10, 20), { maxLength: 9 }) }) });
  fc.assert(fc.property(fc.array(part, { maxLength: 40 }), values => {
    const packed = pack(values);
    expect(values.map((_, i) => packed.at(i))).toEqual(values);
  }));
});
