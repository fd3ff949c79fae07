/** What the picture shows beside the story: who keeps and selects Pods, what is in a volume, the way of a packet. */
import { expect, test } from './sandbox.ts';

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
`;
const NOTES = `apiVersion: v1
kind: Pod
metadata: {name: notes}
spec:
  containers:
    - {name: writer, image: "busybox:1.36", command: [sh, -c, "echo hello > /out/page.txt; sleep 3600"], volumeMounts: [{name: shared, mountPath: /out}]}
  volumes: [{name: shared, emptyDir: {}}]
`;

test('a lane leads from the API server to each node and to each part beside it, from the first look on', async ({ sandbox, page }) => {
  await sandbox.open();
  await expect(page.locator('[data-machine]')).toHaveCount(3);
  await expect(page.locator('.dg-edge')).toHaveCount(7);
});

test('owners and Services draw lines to their Pods, and what is chosen is inspected', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('shop.yaml', SHOP);
  await sandbox.apply('service/shop created');
  const service = page.getByRole('button', { name: /^Service shop, sends to 2 of 2/ });
  await expect(service).toBeVisible();
  await expect(page.locator('.dg-ties')).toHaveCount(0);
  await service.focus();
  await expect(page.locator('.dg-tie-service circle')).toHaveCount(2);
  await page.getByRole('button', { name: /^Deployment shop, keeps 2 Pods/ }).click();
  await expect(sandbox.inspector).toContainText('keeps ReplicaSets');
  await expect(sandbox.inspector).toContainText('kubectl scale deployment shop --replicas=3');
});

test('a selector lights the Pods that it selects, and says what is wrong with it', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('shop.yaml', SHOP);
  await sandbox.apply('service/shop created');
  await expect(sandbox.pod('shop-').first()).toBeVisible();
  await page.getByRole('button', { name: 'Labels' }).click();
  const selector = page.getByRole('textbox', { name: /^Label selector/ });
  await selector.fill('app in (shop),!old');
  await expect(page.locator('.vw-strip [role=status]')).toHaveText('selects 2 of 5 Pods');
  await expect(page.locator('.dg-pod.dg-match').first()).toBeVisible();
  await selector.fill('app in (shop');
  await expect(page.locator('.vw-strip [role=status]')).toContainText('unable to parse requirement');
});

test('a volume opens and shows the files that its containers share', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('notes.yaml', NOTES);
  await sandbox.apply('pod/notes created');
  await expect(page.getByRole('button', { name: /^Pod notes, Ready/ })).toBeVisible();
  await sandbox.openPod('notes');
  await expect(page.locator('.wr-leg')).not.toHaveCount(0);
  await page.getByRole('button', { name: /^Volume shared, emptyDir/ }).click();
  await page.getByRole('button', { name: 'page.txt' }).click();
  await expect(page.getByRole('complementary', { name: /^Files of the volume/ })).toContainText('hello');
});

test('the way of a packet is followed hop by hop with the keyboard', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.getByRole('button', { name: 'Apply', exact: false }).first().click();
  await expect(page.getByRole('button', { name: /^Pod hello, Ready/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Network', exact: true }).click();
  await page.getByRole('textbox', { name: /^address or Service/ }).or(page.getByRole('combobox', { name: /^address or Service/ })).fill('10.0.20.7:81');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.locator('.nw-words')).toContainText('refused');
  await page.getByRole('button', { name: 'The hop before' }).click();
  const steps = page.locator('.nw-steps');
  const before = await steps.innerText();
  await page.getByRole('region', { name: /^Addresses at each hop/ }).press('ArrowLeft');
  await expect(steps).not.toHaveText(before);
});
