import { expect, test } from './sandbox.ts';

test('a link carries the manifests, what was done, and the moment; the own work comes back', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.pod('hello')).toHaveAccessibleName(/Ready/, { timeout: 20_000 });
  await page.getByRole('button', { name: 'One step back' }).click();
  const told = await sandbox.story.innerText();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  expect(link).toContain('#share=');

  // Somebody else, who has done something of their own.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Reset the sandbox' }).click();
  await expect(page.getByText('A whole cluster, in a glass box.')).toBeVisible();
  await sandbox.type('kubectl run mine --image=nginx:1.27', 'pod/mine created');
  await page.evaluate(hash => { location.hash = hash; }, link.slice(link.indexOf('#')));
  await expect(sandbox.pod('hello')).toBeAttached({ timeout: 20_000 });
  await expect(sandbox.pod('mine')).toHaveCount(0);
  expect(await sandbox.story.innerText()).toBe(told);
  expect(page.url()).not.toContain('share=');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Undo the reset' }).click();
  await expect(sandbox.pod('mine')).toBeAttached({ timeout: 20_000 });
});

test('a link that is damaged says so and changes nothing', async ({ sandbox, page }) => {
  await page.goto('./#share=this-is-nothing');
  await sandbox.ready();
  await expect(page.getByRole('region', { name: 'Share' }).getByRole('alert')).toContainText('This link is damaged');
  await expect(page.getByText('A whole cluster, in a glass box.')).toBeVisible();
});

test('a reload keeps the story: it can still be looked back at', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.pod('hello')).toHaveAccessibleName(/Ready/, { timeout: 20_000 });
  await page.waitForFunction(() => new Promise<boolean>(done => {
    const open = indexedDB.open('keyval-store');
    open.onsuccess = () => {
      const get = open.result.transaction('keyval').objectStore('keyval').get('podarium/work');
      get.onsuccess = () => done((get.result?.session?.now ?? 0) > 31_000);
    };
  }));
  await page.reload();
  await sandbox.ready();
  await expect(sandbox.story).toContainText('hello');
  await page.getByRole('button', { name: 'To the first step' }).click();
  await expect(sandbox.story).toContainText('The API server has checked hello');
});
