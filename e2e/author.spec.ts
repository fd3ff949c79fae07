import { readFileSync } from 'node:fs';
import { unzip } from '../src/session/lessons/zip.ts';
import type { Locator } from '@playwright/test';
import { expect, test, type Sandbox } from './sandbox.ts';

/** Arranges a Pod in free play and opens the workshop on it. */
async function fromHere(sandbox: Sandbox): Promise<void> {
  const { page } = sandbox;
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: 'Lesson from here' }).click();
  await expect(page.getByRole('tab', { name: 'Start' })).toHaveAttribute('aria-selected', 'true');
}

test('a lesson is made in the page: arranged, acted out, goals named, written, proved, downloaded, and taken again', async ({ sandbox, page }) => {
  await fromHere(sandbox);
  const workshop = page.getByRole('complementary', { name: 'Lesson workshop' });
  await expect(workshop.getByText('start/01-hello.yaml')).toBeVisible();
  await workshop.getByLabel('Title').fill('A door for a Pod');
  await workshop.getByLabel('Aim: the one idea').fill('A Service sends to the Pods that its selector names.');

  await workshop.getByRole('button', { name: 'Next: Solution' }).click();
  await workshop.getByRole('button', { name: 'Act out the solution' }).click();
  await expect(workshop.getByRole('heading', { name: 'Act out the solution' })).toBeFocused();
  await expect(workshop.getByText('Writing down what you do')).toBeVisible();
  await sandbox.type('kubectl label pod hello app=hello', 'pod/hello labeled');
  await sandbox.type('kubectl expose pod hello --port=80', 'service/hello exposed');
  await sandbox.type('kubectl get services', 'hello');
  await expect(workshop.getByRole('list', { name: 'Written down' })).toContainText('kubectl expose pod hello --port=80');
  await workshop.getByRole('button', { name: 'Take it' }).click();
  await expect(workshop.getByText('every line succeeds')).toBeVisible();
  // Free play is as it was: nothing of the solution has touched it.
  await sandbox.type('kubectl get services', 'kubernetes');
  await expect(sandbox.terminal).not.toContainText('80/TCP');

  await workshop.getByRole('tab', { name: 'Goals' }).click();
  await workshop.getByRole('button', { name: 'Service hello sends to Pod hello' }).click();
  await workshop.getByRole('button', { name: 'Pod hello is still the same Pod' }).click();
  await expect(workshop.getByLabel('Check').first()).toHaveValue("'hello' in endpoints('hello')");

  await workshop.getByRole('tab', { name: 'Near-misses' }).click();
  await workshop.getByRole('button', { name: 'Another near-miss' }).click();
  await workshop.getByLabel('Near-miss 2', { exact: true }).fill('a Service that selects another app');
  await workshop.getByRole('button', { name: 'Act it out', exact: true }).click();
  await expect(workshop.getByRole('heading', { name: /^Act out: / })).toBeFocused();
  await sandbox.type('kubectl create service clusterip hello --tcp=80', 'service/hello created');
  await expect(workshop.getByRole('list', { name: 'Written down' })).toContainText('kubectl create service clusterip');
  await workshop.getByRole('button', { name: 'Take it' }).click();
  await expect(workshop.getByLabel('Script').nth(1)).toHaveValue('kubectl create service clusterip hello --tcp=80');

  await workshop.getByRole('tab', { name: 'Steps' }).click();
  const preview = workshop.getByRole('region', { name: 'As the learner sees it' });
  await workshop.getByLabel('Text').fill('One Pod stands here, and **nobody** can find it. <script>no</script>');
  await expect(preview.locator('b', { hasText: 'nobody' })).toBeVisible();
  await expect(preview).toContainText('<script>no</script>');
  await workshop.getByLabel('Text').fill('One Pod stands here, and **nobody** can find it.');
  await workshop.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: /^Predict/ }).click();
  await workshop.getByLabel('Question').fill('A Service named hello is made. Whom does it send to?');
  await workshop.getByLabel('Answer 1', { exact: true }).fill('whatever its selector names');
  await workshop.getByLabel('Answer 2', { exact: true }).fill('the Pod of the same name');
  await workshop.getByLabel('Said to the belief behind it').fill('Names connect nothing.');
  await workshop.getByLabel('What must hold when it is revealed', { exact: true }).fill("'hello' in endpoints('hello')");
  await preview.getByRole('radio', { name: 'the Pod of the same name' }).click();
  await expect(preview).toContainText('Names connect nothing.');
  await workshop.getByRole('button', { name: /3 do/ }).click();
  await workshop.getByLabel('Text').fill('Give it a label, and a Service that selects it.');
  for (const [label, hint] of [['A nudge', 'Who finds whom?'], ['A pointer', 'By labels.'], ['The solution', 'Label the Pod, then expose it.']] as const) await workshop.getByLabel(label, { exact: true }).fill(hint);

  await workshop.getByRole('tab', { name: 'Prove' }).click();
  await workshop.getByRole('button', { name: 'Prove it' }).click();
  await expect(workshop.getByText('Proved. The start does not solve it')).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), workshop.getByRole('button', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('a-door-for-a-pod.zip');
  const archive = new Uint8Array(readFileSync(await download.path()));
  const unpacked = await unzip(archive, { entries: 20, bytes: 200_000 });
  expect(unpacked.ok && [...unpacked.value.keys()]).toEqual(['a-door-for-a-pod/lesson.md', 'a-door-for-a-pod/start/01-hello.yaml']);

  // The same archive is a lesson on this page, too.
  await workshop.getByRole('button', { name: 'Close the workshop; the lesson is kept' }).click();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByLabel('A lesson: a .zip or a .md file').setInputFiles({ name: 'a-door-for-a-pod.zip', mimeType: 'application/zip', buffer: Buffer.from(archive) });
  await expect(page.getByText('A door for a Pod is in')).toBeVisible();
  await page.getByRole('button', { name: /^A door for a Pod A Service sends/ }).last().click();
  const lesson = page.getByRole('complementary', { name: 'Lesson', exact: true });
  await lesson.getByRole('button', { name: 'Next', exact: true }).click();
  await lesson.getByRole('radio', { name: 'whatever its selector names' }).click();
  await lesson.getByRole('button', { name: 'Next', exact: true }).click();
  await sandbox.type('kubectl label pod hello app=hello', 'pod/hello labeled');
  await sandbox.type('kubectl expose pod hello --port=80', 'service/hello exposed');
  await expect(lesson.getByText('Done').last()).toBeVisible();
});

