/** Memory that containers and nodes take: processes, and files in memory. */
import type { ContainerId } from '../../contract/ids.ts';
import type { Kernel } from './context.ts';
import { nodeOfContainer } from './growth.ts';
import { membersOf } from './process-table.ts';

/** What the cgroup charges besides the processes' own pages. */
const OVERHEAD_BYTES = 400_000;

export function memoryOf(k: Kernel, id: ContainerId): number {
  const container = k.s.containers.get(id);
  if (container === undefined || container.process === 0) return 0;
  let bytes = OVERHEAD_BYTES;
  for (const process of membersOf(k, container.pidNamespace)) if (process.container === id) bytes += process.memoryBytes;
  bytes += k.s.space.get(`shm:${container.config.sandbox}`) ?? 0;
  for (const mount of container.mounts) if (mount.type === 'tmpfs' && mount.sizeLimitBytes !== null) bytes += k.s.space.get(mount.fs) ?? 0;
  return bytes;
}

/** Memory of all containers of a node. */
export function nodeMemory(k: Kernel, node: string): number {
  let bytes = 0;
  for (const id of k.s.containers.keys()) if (nodeOfContainer(k, id) === node) bytes += memoryOf(k, id);
  return bytes;
}

