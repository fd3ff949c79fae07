/** PersistentVolumes. Follows ValidatePersistentVolumeSpec and its update. */
import type { k8s } from '../../../../model/objects.ts';
import { FieldPath } from '../../../../model/field-path.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints, labelValueComplaints } from '../../../../model/names.ts';
import { canonicalQuantity, compareQuantities, wholeValue } from '../../../../model/quantity.ts';
import { REGION, ZONE } from '../../../../model/well-known.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { IMMUTABLE, NOT_POSITIVE, SPEC, dnsSubdomain, immutable, optionalWord, requiredName, requiredText } from '../common.ts';
import { goDiff } from '../go/diff.ts';
import { goEqual } from '../go/values.ts';
import { validateNodeSelector } from '../pod/affinity.ts';
import { noBacksteps } from '../pod/mounts.ts';
import * as sources from '../pod/volume-sources.ts';
import { as, checkMeta, clusterWide, type KindRules } from '../rules.ts';
import { has, items, object, quantities, struct, text, texts } from '../values.ts';
import { VOLUME_MODES, accessModes } from './claim-spec.ts';

type Spec = k8s.PersistentVolumeSpec;
interface SourceRow {
  readonly field: keyof Spec;
  readonly shown: string;
  readonly refused: string;
  readonly check: (errors: FieldErrors, path: FieldPath, source: object, volumeName: string) => void;
}
const row = <K extends keyof Spec>(field: K, check: (errors: FieldErrors, path: FieldPath, source: NonNullable<Spec[K]> & object, volumeName: string) => void, shown: string = field, refused: string = shown): SourceRow =>
  ({ field, shown, refused, check: check as SourceRow['check'] });

const namespacedSecret = (errors: FieldErrors, path: FieldPath, ref: k8s.SecretReference | undefined | null): void => {
  const given = object(ref);
  if (!given) return;
  requiredText(errors, path, 'name', given.name);
  requiredText(errors, path, 'namespace', given.namespace);
};

/** The sources in the order in which the API server looks at them. */
const SOURCES: readonly SourceRow[] = [
  row('hostPath', sources.hostPath),
  row('gcePersistentDisk', sources.gceDisk, 'persistentDisk', 'gcePersistentDisk'),
  row('awsElasticBlockStore', sources.awsDisk),
  row('glusterfs', (errors, path, gluster) => {
    sources.needs(errors, path, gluster, 'endpoints', 'path');
    if (!has(gluster.endpointsNamespace)) return;
    const namespace = text(gluster.endpointsNamespace);
    if (namespace === '') errors.invalid(path.child('endpointsNamespace'), '', 'if the endpointnamespace is set, it must be a valid namespace name');
    else errors.complaints(path.child('endpointsNamespace'), namespace, dnsLabelComplaints(namespace));
  }),
  row('flocker', sources.flocker),
  row('nfs', sources.nfs),
  row('rbd', sources.rbd),
  row('quobyte', sources.quobyte),
  row('cephfs', (errors, path, ceph) => sources.needsList(errors, path, ceph, 'monitors'), 'cephfs', 'cephFS'),
  row('iscsi', sources.iscsiOfVolume),
  row('cinder', (errors, path, cinder) => {
    sources.needs(errors, path, cinder, 'volumeID');
    namespacedSecret(errors, path.child('secretRef'), cinder.secretRef);
  }),
  row('fc', sources.fibreChannel),
  row('flexVolume', sources.flex),
  row('azureFile', (errors, path, azure) => {
    sources.needs(errors, path, azure, 'secretName', 'shareName');
    if (has(azure.secretNamespace)) requiredText(errors, path, 'secretNamespace', azure.secretNamespace);
  }),
  row('vsphereVolume', (errors, path, vsphere) => sources.needs(errors, path, vsphere, 'volumePath')),
  row('photonPersistentDisk', (errors, path, photon) => sources.needs(errors, path, photon, 'pdID')),
  row('portworxVolume', (errors, path, portworx) => sources.needs(errors, path, portworx, 'volumeID')),
  row('azureDisk', sources.azureDisk),
  row('scaleIO', (errors, path, scale) => sources.needs(errors, path, scale, 'gateway', 'system', 'volumeName')),
  row('local', (errors, path, local) => {
    if (text(local.path) === '') errors.required(path.child('path'));
    else noBacksteps(errors, path.child('path'), text(local.path));
  }),
  row('storageos', sources.storageOs),
  row('csi', (errors, path, csi) => {
    sources.csiDriver(errors, path.child('driver'), text(csi.driver));
    sources.needs(errors, path, csi, 'volumeHandle');
    for (const field of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const) secretReference(errors, path.child(field), csi[field]);
  }),
];
/** Follows validatePVSecretReference. */
function secretReference(errors: FieldErrors, path: FieldPath, ref: k8s.SecretReference | undefined | null): void {
  const given = object(ref);
  if (!given) return;
  requiredName(errors, path.child('name'), text(given.name), dnsSubdomainComplaints);
  requiredName(errors, path.child('namespace'), text(given.namespace), dnsLabelComplaints);
}

