import { expect, test } from 'vitest';
import { simLine } from './sim.ts';

const ask = (line: string): ReturnType<typeof simLine> => simLine(line, (file) => (file === 'web.yaml' ? 'kind: Pod' : undefined), ['node-1', 'node-2']);

const cases: readonly { readonly name: string; readonly line: string; readonly want: unknown }[] = [
  { name: 'kubectl is no sim command', line: 'kubectl get pods', want: null },
  { name: 'a node stops', line: 'sim stop node-2', want: { do: 'act', action: { do: 'stopNode', node: 'node-2' } } },
  { name: 'a file becomes a static Pod\u2019s manifest', line: 'sim put node-1 web.yaml', want: { do: 'act', action: { do: 'putFile', node: 'node-1', path: '/etc/kubernetes/manifests/web.yaml', text: 'kind: Pod' } } },
  { name: 'a file that is not there is refused', line: 'sim put node-1 no.yaml', want: { do: 'refuse' } },
  { name: 'an unknown node is named', line: 'sim stop node-9', want: { do: 'refuse', says: 'sim stop: there is no node "node-9"; nodes: node-1, node-2' } },
  { name: 'a machine becomes larger', line: 'sim resize node-1 cpu=4 memory=8Gi', want: { do: 'act', action: { do: 'resizeNode', node: 'node-1', amounts: { cpu: '4', memory: '8Gi' } } } },
  { name: 'a size that is none is named', line: 'sim resize node-1 cpu=many', want: { do: 'refuse', says: 'sim resize: "cpu=many" is no size, as in sim resize node-1 cpu=4 memory=8Gi pods=20' } },
  { name: 'waiting is a sleep in virtual time', line: 'sim wait 2m', want: { do: 'line', line: 'sleep 120' } },
];
for (const { name, line, want } of cases)
  test(name, () => {
    if (want === null) expect(ask(line)).toBeNull();
    else expect(ask(line)).toMatchObject(want as object);
  });
