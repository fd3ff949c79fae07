/** Laws of the engine: a seed and a command log are the whole cluster. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import type { ApiRequest } from '../contract/api.ts';
import type { Revision } from '../contract/ids.ts';
import type { Simulation } from '../contract/simulation.ts';
import { createSimulation, restoreSimulation } from './index.ts';
import { standardSandbox } from './presets.ts';

/** All that a cluster has been through, as lines, once everything that is due now is done. */
function history(simulation: Simulation): string {
  simulation.advance(simulation.now);
  return [...simulation.eventsSince(0 as Revision), ...simulation.traceSince(null)].map(each => JSON.stringify(each)).join('\n');
}
/** The first line in which two histories differ, and nothing where they are equal byte for byte. */
function difference(a: string, b: string): readonly string[] {
  if (a === b) return [];
  const [one, other] = [a.split('\n'), b.split('\n')];
  const at = one.findIndex((line, index) => line !== other[index]);
  return [one[at] ?? '', other[at < 0 ? one.length : at] ?? ''].map(line => line.slice(0, 500));
}

const SCRIPTS = ['sleep 2; exit 1', 'echo hello; sleep 3600', 'exit 0', "trap 'exit 0' TERM; while true; do sleep 1; done", 'while true; do echo x; done'];
const pod = (name: string, script: string, cpu: string): unknown => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script], resources: { requests: { cpu } } }] },
});
const inDefault = (request: Omit<ApiRequest, 'resource' | 'namespace'>): ApiRequest => ({ resource: 'pods', namespace: 'default', ...request });

type Act = (simulation: Simulation) => void;
const names = fc.constantFrom('a', 'b', 'c', 'd');
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(names, fc.constantFrom(...SCRIPTS), fc.constantFrom('10m', '500m', '100')).map(([name, script, cpu]): Act => simulation => void simulation.request(inDefault({ verb: 'create', body: pod(name, script, cpu) }))),
  names.map((name): Act => simulation => void simulation.request(inDefault({ verb: 'delete', name }))),
  names.map((name): Act => simulation => void simulation.request(inDefault({ verb: 'get', name }))),
  names.map((name): Act => simulation => void simulation.request(inDefault({ verb: 'get', name, user: { name: 'jane', groups: ['system:authenticated'] } }))),
  names.map((name): Act => simulation => void simulation.request(inDefault({ verb: 'patch', patchType: 'merge', name, body: { metadata: { labels: { app: name } } } }))),
  fc.integer({ min: 1, max: 20_000 }).map((span): Act => simulation => void simulation.advance(simTime(simulation.now + span))),
  names.map((name): Act => simulation => simulation.act({ do: 'call', from: { namespace: 'default', pod: 'cart', container: 'cart' }, host: name, port: 80, path: '/' })),
  fc.constantFrom('stopNode' as const, 'startNode' as const).map((what): Act => simulation => simulation.act({ do: what, node: 'node-2' })),
);

test('a read that is turned away leaves its record, and comes again when the session is replayed; one that is answered leaves none', () => {
  const simulation = createSimulation(standardSandbox());
  const told = (of: Simulation): readonly unknown[] => of.traceSince(null).filter(record => record.type === 'api/request' && record.user === 'jane').map(record => record.type === 'api/request' && [record.verb, record.resource, record.code, record.stages.at(-1)?.stage]);
  const jane = { name: 'jane', groups: ['system:authenticated'] };
  const before = simulation.traceSince(null).length;
  simulation.request(inDefault({ verb: 'list' }));
  expect(simulation.traceSince(null)).toHaveLength(before);
  simulation.request(inDefault({ verb: 'list', user: jane }));
  expect(told(simulation)).toEqual([['list', 'pods', 403, 'authorise']]);
  expect(told(restoreSimulation(simulation.save()))).toEqual(told(simulation));
});

test('a session replays to the same bytes', () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (acts, seed) => {
    const simulation = createSimulation(standardSandbox(seed));
    for (const each of acts) each(simulation);
    expect(difference(history(restoreSimulation(simulation.save())), history(simulation))).toEqual([]);
  }), { numRuns: 25 });
});

test('a fork goes on as its original would, and leaves it alone', () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 8 }), fc.array(act, { maxLength: 6 }), (before, later) => {
    const simulation = createSimulation(standardSandbox());
    for (const each of before) each(simulation);
    const fork = simulation.fork();
    const stood = history(simulation);
    for (const each of later) each(fork);
    expect(difference(history(simulation), stood)).toEqual([]);
    for (const each of later) each(simulation);
    expect(difference(history(simulation), history(fork))).toEqual([]);
  }), { numRuns: 15 });
});

test('two steps of 5 s equal one of 10 s', () => {
  const [one, two] = [createSimulation(standardSandbox()), createSimulation(standardSandbox())];
  for (const simulation of [one, two]) simulation.request(inDefault({ verb: 'create', body: pod('a', 'sleep 1; exit 1', '10m') }));
  one.advance(simTime(10_000));
  two.advance(simTime(5_000));
  two.advance(simTime(10_000));
  expect(difference(history(two), history(one))).toEqual([]);
});
