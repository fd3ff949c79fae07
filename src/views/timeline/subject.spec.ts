import { expect, test } from 'vitest';
import { fileOf } from './subject.ts';

test('the open file wins among those that name a Pod', () => {
  const files = [{ name: 'a.yaml', text: 'metadata:\n  name: web\n' }, { name: 'b.yaml', text: 'metadata:\n  name: "web"\n' }, { name: 'c.yaml', text: 'metadata:\n  name: website\n' }];
  const web = { kind: 'Pod', namespace: 'default', name: 'web' } as const;
  expect(fileOf(web, files, 'b.yaml')).toBe('b.yaml');
  expect(fileOf(web, files, 'c.yaml')).toBe('a.yaml');
  expect(fileOf({ ...web, name: 'db' }, files, 'a.yaml')).toBeNull();
});
