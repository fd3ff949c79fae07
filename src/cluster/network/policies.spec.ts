/** NetworkPolicies on the way of a packet. Expected values are those of the API's documentation. */
import { describe, expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import type { Bound, Plan } from '../contract/component.ts';
import type { NodeName, SandboxId } from '../contract/ids.ts';
import type { NetNamespace, Network } from '../contract/network.ts';
import { DEFAULT_DELAYS } from '../contract/settings.ts';
import { network } from './index.ts';

const settings = {
  seed: 1, epoch: 0, nodes: [1, 2].map((n) => ({ name: `node-${n}`, cpu: '2', memory: '4Gi', address: `192.168.1.1${n}`, podCIDR: `10.0.${n}0.0/24` })), podCIDR: '10.0.0.0/16', serviceCIDR: '10.96.0.0/16',
  images: [], delays: DEFAULT_DELAYS, run: { scheduler: false, controllers: false, kubelet: true }, prelude: [], retentionMs: 3_600_000,
};
interface Named { readonly metadata: { readonly name: string; readonly namespace?: string } }
/** server of namespace shop on node-2; client and friend of shop and stranger of yard on node-1. */
const PODS = [['shop', 'server', 'node-2', 'server'], ['shop', 'client', 'node-1', 'client'], ['shop', 'friend', 'node-1', 'friend'], ['yard', 'stranger', 'node-1', 'client']] as const;
const pod = (namespace: string, name: string, app: string): object => ({ metadata: { name, namespace, labels: { app } }, spec: { containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 80, protocol: 'TCP' }] }] } });
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'server', namespace: 'shop' }, spec: { type: 'NodePort', clusterIP: '10.96.1.1', ports: [{ port: 8000, targetPort: 80, nodePort: 30080, protocol: 'TCP' }] } };
const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', metadata: { name: 'server-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'server' } }, endpoints: [{ addresses: ['10.0.20.2'], conditions: { ready: true }, nodeName: 'node-2' }], ports: [{ port: 80, protocol: 'TCP' }] };

function cluster(policies: readonly object[]): Bound & Network {
  const objects: Readonly<Record<string, readonly object[]>> = {
    pods: PODS.map(([namespace, name, , app]) => pod(namespace, name, app)), services: [SERVICE], 'endpointslices.discovery.k8s.io': [SLICE],
    namespaces: ['shop', 'yard'].map((name) => ({ metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...(name === 'yard' ? { team: 'yard' } : {}) } } })),
    'networkpolicies.networking.k8s.io': policies,
  };
  const of = (resource: string): readonly Named[] => (objects[resource] ?? []) as readonly Named[];
  const view = { revision: 0, fact: () => undefined, facts: () => [], list: (resource: string, namespace?: string) => of(resource).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace), get: (resource: string, namespace: string, name: string) => of(resource).find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace) };
  const nothing = (): never => undefined as never;
  const plan: Plan = { now: simTime(0), view: view as never, random: () => 0, request: nothing, wakeAt: nothing, cancel: nothing, tell: nothing, event: nothing, trace: nothing, fact: nothing, stream: nothing };
  const net = network.bind(network.init(settings), plan, {});
  net.step({ type: 'started' });
  for (const [namespace, name, on] of PODS) net.attach(name as SandboxId, on, { namespace, name, uid: name }, false);
  for (const port of [80, 81, 90]) net.listen({ sandbox: 'server' as SandboxId }, 'TCP', { address: '0.0.0.0', port }, { process: 1, container: 'c' });
  return net;
}
const from = (name: string): NetNamespace => ({ sandbox: name as SandboxId });
const policy = (spec: object, name = 'p', namespace = 'shop'): object => ({ metadata: { name, namespace }, spec: { podSelector: { matchLabels: { app: 'server' } }, ...spec } });
const SERVER = '10.0.20.2';
const CLIENT = { podSelector: { matchLabels: { app: 'client' } } };

