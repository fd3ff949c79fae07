/** Finds a Chrome or Chromium: one that is installed, else Playwright's own, else the system's package manager's. Each try has five minutes. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const FIVE_MINUTES = 300_000;
const IS_WINDOWS = process.platform === 'win32';
const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS_PLACES = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** Whether a path is a browser that starts: a stub that only points to a package store answers with an error. On Windows the question would open a window, so there the file is enough. */
const runs = path => Boolean(path) && existsSync(path) && (IS_WINDOWS || spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0);
const onPath = () => (process.env.PATH ?? '').split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name)));
const onWindows = () => ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap(name => (process.env[name] ? WINDOWS_PLACES.map(place => join(process.env[name], place)) : []));
const installed = () => (IS_WINDOWS ? onWindows() : [...onPath(), ...PLACES]).find(runs) ?? null;

/** What the user named; a name that starts nothing is told, as another browser would be a surprise. */
function named() {
  const path = process.env.CHROME_PATH ?? process.env.CHROME_BIN;
  if (!path) return null;
  if (!runs(path)) console.log(`CHROME_PATH names ${path}, which does not start: looking for another browser`);
  return runs(path) ? path : null;
}

async function playwrights() {
  const { chromium } = await import('@playwright/test');
  return runs(chromium.executablePath()) ? chromium.executablePath() : null;
}
const tryTo = (command, args) => {
  console.log(`no browser yet: ${command} ${args.join(' ')} (this can take some minutes)`);
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000', ...process.env };
  const { status, error, stderr } = spawnSync(command, args, { timeout: FIVE_MINUTES, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 26, shell: IS_WINDOWS, env });
  if (status === 0) return;
  console.log(`that did not work: ${error?.code ?? stderr?.split('\n').find(line => /^E:|error/i.test(line))?.trim() ?? `exit code ${status}`}`);
};
/** The package manager's command, with sudo where that asks for no password. */
function fromSystem() {
  if (process.platform !== 'linux') return;
  const root = process.getuid?.() === 0;
  const managers = [['apt-get', 'install', '-y', 'chromium'], ['dnf', 'install', '-y', 'chromium'], ['apk', 'add', 'chromium'], ['pacman', '-S', '--noconfirm', 'chromium']];
  const found = managers.find(([name]) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0);
  if (found === undefined) return;
  if (found[0] === 'apt-get') tryTo(root ? 'apt-get' : 'sudo', root ? ['update'] : ['-n', 'apt-get', 'update']);
  tryTo(root ? found[0] : 'sudo', root ? found.slice(1) : ['-n', ...found]);
}

/** The path of a browser, or null when there is none and none could be had. */
export async function findBrowser() {
  const known = named() ?? installed() ?? (await playwrights());
  if (known !== null) return known;
  tryTo('npx', ['playwright', 'install', 'chromium']);
  const own = await playwrights();
  if (own !== null) return own;
  fromSystem();
  return installed();
}
export const NO_BROWSER = `No Chrome or Chromium starts here, and none could be installed. Either
  - install Chrome, Chromium or Edge and run npm test again, or
  - name one: CHROME_PATH=/path/to/chrome npm test, or
  - let Playwright try with the libraries it needs (asks for root on Linux): npx playwright install --with-deps chromium`;
