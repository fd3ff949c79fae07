import { expect, test } from './sandbox.ts';

test('everything of the first story can be done without a mouse', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.locator('body').press('Control+Enter');
  await expect(sandbox.terminal).toContainText('pod/hello created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  await sandbox.openPod('hello');
  await expect(page.getByText('first in, last out')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: 'Cluster' })).toHaveAttribute('aria-selected', 'true');
  const timeline = page.getByRole('slider', { name: 'Timeline' });
  await timeline.focus();
  await timeline.press('Home');
  await expect(sandbox.story).toContainText('Created means stored');
  await timeline.press('ArrowRight');
  await expect(sandbox.story).toContainText('scheduler');
  await timeline.press('End');
  const editorWidth = page.getByRole('separator', { name: 'Width of the editor' });
  await editorWidth.focus();
  const before = Number(await editorWidth.getAttribute('aria-valuenow'));
  await editorWidth.press('ArrowRight');
  await expect(editorWidth).toHaveAttribute('aria-valuenow', String(before + 16));
});

test('an Apply that is pressed while the page still starts is done once the cluster stands', async ({ sandbox, page }) => {
  await page.goto('./');
  await page.getByRole('region', { name: 'Terminal' }).waitFor();
  await page.locator('body').press('Control+Enter');
  await expect(sandbox.terminal).toContainText('pod/hello created');
});

test('whoever has the focus can be seen', async ({ sandbox, page }) => {
  await sandbox.open();
  for (const name of ['Lessons', 'Settings']) {
    const button = page.getByRole('button', { name, exact: true });
    await page.keyboard.press('Tab');
    await button.focus();
    expect(await button.evaluate(element => getComputedStyle(element).boxShadow)).not.toBe('none');
  }
});

test('every button and field has a name', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  const nameless = await page.locator('button, input, select, [role=slider], [role=tab]').evaluateAll(elements => elements
    .filter(element => (element as HTMLElement).offsetParent !== null)
    .filter(element => (element.getAttribute('aria-label') ?? element.getAttribute('title') ?? element.textContent ?? '').trim() === '' && element.closest('label') === null)
    .map(element => element.outerHTML.slice(0, 120)));
  expect(nameless).toEqual([]);
});

test('Escape closes the panel that lies over the page before it leads out of the picture', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await sandbox.openPod('hello');
  await page.getByRole('button', { name: /^Container web/ }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('complementary', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Keys' })).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Pod', exact: true })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: 'Cluster' })).toHaveAttribute('aria-selected', 'true');
  // What is dropped while the editor is folded away is shown in it.
  await sandbox.openPod('hello');
  await expect(sandbox.applyButton).toBeHidden();
  await sandbox.drop('other.yaml', 'apiVersion: v1\n');
  await expect(sandbox.applyButton).toBeVisible();
  // A wide table has its columns on one line while the terminal leans over the picture.
  await page.getByRole('button', { name: 'Wide', exact: true }).click();
  await sandbox.type('kubectl get pods -o wide', /NAME\s+READY.*READINESS GATES/);
});
