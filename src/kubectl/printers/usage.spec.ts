import { describe, expect, test } from 'vitest';
import type { NodeMetrics, PodMetrics } from '../../model/metrics.ts';
import { nodeUsageTable, podUsageTable, type PodUsageOptions } from './usage.ts';

const AT = { timestamp: '2026-01-01T09:01:00Z', window: '15s', apiVersion: 'metrics.k8s.io/v1beta1' } as const;
const meta = (name: string, namespace?: string): PodMetrics['metadata'] => ({ name, ...(namespace === undefined ? {} : { namespace }), creationTimestamp: AT.timestamp });
const pod = (namespace: string, name: string, ...containers: readonly (readonly [string, string, string])[]): PodMetrics => ({
  kind: 'PodMetrics', ...AT, metadata: meta(name, namespace), containers: containers.map(([each, cpu, memory]) => ({ name: each, usage: { cpu, memory } })),
});
const node = (name: string, cpu: string, memory: string): NodeMetrics => ({ kind: 'NodeMetrics', ...AT, metadata: meta(name), usage: { cpu, memory } });

const PODS = [pod('test', 'pod1', ['c1-2', '4m', '5Mi'], ['c1-1', '1m', '2Mi']), pod('apps', 'pod2', ['c2', '12345678n', '6144Ki'])];
const PLAIN: PodUsageOptions = { noHeaders: false, sortBy: '', swap: false, containers: false, namespaces: false, sum: false };
const podCases: readonly { readonly name: string; readonly options: Partial<PodUsageOptions>; readonly want: readonly string[] }[] = [
  {
    name: 'a Pod uses what its containers use; a part of a thousandth counts as one', options: {},
    want: ['NAME   CPU(cores)   MEMORY(bytes)   ', 'pod1   5m           7Mi             ', 'pod2   13m          6Mi             '],
  },
  { name: 'the greatest user of the CPU comes first where that is asked for', options: { sortBy: 'cpu', noHeaders: true }, want: ['pod2   13m   6Mi   ', 'pod1   5m    7Mi   '] },
  { name: 'the greatest user of memory comes first where that is asked for', options: { sortBy: 'memory', noHeaders: true }, want: ['pod1   5m    7Mi   ', 'pod2   13m   6Mi   '] },
  {
    name: 'Pods of all namespaces stand by namespace', options: { namespaces: true },
    want: ['NAMESPACE   NAME   CPU(cores)   MEMORY(bytes)   ', 'apps        pod2   13m          6Mi             ', 'test        pod1   5m           7Mi             '],
  },
  {
    name: 'containers stand by name within their Pod', options: { containers: true },
    want: ['POD    NAME   CPU(cores)   MEMORY(bytes)   ', 'pod1   c1-1   1m           2Mi             ', 'pod1   c1-2   4m           5Mi             ', 'pod2   c2     13m          6Mi             '],
  },
  {
    name: 'a sum stands under a line', options: { sum: true },
    want: ['NAME   CPU(cores)   MEMORY(bytes)   ', 'pod1   5m           7Mi             ', 'pod2   13m          6Mi             ', '       ________     ________        ', '       18m          13Mi            '],
  },
  { name: 'metrics.k8s.io tells no swap, so none is used', options: { swap: true, noHeaders: true }, want: ['pod1   5m    7Mi   0Mi   ', 'pod2   13m   6Mi   0Mi   '] },
];
describe('usage of Pods', () => test.each(podCases)('$name', ({ options, want }) => expect(podUsageTable(PODS, { ...PLAIN, ...options })).toBe(want.map((line) => `${line}\n`).join(''))));
test('of no Pods nothing is printed, not even headings', () => expect(podUsageTable([], { ...PLAIN, sum: true })).toBe(''));

describe('usage of nodes', () => {
  const available = new Map([['node-1', { cpu: '2', memory: '4Gi' }], ['node-2', { cpu: '0', memory: '1Gi', swap: '2147483648' }], ['node-3', { cpu: '2', memory: '4Gi' }]]);
  const metrics = [node('node-2', '5m', '512Mi'), node('node-1', '390m', '1023Mi')];
  test('is a share of what they have, cut down to whole numbers; silent nodes are unknown', () =>
    expect(nodeUsageTable(metrics, available, PLAIN)).toBe([
      'NAME     CPU(cores)   CPU(%)      MEMORY(bytes)   MEMORY(%)   ',
      'node-1   390m         19%         1023Mi          24%         ',
      'node-2   5m           0%          512Mi           50%         ',
      'node-3   <unknown>    <unknown>   <unknown>       <unknown>   ',
    ].map((line) => `${line}\n`).join('')));
  test('knows swap only where a node tells how much it has', () =>
    expect(
      nodeUsageTable(metrics, available, { ...PLAIN, swap: true, noHeaders: true }).split('\n').map((line) => line.trimEnd().split(/ +/).slice(-2).join(' ')),
    ).toEqual(['<unknown> <unknown>', '0Mi 0%', '<unknown> <unknown>', '']));
});
