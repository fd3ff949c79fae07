/** Memory of a container: its processes and its files in memory; beyond the limit the kernel kills. */
import type { ContainerId } from '../../contract/ids.ts';
import type { Kernel } from './context.ts';
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

/** With cgroup v2 the whole container goes (memory.oom.group), and exits with 137. */
export function chargeMemory(k: Kernel, id: ContainerId): void {
  const container = k.s.containers.get(id);
  if (container === undefined || container.process === 0 || container.memoryLimitBytes === null || container.oomKilled) return;
  if (memoryOf(k, id) <= container.memoryLimitBytes) return;
  k.s.containers.set(id, { ...container, oomKilled: true });
  deliver(k, container.process, 'KILL', true);
}
