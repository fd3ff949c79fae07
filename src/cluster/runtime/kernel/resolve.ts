/** Names to addresses for a process; each question to the name server is recorded as the packet that it is. */
import type { DnsQuestion } from '../../contract/dns.ts';
import type { Protocol, Resolution } from '../../contract/network.ts';
import type { Kernel, Proc } from './context.ts';
import { callRecord } from './network-records.ts';

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$|:/;
const PORT = 53;
const here = (address: string, canonical: string): Resolution => ({ ok: true, addresses: [address], canonical, questions: [] });

export function resolveName(k: Kernel, p: Proc, name: string): Resolution {
  if (ADDRESS.test(name)) return here(name, name);
  if (name === 'localhost') return here('127.0.0.1', name);
  if ('outside' in p.net) return { ok: false, error: 'NXDOMAIN', questions: [] };
  const resolved = k.net.resolve(p.net, name);
  for (const question of resolved.questions) recordQuestion(k, p, question);
  return resolved;
}

/** The packet to the name server; where the answer did not fit, the connection that asks again. */
export function recordQuestion(k: Kernel, p: Proc, question: DnsQuestion): void {
  recordPacket(k, p, question, 'UDP');
  if (question.truncated) recordPacket(k, p, { ...question, truncated: false }, 'TCP');
}
function recordPacket(k: Kernel, p: Proc, dns: DnsQuestion, protocol: Protocol): void {
  const walk = k.net.questionWay(p.net, dns.server, protocol);
  const record = callRecord(k, p, walk, { address: dns.server, port: PORT, purpose: 'dns' });
  k.plan.trace({ ...record, answer: dns.name, dns });
}
