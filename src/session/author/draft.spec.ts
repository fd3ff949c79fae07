import { expect, test } from 'vitest';
import type { Goal } from '../../lessons/types.ts';
import { allGoals, completed, emptyDraft, idOf, newStep, startScript, withFile, withGoals, withRecording, withStartScript } from './draft.ts';

const goal = (id: string, check: string, guard = false): Goal => ({ id, text: id, check, when: { kind: 'now' }, guard });
const recording = (script: string, files: Readonly<Record<string, string>>): Parameters<typeof withRecording>[2] => ({ script, files, leftOut: [] });

test('manifests that were only applied become start/, in their order, without a script', () => {
  const draft = withRecording(emptyDraft('two'), 'start', recording('kubectl apply -f setup/web.yaml\nsim wait 9s\nkubectl apply -f setup/db.yaml', { 'setup/web.yaml': 'w', 'setup/db.yaml': 'd' }));
  expect(draft.files).toEqual({ 'start/01-web.yaml': 'w', 'start/02-db.yaml': 'd' });
  expect(startScript(draft)).toBe('');
});

test('anything else that was done is kept as a script, with its manifests beside it', () => {
  const script = 'kubectl apply -f setup/web.yaml\nkubectl label pod web a=b';
  const draft = withRecording(emptyDraft('two'), 'start', recording(script, { 'setup/web.yaml': 'w' }));
  expect(startScript(draft)).toBe(script);
  // A new recording takes the place of the old one.
  const again = withRecording(draft, 'start', recording('kubectl apply -f setup/db.yaml', { 'setup/db.yaml': 'd' }));
  expect(again.files).toEqual({ 'start/01-db.yaml': 'd' });
});

test('the manifests of start/ are applied before the lesson’s own lines, whichever of them changes', () => {
  const draft = withStartScript(withFile(emptyDraft('one'), 'start/a.yaml', 'a'), 'kubectl label node node-1 a=b');
  expect(draft.start).toBe('kubectl apply -f start/a.yaml\nkubectl label node node-1 a=b');
  expect(withFile(draft, 'start/b.yaml', 'b').start).toBe('kubectl apply -f start/a.yaml\nkubectl apply -f start/b.yaml\nkubectl label node node-1 a=b');
  expect(startScript(withFile(draft, 'start/a.yaml', null))).toBe('kubectl label node node-1 a=b');
});

test('the last step waits for all goals as they come and go, until its author says otherwise', () => {
  const one = withGoals(emptyDraft('one'), [goal('a', 'A'), goal('k', 'K', true)]);
  expect(one.steps.at(-1)).toMatchObject({ until: 'A' });
  const two = withGoals(one, [...one.goals, goal('b', 'B')]);
  expect(two.steps.at(-1)).toMatchObject({ until: '(A) && (B)' });
  const own = { ...two, steps: two.steps.map(step => (step.kind === 'act' ? { ...step, until: 'mine' } : step)) };
  expect(withGoals(own, []).steps.at(-1)).toMatchObject({ until: 'mine' });
  expect(allGoals([])).toBe('');
});

test('a near-miss that meant all goals goes on to mean all of them; one that named some keeps those', () => {
  const draft = withGoals({ ...emptyDraft('one'), nearMisses: [{ name: 'all', script: '', unmet: [] }] }, [goal('a', 'A'), goal('b', 'B')]);
  expect(draft.nearMisses[0]?.unmet).toEqual(['a', 'b']);
  const some = { ...draft, nearMisses: [{ name: 'one', script: '', unmet: ['b'] }] };
  expect(withGoals(some, [goal('b', 'B'), goal('c', 'C')]).nearMisses[0]?.unmet).toEqual(['b']);
});

test('a title gives the name of a folder, and every kind of step begins with a name of its own', () => {
  expect(idOf('Ein Pod für alle: 2!')).toBe('ein-pod-fur-alle-2');
  expect(idOf('???')).toBe('my-lesson');
  expect(newStep('read', [newStep('read', [])]).name).toBe('read-2');
});

test('a draft of an older page gets whatever lessons have learnt since', () => {
  const { closing: _, ...old } = emptyDraft('one');
  expect(completed(old as ReturnType<typeof emptyDraft>).closing).toBe('');
});
