import { describe, expect, test } from 'vitest';
import type { Pod } from '../../model/objects.ts';
import { Lab } from '../../testing/lab.ts';

const bare = (extra: object = {}, spec: object = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'alone', ...extra }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] }], ...spec },
});
const pod = (lab: Lab): Pod | undefined => lab.get<Pod | undefined>('pods', 'alone');

// pkg/controller/podgc gc_controller.go: rounds every 20 s, a quarantine of 40 s for nodes that are gone.
describe('the Pod garbage collector', () => {
  test('leaves the Pods of a lost node alone for two rounds after the one that missed it', () => {
    const lab = new Lab('node-1', 'node-2');
    lab.create(bare({}, { nodeName: 'node-2' }));
    lab.run(20 - 5 + 1);
    lab.ask({ verb: 'delete', resource: 'nodes', name: 'node-2' });
    lab.run(19 + 39);
    expect(pod(lab)).toBeDefined();
    lab.run(3);
    expect(pod(lab)).toBeUndefined();
  });
  test('ends a deleted Pod of a node that does not answer once the node is marked as out of service', () => {
    const lab = new Lab('node-1', 'node-2');
    lab.create(bare({}, { nodeName: 'node-2' }));
    lab.run(5);
    lab.simulation.act({ do: 'stopNode', node: 'node-2' });
    lab.run(90);
    lab.remove('pods', 'alone');
    lab.run(60);
    expect(pod(lab)?.metadata.deletionTimestamp).toBeDefined();
    lab.ask({ verb: 'patch', patchType: 'strategic', resource: 'nodes', name: 'node-2', body: { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] } } });
    lab.run(21);
    expect(pod(lab)).toBeUndefined();
  });
  test('lets a deleted Pod fail that was never given a node, where a finalizer keeps it', () => {
    const lab = new Lab('node-1');
    lab.create(bare({ finalizers: ['example.com/keep'] }, { nodeSelector: { disk: 'none' } }));
    lab.run(1);
    lab.remove('pods', 'alone');
    expect(pod(lab)?.status.phase).toBe('Pending');
    lab.run(20);
    expect(pod(lab)?.status.phase).toBe('Failed');
  });
});
