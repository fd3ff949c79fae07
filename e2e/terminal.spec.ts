/** A learner's session in the terminal, by keyboard alone, everything found by the names that a screen reader says. */
import { expect, test, type Sandbox } from './sandbox.ts';

const terminal = (sandbox: Sandbox) => sandbox.page.getByRole('textbox', { name: 'Terminal: type a kubectl command' });
/** A line that is typed as it is, without clearing the screen before. */
async function enter(sandbox: Sandbox, line: string, answer: string | RegExp): Promise<void> {
  await terminal(sandbox).focus();
  await sandbox.page.keyboard.type(line);
  await sandbox.page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText(answer);
}

test('a Pod from apply to delete, only by keyboard', async ({ sandbox, page }) => {
  await sandbox.open();
  await terminal(sandbox).focus();
  const proposal = page.getByRole('button', { name: 'or type it yourself' });
  await expect(proposal).toBeVisible();
  await page.keyboard.type('k');
  await expect(proposal).toBeHidden();
  await page.keyboard.press('Backspace');
  await sandbox.type('kubectl apply -f hello.yaml', 'pod/hello created');
  await sandbox.type('kubectl wait --for=condition=Ready pod/hello', 'pod/hello condition met');
  await sandbox.type('kubectl get pods', /hello\s+1\/1\s+Running/);
  await sandbox.type('kubectl describe pod hello | tail -8', /cessfully\s+assigned default\/hello/);
  await sandbox.type('kubectl exec hello -- cat /etc/hostname', /hostname\s*hello/);
  await sandbox.type('kubectl exec -it hello -- sh', /sh\s*\/ #/);
  await page.keyboard.type('echo from inside');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText(/\/ # echo from inside\s*from inside\s*\/ #/);
  await page.keyboard.type('cat');
  await page.keyboard.press('Enter');
  await page.keyboard.type('said back');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText(/said back\s*said back/);
  await page.keyboard.press('Control+c');
  await expect(sandbox.terminal).toContainText(/\^C\s*\/ #/);
  await page.keyboard.type('exit 3');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText('command terminated with exit code 3');
  await sandbox.type('kubectl exec hello -- wget -qO- localhost | head -2', '<html>');
  await sandbox.type('kubectl logs hello --tail=1', 'GET / HTTP/1.1');
  await sandbox.type('kubectl label pod hello tier=front', 'pod/hello labeled');
  await sandbox.type('kubectl get pods -l tier=front', /hello\s+1\/1/);
  await sandbox.type('kubectl edit pod hello', 'Opened in the editor');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText('Edit cancelled, no changes made.');
  await sandbox.type('kubectl delete pod hello', 'pod "hello" deleted from default namespace');
  await sandbox.type('kubectl get pod hello', 'Error from server (NotFound): pods "hello" not found');
});

test('each command opens into its requests, and these into what came of them, by keyboard', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.type('kubectl create deployment web --image=nginx:1.27', 'deployment.apps/web created');
  await sandbox.type('kubectl rollout status deployment/web', 'successfully rolled out');
  await sandbox.type('kubectl get pods', /web-\S+\s+1\/1\s+Running/);
  const opener = page.getByRole('button', { name: 'Requests' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const asked = page.getByRole('complementary', { name: 'What it asked' });
  await expect(asked).toContainText('GET/api/v1/namespaces/default/pods?limit=500200');
  await asked.getByRole('button', { name: /create deployment web/ }).focus();
  await page.keyboard.press('Enter');
  const step = asked.getByRole('button', { name: /has bound web-/ });
  await step.focus();
  await page.keyboard.press('Enter');
  await expect(sandbox.story).toContainText('has bound web-');
  await expect(step).toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('Escape');
  await expect(asked).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('a line can be completed, recalled and searched for, and a manifest typed as a here-document', async ({ sandbox, page }) => {
  await sandbox.open();
  await terminal(sandbox).focus();
  await page.keyboard.type('kubectl get deplo');
  await page.keyboard.press('Tab');
  await expect(sandbox.terminal).toContainText('kubectl get deployments');
  await page.keyboard.press('Control+c');
  await page.keyboard.type('kubectl get pods ca');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText(/cart\s+1\/1\s+Running/);
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('get pods');
  await page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText(/cart\s+1\/1\s+Running/);
  for (const line of ['kubectl apply -f - <<EOF', 'apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: typed}', 'EOF']) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
  await expect(sandbox.terminal).toContainText('configmap/typed created');
});

test('a loop is typed over several lines, and a file is made and taken away', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.type('for i in 1 2', />\s*$/);
  await enter(sandbox, 'do kubectl create configmap c$i', /configmap c\$i\s*>\s*$/);
  await enter(sandbox, 'done', /configmap\/c1 created\s*configmap\/c2 created/);
  await sandbox.type('kubectl get cm c1 -o yaml > kept.yaml; ls', /kept\.yaml/);
  await expect(page.getByRole('tab', { name: 'kept.yaml' })).toBeVisible();
  await sandbox.type('if rm kept.yaml; then echo gone; fi', /fi\s*gone/);
  await expect(page.getByRole('tab', { name: 'kept.yaml' })).toHaveCount(0);
});

test('escape sequences of a log are shown, not carried out, and a command without end is ended by Ctrl-C', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.type(`kubectl run loud --image=busybox:1.36 -- sh -c 'printf "\\033[2J\\033[31mred\\n"; sleep 3600'`, 'pod/loud created');
  await sandbox.type('kubectl wait --for=condition=Ready pod/loud', 'condition met');
  await sandbox.type('kubectl logs loud', '^[[2J^[[31mred');
  await enter(sandbox, 'kubectl port-forward pod/cart 8080:80', /Forwarding from 127\.0\.0\.1:8080 -> 80|error/);
  await page.keyboard.press('Control+c');
  await enter(sandbox, 'echo still here', /still here\s*still here/);
});

test('a paste of 10 MB is turned away in one line, and the terminal goes on', async ({ sandbox, page }) => {
  await sandbox.open();
  await sandbox.type('echo ready', /ready\s*ready/);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'x'.repeat(10 * 1024 * 1024));
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(sandbox.terminal).toContainText('That is more than 1 MB: put it into a file of the editor, and apply the file.');
  await sandbox.type('echo still here', /still here\s*still here/);
});
