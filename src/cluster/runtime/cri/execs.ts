/** Commands beside a container's first process, and clients that are attached to it. */
import { after } from '../../../model/time.ts';
import type { ContainerId, StreamId } from '../../contract/ids.ts';
import { fromBytes, toBytes } from '../kernel/bytes.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel, Proc } from '../kernel/context.ts';
import { addOpen, addRef, dropOpen, makePipe, writePipe } from '../kernel/descriptors.ts';
import { FdTable } from '../kernel/fd-table.ts';
import { deliver } from '../kernel/signals.ts';
import { logLines } from '../kernel/log.ts';
import { launch, newProcess, record } from './containers.ts';
import { newId } from './ids.ts';
import { tell } from './tell.ts';

interface ExecOptions {
  readonly timeoutMs: number | null;
  readonly stream: StreamId | null;
  readonly stdin: boolean;
  readonly tty: boolean;
}

export function exec(k: Kernel, id: ContainerId, command: readonly string[], options: ExecOptions): number {
  const number = nextSerial(k);
  const container = k.s.containers.get(id);
  const base = { container: id, command, stream: options.stream, process: 0, stdin: 0, output: '', done: false, tty: options.tty, timed: options.timeoutMs !== null };
  k.s.execs.set(number, base);
  if (container === undefined || container.run.kind !== 'running') {
    failed(k, number, `cannot exec in a stopped container`, 1);
    return number;
  }
  const p = newProcess(k, container, { exec: number });
  if (options.tty && !p.env.some((entry) => entry.startsWith('TERM='))) p.env = [...p.env, 'TERM=xterm'];
  const pipe = options.stdin ? makePipe(k) : null;
  if (pipe !== null) addRef(k, pipe.write, 1);
  p.fds = FdTable.of(
    pipe?.read ?? addOpen(k, { refs: 0, on: 'device', device: 'null' }),
    addOpen(k, { refs: 0, on: 'exec', exec: number, channel: 'stdout' }),
    addOpen(k, { refs: 0, on: 'exec', exec: number, channel: options.tty ? 'stdout' : 'stderr' }),
  );
  for (const open of p.fds.values()) addRef(k, open, 1);
  k.s.execs.set(number, { ...base, process: p.id, stdin: pipe?.write ?? 0 });
  if (options.stream !== null) k.s.streams.set(options.stream, { exec: number });
  const error = launch(k, p, command.map(toBytes));
  if (error !== null) {
    const code = error.includes('permission denied') ? 126 : 127;
    failed(k, number, `failed to exec in container: failed to start exec "${newId(k)}": OCI runtime exec failed: exec failed: unable to start container process: ${error}`, code);
  } else if (options.timeoutMs !== null) k.plan.wakeAt(`exec:${number}`, after(k.plan.now, options.timeoutMs));
  return number;
}
function failed(k: Kernel, number: number, error: string, code: number): void {
  finishExec(k, number, { exitCode: code, timedOut: false, error });
}

interface Outcome {
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly error: string;
}
function finishExec(k: Kernel, number: number, outcome: Outcome): void {
  const exec = k.s.execs.get(number);
  if (exec === undefined || exec.done) return;
  const container = k.s.containers.get(exec.container);
  k.s.execs.set(number, { ...exec, done: true });
  if (exec.stdin !== 0) dropOpen(k, exec.stdin);
  k.plan.cancel(`exec:${number}`);
  if (container !== undefined) {
    if (!exec.timed) record(k, container, (about) => ({ type: 'runtime/exec', command: exec.command, ok: outcome.exitCode === 0 && !outcome.timedOut, exitCode: outcome.exitCode, ...about }));
    const node = k.s.sandboxes.get(container.config.sandbox)?.config.node ?? '';
    tell(k, { cri: 'execDone', node, exec: number, output: fromBytes(exec.output), ...outcome });
  }
  if (exec.stream !== null) {
    k.s.streams.delete(exec.stream);
    k.plan.stream(exec.stream, outcome.error === '' ? { channel: 'end', exitCode: outcome.exitCode } : { channel: 'end', exitCode: outcome.exitCode, error: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: `Internal error occurred: Internal error occurred: error executing command in container: ${outcome.error}`, reason: 'InternalError', code: 500 } });
  }
  k.s.execs.delete(number);
}
export function execEnded(k: Kernel, p: Proc, number: number): void {
  finishExec(k, number, { exitCode: p.exit?.code ?? 0, timedOut: false, error: '' });
}
/** The time of a probe or hook is over: its process is killed. */
export function execTimedOut(k: Kernel, number: number): void {
  const process = k.s.execs.get(number)?.process ?? 0;
  finishExec(k, number, { exitCode: -1, timedOut: true, error: '' });
  if (process !== 0) deliver(k, process, 'KILL', 'the node');
}
export function killExec(k: Kernel, number: number): void {
  const process = k.s.execs.get(number)?.process ?? k.s.calls.get(number)?.process ?? 0;
  if (process !== 0) deliver(k, process, 'KILL', 'the node');
}

