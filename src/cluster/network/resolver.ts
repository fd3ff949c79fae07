/** A sandbox's resolver: /etc/hosts, then the servers of resolv.conf with the search list, each question as the packet that it is. */
import type { SimTime } from '../../model/time.ts';
import { NODE_RESOLVER } from '../contract/network.ts';
import type { DnsAnswer, DnsQuestion, DnsRecord, DnsType } from '../contract/dns.ts';
import type { NetNamespace, Protocol, Resolution, Walk } from '../contract/network.ts';
import type { ClusterView } from '../contract/view.ts';
import { CLUSTER_DNS, DNS_PORT, DNS_SERVICE } from './coredns.ts';
import { clusterAnswer } from './dns.ts';
import { parseAddress } from './ip.ts';
import { freePort, usePort } from './sockets.ts';
import { namespaceKey } from './state.ts';
import type { NetworkState, SandboxNet } from './state.ts';
import { walk } from './walk.ts';

/** What fits into a datagram without EDNS; a longer answer is asked for over TCP. */
const DATAGRAM_BYTES = 512;
const HEADER_BYTES = 12;
const RECORD_BYTES = 16;
const MOST_ALIASES = 8;
const NOBODY: DnsAnswer = { code: 'SERVFAIL', records: [] };

/** What a node's own resolver beyond the cluster says of any name here. */
const BEYOND: DnsAnswer = { code: 'NXDOMAIN', records: [] };
type Server = { readonly address: string; readonly answer: (name: string, type: DnsType) => DnsAnswer };

/** The first server of resolv.conf that a question reaches and that answers; null where there is none. */
function serverOf(state: NetworkState, view: ClusterView, from: NetNamespace, now: SimTime): Server | null {
  const sandbox = 'sandbox' in from ? state.sandboxes.get(from.sandbox) : undefined;
  if (sandbox === undefined) return null;
  for (const address of sandbox.config?.dns.servers ?? [CLUSTER_DNS]) {
    const way = walk(state, view, from, 'UDP', address, DNS_PORT, now);
    if (way.result !== 'open') continue;
    if (address === NODE_RESOLVER) return { address, answer: () => BEYOND };
    // A server of somebody's own: it takes the question, and has nothing to say in this simulation.
    const cluster = way.listener?.container === 'coredns' || way.via === DNS_SERVICE;
    if (cluster) return { address, answer: (name, type) => clusterAnswer(state, view, name, type) };
  }
  return null;
}

/** One question to the servers of a sandbox; a node's own resolver knows nothing of the cluster. */
export function query(state: NetworkState, view: ClusterView, from: NetNamespace, name: string, type: DnsType, now: SimTime): DnsAnswer {
  if (!('sandbox' in from)) return BEYOND;
  return serverOf(state, view, from, now)?.answer(name, type) ?? NOBODY;
}

/** The way of a question; each is sent from a port of its own. */
export function questionWay(state: NetworkState, view: ClusterView, from: NetNamespace, server: string, protocol: Protocol, now: SimTime): Walk {
  const port = freePort(state, namespaceKey(state, from), protocol);
  if (protocol === 'UDP') usePort(state, port);
  return walk(state, view, from, protocol, server, DNS_PORT, now, { port });
}

/** /etc/hosts as the kubelet writes it: the Pod's own names, the aliases. */
function hostsFile({ config, pod, address }: SandboxNet, name: string): string | null {
  if (config?.hostNames.includes(name) ?? name === pod.name) return address;
  return config?.hostAliases.find(({ hostnames }) => hostnames.includes(name))?.ip ?? null;
}

const known = (address: string, canonical: string): Resolution => ({ ok: true, addresses: [address], canonical, questions: [] });

/** A resolver's work: literal addresses, /etc/hosts, then the name servers with the search list, by the rule of ndots. */
export function resolve(state: NetworkState, view: ClusterView, from: NetNamespace, asked: string, now: SimTime): Resolution {
  if (parseAddress(asked) !== null || asked === '::1') return known(asked, asked);
  const name = asked.toLowerCase();
  if (name === 'localhost') return known('127.0.0.1', name);
  for (const node of state.nodes.values()) if (node.name === name && !('sandbox' in from)) return known(node.address, name);
  const sandbox = 'sandbox' in from ? state.sandboxes.get(from.sandbox) : undefined;
  if (sandbox === undefined || name === '') return { ok: false, error: 'NXDOMAIN', questions: [] };
  const own = hostsFile(sandbox, name);
  return own === null ? ask(sandbox, name, serverOf(state, view, from, now)) : known(own, name);
}

function ask(sandbox: SandboxNet, name: string, server: Server | null): Resolution {
  const questions: DnsQuestion[] = [];
  const listed = candidates(sandbox, name);
  if (server === null) {
    const first = sandbox.config?.dns.servers[0];
    const lost = first === undefined ? [] : listed.slice(0, 1).map((each): DnsQuestion => ({ name: each, server: first, asked: TYPES.map((type) => ({ type, code: 'SERVFAIL', data: [] })), truncated: false }));
    return { ok: false, error: 'SERVFAIL', questions: lost };
  }
  for (const candidate of listed) {
    const question = both(server, candidate);
    questions.push(question);
    const [four] = question.asked;
    const addresses = (four?.data ?? []).filter((each) => parseAddress(each) !== null);
    const aliases = (four?.data ?? []).filter((each) => parseAddress(each) === null);
    if (addresses.length > 0) return { ok: true, addresses, canonical: aliases.at(-1) ?? candidate, questions };
  }
  return { ok: false, error: 'NXDOMAIN', questions };
}

/** musl and glibc ask for both kinds of address at once, from one socket. */
const TYPES = ['A', 'AAAA'] as const;
function both(server: Server, name: string): DnsQuestion {
  const answers = TYPES.map((type) => ({ type, ...follow(server, name, type, MOST_ALIASES) }));
  const longest = Math.max(...answers.map(({ records }) => HEADER_BYTES + name.length + 6 + records.length * RECORD_BYTES));
  return { name, server: server.address, asked: answers.map(({ type, code, records }) => ({ type, code, data: records.map(({ data }) => data) })), truncated: longest > DATAGRAM_BYTES };
}
/** The server itself follows an alias, and gives the whole chain in one answer. */
function follow(server: Server, name: string, type: DnsType, most: number): DnsAnswer {
  const answer = server.answer(name, type);
  const alias: DnsRecord | undefined = answer.records.find((each) => each.type === 'CNAME');
  if (alias === undefined) return answer;
  if (most === 0) return { code: 'SERVFAIL', records: [] };
  const target = follow(server, alias.data, type, most - 1);
  return { code: target.code, records: [alias, ...target.records] };
}

/** The names to try: with fewer dots than ndots the search list comes first; a dot at the end says that the name is whole. */
function candidates(sandbox: SandboxNet, name: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searches = sandbox.config?.dns.searches ?? [`${sandbox.pod.namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
  const ndots = Number(sandbox.config?.dns.options.find((option) => option.startsWith('ndots:'))?.slice(6) ?? 1);
  const listed = searches.map((suffix) => `${name}.${suffix}`);
  return name.split('.').length - 1 >= ndots ? [name, ...listed] : [...listed, name];
}
