import { gzipSync } from 'node:zlib';
import { expect, test } from './sandbox.ts';

test('the scripts that the page itself names come to at most 200 kB', async ({ page, sandbox }) => {
  await sandbox.open();
  const html = await (await page.request.get('./')).text();
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(0);
  const scripts = await Promise.all(named.map(async path => (await page.request.get(path)).body()));
  expect(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)).toBeLessThanOrEqual(200_000);
  // The terminal comes when it is opened: nothing of its screen is in the first download.
  for (const script of scripts) expect(script.toString()).not.toContain('xterm-viewport');
});
