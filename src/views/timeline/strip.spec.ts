import { expect, test } from 'vitest';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import type { Beat, Stage } from '../../session/index.ts';
import { episodeOf, faultOf, partAt, projectStrip } from './strip.ts';

const beat = (stage: Stage, rest: object): Beat => ({
  record: { serial: 1, at: 0, revision: 1, cause: null, ...rest } as unknown as TraceEvent, at: 0, stage, sentence: [], seconds: 1, before: 1, after: 1, turn: 0,
}) as unknown as Beat;
const stages = (...names: readonly string[]): object[] => names.map(stage => ({ stage, passed: true }));
const created = beat('Request', { type: 'api/request', verb: 'create', resource: 'pods', code: 201, stages: stages('authenticate', 'authorise', 'decode', 'default', 'admission', 'validate', 'store') });
const refused = beat(
  'Refused',
  { type: 'api/request', verb: 'create', resource: 'pods', code: 422, stages: [...stages('authenticate', 'authorise', 'decode', 'default', 'admission'), { stage: 'validate', passed: false }] },
);
const bound = beat('Schedule', { type: 'scheduler/bound', pod: 'web' });
const ready = beat('Ready', { type: 'kubelet/condition', pod: 'web' });

test('a created Pod shows every stage that is still before it, hollow', () => {
  const { groups, dots } = projectStrip([created], 0, 6, 560);
  expect(groups.map(({ name }) => name)).toEqual(['Request', 'Admission', 'Store', 'Schedule', 'kubelet', 'Sandbox', 'Start', 'Ready']);
  expect(dots.filter(({ state }) => state === 'past')).toHaveLength(6);
  expect(dots.filter(({ index }) => index < 0).every(({ state }) => state === 'to come')).toBe(true);
});
test('a refusal ends the line', () => {
  expect(projectStrip([refused], 0, 5, 560).groups.map(({ name }) => name)).toEqual(['Request', 'Admission', 'Refused']);
});
test('the step that a request fails at bears the mark of a failure, and those before it do not', () => {
  expect(projectStrip([refused], 0, 5, 560).dots.map(({ fault }) => fault)).toEqual([null, null, null, null, null, 'failed']);
});
test('a container that ends by itself with another code than 0 is a fault; one that is told to end is not', () => {
  const exited = (rest: object): Beat => beat('Life', { type: 'runtime/exited', exitCode: 0, signal: '', reason: '', sinceDelete: 0, ...rest });
  const faults = [
    exited({}), exited({ exitCode: 3 }), exited({ exitCode: 137, signal: 'SIGKILL' }), exited({ exitCode: 137, signal: 'SIGKILL', reason: 'OOMKilled' }),
    exited({ exitCode: 143 }),
  ].map(({ record }) => faultOf(record));
  expect(faults).toEqual([null, 'failed', null, 'failed', null]);
  const failed = (reason: string): Beat => beat('Life', { type: 'kubelet/phase', phase: 'Failed', reason });
  expect([failed(''), failed('Evicted')].map(({ record }) => faultOf(record))).toEqual([null, 'failed']);
});
test('a Pod that is Ready has nothing before it', () => {
  expect(projectStrip([created, bound, ready], 2, 0, 560).groups.map(({ name }) => name)).toEqual(['Request', 'Admission', 'Store', 'Schedule', 'Ready']);
});
test('an episode runs from what a person asked to the next such thing', () => {
  const beats = [created, bound, ready, refused, created, bound];
  expect(episodeOf(beats, 1)).toEqual([0, 2]);
  expect(episodeOf(beats, 3)).toEqual([3, 3]);
  expect(episodeOf(beats, 5)).toEqual([4, 5]);
});
test('the stages of a request tick one after the other and the last one stands', () => {
  expect([0, 0.2, 0.5, 0.85, 1].map(progress => partAt(created, progress))).toEqual([0, 1, 4, 6, 6]);
});
test('names never lie over each other, and the present is never dropped', () => {
  const many = [created, ...Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? bound : ready))];
  const { groups } = projectStrip(many, 30, 0, 300);
  expect(groups.some(({ present }) => present)).toBe(true);
  groups.slice(1).forEach((group, at) => expect(group.from).toBeGreaterThanOrEqual((groups[at]?.from ?? 0) + (groups[at]?.name.length ?? 0) * 6));
});
