import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import type { Bound, Plan } from '../contract/component.ts';
import type { NodeName, SandboxId } from '../contract/ids.ts';
import type { NetConfig, NetNamespace, Network } from '../contract/network.ts';
import { DEFAULT_DELAYS } from '../contract/settings.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { network } from './index.ts';

const settings: ClusterSettings = {
  seed: 1,
  epoch: 0,
  nodes: [1, 2].map((n) => ({ name: `node-${n}`, cpu: '2', memory: '4Gi', address: `192.168.1.1${n}`, podCIDR: `10.0.${n}0.0/24`, ...(n === 1 ? { nextPodAddress: 15 } : {}) })),
  podCIDR: '10.0.0.0/16',
  serviceCIDR: '10.96.0.0/16',
  images: [],
  delays: DEFAULT_DELAYS,
  run: { scheduler: false, controllers: false, kubelet: true },
  prelude: [],
  retentionMs: 3_600_000,
};

const service = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec, status: {} });
const slice = (name: string, endpoints: readonly object[], ports: readonly object[]): object => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4',
  metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } }, endpoints, ports,
});

function cluster(objects: Readonly<Record<string, readonly object[]>> = {}, clock: { at: number } = { at: 0 }): Bound & Network {
  const list = (resource: string): readonly never[] => (objects[resource] ?? []) as readonly never[];
  const view = {
    revision: 0, list,
    get: (resource: string, _: string, name: string) => (resource === 'namespaces' ? {} : list(resource).find((each: { metadata: { name: string } }) => each.metadata.name === name)),
    fact: () => undefined, facts: () => [],
  };
  const nothing = (): never => undefined as never;
  const plan: Plan = { get now() { return simTime(clock.at); }, view: view as never, random: () => 0, request: nothing, wakeAt: nothing, cancel: nothing, tell: nothing, event: nothing, trace: nothing, fact: nothing, stream: nothing };
  const bound = network.bind(network.init(settings), plan, {});
  bound.step({ type: 'started' });
  return bound;
}
const sandbox = (id: string): NetNamespace => ({ sandbox: id as SandboxId });
const node = (name: string): NetNamespace => ({ node: name as NodeName });
const config = (partial: Partial<NetConfig>): NetConfig => ({
  hostname: 'x', hostNames: ['x'], dns: { servers: ['10.96.0.10'], searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], options: ['ndots:5'] },
  hostAliases: [], portMappings: [], ...partial,
});
function place(net: Network, id: string, on: string, partial: Partial<NetConfig> = {}, hostNetwork = false): string {
  const given = net.attach(id as SandboxId, on, { namespace: 'default', name: id, uid: id }, hostNetwork, config({ hostname: id, ...partial }));
  if (!given.ok) throw new Error(given.message);
  return given.ip;
}
const process = { process: 7, container: 'c' };
const anywhere = (port: number): { address: string; port: number } => ({ address: '0.0.0.0', port });

