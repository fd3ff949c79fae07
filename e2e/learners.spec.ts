/** Learners take lessons and challenges as people do: with wrong turns, with a mouse, and with the keyboard alone. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './sandbox.ts';

const lessonOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Lesson', exact: true });
const nextOf = (page: Page): Locator => lessonOf(page).getByRole('button', { name: 'Next', exact: true });

async function openFromMap(page: Page, number: string): Promise<void> {
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('.l-list li button', { has: page.getByText(number, { exact: true }) }).first().click();
  await expect(lessonOf(page)).toBeVisible();
}
/** A Pod with a request, to be named and sized. */
const BIG = 'apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - {name: app, image: "nginx:1.27", resources: {requests: {cpu: "CPU"}}}\n';
const choose = (page: Page, words: RegExp): Promise<void> => lessonOf(page).getByRole('radio', { name: words }).click();

test('by mouse: lesson 5.1 with a node picked in the picture, wrong at first, left and found again', async ({ sandbox, page }) => {
  await sandbox.open();
  await openFromMap(page, '5.1');
  await choose(page, /it is restarted/);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('What happens: nothing');
  await nextOf(page).click();
  await expect(page.locator('.dg-pointed').first()).toBeVisible();
  await nextOf(page).click();
  // The largest machine looks tempting: a click on it in the picture is the answer.
  await page.getByRole('button', { name: /^Place it on node-3/ }).click();
  await expect(lessonOf(page).getByRole('radio', { name: /node-3/ })).toBeChecked();
  await nextOf(page).click();
  // The story stands still at the choice, before it is carried out.
  await expect(lessonOf(page).getByText('web is still bound to no node')).toBeVisible();
  await lessonOf(page).getByRole('button', { name: 'Let it go on' }).click();
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('The scheduler counts what was promised');
  await expect(nextOf(page)).toBeEnabled();

  await lessonOf(page).getByRole('button', { name: 'This lesson' }).click();
  await page.getByRole('menuitem', { name: /To free play/ }).click();
  await expect(lessonOf(page)).toBeHidden();
  await expect(sandbox.pod('cart')).toBeVisible();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: 'Go on where you left' }).click();
  await expect(lessonOf(page).getByText('Step 4 of 9')).toBeVisible();
  await expect(sandbox.pod('web').or(page.locator('.sc-asks', { hasText: 'web' })).first()).toBeVisible();

  // A reload comes back to the same step of the same cluster.
  await page.waitForFunction(() => (JSON.parse(localStorage.getItem('podarium/progress') ?? '{}') as { open?: string }).open === 'filter-and-score');
  await page.reload();
  await sandbox.ready();
  await expect(lessonOf(page).getByText('Step 4 of 9')).toBeVisible();
  await expect(nextOf(page)).toBeEnabled();

  await nextOf(page).click();
  await choose(page, /it goes to node-3, which idles/);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('Idle, but promised away');
  await nextOf(page).click();
  await choose(page, /^nothing/);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('still in the scheduler');
  await nextOf(page).click();
  await expect(nextOf(page)).toBeEnabled();
  await nextOf(page).click();
  await nextOf(page).click();
  await expect(lessonOf(page).getByRole('heading', { name: 'Goals' })).toBeVisible();
  // The wrong turn: batch is in the way, and may not go.
  await page.getByRole('tab', { name: 'Cluster' }).click();
  await sandbox.type('kubectl delete pod big', /deleted/);
  await sandbox.drop('big-2.yaml', BIG.replace('NAME', 'big').replace('CPU', '7'));
  await sandbox.apply('pod/big created');
  await expect(lessonOf(page).locator('.l-closing')).toHaveCount(0);
  await sandbox.type('kubectl delete pod big', /deleted/);
  await sandbox.drop('big-3.yaml', BIG.replace('NAME', 'big').replace('CPU', '3'));
  await sandbox.apply('pod/big created');
  await expect(lessonOf(page).locator('.l-closing')).toContainText('counts requests, not use');
  await expect(lessonOf(page).locator('.l-gone')).toContainText('how busy nodes are');
  await lessonOf(page).getByRole('button', { name: /^5\.2 / }).first().click();
  await expect(lessonOf(page).getByText(/^Step 1 of/)).toBeVisible();
});

