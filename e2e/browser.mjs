/** Finds a Chrome or Chromium: one that is installed, else Playwright's own, else the system's package manager's. Each try has two minutes. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const TWO_MINUTES = 120_000;
const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Whether a path is a browser that starts: a stub that only points to a package store answers with an error. */
const runs = path => path !== undefined && path !== '' && existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0;
const onPath = () => (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').flatMap(folder => NAMES.map(name => join(folder, name)));
const installed = () => [process.env.CHROME_PATH, process.env.CHROME_BIN, ...onPath(), ...PLACES].find(runs) ?? null;

async function playwrights() {
  const { chromium } = await import('@playwright/test');
  return runs(chromium.executablePath()) ? chromium.executablePath() : null;
}
const tryTo = (command, args) => {
  console.log(`no browser yet: ${command} ${args.join(' ')}`);
  spawnSync(command, args, { timeout: TWO_MINUTES, stdio: 'ignore', shell: process.platform === 'win32' });
};
/** The package manager's command, with sudo where that asks for no password. */
function fromSystem() {
  const root = process.getuid?.() === 0;
  const managers = [['apt-get', 'install', '-y', 'chromium'], ['dnf', 'install', '-y', 'chromium'], ['apk', 'add', 'chromium'], ['pacman', '-S', '--noconfirm', 'chromium']];
  const found = managers.find(([name]) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0);
  if (found === undefined) return;
  if (found[0] === 'apt-get') tryTo(root ? 'apt-get' : 'sudo', root ? ['update'] : ['-n', 'apt-get', 'update']);
  tryTo(root ? found[0] : 'sudo', root ? found.slice(1) : ['-n', ...found]);
}

/** The path of a browser, or null when there is none and none could be had. */
export async function findBrowser() {
  const known = installed() ?? (await playwrights());
  if (known !== null) return known;
  tryTo('npx', ['playwright', 'install', 'chromium']);
  const own = await playwrights();
  if (own !== null) return own;
  fromSystem();
  return installed();
}
export const NO_BROWSER = 'No Chrome or Chromium was found and none could be installed: please install one, or name it in CHROME_PATH, and run npm test again.';