test('a draft is there after a reload, and what cannot be proved says why', async ({ sandbox, page }) => {
  await fromHere(sandbox);
  const workshop = page.getByRole('complementary', { name: 'Lesson workshop' });
  await workshop.getByLabel('Title').fill('Half a lesson');
  await expect(workshop.getByText('kept in this browser')).toBeVisible();
  await page.reload();
  await sandbox.ready();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: /^Half a lesson/ }).click();
  await expect(workshop.getByLabel('Title')).toHaveValue('Half a lesson');
  await workshop.getByRole('tab', { name: 'Start' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(workshop.getByRole('tab', { name: 'Prove' })).toHaveAttribute('aria-selected', 'true');
  await expect(workshop.getByRole('button', { name: 'Prove it' })).toBeDisabled();
  await expect(workshop.getByRole('list', { name: 'Faults' })).toContainText('a lesson has three hints, the last one giving it away');
});

test('with the keyboard alone: a lesson from here, from its start to its archive', async ({ sandbox, page }) => {
  const press = async (target: Locator): Promise<void> => {
    await expect(target).toBeEnabled();
    await target.focus();
    await page.keyboard.press('Enter');
  };
  const write = async (target: Locator, text: string): Promise<void> => {
    await target.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
    await expect(target).toHaveValue(text);
  };
  await sandbox.open();
  await page.locator('body').press('Control+Enter');
  await expect(sandbox.terminal).toContainText('pod/hello created');
  await press(page.getByRole('button', { name: 'Lessons', exact: true }));
  await press(page.getByRole('button', { name: 'Lesson from here' }));
  const workshop = page.getByRole('complementary', { name: 'Lesson workshop' });
  // The arrow keys go from tab to tab.
  const turn = async (from: string, to: string): Promise<void> => {
    await workshop.getByRole('tab', { name: from }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(workshop.getByRole('tab', { name: to })).toHaveAttribute('aria-selected', 'true');
  };
  await expect(workshop.getByText('start/01-hello.yaml')).toBeVisible();
  await write(workshop.getByLabel('Title'), 'A door by keys');
  await write(workshop.getByLabel('Aim: the one idea'), 'A Service sends to the Pods that its selector names.');

  await turn('Start', 'Solution');
  // The keyboard is led to what is to be done, once the cluster stands where the learner will begin.
  const led = (words: string): Promise<void> => expect(workshop.getByRole('heading', { name: words, exact: true })).toBeFocused();
  await press(workshop.getByRole('button', { name: 'Act out the solution' }));
  await led('Act out the solution');
  await sandbox.type('kubectl label pod hello app=hello', 'pod/hello labeled');
  await sandbox.type('kubectl expose pod hello --port=80', 'service/hello exposed');
  await expect(workshop.getByRole('list', { name: 'Written down' })).toContainText('kubectl expose pod hello --port=80');
  await press(workshop.getByRole('button', { name: 'Take it' }));
  await expect(workshop.getByText('every line succeeds')).toBeVisible();

  await turn('Solution', 'Goals');
  await press(workshop.getByRole('button', { name: 'Service hello sends to Pod hello' }));
  await expect(workshop.getByLabel('Check').first()).toHaveValue("'hello' in endpoints('hello')");

  await turn('Goals', 'Near-misses');
  await press(workshop.getByRole('button', { name: 'Another near-miss' }));
  await write(workshop.getByLabel('Near-miss 2', { exact: true }), 'a Service that selects another app');
  await press(workshop.getByRole('button', { name: 'Act it out', exact: true }));
  await led('Act out: a Service that selects another app');
  await sandbox.type('kubectl create service clusterip hello --tcp=80', 'service/hello created');
  await expect(workshop.getByRole('list', { name: 'Written down' })).toContainText('kubectl create service clusterip');
  await press(workshop.getByRole('button', { name: 'Take it' }));
  await expect(workshop.getByLabel('Script').nth(1)).toHaveValue('kubectl create service clusterip hello --tcp=80');

  await turn('Near-misses', 'Steps');
  await write(workshop.getByLabel('Text'), 'One Pod stands here, and nobody can find it.');
  await press(workshop.getByRole('button', { name: /2 do/ }));
  await write(workshop.getByLabel('Text'), 'Give it a label, and a Service that selects it.');
  for (const [label, hint] of [['A nudge', 'Who finds whom?'], ['A pointer', 'By labels.'], ['The solution', 'Label the Pod, then expose it.']] as const) await write(workshop.getByLabel(label, { exact: true }), hint);

  await turn('Steps', 'Prove');
  await press(workshop.getByRole('button', { name: 'Prove it' }));
  await expect(workshop.getByText('Proved. The start does not solve it')).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), press(workshop.getByRole('button', { name: 'Download' }))]);
  expect(download.suggestedFilename()).toBe('a-door-by-keys.zip');
});
