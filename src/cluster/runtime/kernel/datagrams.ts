/** UDP sockets: datagrams that are sent, wait to be read, or find a closed port. */
import type { Datagram, Errno, OpenFile } from '../../contract/kernel.ts';
import type { Endpoint } from '../../contract/network.ts';
import { callRecord, tellListening } from './connections.ts';
import { markChanged, notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { addOpen, bindFd } from './descriptors.ts';

/** net.core.rmem_default, as far as it bounds datagrams: what comes when it is full is lost. */
const MOST_WAITING = 256;

type Udp = OpenFile & { readonly on: 'datagram' };

/** A UDP socket with a port: the one that was asked for, or with 0 a free one. */
export function openDatagram(k: Kernel, p: Proc, local: Endpoint): { readonly fd: number; readonly port: number } | Errno {
  const container = k.s.containers.get(p.container)?.config.name ?? '';
  const answer = k.net.listen(p.net, 'UDP', local, { process: p.id, container });
  if (!answer.ok) return answer.error;
  k.s.datagrams.set(answer.socket, { socket: answer.socket, remote: null, waiting: [], refused: false });
  if (local.port !== 0) tellListening(k, p, local.address, answer.port, 'UDP');
  markChanged(k, p);
  return { fd: bindFd(k, p, addOpen(k, { on: 'datagram', socket: answer.socket })), port: answer.port };
}

const udpOf = (k: Kernel, p: Proc, fd: number): Udp | null => {
  const open = k.s.opens.get(p.fds.get(fd) ?? -1);
  return open?.on === 'datagram' ? open : null;
};

/** connect(): from now on it sends to this other side and hears it alone. Gives its own address. */
export function tieDatagram(k: Kernel, p: Proc, fd: number, remote: Endpoint): Endpoint | Errno {
  const open = udpOf(k, p, fd);
  const record = open === null ? undefined : k.s.datagrams.get(open.socket);
  if (record === undefined) return 'EINVAL';
  k.s.datagrams.set(record.socket, { ...record, remote });
  markChanged(k, p);
  return k.net.tie(record.socket, p.net, remote);
}

/** Who sent the datagram that is read next; null where none waits. */
export function nextSender(k: Kernel, p: Proc, fd: number): Endpoint | null {
  const open = udpOf(k, p, fd);
  return (open === null ? undefined : k.s.datagrams.get(open.socket))?.waiting[0]?.from ?? null;
}

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
