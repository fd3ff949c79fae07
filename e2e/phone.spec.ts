import { expect, test } from './sandbox.ts';

test('on a phone four tabs hold the page, and the first story plays', async ({ sandbox, page }) => {
  await page.goto('./');
  const tabs = page.getByRole('navigation', { name: 'Parts of the page' });
  await tabs.getByRole('button', { name: 'Edit' }).click();
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
  await sandbox.applyButton.click();
  await tabs.getByRole('button', { name: 'kubectl' }).click();
  await expect(sandbox.terminal).toContainText('pod/hello created');
  await tabs.getByRole('button', { name: 'Watch' }).click();
  await expect(sandbox.story).toContainText(/hello/);
  await expect(page.getByText('10.0.10.15').first()).toBeVisible();
  await tabs.getByRole('button', { name: 'Learn' }).click();
  await expect(page.getByText('A Pod is what runs').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('on a phone, too, nodes have their actions, one can be added, and what is selected can be looked at', async ({ sandbox, page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Apply the Pod' }).click();
  await expect(sandbox.pod('hello')).toHaveAccessibleName(/Ready/, { timeout: 20_000 });
  await page.getByRole('button', { name: 'Actions on node-1' }).click();
  await expect(page.getByRole('menuitem', { name: 'Cordon' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More about the picture' }).click();
  await page.getByRole('menuitem', { name: /^Add node-4/ }).click();
  await expect(page.getByRole('button', { name: /^Node node-4, Ready/ })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Node node-1/ }).click();
  await sandbox.pod('hello').click();
  await page.getByRole('button', { name: 'Look at hello' }).click();
  await expect(sandbox.inspector.getByText('10.0.10.15').first()).toBeVisible();
  // What only looks is read in the terminal.
  await sandbox.inspector.getByRole('button', { name: 'describe', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: 'kubectl' })).toHaveAttribute('aria-current', 'page');
});

test('on a phone a lesson opens with its words, and what a step runs to be read stands among them', async ({ page }) => {
  await page.goto('./#lesson=labels');
  const learn = page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: 'Learn' });
  await expect(learn).toHaveAttribute('aria-current', 'page');
  await page.getByRole('radio', { name: /frozen image/ }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  const lesson = page.getByRole('complementary', { name: 'Lesson', exact: true });
  await expect(lesson.getByLabel('Answer to kubectl get pods --show-labels')).toContainText('app=shop');
  await expect(learn).toHaveAttribute('aria-current', 'page');
});

test('on a phone an opened Pod shows its files and its timeline', async ({ sandbox, page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Apply the Pod' }).click();
  await expect(sandbox.pod('hello')).toHaveAccessibleName(/Ready/, { timeout: 20_000 });
  await sandbox.openPod('hello');
  await expect(page.getByRole('slider', { name: 'Timeline' })).toBeVisible();
  await page.getByRole('button', { name: 'More about the picture' }).click();
  await page.getByRole('menuitem', { name: 'Its files' }).click();
  await expect(page.getByText('written by itself')).toBeVisible();
});
