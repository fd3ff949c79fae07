/** Names to addresses for a process, with the question to the name server recorded as the packet that it is. */
import { callRecord } from './connections.ts';
import type { Kernel, Proc } from './context.ts';

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$|:/;
export type Resolved = { readonly ok: true; readonly addresses: readonly string[]; readonly canonical: string } | { readonly ok: false; readonly error: 'NXDOMAIN' | 'SERVFAIL' };

export function resolveName(k: Kernel, p: Proc, name: string): Resolved {
  if (ADDRESS.test(name)) return { ok: true, addresses: [name], canonical: name };
  if (name === 'localhost') return { ok: true, addresses: ['127.0.0.1'], canonical: name };
  if ('outside' in p.net) return { ok: false, error: 'NXDOMAIN' };
  recordQuestion(k, p, name);
  return k.net.resolve(p.net, name);
}
/** The packet to the name server. */
export function recordQuestion(k: Kernel, p: Proc, name: string): void {
  const server = k.s.sandboxes.get(p.sandbox)?.config.dns.servers[0];
  if (server === undefined) return;
  const walk = k.net.walk(p.net, 'UDP', server, 53);
  k.plan.trace({ ...callRecord(k, p, walk, { address: server, port: 53, purpose: 'dns' }), answer: name });
}
