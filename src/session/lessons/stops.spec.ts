/** A step that stops at causes: the story stands still at the very record, and what comes after it is not in the picture yet. */
import { expect, test } from 'vitest';
import { formatIssue, parseLesson, prove } from '../../lessons/index.ts';
import { simTime } from '../../model/time.ts';
import { Replica } from '../replica.ts';
import type { Batch, Write } from '../types.ts';
import { ClusterHost } from '../worker/host.ts';
import { Library } from '../worker/library.ts';
import { makeCluster } from '../worker/trial.ts';

const CHOSEN = "trace.exists(t, t.type == 'scheduler/attempt' && t.pod == 'web' && t.chosen != '')";
const SANDBOX = "is(pods['web'], 'PodReadyToStartContainers')";
const LESSON = `---
format: 1
id: stops
title: Stops
goals:
- {id: ready, text: web is ready, check: "is(pods['web'], 'Ready')"}
solution: kubectl apply -f solution/web.yaml
near-misses:
- {name: one, script: kubectl get pods}
- {name: two, script: kubectl get nodes}
---
## watch: birth
Watch.
\`\`\`step
do: kubectl apply -f solution/web.yaml
until: is(pods['web'], 'Ready')
pause-at:
- {when: "${CHOSEN}", say: Chosen.}
- {when: "${SANDBOX}", say: A sandbox.}
\`\`\`
## act: own
Yours.
\`\`\`step
until: is(pods['web'], 'Ready')
\`\`\`
## hints
1. a
2. b
3. c
`;
const WEB = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: web, image: "nginx:1.27"}\n';
const files = { 'lesson.md': LESSON, 'solution/web.yaml': WEB };

/** `clock` is the worker's, in real milliseconds. */
async function begin(clock = (): number => 0): Promise<{ host: ClusterHost; replica: Replica; take: (batch: Batch) => Batch }> {
  const host = new ClusterHost(clock, new Library([]));
  const id = host.library.add({ name: 'stops', files }).card?.id ?? '';
  const replica = new Replica();
  const take = (batch: Batch): Batch => {
    replica.apply(batch);
    return batch;
  };
  const begun = await host.startLesson(id, 1);
  if (begun === null) throw new Error('the lesson does not begin');
  take(begun.batch);
  return { host, replica, take };
}
/** Goes on as the page does, until the story stands still or nothing more is told for a while. */
function toStop(host: ClusterHost, take: (batch: Batch) => Batch, from: Batch): Batch {
  let last = from;
  for (let asked = 0; asked < 60 && !last.stops; asked++) last = take(host.advance(simTime(last.now + 1_000), true));
  return last;
}

test('the scheduler has chosen and the Pod is not bound: the story stands still between the two', async () => {
  const { host, replica, take } = await begin();
  const { batch } = host.run('kubectl apply -f solution/web.yaml', {}, false);
  const stop = toStop(host, take, take(batch));
  expect(stop.stops).toBe(true);
  expect(stop.trace.at(-1)).toMatchObject({ type: 'scheduler/attempt', pod: 'web', chosen: 'node-1' });
  expect(replica.view(replica.revision).get('pods', 'default', 'web')?.spec.nodeName).toBeUndefined();
  // Nobody is asked whether the step is over while its picture stands earlier.
  expect(host.lessonStep({ do: 'look' })?.stops).toEqual({ birth: 1 });
  const after = take(host.advance(simTime(stop.now + 1_000), true));
  expect(after.trace.some(({ type }) => type === 'scheduler/bound')).toBe(true);
  expect(replica.view(replica.revision).get('pods', 'default', 'web')?.spec.nodeName).toBe('node-1');
});

test('the second cause stops it again: the sandbox stands and no container has been made', async () => {
  const { host, replica, take } = await begin();
  toStop(host, take, take(host.run('kubectl apply -f solution/web.yaml', {}, false).batch));
  const second = toStop(host, take, take(host.advance(simTime(0), true)));
  expect(second.stops).toBe(true);
  const pod = replica.view(replica.revision).get('pods', 'default', 'web');
  expect(pod?.status.conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status).toBe('True');
  expect(replica.trace.some(({ type }) => type === 'runtime/created')).toBe(false);
  const rest = toStop(host, take, take(host.advance(simTime(second.now + 1_000), true)));
  expect(rest.stops).toBe(false);
  expect(host.lessonStep({ do: 'look' })?.done).toEqual(['birth']);
});

test('a command that goes on while the story stands at a cause says the rest; what comes of it is told later', async () => {
  let now = 0;
  const { host, take } = await begin(() => (now += 4));
  const { job, batch } = host.run('kubectl create -f solution/web.yaml -f other.yaml', { 'solution/web.yaml': WEB, 'other.yaml': WEB.replaceAll('web', 'other') }, true);
  const batches = [take(batch)];
  while (batches.at(-1)?.busy === true) batches.push(take(host.goOn()));
  const stop = batches.findIndex(({ stops }) => stops);
  const after = batches.slice(stop + 1);
  expect([stop >= 0, after.length > 0]).toEqual([true, true]);
  expect(after.flatMap(({ writes, trace }) => [...writes, ...trace])).toEqual([]);
  expect(after.at(-1)?.output).toContainEqual({ job, kind: 'done', exitCode: 0 });
  expect(host.lessonStep({ do: 'look' })?.stops).toEqual({ birth: 1 });
  expect(take(host.advance(simTime(60_000), true)).trace.some(record => record.type === 'scheduler/bound' && record.pod === 'web')).toBe(true);
});

test('a run that stopped is the run that did not stop, write for write', async () => {
  const { host, take } = await begin();
  const began = host.save();
  const writes: Write[] = [];
  const keep = (batch: Batch): Batch => {
    writes.push(...batch.writes);
    return take(batch);
  };
  const first = toStop(host, keep, keep(host.run('kubectl apply -f solution/web.yaml', {}, false).batch));
  for (let now = first.now; now < began.now + 60_000;) ({ now } = keep(host.advance(simTime(began.now + 60_000), true)));
  const again = new ClusterHost(() => 0, new Library([]));
  const whole = again.restore(host.save());
  expect(writes).toEqual(whole.writes.slice(-writes.length));
  expect(whole.writes.at(-writes.length - 1)?.at).toBeLessThanOrEqual(began.now);
});

test('the proof holds a step to its causes: each is met before the step is over', () => {
  const issuesOf = (text: string): readonly string[] => {
    const { lesson, issues } = parseLesson('x', { ...files, 'lesson.md': text });
    return [...issues, ...(lesson === null ? [] : prove(lesson, makeCluster).issues)].map(formatIssue);
  };
  expect(issuesOf(LESSON).filter(issue => !issue.includes('known-before'))).toEqual([]);
  expect(issuesOf(LESSON.replace(SANDBOX, "'other' in pods")).join('\n')).toContain("never-stops       step \"birth\" is over before it has stopped at `'other' in pods`");
  expect(issuesOf(LESSON.replace(CHOSEN, "!('other' in pods)")).join('\n')).toContain('its first cause holds before anything has happened');
});
