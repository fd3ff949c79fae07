/** A claim in a description, one of its own or one within a Pod. Follows kubectl pkg/describe printPersistentVolumeClaim. */
import type { k8s, PersistentVolumeClaim } from '../../model/objects.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import { OLD_STORAGE_CLASS } from '../../model/well-known.ts';
import { ageOf } from '../printers/age.ts';
import { writeMetadata } from './writer.ts';
import type { Writer } from './writer.ts';

const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
export const modes = (list: readonly string[] | undefined): string => Object.keys(MODES).filter((mode) => (list ?? []).includes(mode)).map((mode) => MODES[mode] ?? '').join(',');
export const storage = (amounts: unknown): string => {
  const value = (amounts as Readonly<Record<string, unknown>> | undefined)?.['storage'];
  return value === undefined ? '0' : canonicalQuantity(String(value));
};
export const finalizers = (object: { readonly metadata: { readonly finalizers?: readonly string[] | undefined } }): string => `[${(object.metadata.finalizers ?? []).join(' ')}]`;

interface Classed {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> | undefined } | undefined;
  readonly spec?: { readonly storageClassName?: string | null | undefined } | undefined;
}
/** The annotation of the days before there was a field counts first. */
export const storageClassOf = ({ metadata, spec }: Classed): string => metadata?.annotations?.[OLD_STORAGE_CLASS] ?? spec?.storageClassName ?? '';

/** The fields of a claim; of one that stands in a Pod only what it asks for. */
export function writeClaimSpec(w: Writer, template: k8s.PersistentVolumeClaimTemplate, whole?: PersistentVolumeClaim, now = 0): void {
  const { spec, metadata } = template;
  w.line(0, `StorageClass:\t${storageClassOf(template)}`);
  const deleted = whole?.metadata.deletionTimestamp;
  if (whole) w.line(0, `Status:\t${deleted ? `Terminating (lasts ${ageOf(deleted, now)})` : (whole.status.phase ?? '')}`);
  w.line(0, `Volume:\t${spec.volumeName ?? ''}`);
  writeMetadata(w, { metadata });
  if (whole) w.line(0, `Finalizers:\t${finalizers(whole)}`);
  const bound = (spec.volumeName ?? '') !== '';
  w.line(0, `Capacity:\t${bound ? storage(whole?.status.capacity) : ''}`);
  w.line(0, `Access Modes:\t${bound ? modes(whole?.status.accessModes) : ''}`);
  if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
  if (!spec.dataSource) return;
  w.line(0, 'DataSource:');
  if (spec.dataSource.apiGroup) w.line(1, `APIGroup:\t${spec.dataSource.apiGroup}`);
  w.line(1, `Kind:\t${spec.dataSource.kind}`);
  w.line(1, `Name:\t${spec.dataSource.name}`);
}
