/** The Pod network of all nodes: addresses, namespaces, sockets, Services' rules and DNS. A component of the cluster, and what kubelet and runtime call. */
import { byText } from '../../base/order.ts';
import type { EndpointSlice, Service } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import { SERVICE_NAME } from '../../model/well-known.ts';
import type { Bound, Component, ComponentInput, Plan } from '../contract/component.ts';
import type { SimMessage } from '../contract/messages.ts';
import type { NetNamespace, Network } from '../contract/network.ts';
import type { StoreEvent, StoredValue } from '../contract/store.ts';
import { podName } from '../contract/trace.ts';
import { controlPlaneOf, dnsRules, DNS_SERVICE } from './coredns.ts';
import { send, tie } from './datagrams.ts';
import { query, questionWay, resolve } from './resolver.ts';
import { writeHostFacts } from './facts.ts';
import { interfacesOf, routesOf } from './interfaces.ts';
import { parseCidr } from './ip.ts';
import { attach, detach, nodeTable } from './ipam.ts';
import { ruleKey, rulesFor, serviceName, sliceOwner } from './services.ts';
import type { ServiceRule } from './services.ts';
import { close, connect, listen, socketsOf } from './sockets.ts';
import { addressIn, namespaceKey } from './state.ts';
import type { NetworkState } from './state.ts';
import { stick, walk } from './walk.ts';


const SLICES = 'endpointslices.discovery.k8s.io';

function step(state: NetworkState, plan: Plan, input: ComponentInput): void {
  switch (input.type) {
    case 'started':
      for (const service of plan.view.list('services')) renew(state, plan, serviceName(service));
      return writeHostFacts(state, plan);
    case 'changed':
      return changed(state, plan, input.events);
    case 'told':
      return told(state, plan, input.message as SimMessage);
    case 'woken':
      arrived(state, input.key);
      return writeHostFacts(state, plan);
    default:
      return;
  }
}

const nameIn = (value: StoredValue): string => {
  const object = value as Service | EndpointSlice;
  return object.kind === 'Service' ? serviceName(object as Service) : sliceOwner(object as EndpointSlice);
};

function changed(state: NetworkState, plan: Plan, events: readonly StoreEvent[]): void {
  const touched = new Set<string>();
  for (const { value, prev } of events) {
    for (const side of [value, prev]) if (side !== null) touched.add(nameIn(side));
    traceEndpoints(plan, value, prev);
  }
  for (const name of touched) {
    if (state.serviceMs === 0) renew(state, plan, name);
    else {
      const key = `${name}@${plan.now}`;
      state.late.set(key, { service: name, rules: rulesNow(plan, name) });
      plan.wakeAt(key, after(plan.now, state.serviceMs));
    }
  }
  writeHostFacts(state, plan);
}

const readyPods = (value: StoredValue | null): readonly string[] =>
  ((value as EndpointSlice | null)?.endpoints ?? []).flatMap(({ conditions, targetRef }) => (conditions?.ready !== false && targetRef?.kind === 'Pod' && targetRef.name !== undefined ? [targetRef.name] : []));
/** Says which Pods a Service now sends to, and which no longer. */
function traceEndpoints(plan: Plan, value: StoredValue | null, prev: StoredValue | null): void {
  const slice = (value ?? prev) as EndpointSlice | null;
  if (slice?.kind !== 'EndpointSlice') return;
  const namespace = slice.metadata.namespace ?? '';
  const service = podName(namespace, slice.metadata.labels?.[SERVICE_NAME] ?? '');
  const [now, before] = [readyPods(value), readyPods(prev)];
  for (const name of now) if (!before.includes(name)) plan.trace({ type: 'endpoints/added', service, pod: podName(namespace, name) });
  for (const name of before) if (!now.includes(name)) plan.trace({ type: 'endpoints/removed', service, pod: podName(namespace, name) });
}

/** Rules that were on their way have reached the nodes. */
function arrived(state: NetworkState, key: string): void {
  const late = state.late.get(key);
  state.late.delete(key);
  if (late !== undefined) install(state, late.service, late.rules);
}

/** Writes the rules of one Service anew. */
const renew = (state: NetworkState, plan: Plan, name: string): void => install(state, name, rulesNow(plan, name));
function rulesNow(plan: Plan, name: string): readonly ServiceRule[] {
  const slash = name.indexOf('/');
  const [namespace, own] = [name.slice(0, slash), name.slice(slash + 1)];
  const service = plan.view.get('services', namespace, own);
  return service === undefined ? [] : rulesFor(service, plan.view.list(SLICES, namespace).filter((slice) => sliceOwner(slice) === name));
}
function install(state: NetworkState, name: string, rules: readonly ServiceRule[]): void {
  for (const key of state.rulesOf.get(name) ?? []) state.rules.delete(key);
  for (const rule of rules) state.rules.set(ruleKey(rule.address, rule.port, rule.protocol), rule);
  if (rules.length === 0) state.rulesOf.delete(name);
  else state.rulesOf.set(name, rules.map((rule) => ruleKey(rule.address, rule.port, rule.protocol)));
  for (const [key, { endpoint }] of state.sticky) if (key.startsWith(`${name}:`) && !rules.some(({ endpoints }) => endpoints.some(({ address }) => address === endpoint))) state.sticky.delete(key);
}

