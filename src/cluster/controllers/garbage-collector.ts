/** Garbage collector: what has lost all its owners goes, and deletions in the foreground or leaving orphans are carried out. Follows pkg/controller/garbagecollector. */
import type { KubeObject, k8s } from '../../model/objects.ts';
import { groupResourceOfKind, resourceFact, resourceFacts, groupResource, groupOf } from '../../model/resources.ts';
import type { ApiRequest } from '../contract/api.ts';
import type { Component } from '../contract/component.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables, type IndexTables } from './group-index.ts';

interface Dependent {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly blocks: boolean;
}
interface State extends IndexTables<Dependent> {
  /** Owners that are deleted in the foreground: uid -> their key. */
  readonly waiting: Map<string, string>;
}
type Self = Controller<State>;

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const IGNORED = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io', 'componentstatuses', 'bindings']);

/** Everything that can be listed, watched and deleted. */
const watched: readonly string[] = [
  ...new Set(resourceFacts.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('watch') && verbs.includes('delete')).map(({ groupVersion, name }) => groupResource(groupOf(groupVersion), name))),
].filter(resource => !IGNORED.has(resource));

const NONE: readonly k8s.OwnerReference[] = [];
const ownersOf = (object: KubeObject | null): readonly k8s.OwnerReference[] => object?.metadata.ownerReferences ?? NONE;

function hear(self: Self, resource: string, value: KubeObject | null, prev: KubeObject | null): void {
  const object = (value ?? prev) as KubeObject;
  const { metadata } = object;
  const index = new GroupIndex(self.state);
  const owners = ownersOf(value);
  const before = ownersOf(prev);
  if (owners !== before) {
    for (const { uid } of before) if (!owners.some(owner => owner.uid === uid)) forget(self, index, metadata.uid, uid);
    for (const owner of owners) {
      index.set(`${metadata.uid}/${owner.uid}`, owner.uid, { resource, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid, blocks: owner.blockOwnerDeletion === true });
    }
    if (prev === null && owners.length > 0 && !owners.every(owner => ownerExists(self, owner, metadata.namespace ?? ''))) self.dirty(dependentKey(resource, metadata));
  }
  if (value === null) {
    self.state.waiting.delete(metadata.uid);
    for (const each of index.list(metadata.uid)) self.dirty(dependentKey(each.resource, each));
  } else if (metadata.deletionTimestamp !== undefined && metadata.finalizers?.some(each => each === ORPHAN || each === FOREGROUND) === true) {
    const key = `finalize|${resource}|${metadata.namespace ?? ''}|${metadata.name}`;
    self.state.waiting.set(metadata.uid, key);
    self.dirty(key);
  }
}
function forget(self: Self, index: GroupIndex<Dependent>, uid: string, owner: string): void {
  index.delete(`${uid}/${owner}`);
  const waiting = self.state.waiting.get(owner);
  if (waiting !== undefined) self.dirty(waiting);
}
const dependentKey = (resource: string, { namespace = '', name, uid }: { readonly namespace?: string | undefined; readonly name: string; readonly uid: string }): string => `item|${resource}|${namespace}|${name}|${uid}`;

function ownerOf(self: Self, { apiVersion, kind, name, uid }: k8s.OwnerReference, namespace: string): KubeObject | null {
  const resource = groupResourceOfKind(apiVersion, kind);
  if (resource === undefined) return null;
  const owner = self.plan.view.get(resource, resourceFact(resource)?.namespaced === false ? '' : namespace, name) as KubeObject | undefined;
  return owner !== undefined && owner.metadata.uid === uid ? owner : null;
}
const ownerExists = (self: Self, owner: k8s.OwnerReference, namespace: string): boolean => ownerOf(self, owner, namespace) !== null;
const isForeground = (owner: KubeObject | null): boolean => owner !== null && owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(FOREGROUND) === true;

const at = (resource: string, namespace: string, name: string): Pick<ApiRequest, 'resource' | 'name' | 'namespace'> => ({ resource, name, ...(namespace === '' ? {} : { namespace }) });

/** A dependent stays while it has an owner that is not on its way out with all that it holds. */
function collect(self: Self, resource: string, namespace: string, name: string, uid: string): void {
  const object = self.plan.view.get(resource, namespace, name) as KubeObject | undefined;
  if (object === undefined || object.metadata.uid !== uid || object.metadata.deletionTimestamp !== undefined) return;
  const owners = ownersOf(object).map(reference => ({ reference, owner: ownerOf(self, reference, namespace) }));
  if (owners.length === 0) return;
  const solid = owners.filter(({ owner }) => owner !== null && !isForeground(owner));
  if (solid.length > 0) {
    if (solid.length < owners.length) self.request({ ...at(resource, namespace, name), verb: 'patch', patchType: 'merge', body: { metadata: { uid, ownerReferences: solid.map(({ reference }) => reference) } } });
    return;
  }
  const waiting = owners.some(({ owner }) => isForeground(owner)) && new GroupIndex(self.state).has(uid);
  self.request({
    ...at(resource, namespace, name), verb: 'delete',
    options: { preconditions: { uid }, propagationPolicy: waiting ? 'Foreground' : object.metadata.finalizers?.includes(ORPHAN) === true ? 'Orphan' : 'Background' },
  });
  self.acted(`${object.kind}/${namespace === '' ? name : `${namespace}/${name}`}`, 'deletes what has no owner any more');
}

/** Orphaning takes the owner off its dependents; in the foreground they go first. */
function finalize(self: Self, resource: string, namespace: string, name: string): void {
  const object = self.plan.view.get(resource, namespace, name) as KubeObject | undefined;
  if (object === undefined || object.metadata.deletionTimestamp === undefined) return;
  const { finalizers = [], uid } = object.metadata;
  const dependents = new GroupIndex(self.state).list(uid);
  if (finalizers.includes(ORPHAN)) {
    for (const each of dependents) {
      const child = self.plan.view.get(each.resource, each.namespace, each.name) as KubeObject | undefined;
      if (child === undefined || child.metadata.uid !== each.uid) continue;
      const ownerReferences = ownersOf(child).filter(owner => owner.uid !== uid);
      self.request({ ...at(each.resource, each.namespace, each.name), verb: 'patch', patchType: 'merge', body: { metadata: { uid: each.uid, ownerReferences } } });
    }
    release(self, object, resource, ORPHAN);
  } else if (finalizers.includes(FOREGROUND)) {
    if (!dependents.some(each => each.blocks)) release(self, object, resource, FOREGROUND);
    else for (const each of dependents) self.dirty(dependentKey(each.resource, each));
  }
}
function release(self: Self, { metadata }: KubeObject, resource: string, finalizer: string): void {
  const finalizers = (metadata.finalizers ?? []).filter(each => each !== finalizer);
  self.request({ ...at(resource, metadata.namespace ?? '', metadata.name), verb: 'patch', patchType: 'merge', body: { metadata: { uid: metadata.uid, finalizers: finalizers.length === 0 ? null : finalizers } } });
}

export const garbageCollector: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'generic-garbage-collector',
  watches: watched,
  init: () => ({ ...indexTables<Dependent>(), waiting: new Map() }),
  hear,
  sync(self, key) {
    const [what = '', a = '', b = '', c = '', d = ''] = key.split('|');
    if (what === 'item') collect(self, a, b, c, d);
    else if (what === 'finalize') finalize(self, a, b, c);
  },
});
