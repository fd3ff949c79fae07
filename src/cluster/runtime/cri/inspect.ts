/** What pictures and meters ask of a container. */
import type { ContainerInside } from '../../contract/cri.ts';
import type { ContainerId } from '../../contract/ids.ts';
import type { Inode, Process } from '../../contract/kernel.ts';
import { fromBytes } from '../kernel/bytes.ts';
import type { Kernel, Proc } from '../kernel/context.ts';
import { cpuOf } from '../kernel/cpu.ts';
import { readFile } from '../kernel/files.ts';
import { lastLine } from '../kernel/log.ts';
import { parentPid } from '../kernel/made-up.ts';
import { memoryOf } from '../kernel/memory.ts';
import { namesOfMounts } from '../kernel/mounts.ts';
import { membersOf } from '../kernel/process-table.ts';
import type { Container } from '../state.ts';

export function inspect(k: Kernel, id: ContainerId): ContainerInside | null {
  const container = k.s.containers.get(id);
  if (container === undefined) return null;
  const processes = membersOf(k, container.pidNamespace).filter((process) => process.container === id);
  const ref = k.s.overrides.get(`root:${id}`) ?? k.imageRoot(container);
  const dir = typeof ref === 'number' ? k.s.inodes.get(ref) : ref;
  return {
    processes: processes.map((process) => ({
      pid: process.pid, parent: parentPid(k, process), user: userName(process), command: process.argv.join(' '),
      state: process.state === 'running' && !isBusy(process) ? 'sleeping' : process.state,
    })),
    root: dir?.kind === 'dir' ? [...new Set([...dir.entries.keys(), ...namesOfMounts(container, '/')])].sort() : [],
    written: dir === undefined || typeof ref !== 'number' ? [] : writtenIn(k, dir),
    lastLine: lastLine(k.s.logs.get(id)),
  };
}
const MOST_WRITTEN = 12;
/** Files of a container's own layer: what the image gave lies in its folders still, by itself and not by number. */
function writtenIn(k: Kernel, top: Inode): readonly string[] {
  const found: string[] = [];
  const visit = (dir: Inode, path: string): void => {
    if (dir.kind !== 'dir') return;
    for (const [name, ref] of dir.entries) {
      if (found.length >= MOST_WRITTEN) return;
      const inode = typeof ref === 'number' ? k.s.inodes.get(ref) : undefined;
      if (inode?.kind === 'dir') visit(inode, `${path}/${name}`);
      else if (inode !== undefined) found.push(`${path}/${name}`);
    }
  };
  visit(top, '');
  return found.sort();
}
const userName = (process: Process): string => (process.credentials.uid === 0 ? 'root' : String(process.credentials.uid));
const isBusy = (process: Process): boolean => process.busy > 0;

export function usage(k: Kernel, id: ContainerId): { readonly milliCpu: number; readonly memoryBytes: number } {
  const container = k.s.containers.get(id);
  if (container === undefined || container.process === 0) return { milliCpu: 0, memoryBytes: 0 };
  return { milliCpu: cpuOf(k, container), memoryBytes: memoryOf(k, id) };
}
/** Bytes of a container's own layer and its log, or of a volume. */
export function diskUsage(k: Kernel, where: { readonly container: ContainerId } | { readonly node: string; readonly volume: string }): number {
  if ('container' in where) return (k.s.space.get(`root:${where.container}`) ?? 0) + (k.s.logs.get(where.container)?.bytes ?? 0);
  return k.s.space.get(k.s.volumes.get(`${where.node}/${where.volume}`)?.fs ?? '') ?? 0;
}
/** Names at the top of a volume; the links behind which the kubelet renews files are left out. */
export function volumeFiles(k: Kernel, node: string, id: string): readonly string[] {
  const volume = k.s.volumes.get(`${node}/${id}`);
  if (volume !== undefined && volume.root === 0) return [...new Set(Object.keys(volume.config.files).map((path) => path.split('/')[0] ?? ''))].sort();
  const dir = volume === undefined ? undefined : k.s.inodes.get(volume.root);
  return dir?.kind === 'dir' ? [...dir.entries.keys()].filter((name) => !name.startsWith('..')).sort() : [];
}
/** A file as the container's first process sees it, or would. */
export function readContainerFile(k: Kernel, container: Container, path: string): string | null {
  const process = k.s.processes.get(container.process);
  if (process === undefined) return null;
  const file = readFile(k, { ...process, credentials: { ...process.credentials, effective: ['DAC_OVERRIDE'] } } satisfies Proc, path);
  return typeof file === 'string' ? null : fromBytes(file.data);
}
