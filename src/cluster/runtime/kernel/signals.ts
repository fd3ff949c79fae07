/** Signals: numbers and names, and what each does to a process. */
import type { Errno, Process } from '../../contract/kernel.ts';
import { podName } from '../../contract/trace.ts';
import { makeReady } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { processOf, update } from './process-table.ts';
import { finish } from './processes.ts';

const NAMES = [
  '', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN',
  'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'POLL', 'PWR', 'SYS',
];
const HARMLESS = new Set(['CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'WINCH']);
/** What the shell prints of a child that a signal ended. */
const SAID: Readonly<Record<string, string>> = {
  HUP: 'Hangup', INT: 'Interrupt', QUIT: 'Quit', ILL: 'Illegal instruction', TRAP: 'Trace/breakpoint trap', ABRT: 'Aborted', BUS: 'Bus error', FPE: 'Floating point exception',
  KILL: 'Killed', USR1: 'User defined signal 1', SEGV: 'Segmentation fault', USR2: 'User defined signal 2', PIPE: 'Broken pipe', ALRM: 'Alarm clock', TERM: 'Terminated',
};

export const SIGNAL_NAMES: readonly string[] = NAMES;
export const signalNumber = (name: string): number => NAMES.indexOf(name);
export const strsignal = (name: string): string => SAID[name] ?? `Unknown signal ${signalNumber(name)}`;
/** Of `9`, `KILL`, `SIGKILL`, `sigkill`: `KILL`; null where there is no such signal. `0` gives ''. */
export function signalName(text: string): string | null {
  if (/^\d+$/.test(text)) return NAMES[Number(text)] ?? null;
  const name = text.toUpperCase().replace(/^SIG/, '');
  return name !== '' && NAMES.includes(name) ? name : name === 'IOT' ? 'ABRT' : name === 'IO' ? 'POLL' : null;
}

/** One process signals another: EPERM where it may not. */
export function kill(k: Kernel, p: Proc, target: Process, signal: string): Errno | null {
  const may = p.credentials.uid === target.credentials.uid || p.credentials.effective.includes('KILL');
  if (!may) return 'EPERM';
  if (signal !== '') deliver(k, target.id, signal, 'inside');
  return null;
}

/** From the node the container runtime sends; only that can kill process 1 of a namespace. */
export function deliver(k: Kernel, id: number, signal: string, from: 'the node' | 'inside'): void {
  const outside = from === 'the node';
  const target = processOf(k, id);
  if (target === undefined || target.state === 'zombie' || target.exit !== null) return;
  if (outside) recordSignal(k, target, signal);
  const first = target.pid === 1 && target.container !== '';
  if (signal === 'KILL') {
    if (!first || outside) terminate(k, target, signal);
    return;
  }
  if (target.ignored.includes(signal)) return;
  if (target.caught.includes(signal)) {
    update(k, id, { pending: [...target.pending, signal] });
    makeReady(k, id);
    return;
  }
  if (first || HARMLESS.has(signal)) return;
  terminate(k, target, signal);
}
function terminate(k: Kernel, target: Process, signal: string): void {
  if (k.running?.id === target.id) {
    k.running.exit = { code: 128 + signalNumber(signal), signal };
    return;
  }
  const copy: Proc = { ...target };
  k.s.processes.set(target.id, copy);
  end(k, copy, 128 + signalNumber(signal), signal);
}

/** Ends a process, and with a container's or an exec's first process that too. */
export function end(k: Kernel, p: Proc, code: number, signal: string): void {
  finish(k, p, code, signal);
  if (p.leads !== null) k.onLeaderExit(p);
}

function recordSignal(k: Kernel, target: Process, signal: string): void {
  const container = k.s.containers.get(target.container);
  const sandbox = k.s.sandboxes.get(target.sandbox);
  if (container === undefined || sandbox === undefined) return;
  const { pod, node } = sandbox.config;
  k.plan.trace({ type: 'runtime/signal', pod: podName(pod.namespace, pod.name), uid: pod.uid, container: container.config.name, node, signal: `SIG${signal}` });
}
