/** The page as a test holds it: opened with a quick story clock, watched for errors and for requests that leave its origin. */
import { expect, test as base, type Locator, type Page } from '@playwright/test';

export class Sandbox {
  constructor(readonly page: Page) {}

  get story(): Locator { return this.page.locator('.story-tell'); }
  get terminal(): Locator { return this.page.locator('.xterm-rows'); }
  get inspector(): Locator { return this.page.getByRole('complementary', { name: 'Inspector' }); }
  get applyButton(): Locator { return this.page.locator('[data-apply]'); }

  async open(): Promise<void> {
    await this.page.goto('./');
    await this.ready();
  }
  /** The cluster stands, the editor and the terminal are loaded. */
  async ready(): Promise<void> {
    await expect(this.page.locator('.monaco-editor .view-line').first()).toBeAttached();
    await expect(this.terminal).toContainText('$');
  }
  /** Brings a manifest from the learner's disk. */
  async drop(name: string, text: string): Promise<void> {
    await this.page.evaluate(([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content ?? ''], file ?? ''));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [name, text]);
    await expect(this.page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }
  async example(title: string): Promise<void> {
    const tab = this.page.getByRole('tab', { selected: true });
    const before = await tab.innerText();
    await this.page.getByRole('button', { name: 'New file or example' }).click();
    await this.page.getByRole('menuitem', { name: title }).click();
    // Its text is fetched; only then does its tab come forward.
    await expect(tab).not.toHaveText(before);
  }
  async apply(answer: string | RegExp): Promise<void> {
    await this.applyButton.click();
    await expect(this.terminal).toContainText(answer);
  }
  /** Types a command line into the terminal and waits for what it says. */
  async type(line: string, answer: string | RegExp): Promise<void> {
    await this.page.locator('.xterm-helper-textarea').focus();
    await this.page.keyboard.type('clear');
    await this.page.keyboard.press('Enter');
    await expect(this.terminal).not.toContainText('clear');
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
    await expect(this.terminal).toContainText(answer);
  }
  /** The picture of a Pod on the cluster's map, whatever its state. */
  pod(name: string): Locator { return this.page.getByRole('button', { name: new RegExp(`^Pod ${name}\\b`) }); }
  async openPod(name: string): Promise<void> {
    await this.pod(name).focus();
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('tab', { name: 'Pod', exact: true })).toHaveAttribute('aria-selected', 'true');
  }
}

export const test = base.extend<{ sandbox: Sandbox }>({
  sandbox: async ({ page, baseURL }, use) => {
    const errors: string[] = [];
    const origin = new URL(baseURL ?? 'http://localhost').origin;
    page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
    page.on('pageerror', error => errors.push(String(error)));
    page.on('request', request => { if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) errors.push(`a request left the page: ${request.url()}`); });
    await page.addInitScript(() => { if (localStorage.getItem('podarium/settings') === null) localStorage.setItem('podarium/settings', JSON.stringify({ speed: 8 })); });
    await use(new Sandbox(page));
    expect(errors).toEqual([]);
  },
});
export { expect };

export const podOn = (name: string, node: string, command = '["sleep", "3600"]'): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers:
    - name: ${name}
      image: busybox:1.36
      command: ${command}
`;
