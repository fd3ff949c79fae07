/** `npm test`: types and lint, unit tests, the floor of conformance, the build, and the stories in a real browser. The last line counts. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, NO_BROWSER } from './browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = mkdtempSync(join(tmpdir(), 'podarium-test-'));
const tally = { passed: 0, failed: 0 };

function run(command, args, env = {}) {
  return new Promise(done => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' });
    child.on('error', () => done(false));
    child.on('close', code => done(code === 0));
  });
}
/** A part without tests of its own counts as one. */
async function whole(name, command, args) {
  console.log(`\n== ${name}`);
  const ok = await run(command, args);
  if (ok) tally.passed++;
  else tally.failed++;
  if (!ok) console.log(`== ${name}: FAILED`);
  return ok;
}
/** A part that reports how many of its tests passed. */
async function counted(name, command, args, env, read) {
  console.log(`\n== ${name}`);
  const ok = await run(command, args, env);
  let [passed, failed] = [0, 0];
  try {
    [passed, failed] = read();
  } catch {
    failed = 0;
  }
  tally.passed += passed;
  tally.failed += ok ? failed : Math.max(1, failed);
  if (!ok) console.log(`== ${name}: FAILED`);
}
const json = name => JSON.parse(readFileSync(join(reports, name), 'utf8'));

await whole('types and lint', 'npm', ['run', '-s', 'check']);
await counted('unit tests', 'npx', ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`], {}, () => {
  const { numPassedTests, numFailedTests } = json('unit.json');
  return [numPassedTests, numFailedTests];
});
await whole('conformance', 'npm', ['run', '-s', 'conformance', '--', '--check']);
const built = await whole('build', 'npm', ['run', '-s', 'build']);
if (built) {
  const browser = await findBrowser();
  if (browser === null) {
    console.log(NO_BROWSER);
    tally.failed++;
  } else {
    await counted('stories in the browser', 'npx', ['playwright', 'test'], { PODARIUM_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'stories.json') }, () => {
      const { expected, flaky, unexpected } = json('stories.json').stats;
      return [expected + flaky, unexpected];
    });
  }
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