test('by mouse: a challenge with a wrong turn, a hint, and its closing words', async ({ sandbox, page }) => {
  await sandbox.open();
  await openFromMap(page, 'c13');
  // A challenge is done by hand: editor and terminal stand open at every depth.
  await expect(page.getByRole('tab', { name: 'Pod', exact: true })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Cluster' }).click();
  await expect(sandbox.terminal).toBeVisible();
  // The right Pod behind the wrong name.
  await sandbox.type('kubectl expose pod catalog --name=shop --port=80', /exposed/);
  await expect(lessonOf(page).locator('[data-met]')).toHaveCount(0);
  for (const rung of ['Nudge', 'Pointer', 'Solution']) await lessonOf(page).getByRole('button', { name: rung }).click();
  await expect(lessonOf(page).locator('.l-hints ol')).toContainText('kubectl expose pod catalog');
  await sandbox.type('kubectl expose pod catalog --port=80', /exposed/);
  await expect(lessonOf(page).getByRole('status', { name: 'What you have just shown' })).toContainText('A name that resolves');
  await expect(lessonOf(page).getByText('Done')).toBeVisible();
  await lessonOf(page).getByRole('button', { name: 'Free play' }).click();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await expect(page.getByText('1 finished.')).toBeVisible();
});

test('by mouse: seconds are marked on a scale, and words show their meaning', async ({ sandbox, page }) => {
  await sandbox.open();
  await openFromMap(page, '3.3');
  await lessonOf(page).getByRole('radio').first().click();
  await nextOf(page).click();
  const scale = lessonOf(page).getByRole('slider');
  const box = await scale.boundingBox();
  await scale.click({ position: { x: (box?.width ?? 0) * 0.02, y: 36 } });
  await lessonOf(page).getByRole('button', { name: /^Mark/ }).click();
  await expect(lessonOf(page).getByText('TERM has been sent')).toBeVisible();
  await lessonOf(page).getByRole('button', { name: 'Let it go on' }).click();
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('First comes TERM');
  await lessonOf(page).locator('.l-verdict .g-term', { hasText: 'grace period' }).first().click();
  await expect(page.getByRole('note', { name: 'grace period' })).toBeVisible();
});

/** Moves the focus to a control of the lesson and presses it. */
async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await expect(target).toBeEnabled();
  await target.focus();
  await page.keyboard.press(key);
}
async function byKeys(page: Page, number: string): Promise<void> {
  await page.locator('body').press('l');
  await press(page, page.locator('.l-list li button', { has: page.getByText(number, { exact: true }) }).first());
  await expect(lessonOf(page)).toBeVisible();
}
/** Goes on by key, and waits for the step that follows: two presses in a row may else fall on the same step. */
async function goOn(page: Page): Promise<void> {
  const where = lessonOf(page).locator('.l-where');
  const before = await where.innerText();
  await press(page, nextOf(page));
  await expect(where).not.toHaveText(before, { useInnerText: true });
}

test('with the keyboard alone: lesson 1.4, from the map to its goals, with a wrong turn', async ({ sandbox, page }) => {
  await sandbox.open();
  await byKeys(page, '1.4');
  const answer = (words: RegExp): Promise<void> => press(page, lessonOf(page).getByRole('radio', { name: words }), 'Space');
  await answer(/frozen image/);
  await goOn(page);
  await goOn(page);
  await answer(/all three/);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('cart only');
  await goOn(page);
  await answer(/^nothing/);
  await goOn(page);
  await goOn(page);
  await press(page, lessonOf(page).getByRole('button', { name: /kubectl annotate/ }));
  await goOn(page);
  await answer(/joins the Service/);
  await goOn(page);
  // The wrong turn: an annotation takes nobody out of a Service.
  await sandbox.type('kubectl annotate pod db app=store', /annotated/);
  await expect(lessonOf(page).getByRole('heading', { name: 'Goals' })).toBeVisible();
  await expect(lessonOf(page).locator('.l-closing')).toBeHidden();
  await sandbox.type('kubectl label pod db app=store --overwrite', /labeled/);
  await expect(lessonOf(page).locator('.l-closing')).toBeVisible();
});

