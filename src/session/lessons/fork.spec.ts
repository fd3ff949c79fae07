/** A prediction that is tried on a copy of the cluster: it shows there, and leaves no trace in the learner's own. */
import { expect, test } from 'vitest';
import { formatIssue, parseLesson, prove } from '../../lessons/index.ts';
import { simTime } from '../../model/time.ts';
import { lessonText, podFile, WHAT_IF } from '../../testing/lessons.ts';
import { ClusterHost } from '../worker/host.ts';
import { Library } from '../worker/library.ts';
import { makeCluster } from '../worker/trial.ts';

const LESSON = lessonText({
  id: 'what-if',
  goals: [
    `{id: kept, text: web is still the same Pod, check: "pods['web'].metadata.uid == start.pods['web'].metadata.uid", guard: true}`,
    `{id: named, text: web has a note, check: "'note' in pods['web'].metadata.annotations"}`,
  ],
  solution: 'kubectl annotate pod web note=kept',
  steps: `${WHAT_IF}## act: note\nGive it a note.\n\`\`\`step\nuntil: "'note' in pods['web'].metadata.annotations"\n\`\`\`\n`,
});
const files = { 'lesson.md': LESSON, 'start/web.yaml': podFile('web') };

test('the proof tries it on a copy, and goes on from where it was', () => {
  const { lesson, issues } = parseLesson('x', files);
  expect(issues.map(formatIssue)).toEqual([]);
  expect(lesson === null ? null : prove(lesson, makeCluster).issues.map(formatIssue)).toEqual([]);
});

test('a question on a copy reveals itself, and is not the last step', () => {
  const { issues } = parseLesson('x', { ...files, 'lesson.md': LESSON.replace('do: kubectl delete pod web\n', '') });
  expect(issues.map(({ code, message }) => `${code} ${message}`)).toEqual(['wrong-value step "what-if": `in: fork` is for a question that reveals itself by its own `do`, before the last step']);
});

test('in the page the copy shows the answer, and the learner’s own cluster comes back untouched', async () => {
  const host = new ClusterHost(() => 0, new Library([]));
  const id = host.library.add({ name: 'what-if', files }).card?.id ?? '';
  const begun = await host.startLesson(id, 1);
  const saved = host.save();
  host.lessonStep({ do: 'choose', step: 'what-if', options: [1] });
  const copy = host.enterFork();
  expect(copy?.writes.some(({ key, value }) => key === '/registry/pods/default/web' && value !== null)).toBe(true);
  expect(host.enterFork()).toBeNull();
  host.run('kubectl delete pod web', {}, false);
  host.advance(simTime((begun?.batch.now ?? 0) + 10_000), false);
  expect(host.lessonStep({ do: 'look' })?.reveals).toEqual({ 'what-if': 'revealed' });
  expect(host.save()).toEqual(saved);
  const back = host.leaveFork();
  expect(back?.now).toBe(begun?.batch.now);
  expect(back?.writes.findLast(({ key }) => key === '/registry/pods/default/web')?.value).not.toBeNull();
  expect(host.leaveFork()).toBeNull();
  expect(host.lessonStep({ do: 'go', step: 1 })?.reveals).toEqual({ 'what-if': 'revealed' });
  expect(host.save()).toEqual(saved);
});
