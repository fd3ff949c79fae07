/** How much local storage a Pod and its containers may take, and when that is looked at. Follows pkg/kubelet/eviction localStorageEviction. */
import { wholeValue } from '../../model/quantity.ts';
import type { SimTime } from '../../model/time.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';
import { volumeId } from './volumes.ts';

/** How often the eviction manager looks. */
const CHECK_MS = 10_000;
/** The next of its looks. */
export const nextLook = ({ plan }: Kit): SimTime => (Math.floor(plan.now / CHECK_MS) * CHECK_MS + CHECK_MS) as SimTime;

const ephemeralLimit = (limits: Readonly<Record<string, string>> | undefined): string | undefined => limits?.['ephemeral-storage'];
const hasLimits = ({ pod }: Worker): boolean =>
  (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) || pod.spec.containers.some(({ resources }) => ephemeralLimit(resources?.limits) !== undefined);

/** Only Pods with limits of their own are looked at, every ten seconds. */
export function watchStorage(kit: Kit, worker: Worker): void {
  if (!hasLimits(worker)) return;
  kit.plan.wakeAt(`storage/${worker.uid}`, nextLook(kit));
}

export function overLimit(kit: Kit, worker: Worker): string | null {
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
