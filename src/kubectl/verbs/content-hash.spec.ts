import { expect, test } from 'vitest';
import { contentHash } from './content-hash.ts';

// From kubectl pkg/util/hash/hash_test.go.
const cases: readonly { readonly name: string; readonly kind: string; readonly data: Readonly<Record<string, string>>; readonly want: string }[] = [
  { name: 'a ConfigMap without data', kind: 'ConfigMap', data: {}, want: '42745tchd9' },
  { name: 'a ConfigMap with one key', kind: 'ConfigMap', data: { one: '' }, want: '9g67k2htb6' },
  { name: 'a ConfigMap with three keys, whatever their order', kind: 'ConfigMap', data: { two: '2', one: '', three: '3' }, want: 'f5h7t85m9b' },
];
for (const { name, kind, data, want } of cases) test(`${name} gets the ending ${want}`, () => expect(contentHash({ kind, metadata: { name: '' }, data })).toBe(want));
