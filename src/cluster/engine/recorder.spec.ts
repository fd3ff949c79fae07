import { expect, test } from 'vitest';
import { DEFAULT_EPOCH, simTime } from '../../model/time.ts';
import type { EventNote } from '../contract/component.ts';
import { forgetEvents, initRecorder, recordEvent } from './recorder.ts';

const note = (message: string, rest: Partial<EventNote> = {}): EventNote =>
  ({ about: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web', uid: 'u-1' }, type: 'Normal', reason: 'Pulled', message, source: 'kubelet', host: 'node-1', ...rest });

function recorder() {
  const state = initRecorder();
  let serial = 0;
  return { state, record: (each: EventNote, at: number) => recordEvent(state, each, simTime(at), DEFAULT_EPOCH, () => ++serial) };
}

test('the same event again counts its object up', () => {
  const { record } = recorder();
  expect(record(note('a'), 0)).toMatchObject({ verb: 'create', body: { count: 1, message: 'a' } });
  expect(record(note('a'), 1000)).toMatchObject({ verb: 'patch', body: { count: 2, message: 'a' } });
});

test('from the eleventh message of a kind within ten minutes on, events are combined', () => {
  const { record } = recorder();
  for (let i = 0; i < 10; i++) expect(record(note(`m${i}`), i)).toMatchObject({ verb: 'create' });
  expect(record(note('m10'), 20)).toMatchObject({ verb: 'create', body: { message: '(combined from similar events): m10' } });
  expect(record(note('m11'), 21)).toMatchObject({ verb: 'patch', body: { count: 2, message: '(combined from similar events): m11' } });
});

test('a source is cut off after a hundred events about one object, and gets one more every five minutes', () => {
  const { record } = recorder();
  for (let i = 0; i < 100; i++) expect(record(note('a'), i)).not.toBeNull();
  expect(record(note('a'), 130)).toBeNull();
  expect(record(note('a'), 300_100)).not.toBeNull();
  expect(record(note('b', { source: 'job-controller' }), 131)).not.toBeNull();
});

test('a repeated event of the scheduler becomes a series, whatever its note', () => {
  const { record } = recorder();
  const failed = (message: string): EventNote => note(message, { reason: 'FailedScheduling', type: 'Warning', source: 'default-scheduler', action: 'Scheduling' });
  expect(record(failed('0/1 nodes'), 0)).toMatchObject({ verb: 'create', body: { reportingComponent: 'default-scheduler' } });
  expect(record(failed('0/2 nodes'), 5000)).toMatchObject({ verb: 'patch', body: { series: { count: 2 } } });
  expect(record(failed('0/2 nodes'), 6000)).toBeNull();
});

test('what is old enough is forgotten', () => {
  const { state, record } = recorder();
  record(note('a'), 0);
  forgetEvents(state, simTime(1));
  expect(state.objects.size).toBe(0);
});
