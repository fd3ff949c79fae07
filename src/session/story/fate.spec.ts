import { expect, test } from 'vitest';
import { keeperOf } from '../../model/keeper.ts';
import type { Pod } from '../../model/objects.ts';
import { fateWords, keeperLabel } from './fate.ts';

const pod = (metadata: object): Pod => ({ metadata }) as unknown as Pod;
const owned = (kind: string): Pod => pod({ ownerReferences: [{ kind, name: 'web', controller: true }] });

const cases = [
  { name: 'a bare Pod stays gone', pod: pod({}), label: 'bare Pod', fate: 'nobody keeps a bare Pod: once gone, it stays gone' },
  {
    name: 'a static Pod is run by its node, though its mirror has the node as owner',
    pod: pod({ annotations: { 'kubernetes.io/config.mirror': 'x' }, ownerReferences: [{ kind: 'Node', name: 'node-1', controller: true }] }), label: 'static Pod',
    fate: 'a static Pod comes from a file on its node: the kubelet runs it for as long as the file is there',
  },
  { name: 'a ReplicaSet makes another Pod', pod: owned('ReplicaSet'), label: 'kept by ReplicaSet web', fate: 'ReplicaSet web makes a new Pod, with a new name and a new address' },
  { name: 'a StatefulSet makes the same Pod again', pod: owned('StatefulSet'), label: 'kept by StatefulSet web', fate: 'StatefulSet web makes a new Pod with the same name and the same storage' },
  { name: 'an owner that does not control does not keep', pod: pod({ ownerReferences: [{ kind: 'Widget', name: 'w' }] }), label: 'bare Pod', fate: 'nobody keeps a bare Pod: once gone, it stays gone' },
];
for (const { name, pod: one, label, fate } of cases) test(name, () => expect([keeperLabel(keeperOf(one)), fateWords(keeperOf(one))]).toEqual([label, fate]));
