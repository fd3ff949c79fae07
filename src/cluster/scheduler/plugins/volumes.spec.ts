/** The plugins that look at a Pod's volumes: VolumeRestrictions, NodeVolumeLimits, VolumeZone, and a claim that is missing. */
import { describe, expect, test } from 'vitest';
import type { k8s } from '../../../model/objects.ts';
import { node, pod, viewWith } from '../../../testing/scheduling.ts';
import { explainAttempt } from '../explain.ts';

type Volume = Omit<k8s.Volume, 'name'>;
const mounts = (...volumes: readonly Volume[]): { readonly spec: Partial<k8s.PodSpec> } => ({ spec: { volumes: volumes.map((volume, i) => ({ name: `v${i}`, ...volume })) } });
const uses = (claimName: string): Volume => ({ persistentVolumeClaim: { claimName } });
const claim = (name: string, spec: object): object => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
  spec: { accessModes: ['ReadWriteOnce'], ...spec }, status: { phase: 'Bound' },
});
const volume = (name: string, labels: Readonly<Record<string, string>> = {}, spec: object = {}): object => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, labels }, spec: { capacity: { storage: '1Gi' }, ...spec } });

/** What node a answers to a Pod with these volumes, where another Pod has those. */
function answer(wanted: Volume, there: Volume, ...objects: readonly object[]): readonly string[] {
  const asked = pod('p', mounts(wanted));
  const { nodes } = explainAttempt(viewWith(node('a', { labels: { 'topology.kubernetes.io/zone': 'z1' } }), pod('x', { on: 'a', ...mounts(there) }), asked, ...objects), asked);
  return nodes[0]?.filters.at(-1)?.reasons ?? [];
}
const TAKEN = ['node(s) had no available disk'];

describe('a disk that is mounted already', () => {
  const gce = (readOnly: boolean): Volume => ({ gcePersistentDisk: { pdName: 'd', readOnly } });
  const rbd = (monitor: string, more: object = {}): Volume => ({ rbd: { monitors: ['m0', monitor], image: 'i', ...more } });
  const cases: readonly { readonly name: string; readonly wanted: Volume; readonly there: Volume; readonly want: readonly string[] }[] = [
    { name: 'two readers share a GCE disk', wanted: gce(true), there: gce(true), want: [] },
    { name: 'a writer does not join a reader', wanted: gce(false), there: gce(true), want: TAKEN },
    { name: 'a reader does not join a writer', wanted: gce(true), there: gce(false), want: TAKEN },
    { name: 'an AWS disk serves one Pod, even to read', wanted: { awsElasticBlockStore: { volumeID: 'v', readOnly: true } }, there: { awsElasticBlockStore: { volumeID: 'v', readOnly: true } }, want: TAKEN },
    { name: 'an RBD image is told by monitor, pool and name', wanted: rbd('m1'), there: rbd('m2'), want: TAKEN },
    { name: 'an RBD image of another pool is another', wanted: rbd('m1'), there: rbd('m1', { pool: 'other' }), want: [] },
    { name: 'an iSCSI target is told by its name', wanted: { iscsi: { iqn: 'q', targetPortal: 'a', lun: 0 } }, there: { iscsi: { iqn: 'q', targetPortal: 'b', lun: 1 } }, want: TAKEN },
  ];
  for (const { name, wanted, there, want } of cases) test(name, () => expect(answer(wanted, there)).toEqual(want));
});

test('a claim for one Pod alone serves no second one', () => {
  const alone = claim('data', { accessModes: ['ReadWriteOncePod'], volumeName: 'disk' });
  // volumerestrictions ErrReasonReadWriteOncePodConflict.
  expect(answer(uses('data'), uses('data'), alone, volume('disk'))).toEqual(['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod']);
});

describe('zones of a volume', () => {
  const empty: Volume = { emptyDir: {} };
  const bound = claim('data', { volumeName: 'v' });
  test('the older label of a volume is met by the newer one of a node', () =>
    expect(answer(uses('data'), empty, bound, volume('v', { 'failure-domain.beta.kubernetes.io/zone': 'z1' }))).toEqual([]));
  test('a volume of another zone is out of reach', () =>
    expect(answer(uses('data'), empty, bound, volume('v', { 'topology.kubernetes.io/zone': 'z2__z3' }))).toEqual(['node(s) had no available volume zone']));
  test('a claim that is bound to a volume which is gone names that volume', () => {
    const asked = pod('p', mounts(uses('data')));
    expect(explainAttempt(viewWith(node('a'), asked, bound), asked).message).toBe(
      '0/1 nodes are available: persistentvolume "v" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
  });
});

describe('how many volumes a node attaches', () => {
  const csi = (name: string): object => volume(name, {}, { csi: { driver: 'csi.example.com', volumeHandle: name } });
  const limit = (count: number): object => ({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: 'a' }, spec: { drivers: [{ name: 'csi.example.com', nodeID: 'a', allocatable: { count } }] } });
  const objects = [claim('one', { volumeName: 'v1' }), csi('v1'), claim('two', { volumeName: 'v2' }), csi('v2')];
  test('a volume above the limit is refused', () => expect(answer(uses('two'), uses('one'), ...objects, limit(1))).toEqual(['node(s) exceed max volume count']));
  test('a volume that is attached already adds nothing', () => expect(answer(uses('one'), uses('one'), ...objects, limit(1))).toEqual([]));
  test('a full node does not mind Pods without such volumes', () => expect(answer({ emptyDir: {} }, uses('one'), ...objects, limit(0))).toEqual([]));
});

describe('a claim that waits for its Pod', () => {
  const local = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' };
  const waiting = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' }, spec: { storageClassName: 'local', accessModes: ['ReadWriteOnce'] }, status: { phase: 'Pending' } };
  const disk = (phase: string): object => ({ ...volume('disk', {}, { storageClassName: 'local', accessModes: ['ReadWriteOnce'] }), status: { phase } });
  test('takes a volume that is available', () => expect(answer(uses('data'), { emptyDir: {} }, local, waiting, disk('Available'))).toEqual([]));
  test('does not take one that is not known to be free yet', () =>
    expect(answer(uses('data'), { emptyDir: {} }, local, waiting, disk('Pending'))).toEqual(["node(s) didn't find available persistent volumes to bind"]));
});

test('a Pod with an ephemeral volume waits for its claim', () => {
  const asked = pod('p', mounts({ ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } } }));
  expect(explainAttempt(viewWith(node('a'), asked), asked).message).toBe(
    '0/1 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "p-v0". preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  );
});
