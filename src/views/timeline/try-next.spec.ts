import { expect, test } from 'vitest';
import type { Beat } from '../../session/index.ts';
import { readyPod, tagless, tries } from './try-next.ts';

const beat = (record: object): Beat => ({ record } as unknown as Beat);

test('there is something to try with the Pod that became Ready last', () => {
  const ready = { type: 'kubelet/condition', condition: 'Ready', status: 'True', pod: 'hello' };
  expect(readyPod([beat(ready), beat({ ...ready, pod: 'web' }), beat({ type: 'kubelet/sandbox', pod: 'late', state: 'ready' })])).toEqual({ namespace: 'default', name: 'web' });
  expect(readyPod([beat({ ...ready, status: 'False' })])).toBeNull();
  expect(readyPod([])).toBeNull();
});
test('an image is named without its tag or digest, and with the port of its registry', () =>
  expect(['nginx:1.27', 'nginx', 'registry.example:5000/app:1.2', 'nginx@sha256:abc'].map(tagless)).toEqual(['nginx', 'nginx', 'registry.example:5000/app', 'nginx']));
test('what has been done by hand counts as tried', () => {
  expect(tries.run.test('kubectl exec -it hello -- sh')).toBe(true);
  expect(tries.breaks.test('kubectl delete pod hello')).toBe(true);
  expect(tries.breaks.test('kubectl get pods')).toBe(false);
});
