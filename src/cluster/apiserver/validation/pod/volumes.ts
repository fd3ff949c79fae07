/** A Pod's volumes: names, and exactly one source each. Follows ValidateVolumes and validateVolumeSource. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../../../../model/names.ts';
import { compareQuantities } from '../../../../model/quantity.ts';
import { FieldErrors } from '../errors.ts';
import { requiredName } from '../common.ts';
import { validateClaimTemplate } from '../core/claim-spec.ts';
import { items, object, quantity, text } from '../values.ts';
import { validatePullPolicy } from './containers.ts';
import { validateDownwardApi, validateProjected } from './projected.ts';
import type { PodOptions } from './scope.ts';
import * as sources from './volume-sources.ts';

interface VolumeScope {
  readonly errors: FieldErrors;
  readonly options: PodOptions;
  /** The Pod's name; '' in a template. */
  readonly podName: string;
}
type SourceRule<K extends keyof k8s.Volume> = (scope: VolumeScope, path: FieldPath, source: NonNullable<k8s.Volume[K]> & object, volume: k8s.Volume, volumePath: FieldPath) => void;
interface SourceRow {
  readonly field: keyof k8s.Volume;
  /** The name in paths where it is not the field's, and where a second source is refused. */
  readonly shown: string;
  readonly refused: string;
  readonly check: (scope: VolumeScope, path: FieldPath, source: object, volume: k8s.Volume, volumePath: FieldPath) => void;
}
const row = <K extends keyof k8s.Volume>(field: K, check: SourceRule<K>, shown: string = field, refused: string = shown): SourceRow => ({ field, shown, refused, check: check as SourceRow['check'] });

/** The sources in the order in which the API server looks at them, which tells which one is the second. */
const SOURCES: readonly SourceRow[] = [
  row('emptyDir', ({ errors }, path, dir) => {
    if (compareQuantities(quantity(dir.sizeLimit) ?? '0', '0') < 0) errors.forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
  }),
  row('hostPath', ({ errors }, path, host) => sources.hostPath(errors, path, host)),
  row('gitRepo', ({ errors }, path, repo) => sources.gitRepo(errors, path, repo)),
  row('gcePersistentDisk', ({ errors }, path, disk) => sources.gceDisk(errors, path, disk), 'persistentDisk', 'gcePersistentDisk'),
  row('awsElasticBlockStore', ({ errors }, path, disk) => sources.awsDisk(errors, path, disk)),
  row('secret', ({ errors }, path, secret) => sources.secret(errors, path, secret)),
  row('nfs', ({ errors }, path, nfs) => sources.nfs(errors, path, nfs)),
  row('iscsi', ({ errors }, path, iscsi) => sources.iscsi(errors, path, iscsi)),
  row('glusterfs', ({ errors }, path, gluster) => sources.needs(errors, path, gluster, 'endpoints', 'path')),
  row('flocker', ({ errors }, path, flocker) => sources.flocker(errors, path, flocker)),
  row('persistentVolumeClaim', ({ errors }, path, claim) => sources.needs(errors, path, claim, 'claimName')),
  row('rbd', ({ errors }, path, rbd) => sources.rbd(errors, path, rbd)),
  row('cinder', ({ errors }, path, cinder) => sources.cinder(errors, path, cinder)),
  row('cephfs', ({ errors }, path, ceph) => sources.needsList(errors, path, ceph, 'monitors'), 'cephfs', 'cephFS'),
  row('quobyte', ({ errors }, path, quobyte) => sources.quobyte(errors, path, quobyte)),
  row('downwardAPI', ({ errors }, path, downward) => validateDownwardApi(errors, path, downward), 'downwardAPI', 'downwarAPI'),
  row('fc', ({ errors }, path, fc) => sources.fibreChannel(errors, path, fc)),
  row('flexVolume', ({ errors }, path, flex) => sources.flex(errors, path, flex)),
  row('configMap', ({ errors }, path, config) => sources.configMap(errors, path, config)),
  row('azureFile', ({ errors }, path, azure) => sources.needs(errors, path, azure, 'secretName', 'shareName')),
  row('vsphereVolume', ({ errors }, path, vsphere) => sources.needs(errors, path, vsphere, 'volumePath')),
  row('photonPersistentDisk', ({ errors }, path, photon) => sources.needs(errors, path, photon, 'pdID')),
  row('portworxVolume', ({ errors }, path, portworx) => sources.needs(errors, path, portworx, 'volumeID')),
  row('azureDisk', ({ errors }, path, azure) => sources.azureDisk(errors, path, azure)),
  row('storageos', ({ errors }, path, storageos) => sources.storageOs(errors, path, storageos)),
  row('projected', ({ errors, options }, path, projected) => validateProjected(errors, path, projected, options)),
  row('scaleIO', ({ errors }, path, scale) => sources.needs(errors, path, scale, 'gateway', 'system', 'volumeName')),
  row('csi', ({ errors }, path, csi) => sources.csi(errors, path, csi)),
  row('ephemeral', ({ errors, podName }, path, ephemeral, volume, volumePath) => {
    const template = object(ephemeral.volumeClaimTemplate);
    if (!template) errors.required(path.child('volumeClaimTemplate'));
    else validateClaimTemplate(errors, path.child('volumeClaimTemplate'), template);
    const name = text(volume.name);
    if (podName === '' || name === '') return;
    const claim = `${podName}-${name}`;
    for (const complaint of dnsSubdomainComplaints(claim)) errors.invalid(volumePath.child('name'), name, `PVC name "${claim}": ${complaint}`);
  }),
  row('image', ({ errors, options }, path, image) => {
    if (!options.emptyImageReference) sources.needs(errors, path, image, 'reference');
    validatePullPolicy(errors, path.child('pullPolicy'), image.pullPolicy);
  }),
];

function validateSource(scope: VolumeScope, path: FieldPath, volume: k8s.Volume): void {
  let given = 0;
  for (const { field, shown, refused, check } of SOURCES) {
    const source = object(volume[field] as object | undefined);
    if (!source) continue;
    if (given++ > 0) scope.errors.forbidden(path.child(refused), 'may not specify more than 1 volume type');
    else check(scope, path.child(shown), source, volume, path);
    if (field === 'iscsi') sources.iscsiNameLength(scope.errors, path, volume);
  }
  if (given === 0) scope.errors.required(path, 'must specify a volume type');
}

/** Gives the volumes that are well formed, by name: mounts may name only these. */
export function validateVolumes(scope: VolumeScope, path: FieldPath, given: readonly k8s.Volume[] | undefined): ReadonlyMap<string, k8s.Volume> {
  const formed = new Map<string, k8s.Volume>();
  if (!given) return formed;
  const { errors, podName } = scope;
  const volumes = items(given);
  const created = new Set(podName === '' ? [] : volumes.filter(volume => object(volume.ephemeral)).map(volume => `${podName}-${text(volume.name)}`));
  volumes.forEach((volume, i) => {
    const at = path.index(i);
    const name = text(volume.name);
    const before = errors.length;
    validateSource(scope, at, volume);
    requiredName(errors, at.child('name'), name, dnsLabelComplaints);
    if (formed.has(name)) errors.duplicate(at.child('name'), name);
    if (errors.length === before) formed.set(name, volume);
    const claim = text(object(volume.persistentVolumeClaim)?.claimName);
    if (created.has(claim)) errors.invalid(at.child('persistentVolumeClaim', 'claimName'), claim, 'must not reference a PVC that gets created for an ephemeral volume');
  });
  return formed;
}
