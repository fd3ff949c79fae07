import { expect, test } from 'vitest';
import { changeLines, linesOf } from './project/schedule-lines.ts';
import type { ScheduleRow } from './project/schedule.ts';

const row = (node: string, rest: Partial<ScheduleRow> = {}): ScheduleRow => ({ node, about: '', passed: 3, reason: '', plain: '', feasible: true, chosen: false, tied: false, scores: [], total: 0, ...rest });
const refused = (node: string, passed: number, reason: string): ScheduleRow => row(node, { feasible: false, passed, reason });
const many = [
  ...Array.from({ length: 20 }, (_, i) => refused(`full-${i}`, 2, 'Insufficient cpu')),
  ...Array.from({ length: 5 }, (_, i) => refused(`tainted-${i}`, 1, 'node(s) had untolerated taint(s)')),
  refused('cordoned', 0, 'node(s) were unschedulable'),
  row('good', { total: 300 }), row('best', { total: 400, chosen: true }),
];

test('a few nodes stand in their own order, each in a line', () => expect(linesOf(many.slice(-4), new Set()).map(({ key }) => key)).toEqual(['tainted-4', 'cordoned', 'good', 'best']));
test('of many nodes the winner comes first, and those that were refused alike share a line', () =>
  expect(
    linesOf(many, new Set()).map((line) => (line.kind === 'group' ? `${line.nodes.length} ${line.reason}` : line.row.node)),
  ).toEqual(['best', 'good', '20 Insufficient cpu', '5 node(s) had untolerated taint(s)', 'cordoned']));
test('a shared line unfolds into its nodes', () => expect(linesOf(many, new Set(['1 node(s) had untolerated taint(s)']))).toHaveLength(10));
test('a change that helps on several nodes is said once', () => {
  const change = (node: string, text: string) => ({ node, change: 'pod' as const, text, patch: [] });
  expect(changeLines([change('a', 'tolerate x'), change('b', 'tolerate y'), change('c', 'tolerate x')]).map(({ nodes }) => nodes)).toEqual([['a', 'c'], ['b']]);
});
test('of many that would do, those that scored less share a line with what they scored', () => {
  const fits = Array.from({ length: 30 }, (_, i) => row(`n-${i}`, { total: 400 - i }));
  const lines = linesOf(fits, new Set());
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toMatchObject({ kind: 'group', totals: [371, 395], reason: '' });
});
