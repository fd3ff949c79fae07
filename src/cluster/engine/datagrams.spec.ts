/** Datagrams between Pods: nc -u both ways, Services and node ports for UDP, closed ports, and questions to DNS. */
import { describe, expect, test } from 'vitest';
import { after, simTime } from '../../model/time.ts';
import type { Simulation } from '../contract/simulation.ts';
import type { TraceEvent } from '../contract/trace.ts';
import { createSimulation } from './index.ts';
import { recordingCluster } from './presets.ts';

const pod = (name: string, script: string, on: string, more: object = {}): object => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    nodeName: on,
    containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script], ...(name === 'server' ? { ports: [{ containerPort: 5000, protocol: 'UDP', hostPort: 5300 }] } : {}) }],
    ...more,
  },
});
const service = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec });
/** Answers every datagram with who it is; a new nc for each sender, as busybox' nc stays with its first. */
const ECHO = 'while true; do echo pong | nc -u -l -p 5000 -w 1 > /tmp/heard; cat /tmp/heard >> /tmp/all; done';

function cluster(): Simulation {
  const sim = createSimulation(recordingCluster(['node-1', 'node-2']));
  sim.advance(simTime(30_000));
  const objects = [
    pod('server', ECHO, 'node-2'), pod('client', 'sleep 3600', 'node-1'), pod('plain', 'sleep 3600', 'node-1', { dnsPolicy: 'Default' }),
    service(
      'echo',
      {
        type: 'NodePort', selector: { app: 'server' },
        ports: [{ name: 'udp', port: 53, protocol: 'UDP', targetPort: 5000, nodePort: 30053 }, { name: 'tcp', port: 53, protocol: 'TCP', targetPort: 8080, nodePort: 30053 }],
      },
    ),
    service('nobody', { selector: { app: 'none' }, ports: [{ port: 53, protocol: 'UDP' }] }),
  ];
  for (const object of objects) {
    const { kind } = object as { kind: string };
    const answer = sim.request({ verb: 'create', resource: kind === 'Pod' ? 'pods' : 'services', namespace: 'default', body: object });
    if (answer.code !== 201) throw new Error(JSON.stringify(answer.body));
  }
  sim.advance(after(sim.now, 20_000));
  return sim;
}
const start = cluster();

interface Ran {
  readonly out: string;
  readonly sim: Simulation;
  readonly trace: readonly TraceEvent[];
}
function run(name: string, script: string): Ran {
  const sim = start.fork();
  const before = sim.traceSince(null).at(-1)?.serial ?? null;
  const { stream } = sim.open({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'default', name, options: { container: 'main', command: ['sh', '-c', script] } });
  if (stream === null) throw new Error('no exec');
  sim.advance(after(sim.now, 20_000));
  const out = sim.read(stream).flatMap((chunk) => ('data' in chunk && typeof chunk.data === 'string' ? [chunk.data] : [])).join('');
  return { out, sim, trace: sim.traceSince(before) };
}
const addressOf = (name: string): string => start.view().get('pods', 'default', name)?.status.podIP ?? '';
const clusterIP = (name: string): string => start.view().get('services', 'default', name)?.spec.clusterIP ?? '';
const calls = (trace: readonly TraceEvent[], from: string) => trace.flatMap((record) => (record.type === 'network/call' && record.from === from ? [record] : []));