/** Marks a second on the scale, counted from its beginning. */
async function markSecond(page: Page, second: number): Promise<void> {
  const scale = lessonOf(page).getByRole('slider');
  await scale.focus();
  await page.keyboard.press('Home');
  for (let at = 0; at < second; at += 1) await page.keyboard.press('ArrowRight');
  await expect(scale).toHaveAttribute('aria-valuenow', String(second));
  await press(page, lessonOf(page).getByRole('button', { name: /^Mark/ }));
}

test('with the keyboard alone: lesson 3.3, seconds marked on a scale, a deaf process taught to listen', async ({ sandbox, page }) => {
  await sandbox.open();
  await byKeys(page, '3.3');
  const answer = (words: RegExp): Promise<void> => press(page, lessonOf(page).getByRole('radio', { name: words }), 'Space');
  const letItGoOn = lessonOf(page).getByRole('button', { name: 'Let it go on' });
  await answer(/called Succeeded/);
  await goOn(page);
  await markSecond(page, 30);
  await expect(lessonOf(page).getByText('TERM has been sent')).toBeVisible();
  await press(page, letItGoOn);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('exit code 137 is 128 + 9');
  await goOn(page);
  await answer(/30 seconds again/);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('30 seconds is the most that it may take');
  await goOn(page);
  await answer(/marked for deletion/);
  await goOn(page);
  await markSecond(page, 8);
  await expect(lessonOf(page).getByText('Off the list already')).toBeVisible();
  await press(page, letItGoOn);
  await expect(lessonOf(page).getByText('The hook took 3 of the 8 seconds')).toBeVisible();
  await press(page, letItGoOn);
  await expect(lessonOf(page).locator('.l-verdict')).toContainText('preStop is inside the grace period');
  await goOn(page);
  await goOn(page);
  await expect(lessonOf(page).getByRole('heading', { name: 'Goals' })).toBeVisible();
  // The lesson's file stands in the editor; its command is written anew.
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.press('Control+Home');
  const command = page.locator('.monaco-editor .view-line', { hasText: 'command:' });
  const above = await page.locator('.monaco-editor .view-line').evaluateAll(lines => lines
    .map(line => ({ top: line.getBoundingClientRect().top, text: line.textContent })).sort((a, b) => a.top - b.top).findIndex(({ text }) => text.includes('command:')));
  for (let line = 0; line < above; line += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText(`command: ["sh", "-c", "trap 'exit 0' TERM; sleep 3600 & wait"]`);
  await expect(command).toContainText('trap');
  await page.keyboard.press('Control+Enter');
  await expect(sandbox.terminal).toContainText('pod/deaf created');
  await sandbox.type('kubectl wait --for=condition=Ready pod/deaf', 'condition met');
  await sandbox.type('kubectl delete pod deaf', 'deleted');
  await expect(lessonOf(page).locator('.l-closing')).toContainText('Deleting is a conversation');
});

test('with the keyboard alone: a challenge, free play and back by one key, the words', async ({ sandbox, page }) => {
  await sandbox.open();
  await byKeys(page, 'c01');
  await sandbox.type('kubectl set image deployment/web web=registry.example/hello:3', /updated/);
  const blurred = async (key: string): Promise<void> => {
    await lessonOf(page).or(page.locator('.vw-diagram')).first().getByRole('button').first().focus();
    await page.keyboard.press(key);
  };
  await blurred('f');
  await expect(lessonOf(page)).toBeHidden();
  await page.locator('.vw-diagram').focus();
  await page.keyboard.press('f');
  await expect(lessonOf(page)).toBeVisible();
  await sandbox.type('kubectl set image deployment/web web=registry.example/hello:2', /updated/);
  await expect(lessonOf(page).locator('.l-closing')).toContainText('no customer noticed');
  await lessonOf(page).getByRole('button', { name: 'This lesson' }).focus();
  await page.keyboard.press('g');
  await expect(page.getByRole('complementary', { name: 'The words' }).getByText('A sign on a node')).toBeVisible();
});

