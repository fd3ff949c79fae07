/** Figures of the built page in a real browser: what comes before the first paint, when it paints, what shifts, what blocks. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from '@playwright/test';
import { lessonIndex, lessonOpens } from './lessons.ts';
import { matrixFrameP95 } from './matrix.ts';
import { median } from './measure.ts';
import { paintOfGetPods } from './terminal.ts';

type Figure = readonly [key: string, value: number, unit: string, goal: string];

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PORT = 4191;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Script files that the page asks for before it can paint, compressed. */
function firstScripts(): number {
  const html = readFileSync(`${root}dist/index.html`, 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, file]) => file ?? '');
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(`${root}dist/${file}`)).length, 0) / 1000;
}

/** Collects paints, shifts and long tasks from the first moment on. */
const WATCH = `
  window.__seen = { lcp: 0, shift: 0, longest: 0 };
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.__seen.lcp = e.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.__seen.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.__seen.longest = Math.max(window.__seen.longest, e.duration); }).observe({ type: 'longtask' });
`;
interface Seen {
  readonly lcp: number;
  readonly shift: number;
  readonly longest: number;
}
const seen = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { __seen: Seen }).__seen);

async function open(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(WATCH);
  await page.goto(`http://localhost:${PORT}/`);
  await page.getByRole('button', { name: /Apply/ }).waitFor();
  await page.waitForTimeout(4_000);
  return page;
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: many-${i}\nspec:\n  containers:\n  - name: main\n    image: registry.k8s.io/pause:3.10\n    resources: {requests: {cpu: 5m, memory: 8Mi}}\n`).join('---\n');

/** Puts a text in the place of what the editor shows. */
async function paste(page: Page, all: string): Promise<void> {
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.evaluate(text => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, all);
}
const forget = (page: Page): Promise<void> => page.evaluate(() => { (globalThis as unknown as { __seen: { longest: number } }).__seen.longest = 0; });

const podOf = (i: number): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: many-${i}\n  labels:\n    app: many\nspec:\n  containers:\n  - name: main\n    image: registry.k8s.io/pause:3.10\n    ports:\n    - containerPort: 80\n    env:\n    - name: INDEX\n      value: "${i}"\n    resources:\n      requests:\n        cpu: 5m\n        memory: 8Mi\n    imagePullPolicy: `;
/** A fault in the last of a thousand documents: once it is told, all have been read and asked for. */
const THOUSAND = `${Array.from({ length: 999 }, (_, i) => `${podOf(i)}Always\n`).join('---\n')}---\n${podOf(999)}Maybe`;

/** The longest task of the main thread while the API server is asked about a thousand documents, from a key pressed to the last answer. */
async function longestWhileValidating(page: Page): Promise<number> {
  const told = (value: string): Promise<void> => page.getByText(`Unsupported value: "${value}"`).first().waitFor({ state: 'attached', timeout: 60_000 });
  await paste(page, THOUSAND);
  await told('Maybe');
  await page.keyboard.press('Control+End');
  const rounds: number[] = [];
  for (let round = 1; round <= 3; round++) {
    await page.waitForTimeout(1_500);
    await forget(page);
    await page.keyboard.type('x');
    await told(`Maybe${'x'.repeat(round)}`);
    rounds.push((await seen(page)).longest);
  }
  return median(rounds);
}

/** The longest task of the main thread while 100 Pods are applied, once the editor stands. */
async function longestTask(page: Page): Promise<number> {
  await paste(page, HUNDRED);
  await page.waitForTimeout(2_000);
  await forget(page);
  await page.keyboard.press('Control+Enter');
  // A figure of something that did not happen would be worth nothing.
  await page.locator('.xterm-rows').getByText('pod/many-99 created').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(20_000);
  return (await seen(page)).longest;
}

export async function browserFigures(): Promise<readonly Figure[]> {
  if (!existsSync(`${root}dist/index.html`)) throw new Error('build first: npm run build');
  const finder = (await import(new URL('../../../e2e/browser.mjs', import.meta.url).href)) as { findBrowser(): Promise<string | null>; NO_BROWSER: string };
  const executablePath = await finder.findBrowser();
  if (executablePath === null) throw new Error(finder.NO_BROWSER);
  const server: ChildProcess = spawn(process.execPath, [`${root}e2e/serve.mjs`, String(PORT), '/'], { stdio: 'ignore' });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    await new Promise(done => setTimeout(done, 500));
    const loads: Seen[] = [];
    for (let i = 0; i < 3; i++) {
      const page = await open(browser);
      loads.push(await seen(page));
      if (i < 2) await page.close();
    }
    const [page] = browser.contexts().at(-1)?.pages() ?? [];
    const other = await open(browser);
    const validating = await longestWhileValidating(other);
    await other.close();
    const learner = await open(browser);
    const opened = await lessonOpens(learner);
    await learner.close();
    return [
      ['first_js_gzip_kb', firstScripts(), 'kB', '<= 200'],
      ['lcp_ms', median(loads.map(({ lcp }) => lcp)), 'ms', '<= 400'],
      ['layout_shift', median(loads.map(({ shift }) => shift)), '', '< 0.05'],
      ['lesson_index_gzip_kb', lessonIndex(`${root}dist/assets/`), 'kB', '<= 15'],
      ['lesson_open_ms', opened, 'ms', '< 200'],
      ['longest_task_ms', page === undefined ? Number.NaN : await longestTask(page), 'ms', '<= 50'],
      ['editor_1000_docs_longest_task_ms', validating, 'ms', '<= 50'],
      ['scheduler_100_nodes_frame_p95_ms', await matrixFrameP95(browser, `http://localhost:${PORT}/`), 'ms', '<= 17'],
      ['get_pods500_paint_ms', await paintOfGetPods(await open(browser)), 'ms', '< 50'],
    ];
  } finally {
    await browser.close();
    server.kill();
  }
}
