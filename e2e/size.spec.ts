import { gzipSync } from 'node:zlib';
import { expect, test } from './sandbox.ts';

test('the scripts that the page itself names come to at most 200 kB', async ({ page, sandbox }) => {
  await sandbox.open();
  const html = await (await page.request.get('./')).text();
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(0);
  const sizes = await Promise.all(named.map(async path => gzipSync(await (await page.request.get(path)).body()).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(200_000);
});
