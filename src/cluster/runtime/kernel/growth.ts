/** What a node's containers take together: told to its kubelet when something large grows, and bounded by the machine itself. */
import type { ContainerId } from '../../contract/ids.ts';
import { milliValue, wholeValue } from '../../../model/quantity.ts';
import type { Process } from '../../contract/kernel.ts';
import type { Kernel } from './context.ts';

/** Smaller things do not bring a node into need. */
export const LARGE_BYTES = 16 << 20;
/** The kubelet looks at what its node has left at most this often, and at what has grown until then. */
const LOOK_MS = 10_000;

/** The kubelet of a node is told once for all that grows between two of its looks. */
export function noteGrowth(k: Kernel, node: string): void {
  const look = Math.floor(k.plan.now / LOOK_MS);
  if (node === '' || k.s.grown.get(node) === look) return;
  k.s.grown.set(node, look);
  k.plan.tell('kubelet', { cri: 'grown', node });
}

/** The node that a file system lies on; empty for one in memory, or on a disk of its own. */
export function nodeOfSpace(k: Kernel, fs: string): string {
  const [kind = '', ...rest] = fs.split(':');
  const name = rest.join(':');
  if (kind === 'node') return name;
  if (kind === 'root') return nodeOfContainer(k, name as ContainerId);
  if (kind !== 'volume') return '';
  const volume = k.s.volumes.get(name)?.config;
  return volume === undefined || volume.kind === 'memory' || volume.kind === 'claim' ? '' : volume.node;
}
export function nodeOfContainer(k: Kernel, id: ContainerId): string {
  const container = k.s.containers.get(id);
  return (container && k.s.sandboxes.get(container.config.sandbox)?.config.node) ?? '';
}
export function nodeDisk(k: Kernel, node: string): number {
  let bytes = 0;
  for (const [fs, size] of k.s.space) if (size > 0 && nodeOfSpace(k, fs) === node) bytes += size;
  for (const [id, log] of k.s.logs) if (nodeOfContainer(k, id) === node) bytes += log.bytes;
  return bytes;
}
export const machineMemory = (k: Kernel, node: string): number => wholeValue(k.s.settings.nodes.find(({ name }) => name === node)?.memory);
/** What the machine is that a process runs on. */
export function nodeSize(k: Kernel, p: Process): { readonly cpus: number; readonly memoryBytes: number } {
  const setting = k.s.settings.nodes.find((node) => node.name === p.node);
  return { cpus: Math.max(1, Math.floor(milliValue(setting?.cpu ?? '2') / 1000)), memoryBytes: wholeValue(setting?.memory ?? '4Gi') };
}
