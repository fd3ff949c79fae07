import { expect, test } from 'vitest';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { runsOf, signOf } from './project/motion.ts';

const step = (rest: object): TraceEvent => ({ serial: 1, at: 0, revision: 1, cause: null, ...rest }) as unknown as TraceEvent;
const request = { type: 'api/request', verb: 'create', resource: 'pods', user: 'kubernetes-admin', code: 201, stages: [] };
const lanes = (rest: object): readonly string[] => runsOf(step(rest)).map(({ lane, back }) => `${lane}${back ? ' back' : ''}`);

test('a request goes from kubectl to the API server, and on to etcd once it has passed', () => expect(lanes(request)).toEqual(['lane:client', 'lane:etcd back']));
test('a refused one goes no further, and a read writes nothing', () => {
  expect(lanes({ ...request, code: 422 })).toEqual(['lane:client']);
  expect(lanes({ ...request, verb: 'list', code: 403 })).toEqual(['lane:client']);
});
test('requests of the cluster’s own parts are its breath', () => expect(lanes({ ...request, user: 'system:node:node-1' })).toEqual([]));
test('the kubelet hears of its Pod from the API server alone', () => expect(lanes({ type: 'kubelet/admitted', node: 'node-2', ok: true })).toEqual(['lane:node-2']));
test('the anchor comes first, then the wire with its address, then the port', () => {
  expect(signOf(step({ type: 'kubelet/sandbox', state: 'creating' }))).toEqual({ kind: 'pause' });
  expect(signOf(step({ type: 'kubelet/sandbox', state: 'ready', ip: '10.0.10.15' }))).toEqual({ kind: 'wire' });
  expect(signOf(step({ type: 'runtime/listening', address: '0.0.0.0', port: 80 }))).toEqual({ kind: 'port', port: 80 });
  expect(signOf(step({ type: 'runtime/listening', address: '127.0.0.1', port: 80 }))).toBeNull();
});
