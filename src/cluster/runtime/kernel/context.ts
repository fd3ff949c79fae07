/** What every part of the kernel works on: the tables, the plan of this step, the network, and a process while it runs. */
import type { Plan } from '../../contract/component.ts';
import type { FileRef, Process } from '../../contract/kernel.ts';
import type { Network } from '../../contract/network.ts';
import type { SimTime } from '../../../model/time.ts';
import type { Container, RuntimeState } from '../state.ts';

export interface Kernel {
  readonly s: RuntimeState;
  readonly plan: Plan;
  readonly net: Network;
  /** The process that runs now: its record in the table is older than this copy. */
  running: Proc | null;
  /** Programs by name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Called when the first process of a container, an exec or a call has ended. */
  readonly onLeaderExit: (p: Proc) => void;
  /** The root of a volume's file system, made now if nobody has looked before. */
  readonly volumeRoot: (fs: string) => FileRef | null;
  /** The root of a container's image. */
  readonly imageRoot: (container: Container) => FileRef;
}

/** How a program stops for now. A process that waits is run again when any of it comes, and looks for itself. */
export type Turn =
  | { readonly turn: 'exit'; readonly code: number }
  | { readonly turn: 'wait'; readonly on: readonly string[]; readonly until?: SimTime | null }
  /** Its instructions for this slice are used up. */
  | { readonly turn: 'again' };

/** What a file runs. `memory` of the process is the program's own; it is plain and immutable between turns. */
export interface Program {
  readonly name: string;
  readonly memoryBytes: number;
  /** Signals that it handles itself. */
  readonly catches?: readonly string[];
  start(k: Kernel, p: Proc): unknown;
  run(k: Kernel, p: Proc, steps: number): Turn;
}

/** A process while it runs: a copy of its record that may be written to, put back into the table when it stops. */
export type Proc = { -readonly [K in keyof Process]: Process[K] };

export const nextSerial = (k: Kernel): number => (k.s.serial += 1);
export const epochNow = (k: Kernel): number => k.s.settings.epoch + k.plan.now;
export const containerOf = (k: Kernel, p: Process): Container | undefined => k.s.containers.get(p.container);

/** Makes everyone who waits for an event look again. */
export function notify(k: Kernel, event: string): void {
  const waiting = k.s.waiters.get(event);
  if (waiting === undefined) return;
  k.s.waiters.delete(event);
  for (const id of waiting) makeReady(k, id);
}

/** Takes a process off the lists of what it waited for. */
export function forgetWait(k: Kernel, p: Process): void {
  for (const event of p.wait?.on ?? []) {
    const waiting = k.s.waiters.get(event)?.filter((id) => id !== p.id);
    if (waiting === undefined) continue;
    if (waiting.length === 0) k.s.waiters.delete(event);
    else k.s.waiters.set(event, waiting);
  }
}

export function makeReady(k: Kernel, id: number): void {
  const process = k.s.processes.get(id);
  if (process === undefined || process.state === 'zombie') return;
  if (k.s.queue.size === 0) k.plan.wakeAt('run', k.plan.now);
  k.s.queue.add(id);
}

/** Notes that a picture of this container would look different now. */
export function markChanged(k: Kernel, p: Process): void {
  if (p.container !== '') k.s.changed.add(p.container);
}
