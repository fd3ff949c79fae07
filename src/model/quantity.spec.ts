import { expect, test } from 'vitest';
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, parseQuantity, wholeValue } from './quantity.ts';

// Expected texts follow the examples of apimachinery's resource.Quantity documentation.
const canonical: readonly (readonly [string, string])[] = [
  ['0', '0'], ['1000m', '1'], ['1500m', '1500m'], ['0.5', '500m'], ['1024', '1024'], ['1024Mi', '1Gi'], ['1.5Gi', '1536Mi'],
  ['100000', '100k'], ['1e3', '1e3'], ['1000e0', '1e3'], ['0.0001', '100u'], ['512Ki', '512Ki'], ['-1Gi', '-1Gi'], ['1Ki', '1Ki'], ['0.5Ki', '512'],
];
for (const [written, text] of canonical) test(`${written} is stored as ${text}`, () => expect(canonicalQuantity(written)).toBe(text));

for (const text of ['', 'abc', '1GiB', '1 Gi', '0x10', '1e', '1mi', '1i'])
  test(`${JSON.stringify(text)} is no quantity`, () => expect(parseQuantity(text)).toBeNull());

for (const text of ['Gi', 'm', '.', '-', '.e3']) test(`${text}, which has no digits, is nothing`, () => expect(canonicalQuantity(text)).toBe('0'));

for (const text of ['+5', '05', '5.Gi', '2.500', '9Mi', '1e3', '1E3', '1e+30', '20.528m', '9223372036854775807'.slice(0, 18)])
  test(`${text} is kept as it is written`, () => expect(canonicalQuantity(text)).toBe(text));
test('what is less than a unit counts away from zero', () => expect([wholeValue('-1500m'), milliValue('-100u')]).toEqual([-2, -1]));

test('amounts compare across forms', () => {
  expect(compareQuantities('1', '1000m')).toBe(0);
  expect(compareQuantities('1Gi', '1G')).toBe(1);
  expect(milliValue('100u')).toBe(1);
  expect(wholeValue('1500m')).toBe(2);
  expect(addQuantities('250m', '0.75')).toBe('1');
  expect(addQuantities('512Mi', '512Mi')).toBe('1Gi');
});
