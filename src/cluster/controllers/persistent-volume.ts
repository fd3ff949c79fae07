/** Volume binder: claims get volumes, found or made; what is released is reclaimed. Follows pkg/controller/volume/persistentvolume. */
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, findVolume, isClaimBound, isClaimOf, NO_PROVISIONER, SELECTED_NODE, waitsForConsumer } from '../../model/volumes.ts';
import { HOSTNAME } from '../../model/well-known.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type Controller, type ControllerState } from './framework.ts';
import { isDeleted } from './objects.ts';
import { patchStatus } from './status.ts';

interface State {
  /** Claims for which a volume is being made: when it is ready. */
  readonly making: Map<string, number>;
  /** What has been said about a claim that waits, so that it is said once. */
  readonly told: Map<string, string>;
}
type Self = Controller<State>;

const CLAIM = 'claim:';
const VOLUME = 'volume:';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
/** How long a provisioner takes to make a volume. */
const MAKING_MS = 1000;
const NONE: ReadonlySet<string> = new Set();

const classOf = (self: Self, claim: PersistentVolumeClaim): StorageClass | undefined =>
  (claim.spec.storageClassName ?? '') === '' ? undefined : self.plan.view.get('storageclasses.storage.k8s.io', '', claim.spec.storageClassName ?? '');

function syncClaim(self: Self, key: string): void {
  const claim = self.plan.view.get('persistentvolumeclaims', ...splitKey(key));
  if (claim === undefined || isDeleted(claim)) return;
  const named = claim.spec.volumeName ?? '';
  if (named !== '') {
    const volume = self.plan.view.get('persistentvolumes', '', named);
    if (volume === undefined) {
      if (isClaimBound(claim)) lose(self, claim);
    } else if (volume.spec.claimRef === undefined || isClaimOf(volume, claim)) bind(self, claim, volume);
    return;
  }
  const storageClass = classOf(self, claim);
  const volumes = self.plan.view.list('persistentvolumes');
  const reserved = volumes.find(volume => isClaimOf(volume, claim));
  const waits = waitsForConsumer(storageClass);
  const selected = claim.metadata.annotations?.[SELECTED_NODE];
  const volume = reserved ?? (waits ? null : findVolume(claim, volumes, null, NONE));
  if (volume !== null) bind(self, claim, volume);
  else if (waits && selected === undefined) tell(self, key, claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  else if (storageClass !== undefined && storageClass.provisioner !== NO_PROVISIONER) provision(self, key, claim, storageClass, selected);
  else if (storageClass === undefined && (claim.spec.storageClassName ?? '') !== '') tell(
    self, key, claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${claim.spec.storageClassName ?? ''}" not found`,
  );
  else tell(self, key, claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
}

function tell(self: Self, key: string, claim: PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, message: string): void {
  if (self.state.told.get(key) === message) return;
  self.state.told.set(key, message);
  self.event(claim, type, reason, message);
}

/** Both sides name each other; then both say Bound. */
function bind(self: Self, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const { namespace = '', name, uid, resourceVersion, annotations } = claim.metadata;
  const volumeName = volume.metadata.name;
  if (volume.spec.claimRef?.uid !== uid) {
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
    const metadata = volume.spec.claimRef === undefined ? { metadata: { annotations: { [BOUND_BY_CONTROLLER]: 'yes' } } } : {};
    self.request({ verb: 'patch', patchType: 'merge', resource: 'persistentvolumes', name: volumeName, body: { ...metadata, spec: { claimRef } } });
  }
  if (volume.status.phase !== 'Bound') self.request({ verb: 'patch', patchType: 'merge', resource: 'persistentvolumes', name: volumeName, subresource: 'status', body: { status: { phase: 'Bound' } } });
  if (claim.spec.volumeName !== volumeName || annotations?.[BIND_COMPLETED] === undefined) {
    const own = (claim.spec.volumeName ?? '') === '' ? { [BOUND_BY_CONTROLLER]: 'yes' } : {};
    self.request({ verb: 'patch', patchType: 'merge', resource: 'persistentvolumeclaims', namespace, name, body: { metadata: { annotations: { [BIND_COMPLETED]: 'yes', ...own } }, spec: { volumeName } } });
    self.acted(`PersistentVolumeClaim/${namespace}/${name}`, `binds it to ${volumeName}`);
  }
  patchStatus(self, 'persistentvolumeclaims', claim, { ...claim.status, phase: 'Bound', accessModes: volume.spec.accessModes ?? [], capacity: volume.spec.capacity ?? {} });
}
function lose(self: Self, claim: PersistentVolumeClaim): void {
  if (claim.status.phase === 'Lost') return;
  patchStatus(self, 'persistentvolumeclaims', claim, { ...claim.status, phase: 'Lost' });
  self.event(claim, 'Warning', 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
}

function provision(self: Self, key: string, claim: PersistentVolumeClaim, storageClass: StorageClass, node: string | undefined): void {
  const { making } = self.state;
  const ready = making.get(key);
  const { provisioner } = storageClass;
  const { namespace = '', name, uid, resourceVersion, annotations } = claim.metadata;
  if (ready === undefined) {
    making.set(key, self.now + MAKING_MS);
    self.wakeAt(`${CLAIM}${key}`, after(self.now, MAKING_MS));
    if (annotations?.[STORAGE_PROVISIONER] === undefined) self.request({
      verb: 'patch', patchType: 'merge', resource: 'persistentvolumeclaims', namespace, name, body: { metadata: { annotations: { [STORAGE_PROVISIONER]: provisioner } } },
    });
    self.event(
      claim, 'Normal', 'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
    return;
  }
  if (ready > self.now) return;
  making.delete(key);
  const volume = `pvc-${uid}`;
  const nodeAffinity = node === undefined ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values: [node] }] }] } } };
  const body = {
    apiVersion: 'v1', kind: 'PersistentVolume',
    metadata: { name: volume, annotations: { [PROVISIONED_BY]: provisioner } },
    spec: {
      capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
      accessModes: claim.spec.accessModes,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      ...(claim.spec.volumeMode === undefined ? {} : { volumeMode: claim.spec.volumeMode }),
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
      hostPath: { path: `/opt/local-path-provisioner/${volume}_${namespace}_${name}`, type: 'DirectoryOrCreate' },
      ...nodeAffinity,
    },
  };
  self.request({ verb: 'create', resource: 'persistentvolumes', body }, `made|${key}|${volume}`);
}

