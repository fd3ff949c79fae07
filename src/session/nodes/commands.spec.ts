import { expect, test } from 'vitest';
import { node } from '../../testing/scheduling.ts';
import { nodeChangeOf } from './commands.ts';
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';

const tainted = node('a', { labels: { disk: 'hdd' }, unschedulable: true, taints: [{ key: 'x', effect: 'NoExecute' }, { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] });
const cases: readonly { readonly name: string; readonly patch: Counterfactual['patch']; readonly want: string | null }[] = [
  { name: 'a cordon is taken back', patch: [{ op: 'remove', path: '/spec/unschedulable' }], want: 'kubectl uncordon a' },
  { name: 'a taint is removed by key, value and effect', patch: [{ op: 'remove', path: '/spec/taints/1' }], want: 'kubectl taint nodes a dedicated=gpu:NoSchedule-' },
  {
    name: 'two taints are removed one after the other', patch: [{ op: 'remove', path: '/spec/taints/0' }, { op: 'remove', path: '/spec/taints/0' }],
    want: 'kubectl taint nodes a x:NoExecute- && kubectl taint nodes a dedicated=gpu:NoSchedule-',
  },
  { name: 'a label with a domain is set', patch: [{ op: 'add', path: '/metadata/labels/topology.kubernetes.io~1zone', value: 'b' }], want: 'kubectl label node a topology.kubernetes.io/zone=b --overwrite' },
  { name: 'a label is taken away', patch: [{ op: 'remove', path: '/metadata/labels/disk' }], want: 'kubectl label node a disk-' },
  { name: 'CPU is the machine\u2019s', patch: [{ op: 'add', path: '/status/allocatable/cpu', value: '4300m' }], want: 'sim resize a cpu=4300m' },
  { name: 'CPU and memory are one resize', patch: [{ op: 'add', path: '/status/allocatable/cpu', value: '5' }, { op: 'add', path: '/status/allocatable/memory', value: '9Gi' }], want: 'sim resize a cpu=5 memory=9Gi' },
  {
    name: 'a device is written into the status', patch: [{ op: 'add', path: '/status/allocatable/example.com~1gpu', value: '1' }],
    want: `kubectl patch node a --subresource=status --type=merge -p '{"status":{"capacity":{"example.com/gpu":"1"},"allocatable":{"example.com/gpu":"1"}}}'`,
  },
  { name: 'what no command does is left alone', patch: [{ op: 'replace', path: '/spec/podCIDR', value: '' }], want: null },
];
for (const { name, patch, want } of cases) test(name, () => expect(nodeChangeOf(tainted, patch)?.line ?? null).toBe(want));

test('a change of the machine goes beside the command', () =>
  expect(nodeChangeOf(tainted, [{ op: 'remove', path: '/spec/unschedulable' }, { op: 'add', path: '/status/allocatable/cpu', value: '5' }])).toEqual({ line: 'kubectl uncordon a', amounts: { cpu: '5' } }));
