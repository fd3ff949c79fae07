/** Eviction: Pods that take more local storage than they may, and nodes that run out of memory or disk. Follows pkg/kubelet/eviction. */
import { wholeValue } from '../../model/quantity.ts';
import type { SimTime } from '../../model/time.ts';
import type { CriEvent } from '../contract/cri.ts';
import { event } from './kit.ts';
import type { Kit } from './kit.ts';
import { reportNode } from './node.ts';
import { requestsOf } from './admission.ts';
import { qosOf } from './qos.ts';
import { terminate } from './termination.ts';
import type { Worker } from './state.ts';
import { volumeId } from './volumes.ts';

const CHECK_MS = 10_000;
const IMMEDIATE_GRACE = 1;
const TRANSITION_MS = 300_000;

const ephemeralLimit = (limits: Readonly<Record<string, string>> | undefined): string | undefined => limits?.['ephemeral-storage'];
const hasLimits = ({ pod }: Worker): boolean =>
  (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) || pod.spec.containers.some(({ resources }) => ephemeralLimit(resources?.limits) !== undefined);

/** Only Pods with limits of their own are looked at, every ten seconds. */
export function watchStorage(kit: Kit, worker: Worker): void {
  if (!hasLimits(worker)) return;
  kit.plan.wakeAt(`storage/${worker.uid}`, (Math.floor(kit.plan.now / CHECK_MS) * CHECK_MS + CHECK_MS) as SimTime);
}

export function checkStorage(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || worker.stage !== 'sync') return;
  const message = overLimit(kit, worker);
  if (message === null) return watchStorage(kit, worker);
  evict(kit, worker, message, false, IMMEDIATE_GRACE);
}

function overLimit(kit: Kit, worker: Worker): string | null {
  const { pod, node } = worker;
  const volumes = (pod.spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined).map((volume) => ({ volume, bytes: kit.cri.diskUsage({ node, volume: volumeId(kit, worker, volume) }) }));
  for (const { volume, bytes } of volumes) {
    const limit = volume.emptyDir?.sizeLimit;
    if (limit !== undefined && bytes > wholeValue(limit)) return `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${limit}". `;
  }
  const layers = Object.values(worker.containers).map((record) => ({ record, bytes: kit.cri.diskUsage({ container: record.id }) }));
  const limits = pod.spec.containers.map(({ resources }) => ephemeralLimit(resources?.limits));
  const total = limits.every((limit) => limit !== undefined) ? limits.reduce((sum, limit) => sum + wholeValue(limit), 0) : 0;
  const onDisk = volumes.filter(({ volume }) => volume.emptyDir?.medium !== 'Memory').reduce((sum, { bytes }) => sum + bytes, 0);
  const used = layers.reduce((sum, { bytes }) => sum + bytes, 0) + onDisk;
  const only = limits.length === 1 ? limits[0] : `${Math.round(total / 1_048_576)}Mi`;
  if (total > 0 && used > total) return `Pod ephemeral local storage usage exceeds the total limit of containers ${only}. `;
  for (const { record, bytes } of layers) {
    const limit = ephemeralLimit(pod.spec.containers.find(({ name }) => name === record.name)?.resources?.limits);
    if (limit !== undefined && bytes > wholeValue(limit)) return `Container ${record.name} exceeded its local ephemeral storage limit "${limit}". `;
  }
  return null;
}

function evict(kit: Kit, worker: Worker, message: string, condition: boolean, grace: number): void {
  event(kit, worker, 'Warning', 'Evicted', message);
  terminate(kit, worker.uid, grace, { reason: 'Evicted', message, condition });
}

/** A node has too little memory or disk: the Pod that takes most beyond its requests goes first, guaranteed ones last. */
export function pressure(kit: Kit, told: Extract<CriEvent, { readonly cri: 'memoryPressure' | 'diskPressure' }>): void {
  const record = kit.state.nodes.get(told.node);
  if (record === undefined) return;
  const memory = told.cri === 'memoryPressure';
  kit.state.nodes.set(told.node, { ...record, ...(memory ? { memoryPressure: true } : { diskPressure: true }) });
  reportNode(kit, told.node);
  kit.plan.wakeAt(`calm/${told.node}`, (kit.plan.now + TRANSITION_MS) as SimTime);
  nodeEvent(kit, told.node, memory ? 'memory' : 'ephemeral-storage');
  const resource = memory ? 'memory' : 'ephemeral-storage';
  const ranked = [...kit.state.workers.values()].filter((worker) => worker.node === told.node && worker.stage === 'sync' && worker.source === 'api').map((worker) => ({ worker, excess: usedBy(kit, worker) - (requestsOf(worker.pod)[resource] ?? 0) }));
  ranked.sort((a, b) => Number(qosOf(a.worker.pod) === 'Guaranteed') - Number(qosOf(b.worker.pod) === 'Guaranteed') || (a.worker.pod.spec.priority ?? 0) - (b.worker.pod.spec.priority ?? 0) || b.excess - a.excess);
  const victim = ranked[0];
  if (victim === undefined) return;
  evict(kit, victim.worker, `The node was low on resource: ${resource}. `, true, 0);
}
function nodeEvent(kit: Kit, name: string, resource: string): void {
  const about = { apiVersion: 'v1', kind: 'Node', namespace: '', name, uid: kit.plan.view.get('nodes', '', name)?.metadata.uid ?? name };
  kit.plan.event({ about, type: 'Warning', reason: 'EvictionThresholdMet', message: `Attempting to reclaim ${resource}`, source: 'kubelet', host: name });
}
/** Pressure is taken back only after a while in which it did not return. */
export function calm(kit: Kit, node: string): void {
  const record = kit.state.nodes.get(node);
  if (record === undefined || !(record.memoryPressure || record.diskPressure)) return;
  kit.state.nodes.set(node, { ...record, memoryPressure: false, diskPressure: false });
  reportNode(kit, node);
}
function usedBy(kit: Kit, worker: Worker): number {
  return Object.values(worker.containers).reduce((sum, { id }) => sum + kit.cri.usage(id).memoryBytes, 0);
}
