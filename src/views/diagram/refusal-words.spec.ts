import { expect, test } from 'vitest';
import { explainAttempt } from '../../cluster/scheduler/index.ts';
import type { Pod } from '../../model/objects.ts';
import { node, pod, viewWith } from '../../testing/scheduling.ts';
import { projectSchedule } from './project/schedule.ts';

/** The plain words about node a, beside which there is nothing. */
function words(asked: Pod, ...objects: readonly object[]): string {
  const view = viewWith(...objects, asked);
  return projectSchedule(explainAttempt(view, asked), [], view).rows[0]?.plain ?? '';
}
const busy = pod('busy', { on: 'a', requests: { cpu: '3700m' }, labels: { app: 'web' }, hostPort: 80 });
const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } }] } } };
const cases: readonly { readonly name: string; readonly asked: Pod; readonly objects: readonly object[]; readonly want: string }[] = [
  { name: 'too little CPU is told with both figures', asked: pod('p', { requests: { cpu: '600m' } }), objects: [node('a'), busy], want: 'it asks for 600m CPU, 300m is free' },
  { name: 'two shortages are told both', asked: pod('p', { requests: { cpu: '600m', memory: '10Gi' } }), objects: [node('a'), busy], want: 'it asks for 600m CPU, 300m is free; it asks for 10Gi of memory, 8Gi is free' },
  { name: 'a taint is named', asked: pod('p'), objects: [node('a', { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] })], want: 'the Pod does not tolerate dedicated=gpu' },
  { name: 'a label that is missing is named', asked: pod('p', { spec: { nodeSelector: { disk: 'ssd' } } }), objects: [node('a')], want: 'the node is not labelled disk=ssd' },
  { name: 'a host port that is taken', asked: pod('p', { hostPort: 80 }), objects: [node('a'), busy], want: 'another Pod here has the host port already' },
  { name: 'a Pod that it keeps away from', asked: pod('p', { spec: apart }), objects: [node('a'), busy], want: 'a Pod that it keeps away from is here' },
  { name: 'a node that takes the Pod needs no words', asked: pod('p'), objects: [node('a')], want: '' },
];
for (const { name, asked, objects, want } of cases) test(name, () => expect(words(asked, ...objects)).toBe(want));
