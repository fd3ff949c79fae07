/** A demo in front of a class: the wall, and the teacher's own window that drives it. */
import type { Page } from '@playwright/test';
import { expect, test } from './sandbox.ts';

async function present(page: Page, number: string): Promise<void> {
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('.l-list li button', { has: page.getByText(number, { exact: true }) }).first().click();
  await expect(page.locator('.w-wall')).toBeVisible();
}
const wall = (page: Page) => page.locator('.w-tell');

test('notes open in a window of their own, which goes on, back, jumps, blanks and ends', async ({ sandbox, page }) => {
  await sandbox.open();
  await present(page, 'd1');
  await expect(page.getByText('Step 1 of 7')).toBeVisible();
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('n');
  const teacher = await opened;
  await expect(teacher.getByRole('region', { name: 'Your notes' })).toBeVisible();
  await expect(page.getByText('For you')).toHaveCount(0);
  await teacher.getByRole('button', { name: 'On', exact: true }).click();
  await expect(page.getByText('Step 2 of 7')).toBeVisible();
  await expect(wall(page)).toContainText('imagee');
  // The step's own doing, then its end.
  await teacher.locator('body').press('ArrowRight');
  await expect(wall(page)).toContainText('refuses');
  await teacher.locator('body').press('b');
  await expect(page.locator('.w-blank')).toBeVisible();
  await expect(teacher.getByText('The wall is blank')).toBeVisible();
  await teacher.getByRole('button', { name: 'Show the wall' }).click();
  await expect(page.locator('.w-blank')).toHaveCount(0);
  await teacher.getByRole('navigation', { name: 'Steps' }).getByRole('button').nth(3).click();
  await expect(page.getByText('Step 4 of 7')).toBeVisible();
  // Back to what has been told already: the history is read, and read on.
  await teacher.getByRole('navigation', { name: 'Steps' }).getByRole('button').nth(1).click();
  await expect(page.getByText('Step 2 of 7')).toBeVisible();
  await expect(wall(page)).toContainText('imagee');
  await teacher.locator('body').press('PageDown');
  await expect(wall(page)).toContainText('refuses');
  const closed = teacher.waitForEvent('close');
  await page.keyboard.press('Escape');
  await closed;
  await expect(page.locator('.w-wall')).toHaveCount(0);
});

test('where no second window opens, the notes stand on the wall and say so', async ({ sandbox, page }) => {
  await page.addInitScript(() => { window.open = () => null; });
  await sandbox.open();
  await present(page, 'd2');
  await page.keyboard.press('n');
  await expect(page.getByRole('complementary', { name: 'Teacher’s notes' })).toContainText('opened no second window');
  await page.keyboard.press('n');
  await expect(page.getByRole('complementary', { name: 'Teacher’s notes' })).toHaveCount(0);
});
