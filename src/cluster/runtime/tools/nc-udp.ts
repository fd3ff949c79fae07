/** nc -u: datagrams between its standard input and output and one other side. Follows busybox' nc_bloaty.c. */
import { after } from '../../../model/time.ts';
import { nextSender, openDatagram, tieDatagram } from '../kernel/datagrams.ts';
import type { Kernel, Proc, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor, writeOpen } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';
import { become, fail } from './nc-common.ts';
import type { NcMemory } from './nc-common.ts';

/** What it reads at a time, and so the longest datagram that it sends. */
const BLOCK = 8192;
/** Datagrams that it sends before others get their turn. */
const BURST = 16;

export function runUdp(k: Kernel, p: Proc, memory: NcMemory): Turn {
  if (memory.fd === null) return (memory.listens ? listen(k, p, memory) : connect(k, p, memory)) ?? { turn: 'again' };
  return memory.zero ? probed(k, p, memory, memory.fd) : copy(k, p, memory.fd);
}

/** Waits for the first datagram, and from then on hears its sender alone. */
function listen(k: Kernel, p: Proc, before: NcMemory): Turn | null {
  let memory = before;
  if (memory.listener === null) {
    const made = openDatagram(k, p, { address: '::', port: Number(memory.port) });
    if (isErrno(made)) return fail(k, p, `bind: ${strerror(made)}`);
    memory = { ...memory, listener: made.fd, deadline: memory.waitMs === null || memory.forever ? null : after(k.plan.now, memory.waitMs) };
    p.memory = memory;
    if (memory.verbose) print(k, p, 2, `listening on [::]:${made.port} ...\n`);
  }
  const fd = memory.listener ?? 0;
  const sender = nextSender(k, p, fd);
  if (sender === null) {
    if (memory.deadline !== null && k.plan.now >= memory.deadline) return fail(k, p, 'timed out');
    return { turn: 'wait', on: [waitFor(k, p, fd)], until: memory.deadline };
  }
  const own = tieDatagram(k, p, fd, sender);
  if (memory.verbose && !isErrno(own)) print(k, p, 2, `connect to [::ffff:${own.address}]:${own.port} from [::ffff:${sender.address}]:${sender.port} ([::ffff:${sender.address}]:${sender.port})\n`);
  p.memory = { ...memory, listener: null, fd, deadline: null } satisfies NcMemory;
  return memory.exec.length > 0 ? become(k, p, fd) : null;
}

function connect(k: Kernel, p: Proc, memory: NcMemory): Turn | null {
  const resolved = resolveName(k, p, memory.host);
  if (!resolved.ok) return fail(k, p, `bad address '${memory.host}'`);
  if (!/^\d+$/.test(memory.port) || Number(memory.port) > 65_535) return fail(k, p, `bad port '${memory.port}'`);
  const [address = ''] = resolved.addresses;
  const made = openDatagram(k, p, { address: '0.0.0.0', port: 0 });
  if (isErrno(made)) return fail(k, p, strerror(made));
  tieDatagram(k, p, made.fd, { address, port: Number(memory.port) });
  p.memory = { ...memory, fd: made.fd, deadline: null } satisfies NcMemory;
  // Without a handshake nobody knows whether somebody is there: -z sends a byte and sees whether a refusal comes back.
  if (memory.zero) writeOpen(k, p, p.fds.get(made.fd) ?? 0, '\0');
  else if (memory.verbose) print(k, p, 2, `${memory.host} (${address}:${memory.port}) open\n`);
  return !memory.zero && memory.exec.length > 0 ? become(k, p, made.fd) : null;
}
function probed(k: Kernel, p: Proc, memory: NcMemory, fd: number): Turn {
  if (memory.deadline === null && memory.waitMs !== null) {
    p.memory = { ...memory, deadline: after(k.plan.now, memory.waitMs) } satisfies NcMemory;
    return { turn: 'wait', on: [], until: after(k.plan.now, memory.waitMs) };
  }
  const taken = writeOpen(k, p, p.fds.get(fd) ?? 0, '\0');
  if (isErrno(taken)) return fail(k, p, memory.loud ? `${memory.host} (${memory.host}:${memory.port}): ${strerror(taken)}` : '');
  if (memory.verbose) print(k, p, 2, `${memory.host} (${memory.host}:${memory.port}) open\n`);
  return { turn: 'exit', code: 0 };
}

/** A datagram has no end of file: what listens goes on until somebody stops it, what asked until -w is over. */
function copy(k: Kernel, p: Proc, fd: number): Turn {
  let memory = p.memory as NcMemory;
  for (let sent = 0; !memory.inputDone && sent < BURST; sent++) {
    const typed = p.fds.has(0) ? readFd(k, p, 0, BLOCK) : { data: '' };
    if (typed === 'EAGAIN') break;
    if (isErrno(typed) || typed.data === '') memory = { ...memory, inputDone: true, deadline: memory.waitMs === null ? null : after(k.plan.now, memory.waitMs) };
    else writeOpen(k, p, p.fds.get(fd) ?? 0, typed.data);
  }
  for (;;) {
    const part = readFd(k, p, fd, BLOCK);
    if (part === 'EAGAIN') break;
    if (isErrno(part)) {
      if (memory.loud) print(k, p, 2, `nc: net read: ${strerror(part)}\n`);
      closeFd(k, p, fd);
      return { turn: 'exit', code: 0 };
    }
    print(k, p, 1, part.data);
    if (memory.deadline !== null && memory.waitMs !== null) memory = { ...memory, deadline: after(k.plan.now, memory.waitMs) };
  }
  p.memory = memory;
  if (memory.deadline !== null && k.plan.now >= memory.deadline) return fail(k, p, 'timed out');
  if (k.s.opens.get(p.fds.get(0) ?? -1)?.on === 'device' && !memory.inputDone) return { turn: 'again' };
  return { turn: 'wait', on: [waitFor(k, p, fd), ...(memory.inputDone || !p.fds.has(0) ? [] : [waitFor(k, p, 0)])], until: memory.deadline };
}