/** What a client types goes into the pipe that is the command's standard input. */
export function writeStdin(k: Kernel, number: number, data: string | null): void {
  const exec = k.s.execs.get(number);
  if (exec?.tty === true && data === INTERRUPT) return interruptForeground(k, exec.process, exec.stdin);
  const stdin = exec?.stdin ?? k.s.calls.get(number)?.stdin ?? 0;
  feed(k, stdin, data);
  if (data === null && exec !== undefined) k.s.execs.set(number, { ...exec, stdin: 0 });
}
/** Ctrl-C, as a terminal passes it on. */
const INTERRUPT = '\x03';

/** A terminal's Ctrl-C goes to what runs in its foreground; a shell that waits for a line asks anew. */
function interruptForeground(k: Kernel, root: number, stdin: number): void {
  const children = (id: number): readonly number[] => [...k.s.processes.values()].filter(({ parent, state }) => parent === id && state !== 'zombie').flatMap(({ id: child }) => [child, ...children(child)]);
  const below = children(root);
  const first = k.s.processes.get(root);
  const asks = first !== undefined && first.argv.length === 1 && /(?:^|\/)-?a?sh$/.test(first.argv[0] ?? '');
  if (below.length === 0 && asks) return feed(k, stdin, '\n');
  for (const id of below.length > 0 ? below : [root]) deliver(k, id, 'INT', 'inside');
}

function feed(k: Kernel, open: number, data: string | null): void {
  const file = k.s.opens.get(open);
  if (file?.on !== 'pipe') return;
  if (data === null) dropOpen(k, open);
  else writePipe(k, file.pipe, toBytes(data));
}

export function attach(k: Kernel, id: ContainerId, stream: StreamId, stdin: boolean): void {
  const container = k.s.containers.get(id);
  if (container === undefined || container.run.kind !== 'running') {
    k.plan.stream(stream, { channel: 'end', exitCode: 0 });
    return;
  }
  k.s.containers.set(id, { ...container, attached: [...container.attached, stream] });
  k.s.streams.set(stream, { container: id, stdin });
}
export function followLogs(k: Kernel, id: ContainerId, stream: StreamId): void {
  const container = k.s.containers.get(id);
  if (container === undefined || container.run.kind !== 'running') {
    k.plan.stream(stream, { channel: 'end', exitCode: 0 });
    return;
  }
  k.s.containers.set(id, { ...container, followers: [...container.followers, stream] });
  k.s.streams.set(stream, { container: id, stdin: false });
}
/** What a client types into a container that it is attached to. */
export function writeAttached(k: Kernel, stream: StreamId, data: string | null): void {
  const tied = k.s.streams.get(stream);
  if (tied === undefined) return;
  if ('exec' in tied) writeStdin(k, tied.exec, data);
  else if (tied.stdin) {
    const container = k.s.containers.get(tied.container);
    if (container?.config.tty === true && data === INTERRUPT) interruptForeground(k, container.process, container.stdin);
    else feed(k, container?.stdin ?? 0, data);
  }
}
export function closeStream(k: Kernel, stream: StreamId): void {
  const tied = k.s.streams.get(stream);
  k.s.streams.delete(stream);
  if (tied === undefined) return;
  if ('exec' in tied) {
    killExec(k, tied.exec);
    return;
  }
  const container = k.s.containers.get(tied.container);
  if (container !== undefined) k.s.containers.set(container.id, { ...container, attached: container.attached.filter((each) => each !== stream), followers: container.followers.filter((each) => each !== stream) });
}
export const containerLogs = (k: Kernel, id: ContainerId) => logLines(k.s.logs.get(id));

