import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { explainAttempt } from '../../cluster/scheduler/index.ts';
import { node, pod, viewWith } from '../../testing/scheduling.ts';
import { comparisonOf, comparisonText } from './comparison.ts';

const gpu = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const busy = pod('busy', { on: 'a', requests: { cpu: '2', memory: '4Gi' } });
/** What comes of a guess about a Pod on these nodes; `chosen` is what the die fell on. */
function guessed(guess: string, objects: readonly object[], asked: Pod = pod('p', { requests: { cpu: '100m', memory: '100Mi' } }), chosen?: string): string {
  return comparisonText(comparisonOf(explainAttempt(viewWith(...objects, asked), asked, chosen === undefined ? {} : { chosen }), guess));
}

describe('a guess beside the scheduler', () => {
  test('that names the only node is right', () => expect(guessed('a', [node('a'), node('b', { taints: [gpu] })])).toBe('You and the scheduler agree: no other node takes the Pod.'));
  test('that names another node with as many points is as good', () =>
    expect(guessed('b', [node('a'), node('b')], undefined, 'a')).toMatch(/^Both are right: a and b share the best score with \d+ points\. The die fell on a\.$/));
  test('that names a fuller node hears which plugin made the difference', () => {
    const asked = pod('p', { requests: { cpu: '100m', memory: '100Mi' } });
    const comparison = comparisonOf(explainAttempt(viewWith(node('a'), node('b'), busy, asked), asked), 'a');
    expect(comparison.outcome).toBe('outscored');
    expect(comparison.differences.map(({ plugin }) => plugin)).toEqual(['NodeResourcesFit']);
    expect(comparisonText(comparison)).toMatch(/^a would do with \d+ points, but b is better with \d+ points\. NodeResourcesFit gives it \d+ instead of \d+\.$/);
  });
  test('that names a node which is refused hears why', () =>
    expect(guessed('b', [node('a'), node('b', { taints: [gpu] })])).toBe('b is refused by TaintToleration: node(s) had untolerated taint(s). The scheduler chose a.'));
  test('of no node is right where every node refuses', () =>
    expect(guessed('', [node('a')], pod('p', { requests: { cpu: '64' } }))).toMatch(/^You and the scheduler agree: no node fits\. 0\/1 nodes are available: 1 Insufficient cpu\./));
  test('of no node is wrong where one takes the Pod', () => expect(guessed('', [node('a')])).toBe('There is a node: a passes every filter.'));
  test('of a node where none takes the Pod hears what that node says', () =>
    expect(guessed('a', [node('a')], pod('p', { requests: { cpu: '64' } }))).toBe('No node fits. a is refused by NodeResourcesFit: Insufficient cpu.'));
});