function told(state: NetworkState, plan: Plan, message: SimMessage): void {
  const action = message.sim;
  if (action.do !== 'stopNode' && action.do !== 'startNode') return;
  setReachable(state, action.node, action.do === 'startNode');
  writeHostFacts(state, plan);
}

function setReachable(state: NetworkState, node: string, reachable: boolean): void {
  if (reachable) state.cutOff.delete(node);
  else state.cutOff.add(node);
}

function bind(state: NetworkState, plan: Plan): Bound & Network {
  const closeOwner = (process: number): void => {
    for (const id of state.byOwner.get(process) ?? []) close(state, id);
  };
  return {
    step: (input) => step(state, plan, input),
    attach: (sandbox, node, pod, hostNetwork, config) => attach(state, sandbox, node, pod, hostNetwork, config ?? null),
    detach: (sandbox) => {
      for (const id of state.byNamespace.get(`pod/${sandbox}`) ?? []) close(state, id);
      detach(state, sandbox);
    },
    addressOf: (namespace) => addressIn(state, namespace),
    interfaces: (namespace) => interfacesOf(state, namespace),
    routes: (namespace) => routesOf(state, namespace),
    sockets: (namespace: NetNamespace) => socketsOf(state, namespaceKey(state, namespace)),
    listen: (namespace, protocol, local, owner, options) => listen(state, namespace, addressIn(state, namespace), protocol, local, owner, options?.v6only === true),
    close: (socket) => close(state, socket),
    closeOwner,
    answersEcho: (from, address) => walk(state, plan.view, from, 'ICMP', address, 0, plan.now).result === 'open',
    walk: (from, protocol, address, port, sourcePort) => walk(state, plan.view, from, protocol, address, port, plan.now, { port: sourcePort }),
    connect: (way, from, owner) => {
      stick(state, way, plan.now);
      return connect(state, way, from, owner);
    },
    tie: (socket, from, remote) => tie(state, plan.view, socket, from, remote, plan.now),
    send: (socket, from, remote) => send(state, plan.view, from, socket, remote, plan.now),
    questionWay: (namespace, server, protocol) => questionWay(state, plan.view, namespace, server, protocol, plan.now),
    resolve: (namespace, name) => resolve(state, plan.view, namespace, name, plan.now),
    query: (namespace, name, type) => query(state, plan.view, namespace, name, type, plan.now),
    setReachable: (node, reachable) => setReachable(state, node, reachable),
  };
}

export const network: Component<NetworkState, unknown, Bound & Network> = {
  name: 'network',
  watches: ['services', SLICES],
  init: (settings) => ({
    nodes: nodeTable(settings),
    controlPlane: controlPlaneOf(settings),
    clusterCIDR: parseCidr(settings.podCIDR),
    serviceCIDR: parseCidr(settings.serviceCIDR),
    prelude: settings.preludeAddresses ?? {},
    sandboxes: new Map(),
    addresses: new Map(),
    lastGiven: new Map(
      settings.nodes.flatMap(({ name, podCIDR, nextPodAddress }) => {
        const cidr = parseCidr(podCIDR);
        return cidr === null || nextPodAddress === undefined ? [] : [[name, cidr.base + nextPodAddress - 1] as const];
      }).sort(([a], [b]) => byText(a, b)),
    ),
    sockets: new Map(),
    byNamespace: new Map(),
    byOwner: new Map(),
    serviceMs: settings.delays.serviceMs ?? 0,
    late: new Map(),
    cutOff: new Set(settings.nodes.filter(({ standby }) => standby === true).map(({ name }) => name)),
    rules: new Map(dnsRules(controlPlaneOf(settings)).map((rule) => [ruleKey(rule.address, rule.port, rule.protocol), rule])),
    rulesOf: new Map([[DNS_SERVICE, dnsRules(controlPlaneOf(settings)).map((rule) => ruleKey(rule.address, rule.port, rule.protocol))]]),
    sticky: new Map(),
    hostPorts: new Map(),
    nextSocket: 1,
    nextPort: 2000,
    flows: new Map(),
    replies: new Map(),
    nextDatagramPort: 12_000,
  }),
  bind,
};
