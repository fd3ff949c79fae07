/** How smoothly the scheduler's matrix of 100 nodes is drawn while an attempt is told. */
import type { Browser, Page } from '@playwright/test';

const NODES = Array.from({ length: 100 }, (_, i) => {
  const name = `big-${String(i).padStart(2, '0')}`;
  const amounts = `{cpu: "${i % 10 === 5 ? 1 : 4}", memory: ${2 + (i % 13)}Gi, pods: "110"}`;
  const spec = i % 10 === 7 ? 'unschedulable: true' : i % 10 === 3 ? 'taints: [{key: dedicated, value: gpu, effect: NoSchedule}]' : '';
  return `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}, labels: {kubernetes.io/hostname: ${name}, topology.kubernetes.io/zone: zone-${i % 3}}}\nspec: {${spec}}\nstatus: {allocatable: ${amounts}, capacity: ${amounts}, conditions: [{type: Ready, status: "True", reason: KubeletReady, message: ready}]}\n`;
}).join('---\n');
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: weighed}\nspec:\n  containers: [{name: main, image: "nginx:1.27", resources: {requests: {cpu: 1500m, memory: 64Mi}}}]\n';

async function apply(page: Page, name: string, text: string, answer: string): Promise<void> {
  await page.evaluate(([file, content]) => {
    const data = new DataTransfer();
    data.items.add(new File([content ?? ''], file ?? ''));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [name, text]);
  await page.getByRole('tab', { name, selected: true }).waitFor();
  await page.locator('[data-apply]').click();
  await page.locator('.xterm-rows').getByText(answer).waitFor({ timeout: 60_000 });
}
const speed = (page: Page, value: number): Promise<void> => page.evaluate(now => localStorage.setItem('podarium/settings', JSON.stringify({ speed: now })), value);

/** As a text, so that nothing of this file's compilation goes with it. Only what is drawn while rows are there counts. */
const COUNT = `
  window.__frames = [];
  let last = 0;
  requestAnimationFrame(function next(at) {
    if (last !== 0 && document.querySelector('.sc-lines') !== null) window.__frames.push(at - last);
    last = at;
    requestAnimationFrame(next);
  });
`;

/** Milliseconds from frame to frame while the attempt is told, at half its usual speed. */
async function frames(page: Page): Promise<readonly number[]> {
  await page.getByRole('button', { name: 'Predict first' }).click();
  await apply(page, 'weighed.yaml', POD, 'pod/weighed created');
  await page.getByRole('tab', { name: 'Scheduler' }).click();
  const guess = page.locator('button[data-machine]').first();
  await guess.waitFor({ timeout: 60_000 });
  await page.evaluate(COUNT);
  await guess.click();
  await page.locator('.sc-lines').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3_500);
  return page.evaluate(() => (globalThis as unknown as { __frames: readonly number[] }).__frames);
}

/** The time between frames that 95 of 100 stay under. */
export async function matrixFrameP95(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('.xterm-rows').getByText('$').first().waitFor({ timeout: 60_000 });
    await apply(page, 'nodes.yaml', NODES, 'node/big-99 created');
    // What was done is kept within a second; the story of 100 nodes need not be told to its end.
    await page.waitForTimeout(2_500);
    await speed(page, 0.5);
    await page.reload();
    await page.locator('.xterm-rows').getByText('$').first().waitFor({ timeout: 60_000 });
    const sorted = [...await frames(page)].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  } finally {
    await context.close();
  }
}
