import { expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { standardSandbox } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
import { initialTabs } from './files.ts';
import { LONGEST_LINK, packWork, unpackWork, type SharedWork } from './share.ts';

function workOf(pods: number): SharedWork {
  const simulation = createSimulation(standardSandbox());
  for (let at = 0; at < pods; at++) simulation.request({
    verb: 'create', resource: 'pods', namespace: 'default',
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${at}` }, spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } },
  });
  simulation.advance(simTime(60_000));
  return { session: simulation.save(), tabs: initialTabs, moment: { step: 3, depth: 'network', openPod: 'default/p0' } };
}

test('what a link carries comes back as it was, in letters that an address may hold', async () => {
  const work = workOf(3);
  const packed = await packWork(work);
  expect(packed).toMatch(/^[\w-]+$/);
  expect(await unpackWork(packed)).toEqual(JSON.parse(JSON.stringify(work)));
});
test('a sandbox in which forty Pods were made still fits into a link', async () => {
  expect((await packWork(workOf(40))).length).toBeLessThan(LONGEST_LINK);
});
test('a link that is cut short, or asks for more than a page can bear, is not read', async () => {
  const work = workOf(1);
  const { session } = work;
  const broken: readonly unknown[] = [
    { ...work, session: { ...session, now: 1e12 } },
    { ...work, session: { ...session, log: session.log.map(command => ({ ...command, at: session.now + 1 })) } },
    { ...work, session: { ...session, settings: { ...session.settings, nodes: Array(200).fill(session.settings.nodes[0]) } } },
    { ...work, tabs: { files: [], active: '' } },
    { ...work, tabs: { files: Array.from({ length: 1000 }, (_, at) => ({ name: `f${at}`, text: '' })), active: 'f0' } },
    { ...work, moment: { step: 0, depth: 'attic', openPod: '' } },
    { session, tabs: work.tabs },
  ];
  for (const each of broken) expect(await unpackWork(await packWork(each as SharedWork).catch(() => ''))).toBeNull();
  expect(await unpackWork((await packWork(work)).slice(0, 200))).toBeNull();
  expect(await unpackWork('no such thing!')).toBeNull();
});