describe('ICMP', () => {
  const answered = (...policies: readonly object[]): boolean => cluster(policies).answersEcho(from('client'), SERVER);
  test('is answered by the kernel of every Pod, not by a Service', () => {
    expect(answered()).toBe(true);
    expect(cluster([]).answersEcho(from('client'), '10.96.1.1')).toBe(false);
    expect(cluster([]).answersEcho(from('client'), '192.168.1.12')).toBe(true);
    expect(cluster([]).answersEcho(from('client'), '10.0.20.99')).toBe(false);
  });
  test('is let through by a rule without ports, and by none with ports', () => {
    expect(answered(policy({ ingress: [{ from: [CLIENT] }] }))).toBe(true);
    expect(answered(policy({ ingress: [{ from: [CLIENT], ports: [{ protocol: 'TCP' }] }] }))).toBe(false);
    expect(answered(policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ protocol: 'TCP', port: 80 }] }] }))).toBe(false);
  });
});

describe('what may come to a Pod', () => {
  const reached = (policies: readonly object[], port = 80): readonly string[] => ['client', 'friend', 'stranger'].filter((name) => cluster(policies).walk(from(name), 'TCP', SERVER, port).result === 'open');
  const everyone = ['client', 'friend', 'stranger'];
  const cases: readonly (readonly [string, readonly object[], readonly string[], number?])[] = [
    ['without a policy everybody reaches everybody', [], everyone],
    ['a policy that selects the Pod and has no rule lets nobody in', [policy({ policyTypes: ['Ingress'] })], []],
    ['an empty podSelector selects every Pod of its namespace', [policy({ podSelector: {}, policyTypes: ['Ingress'] })], []],
    ['a policy of another namespace says nothing', [policy({ podSelector: {}, policyTypes: ['Ingress'] }, 'p', 'yard')], everyone],
    ['a rule without from lets everybody in', [policy({ ingress: [{}] })], everyone],
    ['an empty from is like none', [policy({ ingress: [{ from: [] }] })], everyone],
    ['a podSelector alone speaks of the policy’s own namespace', [policy({ ingress: [{ from: [CLIENT] }] })], ['client']],
    ['a namespaceSelector alone takes all Pods of these namespaces', [policy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'yard' } } }] }] })], ['stranger']],
    ['both selectors in one peer must agree', [policy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'yard' } }, podSelector: { matchLabels: { app: 'friend' } } }] }] })], []],
    ['two peers add up', [policy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'yard' } } }, { podSelector: { matchLabels: { app: 'friend' } } }] }] })], ['friend', 'stranger']],
    ['an empty namespaceSelector takes all namespaces', [policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] })], everyone],
    ['two policies add up', [policy({ policyTypes: ['Ingress'] }), policy({ ingress: [{ from: [CLIENT] }] }, 'q')], ['client']],
    ['an ipBlock takes addresses, but for its exceptions', [policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.10.0/24', except: ['10.0.10.2/32'] } }] }] })], ['friend', 'stranger']],
    ['a port is let through alone', [policy({ ingress: [{ ports: [{ protocol: 'TCP', port: 80 }] }] })], everyone],
    ['another port is not', [policy({ ingress: [{ ports: [{ protocol: 'TCP', port: 80 }] }] })], [], 81],
    ['a port of another protocol is another port', [policy({ ingress: [{ ports: [{ protocol: 'UDP', port: 80 }] }] })], []],
    ['an endPort makes a range, its end included', [policy({ ingress: [{ ports: [{ port: 80, endPort: 90 }] }] })], everyone, 90],
    ['a port by name is the one that the Pod gives that name', [policy({ ingress: [{ ports: [{ port: 'web' }] }] })], everyone],
    ['and no other', [policy({ ingress: [{ ports: [{ port: 'web' }] }] })], [], 81],
    ['with egress rules only and no policyTypes, nothing comes in either', [policy({ egress: [{}] })], []],
    ['with policyTypes Egress what comes in is nobody’s business', [policy({ policyTypes: ['Egress'] })], everyone],
  ];
  for (const [name, policies, want, port] of cases) test(name, () => expect(reached(policies, port)).toEqual(want));

  test('what is dropped times out, and the hop names the policy', () => {
    const way = cluster([policy({ policyTypes: ['Ingress'] }, 'deny')]).walk(from('client'), 'TCP', SERVER, 80);
    expect(way).toMatchObject({ result: 'timeout', why: 'NetworkPolicy shop/deny: nothing from 10.0.10.2 may come to TCP port 80 of shop/server. The packet is dropped, and nobody answers.' });
    expect(way.hops.at(-1)).toMatchObject({ place: 'routing', node: 'node-2', change: 'DROP', rule: 'NetworkPolicy shop/deny' });
  });
  test('the node of a Pod always reaches it, as probes must; another node does not', () => {
    const net = cluster([policy({ policyTypes: ['Ingress'] })]);
    expect(['node-1', 'node-2'].map((name) => net.walk({ node: name as NodeName }, 'TCP', SERVER, 80).result)).toEqual(['timeout', 'open']);
  });
  test('ports are those of the Pod, after a Service has led there, and masquerading comes after the policy', () => {
    const net = cluster([policy({ ingress: [{ ports: [{ port: 80 }], from: [CLIENT, { ipBlock: { cidr: '203.0.113.0/24' } }] }] })]);
    expect([net.walk(from('client'), 'TCP', '10.96.1.1', 8000).result, net.walk(from('friend'), 'TCP', '10.96.1.1', 8000).result]).toEqual(['open', 'timeout']);
    expect(net.walk({ outside: true }, 'TCP', '192.168.1.12', 30080).result).toBe('open');
  });
  test('a Pod reaches itself through its Service', () => expect(cluster([policy({ policyTypes: ['Ingress', 'Egress'] })]).walk(from('server'), 'TCP', '10.96.1.1', 8000).result).toBe('open'));
  test('a Pod on the host’s network is the node: no policy selects it', () => {
    const net = cluster([policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })]);
    net.attach('host' as SandboxId, 'node-2', { namespace: 'shop', name: 'host', uid: 'host' }, true);
    net.listen(from('host'), 'TCP', { address: '0.0.0.0', port: 99 }, { process: 2, container: 'c' });
    expect([net.walk(from('stranger'), 'TCP', '192.168.1.12', 99).result, net.walk(from('host'), 'TCP', SERVER, 80).result]).toEqual(['open', 'open']);
  });
});

