/** Namespace controller: a namespace that is deleted is emptied, then let go. Follows pkg/controller/namespace. */
import type { KubeObject, Namespace, Pod } from '../../model/objects.ts';
import { groupOf, groupResource, resourceFacts } from '../../model/resources.ts';
import type { Component } from '../contract/component.ts';
import { after } from '../../model/time.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';
import { withCondition } from './objects.ts';
import { patchStatus } from './status.ts';

type Self = Controller<object>;

/** What can be in a namespace and be deleted, Pods last as they take their time. */
const contents: readonly string[] = [
  ...new Set(
    resourceFacts.filter(({ name, namespaced, verbs }) => namespaced && !name.includes('/') && verbs.includes('delete') && verbs.includes('list')).map(({ groupVersion, name }) => groupResource(groupOf(groupVersion), name)),
  ),
].filter(resource => resource !== 'events.events.k8s.io');

function sync(self: Self, name: string): void {
  const namespace = self.plan.view.get('namespaces', '', name);
  if (namespace === undefined || namespace.metadata.deletionTimestamp === undefined) return;
  const remaining = contents.map(resource => ({ resource, objects: self.plan.view.list(resource, name) as readonly KubeObject[] })).filter(({ objects }) => objects.length > 0);
  if (remaining.length === 0) {
    release(self, namespace);
    return;
  }
  for (const { resource, objects } of remaining) {
    for (const { metadata } of objects) {
      if (metadata.deletionTimestamp === undefined) self.request({ verb: 'delete', resource, namespace: name, name: metadata.name, options: { propagationPolicy: 'Background' } });
    }
  }
  patchStatus(self, 'namespaces', namespace, statusOf(self, namespace, remaining));
  const grace = (remaining.find(({ resource }) => resource === 'pods')?.objects ?? []).reduce((most, pod) => Math.max(most, (pod as unknown as Pod).spec.terminationGracePeriodSeconds), 0);
  self.wakeAt(name, after(self.now, grace === 0 ? 100 : (Math.floor(grace / 2) + 1) * 1000));
}

function release(self: Self, { metadata: { name }, spec }: Namespace): void {
  const finalizers = (spec.finalizers ?? []).filter(each => each !== 'kubernetes');
  self.request({ verb: 'update', resource: 'namespaces', name, subresource: 'finalize', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: { finalizers } } });
  self.request({ verb: 'delete', resource: 'namespaces', name });
  self.acted(`Namespace/${name}`, 'is empty: lets it go');
}

function statusOf(self: Self, { status }: Namespace, remaining: readonly { readonly resource: string; readonly objects: readonly KubeObject[] }[]): object {
  const made = (type: string, status: 'True' | 'False', reason: string, message: string): { type: string; status: string; reason: string; message: string; lastTransitionTime: string } => ({ type, status, reason, message, lastTransitionTime: self.time });
  const held = remaining.map(({ resource, objects }) => `${resource.includes('.') ? resource : `${resource}.`} has ${objects.length} resource instances`).join(', ');
  const finalizers = new Map<string, number>();
  for (const { objects } of remaining) for (const { metadata } of objects) for (const each of metadata.finalizers ?? []) finalizers.set(each, (finalizers.get(each) ?? 0) + 1);
  const kept = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).join(', ');
  let conditions: readonly object[] = status.conditions ?? [];
  for (const condition of [
    made('NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'),
    made('NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    made('NamespaceDeletionContentFailure', 'False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    made('NamespaceContentRemaining', 'True', 'SomeResourcesRemain', `Some resources are remaining: ${held}`),
    kept === ''
      ? made('NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : made('NamespaceFinalizersRemaining', 'True', 'SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${kept}`),
  ]) conditions = withCondition(conditions as readonly (typeof condition)[], condition);
  return { ...status, conditions };
}

export const namespaceController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'namespace-controller',
  watches: ['namespaces'],
  init: () => ({}),
  hear(self, _, value) {
    if (value !== null && value.metadata.deletionTimestamp !== undefined) self.dirty(value.metadata.name);
  },
  sync,
});
