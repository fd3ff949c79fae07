import { expect, test } from 'vitest';
import { packTar, unpackTar } from './tar.ts';

test('what is packed comes out again', () => {
  const members = [{ name: 'd/', kind: 'folder', text: '', target: '' }, { name: 'd/a', kind: 'file', text: 'x'.repeat(513), target: '' }, { name: 'd/b', kind: 'link', text: '', target: 'a' }] as const;
  expect(unpackTar(packTar(members, 0))).toEqual(members);
});
test('an archive is made of whole blocks and ends with two empty ones', () => {
  const archive = packTar([{ name: 'a', kind: 'file', text: 'hello', target: '' }], 0);
  expect(archive.length).toBe(4 * 512);
  expect(archive.slice(257, 262)).toBe('ustar');
  expect(archive.slice(-1024)).toBe('\0'.repeat(1024));
});
