/** The editor quotes the API server: at the line, with the fix that its words imply. */
import { expect, test } from './sandbox.ts';

const pod = (i: number, memory: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: many-${i}\nspec:\n  containers:\n  - name: main\n    image: registry.k8s.io/pause:3.10\n    resources:\n      limits: {cpu: 5m, memory: ${memory}}\n`;

test('a long file is checked to its last line, where a fix stands ready', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('many.yaml', [...Array.from({ length: 150 }, (_, i) => pod(i, '8Mi')), pod(150, '512MB')].join('---\n'));
  await page.getByRole('button', { name: 'line 1660' }).click();
  await page.locator('.ed-lens-fixes').getByText('Write 512Mi').click();
  await expect(page.getByRole('button', { name: 'line 1660' })).toHaveCount(0);
  await sandbox.apply('pod/many-150 created');
});

test('pointing at a field tells its meaning, its default and what Podarium makes of it', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('hover.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: hover\nspec:\n  hostUsers: true\n  restartPolicy: Never\n  containers:\n  - name: main\n    image: nginx:1.27\n');
  const card = page.locator('.monaco-hover').filter({ visible: true });
  // As a person's, the pointer comes from elsewhere, and moves again where nothing has listened to its first move yet.
  const pointAt = (key: string, told: string): Promise<void> => expect(async () => {
    await page.mouse.move(1000, 700);
    await expect(card).toBeHidden();
    await page.locator('.view-line').filter({ hasText: key }).hover({ position: { x: 24, y: 8 }, force: true });
    await expect(card).toContainText(told, { timeout: 3_000 });
  }).toPass();
  await expect(page.locator('.view-line').filter({ hasText: 'hostUsers' })).toBeVisible();
  await pointAt('restartPolicy', 'default "Always"');
  await expect(card).toContainText('Podarium acts on it.');
  await pointAt('hostUsers', 'is checked and stored');
});
