/** nc: a connection between its standard input and output and somebody else's. */
import { after } from '../../../model/time.ts';
import { accept, connectTo, listenOn } from '../kernel/connections.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { fork, waitChild } from '../kernel/processes.ts';
import { resolveName } from '../kernel/resolve.ts';
import { shutdownFd, socketEnds } from '../kernel/sockets.ts';
import { become, fail } from './nc-common.ts';
import type { NcMemory } from './nc-common.ts';
import { runUdp } from './nc-udp.ts';
import { BANNER } from './options.ts';

function start(_: Kernel, p: Proc): NcMemory {
  let memory: NcMemory = {
    listens: false, forever: false, zero: false, verbose: false, loud: false, udp: false, port: '', host: '', waitMs: null, exec: [], listener: null, fd: null,
    inputDone: false, failing: null, deadline: null, wrong: null,
  };
  const args = p.argv.slice(1);
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const flag = arg[j] ?? '';
      if (flag === 'e') {
        memory = { ...memory, exec: args.slice(i + 1) };
        i = args.length;
        break;
      }
      if ('pwsiof'.includes(flag)) {
        const value = arg.slice(j + 1) || (args[++i] ?? '');
        if (flag === 'p') memory = { ...memory, port: value };
        if (flag === 'w') memory = { ...memory, waitMs: Number(value) * 1000 };
        break;
      }
      if (flag === 'l') memory = { ...memory, forever: memory.listens, listens: true };
      else if (flag === 'k') memory = { ...memory, forever: true };
      else if (flag === 'z') memory = { ...memory, zero: true };
      else if (flag === 'v') memory = { ...memory, verbose: true, loud: memory.verbose };
      else if (flag === 'u') memory = { ...memory, udp: true };
      else if (!'n4'.includes(flag)) memory = { ...memory, wrong: `nc: invalid option -- '${flag}'\n` };
    }
  }
  if (memory.listens) return { ...memory, port: memory.port === '' ? (rest[rest.length - 1] ?? '0') : memory.port };
  return { ...memory, host: rest[0] ?? '', port: rest[1] ?? '', wrong: memory.wrong ?? (rest.length < 2 ? '' : null) };
}

