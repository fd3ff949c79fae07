import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { lessonOfRecord } from './lessons.ts';

const CONTENT = new URL('../../lessons/content/', import.meta.url);
const ids = new Set(readdirSync(CONTENT, { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(({ name: chapter }) => readdirSync(new URL(`${chapter}/`, CONTENT)).flatMap(folder => {
  const file = new URL(`${chapter}/${folder}/lesson.md`, CONTENT);
  return existsSync(file) ? [/^id: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? ''] : [];
})));
const some = (record: Record<string, unknown>): TraceEvent => record as unknown as TraceEvent;

it('leads from what is told to a lesson that exists', () => {
  const told: readonly Record<string, unknown>[] = [
    { type: 'api/request', code: 201, resource: 'pods', message: '' },
    { type: 'api/request', code: 403, resource: 'pods', message: 'violates PodSecurity "restricted:latest"' },
    { type: 'api/request', code: 201, resource: 'deployments', message: '' },
    { type: 'kubelet/probe', probe: 'liveness' },
    { type: 'runtime/exited', reason: 'OOMKilled' },
    { type: 'runtime/exited', reason: 'Error' },
    { type: 'network/call', via: '', hops: [{ place: 'wire' }] },
    { type: 'network/call', via: 'web', hops: [] },
    ...['scheduler/attempt', 'scheduler/bound', 'kubelet/sandbox', 'kubelet/pulling', 'kubelet/backoff', 'endpoints/added', 'runtime/started'].map(type => ({ type })),
  ];
  for (const record of told) expect(ids, JSON.stringify(record)).toContain(lessonOfRecord(some(record)));
  expect(lessonOfRecord(some({ type: 'api/request', code: 403, resource: 'pods', message: 'violates PodSecurity' }))).toBe('pod-security');
  expect(lessonOfRecord(some({ type: 'runtime/exited', reason: 'OOMKilled' }))).toBe('too-much');
});