describe('datagrams', () => {
  test('what is sent arrives, and the answer comes back', () => {
    const { out, sim } = run('client', `echo ping | nc -u -w 1 ${addressOf('server')} 5000`);
    expect(out).toContain('pong\n');
    expect(sim.readFile({ namespace: 'default', pod: 'server', container: 'main' }, '/tmp/all')).toBe('ping\n');
  });
  test('a Service leads datagrams to its Pod, and the answer comes from the address that was called', () => {
    const { out, trace } = run('client', `echo ping | nc -u -w 1 ${clusterIP('echo')} 53`);
    expect(out).toContain('pong\n');
    const [call] = calls(trace, 'client');
    expect(call).toMatchObject({ protocol: 'UDP', result: 'open', via: 'echo', to: 'server' });
    expect(call?.hops.find(({ place }) => place === 'service')?.change).toBe(`DNAT ${clusterIP('echo')}:53 -> ${addressOf('server')}:5000`);
  });
  test('a node port takes TCP and UDP side by side', () => {
    expect(start.walk({ outside: true }, '192.168.0.11', 30053, 'UDP')).toMatchObject({ result: 'open', protocol: 'UDP', destination: { address: addressOf('server'), port: 5000 } });
    expect(start.walk({ outside: true }, '192.168.0.11', 30053)).toMatchObject({ result: 'refused', destination: { port: 8080 } });
  });
  test('a host port for UDP takes datagrams only', () => {
    expect(start.walk({ outside: true }, '192.168.0.12', 5300, 'UDP')).toMatchObject({ result: 'open', destination: { address: addressOf('server'), port: 5000 } });
    expect(start.walk({ outside: true }, '192.168.0.12', 5300)).toMatchObject({ result: 'refused', destination: { address: '192.168.0.12', port: 5300 } });
  });
  test('a closed port answers with an ICMP message, which the socket tells as a refusal', () => {
    const { out, trace } = run('client', `echo ping | nc -vv -u -w 3 ${addressOf('server')} 5001; echo $?`);
    expect(out).toContain('nc: net read: Connection refused\n0\n');
    expect(calls(trace, 'client')[0]).toMatchObject({ result: 'refused' });
  });
  test('a Service without endpoints refuses datagrams, too', () => {
    expect(run('client', `echo ping | nc -vv -u -w 3 ${clusterIP('nobody')} 53 2>&1`).out).toContain('Connection refused');
  });
  test('where nobody answers there is silence until the caller gives up', () => {
    expect(run('client', 'echo ping | nc -u -w 3 10.97.0.1 53; echo $?').out).toBe('nc: timed out\n1\n');
  });
  test('netstat shows UDP sockets that listen, and with -u alone those that are tied to another side', () => {
    const { out } = run('server', 'netstat -lun; sleep 5 | nc -u 10.0.0.9 7 & sleep 1; netstat -un | tail -1');
    expect(out).toContain('udp        0      0 :::5000                 :::*                                ');
    expect(out).toMatch(/udp +0 +0 10\.244\.2\.\d+:\d+ +10\.0\.0\.9:7 +ESTABLISHED/);
  });
});

describe('questions to DNS', () => {
  test('a name goes to the kube-dns Service by UDP, which leads it to CoreDNS, for both kinds of address at once', () => {
    const { trace } = run('client', 'wget -T 1 -O - http://echo:80/');
    const [first] = calls(trace, 'client');
    expect(first).toMatchObject({ protocol: 'UDP', purpose: 'dns', result: 'open', via: 'kube-system/kube-dns', to: 'kube-system/coredns', address: '10.96.0.10', port: 53 });
    expect(first?.dns).toEqual({
      name: 'echo.default.svc.cluster.local', server: '10.96.0.10', truncated: false,
      asked: [{ type: 'A', code: 'NOERROR', data: [clusterIP('echo')] }, { type: 'AAAA', code: 'NOERROR', data: [] }],
    });
    expect(first?.hops.find(({ place }) => place === 'service')?.change).toMatch(/^DNAT 10\.96\.0\.10:53 -> 10\.244\.0\.[23]:53$/);
  });
  test('a name with fewer than five dots is tried with the search list first', () => {
    const { trace } = run('client', 'wget -T 1 -O - http://shop.example.com/');
    const asked = calls(trace, 'client').filter(({ purpose }) => purpose === 'dns');
    expect(asked.map(({ answer }) => answer)).toEqual(['shop.example.com.default.svc.cluster.local', 'shop.example.com.svc.cluster.local', 'shop.example.com.cluster.local', 'shop.example.com']);
    expect(new Set(asked.flatMap(({ dns }) => dns?.asked.map(({ code }) => code)))).toEqual(new Set(['NXDOMAIN']));
    expect(new Set(asked.map(({ hops }) => hops[0]?.source)).size).toBe(4);
  });
  test('a dot at the end says that the name is whole', () => {
    expect(calls(run('client', 'wget -T 1 -O - http://shop.example.com./').trace, 'client').filter(({ purpose }) => purpose === 'dns')).toHaveLength(1);
  });
  test('with dnsPolicy Default the resolver of the node is asked, and knows no Service', () => {
    const { trace, out } = run('plain', 'wget -T 1 -O - http://echo.default.svc.cluster.local/ 2>&1');
    expect(out).toContain("bad address 'echo.default.svc.cluster.local");
    expect(calls(trace, 'plain')[0]).toMatchObject({ purpose: 'dns', address: '192.168.0.1', result: 'open', via: '' });
  });
  test('CoreDNS takes connections, too', () => {
    expect(run('client', 'nc -zv 10.96.0.10 53 2>&1').out).toBe('10.96.0.10 (10.96.0.10:53) open\n');
  });
});