describe('addresses', () => {
  test('the next free address of the node is given, from the one in the settings on', () => {
    const net = cluster();
    expect([place(net, 'a', 'node-1'), place(net, 'b', 'node-1'), place(net, 'c', 'node-2')]).toEqual(['10.0.10.15', '10.0.10.16', '10.0.20.2']);
  });
  test('a Pod on the host network has the address of its node', () => {
    const net = cluster();
    expect(place(net, 'a', 'node-1', {}, true)).toBe('192.168.1.11');
    expect(net.listen(sandbox('a'), 'TCP', anywhere(80), process).ok).toBe(true);
    expect(net.listen(node('node-1'), 'TCP', anywhere(80), process)).toEqual({ ok: false, error: 'EADDRINUSE' });
  });
  test('no address is handed out twice, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 299 }), { minLength: 500, maxLength: 700 }), (ids) => {
        const net = cluster();
        const held = new Map<string, string>();
        for (const id of ids.map(String)) {
          if (held.delete(id)) net.detach(id as SandboxId);
          else {
            const given = net.attach(id as SandboxId, 'node-1', { namespace: 'default', name: id, uid: id }, false);
            if (!given.ok) expect(held.size).toBe(253);
            else {
              expect([...held.values()]).not.toContain(given.ip);
              held.set(id, given.ip);
            }
          }
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe('sockets', () => {
  test('two containers of a Pod cannot listen on the same port, two Pods can', () => {
    const net = cluster();
    place(net, 'a', 'node-1');
    place(net, 'b', 'node-1');
    expect(net.listen(sandbox('a'), 'TCP', anywhere(80), process).ok).toBe(true);
    expect(net.listen(sandbox('a'), 'TCP', { address: '127.0.0.1', port: 80 }, process)).toEqual({ ok: false, error: 'EADDRINUSE' });
    expect(net.listen(sandbox('a'), 'TCP', { address: '::', port: 80 }, process)).toEqual({ ok: false, error: 'EADDRINUSE' });
    expect(net.listen(sandbox('a'), 'TCP', { address: '::', port: 80 }, process, { v6only: true }).ok).toBe(true);
    expect(net.listen(sandbox('a'), 'UDP', anywhere(80), process).ok).toBe(true);
    expect(net.listen(sandbox('b'), 'TCP', anywhere(80), process).ok).toBe(true);
  });
  test('no port of a namespace is handed out twice, whatever opens and closes', () => {
    const step = fc.record({ port: fc.constantFrom(0, 80, 81), address: fc.constantFrom('0.0.0.0', '::', '127.0.0.1'), close: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const net = cluster();
        place(net, 'a', 'node-1');
        for (const { port, address, close } of steps) {
          const opened = net.listen(sandbox('a'), 'TCP', { address, port }, process);
          if (port === 0) expect(opened.ok).toBe(true);
          const held = net.sockets(sandbox('a')).map(({ local }) => local);
          const wide = held.filter((local) => local.address !== '127.0.0.1').map((local) => local.port);
          expect(new Set(wide).size).toBe(wide.length);
          for (const local of held.filter((each) => each.address === '127.0.0.1')) expect(wide).not.toContain(local.port);
          if (close && opened.ok) net.close(opened.socket);
        }
      }),
      { numRuns: 50 },
    );
  });
  test('a connection shows on both sides and is gone when both have closed', () => {
    const net = cluster();
    const ip = place(net, 'a', 'node-1');
    place(net, 'b', 'node-2');
    net.listen(sandbox('a'), 'TCP', anywhere(80), process);
    const both = net.connect(net.walk(sandbox('b'), 'TCP', ip, 80), sandbox('b'), { process: 9, container: 'd' });
    expect(net.sockets(sandbox('a')).map(({ state, remote }) => [state, remote?.address])).toEqual([['LISTEN', undefined], ['ESTABLISHED', '10.0.20.2']]);
    net.close(both.client);
    expect(net.sockets(sandbox('a'))[1]?.state).toBe('CLOSE_WAIT');
    net.close(both.server);
    expect([net.sockets(sandbox('a')).length, net.sockets(sandbox('b')).length]).toEqual([1, 0]);
  });
});

describe('ways', () => {
  const web = [
    service('web', { type: 'NodePort', clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }] }),
    service('empty', { clusterIP: '10.96.1.2', ports: [{ port: 80, protocol: 'TCP' }] }),
  ];
  const served = { services: web, 'endpointslices.discovery.k8s.io': [slice('web', [{ addresses: ['10.0.20.2'], conditions: { ready: true }, nodeName: 'node-2' }], [{ name: 'http', port: 8080, protocol: 'TCP' }])] };
  function ready(): Bound & Network {
    const net = cluster(served);
    place(net, 'caller', 'node-1', { portMappings: [{ hostIP: '', hostPort: 9000, containerPort: 90, protocol: 'TCP' }] });
    place(net, 'server', 'node-2');
    net.listen(sandbox('server'), 'TCP', anywhere(8080), process);
    net.listen(sandbox('caller'), 'TCP', { address: '127.0.0.1', port: 5000 }, process);
    net.listen(sandbox('caller'), 'TCP', anywhere(90), process);
    return net;
  }
  const cases = [
    { name: 'between Pods of two nodes nothing is rewritten', from: sandbox('caller'), to: ['10.0.20.2', 8080], want: { result: 'open', source: '10.0.10.15', via: '' } },
    { name: 'a port nobody listens on is refused', from: sandbox('caller'), to: ['10.0.20.2', 81], want: { result: 'refused', source: '10.0.10.15', via: '' } },
    { name: 'localhost stays in the Pod', from: sandbox('caller'), to: ['127.0.0.1', 5000], want: { result: 'open', source: '127.0.0.1', via: '' } },
    { name: 'what listens on localhost only is not reached by the address of the Pod', from: sandbox('server'), to: ['10.0.10.15', 5000], want: { result: 'refused', source: '10.0.20.2', via: '' } },
    { name: 'an address nobody has is unreachable', from: sandbox('caller'), to: ['10.0.20.77', 80], want: { result: 'unreachable', source: '10.0.10.15', via: '' } },
    { name: 'a Service rewrites the destination and leaves the source of a Pod', from: sandbox('caller'), to: ['10.96.1.1', 80], want: { result: 'open', source: '10.0.10.15', via: 'default/web' } },
    { name: 'a Service masquerades what comes from a node', from: node('node-1'), to: ['10.96.1.1', 80], want: { result: 'open', source: '192.168.1.11', via: 'default/web' } },
    { name: 'a Pod that reaches itself by its Service sees an address of its node', from: sandbox('server'), to: ['10.96.1.1', 80], want: { result: 'open', source: '10.0.20.1', via: 'default/web' } },
    { name: 'a Service without endpoints refuses', from: sandbox('caller'), to: ['10.96.1.2', 80], want: { result: 'refused', source: '10.0.10.15', via: 'default/empty' } },
    { name: 'a port that the Service has not times out', from: sandbox('caller'), to: ['10.96.1.1', 81], want: { result: 'timeout', source: '192.168.1.11', via: '' } },
    { name: 'a kubelet probes from the bridge of its node', from: node('node-2'), to: ['10.0.20.2', 8080], want: { result: 'open', source: '10.0.20.1', via: '' } },
    { name: 'from outside a Pod cannot be reached', from: { outside: true }, to: ['10.0.20.2', 8080], want: { result: 'timeout', source: '203.0.113.7', via: '' } },
    { name: 'from outside a node port leads in, on any node', from: { outside: true }, to: ['192.168.1.11', 30080], want: { result: 'open', source: '192.168.1.11', via: 'default/web' } },
    { name: 'from outside a host port leads to its Pod', from: { outside: true }, to: ['192.168.1.11', 9000], want: { result: 'open', source: '203.0.113.7', via: '' } },
  ] as const;
  for (const { name, from, to, want } of cases)
    test(name, () => {
      const { result, source, via } = ready().walk(from, 'TCP', to[0], to[1]);
      expect({ result, source: source.address, via }).toEqual(want);
    });
  test('nothing translates a probe on its way: it leaves with the address of the bridge', () => {
    const { hops } = ready().walk(node('node-2'), 'TCP', '10.0.20.2', 8080);
    expect(new Set(hops.map(({ source }) => source.split(':')[0]))).toEqual(new Set(['10.0.20.1']));
    expect(hops.filter(({ change }) => change !== '')).toEqual([]);
  });

  describe('of a node port with externalTrafficPolicy Local', () => {
    const local = [service('web', { type: 'NodePort', clusterIP: '10.96.1.1', externalTrafficPolicy: 'Local', ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }] })];
    const reach = (from: NetNamespace, address: string): object => {
      const net = cluster({ ...served, services: local });
      place(net, 'caller', 'node-1');
      place(net, 'server', 'node-2');
      net.listen(sandbox('server'), 'TCP', anywhere(8080), process);
      const { result, source, why } = net.walk(from, 'TCP', address, 30080);
      return { result, source: source.address, ...(why === '' ? {} : { why }) };
    };
    test('the server sees who called from outside, at the node that has an endpoint', () => {
      expect(reach({ outside: true }, '192.168.1.12')).toEqual({ result: 'open', source: '203.0.113.7' });
    });
    test('a node without an endpoint drops what comes from outside or from another node', () => {
      const why = 'Service default/web has no ready endpoint on node-1, and its traffic policy is Local: the packet is dropped.';
      expect(reach({ outside: true }, '192.168.1.11')).toEqual({ result: 'timeout', source: '203.0.113.7', why });
      expect(reach(node('node-2'), '192.168.1.11')).toMatchObject({ result: 'timeout', why });
    });
    test('its own Pods and processes are led to any endpoint', () => {
      expect(reach(sandbox('caller'), '192.168.1.11')).toEqual({ result: 'open', source: '10.0.10.15' });
      expect(reach(node('node-1'), '192.168.1.11')).toEqual({ result: 'open', source: '192.168.1.11' });
    });
  });
  test('a node reaches node ports by localhost too, with an address that the answer finds; a Pod does not', () => {
    const nodePort = service('web', { type: 'NodePort', clusterIP: '10.96.1.1', ports: [{ port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }] });
    const near = (address: string, nodeName: string): Network => {
      const net = cluster({ services: [nodePort], 'endpointslices.discovery.k8s.io': [slice('web', [{ addresses: [address], conditions: { ready: true }, nodeName }], [{ port: 8080, protocol: 'TCP' }])] });
      place(net, 'server', nodeName);
      place(net, 'caller', 'node-1');
      net.listen(sandbox('server'), 'TCP', anywhere(8080), process);
      return net;
    };
    const reach = (net: Network, from: NetNamespace): object => {
      const { result, source, destination } = net.walk(from, 'TCP', '127.0.0.1', 30080);
      return { result, source: source.address, destination: destination.address };
    };
    expect(reach(near('10.0.10.15', 'node-1'), node('node-1'))).toEqual({ result: 'open', source: '10.0.10.1', destination: '10.0.10.15' });
    expect(reach(near('10.0.20.2', 'node-2'), node('node-1'))).toEqual({ result: 'open', source: '192.168.1.11', destination: '10.0.20.2' });
    expect(reach(near('10.0.20.2', 'node-2'), sandbox('caller'))).toMatchObject({ result: 'refused', destination: '127.0.0.1' });
  });
  test('a Service with session affinity leads a client to the endpoint that it had, others are spread', () => {
    const addresses = ['10.0.20.2', '10.0.20.3', '10.0.20.4'];
    const sticky = service('web', { clusterIP: '10.96.1.1', sessionAffinity: 'ClientIP', ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] });
    const slices = [slice('web', addresses.map((address) => ({ addresses: [address], conditions: { ready: true }, nodeName: 'node-2' })), [{ name: 'http', port: 8080, protocol: 'TCP' }])];
    const net = cluster({ services: [sticky], 'endpointslices.discovery.k8s.io': slices });
    for (const name of ['x', 'y', 'z']) {
      place(net, name, 'node-2');
      net.listen(sandbox(name), 'TCP', anywhere(8080), process);
    }
    const led = Array.from({ length: 12 }, (_, i) => `client-${i}`).map((client) => {
      place(net, client, 'node-1');
      const seen = Array.from({ length: 5 }, () => {
        const way = net.walk(sandbox(client), 'TCP', '10.96.1.1', 80);
        net.connect(way, sandbox(client), process);
        return way.destination.address;
      });
      expect(new Set(seen).size).toBe(1);
      return seen[0];
    });
    expect(new Set(led).size).toBeGreaterThan(1);
  });
  test('session affinity is of each port of a Service by itself, whatever address of it is called', () => {
    const addresses = Array.from({ length: 20 }, (_, i) => `10.0.20.${i + 2}`);
    const ports = [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }, { name: 'admin', port: 81, targetPort: 8081, protocol: 'TCP' }];
    const sticky = service('web', { type: 'NodePort', clusterIP: '10.96.1.1', sessionAffinity: 'ClientIP', ports });
    const slices = [slice('web', addresses.map((address) => ({ addresses: [address], conditions: { ready: true }, nodeName: 'node-2' })), [{ name: 'http', port: 8080, protocol: 'TCP' }, { name: 'admin', port: 8081, protocol: 'TCP' }])];
    const net = cluster({ services: [sticky], 'endpointslices.discovery.k8s.io': slices });
    addresses.forEach((_, i) => {
      place(net, `s${i}`, 'node-2');
      for (const port of [8080, 8081]) net.listen(sandbox(`s${i}`), 'TCP', anywhere(port), process);
    });
    const led = (client: string, address: string, port: number): string => {
      const way = net.walk(sandbox(client), 'TCP', address, port);
      net.connect(way, sandbox(client), process);
      return way.destination.address;
    };
    const apart = Array.from({ length: 8 }, (_, i) => `client-${i}`).filter((client) => {
      place(net, client, 'node-1');
      const http = led(client, '10.96.1.1', 80);
      const admin = led(client, '10.96.1.1', 81);
      expect([led(client, '192.168.1.11', 30080), led(client, '10.96.1.1', 81)]).toEqual([http, admin]);
      return http !== admin;
    });
    expect(apart).not.toEqual([]);
  });
  test('session affinity is over once the client was silent for timeoutSeconds', () => {
    const clock = { at: 0 };
    const addresses = Array.from({ length: 20 }, (_, i) => `10.0.20.${i + 2}`);
    const sticky = service('web', { clusterIP: '10.96.1.1', sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 100 } }, ports: [{ port: 80, targetPort: 8080, protocol: 'UDP' }] });
    const net = cluster({ services: [sticky], 'endpointslices.discovery.k8s.io': [slice('web', addresses.map((address) => ({ addresses: [address], conditions: { ready: true }, nodeName: 'node-2' })), [{ port: 8080, protocol: 'UDP' }])] }, clock);
    addresses.forEach((_, i) => {
      place(net, `s${i}`, 'node-2');
      net.listen(sandbox(`s${i}`), 'UDP', anywhere(8080), process);
    });
    place(net, 'client', 'node-1');
    const sent = (): string | undefined => {
      const socket = net.listen(sandbox('client'), 'UDP', anywhere(0), process);
      return socket.ok ? net.send(socket.socket, sandbox('client'), { address: '10.96.1.1', port: 80 }).walk?.destination.address : undefined;
    };
    const kept = Array.from({ length: 4 }, () => {
      clock.at += 99_000;
      return sent();
    });
    expect(new Set(kept).size).toBe(1);
    const later = Array.from({ length: 6 }, () => {
      clock.at += 100_000;
      return sent();
    });
    expect(new Set(later).size).toBeGreaterThan(1);
  });
  describe('of endpoints that end but still serve', () => {
    const ending = { ready: false, serving: true, terminating: true };
    const at = (policy: object, endpoints: readonly object[]): Bound & Network => {
      const net = cluster({ services: [service('web', { type: 'NodePort', clusterIP: '10.96.1.1', ports: [{ port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }], ...policy })], 'endpointslices.discovery.k8s.io': [slice('web', endpoints, [{ port: 8080, protocol: 'TCP' }])] });
      for (const [id, on] of [['here', 'node-1'], ['there', 'node-2']] as const) {
        place(net, id, on);
        net.listen(sandbox(id), 'TCP', anywhere(8080), process);
      }
      return net;
    };
    const here = (conditions: object): object => ({ addresses: ['10.0.10.15'], conditions, nodeName: 'node-1' });
    const there = (conditions: object): object => ({ addresses: ['10.0.20.2'], conditions, nodeName: 'node-2' });
    const led = (net: Network, address: string, port: number): string => {
      const way = net.walk({ outside: true }, 'TCP', address, port);
      return way.result === 'open' ? way.destination.address : way.result;
    };
    test('none is sent to while another is ready, wherever that is', () => expect(led(at({}, [here(ending), there({ ready: true })]), '192.168.1.11', 30080)).toBe('10.0.20.2'));
    test('they are the last resort', () => expect(led(at({}, [here(ending)]), '192.168.1.12', 30080)).toBe('10.0.10.15'));
    test('under the policy Local they are the last resort of their own node', () => {
      const net = at({ externalTrafficPolicy: 'Local' }, [here(ending), there({ ready: true })]);
      expect([led(net, '192.168.1.11', 30080), led(net, '192.168.1.12', 30080)]).toEqual(['10.0.10.15', '10.0.20.2']);
    });
    test('one that is not ready and does not end is never sent to: every node rejects', () => expect(led(at({}, [here({ ready: false, serving: false })]), '192.168.1.11', 30080)).toBe('refused'));
  });
  test('under internalTrafficPolicy Local a node without an endpoint drops what its Pods send', () => {
    const net = cluster({ ...served, services: [service('web', { clusterIP: '10.96.1.1', internalTrafficPolicy: 'Local', ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] })] });
    place(net, 'caller', 'node-1');
    place(net, 'server', 'node-2');
    net.listen(sandbox('server'), 'TCP', anywhere(8080), process);
    expect(net.walk(sandbox('caller'), 'TCP', '10.96.1.1', 80)).toMatchObject({ result: 'timeout', why: 'Service default/web has no ready endpoint on node-1, and its traffic policy is Local: the packet is dropped.' });
    expect(net.walk(sandbox('server'), 'TCP', '10.96.1.1', 80).result).toBe('open');
  });
  test('a Service’s address answers no ping and no port that the Service has not: no rule speaks of it', () => {
    expect(ready().walk(sandbox('caller'), 'TCP', '10.96.1.1', 7).result).toBe('timeout');
  });
  test('a Service’s TCP port says nothing of UDP', () => {
    expect([ready().walk(sandbox('caller'), 'UDP', '10.96.1.1', 80).result, ready().walk({ outside: true }, 'UDP', '192.168.1.11', 30080).result]).toEqual(['timeout', 'refused']);
  });
  test('a node that is cut off answers nobody', () => {
    const net = ready();
    net.setReachable('node-2', false);
    expect(net.walk(sandbox('caller'), 'TCP', '10.0.20.2', 8080)).toMatchObject({ result: 'timeout', why: 'node-2 is cut off from the network: packets are lost and nobody answers.' });
  });
  test('every hop has its place', () => {
    const places = (to: string, port: number): readonly string[] => ready().walk(sandbox('caller'), 'TCP', to, port).hops.map(({ place: where }) => where);
    expect(places('10.0.20.2', 8080)).toEqual(['socket', 'eth0', 'veth', 'bridge', 'routing', 'wire', 'routing', 'bridge', 'veth', 'eth0', 'socket']);
    expect(places('10.96.1.1', 80)).toEqual(['socket', 'eth0', 'veth', 'bridge', 'service', 'routing', 'wire', 'routing', 'bridge', 'veth', 'eth0', 'socket']);
  });
});

