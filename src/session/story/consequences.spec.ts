import { expect, test } from 'vitest';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import type { Beat } from './beats.ts';
import { consequencesOf } from './consequences.ts';

const record = (serial: number, cause: number | null): TraceEvent => ({ serial, cause }) as unknown as TraceEvent;
const beat = (event: TraceEvent): Beat => ({ record: event }) as unknown as Beat;

test('a step belongs to the request that it goes back to, however long the way', () => {
  const trace = [record(1, null), record(2, 1), record(3, null), record(4, 2), record(5, 3), record(6, null)];
  const beats = trace.filter(({ serial }) => serial !== 2).map(beat);
  const found = consequencesOf(trace, beats, new Set([1, 3] as TraceSerial[]));
  expect(found.get(1 as TraceSerial)).toEqual([0, 2]);
  expect(found.get(3 as TraceSerial)).toEqual([1, 3]);
});
test('a request that nothing came of has no steps', () => expect(consequencesOf([], [], new Set([9] as TraceSerial[])).get(9 as TraceSerial)).toEqual([]));
