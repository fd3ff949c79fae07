import { expect, test } from 'vitest';
import type { KubeObject } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import type { Revision } from '../contract/ids.ts';
import { registryKey, registryPrefix } from '../contract/store.ts';
import { createStore } from './index.ts';

const object = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '' } });
const key = (name: string, namespace = 'default'): string => registryKey('pods', namespace, name);
const names = (found: readonly (readonly [string, unknown])[]): readonly string[] => found.map(([each]) => each.slice(each.lastIndexOf('/') + 1));

function filled() {
  const store = createStore();
  store.put(key('b'), object('b'), simTime(1)); // 1
  store.put(key('a'), object('a'), simTime(2)); // 2
  store.put(key('c', 'other'), object('c'), simTime(3)); // 3
  store.put(key('b'), null, simTime(4)); // 4
  return store;
}

test('a list is in order of namespace and name, and leaves out what has been deleted', () => {
  const store = filled();
  expect(names(store.list(registryPrefix('pods')))).toEqual(['a', 'c']);
  expect(names(store.list(registryPrefix('pods', 'default')))).toEqual(['a']);
  expect(store.list(registryPrefix('pods', 'nowhere'))).toEqual([]);
});

test('an older revision reads as it was', () => {
  const store = filled();
  expect(names(store.list(registryPrefix('pods'), 2 as Revision))).toEqual(['a', 'b']);
  expect(store.get(key('b'), 1 as Revision)).toEqual(object('b'));
  expect(store.get(key('b'), 4 as Revision)).toBeNull();
});

test('events tell what stood there before', () => {
  const store = filled();
  expect(store.eventsSince(2 as Revision).map(({ revision, prev, value }) => [revision, prev === null, value === null])).toEqual([[3, true, false], [4, false, true]]);
  expect(store.revisionAt(simTime(2))).toBe(2);
});

test('compaction keeps what can still be read, and forgets what was deleted before', () => {
  const store = filled();
  store.compact(4 as Revision);
  expect(store.eventsSince(0 as Revision)).toEqual([]);
  expect(names(store.list(registryPrefix('pods')))).toEqual(['a', 'c']);
  expect(store.get(key('b'))).toBeNull();
});

test('a copy goes its own way', () => {
  const store = filled();
  const copy = store.copy();
  copy.put(key('d'), object('d'), simTime(5));
  expect(store.get(key('d'))).toBeNull();
  expect(copy.revision).toBe(5);
  expect(store.revision).toBe(4);
});
