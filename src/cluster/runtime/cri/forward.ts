/** Ports that are forwarded: a client's stream joined to a port on localhost inside a sandbox. */
import type { SandboxId, StreamId } from '../../contract/ids.ts';
import { fromBytes } from '../kernel/bytes.ts';
import { connectTo } from '../kernel/connections.ts';
import { callerName } from '../kernel/network-records.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { readFd, waitFor } from '../kernel/descriptors.ts';
import { print } from '../kernel/print.ts';
import { shutdownFd } from '../kernel/sockets.ts';
import { startCaller } from './calls.ts';

/** Joins a stream to a port on localhost inside a sandbox, as socat would there. */
export function portForward(k: Kernel, id: SandboxId, port: number, stream: StreamId): number {
  const sandbox = k.s.sandboxes.get(id);
  const number = nextSerial(k);
  const start = startCaller(k, { number, node: sandbox?.config.node ?? '', net: { sandbox: id }, program: 'forward', memory: { stream, sent: false, port } });
  k.s.calls.set(number, { process: start.id, node: sandbox?.config.node ?? '', stdin: start.stdin });
  return number;
}
/** The ends of a forwarded connection: what comes from the Pod goes to the client, what the client sends goes to the Pod. */
function openForward(k: Kernel, p: Proc, port: number): { readonly fd: number } | { readonly error: string } {
  const made = connectTo(k, p, '127.0.0.1', port);
  const { source, result, hops } = made.walk;
  k.plan.trace({ type: 'network/forward', from: 'outside', to: callerName(k, p), via: '', source: source.address, address: '127.0.0.1', port, result, hops });
  return 'fd' in made ? { fd: made.fd } : { error: `failed to connect to localhost:${port} inside namespace: connection refused` };
}

interface ForwardMemory {
  readonly stream: StreamId;
  readonly port: number;
  readonly fd?: number;
  readonly sent: boolean;
}
function runForward(k: Kernel, p: Proc): Turn {
  const memory = p.memory as ForwardMemory;
  let fd = memory.fd;
  if (fd === undefined) {
    const made = openForward(k, p, memory.port);
    if ('error' in made) {
      k.plan.stream(memory.stream, { channel: 'stderr', data: `${made.error}\n` });
      k.plan.stream(memory.stream, { channel: 'end', exitCode: 1 });
      return { turn: 'exit', code: 1 };
    }
    fd = made.fd;
  }
  p.memory = { ...memory, fd };
  for (;;) {
    const typed = readFd(k, p, 0, 65_536);
    if (typed === 'EAGAIN') break;
    if (typeof typed === 'string' || typed.data === '') {
      shutdownFd(k, p, fd);
      break;
    }
    print(k, p, fd, typed.data);
  }
  for (;;) {
    const part = readFd(k, p, fd, 65_536);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(k, p, fd), waitFor(k, p, 0)] };
    if (typeof part === 'string' || part.data === '') {
      k.plan.stream(memory.stream, { channel: 'end', exitCode: 0 });
      return { turn: 'exit', code: 0 };
    }
    k.plan.stream(memory.stream, { channel: 'stdout', data: fromBytes(part.data) });
  }
}
export const forwardProgram: Program = { name: 'forward', memoryBytes: 0, start: () => null, run: runForward };
