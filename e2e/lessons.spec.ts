import { expect, test } from './sandbox.ts';

test('lesson 1.1 can be taken from its first word to its goals', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.getByRole('button', { name: /Your first Pod/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  const next = lesson.getByRole('button', { name: 'Next', exact: true });
  await expect(lesson.getByRole('heading', { name: 'A Pod is what runs' })).toBeVisible();
  await next.click();
  await expect(next).toBeDisabled();
  await lesson.getByRole('radio', { name: /one to each node/ }).click();
  await next.click();
  await lesson.getByRole('button', { name: /kubectl apply/ }).click();
  await expect(lesson.locator('.l-verdict')).toContainText('It never sees them one by one');
  await next.click();
  await next.click();
  await lesson.getByRole('radio', { name: /nothing brings it back/ }).click();
  await next.click();
  await lesson.getByRole('button', { name: /kubectl delete/ }).click();
  await expect(next).toBeEnabled();
  await next.click();
  for (const name of ['shop-1', 'shop-2']) {
    await page.locator('.monaco-editor .view-line', { hasText: 'shop' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.type(`name: ${name}`);
    await expect(page.locator('.monaco-editor .view-line', { hasText: name })).toBeVisible();
    await sandbox.apply(`pod/${name} created`);
  }
  await expect(lesson.getByText('Done')).toBeVisible();
  await lesson.getByRole('button', { name: 'Free play' }).click();
  await sandbox.type('kubectl get pods', /cart\s+1\/1/);
});

test('the demo runs on one key', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('li', { hasText: 'd2' }).getByRole('button').click();
  await expect(page.getByText('Containers share the room')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-presenter', '');
  await page.keyboard.press('Space');
  await expect(page.locator('.w-tell')).toContainText('shop');
  await expect(page.locator('.w-tell')).toContainText('Ready');
  await page.keyboard.press('PageDown');
  await expect(page.locator('.w-tell')).toContainText('who answers');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.w-options [data-right]')).toHaveText('main');
  await page.keyboard.press('.');
  await expect(page.locator('.w-blank')).toBeVisible();
  await page.keyboard.press('b');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.w-tell')).toContainText('who answers');
  await page.keyboard.press('Escape');
  await expect(page.locator('html')).not.toHaveAttribute('data-presenter', '');
});

test('what the API server would say of a manifest is held back until the learner has guessed', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('.l-list li button', { has: page.getByText('3.4', { exact: true }) }).first().click();
  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  await lesson.getByRole('radio', { name: /restarts inside it/ }).click();
  await lesson.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('tab', { name: 'with-b.yaml' })).toHaveAttribute('aria-selected', 'true');
  const faults = page.locator('.ed-panel').getByText(/pod updates may not change fields/).first();
  await expect(faults).toBeHidden();
  await lesson.getByRole('radio', { name: /it is refused/ }).click();
  await expect(faults).toBeVisible();
});
