/** A text with a mistake, as the editor is told of it: the API server's words at the line that caused them. */
import { describe, expect, test } from 'vitest';
import { createSimulation } from '../../cluster/engine/index.ts';
import { DEFAULT_DELAYS } from '../../cluster/contract/settings.ts';
import { DEFAULT_EPOCH } from '../../model/time.ts';
import { diagnose } from './diagnose.ts';
import type { DryRun } from '../types.ts';

const simulation = createSimulation({
  seed: 1, epoch: DEFAULT_EPOCH, nodes: [], podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16', images: [], delays: DEFAULT_DELAYS,
  run: { scheduler: false, controllers: false, kubelet: false }, prelude: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } }] as never, retentionMs: 3_600_000,
});
function diagnosed(text: string): DryRun {
  const work = diagnose(text, simulation);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
const pod = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    image: nginx:1.27\n${lines}`;

describe('a mistake stands at its line', () => {
  const cases = [
    ['a rule that is broken', '    ports:\n    - containerPort: 80000\n', 10, 'spec.containers[0].ports[0].containerPort'],
    ['a field that is not known', '    imagePullpolicy: Always\n', 9, 'spec.containers[0].imagePullpolicy'],
    ['a text where a number belongs', '    ports:\n    - containerPort: 80\n    - containerPort: "81"\n', 11, 'spec.containers[0].ports[1].containerPort'],
    ['a number where a text belongs', '    env:\n    - name: A\n      value: a\n    - name: B\n      value: 5\n', 13, 'spec.containers[0].env[1].value'],
    ['a text where a list belongs', '    command: sleep 3600\n', 9, 'spec.containers[0].command'],
    ['a field of an embedded struct', '    livenessProbe:\n      httpGet: /\n', 10, 'spec.containers[0].livenessProbe.httpGet'],
    ['a quantity that is none', '    resources:\n      limits:\n        cpu: 1\n        memory: 512MB\n', 12, 'spec.containers[0].resources.limits.memory'],
  ] as const;
  for (const [name, lines, line, field] of cases) test(name, () => {
    const [found] = diagnosed(pod(lines)).diagnostics;
    expect([found?.line, found?.field, found?.severity]).toEqual([line, field, 'error']);
  });
});

test('of hundreds of documents each is read, and no more is told than somebody could read', () => {
  const broken = (i: number): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-${i}\nspec:\n  restartPolicy: Sometimes\n  containers:\n  - name: app\n    image: nginx\n`;
  const { diagnostics, untold } = diagnosed(Array.from({ length: 320 }, (_, i) => broken(i)).join('---\n'));
  expect(diagnostics.length + untold).toBe(320);
  expect(diagnostics.length).toBeLessThanOrEqual(300);
});
