/** What lies in UDP sockets: datagrams that are sent, wait to be read, or find a closed port. */
import type { Datagram, Errno, OpenFile } from '../../contract/kernel.ts';
import { notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { callRecord } from './network-records.ts';

/** net.core.rmem_default, as far as it bounds datagrams: what comes when it is full is lost. */
const MOST_WAITING = 256;

type Udp = OpenFile & { readonly on: 'datagram' };

/** One datagram a read, however much room there is; an ICMP message that came in between is told first. */
export function readDatagram(k: Kernel, open: Udp, max: number): { readonly data: string } | Errno {
  const record = k.s.datagrams.get(open.socket);
  if (record === undefined) return 'EBADF';
  if (record.refused) {
    k.s.datagrams.set(open.socket, { ...record, refused: false });
    return 'ECONNREFUSED';
  }
  const [first, ...rest] = record.waiting;
  if (first === undefined) return 'EAGAIN';
  k.s.datagrams.set(open.socket, { ...record, waiting: rest });
  return { data: first.data.slice(0, max) };
}

/** Sends to the other side that the socket is tied to. */
export function writeDatagram(k: Kernel, p: Proc, open: Udp, data: string): number | Errno {
  const record = k.s.datagrams.get(open.socket);
  if (record?.remote == null) return 'EINVAL';
  if (record.refused) {
    k.s.datagrams.set(open.socket, { ...record, refused: false });
    return 'ECONNREFUSED';
  }
  const { remote } = record;
  const sent = k.net.send(record.socket, p.net, remote);
  if (sent.walk !== null) k.plan.trace(callRecord(k, p, sent.walk, { address: remote.address, port: remote.port, purpose: 'call' }));
  if (sent.result === 'refused') refuse(k, record);
  const there = sent.result === 'open' ? k.s.datagrams.get(sent.socket) : undefined;
  if (there !== undefined && there.waiting.length < MOST_WAITING) {
    k.s.datagrams.set(there.socket, { ...there, waiting: [...there.waiting, { data, from: sent.source }] });
    notify(k, eventOfDatagram(there.socket));
  }
  return data.length;
}
/** "Port unreachable" comes back as an ICMP message: the next call on the socket says so. */
function refuse(k: Kernel, record: Datagram): void {
  k.s.datagrams.set(record.socket, { ...record, refused: true });
  notify(k, eventOfDatagram(record.socket));
}

export const eventOfDatagram = (socket: number): string => `udp:${socket}`;

export function closeDatagram(k: Kernel, open: Udp): void {
  k.s.datagrams.delete(open.socket);
  k.net.close(open.socket);
}
