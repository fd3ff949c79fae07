import { expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { podWord, requestsOf } from './pod-words.ts';

interface Words { readonly phase?: string; readonly states?: readonly object[]; readonly init?: readonly object[]; readonly inits?: readonly object[]; readonly ready?: boolean; readonly deleted?: boolean; readonly reason?: string; readonly gated?: boolean }
const pod = ({ phase = 'Running', states = [], init = [], inits = [], ready = false, deleted = false, reason, gated = false }: Words): Pod => ({
  metadata: { name: 'web', ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
  spec: { containers: states.map((_, at) => ({ name: `c${at}` })), initContainers: inits },
  status: {
    phase, reason, containerStatuses: states.map((state, at) => ({ name: `c${at}`, state, ready: 'running' in state })), initContainerStatuses: init,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }, ...(gated ? [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] : [])],
  },
}) as unknown as Pod;

// As the STATUS column of kubectl get pods; pkg/printers/internalversion printPod.
const cases: readonly (readonly [name: string, words: Words, want: string, mark: string])[] = [
  ['a container that has ended badly gives the Pod its reason', { states: [{ terminated: { exitCode: 3, reason: 'Error' } }] }, 'Error', 'failed'],
  ['one that was killed for its memory, too', { states: [{ terminated: { exitCode: 137, reason: 'OOMKilled' } }] }, 'OOMKilled', 'failed'],
  ['one that waits for its next try says so', { states: [{ waiting: { reason: 'CrashLoopBackOff' } }] }, 'CrashLoopBackOff', 'failed'],
  ['while containers are made, the Pod says that', { phase: 'Pending', states: [{ waiting: { reason: 'ContainerCreating' } }] }, 'ContainerCreating', 'pending'],
  [
    'an init container that runs is counted',
    { phase: 'Pending', inits: [{ name: 'a' }, { name: 'b' }], init: [{ name: 'a', state: { terminated: { exitCode: 0 } } }, { name: 'b', state: { running: {} } }], states: [{ waiting: { reason: 'PodInitializing' } }] },
    'Init:1/2', 'pending',
  ],
  [
    'one that fails names its reason',
    { phase: 'Pending', inits: [{ name: 'a' }], init: [{ name: 'a', state: { waiting: { reason: 'CrashLoopBackOff' } } }], states: [{ waiting: { reason: 'PodInitializing' } }] },
    'Init:CrashLoopBackOff', 'failed',
  ],
  ['a Pod that is Ready says so', { states: [{ running: {} }], ready: true }, 'Ready', 'ready'],
  ['one that runs and is not Ready only runs', { states: [{ running: {} }] }, 'Running', 'running'],
  ['one of two containers that has ended well leaves it running, not Ready', { states: [{ running: {} }, { terminated: { exitCode: 0, reason: 'Completed' } }] }, 'NotReady', 'running'],
  ['one that is to go is terminating', { states: [{ running: {} }], deleted: true }, 'Terminating', 'terminating'],
  ['one with gates says that', { phase: 'Pending', gated: true }, 'SchedulingGated', 'pending'],
  ['one that was evicted has failed', { phase: 'Failed', reason: 'Evicted' }, 'Evicted', 'failed'],
];
for (const [name, words, want, mark] of cases) test(name, () => expect(podWord(pod(words))).toEqual({ word: want, mark }));
test('what a Pod asks for says of what', () => {
  const asks = { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '7', memory: '128Mi' } } }] }, status: {}, metadata: {} } as unknown as Pod;
  expect(requestsOf(asks)).toEqual(['cpu 7', 'memory 128Mi']);
});
