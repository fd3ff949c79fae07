import { describe, expect, test } from 'vitest';
import { applyJsonPatch, type JsonPatchOperation } from '../../model/json-patch.ts';
import type { KubeObject } from '../../model/objects.ts';
import { node, pod, viewWith } from '../../testing/scheduling.ts';
import { counterfactuals } from './counterfactuals.ts';
import { explainAttempt } from './explain.ts';

/** The object after a proposed change, which every API server must take. */
function patched<T>(object: T, patch: readonly JsonPatchOperation[]): T {
  const changed = applyJsonPatch(object, patch);
  if (!changed.ok) throw new Error(changed.error);
  return changed.value as T;
}
const gpu = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const uses = (claimName: string): { readonly spec: object } => ({ spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] } });
const claim = (spec: object, annotations: object = { 'pv.kubernetes.io/bind-completed': 'yes' }): KubeObject => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default', annotations }, spec: { accessModes: ['ReadWriteOnce'], ...spec }, status: {},
}) as unknown as KubeObject;
const volume = (labels: object, terms: readonly object[] = []): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'v', labels },
  spec: { capacity: { storage: '1Gi' }, ...(terms.length === 0 ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: terms }] } } }) },
}) as unknown as KubeObject;
const ZONE = 'topology.kubernetes.io/zone';
const cases = [
  { name: 'a claim that is not there', objects: [node('a')], asked: pod('p', uses('data')), want: ['use an emptyDir instead of the claim data'] },
  {
    name: 'a volume of another zone', objects: [node('a', { labels: { [ZONE]: 'z1' } }), claim({ volumeName: 'v' }), volume({ [ZONE]: 'z2__z3' })],
    asked: pod('p', uses('data')), want: ['use an emptyDir instead of the claim data', `label a with ${ZONE}=z2`],
  },
  {
    name: 'a volume that asks for a label of the node', objects: [node('a'), claim({ volumeName: 'v' }), volume({}, [{ key: 'rack', operator: 'In', values: ['r1'] }])],
    asked: pod('p', uses('data')), want: ['use an emptyDir instead of the claim data', 'label a with rack=r1'],
  },
  {
    name: 'a volume on the disk of another node',
    objects: [node('a'), claim({ volumeName: 'v' }), volume({}, [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['b'] }])], asked: pod('p', uses('data')),
    want: ['use an emptyDir instead of the claim data'],
  },
  {
    name: 'a Pod that asks for too much CPU', objects: [node('a'), pod('x', { on: 'a', requests: { cpu: '3700m' } })], asked: pod('p', { requests: { cpu: '600m' } }),
    want: ['remove 300m of the CPU request', 'give a 300m more CPU'],
  },
  { name: 'a Pod that asks for too much memory', objects: [node('a')], asked: pod('p', { requests: { memory: '10Gi' } }), want: ['remove 2Gi of the memory request', 'give a 2Gi more memory'] },
  { name: 'a taint', objects: [node('a', { taints: [gpu] })], asked: pod('p'), want: ['tolerate dedicated=gpu', 'remove the taint dedicated=gpu:NoSchedule from a'] },
  { name: 'a cordoned node', objects: [node('a', { unschedulable: true })], asked: pod('p'), want: ['tolerate node.kubernetes.io/unschedulable', 'uncordon a'] },
  {
    name: 'a cordoned node with its taint', objects: [node('a', { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] })],
    asked: pod('p'), want: ['tolerate node.kubernetes.io/unschedulable', 'uncordon a'],
  },
  { name: 'a label that is missing', objects: [node('a')], asked: pod('p', { spec: { nodeSelector: { disk: 'ssd' } } }), want: ['remove disk=ssd from the node selector', 'label a with disk=ssd'] },
  { name: 'a node that is full', objects: [node('a', { allocatable: { pods: '1' } }), pod('x', { on: 'a' })], asked: pod('p'), want: ['let a hold 2 Pods'] },
  { name: 'a host port that is taken', objects: [node('a'), pod('x', { on: 'a', hostPort: 80 })], asked: pod('p', { hostPort: 80 }), want: ['remove the host port 80'] },
  {
    name: 'several reasons at once', objects: [node('a', { taints: [gpu] })], asked: pod('p', { requests: { cpu: '5' } }),
    want: ['tolerate dedicated=gpu and remove 1 of the CPU request', 'remove the taint dedicated=gpu:NoSchedule from a and give a 1 more CPU'],
  },
];

describe('the smallest change that would have let the Pod in', () => {
  for (const { name, objects, asked, want } of cases) {
    test(name, () => expect(counterfactuals(viewWith(...objects, asked), asked).map(each => each.text)).toEqual(want));
    test(`${name}: with the change made the node takes the Pod`, () => {
      for (const { change, patch, node: target } of counterfactuals(viewWith(...objects, asked), asked)) {
        const changed = change === 'pod' ? patched(asked, patch) : asked;
        const others = objects.map(object => (change === 'node' && object.kind === 'Node' && object.metadata.name === target ? patched(object, patch) : object));
        expect(explainAttempt(viewWith(...others, changed), changed).feasible).toContain(target);
      }
    });
  }
  test('nothing is proposed for a node that takes the Pod', () => expect(counterfactuals(viewWith(node('a'), pod('p')), pod('p'))).toEqual([]));
});
