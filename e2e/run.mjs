/** `npm test`: types and lint, unit tests, the floor of conformance, the build, and the stories in a real browser. The last line counts. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, NO_BROWSER } from './browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const REPORTS = '.cache/reports';
const tally = { passed: 0, failed: 0 };

function run(command, args, env = {}) {
  return new Promise(done => {
    // On Windows npm is a script of the shell, which splits at blanks: no argument here has one.
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' });
    child.on('error', error => {
      console.log(`${command} did not start: ${error.message}`);
      done(false);
    });
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
  // A report that cannot be read is a failure: nothing says that anything was tested.
  let [passed, failed] = [0, 1];
  try {
    [passed, failed] = read();
  } catch (error) {
    console.log(`== ${name}: no report (${error.message})`);
  }
  tally.passed += passed;
  tally.failed += ok ? failed : Math.max(1, failed);
  if (!ok) console.log(`== ${name}: FAILED`);
}
const json = name => JSON.parse(readFileSync(join(root, REPORTS, name), 'utf8'));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.log(`Podarium needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}
// What an earlier run counted must not be read as this one's.
rmSync(join(root, REPORTS), { recursive: true, force: true });
mkdirSync(join(root, REPORTS), { recursive: true });

await whole('types and lint', 'npm', ['run', '-s', 'check']);
await counted('unit tests', 'npx', ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${REPORTS}/unit.json`], {}, () => {
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
    await counted('stories in the browser', 'npx', ['playwright', 'test'], { PODARIUM_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: join(root, REPORTS, 'stories.json') }, () => {
      const { expected, flaky, unexpected } = json('stories.json').stats;
      return [expected + flaky, unexpected];
    });
  }
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
