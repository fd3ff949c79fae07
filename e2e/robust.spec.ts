import { expect, test } from './sandbox.ts';

/** Texts that are no manifest, or no usual one, and a part of what kubectl says about each. */
const texts: readonly (readonly [name: string, text: string, answer: RegExp])[] = [
  ['nothing at all', '', /no objects passed to apply|error/],
  ['a tab', 'apiVersion: v1\nkind: Pod\n\tmetadata: {}\n', /yaml: line 3|tab/i],
  ['a key twice', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\nspec:\n  containers: [{name: a, image: nginx:1.27}]\n', /pod\/b created/],
  ['wrong indentation', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n spec: {}\n', /yaml: line/],
  ['an alias bomb', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${Array(10).fill(`*${'abcdefghi'[at]}`).join(',')}]`).join('\n')}\n`, /alias|error/i],
  ['an unknown kind', 'apiVersion: v1\nkind: Spaceship\nmetadata: {name: a}\n', /no matches for kind "Spaceship"/],
  ['an emoji for a name', 'apiVersion: v1\nkind: Pod\nmetadata: {name: "🚀"}\nspec: {containers: [{name: a, image: nginx:1.27}]}\n', /Invalid value/],
  ['a name from right to left', 'apiVersion: v1\nkind: Pod\nmetadata: {name: "שלום"}\nspec: {containers: [{name: a, image: nginx:1.27}]}\n', /Invalid value/],
  ['bytes', '\u0000\u0001\u0002\u00ff', /error/i],
];

test('unusual texts are answered in words, and the text stays', async ({ sandbox, page }) => {
  await sandbox.open();
  for (const [index, [name, text, answer]] of texts.entries()) {
    const file = `t${index}.yaml`;
    await sandbox.drop(file, text);
    await sandbox.type(`kubectl apply -f ${file}`, answer);
    await expect(page.getByRole('tab', { name: file }), name).toBeVisible();
    if (text.trim() !== '' && name !== 'bytes') await expect(page.locator('.squiggly-error, .squiggly-warning').first(), `${name} is marked in the editor`).toBeAttached();
  }
});

test('a List, JSON and a hundred documents are applied', async ({ sandbox }) => {
  await sandbox.open();
  const pod = (name: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } });
  await sandbox.drop('list.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('one'), pod('two')] }, null, 2));
  await sandbox.type('kubectl apply -f list.json', /pod\/two created/);
  await sandbox.drop('many.yaml', Array.from({ length: 100 }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${at}\n`).join('---\n'));
  await sandbox.type('kubectl apply -f many.yaml', /configmap\/c99 created/);
});

test('five megabytes of text do not hold the page', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.drop('large.yaml', `# ${'x'.repeat(98)}\n`.repeat(50_000));
  await expect(page.getByText(/is checked when you apply it/)).toBeVisible();
  await sandbox.type('kubectl get pods', /cart\s+1\/1/);
});

test('an endless loop and a log without end are bounded, with a word about it', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.type('kubectl run spin --image=busybox:1.36 --restart=Never -- sh -c "while true; do :; done"', 'pod/spin created');
  await expect(page.getByRole('button', { name: /Podarium cut spin short: .* computes without end/, includeHidden: true }).first()).toBeAttached();
  await sandbox.type('kubectl run talk --image=busybox:1.36 --restart=Never -- sh -c "while true; do echo hello; done"', 'pod/talk created');
  await sandbox.type('kubectl get pods', /talk\s+/);
});

test('a damaged session is set aside and offered for download', async ({ sandbox, page }) => {
  await sandbox.open();
  await page.evaluate(() => new Promise<void>((done, fail) => {
    const open = indexedDB.open('keyval-store');
    open.onerror = () => fail(new Error('no store'));
    open.onsuccess = () => {
      const change = open.result.transaction('keyval', 'readwrite');
      change.objectStore('keyval').put({ session: 'broken' }, 'podarium/work');
      change.oncomplete = () => done();
    };
  }));
  await page.reload();
  await sandbox.ready();
  await expect(page.getByText('What was saved here could not be read.')).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download what was set aside' }).click();
  expect((await download).suggestedFilename()).toBe('podarium-set-aside.json');
});
