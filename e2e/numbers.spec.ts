import { gzipSync } from 'node:zlib';
import { expect, podOn, test } from './sandbox.ts';

test.describe.configure({ mode: 'serial', retries: 1 });
test.use({ quick: false });

test('the first paint comes soon, holds still, and needs little', async ({ sandbox, page }) => {
  const scripts: Promise<readonly [url: string, size: number]>[] = [];
  page.on('response', response => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then(body => [response.url(), gzipSync(body).length] as const));
  });
  await page.goto('./');
  await expect(page.getByRole('heading', { name: 'A whole cluster, in a glass box.' })).toBeVisible();
  // All that was there when the first thing was painted.
  const first = await page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
    return performance.getEntriesByType('resource').filter(entry => (entry as PerformanceResourceTiming).responseEnd <= paint).map(({ name }) => name);
  });
  await sandbox.ready();
  const sizes = await Promise.all(scripts);
  const kb = sizes.filter(([url]) => first.includes(url)).reduce((sum, [, size]) => sum + size, 0) / 1000;
  const seen = await page.evaluate(() => new Promise<{ lcp: number; shift: number }>(done => {
    let [lcp, shift] = [0, 0];
    new PerformanceObserver(list => { for (const entry of list.getEntries()) lcp = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!(entry as unknown as { hadRecentInput: boolean }).hadRecentInput) shift += (entry as unknown as { value: number }).value; }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done({ lcp, shift }), 500);
  }));
  console.log(JSON.stringify({ first_js_gzip_kb: Math.round(kb), lcp_ms: Math.round(seen.lcp), layout_shift: Number(seen.shift.toFixed(3)) }));
  expect(kb).toBeLessThanOrEqual(200);
  expect(seen.shift).toBeLessThan(0.05);
  // A machine that runs other tests beside this one is not the one the goal is set for (400 ms): this only catches a fall.
  expect(seen.lcp).toBeLessThan(1_500);
});

test('a hundred Pods do not hold the page', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('hundred.yaml', Array.from({ length: 100 }, (_, at) => podOn(`p${at}`, `node-${(at % 3) + 1}`)).join('---\n'));
  await page.waitForTimeout(1500);
  await page.evaluate(() => {
    const tasks: number[] = [];
    (window as unknown as { tasks: number[] }).tasks = tasks;
    new PerformanceObserver(list => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  await sandbox.apply('pod/p99 created');
  await page.waitForTimeout(4000);
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  console.log(JSON.stringify({ longest_task_ms: Math.round(Math.max(0, ...tasks)) }));
  // The goal is 50 ms on a machine of its own; with neighbours a task waits for its turn, and this only catches a fall.
  expect(Math.max(0, ...tasks)).toBeLessThan(500);
});
