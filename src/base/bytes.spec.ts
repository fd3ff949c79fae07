import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64, encodeBase64Url } from './bytes.ts';

// RFC 4648, section 10.
for (const [text, coded] of [['', ''], ['f', 'Zg=='], ['fo', 'Zm8='], ['foo', 'Zm9v'], ['foobar', 'Zm9vYmFy']] as const)
  test(`${JSON.stringify(text)} is ${JSON.stringify(coded)} in base64`, () => expect(encodeBase64(text)).toBe(coded));

test('what is encoded decodes to itself, as the platform does it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => {
    const coded = Buffer.from(text, 'utf8').toString('base64');
    expect(encodeBase64(text)).toBe(coded);
    expect(decodeBase64(coded)).toBe(text);
    expect(encodeBase64Url(text)).toBe(Buffer.from(text, 'utf8').toString('base64url'));
  }));
});

// Unicode 15, table 3-7 (well-formed byte sequences), and the replacement of ill-formed ones byte by byte.
for (const [name, bytes, text] of [
  ['a byte that begins nothing', [0x61, 0xff, 0x62], 'a\ufffdb'], ['a character cut off', [0xe2, 0x82], '\ufffd\ufffd'], ['an overlong form', [0xc0, 0x80], '\ufffd\ufffd'], ['half a surrogate pair', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
] as const) test(`${name} is no character`, () => expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toBe(text));
test('half a character is written as U+FFFD', () => expect(encodeBase64('a\ud800')).toBe(Buffer.from('a\ufffd').toString('base64')));
