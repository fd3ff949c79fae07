/** DefaultStorageClass and StorageObjectInUseProtection: what a claim and a volume get without asking. Follows plugin/pkg/admission/storage. */
import { ok } from '../../../base/result.ts';
import { byText } from '../../../base/order.ts';
import { DEFAULT_STORAGE_CLASS, OLD_STORAGE_CLASS } from '../../../model/well-known.ts';
import { findAll } from '../call.ts';
import { specOf, withField, withMeta } from '../fields.ts';
import type { AdmissionPlugin } from './plugin.ts';

const FINALIZERS: Readonly<Record<string, string>> = { persistentvolumes: 'kubernetes.io/pv-protection', persistentvolumeclaims: 'kubernetes.io/pvc-protection' };

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(object, { call, operation }) {
    if (call.row.resource !== 'persistentvolumeclaims' || call.subresource !== '' || operation !== 'create') return ok(object);
    if (specOf(object)['storageClassName'] !== undefined || object.metadata.annotations?.[OLD_STORAGE_CLASS] !== undefined) return ok(object);
    const defaults = findAll(call, 'storageclasses.storage.k8s.io').filter(each => each.metadata.annotations?.[DEFAULT_STORAGE_CLASS] === 'true');
    // The newest wins; of equally old ones the first by name.
    const [chosen] = [...defaults].sort((a, b) => byText(b.metadata.creationTimestamp, a.metadata.creationTimestamp) || byText(a.metadata.name, b.metadata.name));
    return ok(chosen === undefined ? object : withField(object, 'spec', withField(specOf(object), 'storageClassName', chosen.metadata.name)));
  },
};

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit(object, { call, operation }) {
    const finalizer = FINALIZERS[call.row.resource];
    if (finalizer === undefined || operation !== 'create' || call.subresource !== '') return ok(object);
    const had = object.metadata.finalizers ?? [];
    return ok(had.includes(finalizer) ? object : withMeta(object, { finalizers: [...had, finalizer] }));
  },
};
