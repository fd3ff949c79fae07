/** Memory of a container: its processes and its files in memory; beyond the limit the kernel kills. */
import type { ContainerId } from '../../contract/ids.ts';
import type { Container } from '../state.ts';
import type { Kernel, Proc } from './context.ts';
import { LARGE_BYTES, machineMemory, nodeOfContainer, noteGrowth } from './growth.ts';
import { membersOf } from './processes.ts';
import { deliver } from './signals.ts';

/** What the cgroup charges besides the processes' own pages. */
const OVERHEAD_BYTES = 400_000;

export function memoryOf(k: Kernel, id: ContainerId): number {
  const container = k.s.containers.get(id);
  if (container === undefined || container.process === 0) return 0;
  let bytes = OVERHEAD_BYTES;
  for (const process of membersOf(k, container.pidNamespace)) if (process.container === id) bytes += process.memoryBytes;
  bytes += k.s.space.get(`shm:${container.config.sandbox}`) ?? 0;
  for (const mount of container.mounts.values()) if (mount.type === 'tmpfs' && mount.sizeLimitBytes !== null) bytes += k.s.space.get(mount.fs) ?? 0;
  return bytes;
}

/** Memory of all containers of a node. */
export function nodeMemory(k: Kernel, node: string): number {
  let bytes = 0;
  for (const id of k.s.containers.keys()) if (nodeOfContainer(k, id) === node) bytes += memoryOf(k, id);
  return bytes;
}

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
  deliver(k, container.process, 'KILL', true);
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
