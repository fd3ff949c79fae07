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
