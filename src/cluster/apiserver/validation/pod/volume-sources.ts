/** The sources of volumes, one rule each; Pods and PersistentVolumes share most of them. Follows validate...VolumeSource. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, dnsLabelComplaints, dnsSubdomainComplaints, inRange } from '../../../../model/names.ts';
import { asJson, type FieldErrors } from '../errors.ts';
import { checkName, dnsLabel, requiredName, requiredText } from '../common.ts';
import { has, items, map, number, object, optional, size, text } from '../values.ts';
import { descendingPath, noBacksteps, nonReservedPath } from './mounts.ts';

const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** The texts that must be there. */
export function needs<T extends object>(errors: FieldErrors, path: FieldPath, source: T, ...fields: readonly (keyof T & string)[]): void {
  for (const field of fields) requiredText(errors, path, field, source[field]);
}
export function needsList<T extends object>(errors: FieldErrors, path: FieldPath, source: T, field: keyof T & string): void {
  if (size(source[field]) === 0) errors.required(path.child(field));
}
/** A permission, where there is one. */
export function fileMode(errors: FieldErrors, path: FieldPath, mode: unknown): void {
  const value = optional(mode);
  if (value !== undefined && (value < 0 || value > 0o777)) errors.invalid(path, value, FILE_MODE);
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
export function hostPath(errors: FieldErrors, path: FieldPath, host: k8s.HostPathVolumeSource): void {
  if (text(host.path) === '') return errors.required(path.child('path'));
  noBacksteps(errors, path.child('path'), text(host.path));
  if (has(host.type) && !HOST_PATH_TYPES.includes(text(host.type))) errors.notSupported(path.child('type'), text(host.type), HOST_PATH_TYPES);
}
export function gitRepo(errors: FieldErrors, path: FieldPath, repo: k8s.GitRepoVolumeSource): void {
  needs(errors, path, repo, 'repository');
  descendingPath(errors, path.child('directory'), text(repo.directory));
}

const partition = (errors: FieldErrors, path: FieldPath, value: unknown): void => {
  if (number(value) < 0 || number(value) > 255) errors.invalid(path.child('partition'), number(value), inRange(1, 255));
};
export function gceDisk(errors: FieldErrors, path: FieldPath, disk: k8s.GCEPersistentDiskVolumeSource): void {
  needs(errors, path, disk, 'pdName');
  partition(errors, path, disk.partition);
}
export function awsDisk(errors: FieldErrors, path: FieldPath, disk: k8s.AWSElasticBlockStoreVolumeSource): void {
  needs(errors, path, disk, 'volumeID');
  partition(errors, path, disk.partition);
}

export function secret(errors: FieldErrors, path: FieldPath, source: k8s.SecretVolumeSource): void {
  needs(errors, path, source, 'secretName');
  filesOf(errors, path, source);
}
export function configMap(errors: FieldErrors, path: FieldPath, source: k8s.ConfigMapVolumeSource): void {
  needs(errors, path, source, 'name');
  filesOf(errors, path, source);
}
function filesOf(errors: FieldErrors, path: FieldPath, source: k8s.SecretVolumeSource | k8s.ConfigMapVolumeSource): void {
  fileMode(errors, path.child('defaultMode'), source.defaultMode);
  items(source.items).forEach((item, i) => keyToPath(errors, path.child('items').index(i), item));
}
/** Follows validateKeyToPath. */
export function keyToPath(errors: FieldErrors, path: FieldPath, item: k8s.KeyToPath): void {
  needs(errors, path, item, 'key', 'path');
  nonReservedPath(errors, path.child('path'), text(item.path));
  fileMode(errors, path.child('mode'), item.mode);
}

export function nfs(errors: FieldErrors, path: FieldPath, source: k8s.NFSVolumeSource): void {
  needs(errors, path, source, 'server', 'path');
  if (!text(source.path).startsWith('/')) errors.invalid(path.child('path'), text(source.path), 'must be an absolute path');
}

const INITIATORS: readonly (readonly [prefix: string, form: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];
function initiator(errors: FieldErrors, path: FieldPath, name: string, unknown: string): void {
  const form = INITIATORS.find(([prefix]) => name.startsWith(prefix))?.[1];
  if (!form) errors.invalid(path, name, unknown);
  else if (!form.test(name)) errors.invalid(path, name, 'must be valid format');
}
type Iscsi = k8s.ISCSIVolumeSource | k8s.ISCSIPersistentVolumeSource;
export function iscsi(errors: FieldErrors, path: FieldPath, source: Iscsi, unknown = 'must be valid format starting with iqn, eui, or naa'): void {
  needs(errors, path, source as k8s.ISCSIVolumeSource, 'targetPortal', 'iqn');
  if (text(source.iqn) !== '') initiator(errors, path.child('iqn'), text(source.iqn), unknown);
  const lun = number(source.lun);
  if (lun < 0 || lun > 255) errors.invalid(path.child('lun'), lun, inRange(0, 255));
  if ((source.chapAuthDiscovery === true || source.chapAuthSession === true) && !has(source.secretRef)) errors.required(path.child('secretRef'));
  if (has(source.initiatorName)) initiator(errors, path.child('initiatorname'), text(source.initiatorName), unknown);
}
const ISCSI_LENGTH = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
const iscsiNameTooLong = (name: string, source: Iscsi): boolean => has(source.initiatorName) && byteLength(`${name}:${text(source.targetPortal)}`) > 64;
export function iscsiNameLength(errors: FieldErrors, path: FieldPath, volume: k8s.Volume): void {
  const source = object(volume.iscsi);
  if (source && iscsiNameTooLong(text(volume.name), source)) errors.invalid(path.child('name'), text(volume.name), ISCSI_LENGTH);
}
export function iscsiOfVolume(errors: FieldErrors, path: FieldPath, source: k8s.ISCSIPersistentVolumeSource, volumeName: string): void {
  if (iscsiNameTooLong(volumeName, source)) errors.invalid(path.child('targetportal'), text(source.targetPortal), ISCSI_LENGTH);
  iscsi(errors, path, source, 'must be valid format');
  const ref = object(source.secretRef);
  if (ref) requiredText(errors, path.child('secretRef'), 'name', ref.name);
}

export function flocker(errors: FieldErrors, path: FieldPath, source: k8s.FlockerVolumeSource): void {
  const [name, uuid] = [text(source.datasetName), text(source.datasetUUID)];
  if (name === '' && uuid === '') errors.required(path, 'one of datasetName and datasetUUID is required');
  if (name !== '' && uuid !== '') errors.invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  if (name.includes('/')) errors.invalid(path.child('datasetName'), name, "must not contain '/'");
}
export function rbd(errors: FieldErrors, path: FieldPath, source: k8s.RBDVolumeSource | k8s.RBDPersistentVolumeSource): void {
  needsList(errors, path, source as k8s.RBDVolumeSource, 'monitors');
  needs(errors, path, source as k8s.RBDVolumeSource, 'image');
}
export function cinder(errors: FieldErrors, path: FieldPath, source: k8s.CinderVolumeSource | k8s.CinderPersistentVolumeSource): void {
  needs(errors, path, source as k8s.CinderVolumeSource, 'volumeID');
  const ref = object(source.secretRef as { readonly name?: string } | undefined);
  if (ref) requiredText(errors, path.child('secretRef'), 'name', ref.name);
}
export function quobyte(errors: FieldErrors, path: FieldPath, source: k8s.QuobyteVolumeSource): void {
  const message = 'must be a host:port pair or multiple pairs separated by commas';
  const registry = text(source.registry);
  if (registry === '') errors.required(path.child('registry'), message);
  else if (byteLength(text(source.tenant)) >= 65) errors.required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters');
  else for (const pair of registry.split(',')) if (!/^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair)) errors.invalid(path.child('registry'), registry, message);
  needs(errors, path, source, 'volume');
}
export function fibreChannel(errors: FieldErrors, path: FieldPath, source: k8s.FCVolumeSource): void {
  const [targets, ids] = [size(source.targetWWNs), size(source.wwids)];
  if (targets === 0 && ids === 0) errors.required(path.child('targetWWNs'), 'must specify either targetWWNs or wwids, but not both');
  if (targets > 0 && ids > 0) errors.invalid(path.child('targetWWNs'), asJson(source.targetWWNs), 'targetWWNs and wwids can not be specified simultaneously');
  if (targets === 0) return;
  const lun = optional(source.lun);
  if (lun === undefined) errors.required(path.child('lun'), 'lun is required if targetWWNs is specified');
  else if (lun < 0 || lun > 255) errors.invalid(path.child('lun'), lun, inRange(0, 255));
}
export function flex(errors: FieldErrors, path: FieldPath, source: k8s.FlexVolumeSource | k8s.FlexPersistentVolumeSource): void {
  needs(errors, path, source as k8s.FlexVolumeSource, 'driver');
  for (const key in map(source.options)) {
    const namespace = `.${(key.split('/', 1)[0] ?? '').toLowerCase()}`;
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) errors.invalid(path.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved');
  }
}

const MANAGED_DISK = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
export function azureDisk(errors: FieldErrors, path: FieldPath, source: k8s.AzureDiskVolumeSource): void {
  needs(errors, path, source, 'diskName', 'diskURI');
  const [caching, kind, uri] = [source.cachingMode, source.kind, text(source.diskURI)];
  if (has(caching) && !['None', 'ReadOnly', 'ReadWrite'].includes(text(caching))) errors.notSupported(path.child('cachingMode'), text(caching), ['None', 'ReadOnly', 'ReadWrite']);
  if (!has(kind)) return;
  if (!['Dedicated', 'Managed', 'Shared'].includes(text(kind))) errors.notSupported(path.child('kind'), text(kind), ['Dedicated', 'Managed', 'Shared']);
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) errors.notSupported(path.child('diskURI'), uri, [MANAGED_DISK]);
  if (kind !== 'Managed' && !uri.startsWith('https://')) errors.notSupported(path.child('diskURI'), uri, [BLOB_DISK]);
}
export function storageOs(errors: FieldErrors, path: FieldPath, source: k8s.StorageOSVolumeSource | k8s.StorageOSPersistentVolumeSource): void {
  requiredName(errors, path.child('volumeName'), text(source.volumeName), dnsLabelComplaints);
  if (text(source.volumeNamespace) !== '') dnsLabel(errors, path.child('volumeNamespace'), text(source.volumeNamespace));
  const ref = object(source.secretRef as { readonly name?: string } | undefined);
  if (ref) requiredText(errors, path.child('secretRef'), 'name', ref.name);
}

/** Follows ValidateCSIDriverName. */
export function csiDriver(errors: FieldErrors, path: FieldPath, driver: string): void {
  if (driver === '') return errors.required(path);
  if (byteLength(driver) > 63) errors.tooLong(path, 63);
  errors.complaints(path, driver, dnsSubdomainComplaints(driver.toLowerCase()));
}
export function csi(errors: FieldErrors, path: FieldPath, source: k8s.CSIVolumeSource): void {
  csiDriver(errors, path.child('driver'), text(source.driver));
  const ref = object(source.nodePublishSecretRef);
  if (!ref) return;
  if (text(ref.name) === '') errors.required(path.child('nodePublishSecretRef', 'name'));
  else checkName(errors, path.child('name'), text(ref.name), dnsSubdomainComplaints);
}
