import { expect, test } from 'vitest';
import type { Pod } from '../model/objects.ts';
import { nodeLines, ownerLines, podLines } from './command-lines.ts';

const pod = (namespace: string, containers: readonly string[], restarts = 0): Pod => ({
  metadata: { name: 'web', namespace }, spec: { containers: containers.map((name) => ({ name })) },
  status: { containerStatuses: containers.map((name) => ({ name, restartCount: restarts })) },
}) as unknown as Pod;

test('a Pod of one container needs no -c, one of the namespace default no -n', () => {
  expect(podLines(pod('default', ['main'])).map(({ line }) => line)).toContain('kubectl logs web');
  expect(podLines(pod('shop', ['main', 'helper']), 'helper').map(({ line }) => line)).toContain('kubectl logs web -c helper -n shop');
});
test('the log of the run before is offered once there was one', () => {
  expect(podLines(pod('default', ['main'])).some(({ line }) => line.includes('--previous'))).toBe(false);
  expect(podLines(pod('default', ['main'], 2)).some(({ line }) => line.includes('--previous'))).toBe(true);
});
test('what changes something is typed and waits, what looks is carried out', () => {
  expect(podLines(pod('default', ['main'])).filter(({ looks }) => !looks).map(({ line }) => line)).toEqual(['kubectl exec -it web -- sh', 'kubectl delete pod web']);
  expect(nodeLines('node-1').every(({ looks }) => looks)).toBe(true);
});
test('a DaemonSet has no replicas to set', () => {
  expect(ownerLines('DaemonSet', 'default', 'agent', 3).some(({ line }) => line.includes('scale'))).toBe(false);
  expect(ownerLines('Deployment', 'default', 'shop', 3).map(({ line }) => line)).toContain('kubectl scale deployment shop --replicas=4');
});
