import { expect, test } from 'vitest';
import { share } from './replica.ts';

test('what did not change keeps its identity', () => {
  const before = { metadata: { name: 'web', labels: { app: 'shop' } }, status: { phase: 'Pending' } };
  const after = share(before, { metadata: { name: 'web', labels: { app: 'shop' } }, status: { phase: 'Running' } });
  expect(after.metadata).toBe(before.metadata);
  expect(after.status).toEqual({ phase: 'Running' });
});
test('an equal value is the same value', () => {
  const before = { items: [{ a: 1 }, { b: [1, 2] }] };
  expect(share(before, { items: [{ a: 1 }, { b: [1, 2] }] })).toBe(before);
});
test('a list that grew shares what it had, and nothing is taken from a thing of another shape', () => {
  const before = { items: [{ a: 1 }] };
  const after = share(before, { items: [{ a: 1 }, { a: 2 }] });
  expect(after.items[0]).toBe(before.items[0]);
  expect(share([1], { 0: 1 })).toEqual({ 0: 1 });
  expect(share({ gone: 1, kept: 1 }, { kept: 1 })).toEqual({ kept: 1 });
});
