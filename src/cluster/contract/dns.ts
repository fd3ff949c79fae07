/** Questions to DNS and what is answered. */

/** One record of a DNS answer. */
export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  /** An address, a name, or `0 100 80 web.demo.svc.cluster.local` of an SRV record. */
  readonly data: string;
}
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';
/** An answer without records and with NOERROR: the name is there, but has no such record. */
export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  readonly records: readonly DnsRecord[];
}
/** A name as a resolver asks for it: one socket, one packet for each type of record, and what came back. */
export interface DnsQuestion {
  readonly name: string;
  readonly server: string;
  readonly asked: readonly { readonly type: DnsType; readonly code: DnsAnswer['code']; readonly data: readonly string[] }[];
  /** The answer was too long for a datagram: the resolver asks again over TCP. */
  readonly truncated: boolean;
}
