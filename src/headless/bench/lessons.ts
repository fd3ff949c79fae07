/** What the lessons cost a page: the index in the first download, and the time until one is open. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { cardOf, indexLessons } from '../../lessons/index.ts';
import { CONTENT, readFiles } from '../lessons.ts';
import { median } from './measure.ts';

/** What the index of lessons adds to the first download: the cards, and where each lesson's files are. */
export function lessonIndex(assets: string): number {
  const cards = indexLessons(readFiles(CONTENT)).lessons.map(cardOf);
  const worker = readdirSync(assets).find(name => /^worker-.*\.js$/.test(name)) ?? '';
  const imports = readFileSync(`${assets}${worker}`, 'utf8').match(/"[^"]*lesson\.md":\(\)=>import\([^)]*\)[^,}]*/g) ?? [];
  return gzipSync(JSON.stringify(cards) + imports.join(',')).length / 1000;
}

/** From the press on a lesson to its first step on the screen, the panel having been loaded once. */
export async function lessonOpens(page: Page): Promise<number> {
  const times: number[] = [];
  for (const title of ['A Pod is what runs', 'Six steps from file to running Pod', 'One address, two doors', 'Labels select, annotations note']) {
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await page.getByRole('button', { name: new RegExp(title) }).first().waitFor();
    times.push(await page.evaluate(async wanted => {
      const button = [...document.querySelectorAll<HTMLElement>('.l-list button')].find(each => each.textContent?.includes(wanted));
      const from = performance.now();
      button?.click();
      while (document.querySelector('.l-panel h2')?.textContent !== wanted && performance.now() - from < 10_000) await new Promise(requestAnimationFrame);
      return performance.now() - from;
    }, title));
  }
  // The first one loads the panel, too.
  return median(times.slice(1));
}