function volumeSource(errors: FieldErrors, root: FieldPath, spec: Spec, volumeName: string, affine: boolean): void {
  let given = 0;
  for (const { field, shown, refused, check } of SOURCES) {
    const source = object(spec[field] as object | undefined);
    if (!source) continue;
    // A flexVolume is never the one that is too many.
    if (given++ > 0 && field !== 'flexVolume') errors.forbidden(root.child(refused), 'may not specify more than 1 volume type');
    else {
      check(errors, root.child(shown), source, volumeName);
      if (field === 'local' && !affine) errors.required(root.child('nodeAffinity'), 'Local volume requires node affinity');
    }
  }
  if (given === 0) errors.required(root, 'must specify a volume type');
}

const POLICIES = ['Delete', 'Recycle', 'Retain'];
function validateVolume(errors: FieldErrors, volume: k8s.PersistentVolume, anyAffinityValues: boolean): void {
  const spec = struct(volume.spec);
  if (texts(spec.accessModes).length === 0) errors.required(SPEC.child('accessModes'));
  accessModes(errors, SPEC.child('accessModes'), spec.accessModes);
  capacity(errors, spec);
  if (text(spec.persistentVolumeReclaimPolicy) !== '') optionalWord(errors, SPEC.child('persistentVolumeReclaimPolicy'), spec.persistentVolumeReclaimPolicy, POLICIES);
  const affinity = object(spec.nodeAffinity);
  if (affinity) {
    const required = object(affinity.required);
    if (required) validateNodeSelector(errors, SPEC.child('nodeAffinity', 'required'), required, anyAffinityValues);
    else errors.required(SPEC.child('nodeAffinity', 'required'), 'must specify required node constraints');
  }
  volumeSource(errors, SPEC, spec, text(struct(volume.metadata).name), affinity !== undefined);
  const host = text(object(spec.hostPath)?.path);
  if (has(spec.hostPath) && isRoot(host) && spec.persistentVolumeReclaimPolicy === 'Recycle') errors.forbidden(SPEC.child('persistentVolumeReclaimPolicy'), "may not be 'recycle' for a hostPath mount of '/'");
  if (text(spec.storageClassName) !== '') dnsSubdomain(errors, SPEC.child('storageClassName'), text(spec.storageClassName));
  optionalWord(errors, SPEC.child('volumeMode'), spec.volumeMode, VOLUME_MODES);
  if (!has(spec.volumeAttributesClassName)) return;
  if (text(spec.volumeAttributesClassName) === '') errors.required(SPEC.child('volumeAttributesClassName'), 'an empty string is disallowed');
  else dnsSubdomain(errors, SPEC.child('volumeAttributesClassName'), text(spec.volumeAttributesClassName));
  if (!has(spec.csi)) errors.required(SPEC.child('csi'), 'has to be specified when using volumeAttributesClassName');
}
/** Whether path.Clean makes it `/`. */
const isRoot = (path: string): boolean => {
  if (!path.startsWith('/')) return false;
  let depth = 0;
  for (const part of path.split('/')) if (part === '..') depth = Math.max(0, depth - 1);
    else if (part !== '' && part !== '.') depth++;
  return depth === 0;
};

function capacity(errors: FieldErrors, spec: Spec): void {
  const path = SPEC.child('capacity');
  const amounts = quantities(spec.capacity);
  const names = Object.keys(amounts);
  if (names.length === 0) errors.required(path);
  if (amounts['storage'] === undefined || names.length > 1) errors.notSupported(path, asType('{}quantity', has(spec.capacity) ? amounts : undefined), ['storage']);
  capacityAmounts(errors, path, amounts);
}
function capacityAmounts(errors: FieldErrors, path: FieldPath, amounts: Readonly<Record<string, string>>): void {
  for (const [name, amount] of Object.entries(amounts)) {
    if (wholeValue(amount) < 0) errors.invalid(path.key(name), wholeValue(amount), 'must be a valid resource quantity');
    if (compareQuantities(amount, '0') <= 0) errors.invalid(path.key(name), canonicalQuantity(amount), NOT_POSITIVE);
  }
}

