/** Whose a Pod is: a set takes over Pods without a controller that match it, and lets go its own that do not any more. Follows pkg/controller/controller_ref_manager.go. */
import type { KubeObject, Pod, k8s } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import { jsonEqual } from '../../base/json.ts';
import { keyOf, type Controller } from './framework.ts';
import { GroupIndex, type IndexTables } from './group-index.ts';
import { controllerOf, isDeleted, isFinished, ownerReference } from './objects.ts';

/** Sets that are to look for Pods without a controller. */
export interface ClaimState {
  readonly claims: Set<string>;
}
type Selecting = KubeObject & { readonly spec: { readonly selector: k8s.LabelSelector } };
type Self = Controller<ClaimState>;

/** A set that came or changed looks for Pods. */
export function lookForPods(self: Self, key: string): void {
  self.state.claims.add(key);
  self.dirty(key);
}

/** A Pod without a controller has come, or has just lost its labels or its controller: the sets that select it look. */
function hearOrphan(self: Self, resource: 'statefulsets.apps' | 'daemonsets.apps', pod: Pod, prev: Pod | null): void {
  if (isDeleted(pod) || controllerOf(pod) !== undefined) return;
  if (prev !== null && controllerOf(prev) === undefined && jsonEqual(prev.metadata.labels, pod.metadata.labels)) return;
  for (const set of self.plan.view.list(resource, pod.metadata.namespace)) if (selects(set.spec.selector, pod.metadata.labels)) lookForPods(self, keyOf(set));
}

/** A Pod was written: it is counted to the set that owns it, and whoever owned, owns or may own it looks. */
export function hearPod(self: Controller<ClaimState & IndexTables<Pod>>, kind: 'StatefulSet' | 'DaemonSet', value: Pod | null, prev: Pod | null): void {
  const pod = value ?? prev;
  if (pod === null) return;
  const { uid, namespace } = pod.metadata;
  const owner = controllerOf(pod);
  const former = prev === null ? undefined : controllerOf(prev);
  const index = new GroupIndex(self.state);
  if (value === null || owner?.kind !== kind) index.delete(uid);
  else index.set(uid, owner.uid, pod);
  for (const each of [owner, former]) if (each?.kind === kind) self.dirty(`${namespace}/${each.name}`);
  if (value !== null) hearOrphan(self, kind === 'StatefulSet' ? 'statefulsets.apps' : 'daemonsets.apps', pod, prev);
}

/** True where it had to write: what is adopted or let go is heard of before anything is made or deleted. */
export function claimPods(self: Self, set: Selecting, own: readonly Pod[], belongs: (pod: Pod) => boolean = () => true): boolean {
  const { namespace = '', uid } = set.metadata;
  const fits = (pod: Pod): boolean => selects(set.spec.selector, pod.metadata.labels) && belongs(pod);
  const patch = (pod: Pod, ownerReferences: readonly k8s.OwnerReference[]): void =>
    self.request({ verb: 'patch', patchType: 'merge', resource: 'pods', namespace, name: pod.metadata.name, body: { metadata: { uid: pod.metadata.uid, ownerReferences } } });
  const strangers = own.filter(pod => !isDeleted(pod) && !fits(pod));
  for (const pod of strangers) patch(pod, (pod.metadata.ownerReferences ?? []).filter(owner => owner.uid !== uid));
  const orphans = self.state.claims.delete(keyOf(set)) ? self.plan.view.list('pods', namespace).filter(pod => controllerOf(pod) === undefined && !isDeleted(pod) && !isFinished(pod) && fits(pod)) : [];
  for (const pod of orphans) patch(pod, [...(pod.metadata.ownerReferences ?? []), ownerReference(set)]);
  return strangers.length + orphans.length > 0;
}
