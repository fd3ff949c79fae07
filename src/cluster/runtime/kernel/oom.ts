/** What happens when a container, or the machine, has no memory left: the kernel kills. Follows the kernel's oom_kill.c. */
import type { Container } from '../state.ts';
import type { Kernel, Proc } from './context.ts';
import { LARGE_BYTES, machineMemory, nodeOfContainer, noteGrowth } from './growth.ts';
import { memoryOf, nodeMemory } from './memory.ts';
import { deliver } from './signals.ts';

/** A process has run: its container, and the machine, may have too little memory now. */
export function chargeMemory(k: Kernel, p: Proc): void {
  const container = k.s.containers.get(p.container);
  if (container === undefined || container.process === 0 || container.oomKilled) return;
  if (container.memoryLimitBytes !== null && memoryOf(k, p.container) > container.memoryLimitBytes) return kill(k, container);
  if (p.memoryBytes < LARGE_BYTES || p.memoryBytes <= (k.s.held.get(p.container) ?? 0)) return;
  k.s.held.set(p.container, p.memoryBytes);
  const node = nodeOfContainer(k, p.container);
  noteGrowth(k, node);
  if (nodeMemory(k, node) > machineMemory(k, node)) killWorst(k, node, p);
}
/** With cgroup v2 the whole container goes (memory.oom.group), and exits with 137. */
function kill(k: Kernel, container: Container): void {
  k.s.containers.set(container.id, { ...container, oomKilled: true });
  deliver(k, container.process, 'KILL', 'the node');
}
/** The machine itself has no memory left: the kernel kills what takes most of it, corrected by what the kubelet has said of each. Follows the kernel's oom_badness. */
function killWorst(k: Kernel, node: string, asking: Proc): void {
  const total = machineMemory(k, node);
  let worst: { readonly container: Container; readonly points: number } | null = null;
  for (const container of k.s.containers.values()) {
    if (container.process === 0 || container.oomKilled || nodeOfContainer(k, container.id) !== node) continue;
    const points = memoryOf(k, container.id) + (container.config.oomScoreAdj * total) / 1000;
    if (worst === null || points > worst.points) worst = { container, points };
  }
  if (worst === null) return;
  const process = k.s.processes.get(worst.container.process) ?? asking;
  k.plan.tell('kubelet', { cri: 'systemOom', node, process: (process.argv[0] ?? '').replace(/^.*\//, ''), pid: process.pid });
  kill(k, worst.container);
}
