import { expect, test } from 'vitest';
import type { AskedRequest } from '../../session/index.ts';
import { requestWords, since } from './asked-words.ts';

const request = (rest: Partial<AskedRequest>): AskedRequest => ({ method: 'GET', url: '/api/v1/namespaces/default/pods', code: 200, at: 0 as AskedRequest['at'], record: null, read: [], written: [], ...rest });
const cases = [
  { name: 'a list counts what it read', request: request({ read: ['pods/default/a', 'pods/default/b'] }), want: 'Only read: 2 objects. Nothing was changed.' },
  { name: 'an empty list says so', request: request({}), want: 'Only read: there was nothing to find.' },
  { name: 'a name that is not there', request: request({ code: 404 }), want: 'There is no such object. Nothing was changed.' },
  { name: 'a refusal', request: request({ method: 'POST', code: 422 }), want: 'It was refused. Nothing was changed.' },
  { name: 'a dry run', request: request({ method: 'POST', code: 201, url: '/api/v1/namespaces/default/pods?dryRun=All' }), want: 'Only tried out. Nothing was changed.' },
  { name: 'a watch', request: request({ code: 101, url: '/api/v1/namespaces/default/pods?watch=true' }), want: 'It listens for changes.' },
  { name: 'a command in a container', request: request({ method: 'POST', code: 101, url: '/api/v1/namespaces/default/pods/web/exec?command=ls' }), want: 'It stays connected to the container.' },
];
for (const { name, request: asked, want } of cases) test(name, () => expect(requestWords(asked)).toBe(want));
test('time is told from the request on', () => expect([since(1000, 1000), since(1000, 2240), since(0, 300_000)]).toEqual(['+0.0 s', '+1.2 s', '+5 min']));
