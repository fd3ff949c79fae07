/** The mirror of a static Pod in the API: made by the kubelet, and made again when somebody deletes it. Follows pkg/kubelet/pod/mirror_client.go. */
import type { Pod } from '../../model/objects.ts';
import { MIRROR } from '../../model/well-known.ts';
import type { Kit } from './kit.ts';
import { kubeletUser } from './status.ts';
import type { Worker } from './state.ts';

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[MIRROR] !== undefined;

export function reconcileMirror(kit: Kit, worker: Worker): void {
  if (worker.source !== 'file') return;
  const stored = kit.plan.view.get('pods', worker.namespace, worker.name);
  // A mirror of what the file said before goes, too.
  if (stored !== undefined && stored.metadata.deletionTimestamp === undefined && stored.metadata.annotations?.[MIRROR] === worker.uid) return;
  if (stored !== undefined) removeMirror(kit, worker);
  const { pod } = worker;
  const { name, namespace, labels, annotations } = pod.metadata;
  const node = kit.plan.view.get('nodes', '', worker.node);
  const owner = node === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: worker.node, uid: node.metadata.uid, controller: true }] };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, ...(labels ? { labels } : {}), annotations: { ...annotations, [MIRROR]: worker.uid }, ...owner }, spec: pod.spec };
  kit.plan.request({ verb: 'create', resource: 'pods', namespace, user: kubeletUser(worker.node), body });
}

export function removeMirror(kit: Kit, worker: Worker): void {
  const stored = kit.plan.view.get('pods', worker.namespace, worker.name);
  if (stored === undefined || !isMirror(stored)) return;
  kit.plan.request({ verb: 'delete', resource: 'pods', namespace: worker.namespace, name: worker.name, user: kubeletUser(worker.node), options: { gracePeriodSeconds: 0, preconditions: { uid: stored.metadata.uid } } });
}

/** Whether a static Pod of this name waits for the end of this one: then its mirror stays until the other takes it over. */
export function isHeldFor(kit: Kit, { name, namespace, node }: Worker): boolean {
  for (const { metadata, spec } of kit.state.heldStatics.values()) if (metadata.name === name && metadata.namespace === namespace && spec.nodeName === node) return true;
  return false;
}
