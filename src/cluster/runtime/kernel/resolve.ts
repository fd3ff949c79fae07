/** Names to addresses for a process, with the question to the name server recorded as the packet that it is. */
import { callRecord } from './connections.ts';
import type { Kernel, Proc } from './context.ts';

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$|:/;
type Resolved = { readonly ok: true; readonly addresses: readonly string[]; readonly canonical: string } | { readonly ok: false; readonly error: 'NXDOMAIN' | 'SERVFAIL' };

export function resolveName(k: Kernel, p: Proc, name: string): Resolved {
  if (ADDRESS.test(name)) return { ok: true, addresses: [name], canonical: name };
  if (name === 'localhost') return { ok: true, addresses: ['127.0.0.1'], canonical: name };
  if ('outside' in p.net) return { ok: false, error: 'NXDOMAIN' };
  const resolved = k.net.resolve(p.net, name);
  recordQuestion(k, p, name, resolved.ok || resolved.error === 'NXDOMAIN');
  return resolved;
}
/** The cluster's name server is simulated beside the network, not as Pods: its answer ends the way where a rule would have taken over. */
const ANSWERED = { to: 'the cluster’s DNS', result: 'open', why: 'In a cluster the name server is a Service with Pods of its own; here it answers without them.' } as const;
const INSIDE: ReadonlySet<string> = new Set(['socket', 'eth0', 'veth', 'bridge', 'lo']);

/** The packet to the name server. */
export function recordQuestion(k: Kernel, p: Proc, name: string, answered: boolean): void {
  const server = k.s.sandboxes.get(p.sandbox)?.config.dns.servers[0];
  if (server === undefined) return;
  const walk = k.net.walk(p.net, 'UDP', server, 53);
  const record = { ...callRecord(k, p, walk, { address: server, port: 53, purpose: 'dns' }), answer: name };
  k.plan.trace(answered && walk.result !== 'open' ? { ...record, ...ANSWERED, hops: walk.hops.filter(({ place }) => INSIDE.has(place)) } : record);
}