describe('names', () => {
  const objects = {
    services: [
      service('web', { clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }),
      service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] }),
      service('away', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    ],
    'endpointslices.discovery.k8s.io': [
      slice('db', [{ addresses: ['10.0.20.2'], hostname: 'db-0', conditions: { ready: true } }, { addresses: ['10.0.20.3'], conditions: { ready: false } }], [{ name: 'sql', port: 5432, protocol: 'TCP' }]),
    ],
  };
  const cases = [
    { name: 'a short name finds the Service of the own namespace', ask: 'web', want: ['10.96.1.1'] },
    { name: 'a headless Service gives its ready Pods', ask: 'db.default', want: ['10.0.20.2'] },
    { name: 'a Pod of a headless Service has a name', ask: 'db-0.db', want: ['10.0.20.2'] },
    { name: 'an ExternalName leads on', ask: 'away.default.svc.cluster.local', want: ['10.96.1.1'] },
    { name: 'a host alias comes first', ask: 'web.test', want: ['10.1.2.3'] },
    { name: 'an unknown name does not exist', ask: 'nosuch', want: 'NXDOMAIN' },
  ] as const;
  for (const { name, ask, want } of cases)
    test(name, () => {
      const net = cluster(objects);
      place(net, 'a', 'node-1', { hostAliases: [{ ip: '10.1.2.3', hostnames: ['web.test'] }] });
      const found = net.resolve(sandbox('a'), ask);
      expect(found.ok ? found.addresses : found.error).toEqual(want);
    });
  test('SRV and PTR questions are answered', () => {
    const net = cluster(objects);
    place(net, 'a', 'node-1');
    expect(net.query(sandbox('a'), '_sql._tcp.db.default.svc.cluster.local', 'SRV').records.map(({ data }) => data)).toEqual(['0 100 5432 db-0.db.default.svc.cluster.local']);
    expect(net.query(sandbox('a'), '1.1.96.10.in-addr.arpa', 'PTR').records.map(({ data }) => data)).toEqual(['web.default.svc.cluster.local']);
  });
});
