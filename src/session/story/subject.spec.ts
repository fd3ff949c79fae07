import { expect, test } from 'vitest';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { subjectOf } from './subject.ts';

const base = { serial: 7, at: 0, revision: 1, cause: null };
const record = (rest: object): TraceEvent => ({ ...base, ...rest }) as unknown as TraceEvent;
const request = { type: 'api/request', verb: 'create', resource: 'pods', kind: 'Pod', namespace: 'default', name: 'web', code: 201, causes: [], stages: [] };

const cases = [
  { name: 'an accepted Pod is shown as the Pod', record: record(request), want: { kind: 'Pod', namespace: 'default', name: 'web' } },
  { name: 'a refused one as the request, for there is no Pod', record: record({ ...request, code: 422 }), want: { kind: 'Request', serial: 7 } },
  {
    name: 'a started container is shown in its Pod', record: record({ type: 'runtime/started', pod: 'web', uid: 'u', container: 'main', node: 'node-1' }),
    want: { kind: 'Container', namespace: 'default', name: 'web', container: 'main' },
  },
  { name: 'a Pod of another namespace is found there', record: record({ type: 'scheduler/bound', pod: 'vault/web', uid: 'u', node: 'node-1' }), want: { kind: 'Pod', namespace: 'vault', name: 'web' } },
];
for (const { name, record: about, want } of cases) test(name, () => expect(subjectOf(about)).toEqual(want));
