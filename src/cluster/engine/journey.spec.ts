/** The tour: one Pod through all ten stages, from the text of its manifest to a packet at its door. It cannot go stale. */
import { expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import { parseManifests } from '../../manifest/index.ts';
import { podFactKey, type PodFact } from '../contract/facts.ts';
import type { TraceEvent, TraceType } from '../contract/trace.ts';
import { createSimulation } from './index.ts';
import { standardSandbox } from './presets.ts';

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: main
    image: nginx:1.27
    ports: [{containerPort: 80}]
  - name: helper
    image: busybox:1.36
    command: ["sh", "-c", "mkdir /www; echo helper > /www/index.html; exec httpd -f -p 5000 -h /www"]
`;

test('one Pod, from YAML to packet', () => {
  const simulation = createSimulation(standardSandbox());
  simulation.advance(simTime(30_000));

  // 1 manifest: text -> document, with the place of each field
  const parsed = parseManifests(MANIFEST);
  const [document] = parsed.documents;
  expect(parsed.issues).toEqual([]);
  expect(document && parsed.rangeOf(document, 'spec.containers[0].image').mark.start.line).toBe(8);

  // 2, 3 request and admission: as written -> defaulted and checked
  const before = simulation.traceSince(null).at(-1)?.serial ?? null;
  const answer = simulation.request({ verb: 'create', resource: 'pods', namespace: 'default', body: document?.object });
  expect(answer.code).toBe(201);

  // 4 store: the object has a revision; nothing runs yet
  const stored = simulation.view().get('pods', 'default', 'web');
  expect(stored?.spec).toMatchObject({ restartPolicy: 'Always', serviceAccountName: 'default', terminationGracePeriodSeconds: 30 });
  expect(stored?.spec.nodeName).toBeUndefined();

  // 5 to 8 watch, scheduler, kubelet, runtime
  simulation.advance(simTime(simulation.now + 10_000));
  const trace = simulation.traceSince(before).filter(record => ('pod' in record && record.pod === 'web') || (record.type === 'api/request' && record.name === 'web'));
  const order = (type: TraceType, when: (record: TraceEvent) => boolean = () => true): number => trace.findIndex(record => record.type === type && when(record));
  const steps = [
    order('api/request', record => record.type === 'api/request' && record.verb === 'create'),
    order('scheduler/attempt'),
    order('scheduler/bound'),
    order('kubelet/admitted'),
    order('kubelet/sandbox', record => record.type === 'kubelet/sandbox' && record.state === 'ready'),
    order('runtime/started', record => record.type === 'runtime/started' && record.container === 'main'),
    order('runtime/started', record => record.type === 'runtime/started' && record.container === 'helper'),
    order('kubelet/condition', record => record.type === 'kubelet/condition' && record.condition === 'Ready' && record.status === 'True'),
  ];
  expect(steps.every(at => at >= 0)).toBe(true);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));

  // 9 snapshot: the object as it stands, and what only its node knows
  const pod = simulation.view().get('pods', 'default', 'web');
  expect(pod?.spec.nodeName).toBe('node-1');
  expect(pod?.status).toMatchObject({ phase: 'Running', podIP: '10.0.10.15' });
  const fact = simulation.view().fact(podFactKey('node-1', pod?.metadata.uid ?? '')) as PodFact | undefined;
  expect(fact?.sockets.filter(({ state }) => state === 'LISTEN').map(({ local, container }) => [local.port, container]).sort()).toEqual([[5000, 'helper'], [80, 'main']].sort());

  // 10 a packet: one address, two doors; localhost is the Pod's own
  const cart = { namespace: 'default', pod: 'cart', container: 'cart' };
  expect(simulation.walk(cart, '10.0.10.15', 80)).toMatchObject({ result: 'open', listener: { container: 'main' } });
  expect(simulation.walk(cart, '10.0.10.15', 5000)).toMatchObject({ result: 'open', listener: { container: 'helper' } });
  expect(simulation.walk({ namespace: 'default', pod: 'web', container: 'main' }, 'localhost', 5000)).toMatchObject({ result: 'open', listener: { container: 'helper' } });
  expect(simulation.walk({ namespace: 'default', pod: 'mailer', container: 'mailer' }, '10.0.10.15', 80).hops.every(({ source }) => source.startsWith('10.0.30.3:'))).toBe(true);
  expect(simulation.walk({ outside: true }, '10.0.10.15', 80)).toMatchObject({ result: 'timeout' });
});
