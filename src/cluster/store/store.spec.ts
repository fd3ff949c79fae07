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

test('a long past reads as it was, and Events at any age', () => {
  const store = createStore();
  const version = (name: string, i: number): KubeObject => ({ ...object(name), metadata: { ...object(name).metadata, resourceVersion: String(i) } });
  const event = (i: number): string => registryKey('events', 'default', `event-${i}`);
  for (let i = 1; i <= 4000; i++) store.put(i % 2 === 0 ? key('a') : event(i), version('a', i), simTime(i));
  for (const at of [2, 100, 2048, 4000]) expect(store.get(key('a'), at as Revision)).toEqual(version('a', at));
  for (const at of [1, 1999, 3999]) expect(store.get(event(at))).toEqual(version('a', at));
  const [first, second, third] = store.eventsSince(2 as Revision);
  expect(first).toEqual({ revision: 3, at: 3, key: event(3), value: version('a', 3), prev: null });
  expect(second).toEqual({ revision: 4, at: 4, key: key('a'), value: version('a', 4), prev: version('a', 2) });
  expect(third?.revision).toBe(5);
  const copy = store.copy();
  store.compact(3000 as Revision);
  expect(store.get(key('a'), 3000 as Revision)).toEqual(version('a', 3000));
  expect(store.get(key('a'), 2998 as Revision)).toBeNull();
  expect(store.get(event(1))).toEqual(version('a', 1));
  expect(store.eventsSince(0 as Revision)[0]?.prev).toEqual(null);
  expect(copy.get(key('a'), 100 as Revision)).toEqual(version('a', 100));
});
