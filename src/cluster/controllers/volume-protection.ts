/** Volume protection: claims in use by Pods, and volumes bound to claims, are not deleted under them. Follows pkg/controller/volume/pvcprotection and pvprotection. */
import type { KubeObject, Pod } from '../../model/objects.ts';
import { claimNames } from '../../model/volumes.ts';
import type { Component } from '../contract/component.ts';
import { defineController, splitKey, type Controller, type ControllerState } from './framework.ts';
import { isDeleted, isFinished } from './objects.ts';

type Self = Controller<object>;

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

function release(self: Self, resource: 'persistentvolumeclaims' | 'persistentvolumes', { metadata }: Pick<KubeObject, 'metadata'>, finalizer: string): void {
  const finalizers = (metadata.finalizers ?? []).filter(each => each !== finalizer);
  const where = metadata.namespace === undefined || metadata.namespace === '' ? {} : { namespace: metadata.namespace };
  self.request({ ...where, verb: 'patch', patchType: 'merge', resource, name: metadata.name, body: { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } } });
}
const uses = (pod: Pod, name: string): boolean => !isFinished(pod) && (pod.spec.nodeName ?? '') !== '' && claimNames(pod.metadata.name, pod.spec.volumes).some(({ claim }) => claim === name);

function sync(self: Self, key: string): void {
  const [namespace, name] = splitKey(key);
  const { view } = self.plan;
  if (namespace === '') {
    const volume = view.get('persistentvolumes', '', name);
    if (volume !== undefined && isDeleted(volume) && volume.metadata.finalizers?.includes(VOLUME_FINALIZER) === true && volume.status.phase !== 'Bound') release(self, 'persistentvolumes', volume, VOLUME_FINALIZER);
    return;
  }
  const claim = view.get('persistentvolumeclaims', namespace, name);
  if (claim === undefined || !isDeleted(claim) || claim.metadata.finalizers?.includes(CLAIM_FINALIZER) !== true) return;
  if (!view.list('pods', namespace).some(pod => uses(pod, name))) release(self, 'persistentvolumeclaims', claim, CLAIM_FINALIZER);
}

export const volumeProtectionController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'pvc-protection-controller',
  watches: ['persistentvolumeclaims', 'persistentvolumes', 'pods'],
  init: () => ({}),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    const { namespace = '', name } = object.metadata;
    if (resource !== 'pods') {
      if (value !== null && isDeleted(value)) self.dirty(namespace === '' ? name : `${namespace}/${name}`);
      return;
    }
    const pod = object as unknown as Pod;
    if (value !== null && !isFinished(pod)) return;
    for (const { claim } of claimNames(name, pod.spec.volumes)) self.dirty(`${namespace}/${claim}`);
  },
  sync,
});
