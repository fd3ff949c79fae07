import { expect, test } from 'vitest';
import { fidelityRows } from './fidelity.ts';

const noteOf = (kind: string, field: string): string | undefined => fidelityRows().find((row) => row.kind === kind && row.field === field)?.note;

test('what is simpler as a whole is told before the fields', () => {
  expect(fidelityRows()[0]).toMatchObject({ kind: 'Time', level: 'simplified' });
  expect(fidelityRows().findLastIndex(({ level }) => level === 'simplified')).toBeLessThan(fidelityRows().findIndex(({ level }) => level === 'simulated'));
});
test('a word for a field that lies deep in its kind is told, too', () => {
  expect(noteOf('HorizontalPodAutoscaler', 'spec.metrics[*].external')).toContain('no other metric');
  expect(noteOf('HorizontalPodAutoscaler', 'spec.metrics[*].containerResource')).toBeUndefined();
});
test('what is said of a Pod’s field is not said again of each owner of Pods', () => {
  expect(fidelityRows().filter(({ kind, note }) => kind === 'Deployment' && note !== '')).toEqual([]);
});