const NOT_INLINE = 'may not be specified in the context of inline volumes';
/** A volume that an attachment describes itself: what a claim or a class would decide has no place in it. */
export function validateInlineVolume(errors: FieldErrors, path: FieldPath, spec: Spec): void {
  if (has(spec.claimRef)) errors.forbidden(path.child('claimRef'), NOT_INLINE);
  const amounts = quantities(spec.capacity);
  if (Object.keys(amounts).length > 0) errors.forbidden(path.child('capacity'), NOT_INLINE);
  if (!has(spec.csi)) errors.required(path.child('csi'), 'has to be specified in the context of inline volumes');
  if (texts(spec.accessModes).length === 0) errors.required(path.child('accessModes'));
  accessModes(errors, path.child('accessModes'), spec.accessModes);
  capacityAmounts(errors, path.child('capacity'), amounts);
  const policy = text(spec.persistentVolumeReclaimPolicy);
  if (policy !== '' && policy !== 'Retain') errors.forbidden(path.child('persistentVolumeReclaimPolicy'), 'may only be Retain in the context of inline volumes');
  if (has(spec.nodeAffinity)) errors.forbidden(path.child('nodeAffinity'), NOT_INLINE);
  volumeSource(errors, path, spec, '', has(spec.nodeAffinity));
  if (text(spec.storageClassName) !== '') errors.forbidden(path.child('storageClassName'), NOT_INLINE);
  if (has(spec.volumeMode) && spec.volumeMode !== 'Filesystem') errors.forbidden(path.child('volumeMode'), 'may not specify volumeMode other than Filesystem in the context of inline volumes');
}

/** Follows ValidatePersistentVolumeUpdate: what the volume is made of stays. */
function volumeChanges(errors: FieldErrors, spec: Spec, old: Spec): void {
  const added = object(old.csi) && !has(old.csi?.controllerExpandSecretRef) && has(object(spec.csi)?.controllerExpandSecretRef);
  const compared = added && spec.csi ? { ...spec, csi: { ...spec.csi, controllerExpandSecretRef: undefined } } : spec;
  if (!goEqual('core.PersistentVolumeSource', compared, old)) {
    errors.forbidden(SPEC.child('persistentvolumesource'), `spec.persistentvolumesource is immutable after creation\n${goDiff('core.PersistentVolumeSource', old, compared)}`);
  }
  immutable(errors, FieldPath.of('volumeMode'), '*string', spec.volumeMode, old.volumeMode);
  if (has(old.nodeAffinity) && !goEqual('*core.VolumeNodeAffinity', withGaKeys(spec.nodeAffinity), withGaKeys(old.nodeAffinity, spec.nodeAffinity))) {
    errors.invalid(FieldPath.of('nodeAffinity'), asType('*core.VolumeNodeAffinity', spec.nodeAffinity), `${IMMUTABLE}, except for updating from beta label to GA`);
  }
  if (has(old.volumeAttributesClassName) && !has(spec.volumeAttributesClassName)) errors.forbidden(SPEC.child('volumeAttributesClassName'), 'update from non-nil value to nil is forbidden');
}
const GA_KEYS: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/region': REGION,
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};
/** An affinity with the beta keys that the newer one has replaced. */
function withGaKeys(affinity: k8s.VolumeNodeAffinity | undefined, newer?: k8s.VolumeNodeAffinity): k8s.VolumeNodeAffinity | undefined {
  const required = object(object(affinity)?.required);
  if (!affinity || !required || !newer) return affinity;
  const now = new Set(items(object(newer.required)?.nodeSelectorTerms).flatMap(term => items(term.matchExpressions).map(each => text(each.key))));
  const renamed = (key: string): string => (GA_KEYS[key] !== undefined && now.has(GA_KEYS[key]) && !now.has(key) ? GA_KEYS[key] : key);
  return { required: { nodeSelectorTerms: items(required.nodeSelectorTerms).map(term => ({ ...term, matchExpressions: items(term.matchExpressions).map(each => ({ ...each, key: renamed(text(each.key)) })) })) } };
}
const hasBadValues = (spec: Spec): boolean =>
  items(object(object(spec.nodeAffinity)?.required)?.nodeSelectorTerms).some(term => items(term.matchExpressions).some(each => texts(each.values).some(value => labelValueComplaints(value).length > 0)));

export const persistentVolumes: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    validateVolume(errors, as<k8s.PersistentVolume>(object), false);
  },
  update: (errors, next, old) => {
    const [now, then] = [as<k8s.PersistentVolume>(next), as<k8s.PersistentVolume>(old)];
    checkMeta(errors, next, clusterWide());
    validateVolume(errors, now, hasBadValues(struct(then.spec)));
    volumeChanges(errors, struct(now.spec), struct(then.spec));
  },
  subresources: {
    status: (errors, next) => {
      if (text(struct(next.metadata).resourceVersion) === '') errors.required(FieldPath.of('resourceVersion'));
    },
  },
};
