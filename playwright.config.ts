/** The stories play against the build, served from a sub-path, in both themes and at a phone's width. */
import { defineConfig } from '@playwright/test';

const PORT = Number(process.env['PODARIUM_PORT'] ?? 4317);
const BASE = '/teaching/podarium/';
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  // A busy machine can starve a browser; a story that passes only at its second telling is reported as flaky.
  retries: 1,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: `http://localhost:${PORT}${BASE}`,
    viewport: { width: 1280, height: 800 },
    launchOptions: { ...(process.env['PODARIUM_BROWSER'] ? { executablePath: process.env['PODARIUM_BROWSER'] } : {}), args: asRoot ? ['--no-sandbox', ...QUIET] : QUIET },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'light', testIgnore: /phone/, use: { colorScheme: 'light' } },
    { name: 'dark', testMatch: /stories|lessons/, use: { colorScheme: 'dark' } },
    { name: 'phone', testMatch: /phone/, use: { viewport: { width: 390, height: 844 }, hasTouch: true } },
  ],
  webServer: { command: `node e2e/serve.mjs ${PORT} ${BASE}`, url: `http://localhost:${PORT}${BASE}`, reuseExistingServer: false },
});
