/** The table of processes: who is there, by number and by namespace. */
import type { Process } from '../../contract/kernel.ts';
import type { Kernel } from './context.ts';

/** The record of a process as it is now: the copy at work, where it is the one that runs. */
export const processOf = (k: Kernel, id: number): Process | undefined => (k.running?.id === id ? k.running : k.s.processes.get(id));
export function update(k: Kernel, id: number, change: Partial<Process>): void {
  if (k.running?.id === id) Object.assign(k.running, change);
  else {
    const process = k.s.processes.get(id);
    if (process !== undefined) k.s.processes.set(id, { ...process, ...change });
  }
}
export const membersOf = (k: Kernel, namespace: string): readonly Process[] =>
  (k.s.pidNamespaces.get(namespace)?.members ?? []).flatMap((id) => processOf(k, id) ?? []);
export const byPid = (k: Kernel, namespace: string, pid: number): Process | undefined => membersOf(k, namespace).find((process) => process.pid === pid);
