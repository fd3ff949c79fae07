import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { zipOf } from '../src/session/lessons/zip.ts';
import { lessonText, podFile, WHAT_IF } from '../src/testing/lessons.ts';
import { expect, test } from './sandbox.ts';

const FIRST = 'src/lessons/content/01-meet-the-pod/01-first-pod/';
const read = (path: string): string => readFileSync(`${FIRST}${path}`, 'utf8');
const files = {
  'mine/lesson.md': read('lesson.md').replace('id: first-pod', 'id: my-pod').replace('title: A Pod is what runs', 'title: My own Pod'),
  'mine/files/pod.yaml': read('files/pod.yaml'), 'mine/near/four.yaml': read('near/four.yaml'),
  'mine/solution/shop-1.yaml': read('solution/shop-1.yaml'), 'mine/solution/shop-2.yaml': read('solution/shop-2.yaml'),
};
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(([file, content]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(content as number[])], file as string));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [name, [...bytes]] as const);
}
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

test('a lesson that is dropped on the page can be taken, and is there after a reload', async ({ sandbox, page }) => {
  await sandbox.open();
  await drop(page, 'mine.zip', zipOf(files));
  await expect(page.getByText('My own Pod is in')).toBeVisible();
  await page.reload();
  await sandbox.ready();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: /^My own Pod/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  await expect(lesson.getByRole('heading', { name: 'My own Pod' })).toBeVisible();
  await lesson.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(lesson.getByText('Where will they go?')).toBeVisible();
  await page.getByRole('button', { name: 'Back to free play' }).click();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: 'Remove My own Pod from this browser' }).click();
  await expect(page.getByText('My own Pod')).toHaveCount(0);
});

test('a lesson with faults stays closed, and each fault is told with its file, line and reason', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByLabel('A lesson: a .zip or a .md file').setInputFiles({
    name: 'bad.md', mimeType: 'text/markdown',
    buffer: Buffer.from(files['mine/lesson.md'].replace('minutes: 4', 'minuets: 4').replace("is(pods[n], 'Ready'))\"", 'is(pods[n]"')),
  });
  const report = page.getByRole('list', { name: 'Faults' });
  await expect(page.getByText('My own Pod stays closed')).toBeVisible();
  await expect(report.getByRole('listitem').filter({ hasText: '`minuets` is no field here; did you mean `minutes`?' })).toContainText(/bad\/lesson\.md:10/);
  await expect(report.getByRole('listitem').filter({ hasText: 'check-syntax' })).toContainText(/bad\/lesson\.md:16/);
});

const hostile = `---
format: 1
id: first-pod
title: "<img src=x onerror=alert(1)>"
aim: "[press](javascript:alert(1)) ![x](https://example.org/x.png)"
goals:
- {id: never, text: never, check: "pods['x'].metadata.name == 'y'"}
- {id: throws, text: it throws, check: "1 + 'a' == 2"}
- {id: endless, text: it never ends, check: "PLACE"}
solution: kubectl get pods
near-misses:
- {name: one, script: kubectl get pods}
- {name: two, script: kubectl get nodes}
---
## read: one
<script>document.title = 'taken'</script> Some text.
\`\`\`yaml file=../../../etc/passwd
a: 1
\`\`\`
## hints
1. a
2. b
3. c
`;
const list = `[${Array.from({ length: 30 }, (_, i) => i).join(',')}]`;

test('a hostile lesson is shown as text, bounded and reported; the others and the progress stay whole', async ({ sandbox, page }) => {
  await page.addInitScript(() => { if (localStorage.getItem('podarium/progress') === null) localStorage.setItem('podarium/progress', JSON.stringify({ 'first-pod': 1 })); });
  await sandbox.open();
  const before = await page.evaluate(() => localStorage.getItem('podarium/progress'));
  await drop(page, 'evil.md', text(hostile.replace('PLACE', `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, ${list}.all(e, a + b + c + d + e >= 0)))))`)));
  const report = page.getByRole('list', { name: 'Faults' });
  await expect(report).toContainText('"../../../etc/passwd" is no path inside the lesson');
  await expect(report).toContainText('HTML is shown as text: `<script`');
  await expect(report).toContainText('"javascript:alert(1" is no link here');
  await expect(report).toContainText('a lesson shows no pictures from elsewhere');
  expect(await page.title()).toBe('Podarium');
  await drop(page, 'evil.md', text(hostile.replace('PLACE', `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, ${list}.all(e, a + b + c + d + e >= 0)))))`).replace(/```yaml[\s\S]*?```\n/, '')));
  await expect(report).toContainText('goal "endless": this check takes too long');
  await expect(report).toContainText('goal "throws":');
  expect(await page.evaluate(() => localStorage.getItem('podarium/progress'))).toBe(before);
  await page.getByRole('button', { name: /A Pod is what runs/ }).click();
  await expect(page.getByRole('complementary', { name: 'Lesson' }).getByRole('heading', { name: 'A Pod is what runs' })).toBeVisible();
});

