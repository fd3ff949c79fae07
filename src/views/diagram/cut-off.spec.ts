import { expect, test } from 'vitest';
import { node, pod } from './picture.fixture.ts';
import { cutOff } from './project/cut-off.ts';
import { isCut } from './project/pod-state.ts';

const taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: '2026-01-01T09:00:40Z' };
const lost = node('node-2', { ready: 'Unknown', taints: [taint] });
const bearing = (name: string, seconds: number | undefined): ReturnType<typeof pod> => {
  const made = pod(name, { on: 'node-2', ip: '10.0.20.3' });
  return { ...made, spec: { ...made.spec, tolerations: [{ key: taint.key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds }] } };
};

test('a node of which nobody hears is cut off; one that says that it is not ready is not', () => {
  expect([isCut(lost), isCut(node('node-1', { ready: 'False' })), isCut(node('node-1'))]).toEqual([true, false, false]);
});
test('the Pod that bears it for the shortest time is evicted first', () => {
  expect(cutOff(lost, [bearing('web', 300), bearing('db', 60)])).toEqual({ evicts: '2026-01-01T09:01:40.000Z', pods: 2 });
});
test('a DaemonSet’s Pod, which tolerates it without end, is never evicted', () => {
  expect(cutOff(lost, [bearing('agent', undefined)])).toEqual({ evicts: '', pods: 1 });
});
test('a Pod that does not tolerate it goes at once', () => {
  expect(cutOff(lost, [pod('old', { on: 'node-2' })]).evicts).toBe('2026-01-01T09:00:40.000Z');
});
