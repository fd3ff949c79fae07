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
