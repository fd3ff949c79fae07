/** Commands of many requests: the worker carries them out slice by slice, and hears of what else is asked in between. */
import { expect, test } from 'vitest';
import { standardSandbox } from '../../cluster/engine/presets.ts';
import { simTime } from '../../model/time.ts';
import type { Batch } from '../types.ts';
import { ClusterHost } from './host.ts';

const MANY = Array.from({ length: 12 }, (_, i) => `apiVersion: v1\nkind: Pod\nmetadata: {name: many-${i}}\nspec: {containers: [{name: main, image: 'registry.k8s.io/pause:3.10'}]}\n`).join('---\n');
const CREATE = ['kubectl create -f many.yaml', { 'many.yaml': MANY }, true] as const;

/** A worker in which each look at the clock takes so many milliseconds, and its cluster. */
function begin(lookMs: number): ClusterHost {
  let now = 0;
  const host = new ClusterHost(() => (now += lookMs));
  host.begin(standardSandbox(), 30_000);
  return host;
}
const said = (batches: readonly Batch[]): string => batches.flatMap(({ output }) => output.flatMap(each => (each.kind === 'stdout' || each.kind === 'stderr' ? [each.text] : []))).join('');
const podsOf = (batches: readonly Batch[]): number => new Set(batches.flatMap(({ writes }) => writes.flatMap(({ key }) => (key.startsWith('/registry/pods/default/') ? [key] : [])))).size;
/** The first batch, and all that came of going on. */
function carryOut(host: ClusterHost, from: Batch): Batch[] {
  const batches = [from];
  while (batches.at(-1)?.busy === true) batches.push(host.goOn());
  return batches;
}

test('a command of many requests says and shows what it has come to so far, and ends as it would have in one go', () => {
  const atOnce = begin(0);
  const whole = carryOut(atOnce, atOnce.run(...CREATE).batch);
  const host = begin(3);
  const slices = carryOut(host, host.run(...CREATE).batch);
  expect([whole.length, slices.length > 5]).toEqual([1, true]);
  const early = slices.slice(0, Math.ceil(slices.length / 2));
  expect(podsOf(early)).toBeGreaterThan(0);
  expect(podsOf(early)).toBeLessThan(12);
  expect(said(early)).toContain('pod/many-0 created');
  expect(said(slices)).toBe(said(whole));
  expect(slices.flatMap(({ writes }) => writes)).toEqual(whole[0]?.writes);
  expect(slices.at(-1)?.output.at(-1)).toMatchObject({ kind: 'done', exitCode: 0 });
});

test('no time goes by between the requests of a command, whoever asks for time', () => {
  const host = begin(3);
  const batches = [host.run(...CREATE).batch];
  while (batches.at(-1)?.busy === true) batches.push(host.advance(simTime(60_000), true));
  expect(new Set(batches.map(({ now }) => now))).toEqual(new Set([30_000]));
  expect(podsOf(batches)).toBe(12);
  const later = Array.from({ length: 40 }, () => host.advance(simTime(60_000), true).now);
  expect(later.at(-1)).toBeGreaterThan(30_000);
});

test('another command is answered before one that is in the middle of its requests', () => {
  const host = begin(3);
  host.run(...CREATE);
  const other = host.run('kubectl get nodes -o name', {}, true);
  const answers = [other.batch];
  while (!answers.some(({ output }) => output.some(({ job, kind }) => job === other.job && kind === 'done'))) answers.push(host.goOn());
  expect(said(answers)).toContain('node/node-1');
  expect(answers.at(-1)?.busy).toBe(true);
});

test('Ctrl-C ends a command between two of its requests; what was made stays', () => {
  const host = begin(3);
  const { job, batch } = host.run(...CREATE);
  const batches = [batch, host.goOn(), host.goOn(), host.interrupt(job)];
  expect(batches.at(-1)).toMatchObject({ busy: false, output: [{ kind: 'done', exitCode: 130 }] });
  expect(podsOf([...batches, host.advance(simTime(60_000), false)])).toBeLessThan(12);
});