function syncVolume(self: Self, name: string): void {
  const volume = self.plan.view.get('persistentvolumes', '', name);
  if (volume === undefined || isDeleted(volume)) return;
  const { claimRef } = volume.spec;
  if (claimRef === undefined || (claimRef.uid ?? '') === '') {
    setPhase(self, volume, 'Available');
    return;
  }
  const claim = self.plan.view.get('persistentvolumeclaims', claimRef.namespace ?? '', claimRef.name ?? '');
  if (claim !== undefined && claim.metadata.uid === claimRef.uid) return;
  if (volume.spec.persistentVolumeReclaimPolicy === 'Delete' && volume.metadata.annotations?.[PROVISIONED_BY] !== undefined) {
    setPhase(self, volume, 'Released');
    self.request({ verb: 'delete', resource: 'persistentvolumes', name });
    self.acted(`PersistentVolume/${name}`, 'reclaims it');
  } else setPhase(self, volume, 'Released');
}
function setPhase(self: Self, volume: PersistentVolume, phase: string): void {
  patchStatus(self, 'persistentvolumes', volume, { ...volume.status, phase, ...(phase === volume.status.phase ? {} : { lastPhaseTransitionTime: self.time }) });
}

export const persistentVolumeController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'persistentvolume-controller',
  watches: ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses.storage.k8s.io'],
  init: () => ({ making: new Map(), told: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    const { view } = self.plan;
    if (resource === 'persistentvolumeclaims') {
      if (value === null) {
        const volume = (prev as unknown as PersistentVolumeClaim).spec.volumeName ?? '';
        if (volume !== '') self.dirty(`${VOLUME}${volume}`);
        self.state.making.delete(keyOf(object));
        self.state.told.delete(keyOf(object));
      } else self.dirty(`${CLAIM}${keyOf(object)}`);
      return;
    }
    if (resource === 'persistentvolumes') self.dirty(`${VOLUME}${object.metadata.name}`);
    // A volume or a class may be what a claim has waited for.
    if (prev === null || value === null || resource === 'persistentvolumes') for (const claim of view.list('persistentvolumeclaims')) if (value === null ? claim.spec.volumeName === object.metadata.name : !isClaimBound(claim)) self.dirty(`${CLAIM}${keyOf(claim)}`);
  },
  sync(self, key) {
    if (key.startsWith(CLAIM)) syncClaim(self, key.slice(CLAIM.length));
    else syncVolume(self, key.slice(VOLUME.length));
  },
  replied(self, reply, { code }) {
    const [what = '', key = '', volume = ''] = reply.split('|');
    const claim = self.plan.view.get('persistentvolumeclaims', ...splitKey(key));
    if (what === 'made' && code < 400 && claim !== undefined) self.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`);
  },
});