describe('what a Pod may send', () => {
  const client = (spec: object): object => policy({ podSelector: { matchLabels: { app: 'client' } }, ...spec });
  const dns = (policies: readonly object[]): string => {
    const answer = cluster(policies).resolve(from('client'), 'server.shop.svc.cluster.local');
    return answer.ok ? answer.addresses.join() : answer.error;
  };
  test('a default deny of egress keeps names from being found, too', () => {
    const deny = client({ policyTypes: ['Egress'] });
    expect(cluster([deny]).walk(from('client'), 'TCP', SERVER, 80)).toMatchObject({ result: 'timeout', why: 'NetworkPolicy shop/p: shop/client may not send to TCP port 80 of 10.0.20.2. The packet is dropped, and nobody answers.' });
    expect([dns([]), dns([deny])]).toEqual(['10.96.1.1', 'SERVFAIL']);
  });
  test('a rule to kube-dns lets questions through, and nothing else', () => {
    const allow = client({ egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ protocol: 'UDP', port: 53 }] }] });
    expect(dns([allow])).toBe('10.96.1.1');
    expect(cluster([allow]).walk(from('client'), 'TCP', SERVER, 80).result).toBe('timeout');
  });
  test('an answer needs no rule: a Pod that may send nothing still answers', () => {
    const silent = policy({ policyTypes: ['Egress'] });
    expect(cluster([silent]).walk(from('client'), 'TCP', SERVER, 80).result).toBe('open');
  });
});
