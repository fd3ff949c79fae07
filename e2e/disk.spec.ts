/** Without the sandbox's watch over errors: a browser tells of each module that it does not take from a disk. */
import { expect, test } from '@playwright/test';

test('a page that is opened straight from a disk says how to serve it', async ({ page }) => {
  await page.goto(new URL('../dist/index.html', import.meta.url).href);
  await expect(page.getByText('Podarium was opened as a file')).toBeVisible();
});
