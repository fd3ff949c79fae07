/** How long a command takes in the page, from the key to the painted answer. */
import type { Page } from '@playwright/test';
import { median } from './measure.ts';

const PODS = 500;
const RUNS = 7;
/** The Pods in five files, as a learner might have them. */
const FILES = Array.from({ length: PODS / 100 }, (_, at) => ({
  name: `many-${at}.yaml`,
  text: Array.from({ length: 100 }, (__, i) => `apiVersion: v1\nkind: Pod\nmetadata: {name: many-${at * 100 + i}}\nspec: {containers: [{name: main, image: 'registry.k8s.io/pause:3.10'}]}\n`).join('---\n'),
}));

/**
 * Notes when Enter was pressed, and when the rows that it brought had been painted. xterm writes its rows in a frame's callbacks, and a message
 * that is posted there arrives as soon as that very frame is painted and committed: asking for one more frame would count that frame, too.
 */
const WATCH = `
  window.__enter = { pressed: 0, painted: 0 };
  const rows = document.querySelector('.xterm-rows');
  addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const seen = window.__enter = { pressed: event.timeStamp, painted: 0 };
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { if (seen.painted === 0 && /many-\\S+\\s+[01]\\/1/.test(rows.textContent)) seen.painted = performance.now(); };
    const look = () => {
      if (seen.painted > 0 || seen !== window.__enter) return;
      port2.postMessage(0);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
`;
interface Seen {
  readonly pressed: number;
  readonly painted: number;
}
const seen = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { __enter: Seen }).__enter);

async function type(page: Page, line: string, answer: string | RegExp): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page.locator('.xterm-rows').getByText(answer).first().waitFor({ timeout: 60_000 });
}

/** `kubectl get pods` with 500 Pods, from Enter to paint: the median of several. */
export async function paintOfGetPods(page: Page): Promise<number> {
  for (const file of FILES) {
    await page.evaluate(({ name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, file);
    await page.getByRole('tab', { name: file.name }).waitFor();
  }
  await type(page, `kubectl create ${FILES.map(({ name }) => `-f ${name}`).join(' ')}`, `pod/many-${PODS - 1} created`);
  await page.evaluate(WATCH);
  const spans: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.keyboard.type('clear');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
    await page.keyboard.type('kubectl get pods');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => (globalThis as unknown as { __enter: Seen }).__enter.painted > 0, undefined, { timeout: 30_000 });
    const { pressed, painted } = await seen(page);
    spans.push(painted - pressed);
    await page.waitForTimeout(300);
  }
  return median(spans);
}
