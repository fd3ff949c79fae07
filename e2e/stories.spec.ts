import { expect, podOn, test } from './sandbox.ts';

test('the first visit says what to do, and doing it succeeds', async ({ sandbox, page }) => {
  await sandbox.open();
  await expect(page.getByRole('heading', { name: 'A whole cluster, in a glass box.' })).toBeVisible();
  await expect(page.getByText('Apply the Pod and follow it.')).toBeVisible();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.story).toContainText('hello');
  await expect(sandbox.inspector).toContainText('node-1');
  await expect(sandbox.inspector).toContainText('10.0.10.15');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  await sandbox.type('kubectl get pods -o wide', /hello\s+1\/1\s+Running\s+0/);
  await expect(sandbox.terminal).toContainText('10.0.10.15');
});

test('one address, two doors: from outside by port, inside on localhost', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.example('Two containers, one address');
  await sandbox.apply('pod/web created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  await expect(sandbox.inspector).toContainText('10.0.10.15');
  await sandbox.drop('near.yaml', podOn('near', 'node-1'));
  await sandbox.apply('pod/near created');
  await sandbox.drop('far.yaml', podOn('far', 'node-3'));
  await sandbox.apply('pod/far created');
  await sandbox.type('kubectl wait --for=condition=Ready pod/near pod/far', /pod\/far condition met/);
  for (const from of ['near', 'far']) {
    await sandbox.type(`kubectl exec ${from} -- wget -qO- 10.0.10.15:80`, 'written by helper');
    await sandbox.type(`kubectl exec ${from} -- wget -qO- 10.0.10.15:5000`, 'helper here');
    await sandbox.type(`kubectl exec ${from} -- wget -qO- localhost:5000`, /Connection refused/);
  }
  await sandbox.type('kubectl exec web -c main -- wget -qO- localhost:5000', 'helper here');
  await expect(sandbox.story).toContainText('never leaves lo');
  await sandbox.openPod('web');
  const picture = page.getByLabel('Picture of the cluster');
  await expect(picture.getByText('10.0.10.15').first()).toBeVisible();
  await expect(picture.getByText(':80', { exact: true }).first()).toBeVisible();
  await expect(picture.getByText(':5000', { exact: true }).first()).toBeVisible();
});

test('a request can be sent from a container, and from beyond the cluster it finds no way', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.example('Two containers, one address');
  await sandbox.apply('pod/web created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  const send = async (from: string, to: string): Promise<void> => {
    await sandbox.inspector.getByLabel('from').selectOption({ label: from });
    await sandbox.inspector.getByLabel('to', { exact: true }).fill(to);
    await sandbox.inspector.getByRole('button', { name: 'Send' }).click();
  };
  await send('web/main', 'localhost:5000');
  await expect(sandbox.inspector.locator('.i-answer')).toContainText('helper here');
  await send('node-3', '10.0.10.15:80');
  await expect(sandbox.inspector.locator('.i-answer')).toContainText('written by helper');
  await send('a computer beyond the cluster', '10.0.10.15:80');
  await expect(sandbox.inspector.locator('.i-answer')).toContainText('timeout');
  await expect(page.locator('.i-answer')).toContainText(/route/);
});

test('two containers that want one port: the second fails with the kernel’s message and crash-loops', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.example('Two want port 80');
  await sandbox.apply('pod/clash created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('CrashLoopBackOff');
  await expect(sandbox.inspector).toContainText('admin');
  await sandbox.inspector.getByLabel('Container of the log').selectOption('admin');
  await expect(sandbox.inspector.locator('.i-log')).toContainText('Address already in use');
  await expect(sandbox.story).toContainText(/Address already in use|CrashLoopBackOff|before it tries|starts again/);
  await sandbox.type('kubectl get pod clash', /clash\s+\d\/2\s+\S+\s+[1-9]/);
});

test('a Pod that asks for 100 CPUs is stored, and the scheduler says why it waits', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.example('Asks for 100 CPUs');
  await sandbox.apply('pod/huge created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Pending');
  await expect(sandbox.inspector).toContainText('0/3 nodes are available: 3 Insufficient cpu');
  await expect(sandbox.story).toContainText('Insufficient cpu');
});

test('a misspelt field is marked at its line while it is typed, and refused when it is applied', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.locator('.monaco-editor .view-line', { hasText: 'containers:' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('contianers:');
  await expect(page.locator('.monaco-editor .view-line', { hasText: 'contianers:' })).toBeVisible();
  await expect(page.locator('.squiggly-error').first()).toBeVisible();
  await expect(page.locator('.ed-lens, .e-lens').first()).toContainText('unknown field "spec.contianers"');
  await page.keyboard.press('Escape');
  await sandbox.apply('unknown field "spec.contianers"');
  await expect(sandbox.inspector).toContainText('400');
  await expect(sandbox.inspector).toContainText('nothing');
  await expect(sandbox.story).toContainText('Nothing was written');
});

test('texts, cluster and settings survive a reload; reset is one action and can be undone', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('mine.yaml', podOn('mine', 'node-2'));
  await sandbox.apply('pod/mine created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.waitForTimeout(1500);
  await page.reload();
  await sandbox.ready();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('tab', { name: 'mine.yaml' })).toBeVisible();
  await sandbox.type('kubectl get pods', /mine\s+1\/1\s+Running/);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Reset the sandbox' }).click();
  await expect(page.getByRole('heading', { name: 'A whole cluster, in a glass box.' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Undo the reset' }).click();
  await expect(page.getByRole('tab', { name: 'mine.yaml' })).toBeVisible();
  await sandbox.type('kubectl get pods', /mine\s+1\/1\s+Running/);
});

test('the picture goes onto a wall and comes back, and the terminal still says what it said', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.story).toContainText('Ready', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Present', exact: true }).click();
  await expect(page.locator('.w-tell')).toContainText('hello');
  await page.keyboard.press('Escape');
  await expect(sandbox.terminal).toContainText('pod/hello created');
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
  await page.locator('.topbar').click({ position: { x: 520, y: 20 } });
  await page.keyboard.press('?');
  await expect(page.getByRole('complementary', { name: 'Keys' })).toContainText('apply the open manifest');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Keys' })).toHaveCount(0);
  // The inspector has stood below it.
  await expect(sandbox.inspector).toBeVisible();
});

test('the timeline steps back without changing anything, and acting returns to now', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.apply('pod/hello created');
  await expect(sandbox.inspector.locator('.i-state').first()).toHaveText('Ready');
  await page.getByRole('button', { name: 'To the first step' }).click();
  await expect(sandbox.story).toContainText('Created means stored');
  await expect(page.getByText('Looking back changes nothing.')).toBeVisible();
  await expect(sandbox.inspector.locator('.i-state').first()).not.toHaveText('Ready');
  await page.getByRole('button', { name: 'One step on' }).click();
  await expect(sandbox.story).toContainText('scheduler');
  await sandbox.type('kubectl get pods', /hello\s+1\/1\s+Running/);
  await expect(page.getByText('Looking back changes nothing.')).toBeHidden();
});
