import { expect, test } from 'vitest';
import type { Beat } from '../../session/index.ts';
import { fileOf, unsaidPod } from './subject.ts';

test('the open file wins among those that name a Pod', () => {
  const files = [{ name: 'a.yaml', text: 'metadata:\n  name: web\n' }, { name: 'b.yaml', text: 'metadata:\n  name: "web"\n' }, { name: 'c.yaml', text: 'metadata:\n  name: website\n' }];
  const web = { kind: 'Pod', namespace: 'default', name: 'web' } as const;
  expect(fileOf(web, files, 'b.yaml')).toBe('b.yaml');
  expect(fileOf(web, files, 'c.yaml')).toBe('a.yaml');
  expect(fileOf({ ...web, name: 'db' }, files, 'a.yaml')).toBeNull();
});

test('a container that is told without its Pod is said to be of it, but not inside that Pod itself', () => {
  const beat = (sentence: Beat['sentence']): Beat => ({ record: { type: 'kubelet/backoff', uid: 'u', pod: 'hungry', container: 'app', reason: 'CrashLoopBackOff', seconds: 10 }, sentence } as unknown as Beat);
  expect(unsaidPod(beat(['The kubelet waits before it tries ', { strong: 'app' }, ' again']), '')).toBe('hungry');
  expect(unsaidPod(beat([{ strong: 'app' }, ' starts inside ', { strong: 'hungry' }]), '')).toBe('');
  expect(unsaidPod(beat(['The kubelet waits before it tries ', { strong: 'app' }, ' again']), 'default/hungry')).toBe('');
});
