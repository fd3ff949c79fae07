/** UDP sockets: opening one, tying it to another side, and who sent what waits. */
import type { Errno, OpenFile } from '../../contract/kernel.ts';
import type { Endpoint } from '../../contract/network.ts';
import { markChanged } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { addOpen, bindFd } from './descriptors.ts';
import { tellListening } from './network-records.ts';

type Udp = OpenFile & { readonly on: 'datagram' };

/** A UDP socket with a port: the one that was asked for, or with 0 a free one. */
export function openDatagram(k: Kernel, p: Proc, local: Endpoint): { readonly fd: number; readonly port: number } | Errno {
  const container = k.s.containers.get(p.container)?.config.name ?? '';
  const answer = k.net.listen(p.net, 'UDP', local, { process: p.id, container });
  if (!answer.ok) return answer.error;
  k.s.datagrams.set(answer.socket, { socket: answer.socket, remote: null, waiting: [], refused: false });
  if (local.port !== 0) tellListening(k, p, local.address, answer.port, 'UDP');
  markChanged(k, p);
  return { fd: bindFd(k, p, addOpen(k, { refs: 0, on: 'datagram', socket: answer.socket })), port: answer.port };
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