test('files that are too large, broken or no lesson at all are told in one sentence', async ({ sandbox, page }) => {
  await sandbox.open();
  const report = page.locator('.o-report');
  await drop(page, 'huge.md', new Uint8Array(300 * 1024).fill(65));
  await expect(report).toContainText('huge.md has 300 KiB; a lesson has at most 256');
  await drop(page, 'broken.zip', text('PK but nothing else, and that for a while'));
  await expect(report).toContainText('broken.zip: this is no zip archive');
  await drop(page, 'upwards.zip', zipOf({ '../lesson.md': 'x' }));
  await expect(report).toContainText('"../lesson.md" is no path inside the lesson');
  await drop(page, 'notes.md', text('# Shopping list\n'));
  await expect(report).toContainText('notes.md: there is no lesson in it');
});

test('a link opens a lesson of the same origin, and refuses any other', async ({ sandbox, page }) => {
  await page.route('**/lessons/mine.zip', route => route.fulfill({ body: Buffer.from(zipOf(files)), contentType: 'application/zip' }));
  await page.goto('./#lesson=lessons/mine.zip');
  await sandbox.ready();
  await expect(page.getByRole('complementary', { name: 'Lesson' }).getByRole('heading', { name: 'My own Pod' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
  await page.evaluate(() => { location.hash = 'lesson=https://example.org/evil.zip'; });
  await expect(page.locator('.o-report')).toContainText('is at another address than this page; a link opens lessons of localhost');
  await page.evaluate(() => { location.hash = 'lesson=one-address'; });
  await expect(page.getByRole('complementary', { name: 'Lesson' }).getByRole('heading', { name: 'My own Pod' })).toHaveCount(0);
});

const whatIf = lessonText({
  id: 'what-if',
  goals: [`{id: named, text: web has a note, check: "'note' in pods['web'].metadata.annotations"}`, `{id: gone, text: old is gone, check: "!('old' in pods)"}`],
  solution: `|\n  kubectl annotate pod web note=kept\n  sim wait 20s\n  kubectl delete pod old\n  sim until "!('old' in pods)" 60s`,
  steps: `${WHAT_IF}## act: note\nGive it a note, and delete old.\n\`\`\`step\nuntil: "'note' in pods['web'].metadata.annotations && !('old' in pods)"\n\`\`\`\n`,
});

test('what is tried on a copy leaves no trace, and the solution can play itself', async ({ sandbox, page }) => {
  await sandbox.open();
  await drop(page, 'what-if.zip', zipOf({ 'what-if/lesson.md': whatIf, 'what-if/start/1-web.yaml': podFile('web'), 'what-if/start/2-old.yaml': podFile('old') }));
  await page.getByRole('button', { name: /^What if/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Lesson', exact: true });
  await lesson.getByRole('radio', { name: 'it comes back' }).click();
  await expect(lesson.getByText('This is a copy of your cluster')).toBeVisible();
  await expect(lesson.locator('.l-verdict')).toContainText('Nobody else knows of it.');
  await expect(sandbox.pod('web')).toHaveCount(0);
  await lesson.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(sandbox.pod('web')).toBeVisible();
  for (const rung of ['Nudge', 'Pointer', 'Solution']) await lesson.getByRole('button', { name: rung }).click();
  await lesson.getByRole('button', { name: 'Let it play itself' }).click();
  await expect(sandbox.pod('old')).toHaveCount(0);
  await expect(lesson.getByText('Done', { exact: true }).last()).toBeVisible();
});
