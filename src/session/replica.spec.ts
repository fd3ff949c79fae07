import { expect, test } from 'vitest';
import { simTime } from '../model/time.ts';
import type { Revision } from '../cluster/contract/ids.ts';
import type { Batch, Write } from './types.ts';
import { Replica, share } from './replica.ts';

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
test('a page lets go of what was, and still reads what can be shown', () => {
  const replica = new Replica();
  const write = (revision: number, at: number, name: string): Write => ({ revision: revision as Revision, at: simTime(at), key: '/registry/pods/default/web', value: { metadata: { name: 'web', labels: { name } } } as never });
  replica.apply({ writes: [write(1, 0, 'first'), write(2, 1_000, 'second'), write(3, 2_000, 'third')], trace: [{ serial: 1, at: 0 }, { serial: 2, at: 2_000 }] } as unknown as Batch);
  replica.forget(simTime(1_500), 2 as Revision);
  const label = (revision: number): string | undefined => replica.view(revision as Revision).get('pods', 'default', 'web')?.metadata.labels?.['name'];
  expect([label(2), label(3)]).toEqual(['second', 'third']);
  expect(replica.trace.map(({ serial }) => serial)).toEqual([2]);
  expect(replica.record(2 as never)?.at).toBe(2_000);
});
test('whoever looks back sees the same objects at each look, however much has been written since', () => {
  const replica = new Replica();
  const writes = Array.from({ length: 5_000 }, (_, i): Write => ({ revision: (i + 1) as Revision, at: simTime(i), key: `/registry/pods/default/web-${i % 50}`, value: { metadata: { name: `web-${i % 50}`, uid: String(i) } } as never }));
  replica.apply({ writes, trace: [] } as unknown as Batch);
  const early = (revision: number): readonly unknown[] => replica.view(revision as Revision).list('pods');
  expect(early(60)).toHaveLength(50);
  early(60).forEach((pod, at) => expect(early(60)[at]).toBe(pod));
  // A write later only one has changed.
  expect(early(61).filter((pod, at) => pod !== early(60)[at])).toHaveLength(1);
});
