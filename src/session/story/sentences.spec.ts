import { expect, test } from 'vitest';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { fateWords } from './fate.ts';
import { sentenceOf, sentenceText } from './sentences.ts';

const tell = (rest: object, lastLine?: string): string => sentenceText(sentenceOf({ serial: 1, at: 0, revision: 1, cause: null, ...rest } as unknown as TraceEvent, lastLine) ?? []);
const request = { type: 'api/request', verb: 'create', resource: 'pods', subresource: '', kind: 'Pod', namespace: 'default', name: 'web', user: 'kubernetes-admin', code: 201, stages: [], causes: [], message: '' };
const exited = { type: 'runtime/exited', pod: 'clash', uid: 'u', container: 'admin', node: 'node-1', exitCode: 1, reason: 'Error', signal: '', message: '' };

const cases = [
  { name: 'created means stored', said: tell(request), want: 'The API server has checked web and written it down. Created means stored: nothing runs yet.' },
  {
    name: 'a refusal says what, and that nothing came of it',
    said: tell({ ...request, name: '', code: 400, message: 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.contianers"' }),
    want: 'The API server refuses this Pod: unknown field "spec.contianers". Nothing was written, so no scheduler and no node will ever hear of it.',
  },
  {
    name: 'a refusal names the field, what stands there, and the rule',
    said: tell({ ...request, code: 422, causes: [{ field: 'spec.containers[0].ports[0].containerPort', message: 'Invalid value: 80000: must be between 1 and 65535, inclusive' }] }),
    want: 'The API server refuses web: containerPort: 80000 must be between 1 and 65535, inclusive. Nothing was written, so no scheduler and no node will ever hear of it.',
  },
  {
    name: 'a refusal whose cause is a word for programs alone tells its message',
    said: tell({ ...request, verb: 'patch', code: 403, causes: [{ reason: 'NodeCapacity', field: '', message: '' }], message: 'pods "web" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000' }),
    want: 'The API server refuses web: node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000. Nothing was written, so no scheduler and no node will ever hear of it.',
  },
  {
    name: 'of several causes the first is told and the others are counted',
    said: tell({ ...request, code: 422, causes: [{ field: 'spec.containers[0].image', message: 'Required value' }, { field: 'spec.containers[1].image', message: 'Required value' }] }),
    want: 'The API server refuses web: image: Required value (and 1 more). Nothing was written, so no scheduler and no node will ever hear of it.',
  },
  {
    name: 'a Pod that no node can take says why, and leaves to the inspector what preemption would not have helped',
    said: tell({
      type: 'scheduler/attempt', pod: 'big', chosen: '', nodes: 3, feasible: [],
      message: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    }),
    want: 'No node can take big. It stays Pending: 0/3 nodes are available: 3 Insufficient cpu.',
  },
  { name: 'the cluster’s own parts are its breath and are not told', said: tell({ ...request, user: 'system:kube-scheduler' }), want: '' },
  {
    name: 'a container that ends says its last words, and what they mean', said: tell(exited, 'httpd: bind: Address already in use'),
    want: 'admin ended with exit code 1: httpd: bind: Address already in use. The containers of a Pod share one address, so each port can be had only once.',
  },
  {
    name: 'a call within a Pod stays on lo',
    said: tell({ type: 'network/call', purpose: 'call', from: 'web/main', to: 'web/helper', via: '', address: '127.0.0.1', port: 5000, result: 'open', hops: [{ place: 'lo' }], why: '' }),
    want: 'web/main calls 127.0.0.1:5000 and web/helper answers. They share one network namespace, so the packet never leaves lo.',
  },
  { name: 'a probe that succeeds is no step of its own', said: tell({ type: 'kubelet/probe', ok: true, probe: 'liveness' }), want: '' },
  {
    name: 'a Pod that is to go says what becomes of its place',
    said: sentenceText(
      sentenceOf({ serial: 1, at: 0, revision: 1, cause: null, type: 'kubelet/terminating', pod: 'web', uid: 'u', node: 'node-1', grace: 30 } as unknown as TraceEvent, '', fateWords({ by: 'nobody' })) ?? [],
    ),
    want: 'web is to go. It has 30 seconds to say goodbye. Nobody keeps a bare Pod: once gone, it stays gone.',
  },
];
for (const { name, said, want } of cases) test(name, () => expect(said).toBe(want));
