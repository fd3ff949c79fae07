/** A node with too little memory or disk left: it says so, takes no Pods that could make it worse, and evicts one after another. Follows pkg/kubelet/eviction eviction_manager.go, helpers.go. */
import { compareQuantities, formatQuantity, wholeValue } from '../../model/quantity.ts';
import { requestsOf } from './admission.ts';
import { evict, IMMEDIATE_GRACE } from './eviction.ts';
import { containersOf } from './kit.ts';
import type { Kit } from './kit.ts';
import { nodeEvent, reportNode } from './node.ts';
import { isCritical } from './qos.ts';
import type { ContainerRecord, NodeRecord, Worker } from './state.ts';
import { nextLook } from './storage-limits.ts';
import { volumeId } from './volumes.ts';

type Signal = 'memory' | 'disk';
/** What the kubelet keeps free unless it is told otherwise: 100Mi of memory, a tenth of the disk. */
const LEAST_MEMORY = 100 * 2 ** 20;
const LEAST_DISK_SHARE = 0.1;
/** A condition stays so long after the need was last seen. */
const TRANSITION_MS = 300_000;
const PAGE_BYTES = 4096;

const RESOURCE: Readonly<Record<Signal, 'memory' | 'ephemeral-storage'>> = { memory: 'memory', disk: 'ephemeral-storage' };
const bytes = (value: number): string => formatQuantity({ nano: BigInt(value) * 1_000_000_000n, format: 'BinarySI' });
const pages = (value: number): number => Math.ceil(value / PAGE_BYTES) * PAGE_BYTES;

interface Observed {
  readonly signal: Signal;
  readonly available: number;
  readonly least: number;
}
function observe(kit: Kit, node: string): readonly Observed[] {
  const capacity = kit.plan.view.get('nodes', '', node)?.status.capacity;
  const { memoryBytes, diskBytes } = kit.cri.nodeUsage(node);
  const [memory, disk] = [wholeValue(capacity?.['memory']), wholeValue(capacity?.['ephemeral-storage'])];
  return [
    { signal: 'memory', available: Math.max(0, memory - pages(memoryBytes)), least: LEAST_MEMORY },
    { signal: 'disk', available: Math.max(0, disk - pages(diskBytes)), least: Math.floor(disk * LEAST_DISK_SHARE) },
  ];
}

/** Something large has grown on a node, or the node is another now: it is looked at with the manager's next look. */
export function lookAtNode(kit: Kit, node: string): void {
  if (kit.state.nodes.get(node)?.stopped === false) kit.plan.wakeAt(`pressure/${node}`, nextLook(kit));
}

/** One look: what is short is told, and the Pod that ought to go first is evicted. While anything is short, or was of late, there is a next one. */
export function checkNode(kit: Kit, node: string): void {
  const before = kit.state.nodes.get(node);
  if (before === undefined || before.stopped) return;
  const { now } = kit.plan;
  const observed = observe(kit, node);
  const short = observed.filter(({ available, least }) => available < least);
  const lowAt = (signal: Signal, last: NodeRecord['memoryPressure']): NodeRecord['memoryPressure'] =>
    short.some((each) => each.signal === signal) ? now : last !== null && now - last < TRANSITION_MS ? last : null;
  const record = { ...before, memoryPressure: lowAt('memory', before.memoryPressure), diskPressure: lowAt('disk', before.diskPressure) };
  kit.state.nodes.set(node, record);
  tellChanges(kit, before, record);
  const first = short[0];
  if (first !== undefined) relieve(kit, node, first);
  if (record.memoryPressure !== null || record.diskPressure !== null) kit.plan.wakeAt(`pressure/${node}`, nextLook(kit));
}

function tellChanges(kit: Kit, before: NodeRecord, after: NodeRecord): void {
  const { name } = after;
  const tell = (was: boolean, is: boolean, low: string, enough: string): void => {
    if (was !== is) nodeEvent(kit, name, 'Normal', is ? low : enough, `Node ${name} status is now: ${is ? low : enough}`);
  };
  tell(before.memoryPressure !== null, after.memoryPressure !== null, 'NodeHasInsufficientMemory', 'NodeHasSufficientMemory');
  tell(before.diskPressure !== null, after.diskPressure !== null, 'NodeHasDiskPressure', 'NodeHasNoDiskPressure');
  if ((before.memoryPressure === null) !== (after.memoryPressure === null) || (before.diskPressure === null) !== (after.diskPressure === null)) reportNode(kit, name);
}

interface Candidate {
  readonly worker: Worker;
  readonly used: number;
  readonly requested: number;
}
/** Who takes more than was asked for goes first, then who matters least, then who is furthest beyond its request. */
const byEviction = (a: Candidate, b: Candidate): number =>
  Number(b.used > b.requested) - Number(a.used > a.requested) || (a.worker.pod.spec.priority ?? 0) - (b.worker.pod.spec.priority ?? 0) || b.used - b.requested - (a.used - a.requested);

function relieve(kit: Kit, node: string, { signal, available, least }: Observed): void {
  const resource = RESOURCE[signal];
  nodeEvent(kit, node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
  const here = [...kit.state.workers.values()].filter((worker) => worker.node === node);
  // Nobody else goes before what is going has gone.
  if (here.some(({ stage, terminating }) => stage !== 'finished' && terminating?.evicted != null)) return;
  const candidates = here.filter((worker) => worker.stage === 'sync' && !isCritical(worker)).map((worker): Candidate => ({ worker, used: usedBy(kit, worker, signal), requested: requestsOf(worker.pod)[resource] ?? 0 }));
  const [victim] = candidates.sort(byEviction);
  if (victim === undefined) return;
  const larger = Object.values(victim.worker.containers).map((record) => consumption(kit, victim.worker, record, signal)).join('');
  evict(kit, victim.worker, `The node was low on resource: ${resource}. Threshold quantity: ${bytes(least)}, available: ${bytes(available)}. ${larger}`, true, IMMEDIATE_GRACE);
}

function usedByContainer(kit: Kit, { id }: ContainerRecord, signal: Signal): number {
  return pages(signal === 'memory' ? kit.cri.usage(id).memoryBytes : kit.cri.diskUsage({ container: id }));
}
function usedBy(kit: Kit, worker: Worker, signal: Signal): number {
  const containers = Object.values(worker.containers).reduce((sum, record) => sum + usedByContainer(kit, record, signal), 0);
  if (signal === 'memory') return containers;
  const local = (worker.pod.spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined && emptyDir.medium !== 'Memory');
  return local.reduce((sum, volume) => sum + pages(kit.cri.diskUsage({ node: worker.node, volume: volumeId(kit, worker, volume) })), containers);
}
/** Said of each container that takes more than it asked for. */
function consumption(kit: Kit, worker: Worker, record: ContainerRecord, signal: Signal): string {
  const resource = RESOURCE[signal];
  const used = bytes(usedByContainer(kit, record, signal));
  const request = containersOf(worker.pod).find(({ spec }) => spec.name === record.name)?.spec.resources?.requests?.[resource] ?? '0';
  return compareQuantities(request, used) < 0 ? `Container ${record.name} was using ${used}, request is ${request}, has larger consumption of ${resource}. ` : '';
}