function run(k: Kernel, p: Proc): Turn {
  const memory = p.memory as NcMemory;
  if (memory.wrong !== null) {
    print(k, p, 2, `${memory.wrong}${BANNER}Usage: nc [IPADDR PORT]\n`);
    return { turn: 'exit', code: 1 };
  }
  if (memory.failing !== null) {
    if (k.plan.now < memory.failing.at) return { turn: 'wait', on: [], until: memory.failing.at };
    if (memory.failing.message !== '') print(k, p, 2, `nc: ${memory.failing.message}\n`);
    return { turn: 'exit', code: 1 };
  }
  if (memory.udp) return runUdp(k, p, memory);
  if (memory.fd !== null) return copy(k, p, memory.fd);
  const turn = memory.listens ? listen(k, p) : connect(k, p);
  return turn ?? { turn: 'again' };
}
function connect(k: Kernel, p: Proc): Turn | null {
  const memory = p.memory as NcMemory;
  const resolved = resolveName(k, p, memory.host);
  if (!resolved.ok) return fail(k, p, `bad address '${memory.host}'`);
  if (!/^\d+$/.test(memory.port) || Number(memory.port) > 65_535) return fail(k, p, `bad port '${memory.port}'`);
  const [address = ''] = resolved.addresses;
  const made = connectTo(k, p, address, Number(memory.port));
  if ('fd' in made) {
    if (memory.verbose) print(k, p, 2, `${memory.host} (${address}:${memory.port}) open\n`);
    if (memory.zero) return { turn: 'exit', code: 0 };
    if (memory.exec.length > 0) return become(k, p, made.fd);
    p.memory = { ...memory, fd: made.fd, deadline: null } satisfies NcMemory;
    return null;
  }
  const wait = memory.waitMs === null ? made.afterMs : Math.min(made.afterMs, memory.waitMs);
  // Without -v a refusal is silent, as in busybox.
  const message = made.error === 'ECONNREFUSED' ? '' : wait < made.afterMs ? 'timed out' : `can't connect to remote host (${address}): ${strerror(made.error)}`;
  if (wait === 0) return fail(k, p, message);
  p.memory = { ...memory, failing: { message, at: after(k.plan.now, wait) } } satisfies NcMemory;
  return null;
}
function listen(k: Kernel, p: Proc): Turn | null {
  let memory = p.memory as NcMemory;
  if (memory.listener === null) {
    const made = listenOn(k, p, '::', Number(memory.port));
    if (isErrno(made)) return fail(k, p, `bind: ${strerror(made)}`);
    memory = { ...memory, listener: made.fd, deadline: memory.waitMs === null || memory.forever ? null : after(k.plan.now, memory.waitMs) };
    p.memory = memory;
    if (memory.verbose) print(k, p, 2, `listening on [::]:${made.port} ...\n`);
  }
  while (waitChild(k, p, null) !== null) continue;
  const listener = memory.listener ?? 0;
  for (;;) {
    const come = accept(k, p, listener);
    if (isErrno(come)) {
      if (memory.deadline !== null && k.plan.now >= memory.deadline) return fail(k, p, 'timed out');
      return { turn: 'wait', on: [waitFor(k, p, listener), `child:${p.id}`], until: memory.deadline };
    }
    const ends = socketEnds(k, p, come.fd);
    if (memory.verbose) print(k, p, 2, `connect to [::ffff:${ends.local}]:${memory.port} from [::ffff:${come.address}]:${come.port} ([::ffff:${come.address}]:${come.port})\n`);
    if (!memory.forever) {
      closeFd(k, p, listener);
      p.memory = { ...memory, listener: null, fd: come.fd, deadline: null } satisfies NcMemory;
      return memory.exec.length > 0 ? become(k, p, come.fd) : null;
    }
    if (memory.exec.length === 0) {
      p.memory = { ...memory, fd: come.fd, deadline: null } satisfies NcMemory;
      return null;
    }
    const connection = p.fds.get(come.fd) ?? 0;
    const fds = p.fds.with(0, connection).with(1, connection).without(come.fd).without(listener);
    fork(k, p, { program: 'exec', memory: { argv: memory.exec, error: `nc: can't execute '${memory.exec[0] ?? ''}': %\n` }, fds });
    closeFd(k, p, come.fd);
  }
}
function copy(k: Kernel, p: Proc, fd: number): Turn {
  let memory = p.memory as NcMemory;
  while (!memory.inputDone) {
    const typed = p.fds.has(0) ? readFd(k, p, 0, 65_536) : { data: '' };
    if (typed === 'EAGAIN') break;
    if (isErrno(typed) || typed.data === '') {
      shutdownFd(k, p, fd);
      memory = { ...memory, inputDone: true, deadline: memory.waitMs === null ? null : after(k.plan.now, memory.waitMs) };
    } else print(k, p, fd, typed.data);
    if (p.unwritten.length > 0) break;
  }
  for (;;) {
    const part = readFd(k, p, fd, 65_536);
    if (part === 'EAGAIN') break;
    if (isErrno(part) || part.data === '') {
      closeFd(k, p, fd);
      if (!memory.forever) return { turn: 'exit', code: 0 };
      p.memory = { ...memory, fd: null, inputDone: false, deadline: null } satisfies NcMemory;
      return { turn: 'again' };
    }
    print(k, p, 1, part.data);
    if (memory.deadline !== null && memory.waitMs !== null) memory = { ...memory, deadline: after(k.plan.now, memory.waitMs) };
  }
  p.memory = memory;
  if (memory.deadline !== null && k.plan.now >= memory.deadline) return fail(k, p, 'timed out');
  return { turn: 'wait', on: [waitFor(k, p, fd), ...(memory.inputDone || !p.fds.has(0) ? [] : [waitFor(k, p, 0)])], until: memory.deadline };
}
export const ncProgram: Program = { name: 'nc', memoryBytes: 500_000, start, run };
